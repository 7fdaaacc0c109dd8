"""What flows in a section: V-60, V-61, V-74 to V-82."""

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import Side
from tests.jsep._judged import (
    ANSWER,
    NOTHING,
    again,
    answered,
    as_answer,
    expect,
    line,
    offered,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    MIN_A,
    SESSION,
    VIDEO_SECTION,
    added,
    changed,
    text,
    without,
)

C = FaultCode
BUNDLED = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION
DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
ALLOWED = {
    "sendrecv": DIRECTIONS,
    "sendonly": ("recvonly", "inactive"),
    "recvonly": ("sendonly", "inactive"),
    "inactive": ("inactive",),
}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("theirs", DIRECTIONS)
@pytest.mark.parametrize("ours", DIRECTIONS)
def test_v_60_media_flow_only_as_offered(theirs: str, ours: str, side: Side) -> None:
    offer = changed(MIN_A, ("a=sendrecv", f"a={theirs}"))
    told = answered(offer, changed(ANSWER, ("a=sendrecv", f"a={ours}")), side)
    if ours in ALLOWED[theirs]:
        assert told == NOTHING
    else:
        expect(told, "refused", (C.JSEP_DIRECTION, "V-60", 5, 0))


def test_v_61_a_direction_is_said_once() -> None:
    offer = added(MIN_A, "a=sendonly")
    at = (C.JSEP_DIRECTION, "V-61", line(offer, "a=sendonly"), 0)
    expect(offered(offer), "tolerated", at)
    session = changed(MIN_A, ("t=0 0\r\n", "t=0 0\r\na=sendonly\r\n"))
    assert offered(session)[0] == []


# --- tracks


def test_v_74_a_section_has_one_track() -> None:
    offer = added(MIN_A, "a=msid:s1 ta", "a=msid:s2 ta", "a=msid:s3", "a=msid:- tb")
    at = (C.RTP_TRACK, "V-74", line(offer, "a=msid:- tb"), 0)
    expect(offered(offer), "tolerated", at)
    assert offered(without(offer, "a=msid:- tb")) == NOTHING


def test_v_75_a_track_is_in_one_section() -> None:
    offer = changed(AV, ("a=msid:s1 tv", "a=msid:s1 ta"))
    at = (C.RTP_TRACK, "V-75", line(offer, "a=msid:s1 ta", 2), 1)
    expect(offered(offer), "tolerated", at)
    assert offered(AV) == NOTHING
    assert offered(changed(AV, ("a=msid:s1 tv", "a=msid:s2 ta"))) == NOTHING
    nameless = changed(AV, ("a=msid:s1 tv", "a=msid:s1"), ("a=msid:s1 ta", "a=msid:s1"))
    assert offered(nameless) == NOTHING


@pytest.mark.parametrize("side", Side)
def test_v_76_the_sources_of_a_section_carry_one_track(side: Side) -> None:
    one = added(
        MIN_A, "a=ssrc:1 msid:s t", "a=ssrc:2 msid:s t", "a=ssrc:1 cname:x", "a=ssrc:4 msid"
    )
    assert offered(one, side) == NOTHING
    two = added(one, "a=ssrc:3 msid:s u")
    expect(offered(two, side), "refused", (C.RTP_PLAN_B, "V-76", line(two, "a=ssrc:3"), 0))


# --- sources


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("FID 1 2", "FID 1"),
        ("FID 1 2", "FID 1 2 3"),
        ("FEC-FR 1 2", "FEC-FR 1 2 3"),
        ("SIM 1 2 3", "SIM 1 2 3 4"),
        ("X 1 2 3 4", "X 1 2 3 1"),
    ],
)
def test_v_77_groups_of_sources_fit_their_kind(good: str, bad: str) -> None:
    assert offered(added(MIN_A, f"a=ssrc-group:{good}")) == NOTHING
    offer = added(MIN_A, f"a=ssrc-group:{bad}")
    at = (C.RTP_SOURCE, "V-77", line(offer, "a=ssrc-group"), 0)
    expect(offered(offer), "tolerated", at)


def test_v_77_a_source_is_once_in_groups_of_one_kind() -> None:
    offer = added(MIN_A, "a=ssrc-group:FID 1 2", "a=ssrc-group:FID 3 2")
    at = (C.RTP_SOURCE, "V-77", line(offer, "a=ssrc-group:FID 3"), 0)
    expect(offered(offer), "tolerated", at)
    assert offered(changed(offer, ("FID 3 2", "FEC-FR 1 2"))) == NOTHING


def test_v_78_a_source_is_in_one_section_of_a_bundle() -> None:
    def offer(head: str, second: int) -> str:
        return added(
            added(head, "a=ssrc:7 cname:x", "a=ssrc:7 y") + VIDEO_SECTION, f"a=ssrc:{second} z"
        )

    both = offer(BUNDLED, 7)
    at = (C.RTP_SOURCE, "V-78", line(both, "a=ssrc:7 z"), 1)
    expect(offered(both), "tolerated", at)
    assert offered(offer(BUNDLED, 8)) == NOTHING
    assert offered(offer(text(*SESSION) + AUDIO_SECTION, 7)) == NOTHING


# --- layers

LAYERS = ("a=rid:hi send", "a=rid:lo send", "a=simulcast:send hi;lo")
ASKED = ("a=rid:hi recv", "a=rid:lo recv", "a=simulcast:recv hi;lo")


def test_v_79_simulcast_needs_the_extension_that_names_layers() -> None:
    assert offered(added(AV, *LAYERS)) == NOTHING
    offer = added(MIN_A, *LAYERS)
    told = offered(offer)[0]
    assert [(fault[2], fault[3], fault[4]) for fault in told] == [
        ("V-79", line(offer, "a=simulcast"), 0)
    ]


def test_v_80_an_answer_takes_layers_that_were_offered() -> None:
    offer = added(AV, *LAYERS)
    assert answered(offer, added(as_answer(AV), *ASKED)) == NOTHING
    more = added(as_answer(AV), *ASKED[:2], "a=rid:x recv", "a=simulcast:recv hi;lo;x")
    assert {fault[2] for fault in answered(offer, more)[0]} >= {"V-80"}


def test_v_81_an_answered_layer_is_what_was_offered() -> None:
    offer = added(AV, *LAYERS)
    other = added(as_answer(AV), "a=rid:hi send", "a=rid:lo recv", "a=simulcast:recv lo")
    assert {fault[2] for fault in answered(offer, other)[0]} >= {"V-81"}


@pytest.mark.parametrize("offerer", Side)
def test_v_82_the_layers_that_the_other_side_sends_are_agreed_once(offerer: Side) -> None:
    asking, sending = added(AV, *ASKED), added(as_answer(AV), *LAYERS)
    before = (asking, sending)
    if offerer is Side.LOCAL:  # we offered to send, and the peer asked
        before = (added(AV, *LAYERS), added(as_answer(AV), *ASKED))
        asking = as_offer(before[1])
    other = changed(asking, ("a=rid:lo recv", "a=rid:mi recv"), ("recv hi;lo", "recv hi;mi"))
    told = again(other, before, Side.REMOTE, offerer=offerer)
    for faults in told:
        assert [(fault[2], fault[4]) for fault in faults] == [("V-82", 1)]
    assert again(asking, before, Side.REMOTE, offerer=offerer) == NOTHING
    assert again(without(asking, *ASKED), before, Side.REMOTE, offerer=offerer) == NOTHING


def as_offer(answer: str) -> str:
    return changed(answer, ("a=setup:active", "a=setup:actpass"))


def test_v_82_a_section_that_was_rejected_has_agreed_on_nothing() -> None:
    gone = ("m=video 9", "m=video 0"), ("BUNDLE 0 1", "BUNDLE 0")
    before = (added(AV, *ASKED), added(changed(as_answer(AV), *gone), *LAYERS))
    other = changed(AV, ("a=mid:1", "a=mid:5"), ("BUNDLE 0 1", "BUNDLE 0 5"))
    assert again(added(other, *ASKED), before) == NOTHING
    told = again(added(AV, *ASKED), before)
    assert [fault[2] for fault in told[0]] == ["O-37"]
