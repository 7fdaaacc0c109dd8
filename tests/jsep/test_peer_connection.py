"""The signaling half of an RTCPeerConnection."""

import pytest

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    AddTrack,
    AddTransceiver,
    Answer,
    Negotiation,
    NegotiationNeed,
    Offer,
    PeerConnection,
    Pranswer,
    Rollback,
    SetDirection,
    SignalingState,
    StopTransceiver,
)
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import MIN_A, without
from tests.jsep._pair import Peer, over_the_wire, transports

STABLE, HLO, HRO, HLP, HRP = SignalingState


def test_a_fresh_one_has_agreed_on_nothing() -> None:
    peer = PeerConnection()
    assert (peer.signaling_state, peer.transceivers, peer.negotiation_needed) == (STABLE, (), ())
    state = Negotiation()
    assert PeerConnection(state=state).state is state


def test_an_exchange_under_the_names_of_w3c() -> None:
    a, b = PeerConnection(), PeerConnection()
    ours, theirs = transports("a"), transports("b")
    a.change(AddTransceiver("audio"))
    assert NegotiationNeed.NEW_TRANSCEIVER in a.negotiation_needed
    offer = a.create_offer(ours)
    assert a.set_local_description(offer) == ()
    assert (a.signaling_state, b.set_remote_description(offer)) == (HLO, ())
    answer = b.create_answer(theirs)
    b.set_local_description(Pranswer(answer.description))
    a.set_remote_description(Pranswer(answer.description))
    assert (a.signaling_state, b.signaling_state) == (HRP, HLP)
    last = b.create_answer(theirs)
    b.set_local_description(last)
    a.set_remote_description(over_the_wire(last))
    assert (a.signaling_state, b.signaling_state) == (STABLE, STABLE)
    assert (a.negotiation_needed, b.negotiation_needed) == ((), ())
    again = a.create_offer(ours, ice_restart=True)
    assert "a00002" in sdp.serialize(again.description)


def test_sm_11_without_a_description_what_is_due_is_made() -> None:
    a, b = PeerConnection(), PeerConnection()
    ours, theirs = transports("a"), transports("b")
    a.change(AddTransceiver("audio"))
    a.set_local_description(transports=ours)
    offer = a.state.pending_local
    assert isinstance(offer, Offer)
    b.set_remote_description(offer)
    b.set_local_description(transports=theirs)
    answer = b.state.current_local
    assert isinstance(answer, Answer)
    a.set_remote_description(answer)
    a.set_local_description()  # nothing new is needed
    assert a.signaling_state is HLO


def test_sm_11_after_a_provisional_answer_of_ours_an_answer_is_due() -> None:
    b = Peer("b")
    b.take(Offer(sdp.parse(MIN_A)))
    b.set_local_description(Pranswer(b.create_answer(b.transports).description))
    b.set_local_description()
    assert b.signaling_state is STABLE


def test_sm_11_after_one_of_the_peer_nothing_of_ours_is_due() -> None:
    a, b = Peer("a"), Peer("b")
    a.change(AddTransceiver("audio"))
    b.take(a.offer())
    a.take(Pranswer(b.answer().description))
    with pytest.raises(LocalProtocolError) as caught:
        a.set_local_description()
    assert caught.value.fault.w3c == "InvalidStateError"


def test_a_change_tells_the_transceiver_that_it_makes() -> None:
    peer = PeerConnection()
    one = peer.change(AddTransceiver("audio", MediaDirection.RECVONLY))
    assert one is peer.transceivers[0]
    assert peer.change(SetDirection(0, MediaDirection.INACTIVE)) is None
    assert peer.change(AddTrack("audio")) is None  # it takes the one that there is
    assert peer.change(AddTrack("audio")) is peer.transceivers[1]


def test_a_change_that_makes_one_and_gives_it_up_tells_of_none() -> None:
    peer = PeerConnection()
    assert peer.change(AddTransceiver("audio"), StopTransceiver(0)) is None
    peer.change(AddTransceiver("audio"))
    assert peer.change(AddTransceiver("audio"), StopTransceiver(2)) is None


def test_what_raises_has_changed_nothing() -> None:
    peer = Peer()
    peer.change(AddTransceiver("audio"))
    before = peer.state
    with pytest.raises(LocalProtocolError):
        peer.change(AddTransceiver("video"), SetDirection(9, MediaDirection.INACTIVE))
    with pytest.raises(LocalProtocolError):
        peer.create_answer(peer.transports)
    with pytest.raises(LocalProtocolError):
        peer.create_offer({})
    with pytest.raises(LocalProtocolError):
        peer.set_local_description()
    with pytest.raises(LocalProtocolError):
        peer.set_local_description(Rollback())
    with pytest.raises(RemoteProtocolError):
        peer.set_remote_description(Offer(sdp.parse(without(MIN_A, "a=rtcp-mux"))))
    assert peer.state is before


def test_sm_60_closed_is_the_sixth_state() -> None:
    peer = Peer()
    peer.change(AddTransceiver("audio"))
    peer.offer()
    peer.close()
    over = peer.state
    peer.close()
    assert peer.state is over
    assert peer.signaling_state == "closed"
    assert peer.negotiation_needed == ()
    for late in (lambda: peer.create_offer(peer.transports), peer.set_local_description):
        with pytest.raises(LocalProtocolError) as caught:
            late()
        assert caught.value.fault.rule == "SM-60"
