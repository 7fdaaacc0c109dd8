"""What two sides have agreed on so far: one frozen value, with every slot of RFC 9429 §4.1.12.

Knows no time, no randomness and no other session. Nothing ever changes it: there is an old one
and a new one, made by ``apply``, ``change``, ``next_offer`` and ``next_answer``.
"""

from collections.abc import Mapping

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError
from ..sdp._secrets import Secret
from ._bindings import History
from ._config import NegotiationConfig
from ._messages import Answer, Description, Offer, Pranswer
from ._sections import Sections
from ._signaling import Side, SignalingState
from ._transceivers import Transceiver, by_mid, restored
from ._transports import Transport

__all__ = ["Created", "Exchange", "Named", "Negotiation", "closed", "refusal", "rolled_back"]


@frozen
class Exchange:
    """An offer and the answer that settled it, section by section."""

    offerer: Side
    offer: Sections
    answer: Sections

    def of(self, side: Side) -> Sections:
        """What one side said."""
        return self.offer if side is self.offerer else self.answer

    def rejected(self, index: int) -> bool:
        """Whether either side has rejected a section: only then may its place be used again."""
        return not (self.offer.views[index].live and self.answer.views[index].live)


@frozen
class Created:
    """A description that we made, before it is applied."""

    description: Offer | Pranswer | Answer
    proposed: Mapping[str, int] = field(factory=dict[str, int])
    """Which transceiver each of its sections is for."""
    offer: Sections | None = field(default=None, eq=False)
    """What an answer was made for: another offer may have come since."""


@frozen
class Named:
    """The section that an offer of ours, taken back since, has named for something (SM-46)."""

    mid: str
    transceiver: int | None = None
    """Its number; None: data channels."""


@frozen(kw_only=True)
class Negotiation:
    """The signaling state, the four descriptions, and what follows of them."""

    config: NegotiationConfig = field(factory=NegotiationConfig)
    state: SignalingState = SignalingState.STABLE
    closed: bool = False
    """Whether it is over: the sixth state of W3C."""
    current_local: Description | None = None
    current_remote: Description | None = None
    pending_local: Description | None = None
    pending_remote: Description | None = None
    sections: Sections | None = None
    """The sections of the newest offer, with their mids."""
    exchange: Exchange | None = None
    """The last exchange that was settled."""
    transports: tuple[Transport, ...] = ()
    """The transports that the newest answer settled."""
    transceivers: tuple[Transceiver, ...] = ()
    """In the order of their making; those that are stopped for good are gone."""
    data_channels: bool = False
    """Whether the application wants data channels."""
    history: History = field(factory=History, repr=False, hash=False)
    """What payload types and header extension ids have come to mean."""
    mids: frozenset[str] = frozenset()
    """Every name that a section ever had: it names no other."""
    named: tuple[Named, ...] = ()
    """What our offers that were taken back have named, in the order of their sections: a peer that
    has answered one of them takes it for the same again. Names that the peer has used, and those of
    what was agreed on, are not here."""
    transceivers_made: int = 0
    transports_made: int = 0
    version: int = 0
    """The version in ``o=`` of the newest description that we made; it never goes down."""
    last_offer: Created | None = field(default=None, repr=False, hash=False)
    """What we created last; None once an answer has been applied (SM-23)."""
    last_answer: Created | None = field(default=None, repr=False, hash=False)
    """What we created last; None once an answer has been applied (SM-23)."""
    restarting: frozenset[tuple[str, Secret]] = field(default=frozenset(), repr=False)
    """Our ICE credentials that have to be replaced (O-41)."""
    before: "Negotiation | None" = field(default=None, repr=False)
    """What held when the pending offer came: where a rollback leads; None while stable."""

    @property
    def remote(self) -> Description | None:
        """The newest description of the peer."""
        return self.pending_remote or self.current_remote

    @property
    def local(self) -> Description | None:
        """Our newest description."""
        return self.pending_local or self.current_local

    @property
    def stable(self) -> "Negotiation":
        """The last stable value: this one, or the one before the pending offer."""
        return self.before or self

    def transport(self, mid: str) -> Transport | None:
        """The transport that a section uses."""
        return next((item for item in self.transports if mid in item.members), None)

    def transceiver(self, mid: str) -> Transceiver | None:
        """The transceiver of a section."""
        return by_mid(self.transceivers).get(mid)


def refusal(side: Side, fault: Fault) -> SdpsigError:
    """The exception that says who is to blame."""
    return (LocalProtocolError if side is Side.LOCAL else RemoteProtocolError)(fault)


def closed(side: Side) -> SdpsigError:
    """The exception of everything that comes too late (SM-60)."""
    return refusal(side, Fault(FaultCode.SESSION_CLOSED, "the negotiation is closed", "SM-60"))


def rolled_back(now: Negotiation) -> Negotiation:
    """The last stable value, with what the application has done since (SM-40 to SM-47)."""
    stable = now.stable
    return evolve(
        stable,
        config=now.config,
        transceivers=restored(now.transceivers, stable.transceivers),
        data_channels=now.data_channels,
        history=now.history,
        mids=now.mids,
        named=_named(now),
        transceivers_made=now.transceivers_made,
        transports_made=now.transports_made,
        version=now.version,
        last_offer=now.last_offer,
        last_answer=now.last_answer,
        restarting=now.restarting,
    )


def _named(now: Negotiation) -> tuple[Named, ...]:
    """What has been named by offers that were taken back, when the pending one is so too."""
    if not isinstance(now.pending_local, Offer) or now.sections is None:
        return now.named
    agreed = now.stable.sections
    known = {mid: one.number for mid, one in by_mid(now.transceivers).items()}
    named = tuple(
        Named(view.mid, known.get(view.mid))
        for view in now.sections.views
        if view.live and (agreed is None or agreed.get(view.mid) is None)
    )
    again = {one.transceiver for one in named}
    return (*named, *(one for one in now.named if one.transceiver not in again))
