"""Every rule of a session: pure functions from a state and an input to a state and events.

A function either returns or raises; what it was given is never changed, so that a refused
input leaves no trace.
"""

from collections.abc import Callable, Mapping

from attrs import evolve

from ..errors import Fault, FaultCode, LocalProtocolError
from ..jsep import Answer, Offer, Pranswer, Rollback, Side, apply, refusal
from ._candidates import open_generations, take_candidate
from ._config import SessionConfig
from ._connection import aggregate, up
from ._events import (
    AnswerReceived,
    Closed,
    ConnectionStateChanged,
    Event,
    OfferReceived,
    RestartSuggested,
    SignalingStateChanged,
    TransportAdded,
    Warned,
)
from ._messages import Bye, IceCandidate, Message
from ._state import SessionState, Timer, TransportFacts
from ._states import ConnectionState, DtlsState, EndReason, IceState
from ._timers import due, mark_fired, rearm

__all__ = ["close", "handle_timeout", "report", "step"]

Stepped = tuple[SessionState, tuple[Event, ...]]


def step(
    before: SessionState, side: Side, message: Message, now: float, config: SessionConfig
) -> Stepped:
    """The state after one message of one side."""
    state = _at(before, now)
    if isinstance(message, Bye):
        reason = EndReason.CLOSED_LOCALLY if side is Side.LOCAL else EndReason.CLOSED_BY_PEER
        return close(state, reason, now, config, message.detail)
    if state.end is not None:
        detail = f"a {side} message to a session that has ended"
        raise refusal(side, Fault(FaultCode.SESSION_CLOSED, detail, "SM-60"))
    if not isinstance(message, IceCandidate):
        after, events = _describe(state, side, message, config)
    elif side is Side.REMOTE:
        after, events = take_candidate(state, message, config)
    else:
        return state, ()  # ours goes to the transport as it is
    return _settled(before, after, events, config, active=after is not state)


def report(
    before: SessionState,
    mid: str,
    *,
    ice: IceState | None,
    dtls: DtlsState | None,
    now: float,
    config: SessionConfig,
) -> Stepped:
    """The state after the application told how a transport fares."""
    if before.end is not None:
        return before, ()  # a late word
    state = _at(before, now)
    transport = state.negotiation.transport(mid)
    owner = None if transport is None else transport.mid
    if owner not in {fact.mid for fact in state.facts}:
        detail = "a report on a section that has no transport"
        raise LocalProtocolError(Fault(FaultCode.INTERNAL, detail))
    facts = tuple(_reported(fact, ice, dtls) if fact.mid == owner else fact for fact in state.facts)
    state = evolve(state, facts=facts)
    if dtls is DtlsState.CLOSED:
        return close(state, EndReason.MEDIA_CLOSED, now, config)
    return _settled(before, state, (), config, active=False)


def close(
    before: SessionState, reason: EndReason, now: float, config: SessionConfig, detail: str = ""
) -> Stepped:
    """End a session: every timer and everything that waits is gone. Again: nothing happens."""
    state = _at(before, now)
    if state.end is not None:
        return before, ()
    state = evolve(state, end=reason, waiting=(), remote=())
    return _settled(before, state, (Closed(reason, detail),), config, active=False)


def handle_timeout(before: SessionState, now: float, config: SessionConfig) -> Stepped:
    """Let every timer whose time has come go off, the earliest first."""
    state, events = _at(before, now), list[Event]()
    while (timer := due(state)) is not None:
        state, more = ON_EXPIRY[timer](state, config)
        events += more
    return state, tuple(events)


# --- descriptions


def _describe(
    state: SessionState,
    side: Side,
    message: Offer | Pranswer | Answer | Rollback,
    config: SessionConfig,
) -> Stepped:
    negotiation, warnings = apply(state.negotiation, side, message, config.profile)
    state = evolve(state, negotiation=negotiation)
    warned: tuple[Fault, ...] = warnings
    events: list[Event] = []
    if side is Side.REMOTE and not isinstance(message, Rollback):
        warned = message.description.warnings + warnings
        if isinstance(message, Offer):
            events.append(OfferReceived(message))
        elif isinstance(message, Answer):
            events.append(AnswerReceived(message))
    events += map(Warned, warned[: config.limits.warnings])
    if isinstance(message, Answer):
        state = evolve(
            state, facts=tuple(TransportFacts(item.mid) for item in negotiation.transports)
        )
        events += map(TransportAdded, negotiation.transports)
        state, found = open_generations(state, config)
        events += found
    if isinstance(message, Rollback):
        state = evolve(state, waiting=())
    return state, tuple(events)


# --- time


def _at(state: SessionState, now: float) -> SessionState:
    """The same state at a later time; a clock that goes backwards stands still."""
    return evolve(state, now=now) if now > state.now else state


def _settled(
    before: SessionState,
    state: SessionState,
    events: tuple[Event, ...],
    config: SessionConfig,
    *,
    active: bool,
) -> Stepped:
    """What follows from a change: the aggregate, the timers, and the events that tell."""
    connection = aggregate(state, config)
    state = evolve(
        state,
        connection=connection,
        was_connected=state.was_connected or connection is ConnectionState.CONNECTED,
        revision=before.revision + 1,
    )
    told: list[Event] = [event for event in events if not isinstance(event, Closed)]
    if state.negotiation.state is not before.negotiation.state:
        told.append(SignalingStateChanged(state.negotiation.state))
    if connection is not before.connection:
        told.append(ConnectionStateChanged(connection))
    told += [event for event in events if isinstance(event, Closed)]
    return rearm(state, config, active=active), tuple(told)


def _reported(fact: TransportFacts, ice: IceState | None, dtls: DtlsState | None) -> TransportFacts:
    """New facts over old ones; what has failed stays failed until it is restarted."""
    if fact.ice is IceState.FAILED or fact.dtls is DtlsState.FAILED:
        return fact
    return TransportFacts(fact.mid, ice or fact.ice, dtls or fact.dtls)


def _fail(state: SessionState, config: SessionConfig) -> Stepped:
    """Every transport that is not up has failed (L-12, L-14)."""
    facts = tuple(fact if up(fact, config) else _failed(fact) for fact in state.facts)
    return _settled(state, evolve(state, facts=facts), (), config, active=False)


def _failed(fact: TransportFacts) -> TransportFacts:
    return TransportFacts(fact.mid, IceState.FAILED, fact.dtls)


def _suggest(state: SessionState, config: SessionConfig) -> Stepped:
    del config
    fired = mark_fired(state, Timer.DISCONNECTED_GRACE)
    return evolve(fired, revision=state.revision + 1), (RestartSuggested(),)


def _closing(reason: EndReason) -> Callable[[SessionState, SessionConfig], Stepped]:
    def expire(state: SessionState, config: SessionConfig) -> Stepped:
        return close(state, reason, state.now, config)

    return expire


ON_EXPIRY: Mapping[Timer, Callable[[SessionState, SessionConfig], Stepped]] = {
    Timer.ANSWER: _closing(EndReason.ANSWER_TIMEOUT),
    Timer.CONNECT: _fail,
    Timer.DISCONNECTED_GRACE: _suggest,
    Timer.DISCONNECTED: _fail,
    Timer.FAILED: _closing(EndReason.FAILED),
    Timer.IDLE: _closing(EndReason.IDLE),
    Timer.LIFETIME: _closing(EndReason.LIFETIME),
}
