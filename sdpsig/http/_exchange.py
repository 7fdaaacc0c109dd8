"""One HTTP exchange, written once: no await, no socket, no clock.

A generator that yields what the outside has to do and returns the response. Whatever goes
wrong between the offer and its answer ends the session before the generator ends.
"""

from collections.abc import Callable, Generator, Mapping

from attrs import field, frozen

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
    """The application owes an answer: send it in, or throw ``AnswerFailed``.

    Where the offer turned out to be at fault, throw the RemoteProtocolError that says so.
    """

    needed: AnswerNeeded


@frozen
class Tell:
    """The application may want to know: all that came of one command, in order.

    Once it is yielded every event has to be told, also where nobody waits for that.
    """

    session_id: str = field(repr=False)
    events: tuple[Event, ...]


@frozen
class AnswerFailed(Exception):  # noqa: N818  # a message to the generator, not an error of ours
    """There will be no answer; thrown into an exchange wherever it stands."""

    reason: EndReason
    detail: str = ""
    """What there is to say beyond that, for the log."""


Exchange = Generator[Ask | Tell, Answer | None, Response]

RETRY_DRAINED = 5
"""Seconds after which another server may have taken over."""
FAULTS: Mapping[EndReason, Fault] = {
    EndReason.ANSWER_TIMEOUT: Fault(
        FaultCode.SESSION_ANSWER_TIMEOUT, "the media side did not answer in time", "L-10"
    ),
    EndReason.APPLICATION_FAILED: Fault(
        FaultCode.APP_FAILED, "the media side failed to answer the offer"
    ),
    EndReason.DRAINED: Fault(
        FaultCode.ENDPOINT_DRAINING, "the server is stopping", retry_after=RETRY_DRAINED
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
        answer = yield from _ask(needed)
        outcome = handle(Accept(needed.session_id, answer))
        response = dialect.encode(outcome)
        yield from _tell(outcome)
    except AnswerFailed as failed:
        reason, detail = failed.reason, failed.detail
    except (LocalProtocolError, SdpError) as error:
        reason, detail = EndReason.APPLICATION_FAILED, str(error)
    except Exception:  # the offer's own fault, found late, or a mistake in this library
        yield from _end(needed.session_id, EndReason.APPLICATION_FAILED, "", handle)
        raise
    else:
        return response
    yield from _end(needed.session_id, reason, detail, handle)
    raise RemoteProtocolError(FAULTS.get(reason, OVER))


def _ask(needed: AnswerNeeded) -> Generator[Ask | Tell, Answer | None, Answer]:
    answer = yield Ask(needed)
    if not isinstance(answer, Answer):
        raise AnswerFailed(EndReason.APPLICATION_FAILED, "what came was no answer")
    return answer


def _end(
    session_id: str, reason: EndReason, detail: str, handle: Callable[[Command], Outcome]
) -> Generator[Ask | Tell, Answer | None, None]:
    try:
        outcome = handle(Close(session_id, reason, detail))
    except RemoteProtocolError:
        return  # it is over and forgotten
    yield from _tell(outcome)


def _tell(outcome: Outcome) -> Generator[Ask | Tell, Answer | None, None]:
    if outcome.events:
        yield Tell(outcome.session_id, outcome.events)
