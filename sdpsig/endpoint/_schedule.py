"""Many deadlines, one next: O(log n) for each change, however many sessions wait."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import count

__all__ = ["Schedule"]

SLACK = 64
"""Outdated entries that are not worth a clean-up."""

Entry = tuple[float, int, str]
"""The time, the place in the order of arrival, and the name."""


class Schedule:
    """The next deadline of each name. Outdated entries are skipped, and swept when they pile up."""

    def __init__(self) -> None:
        self._current: dict[str, Entry] = {}
        self._heap: list[Entry] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._current)

    def __contains__(self, name: object) -> bool:
        return name in self._current

    def set(self, name: str, at: float | None) -> None:
        """Change the deadline of a name; None removes it."""
        entry = self._current.get(name)
        if (entry and entry[0]) == at:
            return
        if at is None:
            del self._current[name]
            return
        self._current[name] = entry = (at, next(self._order), name)
        heappush(self._heap, entry)
        if len(self._heap) > 2 * len(self._current) + SLACK:
            self._heap = list(self._current.values())
            heapify(self._heap)

    @property
    def next(self) -> float | None:
        """The earliest deadline."""
        self._skip()
        return self._heap[0][0] if self._heap else None

    def pop(self) -> str:
        """Take out the name whose deadline is the earliest; there has to be one."""
        self._skip()
        name = heappop(self._heap)[2]
        del self._current[name]
        return name

    def due(self, now: float) -> Iterator[str]:
        """Take out every name whose time has come, the earliest first."""
        while (at := self.next) is not None and at <= now:
            yield self.pop()

    def _skip(self) -> None:
        """Have an entry that counts on top, or none."""
        while self._heap and self._current.get(self._heap[0][2]) is not self._heap[0]:
            heappop(self._heap)
