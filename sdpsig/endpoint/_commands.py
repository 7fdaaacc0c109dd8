"""What is asked of an endpoint, by a dialect for the peer or by our own application: values.

What the peer asks has an ``owner``: who asks, as far as that is known. A session belongs to who
opened it; to everybody else it is not there.
"""

from attrs import field

from .._frozen import frozen
from ..jsep import Answer, Offer, Pranswer, Transports
from ..sdp import Fragment
from ..session import DtlsState, EndReason, IceCandidate, IceState, Message
from ..trickle import CandidatePolicy
from ._deliveries import Delivery
from ._feed import Hear

__all__ = [
    "Accept",
    "Call",
    "Close",
    "Command",
    "Counter",
    "OfferTo",
    "Open",
    "Reoffer",
    "Report",
    "Restart",
    "Say",
    "Settle",
    "Trickle",
]

# --- what the peer asks


@frozen
class Open:
    """A client offers: make a session.

    Where its owner is known and has a live session of this id, it is a ``Reoffer`` to that one if
    that one can go on with the offer.
    """

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    metadata: object = None
    """Whatever JSON the client sent along."""
    owner: str | None = field(default=None, repr=False)
    """Whom the session belongs to; None: to whoever knows its id."""
    delivery: Delivery | None = None
    """How to know the same offer when it is delivered again."""
    sequence: int | None = None
    """The number of the message among those of the peer, where they are numbered (L-45)."""
    candidates: CandidatePolicy | None = None
    """Which remote candidates may reach the ICE agent of the new session, such as ``auto`` of the
    address that the client connected from; None: those that the configuration says."""
    may_continue: bool = False
    """Whether that holds for a session that belongs to nobody, too: who knows its id offers."""


@frozen
class Reoffer:
    """The peer offers again within a session: another shape, or new ICE credentials."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    owner: str | None = field(default=None, repr=False)
    delivery: Delivery | None = None
    sequence: int | None = None


@frozen
class Restart:
    """The peer restarts ICE and changes nothing else (RFC 9725 §4.3.3): as good as an offer."""

    session_id: str = field(repr=False)
    fragment: Fragment = field(repr=False)
    """The new credentials, and the candidates that come with them."""
    owner: str | None = field(default=None, repr=False)
    sequence: int | None = None


@frozen
class Settle:
    """The peer's answer to our offer."""

    session_id: str = field(repr=False)
    answer: Answer | Pranswer = field(repr=False)
    owner: str | None = field(default=None, repr=False)
    sequence: int | None = None


@frozen
class Trickle:
    """Candidates of the client: all of them count, or none."""

    session_id: str = field(repr=False)
    candidates: tuple[IceCandidate, ...]
    owner: str | None = field(default=None, repr=False)
    sequence: int | None = None


@frozen
class Close:
    """End a session. It is the peer who asks where the reason says so."""

    session_id: str = field(repr=False)
    reason: EndReason = EndReason.CLOSED_BY_PEER
    detail: str = ""
    """What the client gave as a reason."""
    owner: str | None = field(default=None, repr=False)


# --- what our application asks


@frozen
class Accept:
    """The application's answer to the offer of a session."""

    session_id: str = field(repr=False)
    answer: Answer = field(repr=False)
    offer: Offer | None = field(default=None, repr=False)
    """The offer that it was made for, so that it answers no other; None: the pending one."""


@frozen
class Counter:
    """The application offers instead of answering: the peer's offer counts for nothing."""

    session_id: str = field(repr=False)
    offer: Offer = field(repr=False)
    """Ours, whoever has written it."""
    against: Offer = field(repr=False)
    """The offer that would have been answered."""


@frozen
class Call:
    """We offer first: make a session, say all this in it, and with transports offer it."""

    session_id: str = field(repr=False)
    messages: tuple[Message, ...]
    """What the application wants, as changes; without transports the last is our offer."""
    transports: Transports | None = field(default=None, repr=False)
    """Our end of each transport; None: another has written our offer."""
    metadata: object = None
    owner: str | None = field(default=None, repr=False)
    candidates: CandidatePolicy | None = None
    """As in ``Open``."""


@frozen
class OfferTo:
    """Offer all that the application wants now, within a session.

    Raises LocalProtocolError while another offer is on the table (L-37).
    """

    session_id: str = field(repr=False)
    transports: Transports = field(repr=False)
    """Our end of each transport that the offer needs."""
    ice_restart: bool = False
    """Whether ICE begins anew on all of them."""


@frozen
class Say:
    """Anything else that we say: a change, a rollback, a provisional answer, an offer, a bye."""

    session_id: str = field(repr=False)
    message: Message = field(repr=False)


@frozen
class Report:
    """The application tells how a transport of a session fares."""

    session_id: str = field(repr=False)
    mid: str
    ice: IceState | None = None
    dtls: DtlsState | None = None


Command = (
    Open
    | Reoffer
    | Restart
    | Settle
    | Trickle
    | Hear
    | Close
    | Accept
    | Counter
    | Call
    | OfferTo
    | Say
    | Report
)
