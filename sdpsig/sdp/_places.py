"""A description as its judges see it: every line with its number, looked up in one step.

Sections know what they own, what they inherit, and whom they share a transport with. Nothing
here judges; everything is found once, so that judging stays linear in the lines.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import TypeVar

from attrs import define, field

from ..errors import Fault, FaultCode, SdpError, Severity
from ._attribute import Attribute, Level
from ._description import MediaDescription, Section, SessionDescription
from ._line import Line
from .attributes import BundleOnly, Extmap, Fingerprint, Group, Mid

__all__ = ["BUNDLE", "MediaPart", "Part", "Whole"]

L = TypeVar("L", bound=Line)
A = TypeVar("A", bound=Attribute)
BUNDLE = "BUNDLE"


@define(eq=False, slots=False)
class Part:
    """The session part, or a section: its lines and their numbers."""

    section: Section
    start: int
    """The number of the first line."""
    index: int | None = None
    """Which m= section this is, from 0; None is the session part."""

    @property
    def fault_line(self) -> int:
        """Where a fault is that no line is to blame for: the first line."""
        return self.start

    def numbered(self) -> Iterator[tuple[int, Line]]:
        """Every line with its number."""
        return enumerate(self.section.lines, self.start)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What every line looks like; empty for one that cannot be written."""
        return tuple(map(_text, self.section.lines))

    @cached_property
    def connection(self) -> str:
        """The first c= line; empty where there is none."""
        return next((text for text in self.texts if text.startswith("c=")), "")

    @cached_property
    def extensions(self) -> frozenset[str]:
        """The URIs of its header extensions."""
        return frozenset(line.uri for _, line in self.all(Extmap))

    @cached_property
    def hash_functions(self) -> frozenset[str]:
        """The hashes of its fingerprints, in lower case."""
        return frozenset(line.hash_function.lower() for _, line in self.all(Fingerprint))

    @cached_property
    def _by_kind(self) -> dict[type[Line], list[tuple[int, Line]]]:
        found: dict[type[Line], list[tuple[int, Line]]] = {}
        for number, line in self.numbered():
            found.setdefault(type(line), []).append((number, line))
        return found

    def all(self, kind: type[L]) -> list[tuple[int, L]]:
        """Every line of this kind with its number, in order."""
        return self._by_kind.get(kind, [])  # type: ignore[return-value]  # keyed by exact type

    def kinds(self) -> Iterator[type[Line]]:
        """The kinds of lines that there are."""
        return iter(self._by_kind)

    def has(self, kind: type[L]) -> bool:
        """Whether there is a line of this kind."""
        return kind in self._by_kind

    def fault(
        self,
        code: FaultCode,
        detail: str,
        rule: str,
        line: int | None = None,
        severity: Severity = Severity.ERROR,
    ) -> Fault:
        """A fault at a line of this part, else at the one that stands for it."""
        return Fault(code, detail, rule, line or self.fault_line, self.index, severity)

    def warning(self, code: FaultCode, detail: str, rule: str, line: int | None = None) -> Fault:
        """What is wrong and may be tolerated."""
        return self.fault(code, detail, rule, line, Severity.WARNING)


def _text(line: Line) -> str:
    try:
        return line.text
    except SdpError:
        return ""


@define(eq=False, slots=False, kw_only=True)
class MediaPart(Part):
    """An m= section, with what it inherits."""

    media: MediaDescription
    session: Part

    @property
    def fault_line(self) -> int:
        """The m= line."""
        return self.start - 1

    @cached_property
    def formats(self) -> frozenset[str]:
        """The formats of the m= line."""
        return frozenset(self.media.formats)

    @cached_property
    def mid(self) -> str | None:
        """The name of the section, where it has one."""
        found = self.all(Mid)
        return found[0][1].mid if found else None

    @cached_property
    def live(self) -> bool:
        """Whether it is not rejected: it has a port, or waits for its bundle to have one."""
        return self.media.port != 0 or self.has(BundleOnly)

    @cached_property
    def is_rtp(self) -> bool:
        """Whether its formats are payload types."""
        return "RTP/" in self.media.proto

    @cached_property
    def is_dtls(self) -> bool:
        """Whether its keys come from DTLS."""
        return "TLS" in self.media.proto

    @cached_property
    def destination(self) -> tuple[int, str]:
        """Where it is received by its own account: port and c= line."""
        return self.media.port, self.connection or self.session.connection

    def effective(self, kind: type[A]) -> list[tuple[int, A]]:
        """What holds here: its own attributes, else those of the session (RFC 8866 §6)."""
        own = self.all(kind)
        return own or (self.session.all(kind) if Level.SESSION in kind.spec.level else [])


@define(eq=False, slots=False)
class Whole:
    """The session part and the sections, and how they belong together."""

    description: SessionDescription
    session: Part = field(init=False)
    sections: tuple[MediaPart, ...] = field(init=False)
    length: int = field(init=False)
    """How many lines there are."""

    def __attrs_post_init__(self) -> None:
        session = self.session = Part(self.description, 1)
        start = len(session.section.lines) + 2
        sections: list[MediaPart] = []
        for index, media in enumerate(self.description.media):
            sections.append(MediaPart(media, start, index, media=media, session=session))
            start += len(media.lines) + 1
        self.sections = tuple(sections)
        self.length = start - 2

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The session part and every section."""
        return (self.session, *self.sections)

    @cached_property
    def live(self) -> tuple[MediaPart, ...]:
        """The sections that are not rejected."""
        return tuple(part for part in self.sections if part.live)

    @cached_property
    def by_mid(self) -> dict[str, MediaPart]:
        """The sections by name, the first of each."""
        found: dict[str, MediaPart] = {}
        for part in self.sections:
            if part.mid is not None:
                found.setdefault(part.mid, part)
        return found

    @cached_property
    def bundles(self) -> tuple[tuple[MediaPart, ...], ...]:
        """The live sections of each BUNDLE group, the one that speaks for all first.

        A mid that stands in several groups counts for the first of them.
        """
        taken: set[str] = set()
        found: list[tuple[MediaPart, ...]] = []
        for _, group in self.session.all(Group):
            if group.semantics != BUNDLE:
                continue
            members = [mid for mid in dict.fromkeys(group.mids) if mid not in taken]
            taken.update(members)
            parts = tuple(self.by_mid[mid] for mid in members if mid in self.by_mid)
            found.append(tuple(part for part in parts if part.live))
        return tuple(found)

    @cached_property
    def bundled(self) -> dict[int, int]:
        """The group of a section, both by index, for the live sections that are in one."""
        return {
            part.index: number
            for number, parts in enumerate(self.bundles)
            for part in parts
            if part.index is not None
        }

    @cached_property
    def owners(self) -> tuple[MediaPart, ...]:
        """The live sections that have a transport of their own."""
        spoken_for = {part.index for parts in self.bundles for part in parts[1:]}
        return tuple(part for part in self.live if part.index not in spoken_for)
