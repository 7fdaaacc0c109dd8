"""A description: ordered, immutable, and lossless down to its line ends (RFC 8866)."""

from collections.abc import Iterable, Mapping
from itertools import zip_longest
from typing import TYPE_CHECKING, ClassVar, Self, TypeVar

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, SdpError
from ._attribute import Attribute, Level
from ._change import MEDIA_SHAPE, SESSION_SHAPE, Ends, Shape
from ._fields import MediaLine
from ._line import Line
from .attributes.grouping import Mid

if TYPE_CHECKING:
    from ._memo import Memo
    from ._outline import Layout, Outline

__all__ = ["MediaDescription", "Section", "SessionDescription", "judge_media"]

L = TypeVar("L", bound=Line)
A = TypeVar("A", bound=Attribute)
_SESSION, _MEDIA = Level.SESSION, Level.MEDIA  # compared by identity: `in` costs more than the rest


@frozen
class Section:
    """Lines that belong together: the session part, or one m= section."""

    shape: ClassVar[Shape]
    """Which types of line stand here, in which order."""
    lines: tuple[Line, ...] = ()
    """Every line in its place, without the m= line itself."""
    _index: Mapping[type[Line], tuple[Line, ...]] | None = field(
        default=None, init=False, eq=False, repr=False
    )

    def get(self, kind: type[L]) -> L | None:
        """The first line of this kind, or None."""
        index = self._index
        found = self.all(kind) if index is None else index.get(kind)
        return found[0] if found else None  # type: ignore[return-value]  # keyed by the exact type

    def all(self, kind: type[L]) -> tuple[L, ...]:
        """Every line of this kind, in order."""
        index = self._index
        if index is None:
            index = self.by_class()
        return index.get(kind, ())  # type: ignore[return-value]  # keyed by the exact type

    def by_class(self) -> Mapping[type[Line], tuple[Line, ...]]:
        """All lines by their class, in order; made when it is first asked for."""
        index = self._index
        if index is None:
            found: dict[type[Line], list[Line]] = {}
            for line in self.lines:
                found.setdefault(type(line), []).append(line)
            index = {name: tuple(lines) for name, lines in found.items()}
            object.__setattr__(self, "_index", index)
        return index

    def forget(self) -> None:
        """Drop what was made to find lines by their class: it is made again when it is needed."""
        object.__setattr__(self, "_index", None)

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """The well-formed ``a=`` lines, in order."""
        return tuple(line for line in self.lines if isinstance(line, Attribute))

    def with_lines(self, lines: Iterable[Line]) -> Self:
        """The same with other lines; what is new must fit. Raises SdpError.

        Nothing is put in order here: see ``edit.add``.
        """
        changed = tuple(lines)
        self.shape.judge(self.lines, changed)
        return self._with(changed)

    def _with(self, lines: tuple[Line, ...]) -> Self:
        return evolve(self, lines=lines)

    def place(self, line: Line | None) -> int | None:
        """The index of this very line, the first where it stands twice; None for a stranger."""
        return next((at for at, other in enumerate(self.lines) if other is line), None)


@frozen
class MediaDescription(Section):
    """One m= section."""

    shape: ClassVar[Shape] = MEDIA_SHAPE
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

    def with_media_line(self, media_line: MediaLine) -> Self:
        """The same with another m= line. Raises SdpError where it cannot be written."""
        _judge_media_line(media_line)
        return evolve(self, media_line=media_line)


@frozen
class SessionDescription(Section):
    """A whole description: the session part and its m= sections."""

    shape: ClassVar[Shape] = SESSION_SHAPE
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
    _layout: "tuple[Layout, tuple[Line, ...], Memo] | None" = field(
        default=None, init=False, eq=False, repr=False
    )
    _outline: "Outline | None" = field(default=None, init=False, eq=False, repr=False)

    @property
    def outline(self) -> "Outline | None":
        """What it has in common with others of its program; None where nothing is known of it.

        Only a description that was read has one: it is made when somebody asks for it first.
        """
        known = self._layout
        if known is not None:
            layout, lines, memo = known
            object.__setattr__(self, "_layout", None)
            found = layout.outline(lines, memo)
            if found is not None:
                outline, indexes = found
                object.__setattr__(self, "_outline", outline)
                for section, index in zip((self, *self.media), indexes, strict=True):
                    object.__setattr__(section, "_index", index)
        return self._outline

    def known_as(self, outline: "Outline") -> None:
        """Who has written it knows what outline it has; nothing else is to be told of it."""
        object.__setattr__(self, "_outline", outline)

    def effective(self, media: MediaDescription, kind: type[A]) -> A | None:
        """What holds in a section: what is stated, else what its RFC reads into silence.

        None where the RFC reads nothing. Ask ``stated`` where silence is news in itself.
        """
        found = self.effective_all(media, kind)
        return found[0] if found else kind.default()

    def stated(self, media: MediaDescription, kind: type[A]) -> A | None:
        """What is said for a section: its own attribute, else the session's (RFC 8866 §6)."""
        found = self.effective_all(media, kind)
        return found[0] if found else None

    def effective_all(self, media: MediaDescription, kind: type[A]) -> tuple[A, ...]:
        """All that is said for a section: its own, else the session's; never a default.

        An attribute counts only at the levels that its registration allows.
        """
        level = kind.spec.level
        own = media.all(kind) if level is not _SESSION else ()
        return own or (self.all(kind) if level is not _MEDIA else ())

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

    def index(self, section: int | str) -> int:
        """Which m= section has this mid, the first where several have. Raises SdpError.

        A number is taken as the index that it is, from 0, if there is such a section.
        """
        for at, media in enumerate(self.media):
            mid = media.get(Mid)
            if section == at or (mid is not None and section == mid.mid):
                return at
        detail = "the description has no such section"
        raise SdpError(Fault(FaultCode.EDIT_NO_SECTION, detail))

    def replacing(self, section: int | str, media: MediaDescription) -> Self:
        """The same with another m= section, by mid or index; what is new must fit.

        Lines that stood in the section before keep their ends. Raises SdpError.
        """
        at = self.index(section)
        return self.with_media((*self.media[:at], media, *self.media[at + 1 :]))

    def with_media(self, media: Iterable[MediaDescription]) -> Self:
        """The same with other m= sections, each in place of the one with its index.

        Lines that stood in that section before keep their ends. Raises SdpError for what is new
        and does not fit.
        """
        sections = tuple(media)
        for at, (old, new) in enumerate(zip_longest(self.media[: len(sections)], sections)):
            try:
                judge_media(new, () if old is None else old.lines)
            except SdpError as error:
                raise SdpError(evolve(error.fault, section=at)) from None
        return self._changed(self.lines, sections)

    def _with(self, lines: tuple[Line, ...]) -> Self:
        return self._changed(lines, self.media)

    def _changed(self, lines: tuple[Line, ...], media: tuple[MediaDescription, ...]) -> Self:
        """The same with other lines, as many sections, and the ends that all of them had."""
        changed = evolve(self, lines=lines, media=media)
        if not self.mixed_ends:
            return changed
        before, after = _parts(self), _parts(changed)
        if len(self.mixed_ends) != sum(map(len, before)):
            return evolve(changed, mixed_ends=())
        ends = Ends(self.line_end, self.mixed_ends).after(before, after)
        return evolve(changed, line_end=ends.line_end, mixed_ends=ends.mixed)


def judge_media(media: MediaDescription, before: tuple[Line, ...] = ()) -> None:
    """Refuse a section in which something does not fit that was not ``before``. Raises SdpError."""
    if not isinstance(media, MediaDescription):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "a value that is not a section"))
    _judge_media_line(media.media_line)
    MEDIA_SHAPE.judge(before, media.lines)


def _judge_media_line(line: MediaLine) -> None:
    if not isinstance(line, MediaLine):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "a value that is not an m= line"))
    line.text  # noqa: B018  # raises where it cannot be written


def _parts(description: SessionDescription) -> list[tuple[Line, ...]]:
    """The lines of the session part, then those of each section, its m= line first."""
    sections = ((media.media_line, *media.lines) for media in description.media)
    return [description.lines, *sections]
