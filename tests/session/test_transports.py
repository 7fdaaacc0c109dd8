"""Sessions that go on after their first exchange: what stays, what restarts, what goes."""

from collections.abc import Iterable
from itertools import count
from typing import TypeVar

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    AddDataChannels,
    AddTransceiver,
    Answer,
    Close,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    Offer,
    Pranswer,
    RestartIce,
    Rollback,
    SignalingState,
    StopTransceiver,
)
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import (
    AnswerOverdue,
    Bye,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    DtlsState,
    EndReason,
    Event,
    IceCandidate,
    IceState,
    OfferReceived,
    Politeness,
    Session,
    SessionConfig,
    SignalingStateChanged,
    Timer,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
)
from sdpsig.trickle import Drop
from tests.session._peer import DIGEST, line

CREATED = SessionConfig(negotiation=NegotiationConfig(local_descriptions=LocalDescriptions.CREATED))
FINGERPRINT = Fingerprint("sha-256", DIGEST)
TRANSPORTS = (TransportAdded, TransportRestarted, TransportChanged, TransportRemoved)


M = TypeVar("M", Offer, Answer)


class Side(Session):
    """A session with credentials of its own."""

    def __init__(self, name: str) -> None:
        super().__init__(CREATED)
        self.name = name
        self.numbers = count(1)

    def transport(self, mid: str) -> LocalTransport:
        del mid
        ufrag = f"{self.name}{next(self.numbers):03}"
        return LocalTransport(ufrag, ufrag * 6, (FINGERPRINT,))

    def offer(self, *, ice_restart: bool = False) -> Offer:
        offer = self.create_offer(self.transport, 0.0, ice_restart=ice_restart)
        self.send(offer, 0.0)
        return wired(offer)

    def answer(self) -> tuple[Answer, tuple[Event, ...]]:
        answer = self.create_answer(self.transport, 0.0)
        return wired(answer), self.send(answer, 0.0)


def wired(message: M) -> M:
    return type(message)(sdp.parse(sdp.serialize(message.description)))


def exchange(offerer: Side, answerer: Side, *, ice_restart: bool = False) -> list[Event]:
    """A whole exchange; what it does to the transports of the offerer."""
    answerer.receive(offerer.offer(ice_restart=ice_restart), 0.0)
    answer, _ = answerer.answer()
    return [one for one in offerer.receive(answer, 0.0) if isinstance(one, TRANSPORTS)]


def two(*wishes: AddTransceiver | AddDataChannels) -> tuple[Side, Side]:
    """Two sessions after a first exchange, connected on the side of the offerer."""
    ours, theirs = Side("ours"), Side("them")
    for wish in wishes or (AddTransceiver("audio"),):
        ours.send(wish, 0.0)
    exchange(ours, theirs)
    for transport in ours.state.negotiation.transports:
        ours.report(transport.mid, ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED, now=0.0)
    return ours, theirs


def candidate(ufrag: str | None = None, port: int = 40_000, mid: str = "0") -> IceCandidate:
    return IceCandidate(line(port), mid, ufrag=ufrag)


def told(events: Iterable[Event]) -> list[object]:
    return [
        event.reason if isinstance(event, CandidateDropped) else event.mid
        for event in events
        if isinstance(event, CandidateDropped | CandidateReceived)
    ]


# --- transports


def test_a_transport_that_goes_on_is_not_told_again() -> None:
    ours, theirs = two()
    ours.receive(candidate(), 0.0)
    before = ours.state
    ours.send(AddTransceiver("video"), 0.0)
    (changed,) = exchange(ours, theirs)
    assert isinstance(changed, TransportChanged)
    assert (changed.before, changed.transport.members) == ("0", ("0", "1"))
    assert ours.state.facts == before.facts
    assert ours.state.remote == before.remote
    assert ours.state.connection is ConnectionState.CONNECTED


def test_a_restart_begins_ice_anew_and_leaves_dtls() -> None:
    ours, theirs = two()
    ours.receive(candidate(), 0.0)
    (restarted,) = exchange(ours, theirs, ice_restart=True)
    assert isinstance(restarted, TransportRestarted)
    assert restarted.transport.generation == 1
    (fact,) = ours.state.facts
    assert (fact.ice, fact.dtls) == (IceState.NEW, DtlsState.CONNECTED)
    (generation,) = ours.state.remote
    assert (generation.ufrag, generation.accepted) == ("them002", ())
    assert ours.state.connection is ConnectionState.CONNECTING


def test_another_section_takes_the_transport_over() -> None:
    ours, theirs = two(AddTransceiver("audio"), AddTransceiver("video"))
    ours.send(StopTransceiver(0), 0.0)
    (changed,) = exchange(ours, theirs)
    assert isinstance(changed, TransportChanged)
    assert (changed.before, changed.transport.mid) == ("0", "1")
    assert [fact.mid for fact in ours.state.facts] == ["1"]
    assert ours.state.connection is ConnectionState.CONNECTED


def test_the_last_section_takes_the_transport_with_it() -> None:
    ours, theirs = two()
    ours.send(StopTransceiver(0), 0.0)
    assert exchange(ours, theirs) == [TransportRemoved("0")]
    assert (ours.state.facts, ours.state.remote) == ((), ())


def test_generations_that_are_over_are_remembered_but_not_all() -> None:
    ours, theirs = two()
    for _ in range(20):
        exchange(ours, theirs, ice_restart=True)
    assert ours.state.past_ufrags == tuple(f"them{number:03}" for number in range(5, 21))


def test_a_generation_that_was_only_offered_is_over_and_may_come_again() -> None:
    ours, theirs = two()
    theirs.send(RestartIce(), 0.0)
    offer = theirs.offer()
    ours.receive(offer, 0.0)
    ours.send(Rollback(), 0.0)
    assert (ours.state.past_ufrags, ours.state.unused_ufrags) == (("them002",), ("them002",))
    assert told(ours.receive(candidate("them002"), 0.0)) == [Drop.OLD_GENERATION]
    ours.receive(offer, 0.0)
    assert told(ours.receive(candidate("them002"), 0.0)) == []
    answer, events = ours.answer()
    assert told(events) == ["0"]
    theirs.receive(answer, 0.0)
    assert ours.state.unused_ufrags == ()
    exchange(ours, theirs, ice_restart=True)
    assert ours.state.past_ufrags == ("them002", "them001")
    assert ours.state.unused_ufrags == ()


# --- candidates of several generations


def test_candidates_of_the_running_generation_pass_while_another_is_offered() -> None:
    ours, theirs = two()
    theirs.send(RestartIce(), 0.0)
    ours.receive(theirs.offer(), 0.0)
    assert told(ours.receive(candidate("them001"), 0.0)) == ["0"]
    assert told(ours.receive(candidate("them002", 40_001), 0.0)) == []
    assert told(ours.receive(candidate(None, 40_002), 0.0)) == []
    _, events = ours.answer()
    assert told(events) == ["0", "0"]
    assert [one.port for one in ours.state.remote[0].accepted] == [40_001, 40_002]


def test_candidates_of_a_generation_that_is_over_are_dropped() -> None:
    ours, theirs = two()
    exchange(ours, theirs, ice_restart=True)
    assert told(ours.receive(candidate("them001"), 0.0)) == [Drop.OLD_GENERATION]
    with pytest.raises(RemoteProtocolError) as caught:
        ours.receive(candidate("unknown"), 0.0)
    assert caught.value.fault.code is FaultCode.ICE_UNKNOWN_GENERATION


def test_while_we_offer_candidates_are_for_what_the_peer_said_last() -> None:
    ours, theirs = two()
    ours.send(AddTransceiver("video"), 0.0)
    ours.offer()
    assert told(ours.receive(candidate(), 0.0)) == ["0"]
    assert theirs.signaling_state is SignalingState.STABLE


def test_before_any_description_of_the_peer_there_is_no_place_for_candidates() -> None:
    ours = Side("ours")
    ours.send(AddTransceiver("audio"), 0.0)
    ours.offer()
    with pytest.raises(RemoteProtocolError) as caught:
        ours.receive(candidate(), 0.0)
    assert caught.value.fault.rule == "TR-22"


def test_after_a_provisional_answer_candidates_wait() -> None:
    ours, theirs = Side("ours"), Side("them")
    ours.send(AddTransceiver("audio"), 0.0)
    theirs.receive(ours.offer(), 0.0)
    answer, _ = theirs.answer()
    ours.receive(Pranswer(answer.description), 0.0)
    assert told(ours.receive(candidate(), 0.0)) == []
    assert told(ours.receive(answer, 0.0)) == ["0"]


# --- states


def test_an_offer_that_meets_ours_tells_both_changes_of_state() -> None:
    ours, theirs = two()
    polite = Session(evolve(CREATED, politeness=Politeness.POLITE), ours.state)
    polite.send(polite.create_offer(ours.transport, 0.0), 0.0)
    events = polite.receive(theirs.offer(), 0.0)
    states = [one.state for one in events if isinstance(one, SignalingStateChanged)]
    assert states == [SignalingState.STABLE, SignalingState.HAVE_REMOTE_OFFER]


def test_a_further_offer_without_an_answer_is_taken_back_in_time() -> None:
    ours, theirs = two()
    theirs.send(AddTransceiver("video"), 0.0)
    ours.receive(theirs.offer(), 1.0)
    assert (ours.due, ours.deadline) == (Timer.ANSWER, 31.0)
    assert ours.handle_timeout(31.0) == (
        AnswerOverdue(),
        SignalingStateChanged(SignalingState.STABLE),
    )
    assert ours.state.connection is ConnectionState.CONNECTED


def test_a_first_offer_without_an_answer_ends_the_session() -> None:
    ours, theirs = Side("ours"), Side("them")
    theirs.send(AddTransceiver("audio"), 0.0)
    ours.receive(theirs.offer(), 0.0)
    assert Closed(EndReason.ANSWER_TIMEOUT) in ours.handle_timeout(30.0)


def test_a_rollback_keeps_the_session_as_it_was() -> None:
    ours, theirs = two()
    before = ours.state.negotiation
    theirs.send(AddTransceiver("video"), 0.0)
    ours.receive(theirs.offer(), 0.0)
    ours.receive(Rollback(), 0.0)
    after = ours.state.negotiation
    assert (after.exchange, after.transports) == (before.exchange, before.transports)


# --- what only our own application says


def test_a_peer_cannot_speak_for_our_application() -> None:
    ours, _ = two()
    before = ours.state
    with pytest.raises(RemoteProtocolError) as caught:
        ours.receive(AddTransceiver("audio"), 0.0)
    assert caught.value.fault.rule == "SM-13"
    assert ours.state is before


def test_a_wish_that_cannot_be_is_our_fault_and_changes_nothing() -> None:
    ours, _ = two()
    before = ours.state
    with pytest.raises(LocalProtocolError):
        ours.send(StopTransceiver(7), 0.0)
    assert ours.state is before


def test_making_a_description_counts_as_a_change() -> None:
    ours = Side("ours")
    ours.send(AddTransceiver("audio"), 0.0)
    before = ours.state
    ours.create_offer(ours.transport, 1.0)
    assert ours.state.revision == before.revision + 1
    assert ours.state.now == 1.0
    assert ours.state.negotiation.version == 1


def test_closing_the_negotiation_closes_the_session() -> None:
    ours, _ = two()
    assert Closed(EndReason.CLOSED_LOCALLY) in ours.send(Close(), 0.0)
    theirs, _ = two()
    assert Closed(EndReason.CLOSED_BY_PEER, "bye") in theirs.receive(Bye("bye"), 0.0)


def test_an_offer_is_told_with_the_offer() -> None:
    ours, theirs = two()
    offer = theirs.offer()
    assert ours.receive(offer, 0.0)[0] == OfferReceived(offer)
