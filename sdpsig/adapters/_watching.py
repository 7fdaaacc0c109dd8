"""Who waits for something to happen to a session, under asyncio.

Nothing is kept for who waits but that something has happened: what it was is asked for.
"""

import asyncio

from attrs import define, field

from ..http import Wake, Woken
from ..session import Closed, Event

__all__ = ["Watch", "Watches"]


@define(eq=False)
class Watch:
    """One who waits for the news of one session."""

    session_id: str = field(repr=False)
    closed: Closed | None = None
    """The end of the session; what has its id then is another."""
    listens: bool = True
    """Whether it is for the peer, and counted."""
    ended: bool = False
    _changed: asyncio.Event = field(factory=asyncio.Event, repr=False)

    def tell(self, closed: Closed | None) -> None:
        """Something happened, or this was the end."""
        self.closed = self.closed or closed
        self._changed.set()

    def end(self) -> None:
        """Wait no longer, whatever is still to come."""
        self.ended = True
        self._changed.set()

    async def wait(self, seconds: float) -> Woken:
        """Wait until something has happened since the last time, or the time is up."""
        why = Wake.CHANGED
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            why = Wake.TIME
        self._changed.clear()
        if self.ended or self.closed is not None:
            why = Wake.ENDED
        return Woken(why, self.closed)


class Watches:
    """All who wait. Of one session so many may listen at once: of more the oldest are let go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: dict[str, list[Watch]] = {}
        self._over = False

    def begin(self, session_id: str, *, listens: bool = True) -> Watch:
        """One more who waits."""
        watch = Watch(session_id, listens=listens)
        waiting = self._of.setdefault(session_id, [])
        waiting.append(watch)
        if self._over:
            watch.end()
        listening = [one for one in waiting if one.listens and not one.ended]
        if len(listening) > self._most:
            listening[0].end()
        return watch

    def finish(self, watch: Watch) -> None:
        """One who waits no longer."""
        waiting = self._of.get(watch.session_id, [])
        if watch in waiting:
            waiting.remove(watch)
            if not waiting:
                del self._of[watch.session_id]

    def tell(self, session_id: str, events: tuple[Event, ...]) -> None:
        """Something happened to a session."""
        closed = next((event for event in events if isinstance(event, Closed)), None)
        for watch in self._of.get(session_id, ()) if events else ():
            watch.tell(closed)

    def end(self) -> None:
        """Nobody waits any longer, neither now nor later."""
        self._over = True
        for waiting in self._of.values():
            for watch in waiting:
                watch.end()
