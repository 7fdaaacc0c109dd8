"""A session: a name for its current state. No rule stands here; they are in ``_step``."""

from collections.abc import Iterable

from .._frozen import evolve
from ..errors import SdpsigError
from ..jsep import (
    Answer,
    Negotiation,
    Offer,
    Side,
    SignalingState,
    Transports,
    next_answer,
    next_offer,
)
from ..sdp import SessionDescription
from ..trickle import CandidatePolicy
from . import _step
from ._config import SessionConfig
from ._descriptions import described
from ._events import Event
from ._local_candidates import all_gathered, can_trickle
from ._messages import Message
from ._state import SessionState, Timer
from ._states import DtlsState, EndReason, IceState
from ._timers import earliest

__all__ = ["Session"]

DEFAULT = SessionConfig()


class Session:
    """One session of one peer, without I/O, clock or randomness.

    ``now`` is in seconds on any clock that does not run backwards. Every call returns its
    events; a call that raises has changed nothing. A session has one owner at a time.
    """

    def __init__(
        self,
        config: SessionConfig = DEFAULT,
        state: SessionState | None = None,
        *,
        candidates: CandidatePolicy | None = None,
    ) -> None:
        """
        :param state: where it goes on; None: nothing has happened yet.
        :param candidates: which remote candidates may reach its ICE agent, for as long as it lives
            and wherever it is restored; None: those that the state says, else the configuration.
        """
        self.config = config
        if state is None:
            state = SessionState(negotiation=Negotiation(config=config.negotiation))
        self.state = state if candidates is None else evolve(state, policy=candidates)

    def receive(self, message: Message, now: float) -> tuple[Event, ...]:
        """The peer said it. Raises RemoteProtocolError."""
        return self.receive_all((message,), now)

    def receive_all(self, messages: Iterable[Message], now: float) -> tuple[Event, ...]:
        """The peer said all of it, or, where one message is refused, nothing of it."""
        state, events = self.state, list[Event]()
        for message in messages:
            state, more = _step.step(state, Side.REMOTE, message, now, self.config)
            events += more
        self.state = state
        return tuple(events)

    def touch(self, now: float) -> None:
        """The peer said again what was answered before: it is not idle (L-16, L-40)."""
        self.state = _step.touch(self.state, now, self.config)

    def send(self, message: Message, now: float) -> tuple[Event, ...]:
        """We say it. Raises LocalProtocolError."""
        self.state, events = _step.step(self.state, Side.LOCAL, message, now, self.config)
        return events

    def create_offer(
        self, transports: Transports, now: float, *, ice_restart: bool = False
    ) -> Offer:
        """The offer that says all that the application wants now; send it to apply it (SM-1).

        Raises LocalProtocolError where no offer may be made or a transport is missing.
        """
        negotiation, offer = next_offer(self.state.negotiation, transports, ice_restart=ice_restart)
        self.state = _step.created(self.state, negotiation, now)
        return offer

    def send_offer(
        self, transports: Transports, now: float, *, ice_restart: bool = False
    ) -> tuple[Event, ...]:
        """Create an offer and send it to apply it: both, or neither."""
        before = self.state
        try:
            return self.send(self.create_offer(transports, now, ice_restart=ice_restart), now)
        except SdpsigError:
            self.state = before
            raise

    def create_answer(self, transports: Transports, now: float) -> Answer:
        """The answer to the pending offer; send it to apply it (SM-2).

        Raises LocalProtocolError where no answer is due or a transport is missing, and
        RemoteProtocolError where the offer says too little to be answered.
        """
        negotiation, answer = next_answer(self.state.negotiation, transports)
        self.state = _step.created(self.state, negotiation, now)
        return answer

    def report(
        self, mid: str, *, ice: IceState | None = None, dtls: DtlsState | None = None, now: float
    ) -> tuple[Event, ...]:
        """The transport of a section fares so. Raises LocalProtocolError for an unknown mid."""
        self.state, events = _step.report(
            self.state, mid, ice=ice, dtls=dtls, now=now, config=self.config
        )
        return events

    def consent_lost(self, mid: str, now: float) -> tuple[Event, ...]:
        """The peer no longer agrees to receive: the transport has failed (L-20, RFC 7675)."""
        return self.report(mid, ice=IceState.FAILED, now=now)

    def close(
        self, now: float, reason: EndReason = EndReason.CLOSED_LOCALLY, detail: str = ""
    ) -> tuple[Event, ...]:
        """End the session. Again: nothing happens."""
        self.state, events = _step.close(self.state, reason, now, self.config, detail)
        return events

    @property
    def local_description(self) -> SessionDescription | None:
        """What we said last, with the candidates that we told since (SM-33)."""
        return described(self.state, Side.LOCAL)

    @property
    def remote_description(self) -> SessionDescription | None:
        """What the peer said last, with the candidates that it told since (SM-33)."""
        return described(self.state, Side.REMOTE)

    @property
    def candidate_policy(self) -> CandidatePolicy:
        """Which remote candidates may reach the ICE agent: its own, else its configuration's."""
        return self.state.policy or self.config.candidates

    @property
    def can_trickle(self) -> bool | None:
        """Whether the peer takes trickled candidates; None before it said anything (TR-60)."""
        return can_trickle(self.state)

    @property
    def gathered(self) -> bool:
        """Whether all candidates of what we said last are told or in it (TR-52)."""
        return all_gathered(self.state)

    @property
    def offer_id(self) -> str:
        """Names our newest offer, for answers that say which offer they are for (L-35)."""
        return str(self.state.offers)

    @property
    def deadline(self) -> float | None:
        """When to call ``handle_timeout``, in seconds on the clock that ``now`` is read from."""
        first = earliest(self.state)
        return None if first is None else first[1]

    @property
    def due(self) -> Timer | None:
        """Which timer the deadline is for."""
        first = earliest(self.state)
        return None if first is None else first[0]

    def handle_timeout(self, now: float) -> tuple[Event, ...]:
        """Let what is due happen. Early, late and spurious calls are safe."""
        self.state, events = _step.handle_timeout(self.state, now, self.config)
        return events

    @property
    def signaling_state(self) -> SignalingState:
        """Where the exchange of offer and answer is."""
        return self.state.negotiation.state
