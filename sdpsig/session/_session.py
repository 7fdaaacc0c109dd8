"""A session: a name for its current state. No rule stands here; they are in ``_step``."""

from collections.abc import Iterable

from ..jsep import Side, SignalingState
from . import _step
from ._config import SessionConfig
from ._events import Event
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
        state: SessionState = SessionState(),  # noqa: B008
    ) -> None:
        self.config = config
        self.state = state

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

    def send(self, message: Message, now: float) -> tuple[Event, ...]:
        """We say it. Raises LocalProtocolError."""
        self.state, events = _step.step(self.state, Side.LOCAL, message, now, self.config)
        return events

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
