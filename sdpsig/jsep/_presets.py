"""Ready-made capabilities: what browsers have in common, single media, and whole stacks.

Payload types are the conventional ones, of no two codecs the same within one of these.
"""

from .._frozen import evolve
from ..sdp.attributes import MediaDirection
from ._capabilities import (
    Capabilities,
    CodecCapability,
    DataCapability,
    HeaderExtension,
    MediaKind,
)

__all__ = ["AIORTC", "AUDIO", "CHROMIUM", "DATA", "VIDEO", "WEBRTC"]

_RTP = "urn:ietf:params:rtp-hdrext:"
_GOOGLE = "http://www.webrtc.org/experiments/rtp-hdrext/"
_SEND_TIME = f"{_GOOGLE}abs-send-time"
_WIDE_CC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

_BANDWIDTH = ("goog-remb", "transport-cc")
_FEEDBACK = (*_BANDWIDTH, "ccm fir", "nack", "nack pli")
_H264 = "level-asymmetry-allowed=1;packetization-mode={};profile-level-id={}"


def _audio(
    payload_type: int,
    encoding: str,
    clock_rate: int = 8_000,
    channels: int = 1,
    fmtp: str | None = None,
    feedback: tuple[str, ...] = (),
) -> CodecCapability:
    return CodecCapability(
        encoding, clock_rate, channels, fmtp, feedback, payload_type=payload_type
    )


def _video(
    payload_type: int,
    encoding: str,
    fmtp: str | None = None,
    feedback: tuple[str, ...] = _FEEDBACK,
    *,
    rtx: bool = True,
) -> CodecCapability:
    return CodecCapability(encoding, 90_000, 1, fmtp, feedback, rtx=rtx, payload_type=payload_type)


def _h264(
    payload_type: int, mode: int, profile: str, feedback: tuple[str, ...] = _FEEDBACK
) -> CodecCapability:
    return _video(payload_type, "H264", _H264.format(mode, profile), feedback)


def _receive(codec: CodecCapability) -> CodecCapability:
    return evolve(codec, direction=MediaDirection.RECVONLY)


def _extensions(*uris: str, kinds: tuple[MediaKind, ...]) -> tuple[HeaderExtension, ...]:
    return tuple(HeaderExtension(uri, kinds) for uri in uris)


def _of(kind: MediaKind, capabilities: Capabilities) -> tuple[HeaderExtension, ...]:
    """The extensions for one medium."""
    uris = (extension.uri for extension in capabilities.extensions if kind in extension.kinds)
    return _extensions(*uris, kinds=(kind,))


_OPUS = _audio(111, "opus", 48_000, 2, "minptime=10;useinbandfec=1", ("transport-cc",))
_G722, _PCMU, _PCMA = _audio(9, "G722"), _audio(0, "PCMU"), _audio(8, "PCMA")

DATA = Capabilities(data=DataCapability())
"""Data channels and nothing else."""

WEBRTC = Capabilities(
    audio=(
        _OPUS,
        _G722,
        _PCMU,
        _PCMA,
        _audio(110, "telephone-event", 48_000, fmtp="0-15"),
        _audio(126, "telephone-event", fmtp="0-15"),
    ),
    video=(
        _video(96, "VP8"),
        _video(98, "VP9", "profile-id=0"),
        _h264(108, 1, "42e01f"),
        _h264(114, 0, "42e01f"),
        _video(45, "AV1", "level-idx=5;profile=0;tier=0"),
    ),
    extensions=(
        *_extensions(_RTP + "sdes:mid", kinds=("audio", "video")),
        *_extensions(
            _RTP + "sdes:rtp-stream-id", _RTP + "sdes:repaired-rtp-stream-id", kinds=("video",)
        ),
        *_extensions(_RTP + "ssrc-audio-level", kinds=("audio",)),
        *_extensions(_SEND_TIME, _WIDE_CC, kinds=("audio", "video")),
    ),
    data=DataCapability(),
)
"""What browsers have in common: good for a server that hands media on to a full stack."""

AUDIO = Capabilities(audio=WEBRTC.audio, extensions=_of("audio", WEBRTC))
"""The audio of ``WEBRTC`` and nothing else."""

VIDEO = Capabilities(video=WEBRTC.video, extensions=_of("video", WEBRTC))
"""The video of ``WEBRTC`` and nothing else."""

_AIORTC_FEEDBACK = ("nack", "nack pli", "goog-remb")

AIORTC = Capabilities(
    audio=(_audio(96, "opus", 48_000, 2), _G722, _PCMU, _PCMA),
    video=(
        _video(97, "VP8", None, _AIORTC_FEEDBACK),
        _h264(99, 1, "42001f", _AIORTC_FEEDBACK),
        _h264(101, 1, "42e01f", _AIORTC_FEEDBACK),
    ),
    extensions=(
        *_extensions(_RTP + "sdes:mid", kinds=("audio", "video")),
        *_extensions(_RTP + "ssrc-audio-level", kinds=("audio",)),
        *_extensions(_SEND_TIME, kinds=("video",)),
    ),
    data=DataCapability(),
    extmap_allow_mixed=False,
    ice_options=(),
    simulcast=1,
)
"""What aiortc 1.16 can do: no trickle ICE, no simulcast, one-byte header extensions only."""

CHROMIUM = Capabilities(
    audio=(
        _OPUS,
        _audio(63, "red", 48_000, 2),
        _G722,
        _PCMU,
        _PCMA,
        _audio(13, "CN"),
        _audio(110, "telephone-event", 48_000),
        _audio(126, "telephone-event"),
    ),
    video=(
        _video(96, "VP8"),
        _h264(102, 1, "42001f"),
        _h264(104, 0, "42001f"),
        _h264(108, 1, "42e01f"),
        _h264(114, 0, "42e01f"),
        _h264(116, 1, "4d001f"),
        _h264(39, 0, "4d001f"),
        _receive(_h264(41, 1, "f4001f")),
        _receive(_h264(43, 0, "f4001f")),
        _video(45, "AV1", "level-idx=5;profile=0;tier=0"),
        _receive(_video(47, "AV1", "level-idx=5;profile=1;tier=0")),
        _video(98, "VP9", "profile-id=0"),
        _video(100, "VP9", "profile-id=2"),
        _receive(_video(35, "VP9", "profile-id=1")),
        _receive(_video(37, "VP9", "profile-id=3")),
        _video(118, "red", feedback=()),
        _video(120, "ulpfec", feedback=(), rtx=False),
        _receive(_video(49, "flexfec-03", "repair-window=10000000", _BANDWIDTH, rtx=False)),
    ),
    extensions=(
        *_extensions(_RTP + "ssrc-audio-level", kinds=("audio",)),
        *_extensions(_RTP + "toffset", kinds=("video",)),
        *_extensions(_SEND_TIME, kinds=("audio", "video")),
        *_extensions("urn:3gpp:video-orientation", kinds=("video",)),
        *_extensions(_WIDE_CC, kinds=("audio", "video")),
        *_extensions(
            *(
                _GOOGLE + name
                for name in ("playout-delay", "video-content-type", "video-timing", "color-space")
            ),
            kinds=("video",),
        ),
        *_extensions(_RTP + "sdes:mid", kinds=("audio", "video")),
        *_extensions(
            _RTP + "sdes:rtp-stream-id", _RTP + "sdes:repaired-rtp-stream-id", kinds=("video",)
        ),
    ),
    data=DataCapability(),
    ice_options=("trickle",),
)
"""What Chromium 156 can do without a hardware codec, in the order in which it offers to send."""
