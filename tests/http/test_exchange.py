"""The exchange by hand: what it yields, what it takes, and that it leaves no session behind."""

import json
from typing import Any

import pytest

from sdpsig.endpoint import Accept, Close, Command, Endpoint, Open, Outcome
from sdpsig.errors import (
    Fault,
    FaultCode,
    LocalProtocolError,
    RemoteProtocolError,
    SdpError,
)
from sdpsig.http import (
    AnswerFailed,
    Ask,
    Dialect,
    Exchange,
    JsonApi,
    Request,
    Response,
    Tell,
    exchange,
)
from sdpsig.jsep import Answer, Offer
from sdpsig.sdp import parse
from sdpsig.session import (
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    EndReason,
    OfferReceived,
    SignalingStateChanged,
)
from tests._corpus import OFFERS
from tests._front import CANDIDATE, CLOSE, GOOD, OFFER, answer_to, offer_body

NOW = 1000.0
HOST = "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host"


class Desk:
    """An endpoint, a dialect, and somebody who writes down which commands were given."""

    def __init__(self, dialect: Dialect | None = None) -> None:
        self.endpoint = Endpoint()
        self.dialect = dialect or JsonApi()
        self.commands: list[Command] = []

    def handle(self, command: Command) -> Outcome:
        self.commands.append(command)
        return self.endpoint.handle(command, NOW)

    def start(self, path: str, body: object, fresh_id: str = "fresh") -> Exchange:
        request = Request("POST", path, (), json.dumps(body).encode())
        return exchange(request, self.dialect, self.handle, fresh_id)

    def offer(self, session_id: str | None = None) -> tuple[Exchange, Ask]:
        """An exchange that waits for the answer to an offer."""
        steps = self.start(OFFER, offer_body(session_id=session_id))
        tell = next(steps)
        assert isinstance(tell, Tell)
        ask = next(steps)
        assert isinstance(ask, Ask)
        return steps, ask

    def open(self, session_id: str = "fresh") -> None:
        """A session that has its answer."""
        steps, ask = self.offer(session_id)
        steps.send(answer_to(ask.needed.offer))
        finish(steps)

    def kinds(self) -> list[type]:
        return [type(command) for command in self.commands]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def broken(error: Exception) -> Dialect:
    """A dialect that cannot write what it should."""

    class Broken(JsonApi):
        def encode(self, outcome: Outcome) -> Response:
            raise error

    return Broken()


def finish(steps: Exchange) -> Response:
    """The response of an exchange that has nothing more to ask."""
    with pytest.raises(StopIteration) as done:
        next(steps)
    response: Response = done.value.value
    return response


def told(step: object) -> list[type]:
    assert isinstance(step, Tell)
    return [type(event) for event in step.events]


def reason(response: Response) -> tuple[int, str]:
    body = json.loads(response.body)
    assert body["code"] == response.status
    return response.status, body["reason"]


def test_an_offer_is_told_then_asked_then_accepted_then_told(desk: Desk) -> None:
    steps = desk.start(OFFER, offer_body(metadata={"a": 1}))
    first = next(steps)
    assert told(first)[0] is OfferReceived
    assert told(first)[-2:] == [SignalingStateChanged, ConnectionStateChanged]
    ask = next(steps)
    assert isinstance(ask, Ask)
    assert ask.needed.session_id == "fresh"
    assert ask.needed.metadata == {"a": 1}
    assert ask.needed.deadline == NOW + 30
    second = steps.send(answer_to(ask.needed.offer))
    assert ConnectionStateChanged in told(second)
    response = finish(steps)
    body = json.loads(response.body)
    assert response.status == 200
    assert body.keys() == {"sdp", "session_id", "ice_candidates", "metadata"}
    assert body["session_id"] == "fresh"
    assert body["metadata"] == {"a": 1}
    assert body["sdp"]["type"] == "answer"
    assert len(parse(body["sdp"]["sdp"]).media) == 1
    assert body["ice_candidates"] == []
    assert desk.kinds() == [Open, Accept]
    assert len(desk.endpoint) == 1


def test_every_outcome_is_told_at_once_and_whole(desk: Desk) -> None:
    desk.open("fresh")
    steps = desk.start(CANDIDATE, {"session_id": "fresh", "candidates": [mid(HOST), mid("")]})
    step = next(steps)
    assert len(told(step)) == 2
    assert json.loads(finish(steps).body) == {"session_id": "fresh", "status": "received"}
    steps = desk.start(CLOSE, {"session_id": "fresh", "reason": "enough"})
    step = next(steps)
    assert isinstance(step, Tell)
    assert step.session_id == "fresh"
    assert step.events == (
        ConnectionStateChanged(ConnectionState.CLOSED),
        Closed(EndReason.CLOSED_BY_PEER, "enough"),
    )
    assert json.loads(finish(steps).body) == {"session_id": "fresh", "status": "closed"}


def mid(candidate: str) -> dict[str, object]:
    return {"candidate": candidate, "sdpMid": "0"}


def test_what_brings_no_event_is_not_told(desk: Desk) -> None:
    desk.open("fresh")
    assert finish(desk.start(CANDIDATE, {"session_id": "fresh", "candidates": []})).status == 200
    steps = desk.start(CLOSE, {"session_id": "fresh"})
    next(steps)
    finish(steps)
    assert finish(desk.start(CLOSE, {"session_id": "fresh"})).status == 200


def test_a_body_that_cannot_be_read_asks_for_nothing(desk: Desk) -> None:
    request = Request("POST", OFFER, (), b"{")
    steps = exchange(request, desk.dialect, desk.handle, "fresh")
    assert reason(finish(steps)) == (400, "json.syntax")
    assert desk.commands == []


def test_an_offer_that_cannot_be_accepted_asks_for_nothing(desk: Desk) -> None:
    sdp = "".join(line for line in GOOD.splitlines(keepends=True) if "fingerprint" not in line)
    response = finish(desk.start(OFFER, offer_body(sdp)))
    assert reason(response) == (422, "dtls.missing-fingerprint")
    assert "session_id" not in json.loads(response.body)
    assert len(desk.endpoint) == 0


def test_the_id_in_an_error_is_the_one_that_the_client_chose(desk: Desk) -> None:
    desk.open("mine")
    other = OFFERS["audio-video-data--firefox-offer-created"]
    response = finish(desk.start(OFFER, offer_body(other, session_id="mine")))
    assert reason(response) == (409, "session.conflict")
    assert json.loads(response.body)["session_id"] == "mine"
    desk.endpoint.draining = True
    assert "session_id" not in json.loads(finish(desk.start(OFFER, offer_body())).body)


ENDS = [
    (EndReason.APPLICATION_FAILED, 500, "app.failed"),
    (EndReason.ANSWER_TIMEOUT, 504, "session.answer-timeout"),
    (EndReason.DRAINED, 503, "endpoint.draining"),
    (EndReason.CLIENT_LEFT, 404, "session.not-found"),
    (EndReason.CLOSED_BY_PEER, 404, "session.not-found"),
]


@pytest.mark.parametrize(("why", "status", "code"), ENDS)
def test_without_an_answer_the_session_ends_and_the_client_hears_why(
    desk: Desk, why: EndReason, status: int, code: str
) -> None:
    steps, _ = desk.offer()
    step = steps.throw(AnswerFailed(why, "because"))
    assert isinstance(step, Tell)
    assert step.events[-1] == Closed(why, "because")
    response = finish(steps)
    assert reason(response) == (status, code)
    assert ("retry-after", "5") in response.headers or status != 503
    assert b"because" not in response.body
    assert len(desk.endpoint) == 0


def test_every_end_of_a_session_has_words_for_the_client(desk: Desk) -> None:
    for why in EndReason:
        steps, _ = desk.offer()
        steps.throw(AnswerFailed(why))
        assert reason(finish(steps))[0] in {404, 500, 503, 504}
        assert len(desk.endpoint) == 0


def test_a_failure_while_the_offer_is_told_ends_the_session(desk: Desk) -> None:
    steps = desk.start(OFFER, offer_body())
    next(steps)
    assert told(steps.throw(AnswerFailed(EndReason.CLIENT_LEFT)))[-1] is Closed
    assert reason(finish(steps)) == (404, "session.not-found")
    assert desk.kinds() == [Open, Close]


def test_a_failure_while_the_answer_is_told_ends_the_session(desk: Desk) -> None:
    steps, ask = desk.offer()
    steps.send(answer_to(ask.needed.offer))
    assert told(steps.throw(AnswerFailed(EndReason.CLIENT_LEFT)))[-1] is Closed
    finish(steps)
    assert len(desk.endpoint) == 0


def test_a_failure_while_the_end_is_told_changes_nothing_more(desk: Desk) -> None:
    steps, _ = desk.offer()
    steps.throw(AnswerFailed(EndReason.APPLICATION_FAILED))
    with pytest.raises(StopIteration):
        steps.throw(AnswerFailed(EndReason.CLIENT_LEFT))
    assert len(desk.endpoint) == 0


@pytest.mark.parametrize("path", [CANDIDATE, CLOSE])
def test_a_failure_while_something_else_is_told_does_not_undo_it(desk: Desk, path: str) -> None:
    desk.open("fresh")
    steps = desk.start(path, {"session_id": "fresh", "candidate": mid(HOST)})
    next(steps)
    with pytest.raises(StopIteration):
        steps.throw(AnswerFailed(EndReason.CLIENT_LEFT))
    assert len(desk.endpoint) == (path == CANDIDATE)


def test_an_answer_that_does_not_fit_is_the_application_s_failure(desk: Desk) -> None:
    steps, _ = desk.offer()
    foreign = GOOD.replace("a=setup:actpass", "a=setup:active").replace("a=mid:0", "a=mid:9")
    step = steps.send(Answer(parse(foreign)))
    assert isinstance(step, Tell)
    closed = step.events[-1]
    assert isinstance(closed, Closed)
    assert closed.reason is EndReason.APPLICATION_FAILED
    assert "[jsep.section-mismatch]" in closed.detail
    response = finish(steps)
    assert reason(response) == (500, "app.failed")
    assert b"mismatch" not in response.body
    assert len(desk.endpoint) == 0


@pytest.mark.parametrize(
    "answer",
    [None, "v=0", 0, Offer(parse(GOOD)), parse(GOOD)],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_answer_is_the_application_s_failure(desk: Desk, answer: Any) -> None:
    steps, _ = desk.offer()
    assert told(steps.send(answer))[-1] is Closed
    assert reason(finish(steps)) == (500, "app.failed")
    assert desk.kinds() == [Open, Close]


@pytest.mark.parametrize(
    "error",
    [
        SdpError(Fault(FaultCode.SDP_BAD_VALUE, "hush")),
        LocalProtocolError(Fault(FaultCode.JSEP_MISSING_TRANSPORT, "hush")),
    ],
)
def test_an_answer_that_cannot_be_written_is_the_application_s_failure(
    error: Exception,
) -> None:
    desk = Desk(broken(error))
    steps, ask = desk.offer()
    assert told(steps.send(answer_to(ask.needed.offer)))[-1] is Closed
    response = finish(steps)
    assert reason(response) == (500, "app.failed")
    assert b"hush" not in response.body
    assert len(desk.endpoint) == 0


def test_a_mistake_of_ours_ends_the_session_before_it_leaves() -> None:
    desk = Desk(broken(KeyError("hush")))
    steps, ask = desk.offer()
    step = steps.send(answer_to(ask.needed.offer))
    assert isinstance(step, Tell)
    assert step.events[-1] == Closed(EndReason.APPLICATION_FAILED)
    with pytest.raises(KeyError):
        next(steps)
    assert len(desk.endpoint) == 0


def test_a_mistake_of_ours_without_a_session_leaves_as_it_is(desk: Desk) -> None:
    def handle(_: Command) -> Outcome:
        raise KeyError("hush")

    request = Request("POST", OFFER, (), json.dumps(offer_body()).encode())
    with pytest.raises(KeyError):
        next(exchange(request, desk.dialect, handle, "fresh"))


def test_an_offer_found_at_fault_by_the_application_is_refused_for_its_fault(desk: Desk) -> None:
    fault = Fault(FaultCode.DTLS_MISSING_FINGERPRINT, "no fingerprint", "V-25", 8)
    steps, _ = desk.offer()
    assert told(steps.throw(RemoteProtocolError(fault)))[-1] is Closed
    response = finish(steps)
    assert reason(response) == (422, "dtls.missing-fingerprint")
    assert json.loads(response.body)["line"] == 8
    assert len(desk.endpoint) == 0


def test_an_answer_to_a_session_that_is_over_is_not_found(desk: Desk) -> None:
    steps, ask = desk.offer()
    desk.endpoint.handle(Close("fresh"), NOW)
    with pytest.raises(StopIteration) as done:
        steps.send(answer_to(ask.needed.offer))
    assert reason(done.value.value) == (404, "session.not-found")


def test_an_end_that_comes_too_late_is_no_second_end(desk: Desk) -> None:
    steps, _ = desk.offer()
    desk.endpoint.handle(Close("fresh"), NOW)
    desk.endpoint.handle_timeout(NOW + 3600)
    with pytest.raises(StopIteration) as done:
        steps.throw(AnswerFailed(EndReason.CLIENT_LEFT))
    assert reason(done.value.value) == (404, "session.not-found")


def test_messages_to_the_outside_show_no_session_id(desk: Desk) -> None:
    steps = desk.start(OFFER, offer_body(session_id="hush-hush"))
    assert "hush-hush" not in repr(next(steps))
    assert "hush-hush" not in repr(next(steps))


def test_a_request_may_have_its_response_without_a_command(desk: Desk) -> None:
    class Still(JsonApi):
        def decode(self, request: Request, fresh_id: str) -> Response:  # type: ignore[override]
            return Response(204)

    desk.dialect = Still()
    assert finish(desk.start(OFFER, offer_body())).status == 204
    assert desk.commands == []
