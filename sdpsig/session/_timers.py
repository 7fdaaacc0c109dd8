"""When a session must be woken: what starts each timer, and how long it goes on."""

from collections.abc import Callable, Collection, Mapping

from .._frozen import evolve
from ..jsep import SignalingState
from ._config import SessionConfig
from ._glare import retry_delay
from ._state import FIRED, SessionState, Timer
from ._states import ConnectionState

__all__ = ["OFFERED", "due", "earliest", "mark_fired", "rearm"]

UNANSWERED = frozenset({SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER})
OFFERED = frozenset({SignalingState.HAVE_LOCAL_OFFER, SignalingState.HAVE_REMOTE_PRANSWER})

WITHOUT_CONTACT = frozenset({ConnectionState.CONNECTING, ConnectionState.DISCONNECTED})

STARTS: Mapping[Timer, Callable[[SessionState], bool]] = {
    Timer.ANSWER: lambda s: s.negotiation.state in UNANSWERED,
    Timer.OFFER: lambda s: s.negotiation.state in OFFERED,
    Timer.RETRY: lambda s: s.attempts > 0 and s.negotiation.state is SignalingState.STABLE,
    Timer.EARLY: lambda s: bool(s.early),
    Timer.CONNECT: lambda s: s.connection is ConnectionState.CONNECTING,
    Timer.DISCONNECTED_GRACE: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.DISCONNECTED: lambda s: s.connection is ConnectionState.DISCONNECTED,
    Timer.FAILED: lambda s: (
        s.connection is ConnectionState.FAILED and s.negotiation.state is SignalingState.STABLE
    ),
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

DURATION: Mapping[Timer, Callable[[SessionState, SessionConfig], float | None]] = {
    Timer.ANSWER: lambda _, c: c.answer_timeout or None,
    Timer.OFFER: lambda _, c: c.offer_timeout or None,
    Timer.RETRY: lambda s, c: retry_delay(s.attempts, c),
    Timer.EARLY: lambda _, c: c.early_timeout or None,
    Timer.CONNECT: lambda _, c: c.connect_timeout or None,
    Timer.DISCONNECTED_GRACE: lambda _, c: c.disconnected_grace or None,
    Timer.DISCONNECTED: lambda _, c: c.disconnected_timeout or None,
    Timer.FAILED: lambda _, c: c.failed_timeout or None,
    Timer.IDLE: lambda _, c: c.idle_timeout or None,
    Timer.LIFETIME: lambda _, c: c.max_lifetime or None,
}
"""How long each goes on, in seconds; None: it is switched off."""


def rearm(
    state: SessionState, config: SessionConfig, *, anew: Collection[Timer] = ()
) -> SessionState:
    """Stop what need not run, start what must, and start anew what something new has begun."""
    if state.end is not None:
        return evolve(state, deadlines=())
    running = [
        (timer, at) for timer, at in state.deadlines if timer not in anew and LASTS[timer](state)
    ]
    known = {timer for timer, _ in running}
    for timer, begins in STARTS.items():
        if timer in known or not begins(state):
            continue
        duration = DURATION[timer](state, config)
        if duration is not None:
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
