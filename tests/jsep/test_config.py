import pytest

from sdpsig import sdp
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    WEBRTC,
    AnswerPolicy,
    BundlePolicy,
    LocalDescriptions,
    NegotiationConfig,
    Profile,
    RtcpMuxPolicy,
    mirror,
    receive_only,
)
from sdpsig.sdp.attributes import MediaDirection, SetupRole
from tests.jsep._offers import MIN_A

(MEDIA,) = sdp.parse(MIN_A).media


def test_the_defaults_are_those_of_w3c_for_a_media_stack_that_writes_its_own() -> None:
    config = NegotiationConfig()
    assert (config.capabilities, config.profile) == (WEBRTC, INTEROP)
    assert config.bundle_policy is BundlePolicy.BALANCED
    assert config.rtcp_mux_policy is RtcpMuxPolicy.REQUIRE
    assert config.local_descriptions is LocalDescriptions.FOREIGN
    assert config.implicit_rollback
    assert config.trickle
    off = (config.tls_id, config.ice_lite, config.port0_live, config.allow_asymmetry)
    assert not any((*off, config.legacy_ssrc_msid, config.legacy_msid_semantic))


@pytest.mark.parametrize(
    ("profile", "said", "rejects"),
    [
        (INTEROP, None, False),
        (STRICT, None, True),
        (INTEROP, True, True),
        (STRICT, False, False),
    ],
)
def test_a_14_balanced_rejects_where_strict_or_where_that_is_said(
    profile: Profile, said: bool | None, rejects: bool
) -> None:
    config = NegotiationConfig(profile=profile, enforce_balanced=said)
    assert config.rejects_unbalanced is rejects


def test_a_policy_takes_everything_and_receives_only() -> None:
    policy = AnswerPolicy()
    ours = WEBRTC.audio
    assert policy.accept(MEDIA)
    assert policy.codecs(MEDIA, ours) is ours
    assert policy.direction(MEDIA) is receive_only(MEDIA) is MediaDirection.RECVONLY
    assert mirror(MEDIA) is MediaDirection.SENDRECV
    assert policy.setup is SetupRole.ACTIVE


def test_the_session_id_is_not_shown() -> None:
    assert "4611731400430051336" not in repr(NegotiationConfig(session_id=4611731400430051336))
