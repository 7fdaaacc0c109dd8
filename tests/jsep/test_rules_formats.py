"""Payload types and what is said of them: V-62 to V-69, A-73, A-79."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import FaultCode
from sdpsig.jsep import STRICT, Profile, Sections, Side
from sdpsig.jsep import _rules_formats as rules
from sdpsig.jsep._case import Case
from tests._corpus import OFFERS, OWN_OFFERS
from tests.jsep._judged import (
    ANSWER,
    NOTHING,
    again,
    answered,
    answered_again,
    as_answer,
    expect,
    fresh,
    line,
    offered,
)
from tests.jsep._offers import (
    AVD,
    MIN_A,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)

C = FaultCode
ONE = (MIN_A, ANSWER)


@pytest.mark.parametrize("number", [64, 72, 95])
def test_v_62_and_s_64_payload_types_that_collide_with_rtcp_are_refused(number: int) -> None:
    at = (C.RTP_PAYLOAD_TYPE, "V-62", 5, 0)
    expect(offered(changed(MIN_A, ("SAVPF 111", f"SAVPF 111 {number}"))), "refused", at)
    reply = changed(ANSWER, ("SAVPF 111", f"SAVPF 111 {number}"))
    expect(answered(MIN_A, reply), "refused", at)


@pytest.mark.parametrize("number", [35, 63, 96, 127])
def test_s_64_other_payload_types_work(number: int) -> None:
    assert offered(changed(MIN_A, ("SAVPF 111", f"SAVPF 111 {number}"))) == NOTHING


def test_v_63_a_payload_type_stands_on_the_m_line_once() -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 111 0 8 111"))
    expect(offered(offer), "tolerated", (C.RTP_PAYLOAD_TYPE, "V-63", 5, 0))


def test_v_63_a_payload_type_has_one_meaning() -> None:
    offer = added(MIN_A, "a=rtpmap:111 VP8/90000")
    at = (C.RTP_PAYLOAD_TYPE, "V-63", line(offer, "a=rtpmap:111 VP8"), 0)
    expect(offered(offer), "refused", at)
    assert offered(added(MIN_A, "a=rtpmap:111 OPUS/48000/2", "a=rtpmap:0 PCMU/8000/1")) == NOTHING


@pytest.mark.parametrize("words", ["a=fmtp:97 x=1", "a=rtcp-fb:97 nack"])
def test_v_64_what_is_spoken_of_means_something(words: str) -> None:
    offer = added(changed(MIN_A, ("SAVPF 111", "SAVPF 97 111")), words)
    at = (C.RTP_UNKNOWN_FORMAT, "V-64", line(offer, words), 0)
    expect(offered(offer), "tolerated", at)
    assert offered(added(offer, "a=rtpmap:97 L16/44100")) == NOTHING
    expect(
        offered(added(MIN_A, words)), "warned", (at[0], at[1], line(added(MIN_A, words), words), 0)
    )


def test_v_64_static_payload_types_and_all_of_them_mean_something() -> None:
    offer = added(without(MIN_A, "a=rtpmap:0 PCMU/8000"), "a=fmtp:0 x=1", "a=rtcp-fb:* nack")
    assert offered(offer) == NOTHING


def test_v_65_a_meaning_is_of_something_that_is_listed() -> None:
    offer = added(MIN_A, "a=rtpmap:97 L16/44100")
    at = (C.RTP_UNKNOWN_FORMAT, "V-65", line(offer, "a=rtpmap:97"), 0)
    expect(offered(offer), "strict", at)


@pytest.mark.parametrize("fmtp", [[], ["a=fmtp:97 apt=95"], ["a=fmtp:97 apt=x"]])
def test_v_66_and_d_18_an_rtx_repairs_a_format_of_its_section(fmtp: list[str]) -> None:
    rtx = added(changed(MIN_A, ("SAVPF 111", "SAVPF 97 111")), "a=rtpmap:97 rtx/48000")
    at = (C.RTP_PAYLOAD_TYPE, "V-66", line(rtx, "a=rtpmap:97"), 0)
    expect(offered(added(rtx, *fmtp)), "tolerated", at)
    for good in ("apt=111", "rtx-time=200;apt=111"):
        assert offered(added(rtx, f"a=fmtp:97 {good}")) == NOTHING


def test_v_66_an_rtx_may_repair_a_static_format() -> None:
    offer = changed(
        MIN_A, ("SAVPF 111", "SAVPF 97 111"), ("a=rtpmap:8 PCMA/8000", "a=rtpmap:97 RTX/8000")
    )
    assert offered(added(offer, "a=fmtp:97 apt=8")) == NOTHING
    unexplained = changed(offer, ("SAVPF 97", "SAVPF 98 97"))
    at = (C.RTP_PAYLOAD_TYPE, "V-66", line(offer, "a=rtpmap:97"), 0)
    expect(offered(added(unexplained, "a=fmtp:97 apt=98")), "tolerated", at)


def test_v_66_an_rtx_that_is_not_listed_repairs_nothing() -> None:
    assert offered(added(MIN_A, "a=rtpmap:97 rtx/48000"))[0] == []


def test_a_79_an_rtx_with_another_clock_is_told() -> None:
    offer = changed(MIN_A, ("SAVPF 111", "SAVPF 97 111"))
    offer = added(offer, "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=111")
    expect(offered(offer), "warned", (C.RTP_CLOCK_RATE, "A-79", line(offer, "a=rtpmap:97"), 0))


def test_a_73_a_video_format_with_another_clock_is_told() -> None:
    offer = changed(AVD, ("a=rtpmap:39 AV1/90000", "a=rtpmap:39 AV1/30"), ("apt=39", "apt=98"))
    expect(offered(offer), "warned", (C.RTP_CLOCK_RATE, "A-73", line(offer, "a=rtpmap:39"), 1))


def test_a_rejected_section_is_exempt() -> None:
    rejected = text(
        "m=audio 0 UDP/TLS/RTP/SAVPF 96 64", "a=mid:9", "a=rtpmap:96 rtx/90000", "a=rtcp-mux"
    )
    assert offered(MIN_A + rejected) == NOTHING


# --- the short way

ALL = (rules._listed, rules._mapped, rules._described, rules._repairs)
LINES = (
    "a=rtpmap:111 rtx/48000",
    "a=rtpmap:97 rtx/90000",
    "a=rtpmap:96 VP8/30",
    "a=fmtp:97 apt=96",
    "a=fmtp:97 apt=97",
    "a=fmtp:40 apt=38",
    "a=rtcp-fb:5 nack",
    "a=rtcp-fb:* nack",
    "a=rtpmap:64 VP8/90000",
)


@given(
    st.sampled_from(sorted(OFFERS)),
    st.lists(st.sampled_from(LINES)),
    st.lists(st.integers(0, 200)),
    st.sampled_from([fresh().config.profile, STRICT]),
)
def test_what_is_plainly_sound_breaks_no_rule(
    name: str, more: Sequence[str], gone: Sequence[int], profile: Profile
) -> None:
    words = OFFERS[name].split("\r\n")[:-1]
    head = next(at for at, one in enumerate(words) if one.startswith("m="))
    kept = [one for at, one in enumerate(words) if at - head - 1 not in gone]
    sections = Sections.of(sdp.parse("\r\n".join([*kept, *more, ""])))
    case = Case.of(sections, Side.REMOTE, fresh(profile))
    for view in case.rtp:
        faults = [one for rule in ALL for one in rule(rules.Formats.of(case, view))]
        assert not (rules.sound(view) and faults)


@pytest.mark.parametrize("name", [name for name in OWN_OFFERS if "chromium" in name])
def test_what_chromium_offers_is_plainly_sound(name: str) -> None:
    sections = Sections.of(sdp.parse(OWN_OFFERS[name]))
    assert all(rules.sound(view) for view in sections.views if view.is_rtp)


# --- after an exchange


@pytest.mark.parametrize(
    "change",
    [
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP9/90000"),
        ("packetization-mode=1", "packetization-mode=0"),
    ],
)
@pytest.mark.parametrize("side", Side)
def test_v_67_a_payload_type_keeps_its_meaning(change: tuple[str, str], side: Side) -> None:
    offer = changed(AVD, change)
    at = (C.RTP_PAYLOAD_TYPE, "V-67", line(offer, "m=video"), 1)
    expect(again(offer, side=side, offerer=side), "tolerated", at)
    told = answered_again(AVD, as_answer(offer), side=side, offerer=side.other)
    expect(told, "tolerated", (at[0], at[1], line(as_answer(offer), "m=video"), 1))


def test_v_67_what_was_not_taken_may_mean_something_else() -> None:
    video = without(as_answer(AVD).partition("m=data")[0], "a=rtpmap:99 rtx/90000")
    reply = changed(video, ("39 40 98 99", "39 40 98"), ("a=fmtp:99 apt=98\r\n", ""))
    offer = changed(AVD, ("a=fmtp:99 apt=98", "a=fmtp:99 apt=96"))
    assert again(offer, (AVD, reply)) == NOTHING


def test_v_67_the_order_and_new_formats_do_not_count() -> None:
    offer = changed(AVD, ("SAVPF 96 97 102", "SAVPF 102 96 97 45"))
    assert again(added(offer.replace("m=application", "m=application"))) == NOTHING
    third = without(changed(VIDEO_SECTION, ("a=mid:1", "a=mid:3")), "a=msid:s1 tv")
    joined = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 3")) + third
    assert again(joined) == NOTHING
    other = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 3")) + changed(third, ("96 VP8", "96 VP9"))
    told = [fault[2] for fault in again(other)[0]]
    assert told == ["V-55", "V-67"]


@pytest.mark.parametrize("side", Side)
def test_v_68_an_answer_names_what_was_offered(side: Side) -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 111 109 0 8"))
    offer = added(offer, "a=rtpmap:109 L16/44100")
    reply = changed(as_answer(MIN_A), ("SAVPF 111 0 8", "SAVPF 109 0 8"), (":111 ", ":109 "))
    strange = changed(reply, ("109 opus/48000/2", "109 G722/8000"))
    at = (C.RTP_UNKNOWN_FORMAT, "V-68", line(strange, "a=rtpmap:109"), 0)
    expect(answered(offer, strange, side), "warned", at)
    alone = changed(strange, ("SAVPF 109 0 8", "SAVPF 109"))
    interop, strict = answered(offer, alone, side)
    expect((interop, strict[-1:]), "refused", at)
    spelt = changed(reply, ("109 opus/48000/2", "109 OPUS/48000/2"))
    assert answered(offer, spelt, side) == NOTHING


def test_v_68_an_answer_may_use_other_payload_types_which_stay() -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 111 109 0 8"))
    offer = added(offer, "a=rtpmap:109 L16/44100")
    reply = changed(as_answer(MIN_A), ("SAVPF 111 0 8", "SAVPF 109 0 8"), (":111 ", ":109 "))
    assert answered(offer, reply) == NOTHING
    assert again(offer, (offer, reply)) == NOTHING
