"""The whole state of a session as one frozen value."""

from enum import StrEnum
from math import inf

from attrs import field, frozen

from ..jsep import Negotiation
from ..trickle import Candidates
from ._messages import IceCandidate
from ._states import ConnectionState, DtlsState, EndReason, IceState

__all__ = ["SessionState", "Timer", "TransportFacts"]


class Timer(StrEnum):
    """Every reason why a session may ask to be woken."""

    ANSWER = "answer"
    """When the application's answer is overdue (L-10)."""
    CONNECT = "connect"
    """When ICE and DTLS have taken too long (L-12)."""
    DISCONNECTED_GRACE = "disconnected-grace"
    """When to suggest an ICE restart (L-13)."""
    DISCONNECTED = "disconnected"
    """When lost contact becomes failure (L-14)."""
    FAILED = "failed"
    """When to give up a failed session (L-15)."""
    IDLE = "idle"
    """When to give up a session that is silent and never was connected (L-16)."""
    LIFETIME = "lifetime"
    """When a session has lived long enough (L-17)."""


FIRED = inf
"""The deadline of a timer that went off and whose condition still holds."""


@frozen
class TransportFacts:
    """What the application reported of one transport."""

    mid: str
    """The section that owns it."""
    ice: IceState = IceState.NEW
    dtls: DtlsState = DtlsState.NEW


@frozen
class SessionState:
    """Everything that a session knows. Replaced, never changed."""

    connection: ConnectionState = ConnectionState.NEW
    negotiation: Negotiation = field(factory=Negotiation)
    waiting: tuple[IceCandidate, ...] = ()
    """Remote candidates that came before the answer, in order."""
    remote: tuple[Candidates, ...] = ()
    """Remote candidates, one value for each transport."""
    facts: tuple[TransportFacts, ...] = ()
    """One for each transport."""
    was_connected: bool = False
    """Whether it ever was connected."""
    end: EndReason | None = None
    """Why it is over; None while it lives."""
    deadlines: tuple[tuple[Timer, float], ...] = ()
    """The timers that run, in the order in which they were started."""
    now: float = -inf
    """The latest time that was told."""
    revision: int = 0
    """One more with every change: for compare-and-swap in a store."""
