"""Run an exchange, awaiting what it asks for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from ..endpoint import AnswerNeeded
from ..errors import RemoteProtocolError
from ..http import AnswerFailed, Ask, Exchange, Response, Tell, Wait, Woken
from ..jsep import Answer, Offer
from ..session import EndReason, Event

__all__ = ["Application", "SessionOver", "drive", "is_cancelled"]

logger = logging.getLogger("sdpsig")


class Application(Protocol):
    """The media side of a server."""

    async def answer(self, needed: AnswerNeeded) -> Answer | Offer:
        """Answer an offer. Raising refuses it, and the session ends.

        By WHEP it may be an offer of ours instead, to a player whose own cannot be answered.

        After a first exchange it does not: the offer is taken back, and all is as it was before.
        The client gets the fault of a RemoteProtocolError, which is the offer's, and a bare 500
        for everything else. It is cancelled when the session ends before there is an answer:
        because it took too long, or because the client left.
        """
        ...

    async def event(self, session_id: str, event: Event) -> None:
        """Something happened to a session; ``Closed`` is the last thing that does."""
        ...


class SessionOver(Exception):  # noqa: N818  # says what happened, not what went wrong
    """The session ended while the application was making its answer."""

    def __init__(self, reason: EndReason) -> None:
        super().__init__(reason)
        self.reason = reason


async def drive(
    exchange: Exchange,
    answer: Callable[[AnswerNeeded], Awaitable[Answer | Offer]],
    tell: Callable[[Tell], Awaitable[None]],
    wait: Callable[[Wait], Awaitable[Woken]],
) -> Response:
    """Run an exchange to its end.

    An application that raises, and a client that leaves, end the session of the offer; a
    cancellation goes on when that is done and the application has been told.
    """
    cancelled: asyncio.CancelledError | None = None
    answered: Answer | Offer | Woken | None = None
    failed: Exception | None = None
    while True:
        try:
            step = exchange.send(answered) if failed is None else exchange.throw(failed)
        except StopIteration as done:
            if cancelled is not None:
                raise cancelled from None
            response: Response = done.value
            return response
        answered, failed = None, None
        try:
            if isinstance(step, Ask):
                answered, failed = await _ask(answer(step.needed))
            elif isinstance(step, Wait):
                answered = await wait(step)
            else:
                await tell(step)
        except asyncio.CancelledError as error:
            cancelled, failed = error, AnswerFailed(EndReason.CLIENT_LEFT)


async def _ask(
    answer: Awaitable[Answer | Offer],
) -> tuple[Answer | Offer | None, Exception | None]:
    """The answer, or why there is none."""
    try:
        return await answer, None
    except SessionOver as over:
        return None, AnswerFailed(over.reason)
    except RemoteProtocolError as error:
        return None, error
    except (Exception, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and is_cancelled():
            raise
        logger.exception("the application failed to answer an offer")
        return None, AnswerFailed(EndReason.APPLICATION_FAILED)


def is_cancelled() -> bool:
    """Whether the running task is to end, and not just something that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
