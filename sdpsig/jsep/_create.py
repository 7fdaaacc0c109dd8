"""Making offers and answers: W3C createOffer and createAnswer as pure functions.

``next_offer`` and ``next_answer`` go on with a negotiation; ``create_answer`` answers a first
offer, for those who keep nothing.
"""

from functools import lru_cache

from .._frozen import evolve
from ..errors import Fault, FaultCode, LocalProtocolError
from ..sdp import INTEROP, Origin, Profile
from ._apply import apply
from ._capabilities import Capabilities
from ._config import DEFAULT_POLICY, AnswerPolicy, NegotiationConfig
from ._messages import Answer, Offer
from ._negotiation import Created, Negotiation, closed
from ._plan import AnswerPlan
from ._plan import plan_next_answer as plan_pending
from ._plan_offer import plan_next_offer
from ._signaling import Side, SignalingState
from ._transports import Transports
from ._write import write_answer
from ._write_offer import write_offer

__all__ = [
    "answer_offer",
    "create_answer",
    "next_answer",
    "next_offer",
    "plan_answer",
    "plan_next_answer",
]


def next_offer(
    negotiation: Negotiation, transports: Transports, *, ice_restart: bool = False
) -> tuple[Negotiation, Offer]:
    """The offer that says all that the application wants now; it is not applied yet.

    ``transports`` has our end of each transport in ``plan_next_offer(…).needs``. Raises
    LocalProtocolError where no offer may be made now (SM-1) or a transport is missing.
    """
    plan = plan_next_offer(negotiation, ice_restart=ice_restart)
    origin = _origin(negotiation)
    offer = write_offer(plan, transports, origin=origin)
    created = Created(offer, plan.proposed)
    return evolve(negotiation, version=int(origin.version), last_offer=created), offer


def plan_next_answer(negotiation: Negotiation) -> AnswerPlan:
    """What the answer to the pending offer accepts, and why not the rest.

    Raises LocalProtocolError where no answer is due (SM-2), RemoteProtocolError where a section
    that has to own a transport says too little of it.
    """
    if negotiation.closed:
        raise closed(Side.LOCAL)
    if negotiation.state not in _ANSWERABLE:
        detail = f"an answer cannot be made in {negotiation.state}"
        raise LocalProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "SM-2"))
    return plan_pending(negotiation)


_ANSWERABLE = frozenset({SignalingState.HAVE_REMOTE_OFFER, SignalingState.HAVE_LOCAL_PRANSWER})


def next_answer(negotiation: Negotiation, transports: Transports) -> tuple[Negotiation, Answer]:
    """The answer to the pending offer; it is not applied yet, and may be as a pranswer.

    ``transports`` has our end of each transport in ``plan_next_answer(…).needs``. Raises
    LocalProtocolError where no answer is due (SM-2) or a transport is missing.
    """
    plan = plan_next_answer(negotiation)
    origin = _origin(negotiation)
    answer = write_answer(plan, transports, origin=origin)
    created = Created(answer, offer=negotiation.sections)
    return evolve(negotiation, version=int(origin.version), last_answer=created), answer


def answer_offer(
    negotiation: Negotiation, offer: Offer, transports: Transports
) -> tuple[Negotiation, Answer, tuple[Fault, ...]]:
    """Take an offer, answer it, and apply both, all or nothing (A-140); and what was tolerated.

    Raises RemoteProtocolError for an offer that cannot be answered, LocalProtocolError where a
    transport is missing.
    """
    offered, warnings = apply(negotiation, Side.REMOTE, offer)
    created, answer = next_answer(offered, transports)
    answered, _ = apply(created, Side.LOCAL, answer)
    return answered, answer, warnings


def _origin(negotiation: Negotiation) -> Origin:
    """The next version of the session that our last description has named, whoever wrote that."""
    version = negotiation.version + 1
    last = None if negotiation.local is None else negotiation.local.description.get(Origin)
    if last is None:
        return Origin(negotiation.config.session_id, version)
    return evolve(last, version=max(version, int(last.version) + 1))


# --- first offers, for those who keep nothing

MOST_TERMS = 8
"""Capabilities and policies that are at hand from the last time."""


def plan_answer(
    offer: Offer,
    capabilities: Capabilities,
    *,
    policy: AnswerPolicy = DEFAULT_POLICY,
    profile: Profile = INTEROP,
) -> AnswerPlan:
    """What an answer to a first offer accepts, and why not the rest.

    Raises RemoteProtocolError for an offer that no answer can be made to.
    """
    negotiation, warnings = apply(_fresh(capabilities, policy, profile), Side.REMOTE, offer)
    told = offer.description.warnings + warnings
    plan = plan_pending(negotiation)
    return evolve(plan, warnings=told) if told else plan


@lru_cache(MOST_TERMS)
def _fresh(capabilities: Capabilities, policy: AnswerPolicy, profile: Profile) -> Negotiation:
    config = NegotiationConfig(capabilities=capabilities, policy=policy, profile=profile)
    return Negotiation(config=config)


def create_answer(
    offer: Offer,
    local: Transports,
    capabilities: Capabilities,
    *,
    origin: Origin,
    policy: AnswerPolicy = DEFAULT_POLICY,
    profile: Profile = INTEROP,
) -> Answer:
    """The answer to a first offer, from what we can do and our transport parameters.

    ``local`` is one transport, or one for each mid in ``plan_answer(…).owners`` where the offer
    does not bundle. Equal arguments give equal bytes. Raises RemoteProtocolError for an offer
    that cannot be answered, LocalProtocolError for transports that are missing.
    """
    plan = plan_answer(offer, capabilities, policy=policy, profile=profile)
    return write_answer(plan, local, origin=origin)
