"""Text to lines: size, encoding, line ends and characters come before any meaning.

RFC 8866 §5 and the rules V-6, V-7 and V-9f. The quick way is for what every peer sends: ASCII
lines that all end with CRLF.
"""

import re
from collections.abc import Sequence
from itertools import chain
from typing import NamedTuple

from ..errors import Fault, FaultCode, SdpError
from ..limits import Limits
from ._abnf import CONTROL
from ._memo import MAX_BYTES

__all__ = [
    "IRREGULAR_ENDS",
    "REGULAR",
    "Texts",
    "decoded",
    "irregular_end",
    "join",
    "judge_characters",
    "split",
    "too_long",
]

BYTE_ORDER_MARK = "\ufeff"
_IRREGULAR_END = re.compile(r"(?<!\r)\n|(?<=\n)\r\n|[^\n]\Z")
"""A bare LF, a blank line, or a last line that does not end."""
IRREGULAR_ENDS = "lines that do not all end with CRLF, or blank ones at the end"
"""How that is told (V-6)."""


class Texts(NamedTuple):
    """The lines of a text, and all that is needed to put them together again."""

    text: str
    """The whole of it, decoded and without a byte order mark."""
    lines: list[str]
    """The lines without their ends."""
    line_end: str = "\r\n"
    """How lines end, where all end alike."""
    mixed_ends: tuple[str, ...] = ()
    """How each line ends, where they do not."""
    byte_order_mark: bool = False
    """Whether a BOM stood in front."""

    def __repr__(self) -> str:
        return f"Texts({len(self.lines)} lines)"

    @property
    def is_regular(self) -> bool:
        """Whether it is ASCII without a mark, and all lines end with CRLF."""
        ends = self.line_end == "\r\n" and not self.mixed_ends and self.text.endswith("\n")
        return ends and self.text.isascii() and not self.byte_order_mark


REGULAR = Texts("\r\n", [])
"""What stands for a text of which all that is known is that it is regular."""


def split(text: str, limits: Limits) -> Texts:
    """Take a decoded text apart into lines. Raises SdpError for what no text may be or hold.

    Two things are left to the reader of the lines, who knows which of them are new: how long
    a line of ASCII is, where ``limits.line_bytes`` is no less than ``MAX_BYTES``, and, where
    all lines end with CRLF, which characters they hold.
    """
    marked = text.startswith(BYTE_ORDER_MARK)
    text = text.removeprefix(BYTE_ORDER_MARK)
    feeds = text.count("\n")
    if feeds >= limits.lines and feeds + (text[-1] != "\n") > limits.lines:
        detail = f"more than {limits.lines} lines"
        raise SdpError(Fault(FaultCode.SDP_TOO_MANY_LINES, detail, "V-9f"))
    lines = text.split("\r\n")
    rest = lines.pop()
    # As many lines as LFs and as CRs: then neither stands anywhere else.
    if rest or not len(lines) == feeds == text.count("\r") or not feeds or not lines[-1]:
        judge_characters(text)
        return _split_unevenly(text, limits)._replace(byte_order_mark=marked)
    if limits.line_bytes < MAX_BYTES or not text.isascii():
        _judge_lengths(lines, limits)
    return Texts(text, lines, byte_order_mark=marked)


def join(
    lines: Sequence[str],
    *,
    line_end: str,
    mixed_ends: Sequence[str],
    last_line_ends: bool,
    byte_order_mark: bool,
) -> str:
    """The inverse: lines and how they end, put together."""
    mark = BYTE_ORDER_MARK if byte_order_mark else ""
    if len(mixed_ends) == len(lines):
        return mark + "".join(chain.from_iterable(zip(lines, mixed_ends, strict=True)))
    return mark + line_end.join(lines) + (line_end if last_line_ends and lines else "")


def decoded(text: str | bytes, limits: Limits) -> str:
    """Bytes to characters, and how many there may be. Raises SdpError."""
    if len(text) > limits.sdp_bytes:
        raise _too_large(limits)
    if isinstance(text, bytes):
        try:
            return text.decode()
        except UnicodeDecodeError as error:
            raise _bad_encoding(text.count(b"\n", 0, error.start)) from None
    if not text.isascii():
        try:
            size = len(text.encode())
        except UnicodeEncodeError as error:
            raise _bad_encoding(text.count("\n", 0, error.start)) from None
        if size > limits.sdp_bytes:
            raise _too_large(limits)
    return text


def _split_unevenly(text: str, limits: Limits) -> Texts:
    """Lines that end in another way, or not at all. A bare CR ends nothing."""
    pieces = text.split("\n")
    lines = [piece.removesuffix("\r") for piece in pieces[:-1]] + pieces[-1:]
    bare = next((number for number, line in enumerate(lines) if "\r" in line), None)
    if bare is not None:
        at = sum(map(len, pieces[:bare])) + bare + lines[bare].index("\r")
        raise _bad_character(text, at, "a CR that does not end a line")
    ends = ["\r\n" if piece.endswith("\r") else "\n" for piece in pieces[:-1]]
    _judge_lengths(lines, limits)
    while lines and not lines[-1]:
        lines.pop()  # blank lines at the end belong to the end of the last one
    if len(set(ends)) < 2 and len(ends) <= len(lines):
        return Texts(text, lines, ends[0] if ends else "\r\n")
    last = len(lines) - 1
    return Texts(text, lines, mixed_ends=(*ends[:last], "".join(ends[last:])))


def judge_characters(text: str) -> None:
    """Refuse what no line may hold (V-7). Raises SdpError."""
    encoded = text.encode()
    if len(encoded.translate(None, CONTROL)) < len(encoded):  # faster than to search
        at = next(at for at, character in enumerate(text) if character in CONTROL.decode())
        raise _bad_character(text, at, "a control character in a line")


def irregular_end(text: str) -> int | None:
    """The first line that does not end as it should, from 1; None where all do (V-6)."""
    found = _IRREGULAR_END.search(text)
    return None if found is None else text.count("\n", 0, found.start()) + 1


def _judge_lengths(lines: list[str], limits: Limits) -> None:
    for number, line in enumerate(lines, 1):
        if len(line.encode()) > limits.line_bytes:
            raise too_long(number, limits)


def too_long(number: int, limits: Limits) -> SdpError:
    """The fault of a line that is longer than it may be."""
    detail = f"more than {limits.line_bytes} bytes"
    return SdpError(Fault(FaultCode.SDP_LINE_TOO_LONG, detail, "V-9f", number))


def _too_large(limits: Limits) -> SdpError:
    return SdpError(Fault(FaultCode.SDP_TOO_LARGE, f"more than {limits.sdp_bytes} bytes", "V-9f"))


def _bad_encoding(lines_before: int) -> SdpError:
    detail = "the text is not valid UTF-8"
    return SdpError(Fault(FaultCode.SDP_BAD_ENCODING, detail, "RFC 8866 §5", lines_before + 1))


def _bad_character(text: str, at: int, detail: str) -> SdpError:
    line = text.count("\n", 0, at) + 1
    return SdpError(Fault(FaultCode.SDP_BAD_CHARACTER, detail, "RFC 8866 §9", line))
