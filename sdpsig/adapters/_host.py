"""An endpoint at work under asyncio: its clock, its ids, its timers and its application."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Iterable
from contextvars import copy_context
from functools import partial
from secrets import token_urlsafe

from attrs import define, evolve, field

from .._configuration import described, judge_kind
from ..endpoint import (
    AnswerNeeded,
    Close,
    Command,
    Ended,
    Endpoint,
    Hear,
    Open,
    Outcome,
    Report,
)
from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError
from ..http import (
    Dialect,
    Request,
    Resources,
    Response,
    Tell,
    Wait,
    Woken,
    counters,
    dialect_for,
    exchange,
    follow,
)
from ..jsep import Answer, Offer
from ..session import AnswerOverdue, Closed, DtlsState, EndReason, Event, IceState
from ..trickle import CandidatePolicy
from ._application import Application, ApplicationError, answer_of, judge_application, tell
from ._closing import AsyncClosing
from ._drive import SessionOver, drive, is_cancelled
from ._log import public_id
from ._watching import Watch, Watches

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

    session_id: str = field(default="", repr=False)
    over: EndReason | None = None
    answering: asyncio.Task[Answer | Offer] | None = None
    watch: Watch | None = None
    """How it waits for news, and until when."""
    counters: bool = False
    """Whether our application may offer instead of answering."""
    refused: str = ""
    """Why its answer was refused, as the log has it."""
    listens: bool = False
    until: float = 0.0
    client: str | None = field(default=None, repr=False)
    """The address that it came from."""

    def end(self, reason: EndReason) -> None:
        """The session is over; nobody waits for its answer any more."""
        self.over = reason
        if self.answering is not None:
            self.answering.cancel()

    def judge(self) -> None:
        """Raises SessionOver where the session is over."""
        if self.over is not None:
            raise SessionOver(self.over)


class Host(AsyncClosing):
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
        candidates: Callable[[str | None], CandidatePolicy] | None = None,
    ) -> None:
        """
        :param observers: see every event at once, before the application does.
        :param event_timeout: seconds that the application may take over one event.
        :param candidates: the candidate policy of a new session by the address that its client
            connected from, as ``auto`` tells it; None: that of the endpoint.

        Raises TypeError for what is no endpoint, no application or no function.
        """
        judge_kind("endpoint", endpoint, Endpoint)
        judge_application(application)
        policy: object = candidates
        if policy is not None and not callable(policy):
            wanted = "a function from an address to a CandidatePolicy, such as auto, or None"
            raise TypeError(f"candidates has to be {wanted}, not {described(policy)}")
        self.endpoint = endpoint
        self.application = application
        self.observers = tuple(observers)
        self.event_timeout = event_timeout
        self.candidates = candidates
        self._context = copy_context()
        self._timer: asyncio.TimerHandle | None = None
        self._timer_at: float | None = None
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._visits: dict[str, _Visit] = {}
        self._watches = Watches(endpoint.config.session.limits.listeners)

    def expire(self, at: float = 0.0) -> None:
        """Let happen what is due; a loop may fire a hair early, hence the time it was for."""
        self._expire(at)
        self._arm()

    def handle(self, command: Command) -> Outcome:
        """Carry out a command now. What is due by now has happened before."""
        self._expire()
        outcome = self.endpoint.handle(command, self.now())
        self._observe(outcome)
        self._arm()
        return outcome

    async def serve(self, request: Request, dialect: Dialect | Resources) -> Response:
        """Serve one request whose body has been read."""
        visit = _Visit(client=request.client)
        handle = partial(self._handle_for, visit)
        spoken = dialect_for(dialect, request, self.endpoint.state)
        visit.counters = counters(spoken)
        steps = exchange(request, spoken, handle, token_urlsafe(ID_BYTES))
        try:
            return await drive(
                steps, partial(self._answer, visit), self._told, partial(self._wait, visit)
            )
        finally:
            if visit.watch is not None:
                self._watches.finish(visit.watch)
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
        _ = self.carry_out(Report(session_id, mid, ice, dtls))

    def carry_out(self, command: Command) -> Outcome:
        """What our own application asks: an offer or a candidate of ours, or an end.

        Raises LocalProtocolError, or RemoteProtocolError where there is no such session.
        """
        outcome = self.handle(command)
        self._tell(outcome)
        return outcome

    async def follow(self, hear: Hear) -> AsyncGenerator[bytes, None]:
        """The news of a session as they come, until it is over or nobody is to wait longer."""
        watch = self._watches.begin(hear.session_id)
        steps = follow(hear, partial(self._handle_for, _Visit(watch=watch)))
        woken: Woken | None = None
        try:
            while True:
                step = steps.send(woken)
                if isinstance(step, Wait):
                    woken = await watch.wait(step.seconds)
                else:
                    woken = None
                    yield step
        except StopIteration:
            pass
        finally:
            self._watches.finish(watch)

    def drain(self) -> None:
        """Take no new sessions; those that live go on, and nobody waits for their news."""
        self.endpoint.draining = True
        self._watches.end()

    async def aclose(self) -> None:
        """End every session and wait until the application has been told."""
        self.drain()
        for ended in self.endpoint.close_all(self.now(), EndReason.DRAINED):
            self._observe(ended)
            self._tell(ended)
        if self._timer is not None:
            self._timer.cancel()
        while self._telling:
            # whoever stops waiting for it does not stop the telling
            await asyncio.shield(asyncio.gather(*self._telling.values()))

    def now(self) -> float:
        """The time by the clock of all sessions."""
        return asyncio.get_running_loop().time()

    def _arm(self) -> None:
        """Have the loop wake us at the next deadline, in the name of no request."""
        at = self.endpoint.deadline
        if at == self._timer_at:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._timer_at = at
        self._timer = None
        if at is not None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(at, self._fire, at, context=self._context)

    def _fire(self, at: float) -> None:
        self._timer_at = None
        self.expire(at)

    def _expire(self, at: float = 0.0) -> None:
        for ended in self.endpoint.handle_timeout(max(at, self.now())):
            self._observe(ended)
            self._tell(ended)

    def _observe(self, told: Outcome | Ended) -> None:
        now = self.now()
        for event in told.events:
            for observer in self.observers:
                try:
                    observer(told.session_id, event, now)
                except Exception:
                    logger.exception("%s an observer failed", public_id(told.session_id))
            visit = self._visits.get(told.session_id)
            if visit is not None and isinstance(event, Closed):
                visit.end(event.reason)
            elif visit is not None and isinstance(event, AnswerOverdue):
                visit.end(EndReason.ANSWER_TIMEOUT)
        self._watches.tell(told.session_id, told.events)

    def _handle_for(self, visit: _Visit, command: Command) -> Outcome:
        """Carry out a command of one request."""
        visit.listens = isinstance(command, Hear)
        gone = visit.watch is not None and visit.watch.closed is not None
        if visit.over is not None or (gone and visit.listens):
            raise RemoteProtocolError(Fault(FaultCode.SESSION_NOT_FOUND, "the session is over"))
        if isinstance(command, Open) and self.candidates is not None:
            command = evolve(command, candidates=self.candidates(visit.client))
        if isinstance(command, Close) and command.reason is EndReason.APPLICATION_FAILED:
            self._note_refused(visit, command.session_id, command.detail)
        try:
            outcome = self.handle(command)
        except LocalProtocolError as error:
            self._note_refused(visit, command.session_id, str(error))
            raise
        if isinstance(outcome, AnswerNeeded):
            visit.session_id = outcome.session_id
            self._visits[outcome.session_id] = visit
        return outcome

    def _note_refused(self, visit: _Visit, session_id: str, why: str) -> None:
        """Say once why an answer was refused, by the session or by the dialect."""
        if why not in ("", visit.refused):
            visit.refused = why
            said = "%s the answer of the application was refused: %s"
            logger.error(said, public_id(session_id), why)

    async def _wait(self, visit: _Visit, step: Wait) -> Woken:
        """Wait for the news of a session."""
        if visit.watch is None:
            visit.watch = self._watches.begin(step.session_id, listens=visit.listens)
            visit.until = self.now() + step.seconds
        return await visit.watch.wait(visit.until - self.now())

    async def _answer(self, visit: _Visit, needed: AnswerNeeded) -> Answer | Offer:
        """Have the application answer, for as long as the session lives. Raises SessionOver."""
        visit.judge()
        visit.answering = asyncio.create_task(
            answer_of(self.application, needed, counters=visit.counters)
        )
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
                    await tell(self.application, session_id, event)
            except ApplicationError as error:
                logger.error("%s %s", public_id(session_id), error)  # noqa: TRY400
            except (Exception, asyncio.CancelledError):
                if is_cancelled():
                    raise
                logger.exception(
                    "%s the application failed to take an event", public_id(session_id)
                )
