"""Many deadlines, one next: O(log n) for each change, however many sessions wait."""

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import count

__all__ = ["Schedule"]

SLACK = 64
"""Outdated entries that are not worth a clean-up."""


class Schedule:
    """The next deadline of each name. Outdated entries are skipped, and swept when they pile up."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}
        self._heap: list[tuple[float, int, str]] = []
        self._order = count()

    def __len__(self) -> int:
        return len(self._at)

    def set(self, name: str, at: float | None) -> None:
        """Change the deadline of a name; None removes it."""
        if self._at.get(name) == at:
            return
        if at is None:
            del self._at[name]
            return
        self._at[name] = at
        heappush(self._heap, (at, next(self._order), name))
        if len(self._heap) > 2 * len(self._at) + SLACK:
            self._heap = [entry for entry in self._heap if self._at.get(entry[2]) == entry[0]]
            heapify(self._heap)

    @property
    def next(self) -> float | None:
        """The earliest deadline."""
        while self._heap:
            at, _, name = self._heap[0]
            if self._at.get(name) == at:
                return at
            heappop(self._heap)
        return None

    def due(self, now: float) -> Iterator[str]:
        """Take out every name whose time has come, the earliest first."""
        while (at := self.next) is not None and at <= now:
            name = heappop(self._heap)[2]
            del self._at[name]
            yield name
