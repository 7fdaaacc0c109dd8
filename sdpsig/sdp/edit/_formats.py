"""The parameters of a codec: the one a=fmtp line of its format (RFC 8866 §6.15)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ...errors import Fault, FaultCode, SdpError
from .._codecs import Codec
from .._description import MediaDescription
from .._line import Line
from ..attributes import Fmtp, RtcpFb, Rtpmap
from ..attributes.rtp import fmtp_parameters
from ..formats import Format
from ._codecs import Which, chosen
from ._lines import remove, replace

__all__ = ["set_fmtp", "set_parameters"]


def set_parameters(
    media: MediaDescription, which: Which, parameters: Mapping[str, str | int | None]
) -> MediaDescription:
    """Set parameters of codecs, as ``{"stereo": 1, "usedtx": None}``; None takes one away.

    Names have no case. The other parameters stay as they were written, and so does the line where
    nothing changes. Raises SdpError for a codec that the section does not have, and for what
    cannot stand between semicolons.
    """
    wanted = {name.lower(): (name, value) for name, value in _texts(parameters)}
    return _changed(media, which, lambda codec: _merged(codec.fmtp or "", wanted))


def set_fmtp(media: MediaDescription, which: Which, fmtp: str | Format) -> MediaDescription:
    """Set the whole a=fmtp of codecs: text, or the parameters as one value.

    Without any parameter the line goes. Raises SdpError for a codec that the section does not
    have, and for text that cannot stand in the line.
    """
    text = fmtp.serialize() if isinstance(fmtp, Format) else fmtp
    return _changed(media, which, lambda _: text)


def _changed(
    media: MediaDescription, which: Which, change: Callable[[Codec], str]
) -> MediaDescription:
    for codec in chosen(media, which):
        media = _with_fmtp(media, codec, change(codec))
    return media


def _with_fmtp(media: MediaDescription, codec: Codec, value: str) -> MediaDescription:
    if value == (codec.fmtp or ""):
        return media
    text = str(codec.payload_type)
    old = next((line for line in media.all(Fmtp) if line.format == text), None)
    if old is None:
        return _added(media, Fmtp(text, value))
    return remove(media, old) if value == "" else replace(media, old, Fmtp(text, value))


def _added(media: MediaDescription, line: Fmtp) -> MediaDescription:
    """A new line behind the others of its format, else behind the last a=fmtp."""
    places = [at for at, other in enumerate(media.lines, 1) if _format(other) == line.format]
    at = max(places, default=media.shape.where(media.lines, line))
    return media.with_lines((*media.lines[:at], line, *media.lines[at:]))


def _format(line: Line) -> str | None:
    return str(line.payload_type) if isinstance(line, Rtpmap | RtcpFb) else None


Setting = tuple[str, str | None]


def _texts(parameters: Mapping[Any, Any]) -> Iterator[Setting]:
    """Names and values as text; each must read back as itself."""
    for name, value in parameters.items():
        text = _text(value)
        shown = f"{name}={text or ''}"
        if not isinstance(name, str) or fmtp_parameters(shown) != {name.lower(): text or ""}:
            raise _bad()
        yield name, text


def _text(value: Any) -> str | None:
    match value:
        case str() | None:
            return value
        case int() if abs(value) < 10**20:  # what a number may have in any line
            return str(int(value))
        case _:
            raise _bad()


def _bad() -> SdpError:
    detail = "a parameter that cannot stand in a=fmtp"
    return SdpError(Fault(FaultCode.SDP_BAD_VALUE, detail, Fmtp.spec.rfc))


def _merged(value: str, wanted: Mapping[str, Setting]) -> str:
    """Parameters between semicolons, some of them changed in their places."""
    pieces: list[str] = []
    left = dict(wanted)
    written = value.split(";") if value else []
    for piece in written:
        own = piece.strip(" ")
        name = own.partition("=")[0].strip(" ")
        if name.lower() not in wanted:
            pieces.append(piece)
        elif (text := left.pop(name.lower(), ("", None))[1]) is not None:
            same = fmtp_parameters(own)[name.lower()] == text
            pieces.append(piece if same else piece.replace(own, f"{name}={text}"))
    blank = " " if any(piece.startswith(" ") for piece in written[1:]) else ""
    for name, added in left.values():
        if added is not None:
            pieces.append(f"{blank if pieces else ''}{name}={added}")
    return ";".join(pieces)
