"""The whole state of a session as one frozen value."""

from enum import StrEnum
from math import inf

from attrs import field

from .._frozen import frozen
from ..jsep import Negotiation, NegotiationNeed
from ..sdp.attributes import Candidate
from ..trickle import CandidatePolicy, Candidates
from ._messages import IceCandidate
from ._states import ConnectionState, DtlsState, EndReason, IceState

__all__ = ["FIRED", "GIVEN_UP", "Gathered", "SessionState", "Timer", "TransportFacts"]


class Timer(StrEnum):
    """Every reason why a session may ask to be woken."""

    ANSWER = "answer"
    """When the application's answer is overdue (L-10)."""
    OFFER = "offer"
    """When the peer's answer is overdue (L-11)."""
    RETRY = "retry"
    """When to offer again after two offers met (L-36)."""
    EARLY = "early"
    """When candidates that came too early are given up (L-18)."""
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
GIVEN_UP = -1
"""The attempts of a session that waits for something new before it offers again (L-36)."""


@frozen
class TransportFacts:
    """What the application reported of one transport."""

    mid: str
    """The section that owns it."""
    ice: IceState = IceState.NEW
    dtls: DtlsState = DtlsState.NEW


@frozen
class Gathered:
    """What we have told of one of our ICE generations (RFC 8838 §13)."""

    mid: str
    """The section that owns the transport."""
    ufrag: str
    candidates: tuple[Candidate, ...] = ()
    ended: bool = False
    """Whether we said that there are no more."""


@frozen
class SessionState:
    """Everything that a session knows. Replaced, never changed."""

    connection: ConnectionState = ConnectionState.NEW
    negotiation: Negotiation = field(factory=Negotiation)
    policy: CandidatePolicy | None = None
    """Which remote candidates may reach its ICE agent; None: those that its configuration says."""
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
    gathered: tuple[Gathered, ...] = ()
    """Our own candidates, one value for each of our ICE generations."""
    held: tuple[IceCandidate, ...] = field(default=(), repr=False)
    """Our own candidates that came before the description that names their generation."""
    early: tuple[IceCandidate, ...] = field(default=(), repr=False)
    """Remote candidates whose description has not come yet, in order (TR-40)."""
    needs: tuple[NegotiationNeed, ...] = ()
    """Why an offer of ours is needed, as it was told last."""
    offers: int = 0
    """How many offers we have made: the newest has this id (L-35)."""
    withdrawn: bool = False
    """Whether our newest offer was taken back before it had its answer."""
    unanswered: bool = False
    """Whether our first offer was never answered (L-11)."""
    ignored: tuple[str, ...] | None = None
    """The ICE generations of an offer that was passed over; None where none was (L-33)."""
    attempts: int = 0
    """How often offers have met without roles since an exchange was settled (L-36)."""
    past_ufrags: tuple[str, ...] = ()
    """The peer's ICE generations that are over, the newest last: their candidates come too late."""
    unused_ufrags: tuple[str, ...] = ()
    """Those of them that were only offered, and taken back: the peer may offer them again."""
    now: float = -inf
    """The latest time that was told."""
    revision: int = 0
    """One more with every change: for compare-and-swap in a store."""
