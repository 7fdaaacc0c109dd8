"""Write the pages of docs/reference that follow from the code.

python docs/generate.py            write them
python docs/generate.py --check    write nothing; exit code 1 and their names where they are stale
"""
# ruff: noqa: INP001  # a script, not part of a package

import ast
import inspect
import json
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import attrs

from sdpsig.cli._flags import flag_name
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.cli._sources import PREFIX
from sdpsig.endpoint import (
    Command,
    Delivery,
    Ended,
    EndpointConfig,
    Journals,
    Outcome,
    Takeover,
)
from sdpsig.errors import W3C, FaultCode, Severity
from sdpsig.http import STATUS, JsonApi, Response, openapi
from sdpsig.jsep import (
    AIORTC,
    AUDIO,
    CHROMIUM,
    DATA,
    TRANSITIONS,
    VIDEO,
    WEBRTC,
    AnswerPolicy,
    BundlePolicy,
    Capabilities,
    Change,
    CodecCapability,
    CodecDrop,
    DataCapability,
    HeaderExtension,
    LocalDescriptions,
    NegotiationConfig,
    NegotiationNeed,
    Rejection,
    RidDrop,
    RtcpMuxPolicy,
    SdpType,
    Side,
    SignalingState,
)
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, Level, Mux
from sdpsig.sdp.targets import TARGETS, Effect
from sdpsig.session import (
    ConnectionState,
    DtlsState,
    EndReason,
    Event,
    IceState,
    Politeness,
    SessionConfig,
    SessionState,
    Timer,
)
from sdpsig.session._timers import DURATION
from sdpsig.trickle import AddressClass, Drop
from sdpsig.wire import encode

REFERENCE = Path(__file__).parent / "reference"
NOTE = "<!-- Written by docs/generate.py from the code: change the code, then run it. -->"

# --- what the source says


def member_docs(cls: type[Any]) -> dict[str, str]:
    """The string literal under each member of a class, by the member's name."""
    (body,) = ast.parse(inspect.getsource(cls)).body
    assert isinstance(body, ast.ClassDef), "the source of a class"
    found: dict[str, str] = {}
    name = ""
    for statement in body.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
                pass
            case ast.Expr(value=ast.Constant(value=str(text))) if name:
                found[name], name = text, ""
            case _:
                name = ""
    return found


def first_paragraph(thing: Any) -> str:
    """The first paragraph of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n\n")[0]


RULE = re.compile(r"\b(?:SM|TR|V|A|O|L|D)-[0-9]+[a-z]?\b")


def markdown(text: str) -> str:
    """A docstring in the middle of a page: on one line, with Markdown's code and links."""
    text = " ".join(text.split())
    text = re.sub(r" \((?:jsep|http) §[^)]*\)", "", text)
    text = re.sub(r"\b(?:jsep|http) (?=[A-Z]+-[0-9])", "", text)
    text = text.replace("``", "`").replace("|", "\\|")
    return RULE.sub(linked, text)


def linked(rule: re.Match[str]) -> str:
    page = "../explanation/deviations.md" if rule[0].startswith("D") else "rules.md"
    return f"[{rule[0]}]({page}#{rule[0].lower()})"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table of Markdown."""
    head = tuple(head)
    lines = [head, ("---",) * len(head), *map(tuple, rows)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def code(text: object) -> str:
    return f"`{text}`"


def seconds(value: float | None) -> str:
    return "off" if not value else f"{value:g} s"


# --- the pages

AREAS = {
    "sdp": "The text of a description",
    "edit": "Edits of a description",
    "jsep": "Offer and answer",
    "bundle": "BUNDLE groups",
    "ice": "ICE: credentials and trickled candidates",
    "dtls": "DTLS",
    "rtp": "RTP",
    "target": "What a peer would do with a description",
    "session": "Sessions",
    "auth": "Who asks",
    "rate": "How often",
    "endpoint": "The endpoint that holds the sessions",
    "app": "The application",
    "json": "JSON bodies",
    "http": "HTTP",
    "client": "Calls of our own to a server: what a client of this library may raise",
    "internal": "The library itself",
}


def faults() -> str:
    docs = member_docs(FaultCode)
    parts = [
        """# Faults

Every error has a `fault`, and every fault has one of these codes. Codes are public API: one
never changes its meaning. Over HTTP the code is the member `reason`, and the status is the one
in this table. *DOM name* is the name that a browser gives to the same mistake, where it has one;
in Python it is `fault.w3c`.

```python
from sdpsig import SdpError, parse

try:
    parse("hello")
except SdpError as error:
    fault = error.fault

print(fault.code, fault.line, fault.rule, fault.severity, fault.w3c)
print(fault.detail)
```

```text
sdp.missing-line 1 V-1 error RTCError
the first line is not v=0
```

The rule is a section of an RFC or one of the [rules](rules.md) that stand in this
documentation. `fault.severity` is one of these:
""",
        table(("severity", "meaning"), enum_rows(Severity)),
    ]
    areas = dict.fromkeys(code.value.split(".")[0] for code in FaultCode)
    assert set(areas) == set(AREAS), "every area has a title"
    for area, title in AREAS.items():
        rows = (
            (
                code(fault),
                markdown(docs[fault.name]),
                str(STATUS[fault]),
                code(W3C[fault]) if fault in W3C else "",
            )
            for fault in FaultCode
            if fault.value.split(".")[0] == area
        )
        parts += [f"## {title}\n", table(("code", "meaning", "status", "DOM name"), rows)]
    return "\n".join(parts)


WHOSE = {
    "client": "whoever calls the server",
    "application": "the application behind the server",
    "server": "whoever runs the server",
    "network": "the network",
    "nobody": "nobody",
}


def troubleshooting() -> str:
    """What to do about each fault, whose words stand in advice.toml."""
    docs = member_docs(FaultCode)
    advice = tomllib.loads((Path(__file__).parent / "advice.toml").read_text("utf-8"))
    assert advice.keys() <= {*FaultCode, *AREAS}, "each is about something that there is"
    parts = [
        """# Troubleshooting by reason code

Look your code up: it is `reason` in a response, `error.reason` in both clients, and what stands in
brackets in a log. A refused call has changed nothing, so what was wrong can be made right and
sent again. The clients repeat by themselves what may help when it is repeated.

Where the *application* is at fault a client over HTTP hears of `app.failed` alone, and the code is
in the log of the server. [Faults](faults.md) has the same codes with the names that browsers give
them; [the guide](../how-to/integrate.md#when-it-does-not-work) has what goes wrong without a code.
The JavaScript client has [a few codes of its own](javascript-client.md#errors).
"""
    ]
    for area, title in AREAS.items():
        rows = (
            (code(fault), str(STATUS[fault]), markdown(docs[fault.name]), *told(fault, advice))
            for fault in FaultCode
            if fault.value.split(".")[0] == area
        )
        head = ("code", "status", "meaning", "whose fault", "what to do")
        parts += [f"## {title}\n", table(head, rows)]
    return "\n".join(parts)


def told(fault: FaultCode, advice: Mapping[str, Mapping[str, str]]) -> tuple[str, str]:
    """Whose fault it is and what to do: what is said of the code itself, else of its area."""
    found = advice.get(fault) or advice[fault.split(".")[0]]
    return WHOSE[found["whose"]], found["do"]


def enum_rows(kind: type[Enum]) -> list[tuple[str, str]]:
    docs = member_docs(kind)
    return [(code(member.value), markdown(docs[member.name])) for member in kind]


LEVELS = {Level.SESSION: "session", Level.MEDIA: "media", Level.BOTH: "session, media"}
IN_ANSWER = {
    "drop": "left out",
    "echo": "repeated",
    "local": "our own",
    "engine": "worked out",
}


def attributes() -> str:
    rows = [
        (
            ", ".join(map(code, kind.spec.names or (kind.spec.name,))),
            code(kind.__name__),
            LEVELS[kind.spec.level] + (" (several)" if kind.spec.repeats else ""),
            code(default.text) if (default := kind.default()) else "",
            code(kind.spec.mux.value),
            IN_ANSWER[kind.spec.in_answer.value],
            kind.spec.rfc,
            markdown(first_paragraph(kind)),
        )
        for kind in STANDARD
    ]
    head = (
        *("name", "class", "level", "default", "mux category", "the answer", "reference"),
        "purpose",
    )
    muxes = {kind.spec.mux for kind in STANDARD}
    docs = member_docs(Mux)
    return "\n".join(
        [
            f"""# Attributes

The {len(STANDARD.kinds)} attribute classes of `sdpsig.sdp.STANDARD`: what browsers, SFUs, WHIP
clients and SIP, RTSP and fax gateways send. The classes are in `sdpsig.sdp.attributes`.
What is not in this table is read as `Unknown`, kept in its place and written back unchanged.

*Level* is where the attribute may stand; one that is marked *several* may stand there more than
once. *Default* is what its absence means, where its RFC says so. *The answer* tells what becomes
of it in an answer: it is left out, the answer repeats it if it was offered, it has our own value,
or it is worked out from both sides.
""",
            table(head, rows),
            "## Mux categories\n\nWhat bundling does to an attribute (RFC 8859 §4):\n",
            table(
                ("category", "meaning"),
                [(code(mux.value), markdown(docs[mux.name])) for mux in Mux if mux in muxes],
            ),
            """## An attribute of your own

A registry is a value. Extend it, and the parser knows your attribute:

```python
from typing import ClassVar

from attrs import field, frozen

from sdpsig import parse, serialize
from sdpsig.sdp import STANDARD, Attribute, Level, Mux, Spec


@frozen
class PTime(Attribute):
    \"\"\"Milliseconds of media in one packet.\"\"\"

    spec: ClassVar[Spec] = Spec("ptime", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 8866 §6.4")
    grammar: ClassVar[str] = "(?P<milliseconds>[0-9]{1,4})"
    milliseconds: int = field(converter=int)

    def serialize(self) -> str:
        return str(self.milliseconds)


TEXT = "".join(
    line + "\\r\\n"
    for line in ("v=0", "o=- 1 1 IN IP6 ::", "s=-", "t=0 0", "m=audio 9 RTP/AVP 0", "a=ptime:20")
)
description = parse(TEXT, registry=STANDARD.extended(PTime))
print(description.media[0].get(PTime))
assert serialize(description) == TEXT
```

```text
PTime(milliseconds=20)
```
""",
        ]
    )


def limits() -> str:
    docs = member_docs(Limits)
    rows = [
        (code(field.name), f"{field.default:,}", markdown(docs[field.name]))
        for field in attrs.fields(Limits)
    ]
    return "\n".join(
        [
            """# Limits

What a peer may send and hold, as one frozen value: `sdpsig.Limits`. At the limit a message is
taken; one more, and it is refused with a [fault](faults.md) that names the limit, or, for
candidates, dropped and told. Bytes are bytes of UTF-8.

```python
from sdpsig import JsonApi, Limits, SessionConfig

small = Limits(sdp_bytes=16_384, sections=8)
config = SessionConfig(limits=small)
api = JsonApi(limits=small)
```
""",
            table(("limit", "default", "what it bounds"), rows),
        ]
    )


def alias(state: SignalingState) -> str:
    return state.value.replace("-", "_")


def signaling() -> str:
    edges: dict[tuple[SignalingState, SignalingState], list[str]] = {}
    for (before, side, kind), after in TRANSITIONS.items():
        edges.setdefault((before, after), []).append(f"{side} {kind}")
    docs = member_docs(SignalingState)
    diagram = [
        "stateDiagram-v2",
        *(f'    state "{state}" as {alias(state)}' for state in SignalingState),
        f"    [*] --> {alias(SignalingState.STABLE)}",
        *(
            f"    {alias(before)} --> {alias(after)}: {' / '.join(sorted(told))}"
            for (before, after), told in edges.items()
        ),
    ]
    rows = [
        (
            code(before),
            *(
                code(TRANSITIONS[before, side, kind])
                if (before, side, kind) in TRANSITIONS
                else "-"
                for side in Side
                for kind in SdpType
            ),
        )
        for before in SignalingState
    ]
    head = ("state", *(f"{side} {kind}" for side in Side for kind in SdpType))
    return "\n".join(
        [
            f"""# Signaling states

The machine that RFC 9429 §3.2 draws, with the rollbacks of its §4.1.10.2, printed from
`sdpsig.jsep.TRANSITIONS`. What is not in it is refused with `jsep.signaling-state`. *Local* is what
we send, *remote* is what we receive. A session that has ended takes nothing any more: that is W3C's
state `closed`, and no state of this table.

```mermaid
{chr(10).join(diagram)}
```

An offer may replace one that has not been answered yet. An offer of the peer that meets ours takes
ours back first, unless that is switched off.
""",
            "## States\n",
            table(
                ("state", "meaning"),
                [(code(state), markdown(docs[state.name])) for state in SignalingState],
            ),
            "## Transitions\n\nThe state after a description, by the state before it.\n",
            table(head, rows),
        ]
    )


class NameOf:
    """Stands in for a configuration; every field of it is its own name."""

    def __getattr__(self, name: str) -> str:
        return name


STARTS: Mapping[Timer, str] = {
    Timer.ANSWER: "an offer is received",
    Timer.OFFER: "we make an offer",
    Timer.RETRY: "offers met without roles",
    Timer.EARLY: "a candidate comes before its description",
    Timer.CONNECT: "the exchange is complete, with a new transport or ICE restart",
    Timer.DISCONNECTED_GRACE: "a transport is `disconnected`",
    Timer.DISCONNECTED: "a transport is `disconnected`",
    Timer.FAILED: "the connection is `failed`",
    Timer.IDLE: "the last word of the peer's signaling; candidates that are dropped say nothing",
    Timer.LIFETIME: "the session begins",
}
STOPS: Mapping[Timer, str] = {
    Timer.ANSWER: "the answer, or a rollback",
    Timer.OFFER: "the answer, or a rollback",
    Timer.RETRY: "an offer of either side",
    Timer.EARLY: "the description",
    Timer.CONNECT: "`connected`",
    Timer.DISCONNECTED_GRACE: "`connected`, or an ICE restart",
    Timer.DISCONNECTED: "`connected`, or an ICE restart",
    Timer.FAILED: "an ICE restart",
    Timer.IDLE: "`connected`, for good",
    Timer.LIFETIME: "nothing",
}
THEN: Mapping[Timer, str] = {
    Timer.ANSWER: "`Closed(answer-timeout)`, HTTP 504; later: `AnswerOverdue`, it is taken back",
    Timer.OFFER: "`OfferExpired`, and the offer is taken back; the first one: `failed`",
    Timer.RETRY: "`OfferRetry`, where there still is something to offer",
    Timer.EARLY: "`CandidateDropped(too-early)` for each",
    Timer.CONNECT: "the connection is `failed`",
    Timer.DISCONNECTED_GRACE: "`RestartSuggested`, once",
    Timer.DISCONNECTED: "the connection is `failed`",
    Timer.FAILED: "`Closed(failed)`",
    Timer.IDLE: "`Closed(idle)`",
    Timer.LIFETIME: "`Closed(lifetime)`",
}

RETRIES = "2.1 to 4 s for the owner of the call, else 0 to 2 s"


def timers() -> str:
    settings: Any = NameOf()
    docs = member_docs(SessionConfig)
    defaults = {field.name: field.default for field in attrs.fields(SessionConfig)}
    names = {
        timer: "retry_seed"
        if timer is Timer.RETRY
        else str(DURATION[timer](SessionState(), settings))
        for timer in Timer
    }
    rows = [
        (
            code(timer),
            code(names[timer]),
            RETRIES if timer is Timer.RETRY else seconds(defaults[names[timer]]),
            STARTS[timer],
            STOPS[timer],
            THEN[timer],
        )
        for timer in Timer
    ]
    retention = attrs.fields(EndpointConfig).closed_retention
    return "\n".join(
        [
            """# Timers

A session has no clock. It says when it wants to be woken (`session.deadline`), for what
(`session.due`), and does what is due when you call `session.handle_timeout(now)`; an `Endpoint`
does the same for all of its sessions. The durations are fields of `SessionConfig`, in seconds;
None or 0 switches a timer off. Whatever ends the session stops them all.
""",
            table(("timer", "field", "default", "starts when", "stops at", "then"), rows),
            "## The fields\n",
            table(
                ("field of `SessionConfig`", "meaning"),
                [(code(names[timer]), markdown(docs[names[timer]])) for timer in Timer],
            ),
            f"""The endpoint adds one of its own, `EndpointConfig.closed_retention`, which is
{seconds(retention.default)} by default. {markdown(member_docs(EndpointConfig)["closed_retention"])}

`sdpsig serve` has a [setting](settings.md) for those that a server which only answers needs; there
a session lives 24 hours unless you say otherwise.
""",
        ]
    )


def default_of(setting: "attrs.Attribute[Any]") -> str:
    value = setting.default
    if value in ((), ""):
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    unit = setting.metadata["unit"]
    number = f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
    return f"{number} {unit}".strip()


def allowed(setting: "attrs.Attribute[Any]") -> str:
    about = setting.metadata
    if about["flag"] and about["allowed"] is None:
        return str(attrs.fields(IceServerSettings).urls.metadata["allowed"])
    return str(about["allowed"] or (about["metavar"] or "on or off").replace("|", ", "))


def settings() -> str:
    parts = [
        """# Settings of `sdpsig serve`

Every setting has the same name in three places: dashes in flags, `SDPSIG_` and capitals in the
environment, underscores in the TOML file. [Configure the server](../how-to/configure-the-server.md)
tells how to use them. Times are in seconds; 0 switches a timer off.
"""
    ]
    groups: dict[str, list[tuple[str, ...]]] = {}
    for setting in attrs.fields(ServeSettings):
        about = setting.metadata
        flag = flag_name(setting)
        groups.setdefault(about["group"], []).append(
            (
                code(f"{flag}, --no-{flag[2:]}" if setting.type is bool else flag),
                code(PREFIX + setting.name.upper()),
                code(setting.name),
                default_of(setting),
                markdown(allowed(setting)),
                markdown(about["help"]),
            )
        )
    for group, rows in groups.items():
        title = group[0].upper() + group[1:].partition(",")[0]
        head = ("flag", "environment", "file", "default", "allowed", "meaning")
        parts += [f"## {title}\n", table(head, rows)]
    parts.append(
        """## The file itself

`--conf FILE`, or `SDPSIG_CONF=FILE`, names the TOML file. In it, an ICE server is a table
`[[ice_servers]]` with `urls`, and for `turn:` and `turns:` URLs either `username` and `credential`,
or the `secret` of a TURN server whose credentials expire. The flag takes one URL, the environment
takes URLs between commas, or an array of such tables.
"""
    )
    return "\n".join(parts)


def events() -> str:
    union: Any = Event
    assert isinstance(union, UnionType), "the events are a union"
    rows = []
    for kind in get_args(union):
        docs = member_docs(kind)
        fields = [
            code(field.name) + (f": {markdown(docs[field.name])}" if field.name in docs else "")
            for field in attrs.fields(kind)
        ]
        rows.append((code(kind.__name__), markdown(first_paragraph(kind)), "<br>".join(fields)))
    parts = [
        """# Events and states

What `Session.receive`, `send`, `report`, `close` and `handle_timeout` return, and what the
`event` of an application is told. The events of one call come in one tuple, in this order of
things: what was said, what follows for the transports and their candidates, what state that
makes, what that asks for, the end. `Closed` is the last event of every session. All of them are in
`sdpsig.session`.
""",
        table(("event", "meaning", "fields"), rows),
    ]
    enums: tuple[tuple[type[Enum], str], ...] = (
        (ConnectionState, "sdpsig.session"),
        (IceState, "sdpsig.session"),
        (DtlsState, "sdpsig.session"),
        (EndReason, "sdpsig.session"),
        (Politeness, "sdpsig.session"),
        (Drop, "sdpsig.trickle"),
        (AddressClass, "sdpsig.trickle"),
    )
    return "\n".join((*parts, *enum_sections(enums)))


def endpoint() -> str:
    """Every command and outcome of an endpoint, and its configuration."""
    parts = [
        """# The endpoint

An `Endpoint` holds the sessions of a server. `endpoint.handle(command, now)` returns one outcome,
or raises: a RemoteProtocolError where the peer is at fault, a LocalProtocolError where we are. What
is refused has changed no session. Ids and the time come with the command; `endpoint.deadline` and
`endpoint.handle_timeout(now)` are those of all sessions, and a change of one deadline costs
O(log n) on average, however many there are. One caller at a time: a second one, in another thread,
is refused.

```python
from sdpsig import Endpoint, Fingerprint, LocalTransport
from sdpsig.endpoint import Call, Delivery, Open
from sdpsig.jsep import AddDataChannels

us = LocalTransport("ours", "p" * 24, (Fingerprint("sha-256", ":".join(["CD"] * 32)),))
endpoint = Endpoint()
offered = endpoint.handle(Call("a", (AddDataChannels(),), us), now=0.0)
print(offered.offer_id, offered.offer.description.media[0].media_line.text)

once = Delivery(b"SHA-256 of the body", client="203.0.113.5", key="k1")
for now in (1.0, 2.0):  # the client did not hear of the first, and asks again
    print(type(endpoint.handle(Open(f"b{now}", offered.offer, delivery=once), now)).__name__)
print(list(endpoint.sessions))
```

```text
1 m=application 9 UDP/DTLS/SCTP webrtc-datachannel
AnswerNeeded
InProgress
['a', 'b1.0']
```

## Commands

The peer asks `Open`, `Reoffer`, `Restart`, `Settle` and `Trickle`, and `Close` where the reason
says so; to all but their `owner` its sessions are not there. The rest is what our own application
asks.
"""
    ]
    for title, union in (("", Command), ("## Outcomes\n", Outcome | Ended)):
        parts += [title] if title else []
        parts.append(table(("value", "meaning", "fields"), value_rows(get_args(union))))
    parts += [
        "## `sdpsig.endpoint.Delivery`\n",
        markdown(first_paragraph(Delivery)) + "\n",
        table(("field", "default", "meaning"), field_rows(Delivery)),
        """It is kept, with what the peer was told, while its session lives, and where it has a
key for `closed_retention` seconds longer. What is refused is kept where it has a key and where the
offer itself is at fault. Of one session the newest eight are kept.
""",
        "## `sdpsig.EndpointConfig`\n",
        table(("field", "default", "meaning"), field_rows(EndpointConfig)),
        "## `sdpsig.endpoint.Journals`\n",
        markdown(first_paragraph(Journals)) + "\n",
        table(("field", "default", "meaning"), field_rows(Journals)),
        """`Endpoint(config, journals=Journals(begin))` has every session
[written down](../how-to/replay-a-session.md). A session that never comes to be leaves no journal;
what cannot be written down ends the journal, never the session.
""",
    ]
    return "\n".join((*parts, *enum_sections([(Takeover, "sdpsig.endpoint")])))


def value_rows(kinds: Iterable[type[Any]]) -> Iterator[tuple[str, str, str]]:
    """Name, meaning and fields of values that stand for what they are."""
    for kind in kinds:
        docs = member_docs(kind)
        fields = [
            code(field.name) + (f": {markdown(docs[field.name])}" if field.name in docs else "")
            for field in attrs.fields(kind)
        ]
        yield code(kind.__name__), markdown(first_paragraph(kind)), "<br>".join(fields)


def enum_sections(enums: Iterable[tuple[type[Enum], str]]) -> Iterator[str]:
    """A heading and a table for each enum, named with its public home."""
    for kind, home in enums:
        assert getattr(import_module(home), kind.__name__) is kind, "it is public there"
        yield f"## `{home}.{kind.__name__}`\n\n{markdown(first_paragraph(kind))}\n"
        yield table(("value", "meaning"), enum_rows(kind))


def field_rows(kind: type[Any]) -> Iterator[tuple[str, str, str]]:
    """Field, default and meaning of each field of a value."""
    docs = member_docs(kind)
    for field in attrs.fields(kind):
        yield code(field.name), said_default(field), markdown(docs.get(field.name, ""))


NAMED: Mapping[str, Capabilities] = {
    "AIORTC": AIORTC,
    "AUDIO": AUDIO,
    "CHROMIUM": CHROMIUM,
    "DATA": DATA,
    "VIDEO": VIDEO,
    "WEBRTC": WEBRTC,
}


def said_default(field: "attrs.Attribute[Any]") -> str:
    """A default as a program would write it; empty where there is none."""
    value = field.default
    if value is attrs.NOTHING:
        return ""
    if isinstance(value, Enum):
        return code(value.value)
    if isinstance(value, Capabilities):
        return code(next(name for name, preset in NAMED.items() if preset is value))
    if inspect.isfunction(value):
        return code(value.__name__) if not value.__name__.startswith("_") else "all"
    if isinstance(value, AnswerPolicy):
        return code("AnswerPolicy()")
    name = getattr(value, "name", None)
    return code(name.upper()) if isinstance(name, str) else code(made(value) or '""')


def made(value: Any) -> str:
    """What makes a default, where it is made anew each time; else the default itself."""
    maker = getattr(value, "factory", None)
    return str(value) if maker is None else f"{maker.__name__}()"


def negotiation() -> str:
    """How one side negotiates: its configuration, its wishes, and every reason that it gives."""
    union: Any = Change
    changes = [
        (
            code(kind.__name__),
            ", ".join(code(field.name) for field in attrs.fields(kind)),
            markdown(first_paragraph(kind)),
        )
        for kind in get_args(union)
    ]
    enums: tuple[tuple[type[Enum], str], ...] = tuple(
        (kind, "sdpsig.jsep")
        for kind in (
            Rejection,
            CodecDrop,
            RidDrop,
            NegotiationNeed,
            BundlePolicy,
            RtcpMuxPolicy,
            LocalDescriptions,
        )
    )
    head = ("field", "default", "meaning")
    return "\n".join(
        [
            """# Negotiation

The values of `sdpsig.jsep` that say how one side negotiates, what its application wants, and why
it does or does not do something. [Renegotiate](../how-to/renegotiate.md) shows them at work;
[offer and answer](../explanation/offer-answer.md) tells why they are what they are.

## `sdpsig.jsep.NegotiationConfig`
""",
            table(head, field_rows(NegotiationConfig)),
            f"""## `sdpsig.jsep.AnswerPolicy`

{markdown(first_paragraph(AnswerPolicy))} The first three are functions of the offered section.
""",
            table(head, field_rows(AnswerPolicy)),
            """## `sdpsig.jsep.Change`

What an application may say: `change(negotiation, message)`, `PeerConnection.change(*messages)`, or
`Session.send(message, now)`.
""",
            table(("message", "fields", "meaning"), changes),
            *enum_sections(enums),
        ]
    )


USES = {
    "sendrecv": "",
    "recvonly": "receive only",
    "sendonly": "send only",
}


def codec_rows(codecs: Iterable[CodecCapability]) -> Iterator[tuple[str, ...]]:
    for codec in codecs:
        channels = f"/{codec.channels}" if codec.channels != 1 else ""
        yield (
            code(f"{codec.encoding}/{codec.clock_rate}{channels}"),
            "any" if codec.payload_type is None else str(codec.payload_type),
            code(codec.fmtp) if codec.fmtp else "",
            ", ".join(map(code, codec.feedback)),
            "yes" if codec.rtx else "",
            USES[codec.direction.value],
        )


def capabilities() -> str:
    """The ready-made capabilities, and what capabilities are made of."""
    sources = member_docs_of_module("sdpsig.jsep._presets")
    head = ("codec", "payload type", "parameters", "feedback", "rtx", "")
    fields = ("field", "default", "meaning")
    parts = [
        """# Capabilities

What our side can do, as plain values of `sdpsig.jsep`. Six of them are ready-made; `sdpsig answer
--capabilities` takes their names in small letters. They are frozen, so one of your own is made of
another with `attrs.evolve`:

```python
from attrs import evolve

from sdpsig.jsep import WEBRTC, CodecCapability

ours = evolve(
    WEBRTC,
    audio=tuple(codec for codec in WEBRTC.audio if codec.name == "opus"),
    video=(*WEBRTC.video, CodecCapability("H265", 90_000, fmtp="profile-id=1", rtx=True)),
)
print([codec.encoding for codec in (*ours.audio, *ours.video)])
```

```text
['opus', 'VP8', 'VP9', 'H264', 'H264', 'AV1', 'H265']
```

In an answer the payload types are those of the offer; these here are what our own offers take, as
long as they are free. *Parameters* are both what must match and what we say.
"""
    ]
    for name, preset in sorted(NAMED.items()):
        parts.append(f"## `{name}`\n\n{markdown(sources[name])}\n")
        for media, codecs in (("Audio", preset.audio), ("Video", preset.video)):
            if codecs:
                parts.append(f"{media}:\n\n{table(head, codec_rows(codecs))}")
        if preset.extensions:
            rows = ((code(one.uri), ", ".join(one.kinds)) for one in preset.extensions)
            parts.append(f"Header extensions:\n\n{table(('URI', 'media'), rows)}")
        options = ", ".join(map(code, preset.ice_options)) or "none"
        parts.append(
            f"Data channels: {'no' if preset.data is None else 'yes'}. ICE options: {options}. "
            f"Simulcast layers at most: {preset.simulcast}.\n"
        )
    for value in (Capabilities, CodecCapability, HeaderExtension, DataCapability):
        parts += [
            f"## `sdpsig.jsep.{value.__name__}`\n\n{markdown(first_paragraph(value))}\n",
            table(fields, field_rows(value)),
        ]
    return "\n".join(parts)


def member_docs_of_module(name: str) -> dict[str, str]:
    """The string literal under each assignment of a module."""
    body = ast.parse(inspect.getsource(import_module(name))).body
    return {
        target.id: text
        for statement, below in pairwise(body)
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(text := below.value.value, str)
    }


EFFECTS = {
    Effect.REFUSES: "It refuses",
    Effect.IGNORES: "It passes over, without a word",
    Effect.UNKNOWN: "What it does with these is not known",
}


def targets() -> str:
    """What each peer does with a description, rule by rule."""
    parts = [
        """# Targets

What other programs do with a description that they get as their first remote offer:
`check(description, target="chromium")`, `sdpsig lint --target chromium`, or

```python
from sdpsig import parse
from sdpsig.sdp.targets import Verdict, judge

offer = \"""v=0
o=- 1 1 IN IP4 0.0.0.0
s=-
t=0 0
m=audio 9 UDP/TLS/RTP/SAVPF 111
c=IN IP4 0.0.0.0
\"""
judgement = judge(parse(offer), "firefox")
assert judgement.verdict is Verdict.REFUSES
for fault in judgement.faults:
    print(fault.line, fault.rule, fault.detail, sep=": ")
```

```text
5: firefox/mux: firefox refuses a section of a profile with feedback and without rtcp-mux
```

`judge_text` takes the text instead, also one that nobody else can read. A description is refused
at the first rule that it breaks; the rest of the list is not looked at then. Nothing is said of
answers, of second offers, and of what a peer does later.

*Evidence*: **tried** is what the program said, in the version named, to a description with that one
fault; **source** is what stands in its source or in the quoted specification. In the words of the
peer the middle part is a regular expression.
"""
    ]
    for target in TARGETS.values():
        parts.append(f"## {target.name}, {target.version}\n\nHow it is known: {target.notes}.\n")
        for effect, title in EFFECTS.items():
            rows = [
                (
                    code(f"{target.name}/{name}"),
                    markdown(rule.detail),
                    rule.stage.value,
                    code(rule.said.replace("|", "\\|")) if rule.said else "",
                    rule.evidence.value,
                )
                for name, rule in target.rules.items()
                if rule.effect is effect
            ]
            if rows:
                head = ("rule", "what", "when", "what it says", "evidence")
                parts.append(f"{title}:\n\n{table(head, rows)}")
    return "\n".join(parts)


PAGES: Mapping[str, Callable[[], str]] = {
    "attributes.md": attributes,
    "capabilities.md": capabilities,
    "endpoint.md": endpoint,
    "events.md": events,
    "faults.md": faults,
    "limits.md": limits,
    "negotiation.md": negotiation,
    "settings.md": settings,
    "signaling.md": signaling,
    "targets.md": targets,
    "timers.md": timers,
    "troubleshooting.md": troubleshooting,
}


def openapi_json() -> str:
    """The description of a JSON API that has everything."""
    api = JsonApi(auth_scheme="bearer", metrics=lambda: Response(200))
    return json.dumps(json.loads(encode(openapi(api))), indent=2)


def files() -> Iterator[tuple[str, str]]:
    """Everything that is written, by name."""
    for name, page in PAGES.items():
        yield name, f"{NOTE}\n\n{page().strip()}\n"
    yield "openapi.json", f"{openapi_json()}\n"


def main(arguments: list[str]) -> int:
    """The exit code: 1 where ``--check`` finds a stale page, 2 for anything but that flag."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"{__doc__}")
        return 2
    stale = []
    for name, text in files():
        path = REFERENCE / name
        if not path.is_file() or path.read_text("utf-8") != text:
            stale.append(name)
            if not arguments:
                path.write_text(text, "utf-8")
    for name in stale:
        sys.stdout.write(f"docs/reference/{name} {'is stale' if arguments else 'written'}\n")
    return 1 if stale and arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
