"""VP9 (RFC 9628 §6)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, number, parameter, uint32

__all__ = ["Vp9"]


@frozen
class Vp9(Parameters):
    """What a VP9 decoder can take, and the profile that is sent."""

    encodings: ClassVar[tuple[str, ...]] = ("vp9",)
    rfc: ClassVar[str] = "RFC 9628 §6"
    profile_id: int = parameter("profile-id", number(0, 3), 0)
    """The coding profile: 0 and 1 are of 8 bits, 2 and 3 of more."""
    max_fr: int | None = parameter("max-fr", uint32, None)
    """Frames per second; None where nothing is said."""
    max_fs: int | None = parameter("max-fs", uint32, None)
    """Macroblocks of 16 x 16 pixels in a frame; None where nothing is said."""
