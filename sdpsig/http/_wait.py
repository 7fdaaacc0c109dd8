"""To wait for something that happens to a session, as a value: no clock, no loop."""

from enum import Enum, auto, unique

from attrs import field

from .._frozen import frozen
from ..session import Closed

__all__ = ["Wait", "Wake", "Woken"]


@unique
class Wake(Enum):
    """Why a wait is over."""

    CHANGED = auto()
    """Something happened to the session."""
    TIME = auto()
    """Nothing happened, and the time is up."""
    ENDED = auto()
    """The session is over, or nobody is to wait any longer."""


@frozen
class Wait:
    """Wait until something happens to a session, and send in a ``Woken``."""

    session_id: str = field(repr=False)
    seconds: float
    """At most so long; of one exchange all its waits together, from the first."""


@frozen
class Woken:
    """The end of a wait."""

    why: Wake
    closed: Closed | None = None
    """The end of the session, where it has come."""
