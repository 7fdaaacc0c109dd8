"""Many deadlines, one next: a change costs the same, however many sessions wait.

Deadlines are kept by the second in which they lie, in no order there. Those of the earliest second
are put in order, as one of them is the next.
"""

from collections.abc import Hashable, Iterator
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic, TypeVar

__all__ = ["Schedule"]

SLACK = 64
"""Outdated entries, and empty seconds, that are not worth a clean-up."""

K = TypeVar("K", bound=Hashable)
Entry = tuple[float, int, K]
"""The time, the place in the order of arrival, and the name; the place is never equal."""


class _Second(Generic[K]):
    """The names whose deadlines lie in one second, in the order of their arrival."""

    __slots__ = ("_arrivals", "_entries", "_heap", "names")

    def __init__(self) -> None:
        self.names: dict[K, float] = {}
        self._heap: list[Entry[K]] | None = None
        """In order once it was the earliest second, until much of it is outdated."""
        self._entries: dict[K, Entry[K]] = {}
        """The one entry of the heap that counts for a name, if the name is still here."""
        self._arrivals = count()

    def add(self, name: K, at: float) -> None:
        self.names[name] = at
        heap = self._heap
        if heap is None:
            return
        if len(heap) >= 2 * len(self.names) + SLACK:
            self._heap = None
            self._entries = {}
            return
        entry = self._entries[name] = (at, next(self._arrivals), name)
        heappush(heap, entry)

    def first(self) -> Entry[K]:
        """The earliest; there has to be a name."""
        heap = self._heap
        if heap is None:
            heap = [(at, next(self._arrivals), name) for name, at in self.names.items()]
            self._entries = {entry[2]: entry for entry in heap}
            heapify(heap)
            self._heap = heap
        while heap[0][2] not in self.names or self._entries[heap[0][2]] is not heap[0]:
            heappop(heap)
        return heap[0]


class Schedule(Generic[K]):
    """The next deadline of each name, in seconds.

    A change costs O(1), but for the names that are due in the earliest second: O(log m) for m of
    them. Seconds that nobody waits for are swept when they pile up.
    """

    def __init__(self) -> None:
        self._times: dict[K, float] = {}
        self._seconds: dict[int, _Second[K]] = {}
        self._order: list[int] = []
        """A heap of the seconds, the empty ones too."""
        self.next: float | None = None
        """The earliest deadline. To look at it changes nothing, in whatever thread."""

    def __len__(self) -> int:
        return len(self._times)

    def __contains__(self, name: object) -> bool:
        return name in self._times

    def set(self, name: K, at: float | None) -> None:
        """Change the deadline of a name; None removes it."""
        old = self._times.get(name)
        if old == at:
            return
        if old is not None:
            del self._seconds[int(old)].names[name]
        if at is None:
            del self._times[name]
        else:
            self._times[name] = at
            (self._seconds.get(int(at)) or self._begin(int(at))).add(name, at)
        second = self._earliest()
        self.next = None if second is None else second.first()[0]

    def pop(self) -> K:
        """Take out the name whose deadline is the earliest; there has to be one."""
        second = self._earliest()
        assert second is not None, "somebody waits"
        name = second.first()[2]
        self.set(name, None)
        return name

    def due(self, now: float) -> Iterator[K]:
        """Take out every name whose time has come, the earliest first."""
        while self.next is not None and self.next <= now:
            yield self.pop()

    def _earliest(self) -> _Second[K] | None:
        while self._order:
            second = self._seconds[self._order[0]]
            if second.names:
                return second
            del self._seconds[heappop(self._order)]
        return None

    def _begin(self, number: int) -> _Second[K]:
        if len(self._order) > 2 * len(self._times) + SLACK:
            self._seconds = {at: one for at, one in self._seconds.items() if one.names}
            self._order = list(self._seconds)
            heapify(self._order)
        second = self._seconds[number] = _Second()
        heappush(self._order, number)
        return second
