"""What the formats of a section mean: rtpmap, fmtp and rtcp-fb joined by payload type."""

from collections.abc import Mapping

from attrs import field, frozen

from ._description import MediaDescription
from .attributes import Fmtp, RtcpFb, Rtpmap
from .attributes.rtp import fmtp_parameters

__all__ = ["STATIC", "Codec", "codecs"]


@frozen
class Codec:
    """One payload type of a section and all that is said of it."""

    payload_type: int
    encoding: str
    """The encoding name as it was written; compare ``name``."""
    clock_rate: int
    """Hz."""
    channels: int = 1
    fmtp: str | None = None
    feedback: tuple[str, ...] = ()
    """Feedback messages named for this payload type, as ``nack pli``."""
    rtpmap: Rtpmap | None = field(default=None, eq=False, repr=False)
    """The line that says so; None for a static payload type without one."""

    @property
    def name(self) -> str:
        """The encoding name in lower case."""
        return self.encoding.lower()

    def parameters(self) -> dict[str, str]:
        """The format parameters, names in lower case."""
        return fmtp_parameters(self.fmtp or "")


STATIC: Mapping[int, tuple[str, int, int]] = {
    0: ("PCMU", 8000, 1),
    3: ("GSM", 8000, 1),
    4: ("G723", 8000, 1),
    5: ("DVI4", 8000, 1),
    6: ("DVI4", 16000, 1),
    7: ("LPC", 8000, 1),
    8: ("PCMA", 8000, 1),
    9: ("G722", 8000, 1),
    10: ("L16", 44100, 2),
    11: ("L16", 44100, 1),
    12: ("QCELP", 8000, 1),
    13: ("CN", 8000, 1),
    14: ("MPA", 90000, 1),
    15: ("G728", 8000, 1),
    16: ("DVI4", 11025, 1),
    17: ("DVI4", 22050, 1),
    18: ("G729", 8000, 1),
    25: ("CelB", 90000, 1),
    26: ("JPEG", 90000, 1),
    28: ("nv", 90000, 1),
    31: ("H261", 90000, 1),
    32: ("MPV", 90000, 1),
    33: ("MP2T", 90000, 1),
    34: ("H263", 90000, 1),
}
"""Payload types that mean something without an rtpmap (RFC 3551 §6)."""
_STATIC = {str(payload_type): meaning for payload_type, meaning in STATIC.items()}


def codecs(media: MediaDescription) -> tuple[Codec, ...]:
    """The codecs of a section in the order of its m= line; formats without meaning are left out.

    Feedback for ``*`` is not multiplied out: it stays with the section.
    """
    rtpmaps: dict[str, Rtpmap] = {}
    for rtpmap in media.all(Rtpmap):
        rtpmaps.setdefault(str(rtpmap.payload_type), rtpmap)
    fmtps: dict[str, str] = {}
    for fmtp in media.all(Fmtp):
        fmtps.setdefault(fmtp.format, fmtp.value)
    feedback: dict[str, list[str]] = {}
    for message in media.all(RtcpFb):
        feedback.setdefault(message.payload_type, []).append(message.feedback)
    found: list[Codec] = []
    for text in dict.fromkeys(media.formats):
        rtpmap_line = rtpmaps.get(text)
        if rtpmap_line is not None:
            meaning = (rtpmap_line.encoding, rtpmap_line.clock_rate, rtpmap_line.channels or 1)
        elif text in _STATIC:
            meaning = _STATIC[text]
        else:
            continue
        found.append(
            Codec(int(text), *meaning, fmtps.get(text), tuple(feedback.get(text, ())), rtpmap_line)
        )
    return tuple(found)
