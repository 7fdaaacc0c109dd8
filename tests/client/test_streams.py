"""Candidates by long polls, and events as a stream that is resumed."""

import pytest

from sdpsig.client import (
    BadResponseError,
    JsonCalls,
    Listen,
    NotFoundError,
    Received,
    RefusedError,
    ServerEvent,
    SignalingTimeoutError,
    Sleep,
    Told,
    TransportError,
    candidates,
    events,
)
from sdpsig.errors import FaultCode
from sdpsig.limits import Limits
from sdpsig.wire import IceCandidate
from tests.client._played import LOST, NOT_SENT, SITE, TIMEOUT, URL, Play, at, page, reply

CALLS = JsonCalls.at(SITE)
HEAD = reply(200, content_type="text/event-stream; charset=utf-8")
END = b""


def polled(*told: Told) -> Play:
    play = Play.of(*told)
    play.run(candidates(CALLS, "a b"))
    return play


def test_every_candidate_is_given_until_there_are_no_more() -> None:
    play = polled(
        page({"candidate": "1"}, {"candidate": "2"}, next=2),
        page({"candidate": "3"}, next=3, complete=True),
    )
    assert play.given() == [IceCandidate("1"), IceCandidate("2"), IceCandidate("3")]
    assert [step.url for step in play.steps if hasattr(step, "url")] == [
        f"{URL}/webrtc/candidates?session_id=a+b&after=0",
        f"{URL}/webrtc/candidates?session_id=a+b&after=2",
    ]


def test_a_server_without_news_is_not_asked_in_a_hurry() -> None:
    play = polled(page(), True, page(complete=True))
    assert play.steps[1] == Sleep(1.0)


def test_a_poll_that_takes_too_long_is_made_again_but_not_for_ever() -> None:
    polled(TIMEOUT, TIMEOUT, page(), True, TIMEOUT, TIMEOUT, page(complete=True))
    with pytest.raises(SignalingTimeoutError):
        polled(TIMEOUT, TIMEOUT, TIMEOUT)


def test_polls_end_with_the_session_and_fail_where_there_is_none() -> None:
    polled(page(), True, reply(404))
    with pytest.raises(NotFoundError):
        polled(reply(404))


@pytest.mark.parametrize(
    "said", [page({"candidate": "1"}, next=0), page(next=-1), reply(200, {}), reply(200, [])]
)
def test_a_server_that_does_not_get_further_is_left(said: Received) -> None:
    with pytest.raises(BadResponseError, match="GET /webrtc/candidates"):
        polled(said)


def heard(*told: Told, last_id: str = "", calls: JsonCalls = CALLS) -> Play:
    play = Play.of(*told)
    play.run(events(calls, "s", last_id))
    return play


def resumed(play: Play) -> list[str | None]:
    return [step.request.header("last-event-id") for step in play.steps if isinstance(step, Listen)]


def test_events_are_given_as_they_come_and_204_ends_them() -> None:
    play = heard(HEAD, b"id: 1\ndata: a\n\nda", b"ta: b\n\n", END, True, reply(204))
    assert play.given() == [ServerEvent("message", "a", "1"), ServerEvent("message", "b", "1")]
    assert resumed(play) == [None, "1"]
    request = play.steps[0].request
    assert request.url == f"{URL}/webrtc/events?session_id=s"
    assert request.header("accept") == "text/event-stream"


def test_a_stream_that_breaks_is_resumed_after_a_pause() -> None:
    play = heard(HEAD, LOST, True, HEAD, b"id: 4\ndata: a\n\n", TIMEOUT, True, reply(204))
    assert resumed(play) == [None, None, "4"]
    assert [step.seconds for step in play.steps if isinstance(step, Sleep)] == [1.0, 1.0]


def test_the_server_says_how_long_the_pause_is() -> None:
    play = heard(HEAD, b"retry: 5000\n\n", END, True, reply(204))
    assert play.steps[-2] == Sleep(5.0)
    play = heard(HEAD, b"retry: 999999999\n\n", END, True, reply(204))
    assert play.steps[-2] == Sleep(60.0)


def test_a_stream_may_start_after_an_event_of_another_one() -> None:
    assert resumed(heard(reply(204), last_id="17")) == ["17"]
    assert resumed(heard(reply(204), last_id="a\r\nb")) == [None]


def test_events_end_with_the_session_and_fail_where_there_is_none() -> None:
    heard(HEAD, END, True, reply(404))
    heard(HEAD, END, True, reply(410))
    with pytest.raises(NotFoundError):
        heard(reply(404))
    with pytest.raises(RefusedError):
        heard(reply(500))


def test_attempts_that_bring_nothing_come_to_an_end() -> None:
    with pytest.raises(TransportError):
        heard(NOT_SENT, True, NOT_SENT, True, NOT_SENT)
    with pytest.raises(TransportError):
        heard(HEAD, END, True, HEAD, END, True, HEAD, END)


def test_attempts_are_counted_anew_after_a_byte() -> None:
    told: list[Told] = []
    for _ in range(10):
        told += [HEAD, b":\n", END, True]
    heard(*told, reply(204))


def test_a_busy_server_is_asked_when_it_said() -> None:
    play = heard(reply(503, retry_after="9"), True, reply(204))
    assert play.steps[1] == Sleep(9.0)


def test_a_redirected_stream_is_followed() -> None:
    play = heard(reply(307, location="/elsewhere"), reply(204))
    assert play.steps[1].request.url == "https://example.org/elsewhere"


@pytest.mark.parametrize("kind", ["", "text/html", "text/event-streams", "application/json"])
def test_what_is_no_stream_of_events_is_refused(kind: str) -> None:
    with pytest.raises(BadResponseError, match="without a stream of events"):
        heard(reply(200, content_type=kind))


def test_an_endless_event_is_not_waited_for() -> None:
    calls = JsonCalls.at(at(limits=Limits(response_bytes=10)))
    with pytest.raises(BadResponseError) as caught:
        heard(HEAD, b"data: 12345", calls=calls)
    assert caught.value.fault.code is FaultCode.CLIENT_RESPONSE_TOO_LARGE
