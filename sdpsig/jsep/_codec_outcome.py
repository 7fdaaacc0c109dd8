"""What becomes of offered codecs, as values: the formats of the answer, and why not the others."""

from enum import StrEnum, unique
from functools import cached_property

from .._frozen import frozen
from ..sdp import Attribute, Codec
from ..sdp.attributes import Fmtp, RtcpFb, Rtpmap
from ._capabilities import CodecCapability

__all__ = ["AcceptedCodec", "CodecDrop", "CodecMatch", "DroppedCodec"]


@unique
class CodecDrop(StrEnum):
    """Why a codec is dropped. Of several reasons the last one here is told: it is the nearest."""

    NO_SUCH_CODEC = "no-such-codec"
    """We have no codec of this name, or do no retransmission for what this one repairs."""
    OTHER_CLOCK_RATE = "other-clock-rate"
    """Ours has another clock rate, or the format that it repairs has (A-73, A-79)."""
    OTHER_CHANNELS = "other-channels"
    """Ours has another number of channels (A-73)."""
    OTHER_PROFILE = "other-profile"
    """Ours is of another profile or tier (A-75 to A-77)."""
    OTHER_PACKETIZATION_MODE = "other-packetization-mode"
    """Ours is cut into packets in another way: H.264 and its mode, H.265 and its streams."""
    MALFORMED_PARAMETERS = "malformed-parameters"
    """A parameter that decides cannot be read."""
    NOT_WANTED = "not-wanted"
    """The application does not want it here; comfort noise has to be asked for (A-81)."""
    DIRECTION = "direction"
    """We cannot do it in the direction of the section (A-71)."""
    NOT_PREFERRED = "not-preferred"
    """It is not among the preferred codecs (A-70)."""
    DUPLICATE = "duplicate"
    """An earlier format is the same codec, or repairs the same one (A-70, A-79)."""
    NOTHING_TO_REPAIR = "nothing-to-repair"
    """What it repairs, carries or is carried by is not in the answer (A-79, A-80)."""
    NO_MEDIA_OF_ITS_CLOCK = "no-media-of-its-clock"
    """No codec in the answer has the clock rate of these tones or this noise (A-81)."""
    NO_MEANING = "no-meaning"
    """A dynamic payload type without a=rtpmap (A-73)."""


@frozen
class DroppedCodec:
    """One offered format that is not in the answer."""

    payload_type: int
    encoding: str
    """The encoding name as it was written; empty where there is none."""
    reason: CodecDrop


@frozen
class AcceptedCodec:
    """One format of the answer: the offered codec with our parameters."""

    offered: Codec
    fmtp: str | None
    feedback: tuple[RtcpFb, ...] = ()
    capability: CodecCapability | None = None
    """Which of ours it is; None for retransmission."""

    @cached_property
    def lines(self) -> tuple[Attribute, ...]:
        """What the format means, of static ones too, with our parameters and feedback (A-84)."""
        offered = self.offered
        channels = None if offered.channels == 1 else offered.channels
        rtpmap = offered.rtpmap or Rtpmap(
            offered.payload_type, offered.encoding, offered.clock_rate, channels
        )
        fmtp = () if self.fmtp is None else (Fmtp(str(offered.payload_type), self.fmtp),)
        return (rtpmap, *fmtp, *self.feedback)


@frozen
class CodecMatch:
    """What becomes of the codecs of one offered section."""

    accepted: tuple[AcceptedCodec, ...] = ()
    """The formats of the answer in its order; empty when no real media codec is common."""
    dropped: tuple[DroppedCodec, ...] = ()
    """The other formats, in offered order."""

    @cached_property
    def formats(self) -> tuple[str, ...]:
        """The formats of the m= line."""
        return tuple(str(codec.offered.payload_type) for codec in self.accepted)

    @cached_property
    def lines(self) -> tuple[Attribute, ...]:
        """What is said of them: made once for all answers in which they are the same."""
        return tuple(line for codec in self.accepted for line in codec.lines)

    @cached_property
    def maxptime(self) -> int | None:
        """Milliseconds of media that all of the codecs take in one packet (A-82)."""
        ours = (codec.capability for codec in self.accepted)
        times = [one.maxptime for one in ours if one is not None and one.maxptime is not None]
        return min(times, default=None)
