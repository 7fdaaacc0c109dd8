"""Which transceiver each section is for (A-56, O-37, SM-36, SM-42)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    AddTrack,
    AddTransceiver,
    Change,
    Encoding,
    LocalDescriptions,
    Offer,
    Rollback,
    SetDirection,
    StopTransceiver,
)
from sdpsig.sdp.attributes import MediaDirection, Msid
from tests.jsep._configured import configured, provisional, reworded, section, starting
from tests.jsep._offers import AV, AVD, MIN_A, added, changed
from tests.jsep._pair import Peer, exchange

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection


def offered(words: str, *wishes: Change) -> Peer:
    """A peer of these wishes, to whom this is offered."""
    peer = Peer()
    peer.change(*wishes)
    peer.take(Offer(sdp.parse(words)))
    return peer


# --- an offer of the peer


def test_a_56_and_a_140_an_offer_makes_transceivers_that_receive() -> None:
    peer = offered(AVD)
    assert [(one.kind, one.mid, one.direction, one.offered) for one in peer.transceivers] == [
        ("audio", "0", RECVONLY, True),
        ("video", "1", RECVONLY, True),
    ]


@pytest.mark.parametrize(
    ("wishes", "direction", "taken"),
    [
        ([AddTrack("audio")], "sendrecv", True),
        ([AddTrack("audio")], "recvonly", True),
        ([AddTrack("audio")], "sendonly", False),
        ([AddTrack("audio")], "inactive", False),
        ([AddTrack("video")], "sendrecv", False),
        ([AddTransceiver("audio")], "sendrecv", False),
        ([AddTransceiver("audio", RECVONLY), AddTrack("audio")], "sendrecv", False),
    ],
)
def test_a_56_what_add_track_made_is_taken_where_the_peer_wants_to_receive(
    wishes: list[Change], direction: str, taken: bool
) -> None:
    peer = offered(changed(MIN_A, ("a=sendrecv", f"a={direction}")), *wishes)
    assert len(peer.transceivers) == (1 if taken else 2)
    assert (peer.transceivers[0].mid == "0") is taken


def test_a_56_the_first_that_waits_is_taken_first() -> None:
    second = changed(MIN_A[MIN_A.index("m=") :], ("a=mid:0", "a=mid:1"))
    peer = offered(MIN_A + second, AddTrack("audio", "t"), AddTrack("audio", "u"))
    assert [(one.track, one.mid) for one in peer.transceivers] == [("t", "0"), ("u", "1")]


def test_a_56_what_has_a_section_is_not_taken_for_another() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTrack("audio"))
    exchange(a, b)
    b.change(AddTransceiver("audio"))
    a.take(b.offer())
    assert [(one.mid, one.offered) for one in a.transceivers] == [("0", False), ("1", True)]


def test_what_the_peer_rejects_has_no_transceiver() -> None:
    assert offered(changed(MIN_A, ("m=audio 9", "m=audio 0"))).transceivers == ()


def test_sm_36_what_the_peer_gives_up_is_rejected_and_comes_back_with_a_rollback() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"), AddTransceiver("video"))
    exchange(a, b)
    a.change(StopTransceiver(0))
    b.take(a.offer())
    assert [one.rejected for one in b.transceivers] == [True, False]
    b.take(Rollback())
    assert [one.rejected for one in b.transceivers] == [False, False]


def test_sm_42_a_track_saves_what_the_offer_of_the_peer_made() -> None:
    peer = offered(MIN_A)
    peer.change(AddTrack("audio"))
    assert peer.transceivers[0].direction is SENDRECV
    peer.take(Rollback())
    assert [(one.mid, one.has_track) for one in peer.transceivers] == [(None, True)]
    bare = offered(MIN_A)
    bare.change(SetDirection(0, SENDRECV))
    bare.take(Rollback())
    assert bare.transceivers == ()


# --- an offer of ours


def test_each_section_is_for_the_one_that_it_was_created_for() -> None:
    peer = Peer()
    peer.change(AddTransceiver("audio"))
    made = peer.create_offer(peer.transports)
    peer.change(AddTransceiver("audio", INACTIVE))
    peer.set_local_description(made)
    assert [(one.number, one.mid) for one in peer.transceivers] == [(0, "0"), (1, None)]


def test_v_91_what_was_stopped_since_an_offer_was_made_is_still_stopped() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    made = a.create_offer(a.transports)
    a.change(StopTransceiver(0))
    a.set_local_description(made)
    (one,) = a.transceivers
    assert (one.mid, one.stop) == ("0", True)
    b.take(made)
    a.take(b.answer())
    exchange(a, b)
    assert (a.transceivers, a.negotiation_needed) == ((), ())


# --- a media stack of its own


def foreign(*wishes: Change) -> Peer:
    peer = configured(Peer(), local_descriptions=LocalDescriptions.FOREIGN)
    peer.change(*wishes)
    return peer


def test_what_a_media_stack_offers_is_what_the_application_wants() -> None:
    peer = foreign()
    peer.set_local_description(Offer(sdp.parse(AV)))
    assert [(one.kind, one.mid, one.streams, one.offered) for one in peer.transceivers] == [
        ("audio", "0", ("s1",), False),
        ("video", "1", ("s1",), False),
    ]


def test_what_waits_is_taken_for_what_a_media_stack_offers() -> None:
    peer = foreign(AddTransceiver("video", INACTIVE), AddTransceiver("audio", INACTIVE))
    peer.set_local_description(Offer(sdp.parse(AV)))
    assert [(one.number, one.mid, one.direction) for one in peer.transceivers] == [
        (0, "1", SENDRECV),
        (1, "0", SENDRECV),
    ]


def test_a_stream_of_no_name_is_none_and_streams_that_are_known_stay() -> None:
    nameless = added(MIN_A, "a=msid:- t", "a=msid:s t", "a=msid:s t")
    peer = foreign()
    peer.set_local_description(Offer(sdp.parse(nameless)))
    assert peer.transceivers[0].streams == ("s",)
    peer.set_local_description(Offer(sdp.parse(MIN_A)))
    assert peer.transceivers[0].streams == ("s",)


def test_what_a_media_stack_answers_is_what_the_application_wants() -> None:
    peer, other = foreign(), Peer("b")
    offer = Offer(sdp.parse(AV))
    peer.take(offer)
    other.take(offer)
    answer = reworded(other.create_answer(other.transports), ("a=recvonly", "a=sendrecv"))
    peer.set_local_description(answer)
    assert [one.direction for one in peer.transceivers] == [SENDRECV, SENDRECV]


def test_what_a_media_stack_rejects_says_nothing_of_what_is_wanted() -> None:
    peer, other = foreign(), Peer("b")
    peer.change(AddTransceiver("audio"))
    offer = Offer(sdp.parse(AV))
    peer.take(offer)
    other.take(offer)
    other.change(StopTransceiver(1))
    peer.set_local_description(provisional(other.create_answer(other.transports)))
    assert [(one.mid, one.direction) for one in peer.transceivers] == [
        (None, SENDRECV),
        ("0", RECVONLY),
        ("1", RECVONLY),
    ]


# --- after an answer


@pytest.mark.parametrize(
    ("wish", "offerers", "answerers"),
    [
        (SENDRECV, SENDONLY, RECVONLY),
        (SENDONLY, SENDONLY, RECVONLY),
        (RECVONLY, INACTIVE, INACTIVE),
    ],
)
def test_what_flows_is_told_from_our_side(
    wish: MediaDirection, offerers: MediaDirection, answerers: MediaDirection
) -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio", wish))
    exchange(a, b)
    assert [peer.transceivers[0].current_direction for peer in (a, b)] == [offerers, answerers]


def test_a_57_what_was_said_of_streams_is_kept() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio", streams=("s",)))
    exchange(a, b)
    said = (Msid("s", "track-0"),)
    assert a.transceivers[0].msids == said
    a.change(SetDirection(0, RECVONLY))
    exchange(a, b)
    assert a.transceivers[0].msids == said


def test_sm_53_a_provisional_answer_tells_what_flows_too() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    b.set_local_description(provisional(b.create_answer(b.transports)))
    assert b.transceivers[0].current_direction is RECVONLY


LAYERS = (Encoding("h"), Encoding("m"), Encoding("l"))


def test_o_28_layers_that_the_answer_drops_are_dropped() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("video", encodings=LAYERS))
    b.take(a.offer())
    answer = b.answer()
    assert starting(section(answer), "a=simulcast:") == ["a=simulcast:recv h;m;l"]
    fewer = reworded(answer, ("a=rid:m recv\r\n", ""), ("recv h;m;l", "recv h;l"))
    a.take(fewer)
    assert a.transceivers[0].encodings == (LAYERS[0], LAYERS[2])


def test_o_28_without_layers_an_answer_changes_none() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("video", encodings=LAYERS[:1]))
    exchange(a, b)
    assert a.transceivers[0].encodings == LAYERS[:1]


def test_a_106_layers_that_the_peer_asks_for_are_taken_up() -> None:
    asked = added(
        changed(AV, ("a=sendrecv", "a=recvonly")),
        "a=rid:h recv",
        "a=rid:l recv",
        "a=simulcast:recv h;l",
    )
    peer = offered(asked, AddTrack("video"))
    peer.answer()
    assert [one.rid for one in peer.transceivers[0].encodings] == ["h", "l"]
