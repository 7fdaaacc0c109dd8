"""What is left of a section when formats go: the m= line, and every line that spoke of them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from ..._frozen import evolve
from ...errors import Fault, FaultCode, SdpError
from .._codecs import carried, codecs
from .._description import MediaDescription
from .._line import Line
from ..attributes import Fmtp, FrameSize, ImageAttr, Rid, RtcpFb, Rtpmap
from ..formats import Flexfec, Red, Rtx, Ulpfec

__all__ = ["REPAIR", "with_formats", "without"]

REPAIR = frozenset((*Rtx.encodings, *Red.encodings, *Ulpfec.encodings, *Flexfec.encodings))
"""What carries no media of its own."""
MENTIONS: Mapping[type[Line], Callable[[Any], str]] = {
    Rtpmap: lambda line: str(line.payload_type),
    Fmtp: lambda line: line.format,
    RtcpFb: lambda line: line.payload_type,
    ImageAttr: lambda line: line.payload_type,
    FrameSize: lambda line: str(line.payload_type),
}
"""Which lines speak of one format, and of which."""


def without(media: MediaDescription, gone: Collection[str]) -> MediaDescription:
    """A section without these formats. Raises SdpError where none is left that carries media."""
    left = [text for text in media.formats if text not in gone]
    if not left or (_carries(media, media.formats) and not _carries(media, left)):
        detail = "no format would be left that carries media"
        raise SdpError(Fault(FaultCode.EDIT_LAST_FORMAT, detail, "RFC 3264 §6.1"))
    lists = {str(codec.payload_type) for codec in codecs(media) if carried(codec)}
    lines = media.with_lines(_remaining(media.lines, gone, lists))
    return with_formats(lines, left)


def with_formats(media: MediaDescription, formats: Iterable[str]) -> MediaDescription:
    """The same lines under an m= line with these formats; the same line where they are its own."""
    found = tuple(formats)
    if found == media.formats:
        return media
    return media.with_media_line(evolve(media.media_line, formats=found))


def _carries(media: MediaDescription, formats: Collection[str]) -> bool:
    return any(
        str(codec.payload_type) in formats and codec.name not in REPAIR for codec in codecs(media)
    )


def _remaining(
    lines: Iterable[Line], gone: Collection[str], lists: Collection[str]
) -> Iterator[Line]:
    for line in lines:
        mention = MENTIONS.get(type(line))
        if mention is not None and mention(line) in gone:
            continue
        match line:
            case Fmtp() if line.format in lists:
                yield _forgotten(line, gone)
            case Rid():
                yield _unrestricted(line, gone)
            case _:
                yield line


def _forgotten(line: Fmtp, gone: Collection[str]) -> Fmtp:
    """A red format that no longer carries what is gone."""
    found = line.value.strip(" ").split("/")
    left = [text for text in found if text not in gone]
    return line if left == found else evolve(line, value="/".join(left))


def _unrestricted(line: Rid, gone: Collection[str]) -> Rid:
    """A layer that may use the formats that are left; any, where none of its own is."""
    pieces = (line.restrictions or "").split(";")
    left = [piece for one in pieces if (piece := _kept(one, gone)) is not None]
    return line if left == pieces else evolve(line, restrictions=";".join(left) or None)


def _kept(piece: str, gone: Collection[str]) -> str | None:
    """One restriction without the formats that are gone; None where none of its own is left."""
    name, _, value = piece.partition("=")
    formats = value.split(",")
    left = [text for text in formats if text not in gone]
    if name != "pt" or left == formats:
        return piece
    return f"{name}={','.join(left)}" if left else None
