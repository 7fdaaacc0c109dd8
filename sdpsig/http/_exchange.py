"""One HTTP exchange, written once: no await, no socket, no clock.

A generator that yields what the outside has to do and returns the response. Whatever goes
wrong between the offer and its answer ends the session before the generator ends.
"""

from collections.abc import Callable, Generator, Mapping

from attrs import frozen

from ..endpoint import Accept, AnswerNeeded, Close, Command, Outcome
from ..errors import (
    Fault,
    FaultCode,
    LocalProtocolError,
    RemoteProtocolError,
    SdpError,
    SdpsigError,
)
from ..jsep import Answer
from ..session import EndReason, Event
from ._dialect import Dialect
from ._message import Request, Response

__all__ = ["AnswerFailed", "Ask", "Exchange", "Tell", "exchange"]


@frozen
class Ask:
    """The application owes an answer: send it in, or throw ``AnswerFailed``."""

    needed: AnswerNeeded


@frozen
class Tell:
    """The application may want to know."""

    session_id: str
    event: Event


@frozen
class AnswerFailed(Exception):  # noqa: N818  # a message to the generator, not an error of ours
    """There will be no answer; thrown into an exchange wherever it stands."""

    reason: EndReason


Exchange = Generator[Ask | Tell, Answer | None, Response]

FAULTS: Mapping[EndReason, Fault] = {
    EndReason.ANSWER_TIMEOUT: Fault(
        FaultCode.SESSION_ANSWER_TIMEOUT, "the media side did not answer in time", "L-10"
    ),
    EndReason.APPLICATION_FAILED: Fault(
        FaultCode.APP_FAILED, "the media side failed to answer the offer"
    ),
}
"""What the client hears when there is no answer, by the end of the session."""
OVER = Fault(FaultCode.SESSION_NOT_FOUND, "the session ended before it was answered")
"""What it hears for every other end."""


def exchange(
    request: Request, dialect: Dialect, handle: Callable[[Command], Outcome], fresh_id: str
) -> Exchange:
    """Serve one request. ``handle`` carries a command out at the present time."""
    session_id = None
    try:
        command = dialect.decode(request, fresh_id)
        session_id = command.session_id
        outcome = handle(command)
        if isinstance(outcome, AnswerNeeded):
            return (yield from _answer(outcome, dialect, handle))
        yield from _tell(outcome)
        return dialect.encode(outcome)
    except AnswerFailed:
        return dialect.refuse(RemoteProtocolError(OVER))
    except SdpsigError as error:
        return dialect.refuse(error, None if session_id == fresh_id else session_id)


def _answer(
    needed: AnswerNeeded, dialect: Dialect, handle: Callable[[Command], Outcome]
) -> Generator[Ask | Tell, Answer | None, Response]:
    """From the offer to the answer; the session ends if that fails."""
    try:
        yield from _tell(needed)
        answer = yield Ask(needed)
        assert answer is not None, "an answer is sent in for Ask"
        outcome = handle(Accept(needed.session_id, answer))
        response = dialect.encode(outcome)
        yield from _tell(outcome)
    except AnswerFailed as failed:
        reason = failed.reason
    except (LocalProtocolError, SdpError):
        reason = EndReason.APPLICATION_FAILED
    else:
        return response
    yield from _end(needed.session_id, reason, handle)
    raise RemoteProtocolError(FAULTS.get(reason, OVER))


def _end(
    session_id: str, reason: EndReason, handle: Callable[[Command], Outcome]
) -> Generator[Ask | Tell, Answer | None, None]:
    try:
        outcome = handle(Close(session_id, reason))
    except RemoteProtocolError:
        return  # it is over and forgotten
    yield from _tell(outcome)


def _tell(outcome: Outcome) -> Generator[Ask | Tell, Answer | None, None]:
    for event in outcome.events:
        yield Tell(outcome.session_id, event)
