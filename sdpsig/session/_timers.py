"""When a session must be woken: each timer runs exactly while its condition holds (jsep §6.2)."""

from collections.abc import Callable, Mapping

from attrs import evolve

from ..jsep import SignalingState
from ._config import SessionConfig
from ._state import FIRED, SessionState, Timer
from ._states import ConnectionState

__all__ = ["due", "earliest", "mark_fired", "rearm"]

UNANSWERED = frozenset({SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER})

RUNS_WHILE: Mapping[Timer, Callable[[SessionState], bool]] = {
    Timer.ANSWER: lambda s: s.negotiation.state in UNANSWERED,
    Timer.CONNECT: lambda s: s.connection is ConnectionState.CONNECTING,
    Timer.DISCONNECTED_GRACE: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.DISCONNECTED: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.FAILED: lambda s: s.connection is ConnectionState.FAILED,
    Timer.IDLE: lambda s: not s.was_connected,
    Timer.LIFETIME: lambda s: s.end is None,
}

DURATION: Mapping[Timer, Callable[[SessionConfig], float | None]] = {
    Timer.ANSWER: lambda c: c.answer_timeout,
    Timer.CONNECT: lambda c: c.connect_timeout,
    Timer.DISCONNECTED_GRACE: lambda c: c.disconnected_grace,
    Timer.DISCONNECTED: lambda c: c.disconnected_timeout,
    Timer.FAILED: lambda c: c.failed_timeout,
    Timer.IDLE: lambda c: c.idle_timeout,
    Timer.LIFETIME: lambda c: c.max_lifetime,
}


def rearm(state: SessionState, config: SessionConfig, *, active: bool) -> SessionState:
    """Stop what need not run, start what must; signaling activity starts the idle timer anew."""
    if state.end is not None:
        return evolve(state, deadlines=())
    running = [
        (timer, at)
        for timer, at in state.deadlines
        if RUNS_WHILE[timer](state) and not (active and timer is Timer.IDLE)
    ]
    known = {timer for timer, _ in running}
    for timer, holds in RUNS_WHILE.items():
        duration = DURATION[timer](config)
        if timer not in known and duration and holds(state):
            running.append((timer, state.now + duration))
    return evolve(state, deadlines=tuple(running))


def earliest(state: SessionState) -> tuple[Timer, float] | None:
    """The timer that goes off next; of two at the same time the one that was started first."""
    running = [item for item in state.deadlines if item[1] != FIRED]
    return min(running, key=lambda item: item[1]) if running else None


def due(state: SessionState) -> Timer | None:
    """The timer whose time has come."""
    first = earliest(state)
    return first[0] if first is not None and first[1] <= state.now else None


def mark_fired(state: SessionState, timer: Timer) -> SessionState:
    """It went off: not again before its condition has ended and begun anew."""
    deadlines = tuple((item, FIRED if item is timer else at) for item, at in state.deadlines)
    return evolve(state, deadlines=deadlines)
