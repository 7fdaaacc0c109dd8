"""An endpoint at work under asyncio: its clock, its ids, its timers and its application."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from secrets import token_urlsafe
from types import TracebackType
from typing import Self

from attrs import define

from ..endpoint import AnswerNeeded, Command, Ended, Endpoint, Outcome, Report
from ..http import Dialect, Request, Response, exchange
from ..jsep import Answer
from ..session import Closed, DtlsState, EndReason, Event, IceState
from ._drive import Application, SessionOver, drive

__all__ = ["Host", "Observer"]

logger = logging.getLogger("sdpsig")

ID_BYTES = 24
"""Random bytes of a session id that we make: 192 bits (RFC 9725 §5)."""

Observer = Callable[[str, Event, float], None]
"""Sees every event of every session with its time: logs, metrics. Must not raise."""


@define
class _Asking:
    """An answer in the making."""

    task: asyncio.Future[Answer]
    over: EndReason | None = None
    """Why the session ended meanwhile."""


class Host:
    """One endpoint, one application, one clock: that of the running loop.

    Deadlines are armed on the loop by whatever changes them, so that sessions end in time
    also where nobody runs a lifespan.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        application: Application,
        *,
        observers: Iterable[Observer] = (),
    ) -> None:
        self.endpoint = endpoint
        self.application = application
        self.observers = tuple(observers)
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at: float | None = None
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._asking: dict[str, _Asking] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def handle(self, command: Command) -> Outcome:
        """Carry out a command now. What is due by now has happened before."""
        self._expire()
        outcome = self.endpoint.handle(command, self._now())
        self._observe(outcome)
        self._arm()
        return outcome

    async def serve(self, request: Request, dialect: Dialect) -> Response:
        """Serve one request whose body has been read."""
        steps = exchange(request, dialect, self.handle, token_urlsafe(ID_BYTES))
        return await drive(steps, self)

    async def answer(self, needed: AnswerNeeded) -> Answer:
        """Have the application answer, for as long as the session lives. Raises SessionOver."""
        asking = _Asking(asyncio.ensure_future(self.application.answer(needed)))
        self._asking[needed.session_id] = asking
        try:
            return await asking.task
        except asyncio.CancelledError:
            if asking.over is None:
                raise
            raise SessionOver(asking.over) from None
        finally:
            del self._asking[needed.session_id]

    async def event(self, session_id: str, event: Event) -> None:
        """Tell the application and wait until it has listened; a cancellation stops only that."""
        await asyncio.shield(self._tell_next(session_id, (event,)))

    def report(
        self,
        session_id: str,
        mid: str,
        *,
        ice: IceState | None = None,
        dtls: DtlsState | None = None,
    ) -> None:
        """The media side tells how a transport fares. A session that is over does not mind."""
        self._tell(self.handle(Report(session_id, mid, ice, dtls)))

    def drain(self) -> None:
        """Take no new sessions; those that live go on."""
        self.endpoint.draining = True

    async def aclose(self) -> None:
        """End every session and wait until the application has been told."""
        self.drain()
        for ended in self.endpoint.close_all(self._now(), EndReason.DRAINED):
            self._observe(ended)
            self._tell(ended)
        if self._timer is not None:
            self._timer.cancel()
        while self._telling:
            await asyncio.gather(*self._telling.values())

    def _now(self) -> float:
        return asyncio.get_running_loop().time()

    def _arm(self) -> None:
        """Have the loop wake us at the next deadline."""
        at = self.endpoint.deadline
        if at == self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = None
        if at is not None:
            self._timer = asyncio.get_running_loop().call_at(at, self._fire, at)

    def _fire(self, at: float) -> None:
        self._timer_at = None
        self._expire(at)
        self._arm()

    def _expire(self, at: float = 0.0) -> None:
        """Let happen what is due; a loop may fire a hair early, hence the time it was for."""
        for ended in self.endpoint.handle_timeout(max(at, self._now())):
            self._observe(ended)
            self._tell(ended)

    def _observe(self, told: Outcome | Ended) -> None:
        now = self._now()
        for event in told.events:
            for observer in self.observers:
                observer(told.session_id, event, now)
            if isinstance(event, Closed) and (asking := self._asking.get(told.session_id)):
                asking.over = event.reason
                asking.task.cancel()

    def _tell(self, told: Outcome | Ended) -> None:
        """Tell the application without waiting for it."""
        if told.events:
            _ = self._tell_next(told.session_id, told.events)

    def _tell_next(self, session_id: str, events: tuple[Event, ...]) -> asyncio.Task[None]:
        """A task that tells when all that went before has been told: one line for each session."""
        before = self._telling.get(session_id)
        task = asyncio.create_task(self._tell_all(before, session_id, events))
        self._telling[session_id] = task
        task.add_done_callback(lambda _: self._forget(session_id, task))
        return task

    def _forget(self, session_id: str, task: asyncio.Task[None]) -> None:
        if self._telling.get(session_id) is task:
            del self._telling[session_id]

    async def _tell_all(
        self, before: asyncio.Task[None] | None, session_id: str, events: tuple[Event, ...]
    ) -> None:
        if before is not None:
            await before
        for event in events:
            try:
                await self.application.event(session_id, event)
            except Exception:
                logger.exception("the application failed to take an event")
