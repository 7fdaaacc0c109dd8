"""Text to values and back, side by side, so that the one is seen to undo the other.

Limits come first, then characters, then lines, then meaning (RFC 8866 §5, V-1 to V-9f).
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from attrs import evolve

from ..errors import Fault, FaultCode, SdpError, Severity
from ..limits import Limits
from ._abnf import CONTROL, TOKEN
from ._candidate import judge_candidate
from ._description import MediaDescription, SessionDescription
from ._fields import MediaLine, Origin, read_field
from ._line import Line, Malformed, seal
from ._profile import INTEROP, Profile
from ._registry import STANDARD, Registry
from .attributes import Candidate, Extmap, Fingerprint, Rid, Ssrc

__all__ = ["parse", "serialize"]

BYTE_ORDER_MARK = "\ufeff"
NO_LIMITS_YET = Limits()

# session-description = proto-version origin-field session-name-field [information-field]
#     [uri-field] *email-field *phone-field [connection-field] *bandwidth-field
#     1*time-description [key-field] *attribute-field *media-description       RFC 8866 §9
# The patterns match as far as the order holds; what must be there is asked for by REQUIRED.
SESSION_ORDER = re.compile("v?o?s?i?u?e*p*c?b*(?:tr*)*z?k?a*")
# media-description = media-field [information-field] *connection-field *bandwidth-field
#     [key-field] *attribute-field                                              RFC 8866 §9
MEDIA_ORDER = re.compile("mi?c*b*k?a*")
REQUIRED = {"s": re.compile("v?o?"), "t": re.compile("v?o?s?i?u?e*p*c?b*")}
"""Lines that may be missed, with what stands before them (V-3)."""
MAX_ORIGIN = 2**64 - 1
_NAME = re.compile(f"{TOKEN}|")
_IRREGULAR_END = re.compile(r"(?<!\r)\n|(?<=\n)\r\n|[^\n]\Z")
"""A bare LF, a blank line, or a last line that does not end."""


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
        self.repeated: dict[str, Line] = {}
        """Lines that are no use to others, by their text: bundled sections repeat them."""

    def read(self, text: str | bytes) -> SessionDescription:
        text = self.decoded(text)
        marked = text.startswith(BYTE_ORDER_MARK)
        text = text.removeprefix(BYTE_ORDER_MARK)
        if not text:
            raise SdpError(Fault(FaultCode.SDP_EMPTY, "the description is empty", "V-1", line=1))
        texts, line_end, mixed = self.split(text)
        if texts[:1] != ["v=0"]:
            raise SdpError(
                Fault(FaultCode.SDP_MISSING_LINE, "the first line is not v=0", "V-1", line=1)
            )
        if self.profile.strict:
            self.tell_ends(text, marked=marked)
        known = self.registry.memo.lines
        lines = [known.get(line) or self.line(line, number) for number, line in enumerate(texts, 1)]
        letters = "".join(map(_letter, texts) if self.warnings else [text[0] for text in texts])
        stops = [*(match.start() for match in re.finditer("m", letters)), len(lines)]
        self.judge_sizes(letters, lines, stops)
        self.judge_order(letters, stops)
        self.judge_head(lines[: stops[0]])
        return SessionDescription(
            tuple(lines[: stops[0]]),
            media=tuple(self.sections(lines, stops)),
            line_end=line_end,
            mixed_ends=mixed,
            last_line_ends=text.endswith("\n"),
            byte_order_mark=marked,
            warnings=tuple(self.warnings[: self.limits.warnings]),
        )

    def decoded(self, text: str | bytes) -> str:
        """Bytes and characters: size and encoding before anything else."""
        if len(text) > self.limits.sdp_bytes:
            raise self.too_large()
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
            if size > self.limits.sdp_bytes:
                raise self.too_large()
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
        lines = text.split("\r\n")
        line_end = "\r\n"
        encoded = text.encode()
        if len(encoded.translate(None, CONTROL)) < len(encoded):  # faster than to search
            at = next(at for at, character in enumerate(text) if character in CONTROL.decode())
            raise _bad_character(text, at, "a control character in a line")
        ends: list[str] = []
        if len(lines) - 1 != feeds or feeds != text.count("\r"):
            lines, ends = _split_unevenly(text)
            if set(ends) == {"\n"}:
                line_end, ends = "\n", []
        while lines and not lines[-1]:
            lines.pop()
        if not ends and feeds > len(lines):
            ends = [line_end] * feeds  # blank lines at the end belong to the end of the last one
        last = len(lines) - 1
        mixed = (*ends[:last], "".join(ends[last:])) if ends else ()
        if len(text) > self.limits.line_bytes or not text.isascii():
            self.judge_line_lengths(lines)
        return lines, line_end, mixed

    def tell_ends(self, text: str, *, marked: bool) -> None:
        """What every reader takes and nobody should write (V-6)."""
        if marked:
            self.warn(FaultCode.SDP_LINE_ENDING, "a byte order mark in front", "V-6", 1)
        irregular = _IRREGULAR_END.search(text)
        if irregular is not None:
            line = text.count("\n", 0, irregular.start()) + 1
            detail = "lines that do not all end with CRLF, or blank ones at the end"
            self.warn(FaultCode.SDP_LINE_ENDING, detail, "V-6", line)

    def judge_line_lengths(self, lines: list[str]) -> None:
        limit = self.limits.line_bytes
        for number, line in enumerate(lines, 1):
            if len(line) > limit or (not line.isascii() and len(line.encode()) > limit):
                raise SdpError(
                    Fault(FaultCode.SDP_LINE_TOO_LONG, f"more than {limit} bytes", "V-9f", number)
                )

    def line(self, text: str, number: int) -> Line:
        """Read a line that is not remembered."""
        seen = self.repeated.get(text)
        if seen is not None:
            return seen
        try:
            line = seal(self.well_formed(text), text)
        except SdpError as error:
            return self.malformed(text, evolve(error.fault, line=number))
        if line.volatile:
            self.repeated[text] = line
        self.registry.memo.remember(text, line)
        return line

    def well_formed(self, text: str) -> Line:
        letter, equals, value = text.partition("=")
        if letter != "a" or not equals:
            return read_field(letter if equals else "", value)
        name, colon, rest = value.partition(":")
        kind = self.registry.get(name)
        line = kind.read(name, rest if colon else None)
        if isinstance(line, Candidate):
            judge_candidate(line, text, self.limits)
        return line

    def malformed(self, text: str, fault: Fault) -> Line:
        """Keep a line that breaks its grammar in its place, or refuse it (V-1 to V-9d)."""
        letter, equals, value = text.partition("=")
        name, _, rest = value.partition(":") if letter == "a" else (letter, "", value)
        kind = self.registry.get(name if letter == "a" else "")
        strict = self.profile.strict and not kind.spec.dropped_if_malformed
        if strict or letter in {"v", "o", "m"} or (text and not equals):
            raise SdpError(fault)
        self.warnings.append(evolve(fault, severity=Severity.WARNING))
        named = _NAME.fullmatch(name) is not None  # else who knows what it holds: a secret?
        return seal(Malformed(name if named else "", rest if named else text, fault), text)

    def judge_sizes(self, letters: str, lines: list[Line], stops: list[int]) -> None:
        """How many sections, and how many attributes in each (V-9f)."""
        limits = self.limits
        sections = len(stops) - 1
        if sections > limits.sections:
            at = stops[limits.sections]
            detail = f"more than {limits.sections} m= sections"
            raise SdpError(Fault(FaultCode.SDP_TOO_MANY_SECTIONS, detail, "V-9f", at + 1))
        totals = Counter(map(type, lines))
        crowded = [
            (kind, limit)
            for kind, limit in (
                (Extmap, limits.section_extmaps),
                (Ssrc, limits.section_ssrcs),
                (Rid, limits.section_rids),
                (Fingerprint, limits.section_fingerprints),
            )
            if totals[kind] > limit
        ]
        for start, stop in pairwise((0, *stops)):
            if letters.count("a", start, stop) > limits.section_attributes:
                attributes = [at for at in range(start, stop) if letters[at] == "a"]
                raise _crowded("attributes", attributes, limits.section_attributes)
            for kind, limit in crowded:
                alike = [at for at in range(start, stop) if type(lines[at]) is kind]
                if len(alike) > limit:
                    raise _crowded(f"a={kind.spec.name} lines", alike, limit)

    def judge_order(self, letters: str, stops: list[int]) -> None:
        """What is missing and what is out of its order (V-3, V-5)."""
        end = stops[0]
        if letters.find("o", 0, end) < 0:
            raise SdpError(Fault(FaultCode.SDP_MISSING_LINE, "there is no o= line", "V-2", line=2))
        for letter, before in REQUIRED.items():
            if letters.find(letter, 0, end) < 0:
                at = _reach(before, letters, 0, end)
                detail = f"there is no {letter}= line"
                self.tolerate(FaultCode.SDP_MISSING_LINE, detail, "V-3", at + 1)
        order = SESSION_ORDER
        for start, stop in pairwise((0, *stops)):
            at = _reach(order, letters, start, stop)
            if at < stop:
                self.tolerate(FaultCode.SDP_LINE_ORDER, "a line out of its order", "V-5", at + 1)
            order = MEDIA_ORDER
        at = letters.find("k")
        if at >= 0:
            detail = "a k= line, which is obsolete and says nothing"
            self.warn(FaultCode.SDP_LINE_SYNTAX, detail, "RFC 8866 §5.12", at + 1)

    def judge_head(self, head: list[Line]) -> None:
        """The numbers of the o= line (V-2)."""
        at, origin = next((at, line) for at, line in enumerate(head) if isinstance(line, Origin))
        if max(int(origin.session_id), int(origin.version)) > MAX_ORIGIN:
            detail = "o= with a number of more than 64 bits"
            self.tolerate(FaultCode.SDP_BAD_NUMBER, detail, "V-2", at + 1)

    def sections(self, lines: list[Line], stops: list[int]) -> Iterator[MediaDescription]:
        for start, stop in pairwise(stops):
            media_line = lines[start]
            assert isinstance(media_line, MediaLine), "a section starts with its m= line"
            if len(media_line.formats) > self.limits.formats:
                detail = f"more than {self.limits.formats} formats"
                raise SdpError(Fault(FaultCode.SDP_TOO_MANY_FORMATS, detail, "V-9f", start + 1))
            yield MediaDescription(tuple(lines[start + 1 : stop]), media_line=media_line)

    def tolerate(self, code: FaultCode, detail: str, rule: str, line: int) -> None:
        if self.profile.strict:
            raise SdpError(Fault(code, detail, rule, line))
        self.warn(code, detail, rule, line)

    def warn(self, code: FaultCode, detail: str, rule: str, line: int) -> None:
        self.warnings.append(Fault(code, detail, rule, line, severity=Severity.WARNING))


def _split_unevenly(text: str) -> tuple[list[str], list[str]]:
    """Lines and the ends of them: LF, or CRLF and LF mixed. A bare CR ends nothing."""
    pieces = text.split("\n")
    lines = [piece.removesuffix("\r") for piece in pieces[:-1]] + pieces[-1:]
    bare = next((number for number, line in enumerate(lines) if "\r" in line), None)
    if bare is not None:
        at = sum(map(len, pieces[:bare])) + bare + lines[bare].index("\r")
        raise _bad_character(text, at, "a CR that does not end a line")
    return lines, ["\r\n" if piece.endswith("\r") else "\n" for piece in pieces[:-1]]


def _reach(order: re.Pattern[str], letters: str, start: int, stop: int) -> int:
    """How far an order holds."""
    match = order.match(letters, start, stop)
    assert match is not None, "the orders match nothing too"
    return match.end()


def _letter(text: str) -> str:
    """The type of a line; ``?`` for a line that has none."""
    return text[0] if text[1:2] == "=" else "?"


def _crowded(what: str, places: list[int], limit: int) -> SdpError:
    detail = f"more than {limit} {what} in one section"
    return SdpError(Fault(FaultCode.SDP_TOO_MANY_ATTRIBUTES, detail, "V-9f", places[limit] + 1))


def _bad_encoding(lines_before: int) -> SdpError:
    detail = "the text is not valid UTF-8"
    return SdpError(Fault(FaultCode.SDP_BAD_ENCODING, detail, "RFC 8866 §5", lines_before + 1))


def _bad_character(text: str, at: int, detail: str) -> SdpError:
    line = text.count("\n", 0, at) + 1
    return SdpError(Fault(FaultCode.SDP_BAD_CHARACTER, detail, "RFC 8866 §9", line))
