"""Run an exchange, awaiting what it asks for."""

import asyncio
import logging
from typing import Protocol

from ..endpoint import AnswerNeeded
from ..http import AnswerFailed, Ask, Exchange, Response, Tell
from ..jsep import Answer
from ..session import EndReason, Event

__all__ = ["Application", "SessionOver", "drive"]

logger = logging.getLogger("sdpsig")


class Application(Protocol):
    """The media side of a server."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        """Answer an offer. Raising refuses it: the client gets a 500, the session ends.

        It is cancelled when the session ends before there is an answer: because it took too
        long, or because the client left.
        """

    async def event(self, session_id: str, event: Event) -> None:
        """Something happened to a session; ``Closed`` is the last thing that does."""


class SessionOver(Exception):  # noqa: N818  # says what happened, not what went wrong
    """The session ended while the application was making its answer."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__(reason)
        self.reason = reason


async def drive(exchange: Exchange, application: Application) -> Response:
    """Run an exchange to its end.

    An application that raises, and a client that leaves, end the session of the offer; a
    cancellation goes on when that is done and the application has been told.
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
            match step:
                case Ask(needed):
                    answer, failed = await _ask(needed, application)
                case Tell(session_id, event):
                    await application.event(session_id, event)
        except asyncio.CancelledError as error:
            cancelled, failed = error, EndReason.CLIENT_LEFT


async def _ask(
    needed: AnswerNeeded, application: Application
) -> tuple[Answer | None, EndReason | None]:
    """The answer, or why there is none."""
    try:
        return await application.answer(needed), None
    except SessionOver as over:
        return None, over.reason
    except Exception:
        logger.exception("the application failed to answer an offer")
        return None, EndReason.APPLICATION_FAILED
