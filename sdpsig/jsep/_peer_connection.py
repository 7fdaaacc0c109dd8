"""A negotiation under the names of W3C: the signaling half of an RTCPeerConnection.

A name for the current ``Negotiation``; no rule stands here.
"""

from ..errors import Fault
from ._apply import apply
from ._changes import Change, Close, change
from ._config import LocalDescriptions, NegotiationConfig
from ._configure import configure
from ._create import next_answer, next_offer
from ._incoming import Incoming, incoming
from ._messages import Answer, Description, Offer, Rollback
from ._needed import NegotiationNeed, negotiation_needed
from ._negotiation import Negotiation
from ._signaling import Side, SignalingState
from ._transceivers import Transceiver
from ._transports import Transports

__all__ = ["PeerConnection"]

DEFAULT = NegotiationConfig(local_descriptions=LocalDescriptions.CREATED)


class PeerConnection:
    """Offers and answers of one side, without I/O, clock or randomness.

    A call that raises has changed nothing: LocalProtocolError says that we may not do this,
    RemoteProtocolError that the peer may not. All that it knows is ``state``, a frozen value.
    """

    def __init__(
        self, config: NegotiationConfig = DEFAULT, state: Negotiation | None = None
    ) -> None:
        self.state = Negotiation(config=config) if state is None else state

    def change(self, *wishes: Change) -> Transceiver | None:
        """Say what the application wants (SM-13); the transceiver that this makes, if any."""
        made = self.state.transceivers_made
        state = self.state
        for wish in wishes:
            state = change(state, wish)
        self.state = state
        return next((one for one in state.transceivers[-1:] if one.number >= made), None)

    def create_offer(self, transports: Transports, *, ice_restart: bool = False) -> Offer:
        """The offer that says all that the application wants now (SM-1)."""
        self.state, offer = next_offer(self.state, transports, ice_restart=ice_restart)
        return offer

    def create_answer(self, transports: Transports) -> Answer:
        """The answer to the pending offer (SM-2)."""
        self.state, answer = next_answer(self.state, transports)
        return answer

    def set_local_description(
        self,
        description: Description | Rollback | None = None,
        *,
        transports: Transports | None = None,
    ) -> tuple[Fault, ...]:
        """We say it. Without a description: what is due, made from these transports (SM-11)."""
        state = self.state
        if description is None:
            make = next_answer if state.state in _OWES_AN_ANSWER else next_offer
            state, description = make(state, {} if transports is None else transports)
        self.state, warnings = apply(state, Side.LOCAL, description)
        return warnings

    def set_remote_description(self, description: Description | Rollback) -> tuple[Fault, ...]:
        """The peer said it; what was tolerated in it."""
        self.state, warnings = apply(self.state, Side.REMOTE, description)
        return warnings

    def set_configuration(self, config: NegotiationConfig) -> None:
        """Negotiate in another way from now on (SM-14)."""
        self.state = configure(self.state, config)

    def close(self) -> None:
        """End it (SM-60). Again: nothing happens."""
        self.change(Close())

    @property
    def signaling_state(self) -> SignalingState | str:
        """Where the exchange is (W3C RTCSignalingState); ``closed`` when it is over."""
        return "closed" if self.state.closed else self.state.state

    @property
    def incoming(self) -> tuple[Incoming, ...]:
        """The tracks that the peer sends, or wants to send (W3C track events)."""
        return incoming(self.state)

    @property
    def transceivers(self) -> tuple[Transceiver, ...]:
        """In the order of their making; those that are stopped for good are gone."""
        return self.state.transceivers

    @property
    def negotiation_needed(self) -> tuple[NegotiationNeed, ...]:
        """Why an offer should be made now; empty where none should (W3C §4.7.3)."""
        return negotiation_needed(self.state)


_OWES_AN_ANSWER = (SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER)
