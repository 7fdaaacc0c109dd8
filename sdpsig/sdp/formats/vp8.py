"""VP8 (RFC 7741 §6.1)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, parameter, uint32

__all__ = ["Vp8"]


@frozen
class Vp8(Parameters):
    """What a VP8 decoder can take."""

    encodings: ClassVar[tuple[str, ...]] = ("vp8",)
    rfc: ClassVar[str] = "RFC 7741 §6.1"
    max_fr: int | None = parameter("max-fr", uint32, None)
    """Frames per second; None where nothing is said."""
    max_fs: int | None = parameter("max-fs", uint32, None)
    """Macroblocks of 16 x 16 pixels in a frame; None where nothing is said."""
