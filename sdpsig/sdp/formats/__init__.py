"""The parameters of payload formats as values, one file per family.

What stands in a=fmtp means nothing to RFC 8866: each format defines it for itself.
"""

from ._format import Format, Parameters
from ._typed import FORMATS, typed
from .av1 import Av1
from .fec import Flexfec, Ulpfec
from .h264 import H264, H264Profile, ProfileLevelId
from .h265 import H265, TxMode
from .opus import Opus
from .red import Red
from .rtx import Rtx
from .telephone_event import TelephoneEvent
from .vp8 import Vp8
from .vp9 import Vp9

__all__ = [
    "FORMATS",
    "H264",
    "H265",
    "Av1",
    "Flexfec",
    "Format",
    "H264Profile",
    "Opus",
    "Parameters",
    "ProfileLevelId",
    "Red",
    "Rtx",
    "TelephoneEvent",
    "TxMode",
    "Ulpfec",
    "Vp8",
    "Vp9",
    "typed",
]
