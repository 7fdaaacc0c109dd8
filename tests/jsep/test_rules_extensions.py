"""RTP header extensions: V-56, V-57, V-70 to V-73."""

from typing import Any

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import INTEROP, STRICT, Side
from sdpsig.jsep._bindings import History
from tests.jsep._judged import (
    ANSWER,
    AVD_ANSWER,
    NOTHING,
    Told,
    after,
    again,
    answered,
    expect,
    line,
    of_offer,
    offered,
    read,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    LEVEL_EXTENSION,
    MID_EXTENSION,
    MIN_A,
    SESSION,
    VIDEO_SECTION,
    WIDE_CC_EXTENSION,
    added,
    changed,
    text,
    without,
)

C, CODE = FaultCode, FaultCode.RTP_EXTENSION_ID
ENCRYPT = "urn:ietf:params:rtp-hdrext:encrypt"


# --- within a bundle


def test_v_56_an_extension_id_means_one_thing_in_a_bundle() -> None:
    offer = changed(AV, ("a=extmap:10 ", "a=extmap:1 "))
    expect(offered(offer), "refused", (CODE, "V-56", line(offer, "a=extmap:1 ", 2), 1))
    assert offered(without(offer, "a=group:BUNDLE 0 1")) == NOTHING


def test_v_56_ids_that_nothing_uses_do_not_collide() -> None:
    for number in (0, 4096):
        audio = added(
            text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION, f"a=extmap:{number} a:a"
        )
        assert offered(added(audio + VIDEO_SECTION, f"a=extmap:{number} a:b")) == NOTHING


def test_v_56_parameters_are_no_meaning_but_encryption_is() -> None:
    head = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION
    assert (
        offered(added(added(head, "a=extmap:9 a:a x") + VIDEO_SECTION, "a=extmap:9 a:a y"))
        == NOTHING
    )
    offer = added(
        added(head, f"a=extmap:9 {ENCRYPT} a:a") + VIDEO_SECTION, f"a=extmap:9 {ENCRYPT} a:b"
    )
    expect(offered(offer), "refused", (CODE, "V-56", line(offer, "a=extmap:9", 2), 1))


def test_v_57_sections_of_one_kind_can_be_told_apart() -> None:
    video = without(VIDEO_SECTION, f"a=extmap:4 {MID_EXTENSION}", "a=msid:s1 tv")
    head = text(*SESSION, "a=group:BUNDLE 0 1 3") + AUDIO_SECTION + video
    third = changed(video, ("a=mid:1", "a=mid:3"))
    at = (C.BUNDLE_CONFLICT, "V-57", line(head + third, "m=video"), 1)
    expect(offered(head + third), "warned", at)
    assert offered(added(head + third, "a=ssrc:1 cname:x")) == NOTHING
    assert offered(added(head + third, f"a=extmap:4 {MID_EXTENSION}")) == NOTHING
    assert offered(changed(head + third, ("BUNDLE 0 1 3", "BUNDLE 0 1"))) == NOTHING


# --- within a section


@pytest.mark.parametrize("number", [15, 256, 4095, 4352, 65_535])
def test_v_70_an_extension_id_can_be_used(number: int) -> None:
    offer = added(MIN_A, f"a=extmap:{number} urn:a", f"a=extmap:{number} urn:b")
    expect(offered(offer), "tolerated", (CODE, "V-70", line(offer, "a=extmap"), 0))


@pytest.mark.parametrize("number", [0, 4096, 4351])
def test_v_70_some_ids_are_meant_to_be_passed_over(number: int) -> None:
    offer = added(MIN_A, f"a=extmap:{number} urn:a", f"a=extmap:{number} urn:b")
    assert offered(offer) == NOTHING


@pytest.mark.parametrize("number", [1, 14, 16, 255])
@pytest.mark.parametrize("side", Side)
def test_v_70_an_extension_id_means_one_thing_in_a_section(number: int, side: Side) -> None:
    offer = added(MIN_A, f"a=extmap:{number} urn:a", f"a=extmap:{number} urn:b")
    expect(offered(offer, side), "refused", (CODE, "V-70", line(offer, "a=extmap", 2), 0))


def test_v_70_an_extension_has_one_id() -> None:
    offer = added(MIN_A, "a=extmap:1 urn:a", "a=extmap:2 urn:b", "a=extmap:3 urn:a")
    expect(offered(offer), "warned", (CODE, "V-70", line(offer, "a=extmap:3"), 0))
    twice = added(MIN_A, "a=extmap:1 urn:a", "a=extmap:1 urn:a")
    expect(offered(twice), "warned", (CODE, "V-70", line(twice, "a=extmap:1"), 0))
    assert (
        offered(added(MIN_A, f"a=extmap:1 {ENCRYPT} a:a", f"a=extmap:2 {ENCRYPT} a:b")) == NOTHING
    )


def test_v_73_extensions_stand_at_one_level() -> None:
    head = changed(MIN_A, ("t=0 0\r\n", "t=0 0\r\na=extmap:1 urn:a\r\n"))
    assert offered(head) == NOTHING
    both = added(head, "a=extmap:2 urn:b")
    expect(offered(both), "tolerated", (CODE, "V-73", line(both, "a=extmap:2"), 0))


# --- after an exchange


@pytest.mark.parametrize(
    ("old", "new"),
    [(f"a=extmap:1 {LEVEL_EXTENSION}", "a=extmap:1 urn:x"), ("a=extmap:4 ", "a=extmap:7 ")],
    ids=["another URI", "another id"],
)
def test_v_72_an_id_keeps_its_uri_and_a_uri_its_id(old: str, new: str) -> None:
    offer = changed(AVD, (old, new))
    at = [(CODE, "V-72", line(offer, new), 0)]
    if "4" in old:
        at.append((CODE, "V-72", line(offer, new, 2), 1))
    expect(again(offer), "tolerated", *at)
    assert again(added(AVD.replace("m=application", "m=application"))) == NOTHING


def test_v_72_a_new_extension_takes_a_new_id() -> None:
    assert again(changed(AVD, ("a=extmap:1 ", "a=extmap:12 urn:x\r\na=extmap:1 "))) == NOTHING


def test_v_72_a_section_may_go_on_with_what_it_has() -> None:
    apart = text(*SESSION) + AUDIO_SECTION + changed(VIDEO_SECTION, ("a=extmap:10 ", "a=extmap:1 "))
    reply = text(*SESSION) + AVD_ANSWER.partition("mixed\r\n")[2].partition("m=application")[0]
    assert again(added(apart, "a=extmap:12 urn:x"), (apart, reply)) == NOTHING


def rebound(offer: str, *, heard: bool) -> tuple[list[Told], list[Told]]:
    """The faults of an offer after one of ours that bound id 9, and that was perhaps taken back."""
    found: list[list[Told]] = []
    for profile in (INTEROP, STRICT):
        base: Any = after(MIN_A, ANSWER, profile)
        ours = History().after(read(added(MIN_A, "a=extmap:9 urn:ours")), heard=heard)
        object.__setattr__(base, "history", ours)
        found.append(of_offer(offer, base))
    return found[0], found[1]


@pytest.mark.parametrize("words", ["a=extmap:9 urn:theirs", "a=extmap:8 urn:ours"])
def test_v_72_what_a_peer_has_never_seen_does_not_bind_it(words: str) -> None:
    offer = added(MIN_A, words)
    assert rebound(offer, heard=False) == NOTHING
    expect(rebound(offer, heard=True), "tolerated", (CODE, "V-72", line(offer, words), 0))


# --- answers


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize(
    "words", [f"a=extmap:9 {WIDE_CC_EXTENSION}", "a=extmap:3 urn:x"], ids=["id", "URI"]
)
def test_v_71_an_answer_has_what_was_offered_with_its_id(words: str, side: Side) -> None:
    reply = changed(AVD_ANSWER, (f"a=extmap:3 {WIDE_CC_EXTENSION}", words))
    at = [(CODE, "V-71", line(reply, words, nth), nth - 1) for nth in (1, 2)]
    expect(answered(AVD, reply, side), "tolerated", *at)


def test_v_71_an_answer_chooses_an_id_where_it_may() -> None:
    offer = added(MIN_A, "a=extmap:4100 urn:a")
    assert answered(offer, added(ANSWER, "a=extmap:5 urn:a")) == NOTHING
    told = answered(offer, added(ANSWER, "a=extmap:5 urn:b"))[0]
    assert [fault[2] for fault in told] == ["V-71"]
    assert answered(offer, added(ANSWER, "a=extmap:0 urn:b")) == NOTHING
