"""What a session tells its application. Events of one call come together, in order."""

from attrs import field, frozen

from ..errors import Fault
from ..jsep import Answer, Offer, SignalingState, Transport
from ..sdp.attributes import Candidate
from ..trickle import Drop
from ._states import ConnectionState, EndReason

__all__ = [
    "AnswerReceived",
    "CandidateDropped",
    "CandidateReceived",
    "Closed",
    "ConnectionStateChanged",
    "Event",
    "OfferReceived",
    "RestartSuggested",
    "SignalingStateChanged",
    "TransportAdded",
    "Warned",
]


@frozen
class OfferReceived:
    """The peer offered; the application owes an answer."""

    offer: Offer = field(repr=False)


@frozen
class AnswerReceived:
    """The peer answered our offer."""

    answer: Answer = field(repr=False)


@frozen
class Warned:
    """Something was tolerated."""

    fault: Fault


@frozen
class TransportAdded:
    """An exchange settled a transport: ICE may start with what the peer said."""

    transport: Transport


@frozen
class CandidateReceived:
    """A remote candidate for the ICE agent of a transport."""

    mid: str
    """The section that owns the transport."""
    candidate: Candidate | None
    """None: there are no more."""


@frozen
class CandidateDropped:
    """A remote candidate that the ICE agent will not see."""

    mid: str
    reason: Drop


@frozen
class SignalingStateChanged:
    """Where the exchange of offer and answer is."""

    state: SignalingState


@frozen
class ConnectionStateChanged:
    """Where the session as a whole is."""

    state: ConnectionState


@frozen
class RestartSuggested:
    """Contact has been lost for a while: an ICE restart may help."""


@frozen
class Closed:
    """The session is over. The last event of every session."""

    reason: EndReason
    detail: str = ""
    """What the one who closed it gave as a reason."""


Event = (
    OfferReceived
    | AnswerReceived
    | Warned
    | TransportAdded
    | CandidateReceived
    | CandidateDropped
    | SignalingStateChanged
    | ConnectionStateChanged
    | RestartSuggested
    | Closed
)
