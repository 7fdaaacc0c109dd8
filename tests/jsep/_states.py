"""Peers in the states of the machine."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import SdpsigError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddTransceiver,
    Change,
    LocalDescriptions,
    NegotiationConfig,
    NegotiationNeed,
    Offer,
    Profile,
    SignalingState,
)
from sdpsig.sdp.attributes import Mid
from tests.jsep._offers import (
    AVD,
    CAPS,
)
from tests.jsep._pair import Peer

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
STABLE, HLO, HRO, HLP, HRP = SignalingState
ISE, MODIFICATION = "InvalidStateError", "InvalidModificationError"
OURS = AddTransceiver("audio", streams=("s1",))


def configured(one: Peer, change: Callable[[NegotiationConfig], NegotiationConfig]) -> None:
    one.state = evolve(one.state, config=change(one.state.config))


def peer(
    profile: Profile = INTEROP,
    *wishes: Change,
    name: str = "a",
    local: LocalDescriptions = LocalDescriptions.CREATED,
) -> Peer:
    one = Peer(name, profile=profile, capabilities=CAPS)
    configured(one, lambda config: evolve(config, local_descriptions=local))
    one.change(*wishes)
    return one


def described(words: str = AVD) -> Offer:
    return Offer(sdp.parse(words))


def refused(one: Peer, call: Callable[[], object]) -> SdpsigError:
    """What a call raises, which changes nothing."""
    before = one.state
    with pytest.raises(SdpsigError) as caught:
        call()
    assert one.state is before
    return caught.value


def needs(one: Peer) -> list[NegotiationNeed]:
    return [*one.negotiation_needed]


def mids(offer: Offer) -> list[str]:
    return [line.mid for media in offer.description.media for line in media.all(Mid)]


def other_credentials(words: str) -> tuple[str, str]:
    lines = dict(line.split(":", 1) for line in words.splitlines() if line.startswith("a=ice-"))
    return lines["a=ice-ufrag"], lines["a=ice-pwd"]
