"""An endpoint at work under asyncio: its clock, its ids, its timers and its application."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from functools import partial
from secrets import token_urlsafe
from types import TracebackType
from typing import Self

from attrs import define

from ..endpoint import AnswerNeeded, Command, Ended, Endpoint, Outcome, Report
from ..errors import Fault, FaultCode, RemoteProtocolError
from ..http import Dialect, Request, Response, Tell, exchange
from ..jsep import Answer
from ..session import Closed, DtlsState, EndReason, Event, IceState
from ._drive import Application, SessionOver, drive, is_cancelled

__all__ = ["Host", "Observer"]

logger = logging.getLogger("sdpsig")

ID_BYTES = 24
"""Random bytes of a session id that we make: 192 bits (RFC 9725 §5)."""

Observer = Callable[[str, Event, float], None]
"""Sees every event of every session with its time: logs, metrics."""


@define
class _Visit:
    """One request, and how the session that it opened ended, should it end before the request.

    The id of a session that is over may be another's by then.
    """

    session_id: str = ""
    over: EndReason | None = None
    answering: asyncio.Task[Answer] | None = None

    def end(self, reason: EndReason) -> None:
        """The session is over; nobody waits for its answer any more."""
        self.over = reason
        if self.answering is not None:
            self.answering.cancel()

    def judge(self) -> None:
        """Raises SessionOver where the session is over."""
        if self.over is not None:
            raise SessionOver(self.over)


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
        event_timeout: float | None = 10.0,
    ) -> None:
        """
        :param observers: see every event at once, before the application does.
        :param event_timeout: seconds that the application may take over one event.
        """
        self.endpoint = endpoint
        self.application = application
        self.observers = tuple(observers)
        self.event_timeout = event_timeout
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at: float | None = None
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._visits: dict[str, _Visit] = {}

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
        visit = _Visit()
        handle = partial(self._handle_for, visit)
        steps = exchange(request, dialect, handle, token_urlsafe(ID_BYTES))
        try:
            return await drive(steps, partial(self._answer, visit), self._told)
        finally:
            if self._visits.get(visit.session_id) is visit:
                del self._visits[visit.session_id]

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
                try:
                    observer(told.session_id, event, now)
                except Exception:
                    logger.exception("an observer failed")
            if isinstance(event, Closed) and (visit := self._visits.get(told.session_id)):
                visit.end(event.reason)

    def _handle_for(self, visit: _Visit, command: Command) -> Outcome:
        """Carry out a command of one request."""
        if visit.over is not None:
            raise RemoteProtocolError(Fault(FaultCode.SESSION_NOT_FOUND, "the session is over"))
        outcome = self.handle(command)
        if isinstance(outcome, AnswerNeeded):
            visit.session_id = outcome.session_id
            self._visits[outcome.session_id] = visit
        return outcome

    async def _answer(self, visit: _Visit, needed: AnswerNeeded) -> Answer:
        """Have the application answer, for as long as the session lives. Raises SessionOver."""
        visit.judge()
        visit.answering = asyncio.create_task(self.application.answer(needed))
        try:
            answer = await visit.answering
        except (Exception, asyncio.CancelledError):
            if not is_cancelled():
                visit.judge()
            raise
        self._expire()  # it may have held up the loop
        visit.judge()
        return answer

    async def _told(self, step: Tell) -> None:
        """Tell the application and wait until it has listened; a cancellation stops only that."""
        await asyncio.shield(self._tell_next(step.session_id, step.events))

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
                async with asyncio.timeout(self.event_timeout):
                    await self.application.event(session_id, event)
            except (Exception, asyncio.CancelledError):
                if is_cancelled():
                    raise
                logger.exception("the application failed to take an event")
