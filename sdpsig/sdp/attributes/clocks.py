"""Which clock media is timed by (RFC 7273)."""

from typing import ClassVar

from ..._frozen import frozen
from .._abnf import BYTE_STRING
from .._attribute import Attribute, Level, Mux, Spec

__all__ = ["ALL", "MediaClock", "ReferenceClock"]


@frozen
class ReferenceClock(Attribute):
    """The clock that timestamps refer to: ptp, ntp, gps, local …"""

    spec: ClassVar[Spec] = Spec(
        "ts-refclk", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 7273 §4.8", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<clock>{BYTE_STRING})"
    clock: str

    def serialize(self) -> str:
        return self.clock


@frozen
class MediaClock(Attribute):
    """The clock that samples are taken by: sender, direct, IEEE1722 …"""

    spec: ClassVar[Spec] = Spec("mediaclk", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 7273 §5.4")
    grammar: ClassVar[str] = rf"(?P<clock>{BYTE_STRING})"
    clock: str

    def serialize(self) -> str:
        return self.clock


ALL = (ReferenceClock, MediaClock)
