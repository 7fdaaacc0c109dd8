"""Codecs of a section: which, in which order (RFC 8866 §5.14, RFC 3264 §6.1).

A codec is its format on the m= line and the lines that speak of that format. What serves a
codec goes with it: the rtx format that repairs it (RFC 4588), the red format that carries it
(RFC 2198), and error correction, which serves all codecs of its section.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

from ...errors import Fault, FaultCode, SdpError
from .._codecs import Codec, carried, codecs, repaired
from .._description import MediaDescription, SessionDescription
from .._line import Line
from ..attributes import Fmtp, RtcpFb, Rtpmap
from ..formats import Format
from ._removal import REPAIR, with_formats, without

__all__ = [
    "Which",
    "add_codec",
    "chosen",
    "keep_codecs",
    "payload_types",
    "prefer_codecs",
    "remove_codecs",
]

Which = str | int | Codec | Callable[[Codec], bool]
"""Codecs by encoding name, by payload type, as they were found, or by what is true of them."""

FREE = (*range(96, 128), *range(35, 64))
"""Payload types that may be given to a codec, the usual ones first (RFC 3551 §6, RFC 5761 §4)."""


def prefer_codecs(media: MediaDescription, *which: Which) -> MediaDescription:
    """Put these codecs first, in this order, each with the rtx and red formats that serve it.

    All others keep their order behind them; only the m= line changes. Raises SdpError for a
    name or payload type that the section does not have.
    """
    first = [codec.payload_type for codec in chosen(media, *which)]
    served = {codec.payload_type: (*codec.rtx, *codec.red) for codec in codecs(media)}
    order: dict[int, None] = {}
    for payload_type in first:
        waiting = [payload_type]
        while waiting:
            one = waiting.pop(0)
            if one not in order:
                order[one] = None
                waiting = [other for other in served[one] if other not in first] + waiting
    ranks = {str(payload_type): rank for rank, payload_type in enumerate(order)}
    formats = sorted(media.formats, key=lambda text: ranks.get(text, len(ranks)))
    return with_formats(media, formats)


def remove_codecs(media: MediaDescription, *which: Which) -> MediaDescription:
    """Remove codecs and every line that speaks of them.

    The rtx formats that repair only them go too; red formats and ``pt=`` restrictions forget
    them. Raises SdpError for a name or payload type that the section does not have, and where
    nothing would be left that carries media.
    """
    gone = {codec.payload_type for codec in chosen(media, *which)}
    served = {codec.payload_type: _served(codec) for codec in codecs(media)}
    while orphans := {one for one, by_name in served.items() if by_name and by_name <= gone} - gone:
        gone |= orphans
    return without(media, frozenset(map(str, gone)))


def keep_codecs(media: MediaDescription, *which: Which) -> MediaDescription:
    """Keep these codecs and what serves them: rtx, red and error correction; remove all others.

    ``telephone-event`` and ``CN`` serve no codec: name them to keep them. Raises SdpError as
    :func:`remove_codecs` does.
    """
    kept = {codec.payload_type for codec in chosen(media, *which)}
    found = codecs(media)
    served = {codec.payload_type: _served(codec) for codec in found}
    kept |= {
        one.payload_type for one in found if one.name in REPAIR and not served[one.payload_type]
    }
    while servants := {one for one, by_name in served.items() if by_name & kept} - kept:
        kept |= servants
    return without(media, frozenset(media.formats) - frozenset(map(str, kept)))


def add_codec(
    media: MediaDescription,
    encoding: str,
    clock_rate: int,
    channels: int | None = None,
    *,
    fmtp: str | Format = "",
    feedback: Iterable[str] = (),
    payload_type: int | None = None,
    avoid: Collection[int] = (),
) -> MediaDescription:
    """Add a codec behind all others; :func:`prefer_codecs` puts it elsewhere.

    Without a payload type it gets one that is free in the section and not in ``avoid``: sections
    of one bundle share them, see :func:`payload_types`. Feedback is named as ``nack pli``.
    Raises SdpError for a payload type that is in use.
    """
    used = {*_payload_types(media), *avoid}
    number = next((one for one in FREE if one not in used), None)
    number = number if payload_type is None else payload_type
    if number is None or number in _payload_types(media):
        detail = "no payload type is free" if number is None else "a payload type that is in use"
        raise SdpError(Fault(FaultCode.RTP_PAYLOAD_TYPE, detail))
    messages = (feedback,) if isinstance(feedback, str) else feedback
    parameters = fmtp.serialize() if isinstance(fmtp, Format) else fmtp
    lines: list[Line] = [Rtpmap(number, encoding, clock_rate, channels)]
    lines += (RtcpFb.parse(f"{number} {message}") for message in messages)
    if parameters != "":
        lines.append(Fmtp(str(number), parameters))
    places = [at for at, line in enumerate(media.lines, 1) if type(line) in (Rtpmap, Fmtp, RtcpFb)]
    end = max(places, default=media.shape.where(media.lines, lines[0]))
    changed = media.with_lines((*media.lines[:end], *lines, *media.lines[end:]))
    return with_formats(changed, (*media.formats, str(number)))


def payload_types(description: SessionDescription) -> frozenset[int]:
    """Every payload type that any section uses."""
    return frozenset(one for media in description.media for one in _payload_types(media))


def chosen(media: MediaDescription, *which: Which) -> tuple[Codec, ...]:
    """The codecs that are meant, each once, in this order. Raises SdpError for one not there."""
    found = codecs(media)
    named: dict[int, Codec] = {}
    for one in which:
        matches = [codec for codec in found if _is(codec, one)]
        if not matches and (isinstance(one, Codec) or not callable(one)):
            raise SdpError(Fault(FaultCode.EDIT_NO_CODEC, "the section has no such codec"))
        named.update((codec.payload_type, codec) for codec in matches)
    return tuple(named.values())


def _is(codec: Codec, one: Which) -> bool:
    match one:
        case Codec():
            return codec.payload_type == one.payload_type
        case str():
            return codec.name == one.lower()
        case _ if callable(one):
            return one(codec)
        case _:
            return codec.payload_type == one


def _served(codec: Codec) -> frozenset[int]:
    """The formats that one serves by name; nothing where it serves none, or all."""
    return frozenset((*carried(codec), *repaired(codec)))


def _payload_types(media: MediaDescription) -> Iterator[int]:
    """Those that are listed, and those that a line gives a meaning."""
    yield from (int(text) for text in media.formats if text in _NUMBERS)
    yield from (line.payload_type for line in media.all(Rtpmap))


_NUMBERS = frozenset(map(str, range(128)))
