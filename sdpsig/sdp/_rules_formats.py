"""What is wrong with the payload types of a section and what is said of them.

The m= line lists them (RFC 8866 §5.14), rtpmap gives them a meaning (§6.6), fmtp and rtcp-fb
say more (§6.15, RFC 4585 §4.2), and rtx and red refer to others (RFC 4588 §8.6, RFC 2198 §5).
What a parameter may be is known to the format that it belongs to.
"""

from collections.abc import Iterator, Mapping
from itertools import chain

from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpError
from ._attribute import Attribute
from ._codecs import STATIC_FORMATS
from ._places import MediaPart, Whole
from .attributes import Fmtp, ImageAttr, RtcpFb, RtcpMux, Rtpmap
from .attributes.feedback import ALL_FORMATS
from .formats import FORMATS, Format, Red, Rtx

__all__ = ["RULES", "Meaning", "meanings"]

RTCP_COLLISIONS = frozenset(map(str, range(64, 96)))
"""Payload types that look like RTCP where both share a port (RFC 5761 §4)."""
DYNAMIC = frozenset(map(str, (*range(35, 64), *range(96, 128))))
"""Payload types that mean nothing by themselves (RFC 3551 §6, RFC 5761 §4)."""
CLOCK_RATES: Mapping[str, tuple[int, str]] = {"opus": (48_000, "RFC 7587 §7")}
"""Hz: formats that have one clock rate only, with the rule that says so."""
VIDEO_CLOCK = 90_000


@frozen
class Meaning:
    """What a payload type stands for, and where that is said."""

    name: str
    """The encoding name in lower case."""
    clock_rate: int
    channels: int
    line: int | None = None
    """The line of its rtpmap; None for a static payload type."""

    @property
    def codec(self) -> tuple[str, int, int]:
        """Name, clock rate, channels: what has to agree."""
        return self.name, self.clock_rate, self.channels


def meanings(part: MediaPart) -> dict[str, Meaning]:
    """What the payload types of a section mean; the first rtpmap of each counts."""
    found: dict[str, Meaning] = {}
    for number, line in part.all(Rtpmap):
        meaning = Meaning(line.encoding.lower(), line.clock_rate, line.channels or 1, number)
        found.setdefault(str(line.payload_type), meaning)
    for text in part.formats & STATIC_FORMATS.keys() - found.keys():
        name, clock_rate, channels = STATIC_FORMATS[text]
        found[text] = Meaning(name.lower(), clock_rate, channels)
    return found


def _listed(part: MediaPart, known: Mapping[str, Meaning]) -> Iterator[Fault]:
    """The m= line itself: V-62, V-63, and payload types that nobody explains."""
    code = FaultCode.RTP_PAYLOAD_TYPE
    if part.has(RtcpMux) and not RTCP_COLLISIONS.isdisjoint(part.formats):
        yield part.fault(code, "a payload type of 64-95, which collides with RTCP", "V-62")
    if len(part.formats) != len(part.media.formats):
        yield part.warning(code, "a payload type twice on the m= line", "V-63")
    if not DYNAMIC.isdisjoint(part.formats - known.keys()):
        detail = "a dynamic payload type without a=rtpmap"
        yield part.warning(FaultCode.SDP_UNKNOWN_FORMAT, detail, "RFC 8866 §6.6")


def _mapped(part: MediaPart, known: Mapping[str, Meaning]) -> Iterator[Fault]:
    """What each rtpmap says (V-63, A-73, RFC 3551 §6)."""
    for number, line in part.all(Rtpmap):
        name, text = line.encoding.lower(), str(line.payload_type)
        codec = (name, line.clock_rate, line.channels or 1)
        if codec != known[text].codec:
            detail = "a payload type with two meanings"
            yield part.fault(FaultCode.RTP_PAYLOAD_TYPE, detail, "V-63", number)
        elif text in STATIC_FORMATS and STATIC_FORMATS[text][0].lower() != name:
            detail = "a static payload type with another meaning"
            yield part.warning(FaultCode.RTP_PAYLOAD_TYPE, detail, "RFC 3551 §6", number)
        code = FaultCode.RTP_CLOCK_RATE
        rate, rule = CLOCK_RATES.get(name, (line.clock_rate, ""))
        if rate != line.clock_rate:
            yield part.warning(code, f"{name} with a clock rate other than {rate}", rule, number)
        elif part.media.kind == "video" and line.clock_rate != VIDEO_CLOCK:
            yield part.warning(code, f"a video format without {VIDEO_CLOCK} Hz", "A-73", number)


def _referring(part: MediaPart, known: Mapping[str, Meaning]) -> Iterator[Fault]:
    """Lines that speak of a payload type (V-64, V-65)."""
    code = FaultCode.SDP_UNKNOWN_FORMAT
    for line, number, text in chain(_rtpmaps(part), _fmtps(part), _others(part)):
        if text == ALL_FORMATS:
            continue
        if text not in part.formats:
            detail = f"a={line.name} for a format that the m= line does not list"
            yield part.warning(code, detail, "V-65", number)
        elif text not in known:
            detail = f"a={line.name} for a payload type that nothing gives a meaning"
            yield part.warning(code, detail, "V-64", number)


Mention = tuple[Attribute, int, str]
"""A line, its number, and the format that it speaks of."""


def _rtpmaps(part: MediaPart) -> Iterator[Mention]:
    for number, line in part.all(Rtpmap):
        yield line, number, str(line.payload_type)


def _fmtps(part: MediaPart) -> Iterator[Mention]:
    for number, line in part.all(Fmtp):
        yield line, number, line.format


def _others(part: MediaPart) -> Iterator[Mention]:
    """Feedback and image sizes."""
    for number, feedback in part.all(RtcpFb):
        yield feedback, number, feedback.payload_type
    for number, sizes in part.all(ImageAttr):
        yield sizes, number, sizes.payload_type


def _once(part: MediaPart, known: Mapping[str, Meaning]) -> Iterator[Fault]:
    """One rtpmap and one fmtp for each format; more rtpmaps only if they agree (V-63)."""
    del known
    for mentions in (_rtpmaps(part), _fmtps(part)):
        seen: set[str] = set()
        for line, number, text in mentions:
            if text in seen:
                detail = f"a second a={line.name} for one format"
                yield part.warning(FaultCode.SDP_REPEATED, detail, line.spec.rfc, number)
            seen.add(text)


def _parameters(part: MediaPart, known: Mapping[str, Meaning]) -> Iterator[Fault]:
    """What fmtp says of formats whose parameters are known."""
    described: set[str] = set()
    for number, line in part.all(Fmtp):
        meaning = known.get(line.format)
        if meaning is None or line.format not in part.formats:
            continue
        described.add(line.format)
        kind = FORMATS.get(meaning.name)
        if kind is None:
            continue
        try:
            found = kind.parse(line.value)
        except SdpError as error:
            yield _unreadable(part, number, kind, error.fault)
            continue
        yield from _references(part, known, number, line.format, found)
    for text in part.formats - described:
        meaning = known.get(text)
        if meaning is not None and meaning.name in Rtx.encodings:
            yield _no_apt(part, meaning.line)


def _unreadable(part: MediaPart, number: int, kind: type[Format], fault: Fault) -> Fault:
    if kind is Rtx:
        return _no_apt(part, number)
    return part.warning(FaultCode.SDP_BAD_PARAMETER, fault.detail, kind.rfc, number)


def _no_apt(part: MediaPart, number: int | None) -> Fault:
    detail = "an rtx format whose apt is no format here"
    return part.warning(FaultCode.SDP_DANGLING_REFERENCE, detail, "V-66", number)


def _references(
    part: MediaPart, known: Mapping[str, Meaning], number: int, own: str, found: Format
) -> Iterator[Fault]:
    """Formats that refer to others: rtx to what it repairs, red to what it repeats."""
    match found:
        case Red() if not part.formats.issuperset(map(str, found.payload_types)):
            detail = "a red format with a payload type that is no format here"
            yield part.warning(FaultCode.SDP_DANGLING_REFERENCE, detail, found.rfc, number)
        case Rtx():
            yield from _repair(part, known, number, own, str(found.apt))
        case _:
            pass


def _repair(
    part: MediaPart, known: Mapping[str, Meaning], number: int, own: str, apt: str
) -> Iterator[Fault]:
    repaired = known.get(apt)
    if apt not in part.formats:
        yield _no_apt(part, number)
    elif repaired is not None and repaired.name in Rtx.encodings:
        detail = "an rtx format that repairs an rtx format"
        yield part.warning(FaultCode.SDP_DANGLING_REFERENCE, detail, "V-66", number)
    elif repaired is not None and repaired.clock_rate != known[own].clock_rate:
        detail = "an rtx format with another clock rate"
        yield part.warning(FaultCode.RTP_CLOCK_RATE, detail, "A-79", number)


def _formats(whole: Whole) -> Iterator[Fault]:
    for part in whole.live:
        if part.is_rtp:
            known = meanings(part)
            for rule in (_listed, _mapped, _once, _referring, _parameters):
                yield from rule(part, known)


RULES = (_formats,)
