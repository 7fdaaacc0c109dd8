"""One section per attribute, one file per family of RFCs."""

from .channels import DataChannelAttribute, DataChannelMap
from .clocks import MediaClock, ReferenceClock
from .direction import Direction, MediaDirection
from .dtls import Fingerprint, Setup, SetupRole
from .extmap import Extmap, ExtmapAllowMixed
from .feedback import RtcpFb
from .grouping import BundleOnly, Group, Mid
from .ice import (
    Candidate,
    EndOfCandidates,
    IceLite,
    IceMismatch,
    IceOptions,
    IcePacing,
    IcePwd,
    IceUfrag,
    RemoteCandidates,
)
from .image import ImageAttr
from .information import (
    Category,
    Charset,
    ConferenceType,
    Content,
    FrameRate,
    FrameSize,
    Keywords,
    Label,
    Language,
    MaxPacketRate,
    MaxPacketTime,
    Orientation,
    PacketTime,
    Quality,
    SdpLanguage,
    Tool,
)
from .rtcp import Rtcp, RtcpMux, RtcpMuxOnly, RtcpRsize, RtcpXr
from .rtp import Fmtp, Rtpmap
from .sctp import MaxMessageSize, Sctpmap, SctpPort
from .security import Crypto, Identity, KeyManagement, TlsId
from .simulcast import Rid, Simulcast
from .stream import Msid, MsidSemantic, Ssrc, SsrcGroup
from .transport import (
    ConnectionSetup,
    Control,
    DccpPort,
    MulticastRtcp,
    Range,
    RtcpUnicast,
    SourceFilter,
)

__all__ = [
    "BundleOnly",
    "Candidate",
    "Category",
    "Charset",
    "ConferenceType",
    "ConnectionSetup",
    "Content",
    "Control",
    "Crypto",
    "DataChannelAttribute",
    "DataChannelMap",
    "DccpPort",
    "Direction",
    "EndOfCandidates",
    "Extmap",
    "ExtmapAllowMixed",
    "Fingerprint",
    "Fmtp",
    "FrameRate",
    "FrameSize",
    "Group",
    "IceLite",
    "IceMismatch",
    "IceOptions",
    "IcePacing",
    "IcePwd",
    "IceUfrag",
    "Identity",
    "ImageAttr",
    "KeyManagement",
    "Keywords",
    "Label",
    "Language",
    "MaxMessageSize",
    "MaxPacketRate",
    "MaxPacketTime",
    "MediaClock",
    "MediaDirection",
    "Mid",
    "Msid",
    "MsidSemantic",
    "MulticastRtcp",
    "Orientation",
    "PacketTime",
    "Quality",
    "Range",
    "ReferenceClock",
    "RemoteCandidates",
    "Rid",
    "Rtcp",
    "RtcpFb",
    "RtcpMux",
    "RtcpMuxOnly",
    "RtcpRsize",
    "RtcpUnicast",
    "RtcpXr",
    "Rtpmap",
    "SctpPort",
    "Sctpmap",
    "SdpLanguage",
    "Setup",
    "SetupRole",
    "Simulcast",
    "SourceFilter",
    "Ssrc",
    "SsrcGroup",
    "TlsId",
    "Tool",
]
