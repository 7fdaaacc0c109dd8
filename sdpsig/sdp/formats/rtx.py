"""Retransmission (RFC 4588 §8.6)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, number, parameter, uint32

__all__ = ["Rtx"]


@frozen
class Rtx(Parameters):
    """A format that repeats packets of another one."""

    encodings: ClassVar[tuple[str, ...]] = ("rtx",)
    rfc: ClassVar[str] = "RFC 4588 §8.6"
    apt: int = parameter("apt", number(0, 127))
    """The payload type whose packets are sent again."""
    rtx_time: int | None = parameter("rtx-time", uint32, None)
    """Milliseconds for which a sender keeps a packet; None where nothing is said."""
