"""What comes of a command, and of the time: values."""

from attrs import field

from .._frozen import frozen
from ..jsep import Answer, Negotiation, Offer
from ..session import Event, IceCandidate
from ._feed import Hear, Notice

__all__ = [
    "AnswerNeeded",
    "Answered",
    "Closed",
    "Ended",
    "Heard",
    "Ignored",
    "InProgress",
    "Offered",
    "Outcome",
    "Reported",
    "Said",
    "Settled",
    "Stale",
    "Trickled",
]


@frozen
class AnswerNeeded:
    """The application owes an answer; when it has one, ``Accept`` follows."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    events: tuple[Event, ...]
    """Where the session took the place of another, the end of that one comes first."""
    metadata: object = None
    deadline: float | None = None
    """When the session gives up waiting, on the clock of ``now``."""
    reoffer: bool = False
    """Whether an exchange went before: without an answer the session goes on as it was."""
    negotiation: Negotiation | None = field(default=None, repr=False, eq=False)
    """What has been agreed so far, with this offer: what ``next_answer`` needs of it."""


@frozen
class Answered:
    """The exchange is complete; without events where it was complete before."""

    session_id: str = field(repr=False)
    answer: Answer = field(repr=False)
    events: tuple[Event, ...]
    metadata: object = None
    candidates: tuple[IceCandidate, ...] = ()
    """Those of ours that were told and are not in the answer."""


@frozen
class InProgress:
    """The offer is on the table already, and its answer is being made (L-40, L-43)."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


@frozen
class Ignored:
    """The offer met one of ours: it counts for nothing, and needs no answer (L-32)."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]


@frozen
class Stale:
    """The message comes too late to mean anything: nothing has changed (L-35, L-45)."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


@frozen
class Offered:
    """We have offered: the peer has to be told."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    events: tuple[Event, ...]
    metadata: object = None
    offer_id: str = ""
    """Names the offer, for protocols in which answers say which one they are for (L-35)."""


@frozen
class Settled:
    """The peer's answer was taken; without events where it was taken before (L-42)."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


@frozen
class Trickled:
    """The candidates were taken; the events say which of them were dropped, and why."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]


@frozen
class Heard:
    """What there is to tell the peer."""

    session_id: str = field(repr=False)
    notices: tuple[Notice, ...]
    last: int
    """The number to ask from the next time."""
    complete: bool
    """Whether no more candidates will come to what we described last."""
    asked: Hear
    events: tuple[Event, ...] = ()


@frozen
class Closed:
    """The session is over; without events where it was over before."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


@frozen
class Said:
    """What we said has been noted."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]


@frozen
class Reported:
    """The report was taken; without events where the session is over."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


Outcome = (
    AnswerNeeded
    | Answered
    | InProgress
    | Ignored
    | Stale
    | Offered
    | Settled
    | Trickled
    | Heard
    | Closed
    | Said
    | Reported
)


@frozen
class Ended:
    """Something happened to a session because of the time."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]
