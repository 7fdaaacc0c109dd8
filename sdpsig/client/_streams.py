"""What a server tells of itself: its candidates by long polls, its events as a stream."""

import re

from attrs import field

from .._frozen import frozen
from ..errors import Fault, FaultCode
from ..wire import IceCandidate
from ._call import followed
from ._errors import BadResponseError, NotFoundError, SignalingTimeoutError
from ._refusal import bad_response, no_response, refusal
from ._sse import EventReader, EventTooLargeError
from ._steps import Failed, Failure, Give, Headers, Listen, Operation, Read, Received, Send, sleep
from .json_api import JsonCalls

__all__ = ["candidates", "events"]

CANDIDATES, EVENTS = "/webrtc/candidates", "/webrtc/events"
PAUSE = 1.0
"""Seconds until a server is asked again that has nothing to say, or has hung up."""
ACCEPT: Headers = (("accept", "text/event-stream"), ("accept-encoding", "identity"))
ID = re.compile("[!-~]{1,1024}")
"""What can be said in a header."""
EVENT_STREAM = re.compile(r"text/event-stream(?:[ \t]*;.*)?", re.IGNORECASE)


@frozen
class _Page:
    """``GET /webrtc/candidates``."""

    session_id: str = field(repr=False)
    candidates: tuple[IceCandidate, ...]
    next: int
    complete: bool


def candidates(calls: JsonCalls, session_id: str) -> Operation[None]:
    """Give every candidate of the server, until it has said that there are no more.

    Ends when the session does.
    """
    after, silent, heard = 0, 0, False
    while True:
        query = {"session_id": session_id, "after": str(after)}
        what = f"GET {CANDIDATES}"
        try:
            response = yield from calls.get(CANDIDATES, query, what, session_id)
        except SignalingTimeoutError:
            silent += 1
            if silent >= calls.site.retry.attempts:
                raise
            continue
        except NotFoundError:
            if heard:
                return
            raise
        page = calls.read(response, _Page, what)
        if page.next < after + bool(page.candidates):
            raise bad_response(response, what, "without getting any further")
        for candidate in page.candidates:
            yield Give(candidate)
        if page.complete:
            return
        if not page.candidates:
            yield from sleep(PAUSE)
        after, silent, heard = page.next, 0, True


def events(calls: JsonCalls, session_id: str, last_id: str = "") -> Operation[None]:
    """Give every event of a session, from the one after ``last_id`` on where that is known.

    A stream that breaks is resumed. Ends when the session does; raises SignalingError where the
    server cannot be reached again.
    """
    what, retry = f"GET {EVENTS}", calls.site.retry
    made, heard, pause = 0, False, PAUSE
    while True:
        outcome = yield from _opened(calls, session_id, last_id, what)
        made += 1
        if _is_over(outcome, heard=heard):
            return
        if isinstance(outcome, Received) and outcome.status == 200:
            _judge_type(outcome, what)
            reader = EventReader(last_id, calls.site.limits.response_bytes)
            made, heard = 0 if (yield from _listened(reader, what)) else made, True
            wanted = max(reader.retry or 0.0, PAUSE)
            last_id, pause = reader.last_id, min(wanted, retry.patience)
            outcome = Failed(Failure.LOST, url=outcome.url)
        delay = retry.delay(max(made, 1), outcome, repeatable=True)
        if delay is None:
            if isinstance(outcome, Failed):
                raise no_response(outcome, what, session_id) from outcome.cause
            raise refusal(outcome, what, calls.site.limits, session_id)
        yield from sleep(max(delay, pause))


def _opened(
    calls: JsonCalls, session_id: str, last_id: str, what: str
) -> Operation[Received | Failed]:
    """The head of the stream, or the whole of a response that is none."""
    resume: Headers = (("last-event-id", last_id),) if ID.fullmatch(last_id) else ()
    url = calls.url(EVENTS, {"session_id": session_id})
    request = Send("GET", url, (*ACCEPT, *resume))
    return (yield from followed(request, calls.site, what, Listen))


def _is_over(outcome: Received | Failed, *, heard: bool) -> bool:
    """Whether the server says that there is no more: 204, or a session that was there is gone."""
    if isinstance(outcome, Failed):
        return False
    return outcome.status == 204 or (heard and outcome.status in (404, 410))


def _judge_type(response: Received, what: str) -> None:
    if not EVENT_STREAM.fullmatch(response.header("content-type") or ""):
        raise bad_response(response, what, "without a stream of events", "HTML 9.2")


def _listened(reader: EventReader, what: str) -> Operation[bool]:
    """Give what comes until the stream ends; whether anything came."""
    came = False
    while True:
        part = yield Read()
        if not isinstance(part, bytes) or not part:
            return came
        came = True
        try:
            found = reader.feed(part)
        except EventTooLargeError:
            detail = f"{what}: an event that is too large"
            fault = Fault(FaultCode.CLIENT_RESPONSE_TOO_LARGE, detail)
            raise BadResponseError(fault) from None
        for event in found:
            yield Give(event)
