"""How one session behaves: its timers and limits, in one frozen value."""

from attrs import field, frozen

from ..limits import Limits
from ..sdp import INTEROP, Profile
from ..trickle import LAN, CandidatePolicy

__all__ = ["SessionConfig"]


@frozen(kw_only=True)
class SessionConfig:
    """Timers are in seconds; None or 0 switches one off."""

    answer_timeout: float | None = 30.0
    """How long the application may take to answer an offer (L-10)."""
    connect_timeout: float | None = 40.0
    """How long ICE and DTLS may take; RFC 8863 asks for 39.5 at least (L-12)."""
    disconnected_grace: float | None = 10.0
    """How long contact may be lost before an ICE restart is suggested (L-13)."""
    disconnected_timeout: float | None = 30.0
    """How long contact may be lost before the connection has failed (L-14, RFC 7675 §5.1)."""
    failed_timeout: float | None = 30.0
    """How long a failed session waits for an ICE restart (L-15)."""
    idle_timeout: float | None = 60.0
    """How long a session that never was connected may be silent (L-16)."""
    max_lifetime: float | None = None
    """How long a session may live at all (L-17)."""
    wait_for_dtls: bool = True
    """Whether connected means DTLS too; False for a media side that does ICE only."""
    candidates: CandidatePolicy = LAN
    """Which remote candidates may reach the ICE agent."""
    profile: Profile = INTEROP
    """What is tolerated of the peer."""
    limits: Limits = field(factory=Limits)
    """Bounds of what the peer may send."""
