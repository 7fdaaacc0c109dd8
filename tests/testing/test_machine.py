"""Two sessions, any moves in any order, on a wire that loses, doubles and reorders."""

from typing import Literal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import Offer, SignalingState
from sdpsig.sdp.attributes import Candidate
from sdpsig.session import (
    CandidateReceived,
    Closed,
    Event,
    IceCandidate,
    IceState,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
    record,
    replay,
    restore,
    snapshot,
)
from sdpsig.testing import Act, Move, Pair, Peer
from sdpsig.testing.strategies import ice_candidates, offers, seeds
from tests.testing._model import CONFIG

NAMES = st.sampled_from("ab")
STRANGERS = ice_candidates(mids=("0", "1", "9", None), ufrags=(None, "a00000", "b00000", "none"))


class PairMachine(RuleBasedStateMachine):
    """What each has been told is held against the laws of a session after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.pair = Pair()
        self.journals: dict[str, list[bytes]] = {}
        self.full = False

    @initialize(
        seed=seeds(),
        polite=st.sampled_from(["a", "b", None]),
        ids=st.booleans(),
        full=st.booleans(),
    )
    def begin(self, seed: int, polite: Literal["a", "b"] | None, ids: bool, full: bool) -> None:
        self.pair = Pair(
            latency=0.1,
            loss=0.1,
            duplicate=0.2,
            reorder=True,
            seed=seed,
            polite=polite,
            offer_ids=ids,
            config_a=CONFIG,
            config_b=CONFIG,
            answer_after=None,
        )
        self.pair.hold()
        self.full = full
        for name in "ab":
            self.write_down(name)

    def write_down(self, name: str) -> None:
        """From here on in a journal of its own, with all secrets or none."""
        peer = self.pair.peer(name)
        now = max(self.pair.clock.now, peer.state.now)
        lines = self.journals[name] = []
        peer.session = record(peer.session, lines.append, now, full=self.full)

    def played_again(self, name: str) -> None:
        """What was written down since gives the same states, every one of them."""
        *_, last = ticks = [*replay(self.journals[name], self.pair.peer(name).session.config)]
        assert all(tick.agrees for tick in ticks)
        if self.full:
            assert last.state == self.pair.peer(name).state

    # --- what may happen

    @rule(name=NAMES, act=st.sampled_from(sorted({*Act} - {Act.BYE, Act.WAIT})))
    def move(self, name: str, act: Act) -> None:
        move = Move(name, act)
        if move.possible(self.pair):
            move.play(self.pair)
            return
        if act in (Act.DELIVER, Act.OVERTAKE, Act.DROP):
            return
        before = self.pair.peer(name).state
        try:
            move.play(self.pair)
        except (LocalProtocolError, LookupError):
            assert self.pair.peer(name).state.negotiation == before.negotiation
            assert self.pair.peer(name).state.deadlines == before.deadlines

    @precondition(lambda self: self.pair.letters)
    @rule(data=st.data(), again=st.booleans())
    def deliver_any(self, data: st.DataObject, again: bool) -> None:
        """Any letter arrives, early or late; perhaps it arrives once more."""
        letter = data.draw(st.sampled_from(self.pair.letters))
        self.pair.deliver(letter)
        if again:
            other = self.pair.b if letter.sender == "a" else self.pair.a
            other.receive(letter)

    @rule(name=NAMES, candidate=STRANGERS)
    def foreign_candidate(self, name: str, candidate: IceCandidate) -> None:
        self.refuse_or_take(self.pair.peer(name), candidate)

    @rule(name=NAMES, offer=offers(most=2))
    def foreign_offer(self, name: str, offer: Offer) -> None:
        self.refuse_or_take(self.pair.peer(name), offer)

    def refuse_or_take(self, peer: Peer, message: IceCandidate | Offer) -> None:
        """A message of somebody else: where it is refused, nothing has changed."""
        before, refusals = peer.state, len(peer.refusals)
        peer._try(lambda: peer._note(peer.session.receive(message, self.pair.clock.now)))
        assert len(peer.refusals) == refusals or peer.state is before

    @rule(name=NAMES, ice=st.sampled_from(IceState))
    def report(self, name: str, ice: IceState) -> None:
        peer = self.pair.peer(name)
        for fact in peer.state.facts:
            peer.report(fact.mid, ice=ice)

    @rule(seconds=st.sampled_from([0.0, 0.1, 5.0, 29.0, 31.0]))
    def time_passes(self, seconds: float) -> None:
        self.pair.clock.advance(seconds)
        for peer in (self.pair.a, self.pair.b):
            assert peer.deadline is None or peer.deadline > self.pair.clock.now
            if self.pair.clock.now < peer.state.now:  # it has seen a later time, which counts
                peer.handle_timeout(self.pair.clock.now)
            before = len(peer.log)
            peer.handle_timeout(self.pair.clock.now)
            assert len(peer.log) == before, "what has gone off does not go off again"

    @rule(seconds=st.sampled_from([-100.0, -1.0, 1.0, 100.0]))
    def the_clock_jumps(self, seconds: float) -> None:
        self.pair.clock.jump(seconds)

    @rule()
    def go_on_with_a_copy(self) -> None:
        copy = self.pair.copy()
        assert (copy.a.state, copy.b.state) == (self.pair.a.state, self.pair.b.state)
        for name in "ab":
            self.played_again(name)
        self.pair = copy
        for name in "ab":
            self.write_down(name)

    @rule(name=NAMES, wall=st.sampled_from([0.0, 1.7e9]))
    def crash_and_restore(self, name: str, wall: float) -> None:
        peer = self.pair.peer(name)
        session, now = peer.session, max(self.pair.clock.now, peer.state.now)
        data = snapshot(session, now, wall)
        self.played_again(name)
        peer.session = restore(data, now, wall, session.config)
        self.write_down(name)
        assert peer.state == session.state
        assert snapshot(peer.session, now, wall) == data

    @precondition(lambda self: len(self.pair.a.log) > 40)
    @rule(name=NAMES)
    def leave(self, name: str) -> None:
        if self.pair.peer(name).state.end is None:
            self.pair.peer(name).bye()

    # --- what always holds

    @invariant()
    def a_session_ends_once_and_for_all(self) -> None:
        for peer in (self.pair.a, self.pair.b):
            ends = [event for event in peer.events if isinstance(event, Closed)]
            reasons = [] if peer.state.end is None else [peer.state.end]
            assert [event.reason for event in ends] == reasons
            if ends:
                assert peer.events[-1] is ends[-1], "nothing is told after the end"
                assert peer.session.deadline is None

    @invariant()
    def every_candidate_that_was_accepted_was_told_once_and_in_order(self) -> None:
        for peer in (self.pair.a, self.pair.b):
            if peer.state.end is None:
                told = told_of(peer.events)
                assert told.keys() == {one.mid for one in peer.state.remote}
                for one in peer.state.remote:
                    assert told[one.mid] == [*one.accepted, *([None] if one.ended else [])]

    @invariant()
    def everything_is_bounded(self) -> None:
        for peer in (self.pair.a, self.pair.b):
            state, limits = peer.state, peer.session.config.limits
            assert len(state.waiting) <= limits.pending_candidates
            assert len(state.early) <= limits.pending_candidates
            assert sum(len(one.accepted) for one in state.remote) <= limits.remote_candidates
            timers = [timer for timer, _ in state.deadlines]
            assert len(timers) == len({*timers})

    @invariant()
    def what_is_stable_has_nothing_pending(self) -> None:
        for peer in (self.pair.a, self.pair.b):
            negotiation = peer.state.negotiation
            if negotiation.state is SignalingState.STABLE:
                assert negotiation.pending_local is negotiation.pending_remote is None
                assert negotiation.before is None

    def teardown(self) -> None:
        for name in self.journals:
            self.played_again(name)


def told_of(events: tuple[Event, ...]) -> dict[str, list[Candidate | None]]:
    """What was told to the ICE agent of each transport in its newest generation, by its owner."""
    owners: dict[int, str] = {}
    told: dict[int, list[Candidate | None]] = {}
    for event in events:
        match event:
            case TransportRemoved(mid):
                number = _number(owners, mid)
                del owners[number], told[number]
            case TransportAdded(transport) | TransportRestarted(transport):
                owners[transport.number] = transport.mid
                told[transport.number] = []
            case TransportChanged(transport):
                owners[transport.number] = transport.mid
            case CandidateReceived(mid, candidate):
                told[_number(owners, mid)].append(candidate)
            case _:
                pass
    return {owners[number]: candidates for number, candidates in told.items()}


def _number(owners: dict[int, str], mid: str) -> int:
    (number,) = (number for number, owner in owners.items() if owner == mid)
    return number


@pytest.mark.slow
@pytest.mark.timeout(1_800)
class TestPair(PairMachine.TestCase):  # type: ignore[misc,valid-type]  # made by hypothesis
    """Run by pytest."""
