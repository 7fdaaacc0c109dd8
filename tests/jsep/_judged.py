"""A short way to judge offers and answers, alone and after an exchange."""

from typing import Any

from sdpsig import sdp
from sdpsig.errors import FaultCode, Severity
from sdpsig.jsep import INTEROP, STRICT, Profile, Sections, Side
from sdpsig.jsep._config import NegotiationConfig
from sdpsig.jsep._judge import judge_answer, judge_offer
from sdpsig.jsep._negotiation import Exchange, Negotiation
from sdpsig.jsep._transports import settle_transports
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    DATA,
    DATA_SECTION,
    DIGEST,
    MIN_A,
    PWD,
    SESSION,
    TRANSPORT,
    UFRAG,
    VIDEO_SECTION,
    changed,
    text,
)

Told = tuple[Severity, FaultCode, str, int | None, int | None]
"""Severity, code, rule, line and section of a fault."""
W, E = Severity.WARNING, Severity.ERROR
OUR_UFRAG, OUR_PWD, OUR_DIGEST = "9uB6", "YH75Fviy6338Vbrhrlp8Yh44", ":".join(["AB"] * 32)


def as_answer(offer: str) -> str:
    """What an offerer might get back that agrees to everything."""
    return changed(
        offer,
        ("a=setup:actpass", "a=setup:active"),
        (f"a=ice-ufrag:{UFRAG}", f"a=ice-ufrag:{OUR_UFRAG}"),
        (PWD, OUR_PWD),
        (DIGEST, OUR_DIGEST),
    )


ANSWER, AV_ANSWER, AVD_ANSWER, DATA_ANSWER = map(as_answer, (MIN_A, AV, AVD, DATA))
APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION
SPLIT = (
    text(*SESSION, "a=group:BUNDLE 0 1", "a=group:BUNDLE 2")
    + AUDIO_SECTION
    + VIDEO_SECTION
    + DATA_SECTION
)
BARE_VIDEO = VIDEO_SECTION.replace(text(*TRANSPORT), "")
RESTART = ((f"a=ice-ufrag:{UFRAG}", "a=ice-ufrag:newU"), (PWD, "n" * 24))
"""Changes of an offer that restart ICE."""
OUR_RESTART = ((f"a=ice-ufrag:{OUR_UFRAG}", "a=ice-ufrag:newA"), (OUR_PWD, "a" * 24))
"""Changes of an answer that restart ICE."""


def read(words: str, names: Sections | None = None, *, port0_live: bool = False) -> Sections:
    """The sections of a text; those of an answer are named after the offer's."""
    mids = [] if names is None else [view.mid for view in names.views]
    return Sections.of(sdp.parse(words), mids, port0_live=port0_live)


def fresh(profile: Profile = INTEROP, **config: Any) -> Negotiation:
    """A session before anything was said."""
    return Negotiation(config=NegotiationConfig(profile=profile, **config))


def after(
    offer: str,
    answer: str,
    profile: Profile = INTEROP,
    *,
    offerer: Side = Side.REMOTE,
    before: Negotiation | None = None,
    **config: Any,
) -> Negotiation:
    """A session after one exchange."""
    offered = read(offer)
    answered = read(answer, offered)
    old = before or Negotiation()
    return Negotiation(
        config=NegotiationConfig(profile=profile, **config),
        exchange=Exchange(offerer, offered, answered),
        transports=settle_transports(old.transports, offered, answered, offerer.other, 0),
        history=old.history.after(offered, heard=True),
    )


def of_offer(
    offer: str, base: Negotiation, side: Side = Side.REMOTE, pending: str | None = None
) -> list[Told]:
    """The faults of an offer."""
    before = None if pending is None else read(pending)
    found = judge_offer(read(offer), side, base, pending=before)
    return [(one.severity, one.code, one.rule, one.line, one.section) for one in found]


def of_answer(
    offer: str,
    answer: str,
    base: Negotiation,
    side: Side = Side.REMOTE,
    *,
    earlier: str | None = None,
) -> list[Told]:
    """The faults of an answer to an offer."""
    offered = read(offer)
    before = None if earlier is None else read(earlier, offered)
    found = judge_answer(offered, read(answer, offered), side, base, earlier=before)
    return [(one.severity, one.code, one.rule, one.line, one.section) for one in found]


def line(words: str, start: str, nth: int = 1) -> int:
    """The number of the nth line that starts so."""
    numbers = [
        number for number, found in enumerate(words.split("\r\n"), 1) if found.startswith(start)
    ]
    return numbers[nth - 1]


# --- what a fault is, in both profiles

At = tuple[FaultCode, str, int | None, int | None]
"""Code, rule, line and section."""
SEVERITIES = {"tolerated": (W, E), "warned": (W, W), "refused": (E, E), "strict": (None, W)}
"""How bad a fault is in interop and in strict; None where it is not told."""


def expect(found: tuple[list[Told], list[Told]], how: str, *at: At) -> None:
    """That these are the faults, in interop and in strict, and no others."""
    for told, severity in zip(found, SEVERITIES[how], strict=True):
        wanted = [] if severity is None else [(severity, *one) for one in at]
        assert told == wanted


def offered(offer: str, side: Side = Side.REMOTE, **config: Any) -> tuple[list[Told], list[Told]]:
    """The faults of a first offer in interop and in strict."""
    interop, strict = (of_offer(offer, fresh(one, **config), side) for one in (INTEROP, STRICT))
    return interop, strict


def answered(
    offer: str, answer: str, side: Side = Side.REMOTE, **config: Any
) -> tuple[list[Told], list[Told]]:
    """The faults of a first answer in interop and in strict."""
    interop, strict = (
        of_answer(offer, answer, fresh(one, **config), side) for one in (INTEROP, STRICT)
    )
    return interop, strict


def again(
    offer: str,
    exchange: tuple[str, str] = (AVD, AVD_ANSWER),
    side: Side = Side.REMOTE,
    **options: Any,
) -> tuple[list[Told], list[Told]]:
    """The faults of an offer after an exchange, in interop and in strict."""
    interop, strict = (
        of_offer(offer, after(*exchange, one, **options), side) for one in (INTEROP, STRICT)
    )
    return interop, strict


def answered_again(
    offer: str,
    answer: str,
    exchange: tuple[str, str] = (AVD, AVD_ANSWER),
    side: Side = Side.LOCAL,
    **options: Any,
) -> tuple[list[Told], list[Told]]:
    """The faults of an answer after an exchange, in interop and in strict."""
    interop, strict = (
        of_answer(offer, answer, after(*exchange, one, **options), side)
        for one in (INTEROP, STRICT)
    )
    return interop, strict


NOTHING: tuple[list[Told], list[Told]] = ([], [])
"""No fault in either profile."""
