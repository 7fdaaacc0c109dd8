"""What holds in every state: a stored one that breaks it is none of ours."""

from collections.abc import Callable, Mapping

from ..jsep import Negotiation, Offer, Pranswer, SignalingState
from ._state import SessionState

__all__ = ["incoherence"]

PENDING: Mapping[SignalingState, tuple[type, type]] = {
    SignalingState.STABLE: (type(None), type(None)),
    SignalingState.HAVE_LOCAL_OFFER: (Offer, type(None)),
    SignalingState.HAVE_REMOTE_OFFER: (type(None), Offer),
    SignalingState.HAVE_LOCAL_PRANSWER: (Pranswer, Offer),
    SignalingState.HAVE_REMOTE_PRANSWER: (Offer, Pranswer),
}
"""Which of our descriptions is pending in a state, and which of the peer's."""


def incoherence(state: SessionState) -> str | None:
    """The law that a state breaks, in words; None where all hold."""
    return next((detail for detail, holds in LAWS if not holds(state)), None)


def _pending(now: Negotiation) -> bool:
    return (type(now.pending_local), type(now.pending_remote)) == PENDING[now.state]


def _stable_before(now: Negotiation) -> bool:
    """What held before is there as long as something is pending, and is stable."""
    stable = now.state is SignalingState.STABLE
    before = now.before
    if before is None or stable:
        return stable and before is None
    return before.state is SignalingState.STABLE and before.before is None and _pending(before)


def _sections(now: Negotiation) -> bool:
    """Offers are known by their sections, and answers have as many."""
    exchange = now.exchange
    settled = exchange is None or len(exchange.offer.views) == len(exchange.answer.views)
    return settled and (now.state is SignalingState.STABLE or now.sections is not None)


def _owned(state: SessionState) -> bool:
    """Each transport has its candidates as long as the session lives."""
    known = {one.mid for one in state.remote}
    return state.end is not None or all(
        one.mid in known for one in state.negotiation.stable.transports
    )


LAWS: tuple[tuple[str, Callable[[SessionState], bool]], ...] = (
    ("descriptions that its signaling state does not have", lambda s: _pending(s.negotiation)),
    ("no state to go back to, or a wrong one", lambda s: _stable_before(s.negotiation)),
    ("sections that do not fit each other", lambda s: _sections(s.negotiation)),
    ("a transport without its candidates", _owned),
)
"""Each with what is wrong where it does not hold."""
