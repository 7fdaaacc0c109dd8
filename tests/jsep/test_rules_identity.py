"""Which section is which: V-8 to V-19a."""

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import STRICT, Side
from tests.jsep._judged import (
    ANSWER,
    APART,
    AV_ANSWER,
    AVD_ANSWER,
    DATA_ANSWER,
    NOTHING,
    E,
    W,
    after,
    again,
    answered,
    as_answer,
    expect,
    fresh,
    line,
    of_answer,
    of_offer,
    offered,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    DATA,
    DATA_SECTION,
    MIN_A,
    SESSION,
    VIDEO_SECTION,
    changed,
    text,
    without,
)

C = FaultCode
GROUP = "a=group:BUNDLE 0 1 2\r\n"


# --- every description


def test_v_8_one_port_is_enough() -> None:
    bad = ("m=audio 9 ", "m=audio 9/2 ")
    expect(offered(changed(MIN_A, bad)), "refused", (C.SDP_LINE_SYNTAX, "V-8", 5, 0))
    expect(answered(MIN_A, changed(ANSWER, bad)), "refused", (C.SDP_LINE_SYNTAX, "V-8", 5, 0))
    assert offered(changed(MIN_A, ("m=audio 9 ", "m=audio 9/1 "))) == NOTHING


def test_v_10_and_s_63_a_mid_names_one_section() -> None:
    offer = text(*SESSION) + AUDIO_SECTION + changed(VIDEO_SECTION, ("a=mid:1", "a=mid:0"))
    at = (C.JSEP_DUPLICATE_MID, "V-10", line(offer, "a=mid:0", 2), 1)
    assert (E, *at) in offered(offer)[0]
    assert (E, *at) in offered(offer)[1]
    assert offered(APART) == NOTHING


def test_v_11_and_s_63_a_mid_has_at_most_16_characters() -> None:
    offer = changed(MIN_A, ("a=mid:0", f"a=mid:{'m' * 17}"))
    expect(offered(offer), "refused", (C.JSEP_BAD_MID, "V-11", line(offer, "a=mid"), 0))
    assert offered(changed(MIN_A, ("a=mid:0", f"a=mid:{'m' * 16}"))) == NOTHING


# --- offers


def test_v_12_a_section_without_a_mid_is_told() -> None:
    expect(offered(without(MIN_A, "a=mid:0")), "warned", (C.JSEP_BAD_MID, "V-12", 5, 0))
    assert offered(MIN_A) == NOTHING


def test_v_19a_a_second_data_section_is_told() -> None:
    offer = text(*SESSION) + DATA_SECTION + changed(DATA_SECTION, ("a=mid:2", "a=mid:3"))
    at = (C.JSEP_SECOND_DATA, "V-19a", line(offer, "m=application", 2), 1)
    expect(offered(offer), "warned", at)
    rejected = offer.replace("m=application 9", "m=application 0", 1)
    assert offered(rejected) == NOTHING


def test_v_19_a_later_offer_has_all_sections() -> None:
    expect(again(AV), "refused", (C.JSEP_SECTION_COUNT, "V-19", 1, None))
    assert again(AVD) == NOTHING
    assert again(changed(AVD, (GROUP, "a=group:BUNDLE 0 1 2 3\r\n")) + third()) == NOTHING


def third(mid: str = "3") -> str:
    video = changed(VIDEO_SECTION, ("a=mid:1", f"a=mid:{mid}"))
    return without(video, "a=msid:s1 tv")


@pytest.mark.parametrize("side", Side)
def test_v_19_a_live_section_keeps_its_mid(side: Side) -> None:
    offer = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 9 2"), ("a=mid:1", "a=mid:9"))
    at = (C.JSEP_SECTION_MISMATCH, "V-19", line(offer, "m=video"), 1)
    expect(again(offer, side=side, offerer=side), "refused", at)


def test_v_19_a_live_section_without_its_mid_is_taken_by_its_place() -> None:
    base = (MIN_A, ANSWER)
    expect(again(without(MIN_A, "a=mid:0"), base), "warned", (C.JSEP_BAD_MID, "V-12", 5, 0))


def test_v_19_a_live_section_keeps_its_media() -> None:
    base = (changed(MIN_A, ("m=audio", "m=video")), changed(ANSWER, ("m=audio", "m=video")))
    assert (E, C.JSEP_SECTION_MISMATCH, "V-19", 5, 0) in again(MIN_A, base)[0]


def test_d_26_the_protocol_may_change_within_its_kind() -> None:
    assert again(changed(AVD, ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"))) == NOTHING
    assert again(changed(AVD, ("UDP/DTLS/SCTP", "TCP/DTLS/SCTP"))) == NOTHING
    offer = changed(AVD, ("m=audio 9 UDP/TLS/RTP/SAVPF", "m=audio 9 RTP/WHAT"))
    at = (C.JSEP_SECTION_MISMATCH, "V-19", line(offer, "m=audio"), 0)
    assert (E, *at) in again(offer)[0]
    assert (
        again(changed(offer, ("m=audio 9", "m=audio 0"), ("BUNDLE 0 1 2", "BUNDLE 1 2")))[0] == []
    )


@pytest.mark.parametrize("mid", ["5", "6"])
def test_o_37_a_rejected_place_may_be_used_again_under_a_new_name(mid: str) -> None:
    before = (
        changed(AVD, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:5"), ("0 1 2", "0 2")),
        changed(AVD_ANSWER, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:5"), ("0 1 2", "0 2")),
    )
    offer = changed(AVD, ("a=mid:1", f"a=mid:{mid}"), ("0 1 2", f"0 {mid} 2"))
    if mid == "5":
        at = (C.JSEP_SECTION_MISMATCH, "O-37", line(offer, "m=video"), 1)
        expect(again(offer, before), "tolerated", at)
    else:
        assert again(offer, before) == NOTHING
        audio = changed(offer, ("m=video", "m=audio"))
        assert again(audio, before)[0] == again(audio, before)[1] == []


def test_v_19_a_known_mid_stays_in_its_place() -> None:
    before = (
        changed(AVD, ("m=video 9", "m=video 0"), ("0 1 2", "0 2")),
        changed(AVD_ANSWER, ("m=video 9", "m=video 0"), ("0 1 2", "0 2")),
    )
    offer = changed(AVD, ("a=mid:1", "a=mid:8"), ("0 1 2", "0 8 2 1")) + third("1")
    at = (C.JSEP_SECTION_MISMATCH, "V-19", line(offer, "a=mid:1"), 3)
    expect(again(offer, before), "refused", at)


def test_d_3_strict_holds_an_offer_also_against_the_one_that_it_replaces() -> None:
    interop, strict = fresh(), fresh(STRICT)
    assert of_offer(AV, interop, pending=AVD) == of_offer(AVD, strict, pending=AVD) == []
    assert of_offer(AV, strict, pending=AVD) == [(E, C.JSEP_SECTION_COUNT, "D-3", 1, None)]
    other = changed(AV, ("a=mid:1", "a=mid:7"), ("BUNDLE 0 1", "BUNDLE 0 7"))
    at = (E, C.JSEP_SECTION_MISMATCH, "D-3", line(other, "m=video"), 1)
    assert of_offer(other, strict, pending=AV) == [at]
    rejected = changed(AV, ("m=video 9", "m=video 0"), ("BUNDLE 0 1", "BUNDLE 0"))
    assert of_offer(other, strict, pending=rejected) == []
    swapped = changed(AV, ("m=audio", "m=x"), ("m=video", "m=audio"))
    assert (E, C.JSEP_SECTION_MISMATCH, "D-3", 7, 0) in of_offer(swapped, strict, pending=AV)


def test_d_3_a_pending_mid_is_at_no_other_place() -> None:
    pending = changed(AV, ("m=video 9", "m=video 0"), ("BUNDLE 0 1", "BUNDLE 0"))
    offer = changed(AV, ("a=mid:1", "a=mid:8"), ("BUNDLE 0 1", "BUNDLE 0 8 1")) + third("1")
    at = (E, C.JSEP_SECTION_MISMATCH, "D-3", line(offer, "a=mid:1"), 2)
    assert of_offer(offer, fresh(STRICT), pending=pending) == [at]


# --- answers


@pytest.mark.parametrize("side", Side)
def test_v_14_and_s_60_there_are_as_many_sections_as_were_offered(side: Side) -> None:
    at = (C.JSEP_SECTION_COUNT, "V-14", 1, None)
    expect(answered(AVD, AV_ANSWER, side), "refused", at)
    expect(answered(AV, AVD_ANSWER, side), "refused", at)


def test_v_13_a_missing_mid_is_tolerated_and_taken_by_its_place() -> None:
    reply = without(ANSWER, "a=mid:0")
    at = (C.JSEP_SECTION_MISMATCH, "V-13", 5, 0)
    expect(answered(MIN_A, reply), "tolerated", at)
    assert [fault[2] for fault in answered(without(MIN_A, "a=mid:0"), reply)[1]] == []


def test_v_15_and_s_60_the_mids_are_those_of_the_offer() -> None:
    at = (C.JSEP_SECTION_MISMATCH, "V-15", 5, 0)
    expect(answered(MIN_A, changed(ANSWER, ("a=mid:0", "a=mid:1"))), "refused", at)
    expect(
        answered(without(MIN_A, "a=mid:0"), changed(ANSWER, ("a=mid:0", "a=mid:x"))), "refused", at
    )
    swapped = as_answer(text(*SESSION) + VIDEO_SECTION + AUDIO_SECTION)
    told = [(fault[2], fault[4]) for fault in answered(APART, swapped)[0]]
    assert {("V-15", 0), ("V-15", 1), ("V-16", 0), ("V-16", 1)} <= {*told}


@pytest.mark.parametrize("side", Side)
def test_v_16_and_s_60_the_media_are_those_of_the_offer(side: Side) -> None:
    reply = changed(ANSWER, ("m=audio", "m=video"))
    at = (C.JSEP_SECTION_MISMATCH, "V-16", 5, 0)
    assert (E, *at) in answered(MIN_A, reply, side)[0]
    assert (E, *at) in answered(MIN_A, reply, side)[1]


def test_v_16_a_protocol_of_the_same_meaning_is_tolerated() -> None:
    at = (C.JSEP_SECTION_MISMATCH, "V-16", 5, 0)
    expect(answered(MIN_A, changed(ANSWER, ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"))), "tolerated", at)
    reply = changed(DATA_ANSWER, ("UDP/DTLS/SCTP", "TCP/DTLS/SCTP"))
    expect(answered(DATA, reply), "tolerated", (C.JSEP_SECTION_MISMATCH, "V-16", 6, 0))


def test_v_16_another_protocol_is_refused() -> None:
    reply = changed(ANSWER, ("UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"))
    expect(answered(MIN_A, reply), "refused", (C.JSEP_SECTION_MISMATCH, "V-16", 5, 0))


def test_v_17_what_was_rejected_stays_rejected() -> None:
    offer, gone = changed(MIN_A, ("m=audio 9", "m=audio 0")), ("m=audio 9", "m=audio 0")
    expect(answered(offer, ANSWER), "refused", (C.JSEP_REJECTED_SECTION, "V-17", 5, 0))
    assert answered(offer, changed(ANSWER, gone)) == NOTHING


def test_v_18_a_live_section_has_one_of_the_offered_formats() -> None:
    reply = changed(ANSWER, ("SAVPF 111 0 8", "SAVPF 9 3"), ("a=fmtp:111", "a=fmtp:9"))
    interop, _ = answered(MIN_A, reply)
    assert interop == [(E, C.JSEP_SECTION_MISMATCH, "V-18", 5, 0)]
    assert answered(MIN_A, changed(reply, ("m=audio 9", "m=audio 0"))) == NOTHING
    interop, _ = answered(MIN_A, changed(ANSWER, ("SAVPF 111 0 8", "SAVPF 111 9 8")))
    assert interop == [(W, C.RTP_UNKNOWN_FORMAT, "V-68", 5, 0)]


@pytest.mark.parametrize("side", Side)
def test_an_answer_that_agrees_to_everything_fits(side: Side) -> None:
    for offer in (MIN_A, AV, AVD, DATA, APART):
        assert answered(offer, as_answer(offer), side) == NOTHING
        base = after(offer, as_answer(offer), offerer=side.other)
        assert of_answer(offer, as_answer(offer), base, side) == []


def test_both_sides_are_held_to_the_same() -> None:
    offer = without(MIN_A, "a=mid:0")
    assert offered(offer, Side.LOCAL) == offered(offer) != NOTHING
    assert W in {fault[0] for fault in offered(offer)[0]}
