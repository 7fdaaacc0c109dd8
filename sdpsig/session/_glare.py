"""Two offers that meet: who gives way (W3C perfect negotiation, L-30 to L-36).

The polite side takes its own offer back and answers; the impolite side passes over the other
offer and all that belongs to it. Where there are no roles, both take their offers back and try
again after a while, as SIP does (RFC 3261 §14.1).
"""

from .._frozen import evolve
from ..jsep import Negotiation, Offer, Sections, SignalingState, rolled_back
from ._config import Politeness, SessionConfig
from ._events import Event, OfferIgnored, OfferWithdrawn, RetryGivenUp
from ._state import GIVEN_UP, SessionState

__all__ = ["give_way", "meets", "pass_over", "retry_delay"]


def meets(negotiation: Negotiation, offer: object) -> bool:
    """Whether a message of the peer is an offer that meets ours."""
    ours = negotiation.state is SignalingState.HAVE_LOCAL_OFFER
    return ours and isinstance(offer, Offer) and negotiation.config.implicit_rollback


def give_way(state: SessionState) -> tuple[SessionState, tuple[Event, ...]]:
    """Our offer is taken back, in the same step in which theirs is applied (L-34)."""
    return evolve(state, withdrawn=True), _withdrawn(state)


def _withdrawn(state: SessionState) -> tuple[Event, ...]:
    ours = state.negotiation.pending_local
    return (OfferWithdrawn(ours),) if isinstance(ours, Offer) else ()


def pass_over(
    state: SessionState, offer: Offer, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """Their offer is not applied, and what belongs to it will be passed over too (L-32, L-33)."""
    ufrags = (view.transport.ufrag for view in Sections.of(offer.description).views)
    known = (*(state.ignored or ()), *(ufrag for ufrag in ufrags if ufrag is not None))
    state = evolve(state, ignored=tuple(dict.fromkeys(known))[-MOST_IGNORED:])
    if config.politeness is Politeness.IMPOLITE:
        return state, (OfferIgnored(offer),)
    attempts = max(state.attempts, 0) + 1
    given_up = attempts > config.retry_attempts
    back = evolve(
        state,
        negotiation=rolled_back(state.negotiation),
        withdrawn=True,
        attempts=GIVEN_UP if given_up else attempts,
    )
    enough = (RetryGivenUp(),) if given_up else ()
    return back, (OfferIgnored(offer), *_withdrawn(state), *enough)


MOST_IGNORED = 256
"""ICE generations of offers passed over that are remembered: as many as two offers can have."""

STEP = 0.01
"""Seconds: delays are multiples of it (RFC 3261 §14.1)."""
OWNERS, OTHERS = (210, 400), (0, 200)
"""The shortest and the longest delay of the owner of the call, and of the other, in steps."""


def retry_delay(attempt: int, config: SessionConfig) -> float:
    """Seconds until the offer is made again: another for each attempt and each seed."""
    shortest, longest = OWNERS if config.owns_call else OTHERS
    dice = config.retry_seed
    for _ in range(
        min(attempt, config.retry_attempts) + 1
    ):  # the multiplier of L'Ecuyer's 31-bit generator
        dice = (dice * 48_271 + 11) % 2_147_483_647
    return (shortest + dice % (longest - shortest + 1)) * STEP
