"""Offer and answer (RFC 3264, RFC 9429, RFC 9143) over values. Knows no time and no ids."""

from ..sdp import INTEROP, STRICT, Origin, Profile
from ._capabilities import (
    DATA,
    WEBRTC,
    Capabilities,
    CodecCapability,
    DataCapability,
    HeaderExtension,
)
from ._compare import SectionOutcome, SectionVerdict, compare, misfits
from ._compare_media import CodecOutcome, ExtensionOutcome
from ._compare_transport import Fact
from ._messages import Answer, Description, Offer, Pranswer, Rollback
from ._negotiation import Negotiation, Transport, apply, refusal
from ._plan import (
    AnswerPlan,
    AnswerPolicy,
    PlannedSection,
    Rejection,
    mirror,
    plan_answer,
    receive_only,
)
from ._sections import RemoteTransport, Sections, SectionView
from ._signaling import TRANSITIONS, SdpType, Side, SignalingState, next_state
from ._write import LocalTransport, create_answer, write_answer

__all__ = [
    "DATA",
    "INTEROP",
    "STRICT",
    "TRANSITIONS",
    "WEBRTC",
    "Answer",
    "AnswerPlan",
    "AnswerPolicy",
    "Capabilities",
    "CodecCapability",
    "CodecOutcome",
    "DataCapability",
    "Description",
    "ExtensionOutcome",
    "Fact",
    "HeaderExtension",
    "LocalTransport",
    "Negotiation",
    "Offer",
    "Origin",
    "PlannedSection",
    "Pranswer",
    "Profile",
    "Rejection",
    "RemoteTransport",
    "Rollback",
    "SdpType",
    "SectionOutcome",
    "SectionVerdict",
    "SectionView",
    "Sections",
    "Side",
    "SignalingState",
    "Transport",
    "apply",
    "compare",
    "create_answer",
    "mirror",
    "misfits",
    "next_state",
    "plan_answer",
    "receive_only",
    "refusal",
    "write_answer",
]
