"""Faults of layers (RFC 8851, RFC 8853; V-79 to V-82)."""

from collections.abc import Iterable

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, Severity
from sdpsig.jsep import INTEROP, STRICT, Profile, Sections
from sdpsig.jsep._rids import proposed_rids
from sdpsig.jsep._rules_rids import judge_answered_rids, judge_renegotiated_rids, judge_rids
from tests.jsep._layers import ASKED, BOTH, EXTENSION, HEAD, THREE, VIDEO, description, section

Told = tuple[Severity, str, int | None, int | None]
W, E = Severity.WARNING, Severity.ERROR
FIRST = HEAD.count("\r\n") + len(VIDEO) + 1
"""The number of the first line that a test gives."""


def told(faults: Iterable[Fault]) -> list[Told]:
    found = [*faults]
    assert all(fault.code is FaultCode.RTP_SIMULCAST for fault in found)
    return [(fault.severity, fault.rule, fault.line, fault.section) for fault in found]


def sections(*lines: str) -> Sections:
    return Sections.of(description(*lines))


def test_v_79_simulcast_needs_its_extension() -> None:
    assert told(judge_rids(sections(*THREE), INTEROP)) == [(W, "V-79", FIRST + 3, 0)]
    assert told(judge_rids(sections(*THREE), STRICT)) == [(E, "V-79", FIRST + 3, 0)]
    assert told(judge_rids(sections(*THREE, EXTENSION), STRICT)) == []
    assert told(judge_rids(sections("a=rid:a send"), STRICT)) == []


def test_v_79_does_not_judge_what_is_rejected_or_no_rtp() -> None:
    text = "".join(f"{line}\r\n" for line in (*VIDEO, *THREE))
    dead = text.replace("m=video 9", "m=video 0")
    other = text.replace("UDP/TLS/RTP/SAVPF", "udp")
    assert told(judge_rids(Sections.of(sdp.parse(HEAD + dead + other)), STRICT)) == []
    before = sdp.parse(f"{HEAD}{EXTENSION}\r\n{text}")
    assert told(judge_rids(Sections.of(before), STRICT)) == []


def judged(offer: Iterable[str], answer: Iterable[str], profile: Profile = INTEROP) -> list[Told]:
    return told(judge_answered_rids(sections(*offer), sections(*answer), profile))


@BOTH
@pytest.mark.parametrize(
    "answer",
    [
        (),
        ("a=rid:l recv", "a=rid:m recv", "a=rid:h recv", "a=simulcast:recv h;m;l"),
        ("a=rid:h recv", "a=simulcast:recv ~h"),
        ("a=rid:h recv",),
        ("a=simulcast:nonsense",),
    ],
)
def test_an_answer_that_takes_what_was_offered_has_no_fault(
    answer: tuple[str, ...], profile: Profile
) -> None:
    assert judged(THREE, answer, profile) == []


@pytest.mark.parametrize(
    "listed",
    ["recv h;x", "send h", "recv h send m", "recv h;m;l;h", "recv h,x"],
)
def test_v_80_an_answer_lists_what_was_offered(listed: str) -> None:
    answer = (f"a=simulcast:{listed}",)
    assert judged(THREE, answer) == [(W, "V-80", FIRST, 0)]
    assert judged(THREE, answer, STRICT) == [(E, "V-80", FIRST, 0)]


def test_v_80_alternatives_do_not_become_layers_of_their_own() -> None:
    offer = ("a=rid:a send", "a=rid:b send", "a=simulcast:send a,b")
    assert judged(offer, ("a=simulcast:recv a,b",)) == []
    assert judged(offer, ("a=simulcast:recv a;b",)) == [(W, "V-80", FIRST, 0)]


def test_v_80_nothing_was_offered() -> None:
    assert judged((), ("a=simulcast:recv h",)) == [(W, "V-80", FIRST, 0)]
    assert judged(("a=rid:h send", "a=simulcast:x"), ("a=simulcast:recv h",)) != []


WIDE = ("a=rid:a send pt=96,97;max-width=1280;max-bpp=0.5;max-fps;depend=b;foo=1", "a=rid:b send")


@pytest.mark.parametrize(
    "restrictions",
    [
        "",
        " pt=96,97;max-width=1280;max-bpp=0.5;max-fps;depend=b;foo=1",
        " pt=97",
        " max-width=640",
        " max-width",
        " max-bpp=0.25",
        " max-fps=15",
    ],
)
def test_v_81_a_layer_is_answered_as_it_was_or_narrower(restrictions: str) -> None:
    assert judged(WIDE, (f"a=rid:a recv{restrictions}",), STRICT) == []


@BOTH
@pytest.mark.parametrize(
    "line",
    [
        "c recv",
        "a send",
        "a recv max-height=1",
        "a recv max-width=1281",
        "a recv max-width=wide",
        f"a recv max-width={'9' * 5000}",
        "a recv max-bpp=0.6",
        "a recv max-fps=",
        "a recv depend=c",
        "a recv foo=2",
        "a recv pt=98",
        "a recv pt=11",
        "a recv pt=",
        "b recv pt=96",
    ],
)
def test_v_81_what_does_not_fit_is_told(line: str, profile: Profile) -> None:
    assert judged(WIDE, (f"a=rid:{line}",), profile) == [(W, "V-81", FIRST, 0)]


def test_v_81_a_repeated_rid_fits_nothing() -> None:
    answer = ("a=rid:b recv", "a=rid:b recv pt=96")
    assert judged(WIDE, answer) == [(W, "V-81", FIRST, 0)]


def test_v_81_the_first_layer_that_does_not_fit_is_told() -> None:
    answer = ("a=rid:b recv", "a=rid:x recv", "a=rid:y recv")
    assert judged(WIDE, answer) == [(W, "V-81", FIRST + 1, 0)]


def test_v_81_a_restriction_of_ours_that_is_no_number_is_only_answered_as_it_is() -> None:
    offer = ("a=rid:a send max-width=wide",)
    assert judged(offer, ("a=rid:a recv max-width=wide",)) == []
    assert judged(offer, ("a=rid:a recv max-width=1",)) == [(W, "V-81", FIRST, 0)]


def test_v_81_payload_types_are_compared_by_what_they_mean() -> None:
    offer = sections("a=rid:a send pt=96")
    text = HEAD + (
        "m=video 9 UDP/TLS/RTP/SAVPF 101 96\r\n"
        "a=rtpmap:101 VP8/90000\r\na=rtpmap:96 VP9/90000\r\na=rid:a recv pt={}\r\n"
    )
    other, same = (Sections.of(sdp.parse(text.format(number))) for number in (96, 101))
    assert told(judge_answered_rids(offer, same, STRICT)) == []
    assert told(judge_answered_rids(offer, other, STRICT)) == [(W, "V-81", 8, 0)]


def test_v_80_and_v_81_do_not_judge_what_is_rejected() -> None:
    text = "".join(f"{line}\r\n" for line in (*VIDEO, "a=rid:x recv", "a=simulcast:recv x"))
    dead = Sections.of(sdp.parse(HEAD + text.replace("m=video 9", "m=video 0")))
    assert told(judge_answered_rids(sections(*THREE), dead, STRICT)) == []


def renegotiated(agreed: str, *lines: str) -> list[Told]:
    offer = sections(*lines)
    return told(judge_renegotiated_rids(offer, offer.views[0], agreed, most=3))


@pytest.mark.parametrize(
    ("agreed", "lines", "refused"),
    [
        ("hml", (*ASKED, EXTENSION), False),
        ("hml", ("a=rid:h recv", "a=simulcast:recv h", EXTENSION), False),
        ("hml", (EXTENSION,), False),
        ("hml", (*THREE, EXTENSION), False),
        ("", (*ASKED, EXTENSION), False),
        ("xy", ASKED, False),
        ("hm", (*ASKED, EXTENSION), True),
        ("xyz", (*ASKED, EXTENSION), True),
    ],
)
def test_v_82_the_agreed_layers_may_only_become_fewer(
    agreed: str, lines: tuple[str, ...], refused: bool
) -> None:
    assert renegotiated(agreed, *lines) == ([(E, "V-82", FIRST + 3, 0)] if refused else [])


def test_v_82_more_than_we_can_send_may_be_asked_for_again() -> None:
    asked = [f"a=rid:{rid} recv" for rid in "abcd"]
    lines = (*asked, "a=simulcast:recv a;b;c;d", EXTENSION)
    agreed = proposed_rids(section(*lines), rid_extension=True, most=3)
    assert renegotiated("".join(agreed), *lines) == []
