"""Every answer and offer that we make is as the strictest peers want it (the checklist)."""

import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    AIORTC,
    CHROMIUM,
    INTEROP,
    STRICT,
    WEBRTC,
    AddDataChannels,
    AddTransceiver,
    Answer,
    AnswerPolicy,
    BundlePolicy,
    Capabilities,
    Encoding,
    LocalDescriptions,
    NegotiationConfig,
    Offer,
    PeerConnection,
    Profile,
    StopTransceiver,
    mirror,
)
from tests._corpus import OFFERS, OWN_OFFERS
from tests.jsep._checklist import checklist
from tests.jsep._pair import Peer, exchange, transports

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
CAPABILITIES = {"webrtc": WEBRTC, "chromium": CHROMIUM, "aiortc": AIORTC}


def answered(text: str, profile: Profile, capabilities: Capabilities) -> sdp.SessionDescription:
    """Our answer to a browser, and then our own offer to it, judged on the way."""
    config = NegotiationConfig(
        profile=profile,
        capabilities=capabilities,
        policy=AnswerPolicy(direction=mirror),
        local_descriptions=LocalDescriptions.CREATED,
    )
    ours = PeerConnection(config)
    make = transports("a")
    ours.set_remote_description(Offer(sdp.parse(text, profile=profile)))
    answer = ours.create_answer(make)
    ours.set_local_description(answer)
    offer = ours.create_offer(make)
    assert checklist(offer.description, profile) == []
    assert sdp.check(offer.description, profile=profile) == ()
    return answer.description


@PROFILES
@pytest.mark.parametrize("capabilities", CAPABILITIES)
@pytest.mark.parametrize("name", sorted({*OFFERS, *OWN_OFFERS}))
def test_an_answer_to_a_browser_misses_no_point(
    name: str, capabilities: str, profile: Profile
) -> None:
    text = {**OFFERS, **OWN_OFFERS}[name]
    answer = answered(text, profile, CAPABILITIES[capabilities])
    assert checklist(answer, profile) == []
    assert sdp.check(answer, profile=profile) == ()
    assert sdp.parse(sdp.serialize(answer), profile=STRICT).warnings == ()


@PROFILES
@pytest.mark.parametrize("policy", BundlePolicy)
def test_an_offer_of_ours_misses_no_point(policy: BundlePolicy, profile: Profile) -> None:
    ours, theirs = (Peer(name, profile=profile, bundle_policy=policy) for name in "ab")
    ours.change(
        AddTransceiver("audio", streams=("s",)),
        AddTransceiver("video", streams=("s",), encodings=(Encoding("h"), Encoding("l"))),
        AddTransceiver("video"),
        AddDataChannels(),
    )
    made: list[Offer | Answer] = [*exchange(ours, theirs)]
    ours.change(StopTransceiver(1), AddTransceiver("audio"))
    made += exchange(ours, theirs)
    made += exchange(ours, theirs, ice_restart=True)
    assert [checklist(one.description, profile) for one in made] == [[]] * 6
