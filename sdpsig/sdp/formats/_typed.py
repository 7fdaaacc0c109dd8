"""Which class reads the parameters of which codec."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ._format import Format
from .av1 import Av1
from .fec import Flexfec, Ulpfec
from .h264 import H264
from .h265 import H265
from .opus import Opus
from .red import Red
from .rtx import Rtx
from .telephone_event import TelephoneEvent
from .vp8 import Vp8
from .vp9 import Vp9

if TYPE_CHECKING:
    from .._codecs import Codec

__all__ = ["FORMATS", "typed"]

FORMATS: Mapping[str, type[Format]] = {
    encoding: kind
    for kind in (Opus, H264, H265, Vp8, Vp9, Av1, Red, Rtx, TelephoneEvent, Flexfec, Ulpfec)
    for encoding in kind.encodings
}
"""The formats with typed parameters, by encoding name in lower case."""


def typed(codec: "Codec") -> Format | None:
    """The parameters of a codec as values; None for a codec whose parameters have no class.

    Raises SdpError, with the rule, for parameters that break the definition of the format.
    """
    kind = FORMATS.get(codec.name)
    return None if kind is None else kind.parse(codec.fmtp or "")
