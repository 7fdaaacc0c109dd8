"""Every rule of a session: pure functions from a state and an input to a state and events.

A function either returns or raises; what it was given is never changed, so that a refused
input leaves no trace.
"""

from collections.abc import Callable, Collection, Iterator, Mapping

from .._frozen import evolve
from ..errors import Fault, FaultCode, LocalProtocolError
from ..jsep import (
    Answer,
    Change,
    Close,
    Description,
    LocalDescriptions,
    Negotiation,
    NegotiationNeed,
    Offer,
    Pranswer,
    Rollback,
    Side,
    SignalingState,
    apply,
    change,
    negotiation_needed,
    refusal,
    rolled_back,
)
from ..trickle import Drop
from ._candidates import open_generations, take_candidate, take_early
from ._config import Politeness, SessionConfig
from ._connection import aggregate, up
from ._events import (
    AnswerOverdue,
    AnswerReceived,
    CandidateDropped,
    Closed,
    ConnectionStateChanged,
    Event,
    GatheringRequired,
    NegotiationNeeded,
    OfferExpired,
    OfferReceived,
    OfferRetry,
    RestartSuggested,
    SignalingStateChanged,
    TransportAdded,
    TransportRestarted,
    Warned,
)
from ._glare import give_way, meets, pass_over
from ._local_candidates import must_gather, release_held, settle_gathered, tell_candidate
from ._messages import Bye, IceCandidate, Message
from ._state import SessionState, Timer, TransportFacts
from ._states import ConnectionState, DtlsState, EndReason, IceState
from ._timers import OFFERED, due, mark_fired, rearm
from ._transports import carry_over, remember_past

__all__ = ["close", "created", "handle_timeout", "report", "step", "touch"]

Stepped = tuple[SessionState, tuple[Event, ...]]


def step(
    before: SessionState, side: Side, message: Message, now: float, config: SessionConfig
) -> Stepped:
    """The state after one message of one side."""
    state = _at(before, now)
    if isinstance(message, Bye | Close):
        reason = EndReason.CLOSED_LOCALLY if side is Side.LOCAL else EndReason.CLOSED_BY_PEER
        detail = message.detail if isinstance(message, Bye) else ""
        return close(state, reason, now, config, detail)
    if state.end is not None:
        detail = f"a {side} message to a session that has ended"
        raise refusal(side, Fault(FaultCode.SESSION_CLOSED, detail, "SM-60"))
    after, events = _take(state, side, message, config)
    if after is state and not events:
        return (touch(state, now, config) if side is Side.REMOTE else state), ()
    return _settled(
        before, after, events, config, anew=set(_anew(state, after, side, message, events))
    )


def touch(before: SessionState, now: float, config: SessionConfig) -> SessionState:
    """The state after the peer said again what counted before: it is not idle (L-16, L-40)."""
    state = _at(before, now)
    after = rearm(state, config, anew={Timer.IDLE})
    if after.deadlines == state.deadlines:
        return state
    return evolve(after, revision=before.revision + 1)


def _anew(
    before: SessionState,
    after: SessionState,
    side: Side,
    message: Message,
    events: tuple[Event, ...],
) -> Iterator[Timer]:
    """The timers for which something new has begun, so that they do not go on as they were."""
    if after is not before and not (side is Side.LOCAL and isinstance(message, IceCandidate)):
        yield Timer.IDLE
    if isinstance(message, Offer) and after.negotiation is not before.negotiation:
        yield from (Timer.ANSWER, Timer.OFFER)
    if len(after.early) > len(before.early):
        yield Timer.EARLY
    kinds = {type(event) for event in events}
    if kinds & {TransportAdded, TransportRestarted}:
        yield Timer.CONNECT
    if TransportRestarted in kinds:  # what was lost was contact of another generation (L-21)
        yield from (Timer.DISCONNECTED_GRACE, Timer.DISCONNECTED)


def _take(
    state: SessionState,
    side: Side,
    message: Description | Rollback | IceCandidate | Change,
    config: SessionConfig,
) -> Stepped:
    match message:
        case Offer() | Pranswer() | Answer() | Rollback():
            return _describe(state, side, message, config)
        case IceCandidate() if side is Side.REMOTE:
            return take_candidate(state, message, config)
        case IceCandidate():
            return tell_candidate(state, message, config)
        case _ if side is Side.REMOTE:
            detail = "a message that only our own application may give"
            raise refusal(side, Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "SM-13"))
        case _:
            negotiation = change(state.negotiation, message)
            return evolve(state, negotiation=negotiation, attempts=max(state.attempts, 0)), ()


def created(before: SessionState, negotiation: Negotiation, now: float) -> SessionState:
    """The state after a description was made, which is not applied yet."""
    if before.end is not None:
        detail = "a description for a session that has ended"
        raise refusal(Side.LOCAL, Fault(FaultCode.SESSION_CLOSED, detail, "SM-60"))
    return evolve(_at(before, now), negotiation=negotiation, revision=before.revision + 1)


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
    transport = state.negotiation.stable.transport(mid)
    owner = None if transport is None else transport.mid
    if owner not in {fact.mid for fact in state.facts}:
        detail = "a report on a section that has no transport"
        raise LocalProtocolError(Fault(FaultCode.INTERNAL, detail))
    facts = tuple(_reported(fact, ice, dtls) if fact.mid == owner else fact for fact in state.facts)
    state = evolve(state, facts=facts)
    if dtls is DtlsState.CLOSED:
        return close(state, EndReason.MEDIA_CLOSED, now, config)
    return _settled(before, state, (), config)


def close(
    before: SessionState, reason: EndReason, now: float, config: SessionConfig, detail: str = ""
) -> Stepped:
    """End a session: every timer and everything that waits is gone. Again: nothing happens."""
    state = _at(before, now)
    if state.end is not None:
        return before, ()
    state = evolve(state, end=reason, waiting=(), remote=(), held=(), early=(), gathered=())
    return _settled(before, state, (Closed(reason, detail),), config)


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
    old = state.negotiation
    if side is Side.REMOTE:
        if _repeats(old, message):
            return state, ()  # delivered twice (L-42, L-43)
        _judge_stale(state, message)
        if meets(old, message) and config.politeness is not Politeness.POLITE:
            assert isinstance(message, Offer), "only an offer meets ours"
            after, passed = pass_over(state, message, config)
            if after.negotiation is old:
                return after, passed
            after, released = _taken_back(after, old, config)
            return after, (*passed, *released)
    events: list[Event] = []
    negotiation, warnings = apply(old, side, message)
    if side is Side.REMOTE and meets(old, message):
        state, withdrawn = give_way(state)
        events += withdrawn
    state = evolve(state, negotiation=negotiation)
    if isinstance(message, Rollback):
        ours = state.withdrawn or isinstance(old.pending_local, Offer)
        return _taken_back(evolve(state, withdrawn=ours), old, config)
    state = remember_past(state, old)
    state, more = (_spoken if side is Side.LOCAL else _heard)(state, message, old, config)
    events += more
    warned = warnings if side is Side.LOCAL else message.description.warnings + warnings
    events += map(Warned, warned[: config.limits.warnings])
    if isinstance(message, Answer):
        state, moved = carry_over(state, old.stable.transports)
        state, found = open_generations(evolve(state, unanswered=False, attempts=0), config)
        events += (*moved, *found)
    state = settle_gathered(state)
    if side is Side.LOCAL:
        state, released = release_held(state, config)
        events += released
        if must_gather(state):
            events.append(GatheringRequired())
    else:
        state, found = take_early(state, config)
        events += found
    return state, tuple(events)


def _taken_back(state: SessionState, before: Negotiation, config: SessionConfig) -> Stepped:
    """What follows where an offer was taken back: its generations are over (SM-40, SM-44)."""
    state = settle_gathered(remember_past(evolve(state, waiting=()), before))
    return release_held(state, config)


def _repeats(negotiation: Negotiation, message: Description | Rollback) -> bool:
    """Whether the peer's message is the one that was applied already, to the letter."""
    known: Description | None = None
    if isinstance(message, Offer):
        known = negotiation.pending_remote
    elif negotiation.state is SignalingState.STABLE:
        known = negotiation.current_remote
    if isinstance(message, Rollback) or known is None or type(known) is not type(message):
        return False
    return known.description == message.description


def _judge_stale(state: SessionState, message: Description | Rollback) -> None:
    """Refuse an answer to an offer of ours that is no longer on the table (L-35)."""
    if not isinstance(message, Answer | Pranswer):
        return
    waiting = state.negotiation.state in OFFERED
    other = message.offer_id not in (None, str(state.offers))
    if (state.withdrawn and not waiting) or (waiting and other):
        detail = "an answer to an offer that is no longer on the table"
        raise refusal(Side.REMOTE, Fault(FaultCode.JSEP_STALE_ANSWER, detail, "L-35"))


def _spoken(
    state: SessionState, message: Description, old: Negotiation, config: SessionConfig
) -> Stepped:
    """What follows from a description of ours."""
    del old, config
    if not isinstance(message, Offer):
        return state, ()
    return evolve(state, offers=state.offers + 1, withdrawn=False, unanswered=False), ()


def _heard(
    state: SessionState, message: Description, old: Negotiation, config: SessionConfig
) -> Stepped:
    """What follows from a description of the peer."""
    del config
    state = evolve(state, ignored=None)
    if isinstance(message, Offer):
        return evolve(state, unanswered=False), (OfferReceived(message),)
    if isinstance(message, Answer):
        ours = old.pending_local
        return state, (AnswerReceived(message, ours if isinstance(ours, Offer) else None),)
    return state, ()


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
    anew: Collection[Timer] = (),
) -> Stepped:
    """What follows from a change: the aggregate, the timers, and the events that tell."""
    connection = aggregate(state, config)
    needs = _needs(state)
    state = evolve(
        state,
        connection=connection,
        needs=needs,
        was_connected=state.was_connected or connection is ConnectionState.CONNECTED,
        revision=before.revision + 1,
    )
    told: list[Event] = [event for event in events if not isinstance(event, Closed)]
    told += map(SignalingStateChanged, _passed(before.negotiation.state, state.negotiation.state))
    if connection is not before.connection:
        told.append(ConnectionStateChanged(connection))
    if needs and (not before.needs or before.negotiation.state is not SignalingState.STABLE):
        told.append(NegotiationNeeded(needs))
    told += [event for event in events if isinstance(event, Closed)]
    return rearm(state, config, anew=anew), tuple(told)


def _passed(before: SignalingState, after: SignalingState) -> tuple[SignalingState, ...]:
    """The states since; where an offer of ours gave way to theirs there are two (SM-47)."""
    if before in OFFERED and after is SignalingState.HAVE_REMOTE_OFFER:
        return SignalingState.STABLE, after
    return () if after is before else (after,)


def _needs(state: SessionState) -> tuple[NegotiationNeed, ...]:
    """Why we should offer now: not while offers have just met, nor where a media stack decides."""
    foreign = state.negotiation.config.local_descriptions is LocalDescriptions.FOREIGN
    if foreign or state.attempts or state.end is not None:
        return ()
    return negotiation_needed(state.negotiation)


def _reported(fact: TransportFacts, ice: IceState | None, dtls: DtlsState | None) -> TransportFacts:
    """New facts over old ones; what has failed stays failed until it is restarted."""
    if fact.ice is IceState.FAILED or fact.dtls is DtlsState.FAILED:
        return fact
    return TransportFacts(fact.mid, ice or fact.ice, dtls or fact.dtls)


def _fail(state: SessionState, config: SessionConfig) -> Stepped:
    """Every transport that is not up has failed (L-12, L-14)."""
    facts = tuple(fact if up(fact, config) else _failed(fact) for fact in state.facts)
    return _settled(state, evolve(state, facts=facts), (), config)


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


def _unanswered(state: SessionState, config: SessionConfig) -> Stepped:
    """The application has not answered: a first offer ends the session, another is taken back."""
    if state.negotiation.stable.exchange is None:
        return close(state, EndReason.ANSWER_TIMEOUT, state.now, config)
    after = evolve(state, negotiation=rolled_back(state.negotiation))
    after, released = _taken_back(after, state.negotiation, config)
    return _settled(state, after, (AnswerOverdue(), *released), config)


def _expired(state: SessionState, config: SessionConfig) -> Stepped:
    """The peer has not answered: our offer is taken back; a first one fails the session (L-11)."""
    first = state.negotiation.stable.exchange is None
    negotiation = rolled_back(state.negotiation)
    after = evolve(state, negotiation=negotiation, withdrawn=True, unanswered=first)
    after, released = _taken_back(after, state.negotiation, config)
    return _settled(state, after, (OfferExpired(), *released), config)


def _again(state: SessionState, config: SessionConfig) -> Stepped:
    """Time to offer again, if there is still something to say (L-36)."""
    foreign = state.negotiation.config.local_descriptions is LocalDescriptions.FOREIGN
    if not foreign and not negotiation_needed(state.negotiation):
        return _settled(state, evolve(state, attempts=0), (), config)
    fired = mark_fired(state, Timer.RETRY)
    return evolve(fired, revision=state.revision + 1), (OfferRetry(state.attempts),)


def _too_early(state: SessionState, config: SessionConfig) -> Stepped:
    """The description that these candidates belong to never came (L-18)."""
    drops = tuple(CandidateDropped(one.mid or "", Drop.TOO_EARLY) for one in state.early)
    return _settled(state, evolve(state, early=()), drops, config)


ON_EXPIRY: Mapping[Timer, Callable[[SessionState, SessionConfig], Stepped]] = {
    Timer.ANSWER: _unanswered,
    Timer.OFFER: _expired,
    Timer.RETRY: _again,
    Timer.EARLY: _too_early,
    Timer.CONNECT: _fail,
    Timer.DISCONNECTED_GRACE: _suggest,
    Timer.DISCONNECTED: _fail,
    Timer.FAILED: _closing(EndReason.FAILED),
    Timer.IDLE: _closing(EndReason.IDLE),
    Timer.LIFETIME: _closing(EndReason.LIFETIME),
}
