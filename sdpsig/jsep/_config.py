"""How we negotiate: capabilities, policies and switches, in one frozen value."""

from collections.abc import Callable, Hashable
from enum import StrEnum
from functools import cached_property, lru_cache
from operator import attrgetter

from attrs import field, fields

from .._frozen import frozen
from ..sdp import INTEROP, MediaDescription, Profile
from ..sdp.attributes import MediaDirection, SetupRole
from ._capabilities import Capabilities, CodecCapability
from ._presets import WEBRTC

__all__ = [
    "DEFAULT_POLICY",
    "AnswerPolicy",
    "BundlePolicy",
    "LocalDescriptions",
    "NegotiationConfig",
    "RtcpMuxPolicy",
    "mirror",
    "receive_only",
]


class BundlePolicy(StrEnum):
    """Which sections can only live in a bundle (W3C RTCBundlePolicy, RFC 9429 §4.1.1)."""

    BALANCED = "balanced"
    """One section of each media type has a transport of its own, for peers that do not bundle."""
    MAX_COMPAT = "max-compat"
    """Every section has a transport of its own, for peers that do not bundle."""
    MAX_BUNDLE = "max-bundle"
    """There is one transport, whatever the peer can do."""


class RtcpMuxPolicy(StrEnum):
    """Whether RTP and RTCP have to share a port (W3C RTCRtcpMuxPolicy, RFC 9429 §4.1.1)."""

    REQUIRE = "require"
    """They have to; a section that does not say so is an error."""
    NEGOTIATE = "negotiate"
    """They need not."""


class LocalDescriptions(StrEnum):
    """Who writes our descriptions."""

    FOREIGN = "foreign"
    """A media stack: each is held against all rules before it counts, and never rewritten."""
    CREATED = "created"
    """We do: what is applied must be, to the letter, what was created last (SM-20)."""
    MODIFIED = "modified"
    """We do, and the application may take formats, extensions and candidates away (V-90)."""


def receive_only(section: MediaDescription) -> MediaDirection:
    """The direction of a transceiver that an offer made (RFC 9429 §5.10)."""
    del section
    return MediaDirection.RECVONLY


def mirror(section: MediaDescription) -> MediaDirection:
    """Do everything that the offer allows."""
    del section
    return MediaDirection.SENDRECV


def _everything(section: MediaDescription) -> bool:
    del section
    return True


def _all_codecs(
    section: MediaDescription, ours: tuple[CodecCapability, ...]
) -> tuple[CodecCapability, ...]:
    del section
    return ours


@frozen(kw_only=True)
class AnswerPolicy:
    """What the application wants of an answer beyond its capabilities."""

    direction: Callable[[MediaDescription], MediaDirection] = receive_only
    """Our wish for each RTP section; the answer is what the offer allows of it (A-55)."""
    accept: Callable[[MediaDescription], bool] = _everything
    """Whether a section is wanted at all."""
    codecs: Callable[
        [MediaDescription, tuple[CodecCapability, ...]], tuple[CodecCapability, ...]
    ] = _all_codecs
    """Which of our codecs may be used in a section; the order is not looked at."""
    setup: SetupRole = SetupRole.ACTIVE
    """The DTLS role to take where the offer leaves the choice (A-43)."""


DEFAULT_POLICY = AnswerPolicy()


@frozen(kw_only=True)
class NegotiationConfig:
    """How one side negotiates. The defaults fit a server that brings its own media stack."""

    capabilities: Capabilities = WEBRTC
    """What we can do."""
    policy: AnswerPolicy = DEFAULT_POLICY
    """What we want of what is offered."""
    profile: Profile = INTEROP
    """How strict to be with the peer, and with ourselves."""
    session_id: int = field(default=1, repr=False)
    """Names the session in ``o=``: 62 random bits, the same for its life (RFC 9429 §5.2.1)."""
    local_descriptions: LocalDescriptions = LocalDescriptions.FOREIGN
    """Who writes our descriptions."""
    implicit_rollback: bool = True
    """Whether an offer of the peer that meets ours takes ours back (SM-7)."""
    bundle_policy: BundlePolicy = BundlePolicy.BALANCED
    """Which of our sections can only live in a bundle, and which of theirs (O-4, A-13, A-14)."""
    rtcp_mux_policy: RtcpMuxPolicy = RtcpMuxPolicy.REQUIRE
    """Whether RTP and RTCP have to share a port."""
    bundle: bool = True
    """Whether we accept bundles in answers (A-35)."""
    enforce_balanced: bool | None = None
    """Whether ``balanced`` rejects offered sections (A-14); None: where the profile is strict."""
    offer_bundle_only: bool = True
    """Whether sections that can only live in a bundle are marked bundle-only in our offers."""
    port0_live: bool = False
    """Whether port 0 in a group without a=bundle-only means a live section (D-10)."""
    trickle: bool = True
    """Whether our offers say that candidates may follow (RFC 8840 §4.1.3)."""
    ice_lite: bool = False
    """Whether our ICE agent is a lite one (A-46)."""
    tls_id: bool = False
    """Whether our descriptions name the DTLS association (D-11)."""
    voice_activity_detection: bool = False
    """Whether comfort noise may be used (A-81)."""
    allow_asymmetry: bool = False
    """Whether sendrecv sections may use codecs that we can only receive (A-71)."""
    legacy_ssrc_msid: bool = False
    """Whether a=ssrc lines name the track too, for old peers (A-59)."""
    legacy_msid_semantic: bool = False
    """Whether a=msid-semantic is written, for old peers (A-60)."""

    @cached_property
    def terms(self) -> Hashable:
        """All of it but whose session it is: what is worked out for one holds for the others."""
        return _name_of(_terms(self))

    @property
    def rejects_unbalanced(self) -> bool:
        """Whether ``balanced`` rejects offered sections."""
        return self.profile.strict if self.enforce_balanced is None else self.enforce_balanced


_terms = attrgetter(*(item.name for item in fields(NegotiationConfig) if item.name != "session_id"))


MOST_TERMS = 64
"""So many are known by their name."""


@lru_cache(MOST_TERMS)
def _name_of(terms: Hashable) -> Hashable:
    """What stands for them: the same for equal terms, and faster to look up by than they are."""
    return _Name(terms)


@frozen(eq=False)
class _Name:
    terms: Hashable
