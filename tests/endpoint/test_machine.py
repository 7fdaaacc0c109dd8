"""An endpoint against a naive model: any commands, in any order, at any time.

The model keeps lists and looks at everything each time. It foretells the fate of every
candidate; what ends a session it learns from the events, and holds them against the laws.
"""

from copy import deepcopy
from typing import Any

import attrs
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from sdpsig.endpoint import (
    Accept,
    Close,
    Command,
    Endpoint,
    EndpointConfig,
    Open,
    Report,
    Trickle,
)
from sdpsig.endpoint._schedule import SLACK
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.limits import Limits
from sdpsig.session import (
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    Event,
    IceCandidate,
    IceState,
    SessionConfig,
)
from sdpsig.trickle import Drop
from tests.endpoint._house import piled_up
from tests.session._peer import UFRAG, answer_to, line, offer, section

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1_800)]

LIMITS = Limits(
    sessions=5,
    unconnected_sessions=3,
    pending_candidates=5,
    remote_candidates=7,
    transport_candidates=5,
    address_candidates=3,
)
RETENTION = 60.0
CONFIG = EndpointConfig(
    session=SessionConfig(limits=LIMITS, max_lifetime=400.0), closed_retention=RETENTION
)

# Two sections share a transport, one has its own, one was rejected by the peer itself.
OWN = {"0": UFRAG, "1": UFRAG, "2": "other", "3": None}
TOLD_IN_SDP = {"0": (5_001, 5_002), "2": (5_001,)}
OFFER = offer(
    section("0", lines=[line(port) for port in TOLD_IN_SDP["0"]]),
    section("1", "video"),
    section("2", "application", ufrag="other", lines=[line(5_001)]),
    section("3", port=0, ufrag=None),
    bundle="0 1",
)
BAD_OFFER = offer(section(ufrag="x"))
ANSWERS = {"": answer_to(OFFER), "2": answer_to(OFFER, "2"), "0": answer_to(OFFER, "0")}
"""By the mid that they reject."""
OWNERS = {
    "": {"0": "0", "1": "0", "2": "2"},
    "2": {"0": "0", "1": "0"},
    "0": {"1": "1", "2": "2"},
}
BAD_ANSWER = answer_to(offer())

NONSENSE = "nonsense"
Fate = tuple[str, object]


@attrs.frozen
class Said:
    """One candidate as the model sees it: what it says, and where it claims to belong."""

    mid: str | None
    index: int | None
    ufrag: str | None
    text: str = ""
    host: str = ""
    port: int = 0

    @property
    def message(self) -> IceCandidate:
        return IceCandidate(self.text, self.mid, self.index, self.ufrag)


@attrs.define
class Life:
    """One session, from its offer to its end."""

    answered: str | None = None
    """The mid that the answer rejected; None before there is an answer."""
    waiting: list[tuple[Said, str | None, str | None]] = attrs.Factory(list)
    held: dict[str, list[tuple[str, int]]] = attrs.Factory(dict)
    ended: set[str] = attrs.Factory(set)
    connected: bool = False
    events: list[Event] = attrs.Factory(list)
    accepted: list[tuple[str, int]] = attrs.Factory(list)

    def rejected(self, mid: str) -> bool:
        if self.answered is None:
            return mid == "3"
        return mid not in OWNERS[self.answered]

    def judge(self, said: Said) -> FaultCode | list[Fate]:
        """Take a candidate: why it is refused, or what is told of it.

        What is for a rejected section is dropped, whatever it says (TR-25 goes before TR-28).
        """
        mids = self.named(said)
        if not isinstance(mids, list):
            return mids
        if not all(map(self.rejected, mids)):
            if said.ufrag:
                mids = [mid for mid in mids if OWN[mid] == said.ufrag]
            if not mids:
                return FaultCode.ICE_UNKNOWN_GENERATION
            if said.text == NONSENSE:
                return FaultCode.ICE_BAD_CANDIDATE
        return self.keep(said, mids) if self.answered is None else self.deliver(said, mids)

    def named(self, said: Said) -> FaultCode | list[str]:
        """The sections that a candidate is for."""
        if said.mid is not None:
            return [said.mid] if said.mid in OWN else FaultCode.ICE_UNKNOWN_MID
        if said.index is not None:
            known = said.index in range(len(OWN))
            return [str(said.index)] if known else FaultCode.ICE_UNKNOWN_INDEX
        return FaultCode.ICE_NO_SECTION if said.text else list(OWN)

    def keep(self, said: Said, mids: list[str]) -> list[Fate]:
        if all(map(self.rejected, mids)):
            return [(mids[0], Drop.REJECTED_SECTION)]
        meant: tuple[Said, str | None, str | None] = (said, None, said.ufrag)
        if len(mids) == 1:
            meant = (said, mids[0], said.ufrag or OWN[mids[0]])
        if any((one.text, *rest) == (said.text, *meant[1:]) for one, *rest in self.waiting):
            return [(mids[0], Drop.DUPLICATE)]
        if len(self.waiting) == LIMITS.pending_candidates:
            return [(mids[0], Drop.TOO_MANY)]
        self.waiting.append(meant)
        return []

    def deliver(self, said: Said, mids: list[str]) -> list[Fate]:
        assert self.answered is not None
        owners = OWNERS[self.answered]
        fates: list[Fate] = []
        reached = set()
        for mid in mids:
            owner = owners.get(mid)
            if owner is None:
                fates.append((mid, Drop.REJECTED_SECTION))
            elif not (said.text == "" and len(mids) == 1 and mid != owner) and owner not in reached:
                reached.add(owner)
                fates.append(self.add(said, mid, owner))
        return fates

    def add(self, said: Said, mid: str, owner: str) -> Fate:
        place = (said.host, said.port)
        held = self.held[owner]
        if owner in self.ended:
            return mid, Drop.AFTER_END if said.text else Drop.DUPLICATE
        if not said.text:
            self.ended.add(owner)
            return owner, None
        if said.host == "127.0.0.1":
            return mid, Drop.ADDRESS
        if place in held:
            return mid, Drop.DUPLICATE
        if (
            len(held) == LIMITS.transport_candidates
            or [host for host, _ in held].count(said.host) == LIMITS.address_candidates
            or sum(map(len, self.held.values())) == LIMITS.remote_candidates
        ):
            return mid, Drop.TOO_MANY
        held.append(place)
        self.accepted.append((owner, said.port))
        return owner, said.port

    def answer(self, rejected: str) -> list[Fate]:
        self.answered = rejected
        owners = dict.fromkeys(OWNERS[rejected].values())
        self.held = {owner: [] for owner in owners}
        fates = [
            self.add(Said(owner, None, None, line(port), HOSTS[0], port), owner, owner)
            for owner in owners
            for port in TOLD_IN_SDP.get(owner, ())
        ]
        for said, mid, ufrag in self.waiting:
            told = self.judge(attrs.evolve(said, mid=mid, index=None, ufrag=ufrag))
            assert isinstance(told, list)
            fates += told
        self.waiting = []
        return fates


def fates(events: tuple[Event, ...]) -> list[Fate]:
    told: list[Fate] = []
    for event in events:
        if isinstance(event, CandidateReceived):
            told.append((event.mid, event.candidate and event.candidate.port))
        elif isinstance(event, CandidateDropped):
            told.append((event.mid, event.reason))
    return told


HOSTS = ("203.0.113.5", "2001:db8::1", "127.0.0.1")
NAMES = st.sampled_from("abcdefg")
MIDS = st.sampled_from(["0", "0", "0", "1", "2", "3", "9", None, None])
INDEXES = st.sampled_from([None, 0, 1, 2, 3, 4, -1])
UFRAGS = st.sampled_from([None, None, None, UFRAG, "other", "nope", ""])


def host_candidate(
    host: str, port: int, mid: str | None, index: int | None, ufrag: str | None
) -> Said:
    return Said(mid, index, ufrag, line(port, host), host, port)


SAID = st.one_of(
    st.builds(
        host_candidate, st.sampled_from(HOSTS), st.integers(5_001, 5_006), MIDS, INDEXES, UFRAGS
    ),
    st.builds(
        host_candidate,
        st.sampled_from(HOSTS),
        st.integers(5_001, 5_006),
        MIDS,
        st.none(),
        st.none(),
    ),
    st.builds(Said, MIDS, INDEXES, UFRAGS),
    st.builds(Said, MIDS, INDEXES, UFRAGS, st.just(NONSENSE)),
)


class EndpointMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.endpoint = Endpoint(CONFIG)
        self.now = 0.0
        self.lives: dict[str, Life] = {}
        self.graves: dict[str, float] = {}
        self.over = 0

    @initialize(now=st.sampled_from([0.0, 1e6, -1e6]))
    def begin(self, now: float) -> None:
        self.now = now

    # --- what may happen

    @rule(seconds=st.sampled_from([0.0, 0.5, 5.0, 9.0, 10.0, 11.0, 30.0, 60.0, 500.0]))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(seconds=st.sampled_from([0.5, 20.0, 1_000.0]))
    def the_clock_jumps_back(self, seconds: float) -> None:
        self.now -= seconds

    @rule()
    def wake_up(self) -> None:
        """Early, late, in time or for nothing."""
        due = self.endpoint.deadline
        told = self.endpoint.handle_timeout(self.now)
        for name, until in list(self.graves.items()):
            if until <= self.now:
                del self.graves[name]
        if due is None or due > self.now:
            assert told == ()
        for ended in told:
            assert ended.events
            reasons = {event.reason for event in ended.events if isinstance(event, Closed)}
            assert reasons <= {
                EndReason.ANSWER_TIMEOUT,
                EndReason.FAILED,
                EndReason.IDLE,
                EndReason.LIFETIME,
            }
            self.note(ended.session_id, ended.events)
        assert len({ended.session_id for ended in told}) == len(told)
        assert self.endpoint.deadline is None or self.endpoint.deadline > self.now
        assert self.endpoint.handle_timeout(self.now) == ()

    @rule()
    def wake_up_in_time(self) -> None:
        at = self.endpoint.deadline
        if at is not None and at > self.now:
            self.now = at
        self.wake_up()

    @rule(name=NAMES, good=st.sampled_from([True, True, True, False]))
    def open(self, name: str, good: bool) -> None:
        unconnected = sum(not life.connected for life in self.lives.values())
        full = len(self.lives) == LIMITS.sessions or unconnected == LIMITS.unconnected_sessions
        code = None
        if self.endpoint.draining:
            code = FaultCode.ENDPOINT_DRAINING
        elif name in self.lives:
            code = FaultCode.SESSION_CONFLICT
        elif full:
            code = FaultCode.ENDPOINT_FULL
        elif not good:
            code = FaultCode.ICE_BAD_CREDENTIALS
        events = self.tell(Open(name, OFFER if good else BAD_OFFER), code)
        if code is None:
            self.graves.pop(name, None)
            self.lives[name] = Life()
            self.note(name, events)

    @rule(name=NAMES, rejected=st.sampled_from(sorted(ANSWERS)))
    def answer(self, name: str, rejected: str) -> None:
        life = self.lives.get(name)
        code = None
        if life is None:
            code = FaultCode.SESSION_NOT_FOUND
        elif life.answered is not None:
            code = FaultCode.JSEP_SIGNALING_STATE
        events = self.tell(Accept(name, ANSWERS[rejected]), code)
        if life is not None and code is None:
            assert fates(events) == life.answer(rejected)
            self.note(name, events)

    @rule(name=NAMES)
    def answer_wrongly(self, name: str) -> None:
        life = self.lives.get(name)
        code = FaultCode.JSEP_SECTION_COUNT
        if life is None:
            code = FaultCode.SESSION_NOT_FOUND
        elif life.answered is not None:
            code = FaultCode.JSEP_SIGNALING_STATE
        self.tell(Accept(name, BAD_ANSWER), code)

    @rule(name=NAMES, batch=st.lists(SAID, max_size=4))
    def trickle(self, name: str, batch: list[Said]) -> None:
        life = self.lives.get(name)
        command = Trickle(name, tuple(said.message for said in batch))
        if life is None:
            self.tell(command, FaultCode.SESSION_NOT_FOUND)
            return
        after = deepcopy(life)
        expected: list[Fate] = []
        for said in batch:
            verdict = after.judge(said)
            if not isinstance(verdict, list):
                self.tell(command, verdict)
                return
            expected += verdict
        events = self.tell(command, None)
        assert fates(events) == expected
        self.lives[name] = after
        self.note(name, events)

    @rule(
        name=NAMES,
        mid=st.sampled_from(["0", "0", "1", "2", "3", "9"]),
        ice=st.sampled_from([None, *IceState]),
        dtls=st.sampled_from([None, *DtlsState]),
    )
    def report(self, name: str, mid: str, ice: IceState | None, dtls: DtlsState | None) -> None:
        life = self.lives.get(name)
        code = None
        if life is not None and (life.answered is None or mid not in OWNERS[life.answered]):
            code = FaultCode.INTERNAL
        events = self.tell(Report(name, mid, ice, dtls), code)
        if life is None:
            assert events == ()
        elif code is None:
            if dtls is DtlsState.CLOSED:
                assert events[-1] == Closed(EndReason.MEDIA_CLOSED)
            self.note(name, events)

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def connect(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.lives)))
        for mid in sorted(set(OWNERS.get(self.lives[name].answered or "", {}).values())):
            if self.lives[name].answered is not None:
                self.report(name, mid, IceState.CONNECTED, DtlsState.CONNECTED)

    @rule(name=NAMES, reason=st.sampled_from(EndReason))
    def close(self, name: str, reason: EndReason) -> None:
        known = name in self.lives or name in self.graves
        events = self.tell(
            Close(name, reason, "why"), None if known else FaultCode.SESSION_NOT_FOUND
        )
        if name in self.lives:
            assert events[-1] == Closed(reason, "why")
            self.note(name, events)
        else:
            assert events == ()

    @precondition(lambda self: len(self.lives) > 3)
    @rule()
    def close_all(self) -> None:
        told = self.endpoint.close_all(self.now)
        assert [ended.session_id for ended in told] == list(self.lives)
        for ended in told:
            assert ended.events[-1] == Closed(EndReason.DRAINED)
            self.note(ended.session_id, ended.events)

    @rule(draining=st.sampled_from([True, False, False, False]))
    def drain(self, draining: bool) -> None:
        self.endpoint.draining = draining

    # --- how it is written down

    def tell(self, command: Command, code: FaultCode | None) -> tuple[Event, ...]:
        """Carry out a command that is refused with this code, or taken; an error changes nothing."""
        before = self.photo()
        refused: FaultCode | None = None
        events: tuple[Event, ...] = ()
        try:
            events = self.endpoint.handle(command, self.now).events
        except (LocalProtocolError, RemoteProtocolError) as error:
            refused = error.fault.code
        assert refused is code
        if refused is not None:
            after = self.photo()
            assert after == before
            assert all(one is other for one, other in zip(after[0], before[0], strict=True))
        return events

    def photo(self) -> tuple[list[object], tuple[Any, ...]]:
        house = self.endpoint
        states: list[object] = [entry.session.state for entry in house._registry.live.values()]
        rest = (
            list(house._registry.live),
            set(house._registry.unconnected),
            dict(house._registry.schedule._times),
            dict(house._registry.tombs._times),
        )
        return states, rest

    def note(self, name: str, events: tuple[Event, ...]) -> None:
        life = self.lives[name]
        life.events += events
        if ConnectionStateChanged(ConnectionState.CONNECTED) in events:
            life.connected = True
        closed = [event for event in life.events if isinstance(event, Closed)]
        if not closed:
            return
        assert len(closed) == 1, "a session ends once"
        assert life.events[-1] is closed[0], "its end is its last word"
        assert ConnectionStateChanged(ConnectionState.CLOSED) in events
        self.check_delivery(life)
        del self.lives[name]
        self.over += 1
        self.graves[name] = self.now + RETENTION
        if len(self.graves) > LIMITS.sessions:
            # of those that are forgotten at the same time, the one that was there first
            del self.graves[min(self.graves, key=lambda each: self.graves[each])]

    def check_delivery(self, life: Life) -> None:
        """What was accepted was delivered, in order and once."""
        delivered = [
            (event.mid, event.candidate.port)
            for event in life.events
            if isinstance(event, CandidateReceived) and event.candidate is not None
        ]
        assert delivered == life.accepted

    # --- what always holds

    @invariant()
    def the_model_and_the_endpoint_agree(self) -> None:
        house = self.endpoint
        assert list(house.sessions) == list(self.lives)
        assert len(house) == len(self.lives)
        assert house._registry.tombs._times == self.graves
        for name, life in self.lives.items():
            state = house.sessions[name].state
            assert state.end is None
            assert len(state.waiting) == len(life.waiting)
            assert {item.mid: len(item.accepted) for item in state.remote} == {
                owner: len(held) for owner, held in life.held.items()
            }
            assert {item.mid for item in state.remote if item.ended} == life.ended
            assert state.was_connected == life.connected
            self.check_delivery(life)

    @invariant()
    def everything_is_bounded(self) -> None:
        house = self.endpoint
        assert len(house) <= LIMITS.sessions
        assert len(house._registry.unconnected) <= LIMITS.unconnected_sessions
        assert len(house._registry.tombs) <= LIMITS.sessions
        for schedule in (house._registry.schedule, house._registry.tombs):
            assert max(piled_up(schedule)) <= 2 * LIMITS.sessions + SLACK
        for session in house.sessions.values():
            state = session.state
            assert len(state.waiting) <= LIMITS.pending_candidates
            assert len(state.deadlines) <= 7
            held = [len(item.accepted) for item in state.remote]
            assert sum(held) <= LIMITS.remote_candidates
            assert max(held, default=0) <= LIMITS.transport_candidates
            assert not state.waiting or not state.remote

    @invariant()
    def every_session_has_a_deadline_and_the_schedule_knows_it(self) -> None:
        house = self.endpoint
        known = dict(house._registry.schedule._times)
        assert known == {name: session.deadline for name, session in house.sessions.items()}
        assert None not in known.values()
        times = [*known.values(), *self.graves.values()]
        assert house.deadline == min(times, default=None)
        unconnected = {name for name, life in self.lives.items() if not life.connected}
        assert house._registry.unconnected == unconnected

    def teardown(self) -> None:
        """Left alone, everything ends and is forgotten."""
        self.endpoint.draining = False
        for _ in range(10 * (LIMITS.sessions + 1)):
            self.wake_up_in_time()
        house = self.endpoint
        assert not self.lives
        assert not self.graves
        assert (house.deadline, len(house)) == (None, 0)
        for collection in (
            house._registry.live,
            house._registry.unconnected,
            house._registry.tombs,
            house._registry.schedule,
        ):
            assert len(collection) == 0
        assert piled_up(house._registry.schedule) == piled_up(house._registry.tombs) == (0, 0)


TestEndpoint = EndpointMachine.TestCase
