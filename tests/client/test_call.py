"""One call: redirects, repetitions, and where both end."""

import pytest

from sdpsig.client import (
    ANY_ORIGIN,
    BadResponseError,
    NotFoundError,
    Received,
    Send,
    Site,
    Sleep,
    Told,
    TransportError,
    UnavailableError,
)
from sdpsig.client._call import call
from sdpsig.errors import FaultCode
from sdpsig.limits import Limits
from tests.client._played import LOST, NOT_SENT, SITE, TIMEOUT, URL, Play, at, reply

SENT = Send("POST", URL, (("content-type", "application/json"),), b"{}")


def made(
    *told: Told,
    site: Site = SITE,
    repeatable: bool = False,
    accepted: frozenset[int] = frozenset(),
) -> tuple[Received, Play]:
    play = Play.of(*told)
    operation = call(SENT, site, "POST /rtc", repeatable=repeatable, accepted=accepted)
    return play.run(operation), play


def test_a_response_comes_back_with_its_url() -> None:
    response, play = made(reply(200, {"a": 1}))
    assert (response.status, response.url) == (200, URL)
    assert [step.method for step in play.steps] == ["POST"]


def test_no_more_is_read_than_the_limits_allow() -> None:
    _, play = made(reply(200), site=at(limits=Limits(response_bytes=7)))
    assert play.steps[0].max_bytes == 7


def test_what_was_not_sent_is_sent_again_after_a_pause() -> None:
    response, play = made(NOT_SENT, True, NOT_SENT, True, reply(200))
    assert response.status == 200
    assert play.steps[1::2] == [Sleep(0.25), Sleep(0.5)]


def test_what_may_have_arrived_is_sent_again_only_where_it_may_be() -> None:
    with pytest.raises(TransportError, match="POST /rtc: the connection broke"):
        made(LOST)
    response, _ = made(LOST, True, reply(200), repeatable=True)
    assert response.status == 200


def test_attempts_come_to_an_end() -> None:
    with pytest.raises(TransportError, match="no connection"):
        made(NOT_SENT, True, NOT_SENT, True, NOT_SENT)


def test_a_busy_server_is_asked_when_it_said() -> None:
    response, play = made(reply(503, retry_after="7"), True, reply(200))
    assert play.steps[1] == Sleep(7.0)
    assert response.status == 200


def test_where_there_is_no_time_for_a_pause_the_last_word_counts() -> None:
    with pytest.raises(UnavailableError) as caught:
        made(reply(503, retry_after="20"), False)
    assert caught.value.retry_after == 20
    with pytest.raises(TransportError):
        made(NOT_SENT, False)


def test_time_that_is_up_is_up() -> None:
    with pytest.raises(TimeoutError):
        made(TIMEOUT, repeatable=True)


def test_a_refusal_is_raised_unless_it_is_wanted() -> None:
    with pytest.raises(NotFoundError):
        made(reply(404))
    response, _ = made(reply(406), accepted=frozenset({406}))
    assert response.status == 406


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_keeps_method_and_body(status: int) -> None:
    response, play = made(reply(status, location="/other"), reply(200))
    again = play.steps[1]
    assert (again.method, again.url, again.body) == ("POST", "https://example.org/other", b"{}")
    assert response.url == "https://example.org/other"


@pytest.mark.parametrize("status", [100, 101, 199, 300, 301, 302, 303, 304, 305, 399])
def test_every_other_redirect_is_refused(status: int) -> None:
    with pytest.raises(BadResponseError) as caught:
        made(reply(status, location="/other"))
    assert caught.value.fault.code is FaultCode.CLIENT_REDIRECT


def test_five_redirects_are_followed_and_a_sixth_is_not() -> None:
    hops = [reply(307, location=f"/{number}") for number in range(6)]
    response, _ = made(*hops[:5], reply(200))
    assert response.status == 200
    with pytest.raises(BadResponseError, match="more than 5") as caught:
        made(*hops)
    assert caught.value.fault.code is FaultCode.CLIENT_REDIRECT


@pytest.mark.parametrize("where", ["https://evil.org/", "http://example.org/", "file:///x", ""])
def test_a_redirect_leads_nowhere_that_was_not_agreed_on(where: str) -> None:
    with pytest.raises(BadResponseError) as caught:
        made(reply(307, location=where))
    assert caught.value.fault.code is FaultCode.CLIENT_REDIRECT
    with pytest.raises(BadResponseError, match="does not say where"):
        made(reply(307))


def test_across_origins_credentials_stay_at_home() -> None:
    site = at(headers=(("authorization", "Bearer t"),), origins=frozenset({ANY_ORIGIN}))
    hops = [reply(307, location="https://cdn.example.net/x"), reply(307, location=URL), reply(200)]
    _, play = made(*hops, site=site)
    sent = [step.header("authorization") for step in play.steps]
    assert sent == ["Bearer t", None, "Bearer t"]
    assert [step.trusted for step in play.steps] == [True, False, True]


def test_a_repetition_starts_where_the_first_request_did() -> None:
    _, play = made(reply(307, location="/other"), NOT_SENT, True, reply(200))
    assert [step.url for step in play.steps if isinstance(step, Send)] == [
        URL,
        "https://example.org/other",
        URL,
    ]


@pytest.mark.parametrize("coding", ["gzip", "br", "identity, gzip"])
def test_a_coding_that_was_not_asked_for_is_not_undone(coding: str) -> None:
    with pytest.raises(BadResponseError, match="content coding"):
        made(reply(200, content_encoding=coding))
    response, _ = made(reply(200, content_encoding="Identity"))
    assert response.status == 200
