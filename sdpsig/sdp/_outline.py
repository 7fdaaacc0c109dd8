"""What a description has in common with the next one of the same program.

Most descriptions come from a few programs, and those of one program differ in nothing but the
values of their connection: ids, credentials, certificates, addresses, sources. What is left
without these is the outline. Descriptions of one outline share one value, so that whatever
follows of the outline alone can be worked out once and found again.
"""

from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter

from ..limits import Limits
from ._attribute import Unknown
from ._fields import Connection, MediaLine, Origin
from ._line import Line
from ._memo import Memo
from ._template import Template
from .attributes import (
    Candidate,
    Fingerprint,
    IcePwd,
    IceUfrag,
    Msid,
    MsidSemantic,
    Rtcp,
    Ssrc,
    SsrcGroup,
    TlsId,
)

__all__ = ["OF_THE_CONNECTION", "Index", "Layout", "Outline"]

OF_THE_CONNECTION: frozenset[type[Line]] = frozenset(
    {
        Candidate,
        Connection,
        Fingerprint,
        IcePwd,
        IceUfrag,
        MediaLine,
        Msid,
        MsidSemantic,
        Origin,
        Rtcp,
        Ssrc,
        SsrcGroup,
        TlsId,
        Unknown,
    }
)
"""Lines that an outline leaves out, unless the very same were seen before, as ``c=`` without an
address; of ``m=`` it leaves out which port it is, if it is not 0."""
MOST_LINES = 512
"""Lines of the largest outline: Chromium's of three sections has some 150."""
MOST_CHARACTERS = 16_384
"""Characters of these lines."""
MOST_HEADS = 8
"""Outlines of one layout that are at hand."""

Index = Mapping[type[Line], tuple[Line, ...]]
"""The lines of one part of a description by their class."""


class Outline:
    """All that some descriptions say, but for the values of their connection: itself, or another.

    Two descriptions that have the same one say the same beside these values, line for line. The
    reverse need not hold: a description may have one of its own, or none.
    """

    __slots__ = ("_lines", "indexes")

    def __init__(self, lines: tuple[Line, ...], indexes: tuple[Index, ...]) -> None:
        self._lines = lines  # they live as long as it does, so that it is known by them
        self.indexes = indexes
        """Its lines by their class: of the session part, then of each section."""


class Layout:
    """How a description is built: which known lines stand where, and of which class all others are.

    What is judged by the order and the number of its lines holds for every description of one
    layout; so does where lines of a class are found.
    """

    __slots__ = (
        *("_found", "_shared", "_takes"),
        *("kinds", "learnt", "limits", "origin", "places", "stops", "template"),
    )

    def __init__(
        self,
        known: Sequence[Line | None],
        *,
        places: Sequence[int],
        kinds: Sequence[type[Line]],
        stops: Sequence[int],
        origin: int,
        limits: Limits,
    ) -> None:
        # they live as long as it does, so that it is known by them
        self._shared = tuple([line for line in known if line is not None])
        self.places = places
        """Where the lines stand that were not known."""
        self.kinds = kinds
        """Their classes."""
        self.stops = stops
        """Where the ``m=`` lines stand, and where the description ends."""
        self.origin = origin
        """Where the ``o=`` line stands."""
        self.limits = limits
        """Those that it was judged by."""
        self.template: Template | None = None
        """How others of this layout are read; None where nothing is sure, or known yet."""
        self.learnt = False
        """Whether it was seen twice, so that it is known."""
        self._found: dict[Hashable, Outline] = {}
        self._takes: Sequence[Takes | None] | None = None

    @property
    def characters(self) -> int:
        """How many its known lines have."""
        return sum([len(line.text) for line in self._shared])

    def outline(
        self, lines: tuple[Line, ...], memo: Memo
    ) -> tuple[Outline, Iterator[Index | None]] | None:
        """The outline, and the lines of each part by their class where they are at hand.

        None where there is a line that was not seen before, and that belongs to no connection.
        """
        if not OF_THE_CONNECTION.issuperset(self.kinds):
            return None
        heads = tuple([_head(lines[stop]) for stop in self.stops[:-1]])
        found = self._found.get(heads)
        if found is None:
            found = self._outline(heads, memo)
        return found, self._indexes(lines, found)

    def _outline(self, heads: Hashable, memo: Memo) -> Outline:
        """That of descriptions whose known lines are these, wherever others stand between them."""
        cuts = [bisect_left(self.places, stop) for stop in self.stops]
        ends = [stop - cut for stop, cut in zip(self.stops, cuts, strict=True)]
        shared = self._shared
        key = tuple(map(id, shared)), tuple(ends), heads
        found = memo.outlines.get(key)
        if found is None:
            parts = [shared[start:end] for start, end in pairwise((0, *ends))]
            found = Outline(shared, tuple(map(_index, parts)))
            if len(shared) > MOST_LINES or self.characters > MOST_CHARACTERS:
                return found
            memo.remember_outline(key, found)
        if len(self._found) >= MOST_HEADS:
            self._found.clear()
        self._found[heads] = found
        return found

    def _indexes(self, lines: tuple[Line, ...], outline: Outline) -> Iterator[Index | None]:
        if self._takes is None:
            self._takes = tuple(self._ways_to_take(outline))
        for known, takes in zip(outline.indexes, self._takes, strict=True):
            if takes is None:
                yield None
                continue
            index = {**known}
            for kind, take in takes:
                index[kind] = take(lines)
            yield index

    def _ways_to_take(self, outline: Outline) -> Iterator["Takes | None"]:
        """How lines that were not known are taken out of each part, the ``m=`` lines apart."""
        start = 0
        for known, stop in zip(outline.indexes, self.stops, strict=True):
            found: dict[type[Line], list[int]] = {}
            first, last = bisect_left(self.places, start), bisect_left(self.places, stop)
            for place, kind in zip(self.places[first:last], self.kinds[first:last], strict=True):
                found.setdefault(kind, []).append(place)
            takes = [(kind, _taking(places)) for kind, places in found.items()]
            # a c= line with a new address beside a known one: the order is not at hand
            yield takes if known.keys().isdisjoint(found) else None
            start = stop + 1  # behind the m= line


Takes = Sequence[tuple[type[Line], Callable[[tuple[Line, ...]], tuple[Line, ...]]]]
"""By class, what takes the lines of it out of a description."""


def _taking(places: Sequence[int]) -> Callable[[tuple[Line, ...]], tuple[Line, ...]]:
    first, last = places[0], places[-1]
    together = last - first + 1 == len(places)
    return itemgetter(slice(first, last + 1)) if together else itemgetter(*places)


def _head(line: Line) -> Hashable:
    """What an ``m=`` line says, but for its port."""
    assert isinstance(line, MediaLine), "it is never remembered"
    return line.kind, line.port == 0, line.port_count, line.proto, line.formats


def _index(lines: Iterable[Line]) -> Index:
    found: dict[type[Line], list[Line]] = {}
    for line in lines:
        found.setdefault(type(line), []).append(line)
    return {kind: tuple(alike) for kind, alike in found.items()}
