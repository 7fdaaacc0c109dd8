"""Offer and answer (RFC 3264, RFC 9429, RFC 9143) over values. Knows no time and no ids."""

from ..sdp import INTEROP, STRICT, Origin, Profile
from ._apply import Applied, apply, collides
from ._bindings import Bindings
from ._capabilities import (
    Capabilities,
    CodecCapability,
    DataCapability,
    HeaderExtension,
)
from ._changes import (
    AddDataChannels,
    AddTrack,
    AddTransceiver,
    Change,
    Close,
    RemoveTrack,
    RestartIce,
    SetCodecPreferences,
    SetDirection,
    SetStreams,
    StopTransceiver,
    change,
)
from ._codec_outcome import AcceptedCodec, CodecDrop, CodecMatch, DroppedCodec
from ._compare import SectionOutcome, SectionVerdict, compare, misfits
from ._compare_media import CodecOutcome, ExtensionOutcome
from ._compare_transport import Fact
from ._config import (
    AnswerPolicy,
    BundlePolicy,
    LocalDescriptions,
    NegotiationConfig,
    RtcpMuxPolicy,
    mirror,
    receive_only,
)
from ._configure import configure
from ._create import (
    answer_offer,
    create_answer,
    next_answer,
    next_offer,
    plan_answer,
    plan_next_answer,
)
from ._encodings import Encoding
from ._incoming import Incoming, incoming
from ._legacy import offer_to_receive
from ._messages import Answer, Description, Offer, Pranswer, Rollback
from ._needed import NegotiationNeed, negotiation_needed
from ._negotiation import Created, Exchange, Negotiation, refusal, rolled_back
from ._peer_connection import PeerConnection
from ._plan import AnswerPlan, Decision, PlannedSection, PlannedTransport, Rejection
from ._plan_offer import OfferedSection, OfferedTransport, OfferPlan, plan_next_offer
from ._presets import AIORTC, AUDIO, CHROMIUM, DATA, VIDEO, WEBRTC
from ._rid_lines import RidDrop
from ._rids import DroppedRid, RidAnswer
from ._sections import RemoteTransport, Sections, SectionView
from ._signaling import TRANSITIONS, SdpType, Side, SignalingState, next_state
from ._transceivers import Transceiver
from ._transports import LocalTransport, Transport, Transports
from ._write import write_answer
from ._write_offer import write_offer

__all__ = [
    "AIORTC",
    "AUDIO",
    "CHROMIUM",
    "DATA",
    "INTEROP",
    "STRICT",
    "TRANSITIONS",
    "VIDEO",
    "WEBRTC",
    "AcceptedCodec",
    "AddDataChannels",
    "AddTrack",
    "AddTransceiver",
    "Answer",
    "AnswerPlan",
    "AnswerPolicy",
    "Applied",
    "Bindings",
    "BundlePolicy",
    "Capabilities",
    "Change",
    "Close",
    "CodecCapability",
    "CodecDrop",
    "CodecMatch",
    "CodecOutcome",
    "Created",
    "DataCapability",
    "Decision",
    "Description",
    "DroppedCodec",
    "DroppedRid",
    "Encoding",
    "Exchange",
    "ExtensionOutcome",
    "Fact",
    "HeaderExtension",
    "Incoming",
    "LocalDescriptions",
    "LocalTransport",
    "Negotiation",
    "NegotiationConfig",
    "NegotiationNeed",
    "Offer",
    "OfferPlan",
    "OfferedSection",
    "OfferedTransport",
    "Origin",
    "PeerConnection",
    "PlannedSection",
    "PlannedTransport",
    "Pranswer",
    "Profile",
    "Rejection",
    "RemoteTransport",
    "RemoveTrack",
    "RestartIce",
    "RidAnswer",
    "RidDrop",
    "Rollback",
    "RtcpMuxPolicy",
    "SdpType",
    "SectionOutcome",
    "SectionVerdict",
    "SectionView",
    "Sections",
    "SetCodecPreferences",
    "SetDirection",
    "SetStreams",
    "Side",
    "SignalingState",
    "StopTransceiver",
    "Transceiver",
    "Transport",
    "Transports",
    "answer_offer",
    "apply",
    "change",
    "collides",
    "compare",
    "configure",
    "create_answer",
    "incoming",
    "mirror",
    "misfits",
    "negotiation_needed",
    "next_answer",
    "next_offer",
    "next_state",
    "offer_to_receive",
    "plan_answer",
    "plan_next_answer",
    "plan_next_offer",
    "receive_only",
    "refusal",
    "rolled_back",
    "write_answer",
    "write_offer",
]
