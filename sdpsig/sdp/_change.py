"""What every change of a description goes through: order, fitness, and the ends of lines.

A section has a shape: which types of line it may hold, and in which order (RFC 8866 §5). What
stands there already is never judged again; what is new has to fit. Lines that are not touched
keep the very ends with which they were read.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpError
from ._attribute import Unknown
from ._line import Line

__all__ = ["MEDIA_SHAPE", "SESSION_SHAPE", "Ends", "Shape"]

RULE = "RFC 8866 §5"


@frozen
class Shape:
    """Which types of line a section may hold, and in which order."""

    places: Mapping[str, int]
    """The place of each type; types that alternate share one."""
    once: frozenset[str]
    """What stands once at most."""
    needed: str = ""
    """What every description says."""

    def judge(self, before: Sequence[Line], after: Sequence[Line]) -> None:
        """Refuse a change that brings in what does not fit. Raises SdpError."""
        here = set(map(id, before))
        for line in after:
            if id(line) not in here:
                self.judge_line(line)
        old, new = Counter(map(_letter, before)), Counter(map(_letter, after))
        for letter in self.once:
            if new[letter] > max(1, old[letter]):
                raise _refused(FaultCode.SDP_REPEATED, f"a second {letter}= line")
        for letter in self.needed:
            if old[letter] and not new[letter]:
                raise _refused(FaultCode.SDP_MISSING_LINE, f"the {letter}= line has to stay")

    def judge_line(self, line: Line) -> None:
        """Refuse what is no line, cannot be written, or belongs elsewhere. Raises SdpError."""
        if not isinstance(line, Line):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise _refused(FaultCode.SDP_BAD_VALUE, "a value that is not a line")
        if _letter(line) not in self.places:
            detail = "a line of a type that this part of a description does not have"
            raise _refused(FaultCode.SDP_LINE_ORDER, detail)

    def ordered(self, lines: Iterable[Line]) -> tuple[Line, ...]:
        """The lines in the order of RFC 8866 §5; those of one place keep theirs."""
        found = tuple(lines)
        for line in found:
            self.judge_line(line)
        return tuple(sorted(found, key=self._place))

    def where(self, lines: Sequence[Line], line: Line) -> int:
        """Where a new line goes: behind the last of its kind, else where the order wants it."""
        self.judge_line(line)
        place, kind, others = self._place(line), _kind(line), BEHIND.get(_letter(line), "")
        alike = after = 0
        for at, other in enumerate(lines, 1):
            if _letter(other) in others if others else _kind(other) == kind:
                alike = at
            if self._place(other) <= place:
                after = at
        return alike or after

    def _place(self, line: Line) -> int:
        return self.places.get(_letter(line), LAST)


BEHIND: Mapping[str, str] = {"t": "trz", "r": "tr", "z": "trz"}
"""What a new line of a time description goes behind: each has its t=, its r=, then a z=."""
LAST = 99
"""The place of what has none: nothing is put behind it for the sake of order."""


def _places(*groups: str) -> Mapping[str, int]:
    """The types of line in order, those that alternate together."""
    return {letter: place for place, letters in enumerate(groups) for letter in letters}


SESSION_SHAPE = Shape(
    _places(*"vosiuepcb", "trz", "k", "a"), once=frozenset("vosiuck"), needed="vost"
)
"""The lines before the first section."""
MEDIA_SHAPE = Shape(_places(*"icbka"), once=frozenset("ik"))
"""The lines of a section behind its m= line."""


def _letter(line: Line) -> str:
    """The type of a line; empty for what has none."""
    text = line.text
    return text[0] if text[1:2] == "=" else ""


def _kind(line: Line) -> object:
    """What lines of one kind have in common."""
    return line.name if isinstance(line, Unknown) else type(line)


def _refused(code: FaultCode, detail: str) -> SdpError:
    return SdpError(Fault(code, detail, RULE))


@frozen
class Ends:
    """How the lines of a text end, where they do not all end alike."""

    line_end: str
    """How lines end, where all end alike."""
    mixed: tuple[str, ...]
    """How each line ends; empty where all end alike. The last may end not at all, or often."""

    def after(self, before: Sequence[Sequence[Line]], after: Sequence[Sequence[Line]]) -> "Ends":
        """The ends once parts of the text have been replaced by others, one by one."""
        last = self.mixed[-1]
        fresh = "\r\n" if any("\r" in end for end in self.mixed) else "\n"
        own = last[: last.find("\n") + 1] or fresh
        ends = deque((*self.mixed[:-1], own))
        found: list[str] = []
        for old, new in zip_longest(before, after, fillvalue=()):
            part = [ends.popleft() for _ in old]
            found += _inherited(old, part, new, fresh)
        if not found:
            return Ends(self.line_end, ())
        found[-1] = found[-1] + last[len(own) :] if last else ""
        return _normal(found)


def _inherited(old: Sequence[Line], ends: list[str], new: Sequence[Line], fresh: str) -> list[str]:
    """The end of each new line: its own, else that of the line that it replaces, else fresh."""
    start = _common(old, new)
    stop = _common(old[start:][::-1], new[start:][::-1])
    rest = range(start, len(old) - stop)
    own: dict[int, deque[int]] = {}
    for at in rest:
        own.setdefault(id(old[at]), deque()).append(at)
    places = [
        own[id(line)].popleft() if own.get(id(line)) else None
        for line in new[start : len(new) - stop]
    ]
    left = sorted(set(rest) - set(places))
    if len(left) == places.count(None):
        replaced = iter(left)
        places = [next(replaced) if at is None else at for at in places]
    middle = [fresh if at is None else ends[at] for at in places]
    return ends[:start] + middle + ends[len(old) - stop :]


def _common(one: Sequence[Line], other: Sequence[Line]) -> int:
    """How many lines are the very same from the start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left is not right:
            break
        count += 1
    return count


def _normal(ends: list[str]) -> Ends:
    """The ends as a reader would find them: those of each line only where they differ."""
    every = "".join(ends)
    feeds = every.count("\n")
    for line_end in ("\r\n", "\n"):
        if every == line_end * feeds and feeds <= len(ends):
            return Ends(line_end, ())
    return Ends("\r\n", tuple(ends))
