"""Text to values and back, side by side, so that the one is seen to undo the other.

Limits come first, then characters, then lines, then meaning (RFC 8866 §5, jsep V-1 to V-9f).
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from attrs import evolve

from ..errors import Fault, FaultCode, SdpError, Severity
from ..limits import Limits
from ._abnf import CONTROL
from ._attribute import Unknown
from ._description import MediaDescription, SessionDescription
from ._fields import MediaLine, Origin, read_field
from ._line import Line, Malformed, seal
from ._profile import INTEROP, Profile
from ._registry import STANDARD, Registry

__all__ = ["parse", "serialize"]

BYTE_ORDER_MARK = "\ufeff"
NO_LIMITS_YET = Limits()

# session-description = proto-version origin-field session-name-field [information-field]
#     [uri-field] *email-field *phone-field [connection-field] *bandwidth-field
#     1*time-description [key-field] *attribute-field *media-description       RFC 8866 §9
SESSION_ORDER = re.compile("vosi?u?e*p*c?b*(?:tr*)+z?k?a*")
# media-description = media-field [information-field] *connection-field *bandwidth-field
#     [key-field] *attribute-field                                              RFC 8866 §9
MEDIA_ORDER = re.compile("mi?c*b*k?a*")
REQUIRED = "vost"


def parse(
    text: str | bytes,
    *,
    profile: Profile = INTEROP,
    registry: Registry = STANDARD,
    limits: Limits = NO_LIMITS_YET,
) -> SessionDescription:
    """Read a description. Raises SdpError with the line and the rule that it breaks.

    In the profile ``interop`` what is malformed but harmless stays in its place as
    :class:`Malformed`, counts as absent, and is told in ``warnings``; ``strict`` refuses it.
    """
    return _Reading(profile, registry, limits).read(text)


def serialize(description: SessionDescription) -> str:
    """The text of a description: what was read comes back byte for byte.

    Raises SdpError for a value that cannot stand in its line; nothing is written then.
    """
    texts = [line.text for line in _every_line(description)]
    mark = BYTE_ORDER_MARK if description.byte_order_mark else ""
    if len(description.mixed_ends) == len(texts):
        return mark + "".join(
            text + end for text, end in zip(texts, description.mixed_ends, strict=True)
        )
    last = description.line_end if description.last_line_ends and texts else ""
    return mark + description.line_end.join(texts) + last


def _every_line(description: SessionDescription) -> Iterator[Line]:
    yield from description.lines
    for media in description.media:
        yield media.media_line
        yield from media.lines


class _Reading:
    """One reading of one text: collects warnings, or raises at the first fault when strict."""

    def __init__(self, profile: Profile, registry: Registry, limits: Limits) -> None:
        self.profile = profile
        self.registry = registry
        self.limits = limits
        self.warnings: list[Fault] = []

    def read(self, text: str | bytes) -> SessionDescription:
        text = self.decoded(text)
        marked = text.startswith(BYTE_ORDER_MARK)
        if marked:
            self.tolerate(FaultCode.SDP_LINE_ENDING, "a byte order mark in front", line=1)
            text = text.removeprefix(BYTE_ORDER_MARK)
        if not text:
            raise SdpError(Fault(FaultCode.SDP_EMPTY, "the description is empty", "V-1"))
        texts, line_end, mixed = self.split(text)
        ended = text.endswith("\n")
        if line_end != "\r\n" or mixed or not ended:
            self.tolerate(
                FaultCode.SDP_LINE_ENDING, "lines that do not all end with CRLF", "RFC 8866 §5"
            )
        if texts[0] != "v=0":
            raise SdpError(
                Fault(FaultCode.SDP_MISSING_LINE, "the first line is not v=0", "V-1", line=1)
            )
        known = self.registry.memo.lines
        lines = [known.get(line) or self.line(line, number) for number, line in enumerate(texts, 1)]
        starts = [at for at, line in enumerate(lines) if type(line) is MediaLine]
        letters = "".join(map(_letter, texts) if self.warnings else [text[0] for text in texts])
        self.judge_order(letters, starts)
        head = tuple(lines[: starts[0]] if starts else lines)
        if not any(isinstance(line, Origin) for line in head):
            raise SdpError(Fault(FaultCode.SDP_MISSING_LINE, "there is no o= line", "V-2"))
        return SessionDescription(
            head,
            media=tuple(self.sections(lines, starts)),
            line_end=line_end,
            mixed_ends=mixed,
            last_line_ends=ended,
            byte_order_mark=marked,
            warnings=tuple(self.warnings[: self.limits.warnings]),
        )

    def decoded(self, text: str | bytes) -> str:
        """Bytes and characters: size and encoding before anything else."""
        if len(text) > self.limits.sdp_bytes:
            raise self.too_large()
        try:
            if isinstance(text, bytes):
                return text.decode()
            if not text.isascii() and len(text.encode()) > self.limits.sdp_bytes:
                raise self.too_large()
        except UnicodeError:
            raise SdpError(
                Fault(FaultCode.SDP_BAD_ENCODING, "the text is not valid UTF-8", "RFC 8866 §5")
            ) from None
        return text

    def too_large(self) -> SdpError:
        return SdpError(
            Fault(FaultCode.SDP_TOO_LARGE, f"more than {self.limits.sdp_bytes} bytes", "V-9f")
        )

    def split(self, text: str) -> tuple[list[str], str, tuple[str, ...]]:
        """The lines without their ends, the common end, and all ends where they differ."""
        feeds = text.count("\n")
        if feeds >= self.limits.lines and feeds + (text[-1] != "\n") > self.limits.lines:
            raise SdpError(
                Fault(FaultCode.SDP_TOO_MANY_LINES, f"more than {self.limits.lines} lines", "V-9f")
            )
        control = CONTROL.search(text)
        if control is not None:
            raise _bad_character(text, control.start(), "a control character in a line")
        lines = text.split("\r\n")
        line_end = "\r\n"
        mixed: tuple[str, ...] = ()
        if len(lines) - 1 != feeds or feeds != text.count("\r"):
            lines, line_end, mixed = _split_unevenly(text)
        if lines[-1] == "":
            lines.pop()
        if len(text) > self.limits.line_bytes:
            self.judge_line_lengths(lines)
        return lines, line_end, mixed

    def judge_line_lengths(self, lines: list[str]) -> None:
        limit = self.limits.line_bytes
        for number, line in enumerate(lines, 1):
            if len(line) > limit or (not line.isascii() and len(line.encode()) > limit):
                raise SdpError(
                    Fault(FaultCode.SDP_LINE_TOO_LONG, f"more than {limit} bytes", "V-9f", number)
                )

    def line(self, text: str, number: int) -> Line:
        """Read a line that is not remembered."""
        try:
            line = seal(self.well_formed(text), text)
        except SdpError as error:
            fault = evolve(error.fault, line=number)
            letter, _, value = text.partition("=")
            if self.profile.strict or letter in {"v", "o", "m"} or (text and "=" not in text):
                raise SdpError(fault) from None
            name, _, value = value.partition(":") if letter == "a" else (letter, "", value)
            warning = evolve(fault, severity=Severity.WARNING)
            self.warnings.append(warning)
            return seal(Malformed(name, value, fault), text)
        self.registry.memo.remember(text, line)
        return line

    def well_formed(self, text: str) -> Line:
        letter, equals, value = text.partition("=")
        if letter == "a" and equals:
            name, colon, rest = value.partition(":")
            kind = self.registry.get(name)
            line = kind.read(name, rest if colon else None)
            if kind is Unknown:
                line._written()  # noqa: SLF001  # judges the name, which nothing has matched yet
            return line
        return read_field(letter if equals else "", value)

    def judge_order(self, letters: str, starts: list[int]) -> None:
        """The order of lines (V-3, V-5)."""
        end = starts[0] if starts else len(letters)
        if SESSION_ORDER.fullmatch(letters, 0, end) is None:
            head = letters[:end]
            missing = next((letter for letter in REQUIRED if letter not in head), None)
            if missing is None:
                self.misplaced(SESSION_ORDER, letters, 0, end)
            else:
                self.tolerate(FaultCode.SDP_MISSING_LINE, f"there is no {missing}= line", "V-3")
        for start, stop in pairwise((*starts, len(letters))):
            if MEDIA_ORDER.fullmatch(letters, start, stop) is None:
                self.misplaced(MEDIA_ORDER, letters, start, stop)

    def misplaced(self, order: re.Pattern[str], letters: str, start: int, stop: int) -> None:
        match = order.match(letters, start, stop)
        at = start if match is None else match.end()
        self.tolerate(
            FaultCode.SDP_LINE_ORDER, "a line out of its order", "RFC 8866 §5", line=at + 1
        )

    def sections(self, lines: list[Line], starts: list[int]) -> Iterator[MediaDescription]:
        if len(starts) > self.limits.sections:
            raise SdpError(
                Fault(
                    FaultCode.SDP_TOO_MANY_SECTIONS,
                    f"more than {self.limits.sections} m= sections",
                    "V-9f",
                    line=starts[self.limits.sections] + 1,
                )
            )
        first = starts[0] if starts else len(lines)
        self.judge_size(0, first)
        for start, stop in pairwise((*starts, len(lines))):
            self.judge_size(start, stop)
            media_line = lines[start]
            assert isinstance(media_line, MediaLine), "a section starts with its m= line"
            if len(media_line.formats) > self.limits.formats:
                detail = f"more than {self.limits.formats} formats"
                raise SdpError(Fault(FaultCode.SDP_TOO_MANY_FORMATS, detail, "V-9f", start + 1))
            yield MediaDescription(tuple(lines[start + 1 : stop]), media_line=media_line)

    def judge_size(self, start: int, stop: int) -> None:
        limit = self.limits.section_attributes
        if stop - start - 1 > limit:
            detail = f"more than {limit} lines in one section"
            raise SdpError(
                Fault(FaultCode.SDP_TOO_MANY_ATTRIBUTES, detail, "V-9f", start + limit + 2)
            )

    def tolerate(
        self, code: FaultCode, detail: str, rule: str = "", *, line: int | None = None
    ) -> None:
        fault = Fault(code, detail, rule, line)
        if self.profile.strict:
            raise SdpError(fault)
        self.warnings.append(evolve(fault, severity=Severity.WARNING))


def _split_unevenly(text: str) -> tuple[list[str], str, tuple[str, ...]]:
    """Lines that do not all end with CRLF: bare LF, or both, or a bare CR, which is none."""
    pieces = text.split("\n")
    lines = [piece.removesuffix("\r") for piece in pieces[:-1]] + pieces[-1:]
    bare = next((number for number, line in enumerate(lines) if "\r" in line), None)
    if bare is not None:
        at = sum(map(len, pieces[:bare])) + bare + lines[bare].index("\r")
        raise _bad_character(text, at, "a CR that does not end a line")
    ends = ["\r\n" if piece.endswith("\r") else "\n" for piece in pieces[:-1]]
    if set(ends) == {"\n"}:
        return lines, "\n", ()
    ends += [""] if pieces[-1] else []
    return lines, "\r\n", tuple(ends)


def _letter(text: str) -> str:
    """The type of a line; ``?`` for a line that has none."""
    return text[0] if text[1:2] == "=" else "?"


def _bad_character(text: str, at: int, detail: str) -> SdpError:
    line = text.count("\n", 0, at) + 1
    return SdpError(Fault(FaultCode.SDP_BAD_CHARACTER, detail, "RFC 8866 §9", line))
