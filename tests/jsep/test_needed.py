"""Whether an offer is needed, and why (O-50 to O-58)."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig.jsep import (
    CHROMIUM,
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Capabilities,
    Change,
    Close,
    NegotiationNeed,
    RestartIce,
    Rollback,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    StopTransceiver,
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import CAPS
from tests.jsep._pair import Peer, exchange

SENDRECV, SENDONLY, RECVONLY, INACTIVE = MediaDirection
ICE_RESTART, DATA_CHANNELS, STOPPED, NEW_TRANSCEIVER, STREAMS, DIRECTION = NegotiationNeed
NO_DATA = Capabilities(audio=CAPS.audio, video=CAPS.video)


def offered(*wishes: Change, capabilities: Capabilities = CHROMIUM) -> tuple[Peer, Peer]:
    """After an exchange that we offered."""
    a, b = Peer("a"), Peer("b", capabilities=capabilities)
    a.change(*wishes)
    exchange(a, b)
    return a, b


def answered(*wishes: Change) -> tuple[Peer, Peer]:
    """After an exchange that we answered."""
    b, a = offered(*wishes)
    return a, b


def needed(peer: Peer) -> list[NegotiationNeed]:
    """Why this peer should make an offer now."""
    return list(peer.negotiation_needed)


AUDIO = AddTransceiver("audio", streams=("s",))


def test_at_first_there_is_nothing_to_say() -> None:
    assert Peer().negotiation_needed == ()


@pytest.mark.parametrize(
    ("wishes", "needs"),
    [
        ([RestartIce()], [ICE_RESTART]),
        ([AddDataChannels()], [DATA_CHANNELS]),
        ([StopTransceiver(0)], [STOPPED]),
        ([AddTransceiver("video")], [NEW_TRANSCEIVER]),
        ([AddTrack("video")], [NEW_TRANSCEIVER]),
        ([SetStreams(0, ("t",))], [STREAMS]),
        ([SetStreams(0, ())], [STREAMS]),
        ([SetDirection(0, INACTIVE)], [DIRECTION]),
        ([SetStreams(0, ("t",)), SetDirection(0, RECVONLY)], [DIRECTION]),
        ([SetDirection(0, INACTIVE), RestartIce()], [ICE_RESTART, DIRECTION]),
        ([SetDirection(0, INACTIVE), StopTransceiver(0)], [STOPPED]),
        ([SetCodecPreferences(0, CHROMIUM.audio[:1])], []),
    ],
)
def test_o_51_to_o_57_each_wish_is_a_reason_until_it_is_agreed_on(
    wishes: list[Change], needs: list[NegotiationNeed]
) -> None:
    a, b = offered(AUDIO)
    assert needed(a) == []
    a.change(*wishes)
    assert needed(a) == needs
    exchange(a, b)
    assert needed(a) == []


def test_o_54_before_the_first_exchange_only_new_things_are_needed() -> None:
    a = Peer()
    a.change(AUDIO, AddDataChannels())
    assert needed(a) == [DATA_CHANNELS, NEW_TRANSCEIVER]


def test_nothing_is_needed_while_an_exchange_is_under_way() -> None:
    a, b = offered(AUDIO)
    a.change(AddDataChannels())
    b.take(a.offer())
    assert needed(a) == []
    a.take(b.answer())
    assert needed(a) == []


def test_nothing_is_needed_when_it_is_over() -> None:
    a = Peer()
    a.change(AUDIO, Close())
    assert needed(a) == []


def test_sm_47_a_rollback_makes_it_needed_again() -> None:
    a, _ = offered(AUDIO)
    a.change(AddTransceiver("video"), RestartIce())
    a.offer()
    a.set_local_description(Rollback())
    assert needed(a) == [ICE_RESTART, NEW_TRANSCEIVER]


def test_o_23_what_was_stopped_while_its_offer_was_open_is_no_reason_after_a_rollback() -> None:
    a, _ = offered(AUDIO)
    a.change(AddTransceiver("video"))
    a.offer()
    a.change(StopTransceiver(1))
    a.set_local_description(Rollback())
    assert needed(a) == []


# --- data channels


def test_o_52_what_the_peer_refused_is_needed_again_only_when_it_is_wanted_again() -> None:
    a, b = offered(AddDataChannels(), capabilities=NO_DATA)
    assert needed(a) == []
    a.change(AddDataChannels())
    assert needed(a) == [DATA_CHANNELS]
    b.state = evolve(b.state, config=evolve(b.state.config, capabilities=CHROMIUM))
    exchange(a, b)
    assert needed(a) == []
    assert len(a.state.transports) == 1


def test_o_52_data_that_the_peer_brought_are_there() -> None:
    a, _ = answered(AddDataChannels())
    a.change(AddDataChannels())
    assert needed(a) == []


# --- streams


def test_o_55_a_track_that_is_sent_has_to_be_named() -> None:
    a, b = answered(AUDIO)
    assert needed(a) == []
    a.change(SetDirection(0, SENDRECV))
    assert needed(a) == [STREAMS, DIRECTION]
    exchange(a, b)
    assert needed(a) == []


def test_o_55_without_a_stream_it_is_named_so() -> None:
    a, _ = offered(AddTransceiver("audio"))
    assert needed(a) == []


# --- directions


@pytest.mark.parametrize("wish", MediaDirection)
def test_o_56_what_we_offered_or_the_peer_left_of_it_needs_nothing(wish: MediaDirection) -> None:
    a, _ = offered(AUDIO)  # which the peer receives only
    a.change(SetDirection(0, wish))
    assert (DIRECTION in a.negotiation_needed) is (wish not in (SENDRECV, SENDONLY))


@pytest.mark.parametrize(
    ("theirs", "same"),
    [
        (SENDRECV, {RECVONLY}),
        (SENDONLY, {RECVONLY, SENDRECV}),
        (RECVONLY, {INACTIVE, RECVONLY}),
        (INACTIVE, set(MediaDirection)),
    ],
)
def test_o_57_what_we_answered_stands_as_long_as_we_would_answer_it_again(
    theirs: MediaDirection, same: set[MediaDirection]
) -> None:
    a, _ = answered(AddTransceiver("audio", theirs))
    for wish in MediaDirection:
        a.change(SetDirection(0, wish))
        assert (DIRECTION not in a.negotiation_needed) is (wish in same)


# --- rejected sections


@pytest.mark.parametrize("roles", [offered, answered], ids=["offered", "answered"])
def test_o_58_a_rejected_section_needs_nothing_more(
    roles: Callable[..., tuple[Peer, Peer]],
) -> None:
    a, b = roles(AUDIO)
    a.change(StopTransceiver(0))
    assert needed(a) == [STOPPED]
    exchange(a, b)
    assert needed(a) == needed(b) == []
    assert a.transceivers == b.transceivers == ()
