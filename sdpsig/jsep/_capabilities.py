"""What our side can do, as plain values: codecs, feedback, header extensions, data channels."""

from typing import Literal

from attrs import field, frozen

from ..sdp.attributes import MediaDirection

__all__ = ["DATA", "WEBRTC", "Capabilities", "CodecCapability", "DataCapability", "HeaderExtension"]

MediaKind = Literal["audio", "video"]


@frozen
class CodecCapability:
    """One codec configuration. Its ``fmtp`` is both what must match and what we answer."""

    encoding: str
    """The encoding name, as ``opus``; compared without regard to case."""
    clock_rate: int
    """Hz."""
    channels: int = 1
    fmtp: str | None = None
    """Our parameters as a receiver; for H264, VP9 and AV1 the configuration too."""
    feedback: tuple[str, ...] = ()
    """RTCP feedback that we understand, as ``nack pli``."""
    rtx: bool = False
    """Whether we do retransmission for it (RFC 4588)."""
    direction: MediaDirection = MediaDirection.SENDRECV
    """Whether we can send it, receive it, or both."""

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


@frozen(kw_only=True)
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

    def codecs(self, kind: str) -> tuple[CodecCapability, ...]:
        """What we can do for this media."""
        return {"audio": self.audio, "video": self.video}.get(kind, ())


_VIDEO_FEEDBACK = ("goog-remb", "transport-cc", "ccm fir", "nack", "nack pli")
_H264 = "level-asymmetry-allowed=1;packetization-mode={};profile-level-id=42e01f"


def _video(encoding: str, fmtp: str | None = None) -> CodecCapability:
    return CodecCapability(encoding, 90_000, 1, fmtp, _VIDEO_FEEDBACK, rtx=True)


_RTP = "urn:ietf:params:rtp-hdrext:"

DATA = Capabilities(data=DataCapability())
"""Data channels and nothing else."""

WEBRTC = Capabilities(
    audio=(
        CodecCapability("opus", 48_000, 2, "minptime=10;useinbandfec=1", ("transport-cc",)),
        CodecCapability("G722", 8_000),
        CodecCapability("PCMU", 8_000),
        CodecCapability("PCMA", 8_000),
        CodecCapability("telephone-event", 48_000, 1, "0-15"),
        CodecCapability("telephone-event", 8_000, 1, "0-15"),
    ),
    video=(
        _video("VP8"),
        _video("VP9", "profile-id=0"),
        _video("H264", _H264.format(1)),
        _video("H264", _H264.format(0)),
        _video("AV1", "level-idx=5;profile=0;tier=0"),
    ),
    extensions=(
        HeaderExtension(_RTP + "sdes:mid"),
        HeaderExtension(_RTP + "sdes:rtp-stream-id", ("video",)),
        HeaderExtension(_RTP + "sdes:repaired-rtp-stream-id", ("video",)),
        HeaderExtension(_RTP + "ssrc-audio-level", ("audio",)),
        HeaderExtension("http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"),
        HeaderExtension(
            "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
        ),
    ),
    data=DataCapability(),
)
"""What browsers have in common: good for a server that hands media on to a full stack."""
