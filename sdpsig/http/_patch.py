"""What a PATCH of a WHIP or WHEP session asks for: a table, read from the top (RFC 9725 §4.3).

Only the decision is here, as a function of the request and of what is known of the session.
What follows from it is said by the outcome, and done by whoever asked.
"""

import re
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import ClassVar

from attrs import field

from .._frozen import frozen
from ..errors import Fault, FaultCode, LocalProtocolError, SdpError, Severity
from ..limits import Limits
from ..sdp import INTEROP, Fragment, FragmentSection, Profile, parse_fragment
from ._head import is_type
from ._status import STATUS

__all__ = [
    "FRAGMENT_TYPE",
    "LastRestart",
    "PatchFacts",
    "PatchOutcome",
    "PatchRefused",
    "PatchRepeats",
    "PatchRestarts",
    "PatchTrickles",
    "decide_patch",
    "restart_failed",
]

FRAGMENT_TYPE = "application/trickle-ice-sdpfrag"
"""The media type of fragments (RFC 8840 §9)."""
NO_LIMITS_YET = Limits()

Credentials = tuple[str, str]
"""A ufrag and a password, which together name an ICE generation."""


@frozen
class LastRestart:
    """What the newest restart asked for and got, to say it again (FR-20)."""

    credentials: Credentials = field(repr=False)
    """Those of its request."""
    body: bytes = field(repr=False)
    """The fragment that it was answered with."""


@frozen(kw_only=True)
class PatchFacts:
    """What has to be known of a session to decide."""

    known: bool = True
    """Whether there is such a session, or was until a moment ago."""
    closed: bool = False
    """Whether it is over."""
    trickle: bool = True
    """Whether it takes candidates that follow the offer."""
    restart: bool = True
    """Whether it can restart ICE."""
    etag: str = ""
    """The strong entity tag of its ICE session, with its quotes, as ``"xyzzy"``."""
    credentials: frozenset[Credentials] = field(default=frozenset(), repr=False)
    """Those of the peer's sections as they are now: one pair, where all share a transport."""
    past_ufrags: frozenset[str] = frozenset()
    """The peer's ICE generations that are over; those of a restart that failed may come again."""
    last_restart: LastRestart | None = None
    """The newest restart by PATCH, where there was one."""


@frozen
class PatchRefused:
    """Nothing has changed, and nothing is to be done."""

    status: int
    reason: FaultCode
    detail: str
    """One readable sentence."""
    rule: str
    line: int | None = None
    """The line of the body that is wrong, from 1."""


@frozen
class PatchTrickles:
    """Take the candidates: ``messages_of(fragment, …)``. The response has no body and no tag."""

    status: ClassVar[int] = 204
    fragment: Fragment
    rule: str = "FR-14i"
    warnings: tuple[Fault, ...] = ()
    """What was tolerated."""


@frozen
class PatchRestarts:
    """Restart ICE: ``restart_offer(fragment, …)``. The response has our fragment and a new tag.

    Where that fails, ``restart_failed`` is the response, and all stays as it was.
    """

    status: ClassVar[int] = 200
    fragment: Fragment
    rule: str = "FR-14j"
    warnings: tuple[Fault, ...] = ()
    """What was tolerated."""


@frozen
class PatchRepeats:
    """Say again what the restart was answered with; what the fragment adds may be taken."""

    status: ClassVar[int] = 200
    fragment: Fragment
    etag: str
    body: bytes = field(repr=False)
    rule: str = "FR-20"
    warnings: tuple[Fault, ...] = ()
    """What was tolerated."""


PatchOutcome = PatchRefused | PatchTrickles | PatchRestarts | PatchRepeats


def decide_patch(
    content_type: str | None,
    if_match: str | None,
    body: bytes,
    facts: PatchFacts,
    *,
    profile: Profile = INTEROP,
    limits: Limits = NO_LIMITS_YET,
) -> PatchOutcome:
    """What to do about a PATCH. ``if_match`` is the whole field, its lines joined by commas."""
    precondition = _precondition(if_match or "", profile)
    case = _Case(content_type or "", precondition, body, facts, profile, limits)
    return next(row.outcome(row.rule, case) for row in ROWS if row.holds(case))


def restart_failed(status: int = 503) -> PatchRefused:
    """The response where ICE could not be restarted: what there was goes on (FR-14k).

    Raises LocalProtocolError for a status that is no error.
    """
    if not 400 <= status <= 599:
        detail = "a status of 400 to 599 is needed where a restart has failed"
        raise LocalProtocolError(Fault(FaultCode.INTERNAL, detail, "FR-14k"))
    return PatchRefused(
        status, FaultCode.ICE_RESTART_FAILED, "ICE could not be restarted", "FR-14k"
    )


# --- If-Match (RFC 9110 §8.8.3, §13.1.1)

# entity-tag = [ weak ] opaque-tag ; weak = %s"W/" ; opaque-tag = DQUOTE *etagc DQUOTE
# etagc = %x21 / %x23-7E / obs-text ; If-Match = "*" / #entity-tag
OPAQUE = r'"[!#-~\x80-\xff]*"'
BARE = r"(?!\*[ \t]*(?:,|\Z))[!#-+\--~]+"
"""A tag without its quotes, as some clients send it; a lone star is none."""


def _list(tag: str) -> re.Pattern[str]:
    member = rf"[ \t]*+(?:{tag}[ \t]*+)?"
    return re.compile(rf"{member}(?:,{member})*+")


STRICTLY, LENIENTLY = rf"(?:W/)?{OPAQUE}", rf"(?:W/)?{OPAQUE}|{BARE}"
LISTS = {True: _list(STRICTLY), False: _list(f"(?:{LENIENTLY})")}
"""A list of tags, by whether the profile is strict."""
TAG = re.compile(LENIENTLY)
STARS = {True: frozenset({"*"}), False: frozenset({"*", '"*"'})}
"""What stands for any tag; RFC 9725 itself writes it with quotes, in its figure 4."""


@frozen
class _Precondition:
    """What If-Match says."""

    any: bool = False
    tags: frozenset[str] = frozenset()
    """The strong ones, with quotes: a weak one is never equal to anything (RFC 9110 §8.8.3.2)."""
    missing: bool = False
    garbled: bool = False


def _precondition(text: str, profile: Profile) -> _Precondition:
    if text.strip(" \t") in STARS[profile.strict]:
        return _Precondition(any=True)
    if LISTS[profile.strict].fullmatch(text) is None:
        return _Precondition(garbled=True)
    tags = TAG.findall(text)
    strong = (tag for tag in tags if not tag.startswith('W/"'))
    quoted = (tag if tag.startswith('"') else f'"{tag}"' for tag in strong)
    return _Precondition(tags=frozenset(quoted), missing=not tags)


# --- one request


@frozen
class _Case:
    """A request beside what is known of its session. The body is read when a row asks for it."""

    content_type: str
    precondition: _Precondition
    body: bytes = field(repr=False)
    facts: PatchFacts
    profile: Profile
    limits: Limits

    @cached_property
    def read(self) -> Fragment | Fault:
        """The fragment, or why it is none."""
        try:
            return parse_fragment(self.body, profile=self.profile, limits=self.limits)
        except SdpError as error:
            return error.fault

    @property
    def fragment(self) -> Fragment:
        """The fragment, for the rows behind the one that refuses what is none."""
        assert isinstance(self.read, Fragment), "a row above has refused it"
        return self.read

    @cached_property
    def said(self) -> frozenset[Credentials]:
        """The credentials that hold somewhere in the fragment."""
        fragment = self.fragment
        parts = fragment.sections or (FragmentSection(),)
        pairs = map(fragment.credentials, parts)
        return frozenset((ufrag, pwd) for ufrag, pwd in pairs if ufrag and pwd)

    @cached_property
    def new(self) -> frozenset[Credentials]:
        """Those that are not the current ones."""
        return self.said - self.facts.credentials

    @property
    def renames(self) -> bool:
        """Whether a ufrag is new."""
        return not {ufrag for ufrag, _ in self.new} <= {
            ufrag for ufrag, _ in self.facts.credentials
        }

    @property
    def restarts(self) -> bool:
        """Whether it asks for a restart: the credentials say so, never the header alone."""
        return bool(self.new) and (self.precondition.any or self.renames)

    @property
    def repeats(self) -> bool:
        """Whether it is the restart that began the current generation, once more."""
        last = self.facts.last_restart
        asked = last is not None and self.said == frozenset({last.credentials})
        return self.precondition.any and asked and not self.new


# --- the table


@frozen
class _Row:
    rule: str
    holds: Callable[[_Case], bool]
    outcome: Callable[[str, _Case], PatchOutcome]


def _refuse(status: int, reason: FaultCode, detail: str) -> Callable[[str, _Case], PatchOutcome]:
    return lambda rule, _: PatchRefused(status, reason, detail, rule)


def _malformed(rule: str, case: _Case) -> PatchOutcome:
    fault = case.read
    assert isinstance(fault, Fault), "the row has seen that"
    return PatchRefused(
        STATUS[fault.code], fault.code, fault.detail, fault.rule or rule, fault.line
    )


def _trickle(rule: str, case: _Case) -> PatchOutcome:
    return PatchTrickles(case.fragment, rule, tuple(_warnings(case)))


def _restart(rule: str, case: _Case) -> PatchOutcome:
    return PatchRestarts(case.fragment, rule, tuple(_warnings(case)))


def _repeat(rule: str, case: _Case) -> PatchOutcome:
    last = case.facts.last_restart
    assert last is not None, "the row has seen that"
    warnings = tuple(_warnings(case))
    return PatchRepeats(case.fragment, case.facts.etag, last.body, rule, warnings)


def _warnings(case: _Case) -> Iterator[Fault]:
    yield from case.fragment.warnings
    if case.new and not case.restarts:
        code, detail = FaultCode.ICE_BAD_CREDENTIALS, "another ice-pwd for the same ice-ufrag"
        yield Fault(code, detail, "FR-16", severity=Severity.WARNING)


ROWS = (
    _Row(
        "FR-14a",
        lambda case: case.facts.closed or not case.facts.known,
        _refuse(404, FaultCode.SESSION_NOT_FOUND, "there is no such session"),
    ),
    _Row(
        "FR-14b",
        lambda case: not (case.facts.trickle or case.facts.restart),
        _refuse(405, FaultCode.HTTP_METHOD, "the session takes no PATCH"),
    ),
    _Row(
        "FR-14c",
        lambda case: not is_type(case.content_type, FRAGMENT_TYPE),
        _refuse(415, FaultCode.HTTP_MEDIA_TYPE, f"the content type must be {FRAGMENT_TYPE}"),
    ),
    _Row(
        "RFC 9110 §13.1.1",
        lambda case: case.precondition.garbled,
        _refuse(
            400,
            FaultCode.HTTP_BAD_PRECONDITION,
            "the If-Match is neither * nor a list of entity tags",
        ),
    ),
    _Row(
        "FR-14d",
        lambda case: case.precondition.missing and case.profile.strict,
        _refuse(428, FaultCode.HTTP_PRECONDITION_REQUIRED, "an If-Match is required"),
    ),
    _Row(
        "FR-14e",
        lambda case: (
            not (case.precondition.any or case.precondition.missing)
            and case.facts.etag not in case.precondition.tags
        ),
        _refuse(
            412,
            FaultCode.HTTP_PRECONDITION_FAILED,
            "the ICE session is another than the If-Match names",
        ),
    ),
    _Row("FR-14f", lambda case: isinstance(case.read, Fault), _malformed),
    _Row(
        "FR-5",
        lambda case: bool(case.new) and len(case.said) > 1,
        _refuse(400, FaultCode.ICE_BAD_CREDENTIALS, "a fragment of several ICE generations"),
    ),
    _Row(
        "FR-16",
        lambda case: bool(case.new) and not case.restarts and case.profile.strict,
        _refuse(400, FaultCode.ICE_BAD_CREDENTIALS, "another ice-pwd for the same ice-ufrag"),
    ),
    _Row(
        "FR-18",
        lambda case: any(ufrag in case.facts.past_ufrags for ufrag, _ in case.new),
        _refuse(412, FaultCode.HTTP_PRECONDITION_FAILED, "an ICE generation that is over"),
    ),
    _Row(
        "FR-14h",
        lambda case: case.restarts and not case.facts.restart,
        _refuse(422, FaultCode.HTTP_UNSUPPORTED_PATCH, "the session cannot restart ICE"),
    ),
    _Row("FR-14j", lambda case: case.restarts, _restart),
    _Row("FR-20", lambda case: case.repeats, _repeat),
    _Row(
        "FR-14h",
        lambda case: not case.facts.trickle,
        _refuse(
            422, FaultCode.HTTP_UNSUPPORTED_PATCH, "the session takes no candidates after its offer"
        ),
    ),
    _Row("FR-16", lambda case: bool(case.new), _trickle),
    _Row("FR-15", lambda case: case.precondition.any, _trickle),
    _Row("FR-14i", lambda _: True, _trickle),
)
"""The first row that holds says what becomes of a request; no body is read before FR-14f."""
