"""What a dialect asks of an endpoint, and what comes of it: values both ways."""

from attrs import field, frozen

from ..jsep import Answer, Offer
from ..session import DtlsState, EndReason, Event, IceCandidate, IceState

__all__ = [
    "Accept",
    "AnswerNeeded",
    "Answered",
    "Close",
    "Closed",
    "Command",
    "Ended",
    "Open",
    "Outcome",
    "Report",
    "Reported",
    "Trickle",
    "Trickled",
]


@frozen
class Open:
    """A client offers: make a session."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    metadata: object = None
    """Whatever JSON the client sent along."""


@frozen
class Accept:
    """The application's answer to the offer of a session."""

    session_id: str = field(repr=False)
    answer: Answer = field(repr=False)


@frozen
class Trickle:
    """Candidates of the client: all of them count, or none."""

    session_id: str = field(repr=False)
    candidates: tuple[IceCandidate, ...]


@frozen
class Close:
    """End a session."""

    session_id: str = field(repr=False)
    reason: EndReason = EndReason.CLOSED_BY_PEER
    detail: str = ""
    """What the client gave as a reason."""


@frozen
class Report:
    """The application tells how a transport of a session fares."""

    session_id: str = field(repr=False)
    mid: str
    ice: IceState | None = None
    dtls: DtlsState | None = None


Command = Open | Accept | Trickle | Close | Report


@frozen
class AnswerNeeded:
    """The application owes an answer; when it has one, ``Accept`` follows."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    events: tuple[Event, ...]
    metadata: object = None
    deadline: float | None = None
    """When the session gives up waiting, on the clock of ``now``."""


@frozen
class Answered:
    """The exchange is complete."""

    session_id: str = field(repr=False)
    answer: Answer = field(repr=False)
    events: tuple[Event, ...]
    metadata: object = None


@frozen
class Trickled:
    """The candidates were taken; the events say which of them were dropped, and why."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]


@frozen
class Closed:
    """The session is over; without events where it was over before."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


@frozen
class Reported:
    """The report was taken; without events where the session is over."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...] = ()


Outcome = AnswerNeeded | Answered | Trickled | Closed | Reported


@frozen
class Ended:
    """Something happened to a session because of the time."""

    session_id: str = field(repr=False)
    events: tuple[Event, ...]
