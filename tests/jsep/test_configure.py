"""W3C setConfiguration (SM-14)."""

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import (
    AUDIO,
    VIDEO,
    BundlePolicy,
    LocalDescriptions,
    NegotiationConfig,
    Offer,
    PeerConnection,
    Rejection,
    Rollback,
    RtcpMuxPolicy,
    SignalingState,
    plan_next_answer,
)
from tests.jsep._offers import MIN_A
from tests.jsep._pair import transports

CONFIG = NegotiationConfig(local_descriptions=LocalDescriptions.CREATED, capabilities=AUDIO)


def offered() -> PeerConnection:
    peer = PeerConnection(CONFIG)
    peer.set_remote_description(Offer(sdp.parse(MIN_A)))
    return peer


def test_another_configuration_is_what_the_next_description_is_made_by() -> None:
    peer = offered()
    assert [one.rejected for one in plan_next_answer(peer.state).sections] == [None]
    peer.set_configuration(evolve(CONFIG, capabilities=VIDEO))
    (section,) = plan_next_answer(peer.state).sections
    assert section.rejected is Rejection.NO_CODEC


def test_it_stays_where_an_exchange_ends_and_where_an_offer_is_taken_back() -> None:
    other = evolve(CONFIG, ice_lite=True)
    for end in ("answer", "rollback"):
        peer = offered()
        peer.set_configuration(other)
        if end == "answer":
            peer.set_local_description(transports=transports("b"))
        else:
            peer.set_remote_description(Rollback())
        assert (peer.signaling_state, peer.state.config) == (SignalingState.STABLE, other)


def test_in_stable_too() -> None:
    peer = PeerConnection(CONFIG)
    peer.set_configuration(evolve(CONFIG, trickle=False))
    assert not peer.state.config.trickle


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("bundle_policy", evolve(CONFIG, bundle_policy=BundlePolicy.MAX_BUNDLE)),
        ("rtcp_mux_policy", evolve(CONFIG, rtcp_mux_policy=RtcpMuxPolicy.NEGOTIATE)),
        ("session_id", evolve(CONFIG, session_id=7)),
    ],
)
def test_what_transports_are_built_on_cannot_change(name: str, other: NegotiationConfig) -> None:
    peer = offered()
    before = peer.state
    with pytest.raises(LocalProtocolError, match=name) as caught:
        peer.set_configuration(other)
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.JSEP_CONFIGURATION, "SM-14")
    assert fault.w3c == "InvalidModificationError"
    assert peer.state is before


def test_nor_after_the_end() -> None:
    peer = offered()
    peer.close()
    with pytest.raises(LocalProtocolError) as caught:
        peer.set_configuration(CONFIG)
    assert caught.value.fault.code is FaultCode.SESSION_CLOSED
