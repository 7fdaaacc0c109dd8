"""Journals of sessions: every input of each, written down for ``sdpsig replay``.

A session that never comes to be leaves none. What cannot be written down ends the journal, never
the session.
"""

from collections.abc import Callable

from attrs import define, field

from .._frozen import frozen
from ..session import Session, record

__all__ = ["Journals", "Pen", "Write"]

Write = Callable[[bytes], object]
"""Takes one line of a journal, at once and to the end: it must not wait, nor call the endpoint."""


@frozen
class Journals:
    """Where the journals of an endpoint go."""

    begin: Callable[[str], Write | None]
    """Told the id of each session that begins: where its lines go; None: it is not recorded.

    Two sessions that have the same id one after the other are two journals.
    """
    full: bool = False
    """Whether passwords, keys and addresses are written as they are, not as pseudonyms."""
    most: int = 1_048_576
    """Bytes of one journal: it ends before the line that would be too many."""

    def recorded(self, session: Session, pen: "Pen", now: float) -> Session:
        """A session that has not begun, with a journal."""
        return record(session, pen, now, full=self.full, most=self.most)


@define
class Pen:
    """Keeps the lines of a session until it is known where they go."""

    _write: Write | None = None
    _kept: list[bytes] = field(factory=list[bytes])

    def __call__(self, line: bytes) -> None:
        if self._write is None:
            self._kept.append(line)
        else:
            self._put(self._write, line)

    def begin(self, journals: Journals, session_id: str) -> bool:
        """The session has begun; whether it has a place for its lines."""
        try:
            write = journals.begin(session_id)
        except Exception:  # noqa: BLE001  # whatever it is, the session goes on
            write = None
        if write is None:
            return False
        kept, self._kept, self._write = self._kept, [], write
        for line in kept:
            self(line)
        return True

    def _put(self, write: Write, line: bytes) -> None:
        try:
            write(line)
        except Exception:  # noqa: BLE001
            self._write = _nowhere


def _nowhere(line: bytes) -> None:
    """A journal with a line missing would be none: the rest is not written either."""
