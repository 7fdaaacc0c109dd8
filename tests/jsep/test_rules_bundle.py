"""Which sections share a transport: V-45 to V-58."""

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import STRICT, Side
from sdpsig.jsep._config import BundlePolicy
from sdpsig.jsep._judge import judge_answer, judge_offer
from tests.jsep._judged import (
    ANSWER,
    APART,
    AV_ANSWER,
    AVD_ANSWER,
    NOTHING,
    SPLIT,
    E,
    again,
    answered,
    answered_again,
    as_answer,
    expect,
    fresh,
    line,
    offered,
    read,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AVD,
    DATA_SECTION,
    MIN_A,
    SESSION,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)

C = FaultCode
BUNDLE = "a=group:BUNDLE 0 1 2"
NO_VIDEO = ("m=video 9", "m=video 0")
ONLY = ("a=mid:1", "a=mid:1\r\na=bundle-only")


def grouped(description: str, *groups: str) -> str:
    """The three sections in other groups."""
    return changed(description, (BUNDLE, "\r\n".join(f"a=group:{group}" for group in groups)))


# --- offers


def test_v_45_a_group_names_only_sections() -> None:
    offer = grouped(AVD, "BUNDLE 0 1 2 7 8")
    expect(offered(offer), "tolerated", (C.BUNDLE_UNKNOWN_MID, "V-45", 5, None))
    assert offered(AVD) == NOTHING


@pytest.mark.parametrize(
    "groups", [("BUNDLE 0 1 2 0",), ("BUNDLE 0 1", "BUNDLE 1 2"), ("BUNDLE 0 7 7",)]
)
def test_v_46_and_s_63_a_mid_stands_in_one_group_once(groups: tuple[str, ...]) -> None:
    at = (E, C.BUNDLE_REPEATED_MID, "V-46", 5, None)
    assert at in offered(grouped(AVD, *groups))[0]
    assert at in offered(grouped(AVD, *groups))[1]
    assert at in answered(AVD, grouped(AVD_ANSWER, *groups))[0]


def test_v_46_other_groups_do_not_count() -> None:
    assert offered(grouped(AVD, "BUNDLE 0 1 2", "LS 0 1")) == NOTHING


def test_v_49_and_d_10_a_group_names_no_rejected_section() -> None:
    offer = changed(AVD, NO_VIDEO)
    expect(offered(offer), "tolerated", (C.BUNDLE_REJECTED_MID, "V-49", 5, None))
    assert offered(changed(offer, ONLY)) == NOTHING


def test_d_10_closed_systems_may_take_port_0_in_a_group_as_live() -> None:
    sections = read(changed(AVD, NO_VIDEO), port0_live=True)
    assert [*judge_offer(sections, Side.REMOTE, fresh(STRICT, port0_live=True))] == []
    answer = read(changed(AVD_ANSWER, NO_VIDEO), sections, port0_live=True)
    assert [*judge_answer(sections, answer, Side.REMOTE, fresh(STRICT, port0_live=True))] == []


def test_a_group_may_be_wrong_in_two_ways() -> None:
    told = offered(changed(AVD, NO_VIDEO, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 7")))[0]
    assert [fault[2] for fault in told] == ["V-45", "V-49"]


def test_v_53_a_section_for_a_bundle_is_in_one() -> None:
    offer = changed(AVD, NO_VIDEO, ONLY, ("BUNDLE 0 1 2", "BUNDLE 0 2"))
    at = (C.BUNDLE_REQUIRED, "V-53", line(offer, "a=bundle-only"), 1)
    expect(offered(offer), "warned", at)
    expect(answered(offer, as_answer(offer)), "refused", at)
    with_port = changed(AVD, ONLY, ("BUNDLE 0 1 2", "BUNDLE 0 2"))
    assert offered(with_port) == NOTHING  # a section with a port does without


def test_v_53_and_d_30_the_last_section_of_an_answer_may_be_alone() -> None:
    offer = changed(AVD, NO_VIDEO, ONLY)
    reply = without(AVD_ANSWER, BUNDLE)
    at = (C.BUNDLE_REQUIRED, "V-53", line(reply, "m=video"), 1)
    expect(answered(offer, reply), "refused", at)
    alone = changed(reply, ("m=audio 9", "m=audio 0"), ("m=application 9", "m=application 0"))
    expect(answered(offer, alone), "tolerated", at)


def test_v_54_there_may_be_but_one_bundle() -> None:
    policy = BundlePolicy.MAX_BUNDLE
    assert offered(AVD, bundle_policy=policy) == NOTHING
    assert answered(AVD, AVD_ANSWER, bundle_policy=policy) == NOTHING
    at = (C.BUNDLE_REQUIRED, "V-54", line(APART, "m=video"), 1)
    expect(offered(APART, bundle_policy=policy), "warned", at)
    expect(answered(APART, as_answer(APART), bundle_policy=policy), "refused", at)
    assert offered(text(*SESSION), bundle_policy=policy) == NOTHING


ESTABLISHED = (SPLIT, as_answer(SPLIT))


@pytest.mark.parametrize("side", Side)
def test_v_51_established_groups_are_not_merged(side: Side) -> None:
    at = (C.BUNDLE_CHANGED, "V-51", 5, None)
    expect(again(AVD, ESTABLISHED, side, offerer=side), "refused", at)
    assert again(SPLIT, ESTABLISHED, side, offerer=side) == NOTHING


def test_v_51_an_established_group_is_not_split() -> None:
    offer = grouped(AVD, "BUNDLE 0 1", "BUNDLE 2")
    expect(again(offer), "refused", (C.BUNDLE_CHANGED, "V-51", 6, None))


def test_v_51_a_section_does_not_go_to_another_group() -> None:
    offer = changed(
        SPLIT, ("a=group:BUNDLE 0 1", "a=group:BUNDLE 0"), ("BUNDLE 2\r", "BUNDLE 2 1\r")
    )
    told = again(offer, ESTABLISHED)[0]
    assert [fault[:3] for fault in told] == [(E, C.BUNDLE_CHANGED, "V-51")] * 2


def test_v_52_a_section_may_leave_its_group() -> None:
    assert again(grouped(AVD, "BUNDLE 0 1")) == NOTHING


# --- answers


def test_s_65_an_answer_need_not_bundle() -> None:
    assert answered(AVD, without(AVD_ANSWER, BUNDLE)) == NOTHING
    assert answered(AVD, grouped(AVD_ANSWER, "BUNDLE")) == NOTHING
    assert answered(AVD, grouped(AVD_ANSWER, "BUNDLE 1 2")) == NOTHING


def test_v_45_an_answered_group_names_only_sections() -> None:
    reply = grouped(AVD_ANSWER, "BUNDLE 0 1 2 7")
    expect(answered(AVD, reply), "refused", (C.BUNDLE_UNKNOWN_MID, "V-45", 5, None))


@pytest.mark.parametrize(
    ("offer", "reply", "number"),
    [
        (APART, AV_ANSWER, 5),
        (grouped(AVD, "BUNDLE 0 1"), AVD_ANSWER, 5),
        (SPLIT, AVD_ANSWER, 5),
        (AVD, grouped(AVD_ANSWER, "BUNDLE 0 1", "BUNDLE 2"), 6),
    ],
    ids=["none", "less", "two", "one"],
)
def test_v_47_and_s_65_nothing_is_bundled_that_was_not_offered(
    offer: str, reply: str, number: int
) -> None:
    expect(answered(offer, reply), "refused", (C.BUNDLE_NOT_OFFERED, "V-47", number, None))


def test_v_47_a_group_is_answered_once_however_often_it_is_said() -> None:
    told = answered(AVD, grouped(AVD_ANSWER, "BUNDLE 0 1 2", "BUNDLE 0 1 2"))[0]
    assert [fault[2] for fault in told].count("V-47") == 1


def test_v_48_the_first_of_a_group_is_no_rejected_section() -> None:
    reply = changed(AVD_ANSWER, ("m=audio 9", "m=audio 0"))
    expect(answered(AVD, reply), "refused", (C.BUNDLE_REJECTED_MID, "V-48", 5, None))
    assert answered(AVD, changed(reply, ("BUNDLE 0 1 2", "BUNDLE 1 2"))) == NOTHING
    only = changed(reply, ("a=mid:0", "a=mid:0\r\na=bundle-only"))
    expect(answered(AVD, only), "refused", (C.BUNDLE_REJECTED_MID, "V-48", 5, None))


def test_v_49_a_rejected_section_further_back_is_tolerated() -> None:
    reply = changed(AVD_ANSWER, NO_VIDEO)
    expect(answered(AVD, reply), "tolerated", (C.BUNDLE_REJECTED_MID, "V-49", 5, None))


def test_d_9_port_0_and_bundle_only_is_an_accepted_section() -> None:
    assert answered(AVD, changed(AVD_ANSWER, NO_VIDEO, ONLY)) == NOTHING


def test_a_group_of_rejected_sections_bundles_nothing() -> None:
    reply = changed(ANSWER, ("m=audio 9", "m=audio 0"), ("t=0 0", "t=0 0\r\na=group:BUNDLE 0"))
    assert answered(MIN_A, reply) == NOTHING


def test_v_50_an_established_group_keeps_its_live_sections() -> None:
    reply = grouped(AVD_ANSWER, "BUNDLE 0 2")
    at = (C.BUNDLE_CHANGED, "V-50", line(reply, "m=video"), 1)
    expect(answered_again(AVD, reply), "refused", at)
    assert answered_again(AVD, changed(reply, NO_VIDEO)) == NOTHING
    assert answered_again(grouped(AVD, "BUNDLE 0 2"), reply) == NOTHING


# --- what bundled sections have to agree about


def numbered(section: str, mid: str, *changes: tuple[str, str]) -> str:
    return without(changed(section, ("a=mid:1", f"a=mid:{mid}"), *changes), "a=msid:s1 tv")


@pytest.mark.parametrize(
    "change",
    [
        ("a=rtpmap:96 VP8/90000", "a=rtpmap:96 VP9/90000"),
        ("a=fmtp:98 profile-id=0", "a=fmtp:98 profile-id=2"),
        ("apt=102", "apt=98"),
    ],
)
def test_v_55_a_payload_type_means_one_thing_in_a_bundle(change: tuple[str, str]) -> None:
    head = text(*SESSION, "a=group:BUNDLE 0 1 3") + AUDIO_SECTION + VIDEO_SECTION
    offer = head + numbered(VIDEO_SECTION, "3", change)
    at = (C.BUNDLE_CONFLICT, "V-55", line(offer, "m=video", 2), 2)
    expect(offered(offer), "tolerated", at)
    assert offered(head + numbered(VIDEO_SECTION, "3")) == NOTHING
    assert offered(without(offer, "a=group:BUNDLE 0 1 3")) == NOTHING


def test_v_55_the_same_in_other_words_is_the_same() -> None:
    head = text(*SESSION, "a=group:BUNDLE 0 1 3") + AUDIO_SECTION + VIDEO_SECTION
    assert offered(head + numbered(VIDEO_SECTION, "3", ("VP8/", "vp8/"))) == NOTHING


def test_v_58_lips_are_synchronised_to_sections() -> None:
    offer = added(text(*SESSION, "a=group:LS 0 5")) + AUDIO_SECTION + VIDEO_SECTION
    expect(offered(offer), "warned", (C.BUNDLE_UNKNOWN_MID, "V-58", 5, None))
    assert offered(changed(offer, ("LS 0 5", "LS 0 1"))) == NOTHING
    assert offered(changed(offer, ("LS 0 5", "FID 0 5"))) == NOTHING


def test_a_bundle_of_data_has_no_payload_types() -> None:
    offer = text(*SESSION, "a=group:BUNDLE 0 2") + AUDIO_SECTION + DATA_SECTION
    assert offered(offer) == NOTHING


def test_both_sides_are_held_to_the_same() -> None:
    assert answered(APART, AV_ANSWER, Side.LOCAL) == answered(APART, AV_ANSWER) != NOTHING
