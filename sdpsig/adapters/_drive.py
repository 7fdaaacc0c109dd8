"""Run an exchange against an application, awaiting it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from ..endpoint import AnswerNeeded
from ..http import AnswerFailed, Ask, Exchange, Response, Tell
from ..jsep import Answer
from ..session import EndReason, Event

__all__ = ["Application", "drive"]

logger = logging.getLogger("sdpsig")


class Application(Protocol):
    """The media side of a server."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        """Answer an offer. Raising refuses it: the client gets a 500, the session ends."""

    async def event(self, session_id: str, event: Event) -> None:
        """Something happened to a session; ``Closed`` is the last thing that does."""


async def drive(
    exchange: Exchange,
    application: Application,
    tell: Callable[[Tell], Awaitable[None]],
    clock: Callable[[], float],
) -> Response:
    """Run an exchange to its end.

    An application that raises or hangs, and a client that leaves, end the session of the
    offer; a cancellation goes on when that is done and the application has been told.
    """
    cancelled: asyncio.CancelledError | None = None
    answer: Answer | None = None
    failed: EndReason | None = None
    while True:
        try:
            step = exchange.send(answer) if failed is None else exchange.throw(AnswerFailed(failed))
        except StopIteration as done:
            if cancelled is not None:
                raise cancelled from None
            response: Response = done.value
            return response
        answer, failed = None, None
        try:
            if isinstance(step, Ask):
                answer, failed = await _ask(step.needed, application, clock)
            else:
                await tell(step)
        except asyncio.CancelledError as error:
            cancelled, failed = error, EndReason.CLIENT_LEFT


async def _ask(
    needed: AnswerNeeded, application: Application, clock: Callable[[], float]
) -> tuple[Answer | None, EndReason | None]:
    """The answer, or why there is none."""
    patience = None if needed.deadline is None else max(0.0, needed.deadline - clock())
    limit = asyncio.timeout(patience)
    try:
        async with limit:
            return await application.answer(needed), None
    except Exception:
        if limit.expired():
            return None, EndReason.ANSWER_TIMEOUT
        logger.exception("the application failed to answer an offer")
        return None, EndReason.APPLICATION_FAILED
