"""What our side can do, as plain values: codecs, feedback, header extensions, data channels."""

from typing import Literal

from attrs import field

from .._frozen import frozen
from ..sdp.attributes import MediaDirection

__all__ = ["Capabilities", "CodecCapability", "DataCapability", "HeaderExtension", "MediaKind"]

MediaKind = Literal["audio", "video"]


@frozen(cache_hash=True)  # looked up for every section
class CodecCapability:
    """One codec configuration. Its ``fmtp`` is both what must match and what we answer.

    Tones, comfort noise, red, ulpfec and flexfec are capabilities of their own name.
    """

    encoding: str
    """The encoding name, as ``opus``; compared without regard to case."""
    clock_rate: int
    """Hz."""
    channels: int = 1
    fmtp: str | None = None
    """Our parameters as a receiver; for H264, H265, VP9 and AV1 the configuration too."""
    feedback: tuple[str, ...] = ()
    """RTCP feedback that we understand, as ``nack pli``."""
    rtx: bool = False
    """Whether we do retransmission for it (RFC 4588)."""
    direction: MediaDirection = MediaDirection.SENDRECV
    """Whether we can send it, receive it, or both."""
    payload_type: int | None = None
    """The number that we would like it to have in our own offers; None: any."""
    maxptime: int | None = None
    """Milliseconds of media that we take in one packet at most; None: any (RFC 8866 §6.4)."""

    @property
    def name(self) -> str:
        """The encoding name in lower case."""
        return self.encoding.lower()


@frozen
class HeaderExtension:
    """An RTP header extension that we understand (RFC 8285)."""

    uri: str
    kinds: tuple[MediaKind, ...] = ("audio", "video")
    direction: MediaDirection = MediaDirection.SENDRECV


@frozen
class DataCapability:
    """Data channels over SCTP (RFC 8841)."""

    sctp_port: int = 5000
    max_message_size: int = 262_144
    """Bytes of the largest message that we receive; 0 is any size."""
    streams: int = 65_535
    """Streams, told only in the older form with a=sctpmap."""


@frozen(kw_only=True, cache_hash=True)
class Capabilities:
    """Everything that an answer may accept."""

    audio: tuple[CodecCapability, ...] = ()
    video: tuple[CodecCapability, ...] = ()
    extensions: tuple[HeaderExtension, ...] = ()
    data: DataCapability | None = None
    extmap_allow_mixed: bool = True
    """Whether one- and two-byte header extensions may be mixed (RFC 8285 §6)."""
    ice_options: tuple[str, ...] = field(default=("trickle", "ice2"))
    """ICE options that an answer repeats if they were offered."""

    simulcast: int = 3
    """Simulcast layers that one section may have at most."""

    def codecs(self, kind: str) -> tuple[CodecCapability, ...]:
        """What we can do for this media."""
        return {"audio": self.audio, "video": self.video}.get(kind, ())
