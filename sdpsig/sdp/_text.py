"""Text to values and back, side by side, so that the one is seen to undo the other.

Limits come first, then characters, then lines, then meaning (RFC 8866 §5, V-1 to V-9f).
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import Any, cast

from .._frozen import evolve, thawed
from ..errors import Fault, FaultCode, SdpError, Severity
from ..limits import Limits
from ._abnf import TOKEN
from ._candidate import judge_candidate
from ._description import MediaDescription, SessionDescription
from ._fields import MAX_ORIGIN, MediaLine, Origin, read_field
from ._instead import instead
from ._line import Line, Malformed, seal
from ._outline import Layout
from ._profile import INTEROP, Profile
from ._registry import STANDARD, Registry
from ._split import (
    IRREGULAR_ENDS,
    REGULAR,
    Texts,
    decoded,
    irregular_end,
    join,
    judge_characters,
    split,
    too_long,
)
from ._template import Own, Template
from .attributes import Candidate, Extmap, Fingerprint, Rid, Ssrc

__all__ = ["parse", "serialize"]

NO_LIMITS_YET = Limits()

# session-description = proto-version origin-field session-name-field [information-field]
#     [uri-field] *email-field *phone-field [connection-field] *bandwidth-field
#     1*time-description [key-field] *attribute-field *media-description       RFC 8866 §9
# The patterns match as far as the order holds; what must be there is asked for by REQUIRED.
SESSION_ORDER = re.compile("v?o?s?i?u?e*p*c?b*(?:tr*z?)*k?a*")
# media-description = media-field [information-field] *connection-field *bandwidth-field
#     [key-field] *attribute-field                                              RFC 8866 §9
MEDIA_ORDER = re.compile("mi?c*b*k?a*")
IN_ORDER = re.compile("vosi?u?e*p*c?b*(?:tr*z?)+a*(?:mi?c*b*a*)*")
"""All that is required, in its order, and nothing to be told of."""
REQUIRED = {"s": re.compile("v?o?"), "t": re.compile("v?o?s?i?u?e*p*c?b*")}
"""Lines that may be missed, with what stands before them (V-3)."""
VOLATILE_CROWDS: tuple[type[Line], ...] = (Ssrc, Rid, Fingerprint)
"""Lines that are limited and never remembered, so that each stands among the unshared."""
_DESCRIPTION, _SECTION = thawed(SessionDescription), thawed(MediaDescription)
_new: Callable[[type[Any]], Any] = object.__new__
_NAME = re.compile(f"{TOKEN}|")


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
    lines = [*description.lines]  # most of them were read: their text is there without a call
    for media in description.media:
        lines.append(media.media_line)
        lines += media.lines
    return join(
        [line._text or line.text for line in lines],  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
        line_end=description.line_end,
        mixed_ends=description.mixed_ends,
        last_line_ends=description.last_line_ends,
        byte_order_mark=description.byte_order_mark,
    )


class _Reading:
    """One reading of one text: collects warnings, or raises at the first fault when strict."""

    def __init__(self, profile: Profile, registry: Registry, limits: Limits) -> None:
        self.profile = profile
        self.registry = registry
        self.limits = limits
        self.warnings: list[Fault] = []
        self.characters_judged = False
        self.unshared: list[int] = []
        """Places of the lines that were not remembered: every volatile one is among them."""
        self.known: tuple[Line | None, ...] = ()
        """The lines that were remembered, in their places."""

    def read(self, source: str | bytes) -> SessionDescription:
        text = decoded(source, self.limits)
        found = self.alike(text)
        given = REGULAR
        if found is None:
            given = split(text, self.limits)
            found = self.anew(given)
        layout, lines = found
        self.judge_head(lines, layout.origin)
        stops = layout.stops
        made = _new(_DESCRIPTION)
        made.lines = lines[: stops[0]]
        made._index = None  # noqa: SLF001  # filled as its __init__ would
        made.media = tuple(self.sections(lines, stops))
        made.line_end = given.line_end
        made.mixed_ends = given.mixed_ends
        made.last_line_ends = given.text.endswith("\n")
        made.byte_order_mark = given.byte_order_mark
        made.warnings = tuple(self.warnings[: self.limits.warnings])
        made._layout = (layout, lines, self.registry.memo)  # noqa: SLF001
        made._outline = None  # noqa: SLF001
        made.__class__ = SessionDescription
        return cast("SessionDescription", made)

    def alike(self, text: str) -> tuple[Layout, tuple[Line, ...]] | None:
        """The lines of a text that is built like some before."""
        if not text.isascii():
            return None
        for layout in self.registry.memo.recent.get(text.count("\n"), ()):
            if layout.template is not None and layout.limits == self.limits:
                lines = layout.template.read(text, self.limits)
                if lines is not None:
                    return layout, lines
        return None

    def anew(self, given: Texts) -> tuple[Layout, tuple[Line, ...]]:
        """The lines of a text, each by itself, and how they stand."""
        self.text, texts = given.text, given.lines
        if not self.text:
            raise SdpError(Fault(FaultCode.SDP_EMPTY, "the description is empty", "V-1", line=1))
        if texts[:1] != ["v=0"]:
            judge_characters(self.text)
            what = instead(self.text)
            detail = "the first line is not v=0" + (f": {what}" if what else "")
            raise SdpError(Fault(FaultCode.SDP_MISSING_LINE, detail, "V-1", line=1))
        if self.profile.strict:
            self.tell_ends(given)
        lines, memo = self.lines(texts), self.registry.memo
        kinds = tuple([type(lines[place]) for place in self.unshared])
        key = tuple(map(id, self.known)), kinds
        layout = memo.layouts.get(key)
        if layout is not None and layout.limits == self.limits:
            self.learn(layout, given, lines)
            return layout, lines
        letters = "".join(map(_letter if self.warnings else _first, texts))
        stops = _places(letters, "m")
        stops.append(len(lines))
        self.judge_sizes(letters, lines, stops)
        self.judge_order(letters, stops)
        layout = Layout(
            self.known,
            places=self.unshared,
            kinds=kinds,
            stops=stops,
            origin=letters.index("o"),
            limits=self.limits,
        )
        if memo.size and not self.warnings and given.is_regular:
            memo.remember_layout(key, layout)
        return layout, lines

    def learn(self, layout: Layout, given: Texts, lines: Sequence[Line]) -> None:
        """Read what is built like this by a template from now on, if it can be."""
        if not layout.learnt:
            layout.learnt = True
            layout.template = self.template(given, lines)
        if layout.template is not None:
            self.registry.memo.prefer(len(lines), layout)

    def template(self, given: Texts, lines: Sequence[Line]) -> Template | None:
        """How others like it are read; None where a line of its own may be known next time."""
        own: list[Own] = []
        for place in self.unshared:
            text = given.lines[place]
            at = text.find(":") + 1
            read, shared = self.registry.entry(text, at)
            start = text[:at] if text[:2] == "a=" else text[:2]
            if shared or not start or read(text, len(start)) is None:
                return None
            own.append(Own(place, type(lines[place]), start, read))
        return Template(lines, own)

    def tell_ends(self, given: Texts) -> None:
        """What every reader takes and nobody should write (V-6)."""
        if given.byte_order_mark:
            self.warn(FaultCode.SDP_LINE_ENDING, "a byte order mark in front", "V-6", 1)
        line = irregular_end(given.text)
        if line is not None:
            self.warn(FaultCode.SDP_LINE_ENDING, IRREGULAR_ENDS, "V-6", line)

    def lines(self, texts: list[str]) -> tuple[Line, ...]:
        """Every line as a value: remembered, or read now."""
        memo, readers, limits = self.registry.memo, self.registry.readers, self.limits
        line_bytes, remember = limits.line_bytes, memo.size > 0
        known = [*map(memo.lines.get, texts)]
        self.known = tuple(known)
        fresh: dict[str, Line] = {}  # bundled sections repeat lines that are no use to others
        self.unshared = [place for place, line in enumerate(known) if line is None]
        for place in self.unshared:
            text = texts[place]
            line = fresh.get(text)
            if line is None:
                if len(text) > line_bytes:
                    raise too_long(place + 1, limits)
                at = text.find(":") + 1
                read, shared = readers.get(text[:at] if at else text) or self.registry.entry(
                    text, at
                )
                line = read(text, at)
                if line is None or (
                    type(line) is Candidate
                    and (
                        len(text) > limits.candidate_bytes
                        or len(line.extensions) > limits.candidate_extensions
                    )
                ):
                    line = self.doubtful(text, place + 1)
                    if len(self.warnings) >= limits.warnings:
                        fresh[text] = line  # nobody is told any more: a flood costs one value
                else:
                    fresh[text] = line
                    if shared and remember:
                        memo.remember(text, line)
            known[place] = line
        return cast("tuple[Line, ...]", tuple(known))

    def doubtful(self, text: str, number: int) -> Line:
        """A line that could not be read the short way: why?"""
        try:
            return seal(self.well_formed(text), text)
        except SdpError as error:
            return self.malformed(text, evolve(error.fault, line=number))

    def well_formed(self, text: str) -> Line:
        """The long way to read a line: it explains what is wrong."""
        letter, equals, value = text.partition("=")
        if letter != "a" or not equals:
            return read_field(letter if equals else "", value)
        name, colon, rest = value.partition(":")
        line = self.registry.get(name).read(name, rest if colon else None)
        if isinstance(line, Candidate):
            judge_candidate(line, text, self.limits)
        return line

    def malformed(self, text: str, fault: Fault) -> Line:
        """Keep a line that breaks its grammar in its place, or refuse it (V-1 to V-9d)."""
        if not self.characters_judged:
            judge_characters(self.text)
            self.characters_judged = True
        letter, equals, value = text.partition("=")
        name, _, rest = value.partition(":") if letter == "a" else (letter, "", value)
        kind = self.registry.get(name if letter == "a" else "")
        strict = self.profile.strict and not kind.spec.dropped_if_malformed
        if strict or letter in {"v", "o", "m"} or (text and not equals):
            raise SdpError(fault)
        if len(self.warnings) < self.limits.warnings:
            self.warnings.append(evolve(fault, severity=Severity.WARNING))
        named = _NAME.fullmatch(name) is not None  # else who knows what it holds: a secret?
        return seal(Malformed(name if named else "", rest if named else text, fault), text)

    def judge_sizes(self, letters: str, lines: Sequence[Line], stops: list[int]) -> None:
        """How many sections, and how many attributes in each (V-9f)."""
        limits = self.limits
        sections = len(stops) - 1
        if sections > limits.sections:
            at = stops[limits.sections]
            detail = f"more than {limits.sections} m= sections"
            raise SdpError(Fault(FaultCode.SDP_TOO_MANY_SECTIONS, detail, "V-9f", at + 1))
        most = max([letters.count("a", *part) for part in pairwise((0, *stops))])
        if most > limits.section_attributes:
            places = [at for at, letter in enumerate(letters) if letter == "a"]
            _judge_crowd("attributes", places, stops, limits.section_attributes)
        tally = dict.fromkeys(VOLATILE_CROWDS, 0)
        for at in self.unshared:
            kind = type(lines[at])
            if kind in tally:
                tally[kind] += 1
        for crowd, limit in (
            (Extmap, limits.section_extmaps),
            (Ssrc, limits.section_ssrcs),
            (Rid, limits.section_rids),
            (Fingerprint, limits.section_fingerprints),
        ):
            if tally.get(crowd, most) > limit:
                places = [at for at, line in enumerate(lines) if type(line) is crowd]
                _judge_crowd(f"a={crowd.spec.name} lines", places, stops, limit)

    def judge_order(self, letters: str, stops: list[int]) -> None:
        """What is missing and what is out of its order (V-3, V-5)."""
        if IN_ORDER.fullmatch(letters):
            return
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

    def judge_head(self, lines: Sequence[Line], at: int) -> None:
        """The numbers of the o= line (V-2)."""
        origin = lines[at]
        assert isinstance(origin, Origin), "a malformed o= line is refused"
        if max(len(origin.session_id), len(origin.version)) < len(str(MAX_ORIGIN)):
            return
        if max(int(origin.session_id), int(origin.version)) > MAX_ORIGIN:
            detail = "o= with a number of more than 64 bits"
            self.tolerate(FaultCode.SDP_BAD_NUMBER, detail, "V-2", at + 1)

    def sections(self, lines: tuple[Line, ...], stops: Sequence[int]) -> Iterator[MediaDescription]:
        for start, stop in pairwise(stops):
            media_line = lines[start]
            assert isinstance(media_line, MediaLine), "a section starts with its m= line"
            if len(media_line.formats) > self.limits.formats:
                detail = f"more than {self.limits.formats} formats"
                raise SdpError(Fault(FaultCode.SDP_TOO_MANY_FORMATS, detail, "V-9f", start + 1))
            made = _new(_SECTION)
            made.lines = lines[start + 1 : stop]
            made._index = None  # noqa: SLF001  # filled as its __init__ would
            made.media_line = media_line
            made.__class__ = MediaDescription
            yield made

    def tolerate(self, code: FaultCode, detail: str, rule: str, line: int) -> None:
        if self.profile.strict:
            raise SdpError(Fault(code, detail, rule, line))
        self.warn(code, detail, rule, line)

    def warn(self, code: FaultCode, detail: str, rule: str, line: int) -> None:
        self.warnings.append(Fault(code, detail, rule, line, severity=Severity.WARNING))


def _reach(order: re.Pattern[str], letters: str, start: int, stop: int) -> int:
    """How far an order holds."""
    match = order.match(letters, start, stop)
    assert match is not None, "the orders match nothing too"
    return match.end()


def _places(text: str, letter: str) -> list[int]:
    """Where a letter stands: faster than to ask for each place."""
    places: list[int] = []
    at = text.find(letter)
    while at >= 0:
        places.append(at)
        at = text.find(letter, at + 1)
    return places


_first = itemgetter(0)


def _letter(text: str) -> str:
    """The type of a line; ``?`` for a line that has none."""
    return text[0] if text[1:2] == "=" else "?"


def _judge_crowd(what: str, places: list[int], stops: list[int], limit: int) -> None:
    """Do more than ``limit`` of these places lie in one part of the description?"""
    for first, last in zip(places, places[limit:], strict=False):
        if bisect(stops, first) == bisect(stops, last):
            detail = f"more than {limit} {what} in one section"
            raise SdpError(Fault(FaultCode.SDP_TOO_MANY_ATTRIBUTES, detail, "V-9f", last + 1))
