"""How an endpoint behaves, in one frozen value."""

from enum import StrEnum, unique

from attrs import field

from .._configuration import judge
from .._frozen import frozen
from ..session import SessionConfig

__all__ = ["EndpointConfig", "Takeover"]


@unique
class Takeover(StrEnum):
    """What becomes of a live session whose owner opens another of the same id."""

    REJECT = "reject"
    """It goes on, and the newcomer is refused."""
    REPLACE_IF_DEAD = "replace-if-dead"
    """It ends where it has lost contact or failed, else the newcomer is refused."""
    REPLACE = "replace"
    """It ends."""


@frozen(kw_only=True)
class EndpointConfig:
    """How an endpoint and its sessions behave."""

    session: SessionConfig = field(factory=SessionConfig)
    """How each session behaves: its timers, its limits, how it negotiates."""
    closed_retention: float = 60.0
    """Seconds for which closing again is answered like the first time (L-19)."""
    takeover: Takeover = Takeover.REJECT
    """Whether a new session may take the id of a live one of the same owner."""
    owner_sessions: int | None = None
    """Live sessions of one owner, where there are owners; None: as many as there may be at all."""
    kept_outcomes: int = 10_000
    """Outcomes that are kept, for those who ask again, beyond the sessions they are of (L-40)."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)
