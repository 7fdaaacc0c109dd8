"""The engine as entry points for the shared generator: hostile text as an offer and as an answer.

Whatever comes, only our errors leave, and what was refused has changed nothing.
"""

import re
from contextlib import suppress
from itertools import count
from typing import Any

from attrs import evolve, fields
from sdpfuzz import Target  # on the path of its own runner

from sdpsig import sdp
from sdpsig.errors import LocalProtocolError, SdpsigError
from sdpsig.jsep import (
    CHROMIUM,
    INTEROP,
    STRICT,
    Answer,
    AnswerPolicy,
    LocalTransport,
    Negotiation,
    NegotiationConfig,
    Offer,
    Side,
    answer_offer,
    apply,
    mirror,
    next_offer,
)
from sdpsig.limits import Limits
from sdpsig.sdp import Profile
from sdpsig.sdp.attributes import Fingerprint

UNLIMITED = Limits(**{item.name: 2**40 for item in fields(Limits)})
LIMITS = Limits()
NUMBERS = count(10**6)
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
REPLY = {
    "a=setup:actpass": "a=setup:active",
    "a=setup:active": "a=setup:passive",
    "a=sendonly": "a=recvonly",
    "a=recvonly": "a=sendonly",
}
"""What an answer that agrees to everything says differently."""
REPLIED = re.compile("|".join(REPLY))
MIRRORING = AnswerPolicy(direction=mirror)


def transport(mid: str) -> LocalTransport:
    del mid
    ufrag = f"{next(NUMBERS)}"
    return LocalTransport(ufrag, ufrag * 4, (FINGERPRINT,))


def _taken(before: Negotiation, side: Side, message: Offer | Answer) -> Negotiation:
    """The negotiation after it; where it is refused, the very one before, unharmed."""
    copy = evolve(before)
    try:
        after, _ = apply(before, side, message)
    except SdpsigError:
        assert before == copy, "a refusal changes nothing"
        raise
    return after


def offered(text: str, limits: Limits = LIMITS) -> None:
    """As a first offer, answered; then as a further offer; then with an offer of ours."""
    with suppress(SdpsigError):
        _offered(text, limits, STRICT)
    _offered(text, limits, INTEROP)


def _offered(text: str, limits: Limits, profile: Profile) -> None:
    config = NegotiationConfig(profile=profile, capabilities=CHROMIUM, policy=MIRRORING)
    offer = Offer(sdp.parse(text, profile=config.profile, limits=limits))
    fresh = Negotiation(config=config)
    _taken(fresh, Side.REMOTE, offer)
    agreed, answer, _ = answer_offer(fresh, offer, transport)
    words = sdp.serialize(answer.description)
    assert sdp.parse(words, profile=STRICT, limits=UNLIMITED) == answer.description
    again, *_ = answer_offer(agreed, offer, transport)
    _, ours = next_offer(again, transport)
    sdp.serialize(ours.description)


def answered(text: str, limits: Limits = LIMITS) -> None:
    """As an answer: to an offer of the very same text, where our side could make it."""
    with suppress(SdpsigError):
        _answered(text, limits, STRICT)
    _answered(text, limits, INTEROP)


def _answered(text: str, limits: Limits, profile: Profile) -> None:
    config = NegotiationConfig(profile=profile, capabilities=CHROMIUM)
    offer = Offer(sdp.parse(text, profile=profile, limits=limits))
    reply = REPLIED.sub(lambda match: REPLY[match[0]], text)
    answer = Answer(sdp.parse(reply, profile=profile, limits=limits))
    try:
        pending = _taken(Negotiation(config=config), Side.LOCAL, offer)
    except LocalProtocolError:
        return  # nothing that we would offer
    agreed = _taken(pending, Side.REMOTE, answer)
    next_offer(agreed, transport)


def _target(parse: Any) -> Any:
    return Target(
        kind="sdp",
        parse=parse,
        errors=(SdpsigError,),
        code=lambda error: error.fault.code.value,
        unlimited=lambda text: parse(text, UNLIMITED),
        floor=0.25,
        per_byte=40e-6,
        mem_per_byte=600,
    )


TARGETS = {"offered": _target(offered), "answered": _target(answered)}
