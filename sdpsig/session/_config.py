"""How one session behaves: its timers and limits, in one frozen value."""

from enum import StrEnum, unique

from attrs import field

from .._configuration import ANY_SIGN, judge
from .._frozen import frozen
from ..jsep import NegotiationConfig
from ..limits import Limits
from ..trickle import LAN, CandidatePolicy

__all__ = ["Politeness", "SessionConfig"]


@unique
class Politeness(StrEnum):
    """What to do with an offer of the peer that meets ours; fixed, and opposite on both sides."""

    POLITE = "polite"
    """Take our offer back, answer theirs, and offer again (L-34)."""
    IMPOLITE = "impolite"
    """Pass over theirs: the peer takes it back by itself (L-32)."""
    NONE = "none"
    """There are no roles: both take their offers back and try again after a while (L-36)."""


@frozen(kw_only=True)
class SessionConfig:
    """Timers are in seconds; None or 0 switches one off."""

    answer_timeout: float | None = 30.0
    """How long the application may take to answer an offer (L-10)."""
    offer_timeout: float | None = 30.0
    """How long the peer may take to answer an offer of ours (L-11)."""
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
    early_timeout: float | None = 30.0
    """How long candidates are kept that came before their description (L-18)."""
    early_candidates: bool = False
    """Whether candidates may come before their description (TR-40)."""
    politeness: Politeness = Politeness.IMPOLITE
    """Who gives way where two offers meet (L-30)."""
    owns_call: bool = True
    """Without roles: whether we wait the longer time before we offer again (RFC 3261 §14.1)."""
    retry_attempts: int = 5
    """Without roles: how often we offer again before we give up."""
    retry_seed: int = field(default=1, repr=False, metadata=ANY_SIGN)
    """Without roles: any random number, from which the delays follow."""
    wait_for_dtls: bool = True
    """Whether connected means DTLS too; False for a media side that does ICE only."""
    candidates: CandidatePolicy = LAN
    """Which remote candidates may reach the ICE agent, where a session has no policy of its own."""
    negotiation: NegotiationConfig = field(factory=NegotiationConfig)
    """How offers and answers are judged and made."""
    limits: Limits = field(factory=Limits)
    """Bounds of what the peer may send."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)
