"""Write the pages of docs/reference that follow from the code.

python docs/generate.py            write them
python docs/generate.py --check    write nothing; exit code 1 and their names where they are stale
"""
# ruff: noqa: INP001  # a script, not part of a package

import ast
import inspect
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Any, get_args

import attrs

from sdpsig.cli._flags import flag_name
from sdpsig.cli._settings import IceServerSettings, ServeSettings
from sdpsig.cli._sources import PREFIX
from sdpsig.endpoint import EndpointConfig
from sdpsig.errors import W3C, FaultCode, Severity
from sdpsig.http import STATUS
from sdpsig.jsep import TRANSITIONS, Rejection, SdpType, Side, SignalingState
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, Level, Mux
from sdpsig.sdp.targets import TARGETS, Effect
from sdpsig.session import (
    ConnectionState,
    DtlsState,
    EndReason,
    Event,
    IceState,
    SessionConfig,
    Timer,
)
from sdpsig.session._timers import DURATION
from sdpsig.trickle import AddressClass, Drop

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


RULE = re.compile(r"\b(?:SM|TR|V|A|L|D)-[0-9]+[a-z]?\b")


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
    "endpoint": "The endpoint that holds the sessions",
    "app": "The application",
    "json": "JSON bodies",
    "http": "HTTP",
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
or it is worked out from both sides. (Answers of this version send no SSRCs and take no part in
simulcast, so they carry no `ssrc`, `ssrc-group`, `rid` and `simulcast` yet.)
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

A session of this version takes the first exchange of offer and answer only. A further offer in
`stable` is refused with `jsep.renegotiation`; one that replaces an offer which has not been
answered yet is taken.
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
    Timer.CONNECT: "the exchange is complete",
    Timer.DISCONNECTED_GRACE: "a transport is `disconnected`",
    Timer.DISCONNECTED: "a transport is `disconnected`",
    Timer.FAILED: "the connection is `failed`",
    Timer.IDLE: "the last word of the peer's signaling",
    Timer.LIFETIME: "the session begins",
}
STOPS: Mapping[Timer, str] = {
    Timer.ANSWER: "the answer, or a rollback",
    Timer.CONNECT: "`connected`",
    Timer.DISCONNECTED_GRACE: "`connected`",
    Timer.DISCONNECTED: "`connected`",
    Timer.FAILED: "nothing in this version",
    Timer.IDLE: "`connected`, for good",
    Timer.LIFETIME: "nothing",
}
THEN: Mapping[Timer, str] = {
    Timer.ANSWER: "`Closed(answer-timeout)`; HTTP 504",
    Timer.CONNECT: "the connection is `failed`",
    Timer.DISCONNECTED_GRACE: "`RestartSuggested`, once",
    Timer.DISCONNECTED: "the connection is `failed`",
    Timer.FAILED: "`Closed(failed)`",
    Timer.IDLE: "`Closed(idle)`",
    Timer.LIFETIME: "`Closed(lifetime)`",
}


def timers() -> str:
    settings: Any = NameOf()
    docs = member_docs(SessionConfig)
    defaults = {field.name: field.default for field in attrs.fields(SessionConfig)}
    names = {timer: str(DURATION[timer](settings)) for timer in Timer}
    rows = [
        (
            code(timer),
            code(names[timer]),
            seconds(defaults[names[timer]]),
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

`sdpsig serve` has a [setting](settings.md) for each of them; there a session lives 24 hours
unless you say otherwise.
""",
        ]
    )


def default_of(setting: "attrs.Attribute[Any]") -> str:
    value = setting.default
    if value == ():
        return "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    unit = setting.metadata["unit"]
    number = f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
    return f"{number} {unit}".strip()


def allowed(setting: "attrs.Attribute[Any]") -> str:
    about = setting.metadata
    if about["flag"]:
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
`[[ice_servers]]` with `urls`, `username` and `credential`; a `turn:` or `turns:` URL needs the
latter two. The flag takes one URL, the environment takes URLs between commas, or an array of such
tables.
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
makes, the end. `Closed` is the last event of every session. All of them are in
`sdpsig.session`.
""",
        table(("event", "meaning", "fields"), rows),
    ]
    enums: tuple[tuple[type[Enum], str], ...] = (
        (ConnectionState, "sdpsig.session"),
        (IceState, "sdpsig.session"),
        (DtlsState, "sdpsig.session"),
        (EndReason, "sdpsig.session"),
        (Drop, "sdpsig.trickle"),
        (AddressClass, "sdpsig.trickle"),
        (Rejection, "sdpsig.jsep"),
    )
    for kind, home in enums:
        assert getattr(import_module(home), kind.__name__) is kind, "it is public there"
        parts += [
            f"## `{home}.{kind.__name__}`\n\n{markdown(first_paragraph(kind))}\n",
            table(("value", "meaning"), enum_rows(kind)),
        ]
    return "\n".join(parts)


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
    "events.md": events,
    "faults.md": faults,
    "limits.md": limits,
    "settings.md": settings,
    "signaling.md": signaling,
    "targets.md": targets,
    "timers.md": timers,
}


def main(arguments: list[str]) -> int:
    """The exit code: 1 where ``--check`` finds a stale page, 2 for anything but that flag."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write(f"{__doc__}")
        return 2
    stale = []
    for name, page in PAGES.items():
        text = f"{NOTE}\n\n{page().strip()}\n"
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
