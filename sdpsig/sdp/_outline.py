"""What a description has in common with the next one of the same program.

Most descriptions come from a few programs, and those of one program differ in nothing but the
values of their connection: ids, credentials, certificates, addresses, sources. What is left
without these is the outline. Descriptions of one outline share one value, so that whatever
follows of the outline alone can be worked out once and found again.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ._attribute import Unknown
from ._fields import Connection, MediaLine, Origin
from ._line import Line
from ._memo import Memo
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

__all__ = ["OF_THE_CONNECTION", "Draft", "Index", "Outline"]

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


class Draft(NamedTuple):
    """A description that was read, before anybody asked for its outline."""

    memo: Memo
    """Where the outlines are that were seen before."""
    shared: tuple[Line, ...]
    """The lines that were seen before, in order."""
    own: Sequence[Line]
    """All others, in order."""
    places: Sequence[int]
    """Where these stand."""
    stops: Sequence[int]
    """Where the ``m=`` lines stand, and where the description ends."""

    def outline(self) -> tuple[Outline, Iterator[Index | None]] | None:
        """The outline, and the lines of each part by their class where they are at hand.

        None where it has a line that was not seen before, and that belongs to no connection.
        """
        if not OF_THE_CONNECTION.issuperset(map(type, self.own)):
            return None
        cuts = [bisect_left(self.places, stop) for stop in self.stops]
        key = (tuple(map(id, self.shared)), *self._heads(cuts))
        found = self.memo.outlines.get(key)
        if found is None:
            found = self._made(cuts)
            if len(self.shared) <= MOST_LINES and _characters(self.shared) <= MOST_CHARACTERS:
                self.memo.remember_outline(key, found)
        return found, self._indexes(found, cuts)

    def _heads(self, cuts: Sequence[int]) -> Iterator[Hashable]:
        """How many lines were shared before each section, and what its ``m=`` line says."""
        for stop, cut in zip(self.stops[:-1], cuts, strict=False):
            line = self.own[cut]
            assert isinstance(line, MediaLine), "it is never remembered"
            yield stop - cut, line.kind, line.port == 0, line.port_count, line.proto, line.formats

    def _made(self, cuts: Sequence[int]) -> Outline:
        ends = [stop - cut for stop, cut in zip(self.stops, cuts, strict=True)]
        parts = [self.shared[start:end] for start, end in pairwise((0, *ends))]
        return Outline(self.shared, tuple(map(_index, parts)))

    def _indexes(self, outline: Outline, cuts: Sequence[int]) -> Iterator[Index | None]:
        start = 0
        for known, cut in zip(outline.indexes, cuts, strict=True):
            own = _index(self.own[start:cut])
            # a c= line with a new address beside a known one: the order is not at hand
            yield {**known, **own} if known.keys().isdisjoint(own) else None
            start = cut + 1  # behind the m= line


def _index(lines: Iterable[Line]) -> Index:
    found: dict[type[Line], list[Line]] = {}
    for line in lines:
        found.setdefault(type(line), []).append(line)
    return {kind: tuple(alike) for kind, alike in found.items()}


def _characters(lines: Iterable[Line]) -> int:
    return sum([len(line.text) for line in lines])
