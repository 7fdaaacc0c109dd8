"""Opus (RFC 7587 §6.1)."""

from typing import ClassVar

from ..._frozen import frozen
from ._format import Parameters, flag, number, parameter

__all__ = ["Opus"]

_rate = number(8_000, 48_000)


@frozen
class Opus(Parameters):
    """What an Opus decoder prefers, and what its sender will send."""

    encodings: ClassVar[tuple[str, ...]] = ("opus",)
    rfc: ClassVar[str] = "RFC 7587 §6.1"
    maxplaybackrate: int = parameter("maxplaybackrate", _rate, 48_000)
    """Hz that the receiver can play back."""
    sprop_maxcapturerate: int = parameter("sprop-maxcapturerate", _rate, 48_000)
    """Hz that the sender is likely to produce."""
    maxaveragebitrate: int | None = parameter("maxaveragebitrate", number(1, 2**32 - 1), None)
    """Bit/s on average; outside 6000-510000 it is to be ignored. None: as the mode has it."""
    stereo: bool = parameter("stereo", flag, default=False)
    """Whether the receiver prefers stereo."""
    sprop_stereo: bool = parameter("sprop-stereo", flag, default=False)
    """Whether the sender is likely to send stereo."""
    cbr: bool = parameter("cbr", flag, default=False)
    """Whether the receiver prefers a constant bitrate."""
    useinbandfec: bool = parameter("useinbandfec", flag, default=False)
    """Whether the receiver makes use of forward error correction in the stream."""
    usedtx: bool = parameter("usedtx", flag, default=False)
    """Whether silence may be sent as nothing."""
