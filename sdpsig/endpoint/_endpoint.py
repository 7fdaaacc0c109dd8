"""Many sessions: commands in, outcomes out. Ids and time come with the command."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from .._configuration import judge_kind
from .._frozen import evolve
from ..errors import FaultCode, RemoteProtocolError
from ..jsep import Answer, Description, Offer, Rollback, SignalingState
from ..session import (
    EndReason,
    Event,
    LocalCandidate,
    Session,
    SessionState,
    Timer,
    restart_offer,
)
from ._commands import (
    Accept,
    Call,
    Close,
    Command,
    Counter,
    OfferTo,
    Open,
    Reoffer,
    Report,
    Restart,
    Say,
    Settle,
    Trickle,
)
from ._config import EndpointConfig
from ._deliveries import Deliveries, Delivery
from ._faults import busy, conflict, not_now
from ._feed import Feed, Hear, OfferMade
from ._journals import Journals, Pen
from ._outcomes import (
    Answered,
    AnswerNeeded,
    Closed,
    Ended,
    Heard,
    Ignored,
    InProgress,
    Offered,
    Outcome,
    Reported,
    Said,
    Settled,
    Stale,
    Trickled,
)
from ._registry import Entry, Registry

__all__ = ["Endpoint"]

REPLACED = "another session took its id"
"""What is told of the end of a session that was taken over."""


class Endpoint:
    """All sessions of a server. One caller at a time; every call returns or raises at once.

    A call that raises has changed no session. Whatever ends is forgotten: the session at once,
    its id after ``closed_retention``, or earlier where more than ``Limits.sessions`` are over.
    """

    def __init__(
        self, config: EndpointConfig | None = None, *, journals: Journals | None = None
    ) -> None:
        """
        :param journals: where the journal of each session goes; None: nothing is recorded.

        Raises TypeError for what is no EndpointConfig.
        """
        self.config = EndpointConfig() if config is None else config
        judge_kind("the config of an Endpoint", self.config, EndpointConfig)
        self.journals = journals
        self._registry = Registry(self.config)
        self._deliveries = Deliveries(self.config.kept_outcomes)
        self._turn = [self]
        """Empty while a call runs: to take from a list is one step, whatever thread does it."""
        self._handlers: Mapping[type[Any], Callable[[Any, float], Outcome]] = {
            Open: self._open,
            Reoffer: self._reoffer,
            Restart: self._restart,
            Settle: self._settle,
            Trickle: self._trickle,
            Hear: self._hear_news,
            Close: self._close,
            Accept: self._accept,
            Counter: self._counter,
            Call: self._call,
            OfferTo: self._offer_to,
            Say: self._say,
            Report: self._report,
        }

    @property
    def draining(self) -> bool:
        """Whether new sessions are refused."""
        return self._registry.draining

    @draining.setter
    def draining(self, draining: bool) -> None:
        self._registry.draining = draining

    @property
    def sessions(self) -> Mapping[str, Session]:
        """The live sessions by id, as they are now."""
        live = self._registry.live.copy()
        return MappingProxyType({name: entry.session for name, entry in live.items()})

    def session(self, session_id: str) -> Session | None:
        """A live session, whosever it is; None: there is none."""
        entry = self._registry.live.get(session_id)
        return None if entry is None else entry.session

    def state(self, session_id: str, owner: str | None = None) -> SessionState | None:
        """What is known of a live session, as it is now; None: its owner has no such session."""
        entry = self._registry.live.get(session_id)
        return None if entry is None or entry.owner != owner else entry.session.state

    def __len__(self) -> int:
        """How many sessions are live."""
        return len(self._registry.live)

    def __bool__(self) -> bool:
        """It is there, also while it has no session."""
        return True

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._registry.live

    def handle(self, command: Command, now: float) -> Outcome:
        """Carry out a command. Raises RemoteProtocolError or LocalProtocolError.

        The latter also while another call runs, in another thread or around this one.
        """
        self._take_turn()
        try:
            outcome = self._handlers[type(command)](command, now)
            self._note(outcome.session_id, outcome.events)
        finally:
            self._turn.append(self)
        return outcome

    @property
    def deadline(self) -> float | None:
        """When to call ``handle_timeout``, on the clock that ``now`` is read from."""
        times = (self._registry.schedule.next, self._registry.tombs.next, self._deliveries.next)
        return min((at for at in times if at is not None), default=None)

    def handle_timeout(self, now: float) -> tuple[Ended, ...]:
        """Let everything that is due happen. Early, late and spurious calls are safe."""
        self._take_turn()
        try:
            return self._expire(now)
        finally:
            self._turn.append(self)

    def close_all(self, now: float, reason: EndReason = EndReason.DRAINED) -> tuple[Ended, ...]:
        """End every session."""
        return tuple(
            Ended(name, self.handle(Close(name, reason), now).events)
            for name in tuple(self._registry.live)
        )

    def _take_turn(self) -> None:
        try:
            self._turn.pop()
        except IndexError:
            raise busy() from None

    def _expire(self, now: float) -> tuple[Ended, ...]:
        self._registry.forget(now)
        self._deliveries.expire(now)
        ended: list[Ended] = []
        for name in self._registry.schedule.due(now):
            events = self._registry.live[name].session.handle_timeout(now)
            self._follow(name, now)
            self._note(name, events)
            ended.append(Ended(name, events))
        return tuple(ended)

    # --- offers of the peer

    def _open(self, command: Open, now: float) -> Outcome:
        return self._once(command, None, now, self._open_new)

    def _reoffer(self, command: Reoffer, now: float) -> Outcome:
        return self._once(command, command.session_id, now, self._reoffer_new)

    def _once(
        self,
        command: Any,
        within: str | None,
        now: float,
        carry_out: Callable[[Any, float], Outcome],
    ) -> Outcome:
        """What became of the same offer before, else what becomes of it now (L-40, L-41)."""
        delivery: Delivery | None = command.delivery
        known = self._deliveries.recall(delivery, within)
        if known is not None and delivery is not None:
            if self._deliveries.is_of(known.session_id, delivery, within):
                self._touch(known.session_id, now)
            return known
        try:
            return carry_out(command, now)
        except RemoteProtocolError as error:
            self._deliveries.refused(command.delivery, within, error.fault, self._until(now))
            raise

    def _open_new(self, command: Open, now: float) -> Outcome:
        name = command.session_id
        entry = self._registry.live.get(name)
        known = command.owner is not None or command.may_continue
        if entry is not None and known and entry.owner == command.owner:
            try:
                return self._hear(command, entry, command.offer, now, command.delivery)
            except RemoteProtocolError:
                pass  # nothing that this session can go on with
        self._registry.judge_room(name, command.owner)
        session, pen = self._begin(command, now)
        events = session.receive(command.offer, now)
        entry = self._entry(session, command, command.sequence)
        before = self._enter(name, entry, pen, now)
        self._deliveries.begin(command.delivery, None, name)
        return _needed(name, entry, command.offer, (*before, *events))

    def _reoffer_new(self, command: Reoffer, now: float) -> Outcome:
        name = command.session_id
        entry = self._registry.find_for(command.owner, name)
        return self._hear(command, entry, command.offer, now, command.delivery, within=name)

    def _restart(self, command: Restart, now: float) -> Outcome:
        entry = self._registry.find_for(command.owner, command.session_id)
        state = entry.session.state
        ground = evolve(state, negotiation=state.negotiation.stable)
        return self._hear(command, entry, restart_offer(command.fragment, ground), now)

    def _hear(
        self,
        command: Open | Reoffer | Restart,
        entry: Entry,
        offer: Offer,
        now: float,
        delivery: Delivery | None = None,
        *,
        within: str | None = None,
    ) -> Outcome:
        """A further offer in a session: one at a time, and the same again is no other (L-43)."""
        name, agreed = command.session_id, entry.negotiation
        if entry.is_past(command.sequence):
            return Stale(name)
        if entry.owes_answer():
            if _is_same(offer, agreed.pending_remote):
                self._touch(name, now)
                return InProgress(name)
            raise conflict("the answer to another offer is being made")
        ours, settled = agreed.current_local, agreed.state is SignalingState.STABLE
        if settled and isinstance(ours, Answer) and _is_same(offer, agreed.current_remote):
            self._touch(name, now)
            return Answered(name, ours, (), entry.metadata, entry.answered)
        events = entry.session.receive(offer, now)
        entry.take(command.sequence)
        if entry.owes_answer():
            self._deliveries.begin(delivery, within, name)
        self._follow(name, now)
        return _needed(name, entry, offer, events) if entry.owes_answer() else Ignored(name, events)

    # --- what else the peer asks

    def _settle(self, command: Settle, now: float) -> Settled | Stale:
        name = command.session_id
        entry = self._registry.find_for(command.owner, name)
        if entry.is_past(command.sequence):
            return Stale(name)
        try:
            events = entry.session.receive(command.answer, now)
        except RemoteProtocolError as error:
            if error.fault.code is FaultCode.JSEP_STALE_ANSWER:
                return Stale(name)
            raise
        entry.take(command.sequence)
        self._follow(name, now)
        return Settled(name, events)

    def _trickle(self, command: Trickle, now: float) -> Trickled | Stale:
        name = command.session_id
        entry = self._registry.find_for(command.owner, name)
        if entry.is_past(command.sequence):
            return Stale(name)
        events = entry.session.receive_all(command.candidates, now)
        entry.take(command.sequence)
        self._follow(name, now)
        return Trickled(name, events)

    def _hear_news(self, command: Hear, now: float) -> Heard:
        del now
        entry = self._registry.find_for(command.owner, command.session_id)
        return Heard(
            command.session_id,
            tuple(
                notice
                for notice in entry.feed.after(command.after)
                if notice.is_candidate or not command.candidates_only
            ),
            entry.feed.last,
            entry.session.gathered,
            command,
        )

    def _close(self, command: Close, now: float) -> Closed:
        name, registry = command.session_id, self._registry
        ours = command.reason is not EndReason.CLOSED_BY_PEER
        if name in registry.buried and (ours or registry.buried[name] == command.owner):
            return Closed(name)
        entry = registry.find(name) if ours else registry.find_for(command.owner, name)
        events = entry.session.close(now, command.reason, command.detail)
        self._follow(name, now)
        return Closed(name, events)

    # --- what our application asks

    def _accept(self, command: Accept, now: float) -> Answered:
        entry = self._registry.find(command.session_id)
        pending = entry.negotiation.pending_remote
        if command.offer is not None and not _is_same(command.offer, pending):
            raise not_now("an answer to an offer that is no longer on the table", "L-10")
        return self._answer(command.session_id, entry, command.answer, now)

    def _answer(self, name: str, entry: Entry, answer: Answer, now: float) -> Answered:
        events = entry.session.send(answer, now)
        told = (event.candidate for event in events if isinstance(event, LocalCandidate))
        entry.answered = tuple(one for one in told if one.candidate)
        outcome = Answered(name, answer, events, entry.metadata, entry.answered)
        self._deliveries.answered(name, outcome)
        self._follow(name, now)
        return outcome

    def _counter(self, command: Counter, now: float) -> Offered:
        name = command.session_id
        entry = self._registry.find(name)
        if not _is_same(command.against, entry.negotiation.pending_remote):
            raise not_now("an offer in place of an answer that is no longer due", "L-10")
        _offer_instead(Session(entry.session.config, entry.session.state), command.offer, now)
        events = _offer_instead(entry.session, command.offer, now)
        return self._offered(name, entry, events, now)

    def _call(self, command: Call, now: float) -> Offered:
        name = command.session_id
        self._registry.judge_room(name, command.owner)
        session, pen = self._begin(command, now)
        events = list[Event]()
        for message in command.messages:
            events += session.send(message, now)
        if command.transports is not None:
            events += session.send_offer(command.transports, now)
        if not isinstance(session.state.negotiation.pending_local, Offer):
            raise not_now("a session that begins without an offer")
        entry = self._entry(session, command)
        before = self._enter(name, entry, pen, now)
        return self._offered(name, entry, (*before, *events), now)

    def _offer_to(self, command: OfferTo, now: float) -> Offered:
        entry = self._registry.find(command.session_id)
        if entry.negotiation.state is not SignalingState.STABLE:
            raise not_now("an offer while another is on the table", "L-37")
        events = entry.session.send_offer(command.transports, now, ice_restart=command.ice_restart)
        return self._offered(command.session_id, entry, events, now)

    def _offered(self, name: str, entry: Entry, events: tuple[Event, ...], now: float) -> Offered:
        offer = entry.negotiation.pending_local
        assert isinstance(offer, Offer), "it has just been applied"
        self._follow(name, now)
        entry.feed.add(OfferMade(offer, entry.session.offer_id))
        return Offered(name, offer, events, entry.metadata, entry.session.offer_id)

    def _say(self, command: Say, now: float) -> Said | Answered | Offered:
        name, message = command.session_id, command.message
        entry = self._registry.find(name)
        if isinstance(message, Answer):
            return self._answer(name, entry, message, now)
        events = entry.session.send(message, now)
        if isinstance(message, Offer):
            return self._offered(name, entry, events, now)
        self._follow(name, now)
        return Said(name, events)

    def _report(self, command: Report, now: float) -> Reported:
        name = command.session_id
        entry = self._registry.live.get(name)
        if entry is None:
            return Reported(name)  # a late word from a session that is over
        events = entry.session.report(command.mid, ice=command.ice, dtls=command.dtls, now=now)
        self._follow(name, now)
        return Reported(name, events)

    # --- what follows

    def _begin(self, command: Open | Call, now: float) -> tuple[Session, Pen]:
        """A new session, of which nobody knows yet whether it has a place."""
        session, pen = Session(self.config.session, candidates=command.candidates), Pen()
        return session if self.journals is None else self.journals.recorded(session, pen, now), pen

    def _entry(self, session: Session, command: Open | Call, sequence: int | None = None) -> Entry:
        feed = Feed(self.config.session.limits.notices)
        return Entry(session, command.metadata, command.owner, sequence, feed=feed)

    def _note(self, name: str, events: tuple[Event, ...]) -> None:
        """Keep what the peer may come and ask for, while the session lives."""
        entry = self._registry.live.get(name)
        if entry is not None and events:
            entry.feed.take(events)

    def _enter(self, name: str, entry: Entry, pen: Pen, now: float) -> tuple[Event, ...]:
        """A session begins; what the end of the one says whose id it takes, if there is one."""
        events: tuple[Event, ...] = ()
        before = self._registry.live.get(name)
        if before is not None:
            events = before.session.close(now, EndReason.CLOSED_BY_PEER, REPLACED)
            self._follow(name, now)
        if self.journals is not None and not pen.begin(self.journals, name):
            entry.session = Session(self.config.session, entry.session.state)
        self._registry.enter(name, entry)
        self._follow(name, now)
        return events

    def _touch(self, name: str, now: float) -> None:
        """The peer asks again: what it gets is what it got, but it is not idle (L-40)."""
        self._registry.live[name].session.touch(now)
        self._registry.follow(name)

    def _follow(self, name: str, now: float) -> None:
        """After a change: the next deadline, and an end if it has come."""
        entry = self._registry.live[name]
        if entry.session.state.end is not None:
            self._registry.leave(name, self._until(now))
            self._deliveries.ended(name, self._until(now))
            return
        self._registry.follow(name)
        if not entry.owes_answer():
            self._deliveries.withdrawn(name)

    def _until(self, now: float) -> float | None:
        """How long what is over is remembered (L-19); None: not at all."""
        retention = self.config.closed_retention
        return now + retention if retention > 0 else None


def _offer_instead(session: Session, offer: Offer, now: float) -> tuple[Event, ...]:
    """Take the peer's offer back and apply ours; tried before on another session, it succeeds."""
    return *session.send(Rollback(), now), *session.send(offer, now)


def _needed(name: str, entry: Entry, offer: Offer, events: tuple[Event, ...]) -> AnswerNeeded:
    state = entry.session.state
    deadline = dict(state.deadlines).get(Timer.ANSWER)
    reoffer = state.negotiation.stable.exchange is not None
    return AnswerNeeded(name, offer, events, entry.metadata, deadline, reoffer, state.negotiation)


def _is_same(message: Description, known: Description | None) -> bool:
    """Whether it is to the letter what was received before (L-44)."""
    if known is None or type(message) is not type(known):
        return False
    return message.description == known.description
