"""A description: ordered, immutable, and lossless down to its line ends (RFC 8866)."""

from collections.abc import Mapping
from typing import TypeVar

from attrs import field, frozen

from ..errors import Fault
from ._attribute import Attribute, Level
from ._fields import MediaLine
from ._line import Line

__all__ = ["MediaDescription", "Section", "SessionDescription"]

L = TypeVar("L", bound=Line)
A = TypeVar("A", bound=Attribute)


@frozen
class Section:
    """Lines that belong together: the session part, or one m= section."""

    lines: tuple[Line, ...] = ()
    """Every line in its place, without the m= line itself."""
    _index: Mapping[type[Line], tuple[Line, ...]] | None = field(
        default=None, init=False, eq=False, repr=False
    )

    def get(self, kind: type[L]) -> L | None:
        """The first line of this kind, or None."""
        found = self.all(kind)
        return found[0] if found else None

    def all(self, kind: type[L]) -> tuple[L, ...]:
        """Every line of this kind, in order."""
        if self._index is None:
            index: dict[type[Line], list[Line]] = {}
            for line in self.lines:
                index.setdefault(type(line), []).append(line)
            frozen_index = {name: tuple(lines) for name, lines in index.items()}
            object.__setattr__(self, "_index", frozen_index)
        assert self._index is not None, "built just now"
        return self._index.get(kind, ())  # type: ignore[return-value]  # keyed by the exact type

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The well-formed ``a=`` lines, in order."""
        return tuple(line for line in self.lines if isinstance(line, Attribute))

    def place(self, line: Line | None) -> int | None:
        """The index of this very line, the first where it stands twice; None for a stranger."""
        return next((at for at, other in enumerate(self.lines) if other is line), None)


@frozen
class MediaDescription(Section):
    """One m= section."""

    media_line: MediaLine = field(kw_only=True)
    """The m= line."""

    @property
    def kind(self) -> str:
        """``audio``, ``video``, ``application`` …"""
        return self.media_line.kind

    @property
    def port(self) -> int:
        """The port; 0 in a rejected and in a bundle-only section."""
        return self.media_line.port

    @property
    def proto(self) -> str:
        """The transport protocol, as ``UDP/TLS/RTP/SAVPF``."""
        return self.media_line.proto

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats: payload types where the protocol is RTP."""
        return self.media_line.formats


@frozen
class SessionDescription(Section):
    """A whole description: the session part and its m= sections."""

    media: tuple[MediaDescription, ...] = ()
    line_end: str = "\r\n"
    """How lines end, where all end alike."""
    mixed_ends: tuple[str, ...] = ()
    """How each line ends, where they do not."""
    last_line_ends: bool = True
    """Whether the last line ends too, as it should."""
    byte_order_mark: bool = False
    """Whether a BOM stood in front, as it should not."""
    warnings: tuple[Fault, ...] = field(default=(), eq=False, repr=False)
    """What was tolerated when this was read."""

    def effective(self, media: MediaDescription, kind: type[A]) -> A | None:
        """What holds in a section: its own attribute, else the session's (RFC 8866 §6)."""
        found = self.effective_all(media, kind)
        return found[0] if found else None

    def effective_all(self, media: MediaDescription, kind: type[A]) -> tuple[A, ...]:
        """The same for attributes of which there may be several."""
        level = kind.spec.level
        own = media.all(kind) if Level.MEDIA in level else ()
        return own or (self.all(kind) if Level.SESSION in level else ())

    def line_number(self, section: int | None, line: Line | None = None) -> int:
        """Where a line stands in the text, from 1.

        ``section`` is the index of an m= section, None the session part. A line that is not
        given, or that stands in the session part instead, is looked for there; without any
        line it is the m= line.
        """
        in_head = self.place(line)
        if section is None:
            return 1 if in_head is None else in_head + 1
        before = sum(len(media.lines) + 1 for media in self.media[:section])
        start = len(self.lines) + before + 1
        within = self.media[section].place(line)
        if within is not None:
            return start + 1 + within
        return start if in_head is None else in_head + 1
