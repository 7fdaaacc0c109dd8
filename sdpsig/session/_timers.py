"""When a session must be woken: what starts each timer, and how long it goes on."""

from collections.abc import Callable, Mapping

from attrs import evolve

from ..jsep import SignalingState
from ._config import SessionConfig
from ._state import FIRED, SessionState, Timer
from ._states import ConnectionState

__all__ = ["due", "earliest", "mark_fired", "rearm"]

UNANSWERED = frozenset({SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER})

WITHOUT_CONTACT = frozenset({ConnectionState.CONNECTING, ConnectionState.DISCONNECTED})

STARTS: Mapping[Timer, Callable[[SessionState], bool]] = {
    Timer.ANSWER: lambda s: s.negotiation.state in UNANSWERED,
    Timer.CONNECT: lambda s: s.connection is ConnectionState.CONNECTING,
    Timer.DISCONNECTED_GRACE: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.DISCONNECTED: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.FAILED: lambda s: s.connection is ConnectionState.FAILED,
    Timer.IDLE: lambda s: not s.was_connected,
    Timer.LIFETIME: lambda s: s.end is None,
}
"""What starts a timer that does not run, and where nothing else is said keeps it running."""

LASTS: Mapping[Timer, Callable[[SessionState], bool]] = {
    **STARTS,
    Timer.CONNECT: lambda s: s.connection in WITHOUT_CONTACT,
    Timer.DISCONNECTED_GRACE: lambda s: s.connection in WITHOUT_CONTACT,
    Timer.DISCONNECTED: lambda s: s.connection in WITHOUT_CONTACT,
}
"""What keeps a timer running: those that wait for contact are stopped by nothing less."""

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
        if LASTS[timer](state) and not (active and timer is Timer.IDLE)
    ]
    known = {timer for timer, _ in running}
    for timer, begins in STARTS.items():
        duration = DURATION[timer](config)
        if timer not in known and duration and begins(state):
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
