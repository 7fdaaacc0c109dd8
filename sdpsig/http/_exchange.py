"""One HTTP exchange, written once: no await, no socket, no clock.

A generator that yields what the outside has to do and returns the response. Whatever goes
wrong between the offer and its answer ends the session before the generator ends.
"""

from collections.abc import Callable, Generator, Mapping

from attrs import field

from .._frozen import evolve, frozen
from ..endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Command,
    Counter,
    Hear,
    Heard,
    InProgress,
    Outcome,
    Say,
)
from ..errors import (
    Fault,
    FaultCode,
    LocalProtocolError,
    RemoteProtocolError,
    SdpError,
    SdpsigError,
)
from ..jsep import Answer, Offer, Rollback
from ..session import EndReason, Event
from ._dialect import Dialect, counters
from ._message import Request, Response
from ._wait import Wait, Wake, Woken

__all__ = ["STOPPING", "AnswerFailed", "Ask", "Exchange", "Tell", "exchange"]


@frozen
class Ask:
    """The application owes an answer: send it in, or throw ``AnswerFailed``.

    Where the dialect ``counters``, an offer of ours may come in its place. Where the offer turned
    out to be at fault, throw the RemoteProtocolError that says so.
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


Step = Ask | Tell | Wait
Reply = Answer | Offer | Woken | None
Exchange = Generator[Step, Reply, Response]

RETRY_DRAINED = 5
"""Seconds after which another server may have taken over."""
STOPPING = Fault(FaultCode.ENDPOINT_DRAINING, "the server is stopping", retry_after=RETRY_DRAINED)
"""What is heard by those whom the server will not serve any more."""
PATIENCE = 30.0
"""Seconds that who delivers an offer again waits for the answer that is being made (L-40)."""
FAULTS: Mapping[EndReason, Fault] = {
    EndReason.ANSWER_TIMEOUT: Fault(
        FaultCode.SESSION_ANSWER_TIMEOUT, "the media side did not answer in time", "L-10"
    ),
    EndReason.APPLICATION_FAILED: Fault(
        FaultCode.APP_FAILED, "the media side failed to answer the offer"
    ),
    EndReason.DRAINED: STOPPING,
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
        if isinstance(command, Response):
            return command
        session_id = command.session_id
        outcome = yield from _wait(command, handle)
        if isinstance(outcome, AnswerNeeded):
            return (yield from _answer(outcome, dialect, handle))
        if isinstance(outcome, InProgress):
            return dialect.refuse(RemoteProtocolError(FAULTS[EndReason.ANSWER_TIMEOUT]))
        yield from _tell(outcome)
        return dialect.encode(outcome)
    except AnswerFailed:
        return dialect.refuse(RemoteProtocolError(OVER))
    except SdpsigError as error:
        return dialect.refuse(error, None if session_id == fresh_id else session_id)


def _wait(
    command: Command, handle: Callable[[Command], Outcome]
) -> Generator[Step, Reply, Outcome]:
    """What comes of a command, as soon as there is something to say or the time is up."""
    outcome = handle(command)
    while seconds := _patience(command, outcome):
        woken = yield Wait(outcome.session_id, seconds)
        outcome = handle(command)
        if not isinstance(woken, Woken) or woken.why is not Wake.CHANGED:
            break
    return outcome


def _patience(command: Command, outcome: Outcome) -> float:
    """Seconds for which it may be worth while to ask again."""
    match outcome:
        case InProgress():
            return PATIENCE
        case Heard(notices=(), complete=False) if isinstance(command, Hear):
            return command.patience
        case _:
            return 0.0


def _answer(
    needed: AnswerNeeded, dialect: Dialect, handle: Callable[[Command], Outcome]
) -> Exchange:
    """From the offer to the answer.

    If that fails the session ends; where there was an exchange before, it goes on as it was.
    """
    give_up = _take_back if needed.reoffer else _end
    try:
        yield from _tell(needed)
        outcome = handle((yield from _ask(needed, counters=counters(dialect))))
        response = dialect.encode(outcome)
        if isinstance(outcome, Answered):
            response = evolve(response, answered=outcome)
        yield from _tell(outcome)
    except AnswerFailed as failed:
        reason, detail = failed.reason, failed.detail
    except (LocalProtocolError, SdpError) as error:
        reason, detail = EndReason.APPLICATION_FAILED, str(error)
    except Exception:  # the offer's own fault, found late, or a mistake in this library
        yield from give_up(needed.session_id, EndReason.APPLICATION_FAILED, "", handle)
        raise
    else:
        return response
    yield from give_up(needed.session_id, reason, detail, handle)
    raise RemoteProtocolError(FAULTS.get(reason, OVER))


def _ask(needed: AnswerNeeded, *, counters: bool) -> Generator[Step, Reply, Accept | Counter]:
    said = yield Ask(needed)
    match said:
        case Answer():
            return Accept(needed.session_id, said, needed.offer)
        case Offer() if counters:
            return Counter(needed.session_id, said, needed.offer)
        case _:
            raise AnswerFailed(EndReason.APPLICATION_FAILED, "what came was no answer")


def _take_back(
    session_id: str, reason: EndReason, detail: str, handle: Callable[[Command], Outcome]
) -> Generator[Step, Reply, None]:
    """The offer counts for nothing: the session is as it was before."""
    del reason, detail
    try:
        outcome = handle(Say(session_id, Rollback()))
    except SdpsigError:
        return  # it is off the table already
    yield from _tell(outcome)


def _end(
    session_id: str, reason: EndReason, detail: str, handle: Callable[[Command], Outcome]
) -> Generator[Step, Reply, None]:
    try:
        outcome = handle(Close(session_id, reason, detail))
    except RemoteProtocolError:
        return  # it is over and forgotten
    yield from _tell(outcome)


def _tell(outcome: Outcome) -> Generator[Step, Reply, None]:
    if outcome.events:
        yield Tell(outcome.session_id, outcome.events)
