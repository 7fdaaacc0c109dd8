"""Two sessions on a wire that loses, doubles and reorders, and laws that hold all the same."""

from collections.abc import Iterable
from contextlib import suppress
from itertools import count

import pytest
from attrs import evolve
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import SignalingState
from sdpsig.limits import Limits
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    Event,
    IceCandidate,
    IceState,
    LocalCandidate,
    NegotiationNeeded,
    SessionConfig,
    SignalingStateChanged,
    Timer,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
)
from sdpsig.session._glare import MOST_IGNORED
from sdpsig.session._transports import MOST_PAST
from sdpsig.testing import Act, Letter, Move, Pair, Peer
from sdpsig.trickle import Drop

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

LIMITS = Limits(pending_candidates=4, remote_candidates=9, transport_candidates=6)
CONFIG = SessionConfig(limits=LIMITS, max_lifetime=600.0)
ACTS = [act for act in Act if act not in (Act.DELIVER, Act.OVERTAKE, Act.DROP, Act.WAIT, Act.BYE)]
MANY = 12
"""Letters that were posted before anybody leaves."""
NAMES = st.sampled_from("ab")

MOVED = (TransportRemoved, TransportAdded, TransportChanged, TransportRestarted)
RANKS: dict[type[Event], int] = {
    TransportRemoved: 1,
    TransportAdded: 2,
    TransportChanged: 2,
    TransportRestarted: 2,
    CandidateReceived: 3,
    CandidateDropped: 3,
    LocalCandidate: 3,
    SignalingStateChanged: 4,
    ConnectionStateChanged: 5,
    NegotiationNeeded: 6,
    Closed: 7,
}
"""The order of the events of one operation; what happened, and what was tolerated, comes first."""


def in_order(events: Iterable[Event]) -> bool:
    ranks = [RANKS.get(type(event), 0) for event in events]
    return ranks == sorted(ranks)


class Witness:
    """What an ICE agent and an application learn from the events of one session."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.heard = 0
        self.revision = 0
        self.ports: dict[str, list[int]] = {}
        self.ended: set[str] = set()
        self.arrived: list[int] = []
        """The ports of all candidates that came, in order."""
        self.end_came = False
        self.late = 0
        """How many candidates may have come after an end: those of other sections than the first
        may wait for an answer that gives them its transport."""
        self.over = False
        self.need_told = False

    def arrive(self, letter: Letter) -> None:
        """A letter is about to be heard."""
        if letter.type == "candidate":
            if letter.text:
                self.arrived.append(int(letter.text.split()[5]))
                self.late += self.end_came or letter.mid != "0"
            else:
                self.end_came = True

    def look(self) -> None:
        """Hear the news, and hold the state against what was told of it."""
        events = self.peer.events[self.heard :]
        self.heard += len(events)
        assert not (self.over and events), "closed is terminal"
        for event in events:
            assert not self.over, "closed is the last word"
            self._hear(event)
        self._compare()

    def _hear(self, event: Event) -> None:
        match event:
            case TransportRemoved(mid):
                del self.ports[mid]
                self.ended.discard(mid)
            case TransportAdded(transport) | TransportRestarted(transport):
                self.ports[transport.mid] = []
                self.ended.discard(transport.mid)
            case TransportChanged(transport, before) if before != transport.mid:
                self.ports[transport.mid] = self.ports.pop(before)
                if before in self.ended:
                    self.ended.remove(before)
                    self.ended.add(transport.mid)
            case CandidateReceived(mid, None):
                assert mid not in self.ended
                self.ended.add(mid)
            case CandidateReceived(mid, candidate):
                assert mid not in self.ended
                assert candidate is not None
                assert candidate.port not in self.ports[mid], "exactly once"
                self.ports[mid].append(candidate.port)
            case CandidateDropped(_, Drop.AFTER_END):
                self.late -= 1
                assert self.late >= 0, "it came before the end"
            case NegotiationNeeded():
                assert not self.need_told, "once until it is met"
                self.need_told = True
            case Closed():
                self.over = True
            case _:
                pass

    def _compare(self) -> None:
        state = self.peer.state
        self.need_told = bool(state.needs)
        assert state.revision >= self.revision
        self.revision = state.revision
        assert (state.end is not None) is self.over
        assert (state.connection is ConnectionState.CLOSED) is self.over
        assert len(state.waiting) <= LIMITS.pending_candidates
        assert len(state.early) <= LIMITS.pending_candidates
        assert len(state.held) <= LIMITS.pending_candidates
        assert len(state.past_ufrags) <= MOST_PAST
        assert len(state.ignored or ()) <= MOST_IGNORED
        assert len({timer for timer, _ in state.deadlines}) == len(state.deadlines) <= len(Timer)
        if self.over:
            left = (state.waiting, state.early, state.held, state.remote, state.deadlines)
            assert left == ((), (), (), (), ())
            return
        known = {item.mid: [one.port for one in item.accepted] for item in state.remote}
        assert known == self.ports
        assert {item.mid for item in state.remote if item.ended} == self.ended
        assert sum(map(len, known.values())) <= LIMITS.remote_candidates
        for ports in known.values():
            arrivals = iter(self.arrived)
            assert all(port in arrivals for port in ports), "in the order of their arrival"
        assert {fact.mid for fact in state.facts} == known.keys()
        sections = [
            view
            for local in (state.negotiation.local,)
            if local
            for view in local.description.media
        ]
        assert len(state.gathered) <= 2 * len(sections)
        assert len({(one.mid, one.ufrag) for one in state.gathered}) == len(state.gathered)
        if state.negotiation.state is not SignalingState.STABLE:
            assert state.needs == ()


class WireMachine(RuleBasedStateMachine):
    """Anything that two peers, a bad wire and a bad clock can do."""

    @initialize(
        polite=st.sampled_from(["a", "b", None]),
        early=st.booleans(),
        ids=st.booleans(),
        candidates=st.integers(0, 3),
        begun=st.booleans(),
        seed=st.integers(0, 2**20),
    )
    def begin(
        self, *, polite: str | None, early: bool, ids: bool, candidates: int, begun: bool, seed: int
    ) -> None:
        config = evolve(CONFIG, early_candidates=early)
        self.pair = Pair(
            polite=polite,  # type: ignore[arg-type]  # one of the literals
            config_a=config,
            config_b=config,
            answer_after=None,
            offer_ids=ids,
            candidates=candidates,
            seed=seed,
        )
        self.pair.hold()
        self.witnesses = {name: Witness(self.pair.peer(name)) for name in "ab"}
        self.posted: list[Letter] = []
        self.forged = count(10**6)
        if begun:
            for act in (Act.AUDIO, Act.VIDEO):
                Move("a", act).play(self.pair)
            self.talk("a", Act.OFFER)
            self.talk("b", Act.ANSWER)

    def look(self) -> None:
        for letter in self.pair.letters:
            if letter not in self.posted:
                self.posted.append(letter)
        for witness in self.witnesses.values():
            witness.look()

    def hear(self, peer: Peer, letter: Letter) -> None:
        """A letter arrives; where it is refused nothing has changed."""
        before, refusals, heard = peer.state, len(peer.refusals), len(peer.events)
        self.witnesses[peer.name].arrive(letter)
        peer.receive(letter)
        if len(peer.refusals) > refusals:
            assert peer.state is before, "an error changes nothing"
            assert len(peer.events) == heard
        assert in_order(peer.events[heard:])
        self.look()

    @rule(data=st.data())
    def act(self, data: st.DataObject) -> None:
        """A peer does something; what its session does not let it do, it does not do."""
        moves = [move for move in Move.all(*ACTS) if move.possible(self.pair)]
        if moves:
            with suppress(LocalProtocolError, LookupError):
                data.draw(st.sampled_from(moves)).play(self.pair)
        self.look()

    @rule(name=NAMES, act=st.sampled_from([Act.OFFER, Act.ANSWER]))
    def talk(self, name: str, act: Act) -> None:
        """What brings an exchange on, so that there are some."""
        move = Move(name, act)
        if move.possible(self.pair):
            with suppress(LocalProtocolError):
                move.play(self.pair)
        self.look()
        self.arrive_all("b" if name == "a" else "a")

    @rule(name=NAMES, data=st.data(), stays=st.booleans())
    def arrive(self, name: str, data: st.DataObject, *, stays: bool) -> None:
        """The next letter, seldom another one; it may come again later."""
        letters = self.pair.letters_of("b" if name == "a" else "a")
        if letters:
            place = data.draw(st.sampled_from([0, 0, 0, len(letters) - 1]))
            if not stays:
                self.pair.wire.take(letters[place])
            self.hear(self.pair.peer(name), letters[place])

    @rule(name=NAMES)
    def arrive_in_order(self, name: str) -> None:
        self.arrive_all(name)

    def arrive_all(self, name: str) -> None:
        for letter in self.pair.letters_of("b" if name == "a" else "a"):
            self.pair.wire.take(letter)
            self.hear(self.pair.peer(name), letter)

    @rule(name=NAMES, data=st.data())
    def get_lost(self, name: str, data: st.DataObject) -> None:
        letters = self.pair.letters_of(name)
        if letters:
            self.pair.drop(data.draw(st.sampled_from(letters)))

    @precondition(lambda self: bool(self.posted))
    @rule(data=st.data())
    def come_again(self, data: st.DataObject) -> None:
        """Anything that ever was on the wire, also what was lost."""
        letter = data.draw(st.sampled_from(self.posted))
        self.hear(self.pair.peer("b" if letter.sender == "a" else "a"), letter)

    @rule(
        name=NAMES,
        mid=st.sampled_from([None, "0", "1", "9"]),
        ufrag=st.sampled_from([None, "a00000", "b00000", "b00001", "nope"]),
        end=st.booleans(),
    )
    def trickle_what_nobody_sent(
        self, name: str, mid: str | None, ufrag: str | None, *, end: bool
    ) -> None:
        port = 20_000 + next(self.forged) % 40_000
        text = "" if end else f"candidate:1 1 udp 1 10.0.{port % 250}.9 {port} typ host"
        letter = Letter(0, name, "candidate", text, mid, None, ufrag)
        self.hear(self.pair.peer(name), letter)

    @rule(name=NAMES, ufrag=st.sampled_from([None, "soon"]))
    def gather_before_the_description(self, name: str, ufrag: str | None) -> None:
        peer, port = self.pair.peer(name), 20_000 + next(self.forged) % 40_000
        line = f"candidate:1 1 udp 1 10.0.{port % 250}.8 {port} typ host"
        with suppress(LocalProtocolError):
            peer.say(IceCandidate(line, "0", 0, ufrag))
        self.look()

    @rule(
        name=NAMES,
        ice=st.sampled_from([None, *IceState]),
        dtls=st.sampled_from([None, *(one for one in DtlsState if one is not DtlsState.CLOSED)]),
        data=st.data(),
    )
    def report(
        self, name: str, ice: IceState | None, dtls: DtlsState | None, data: st.DataObject
    ) -> None:
        peer = self.pair.peer(name)
        if peer.state.facts:
            fact = data.draw(st.sampled_from(peer.state.facts))
            peer.report(fact.mid, ice=ice, dtls=dtls)
        self.look()

    @rule(seconds=st.sampled_from([0.01, 1.0, 3.0, 11.0, 31.0]))
    def pass_time(self, seconds: float) -> None:
        self.pair.clock.advance(seconds)
        self.look()

    @rule(seconds=st.sampled_from([-20.0, -1.0, 0.0, 2.0, 35.0]))
    def jump(self, seconds: float) -> None:
        """The clock is wrong, and everyone is woken late, early or twice."""
        self.pair.clock.jump(seconds)
        now = self.pair.clock.now
        for peer in (self.pair.a, self.pair.b):
            for _ in range(2):
                peer.handle_timeout(now)
                deadline = peer.session.deadline
                assert deadline is None or deadline > peer.state.now >= now
        self.look()

    @precondition(lambda self: len(self.posted) > MANY)
    @rule(name=NAMES, detail=st.sampled_from(["", "enough"]))
    def leave(self, name: str, detail: str) -> None:
        if self.pair.peer(name).state.end is None:
            self.pair.peer(name).bye(detail)
        self.look()

    def teardown(self) -> None:
        """Left alone, every session that began ends, once, and leaves nothing."""
        if not hasattr(self, "pair"):
            return
        self.pair.wire.flights = ()
        self.pair.clock.advance(10_000.0)
        self.look()
        for peer in (self.pair.a, self.pair.b):
            ends = [event for event in peer.events if isinstance(event, Closed)]
            began = peer.state.revision > 0
            assert len(ends) == began
            assert peer.session.deadline is None


TestWire = WireMachine.TestCase
