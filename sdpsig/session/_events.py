"""What a session tells its application. Events of one call come together, in order."""

from attrs import field

from .._frozen import frozen
from ..errors import Fault
from ..jsep import Answer, NegotiationNeed, Offer, SignalingState, Transport
from ..sdp.attributes import Candidate
from ..trickle import Drop
from ._messages import IceCandidate
from ._states import ConnectionState, EndReason

__all__ = [
    "AnswerOverdue",
    "AnswerReceived",
    "CandidateDropped",
    "CandidateReceived",
    "Closed",
    "ConnectionStateChanged",
    "Event",
    "GatheringRequired",
    "LocalCandidate",
    "NegotiationNeeded",
    "OfferExpired",
    "OfferIgnored",
    "OfferReceived",
    "OfferRetry",
    "OfferWithdrawn",
    "RestartSuggested",
    "RetryGivenUp",
    "SignalingStateChanged",
    "TransportAdded",
    "TransportChanged",
    "TransportRemoved",
    "TransportRestarted",
    "Warned",
]


@frozen
class OfferReceived:
    """The peer offered; the application owes an answer."""

    offer: Offer = field(repr=False)


@frozen
class AnswerReceived:
    """The peer answered our offer.

    A media stack that cannot roll back is told of an offer only now: it sets ``offer``, then
    ``answer``.
    """

    answer: Answer = field(repr=False)
    offer: Offer | None = field(default=None, repr=False)
    """Our offer that it answers."""


@frozen
class AnswerOverdue:
    """The application has not answered the peer's offer in time: it was taken back (L-10)."""


@frozen
class OfferExpired:
    """The peer has not answered our offer in time: it was taken back (L-11)."""


@frozen
class OfferIgnored:
    """An offer of the peer met ours, and was passed over (L-32)."""

    offer: Offer = field(repr=False)


@frozen
class OfferWithdrawn:
    """Our offer met one of the peer, and was taken back (L-34)."""

    offer: Offer = field(repr=False)


@frozen
class OfferRetry:
    """The time has come to offer again, after two offers had met (L-36)."""

    attempt: int
    """Which attempt this is, from 1."""


@frozen
class RetryGivenUp:
    """Offers met too often; we do not try again by ourselves (L-36)."""


@frozen
class NegotiationNeeded:
    """The application wants something that the peer does not know yet: make an offer (§4.7.3)."""

    needs: tuple[NegotiationNeed, ...]


@frozen
class GatheringRequired:
    """The peer takes nothing trickled: what we said waits for the end of gathering (TR-61).

    It is an offer or an answer. When our candidates and their end have been told,
    ``local_description`` has them all.
    """


@frozen
class LocalCandidate:
    """A candidate of ours for the peer, with all that names its place (TR-50 to TR-52)."""

    candidate: IceCandidate = field(repr=False)


@frozen
class Warned:
    """Something was tolerated."""

    fault: Fault


@frozen
class TransportAdded:
    """An exchange settled a transport: ICE may start with what the peer said."""

    transport: Transport


@frozen
class TransportRestarted:
    """ICE begins anew on a transport, with other credentials; DTLS goes on (RFC 8839 §4.4.1.1)."""

    transport: Transport


@frozen
class TransportChanged:
    """Other sections use a transport, or another one owns it; ICE and DTLS go on."""

    transport: Transport
    before: str
    """The section that owned it."""


@frozen
class TransportRemoved:
    """No section uses a transport any more, or one with other certificates takes its place."""

    mid: str
    """The section that owned it."""


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
    | AnswerOverdue
    | OfferExpired
    | OfferIgnored
    | OfferWithdrawn
    | OfferRetry
    | RetryGivenUp
    | NegotiationNeeded
    | GatheringRequired
    | LocalCandidate
    | Warned
    | TransportAdded
    | TransportRestarted
    | TransportChanged
    | TransportRemoved
    | CandidateReceived
    | CandidateDropped
    | SignalingStateChanged
    | ConnectionStateChanged
    | RestartSuggested
    | Closed
)
