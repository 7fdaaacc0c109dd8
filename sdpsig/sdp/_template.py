"""Reading a description by the template of another one of the same program.

Descriptions of one program have long runs of text in common, and lines between them that differ
from connection to connection. Where a text has all the runs of a template, the lines in them are
those that were read before, and of all others it is known how they are read. Whatever does not fit
is read in the general way, which comes to the same.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple, cast

from ..limits import Limits
from ._line import Line
from ._reader import Reader
from .attributes import Candidate

__all__ = ["Own", "Template"]


class Own(NamedTuple):
    """A line that differs from connection to connection."""

    place: int
    """The index of the line."""
    kind: type[Line]
    start: str
    """How such lines start, as ``a=candidate:``; no other line does."""
    read: Reader


class Template:
    """What the texts of one program have in common, and how the rest is read.

    It holds nothing of the description that it was made of but lines that are remembered anyway.
    """

    __slots__ = ("_candidates", "_lines", "_own", "_runs", "_tail")

    def __init__(self, lines: Sequence[Line], own: Sequence[Own]) -> None:
        """Of the lines of a text that all end with CRLF, and those that are its own."""
        self._own = [(one.place, one.read, len(one.start)) for one in own]
        self._candidates = [one.place for one in own if one.kind is Candidate]
        places = {one.place for one in own}
        self._lines = [None if at in places else line for at, line in enumerate(lines)]
        *runs, self._tail = self._between(own)
        self._runs = [(run, len(run), len(one.start)) for run, one in zip(runs, own, strict=True)]
        """Text, its length, and how much of its end is the start of a line of one's own."""

    def _between(self, own: Sequence[Own]) -> Iterator[str]:
        """The text before each line of one's own, with the start of that, and behind the last."""
        run = ""
        starts = {one.place: one.start for one in own}
        for at, line in enumerate(self._lines):
            if line is None:
                yield run + starts[at]
                run = END
            else:
                run += line.text + END
        yield run

    def read(self, text: str, limits: Limits) -> tuple[Line, ...] | None:
        """The lines of a text of as many lines; None where it is not like the template."""
        texts = self._texts(text)
        most = min(limits.line_bytes, limits.candidate_bytes)
        if texts is None or max(map(len, texts), default=0) > most:
            return None
        lines = self._lines.copy()
        fresh: dict[str, Line] = {}  # bundled sections repeat lines that are no use to others
        for line_text, (place, read, at) in zip(texts, self._own, strict=True):
            line = fresh.get(line_text)
            if line is None:
                line = read(line_text, at)
                if line is None:
                    return None
                fresh[line_text] = line
            lines[place] = line
        for place in self._candidates:
            candidate = lines[place]
            assert isinstance(candidate, Candidate), "its reader reads nothing else"
            if len(candidate.extensions) > limits.candidate_extensions:
                return None
        return cast("tuple[Line, ...]", tuple(lines))

    def _texts(self, text: str) -> list[str] | None:
        """The lines of its own, where all that is between them is the same."""
        texts: list[str] = []
        at = 0
        for run, length, start in self._runs:
            if not text.startswith(run, at):
                return None
            at += length - start
            end = text.find("\r", at)
            texts.append(text[at:end])
            at = end
        return texts if text[at:] == self._tail else None


END = "\r\n"
