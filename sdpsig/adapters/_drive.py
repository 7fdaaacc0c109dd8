"""Run an exchange, awaiting what it asks for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from ..endpoint import AnswerNeeded
from ..errors import RemoteProtocolError
from ..http import AnswerFailed, Ask, Exchange, Response, Tell, Wait, Woken
from ..jsep import Answer, Offer
from ..session import EndReason
from ._application import ApplicationError
from ._log import public_id

__all__ = ["SessionOver", "drive", "is_cancelled"]

logger = logging.getLogger("sdpsig")


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
                answered, failed = await _ask(step.needed.session_id, answer(step.needed))
            elif isinstance(step, Wait):
                answered = await wait(step)
            else:
                await tell(step)
        except asyncio.CancelledError as error:
            cancelled, failed = error, AnswerFailed(EndReason.CLIENT_LEFT)


async def _ask(
    session_id: str,
    answer: Awaitable[Answer | Offer],
) -> tuple[Answer | Offer | None, Exception | None]:
    """The answer, or why there is none."""
    try:
        return await answer, None
    except SessionOver as over:
        return None, AnswerFailed(over.reason)
    except RemoteProtocolError as error:
        return None, error
    except ApplicationError as error:
        logger.error("%s %s", public_id(session_id), error)  # noqa: TRY400
        return None, AnswerFailed(EndReason.APPLICATION_FAILED)
    except (Exception, asyncio.CancelledError) as error:
        if isinstance(error, asyncio.CancelledError) and is_cancelled():
            raise
        logger.exception("%s the application failed to answer an offer", public_id(session_id))
        return None, AnswerFailed(EndReason.APPLICATION_FAILED)


def is_cancelled() -> bool:
    """Whether the running task is to end, and not just something that it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
