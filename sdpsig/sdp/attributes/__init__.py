"""One section per attribute, one file per family of RFCs."""

from .direction import Direction, MediaDirection
from .dtls import Fingerprint, Setup, SetupRole
from .extmap import Extmap, ExtmapAllowMixed
from .feedback import RtcpFb
from .grouping import BundleOnly, Group, Mid
from .ice import Candidate, EndOfCandidates, IceLite, IceOptions, IcePwd, IceUfrag
from .rtcp import Rtcp, RtcpMux, RtcpMuxOnly, RtcpRsize, RtcpXr
from .rtp import Fmtp, Rtpmap
from .sctp import MaxMessageSize, Sctpmap, SctpPort
from .simulcast import Rid, Simulcast
from .stream import Msid, MsidSemantic, Ssrc, SsrcGroup

__all__ = [
    "BundleOnly",
    "Candidate",
    "Direction",
    "EndOfCandidates",
    "Extmap",
    "ExtmapAllowMixed",
    "Fingerprint",
    "Fmtp",
    "Group",
    "IceLite",
    "IceOptions",
    "IcePwd",
    "IceUfrag",
    "MaxMessageSize",
    "MediaDirection",
    "Mid",
    "Msid",
    "MsidSemantic",
    "Rid",
    "Rtcp",
    "RtcpFb",
    "RtcpMux",
    "RtcpMuxOnly",
    "RtcpRsize",
    "RtcpXr",
    "Rtpmap",
    "SctpPort",
    "Sctpmap",
    "Setup",
    "SetupRole",
    "Simulcast",
    "Ssrc",
    "SsrcGroup",
]
