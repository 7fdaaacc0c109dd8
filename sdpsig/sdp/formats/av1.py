"""AV1 (RTP payload format for AV1, section 7.2)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, flag, number, parameter

__all__ = ["Av1"]


@frozen
class Av1(Parameters):
    """The highest profile, level and tier of AV1 that is sent or can be received."""

    encodings: ClassVar[tuple[str, ...]] = ("av1",)
    rfc: ClassVar[str] = "AV1 RTP §7.2"
    profile: int = parameter("profile", number(0, 7), 0)
    """0 Main, 1 High, 2 Professional; as ``seq_profile`` of 3 bits."""
    level_idx: int = parameter("level-idx", number(0, 31), 5)
    """As ``seq_level_idx`` of 5 bits: 5 is level 3.1."""
    tier: bool = parameter("tier", flag, default=False)
    """Whether it is the High tier; as ``seq_tier``."""

    @property
    def level(self) -> str | None:
        """The level in words, as ``3.1``; None for 24-30, which are reserved, and 31, any."""
        major, minor = divmod(self.level_idx, 4)
        return f"{major + 2}.{minor}" if self.level_idx < 24 else None
