"""A response that says no becomes an error with the server's words."""

from typing import Any

import pytest

from sdpsig.client import (
    BadResponseError,
    Failed,
    Failure,
    NotFoundError,
    RefusedError,
    SignalingError,
    SignalingTimeoutError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
)
from sdpsig.client._refusal import bad_response, no_response, refusal
from sdpsig.errors import FaultCode, RemoteProtocolError, SdpsigError
from sdpsig.limits import Limits
from tests.client._played import reply

WHAT = "POST /webrtc/offer"


def refused(status: int, body: object = None, **headers: str) -> RefusedError:
    return refusal(reply(status, body, **headers), WHAT, Limits(), "mine")


def test_the_errors_of_our_api_come_back_as_they_were() -> None:
    issue = {"pointer": "/sdp", "code": "missing", "detail": "is required"}
    body = {
        "error": "a transport without ice-ufrag",
        "code": 422,
        "reason": "ice.missing-credentials",
        "session_id": "theirs",
        "line": 7,
        "rule": "V-20",
        "issues": [issue],
    }
    error = refused(422, body)
    assert type(error) is RefusedError
    assert (error.status, error.reason, error.session_id) == (422, body["reason"], "theirs")
    assert error.fault.code is FaultCode.ICE_MISSING_CREDENTIALS
    assert (error.fault.line, error.fault.rule) == (7, "V-20")
    assert [(each.pointer, each.code) for each in error.issues] == [("/sdp", "missing")]
    assert str(error) == "line 7: a transport without ice-ufrag [ice.missing-credentials] (V-20)"


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, RefusedError),
        (401, UnauthorizedError),
        (403, UnauthorizedError),
        (404, NotFoundError),
        (409, RefusedError),
        (410, NotFoundError),
        (429, UnavailableError),
        (500, RefusedError),
        (503, UnavailableError),
        (599, RefusedError),
    ],
)
def test_the_kind_of_an_error_follows_from_its_status(
    status: int, kind: type[RefusedError]
) -> None:
    error = refused(status)
    assert type(error) is kind
    assert isinstance(error, SignalingError)
    assert isinstance(error, SdpsigError)
    assert (error.status, error.session_id, error.reason) == (status, "mine", "client.refused")
    assert str(error) == f"{WHAT} was refused with status {status} [client.refused]"


def test_when_to_come_back_is_told() -> None:
    assert refused(503, retry_after="9").retry_after == 9
    assert refused(503).retry_after is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"title": "Conflict"}, "Conflict"),
        ({"title": "Conflict", "detail": "the room is full"}, "the room is full"),
        ({"message": "no"}, "no"),
        ({"error": "no", "detail": "other"}, "no"),
    ],
)
def test_others_put_their_words_elsewhere(body: object, words: str) -> None:
    assert refused(409, body).fault.detail == words


def test_a_reason_that_we_do_not_know_is_kept_beside_the_code() -> None:
    error = refused(409, {"error": "no", "reason": "room.full"})
    assert (error.reason, error.fault.code) == ("room.full", FaultCode.CLIENT_REFUSED)


@pytest.mark.parametrize(
    "body",
    [
        b"<html>502 Bad Gateway</html>",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"error": NaN}',
        [],
        "text",
        {"error": 7, "reason": {}, "line": "x", "rule": [], "session_id": 3, "issues": "x"},
        {"line": 0, "issues": [1, {"pointer": 2}]},
        {"line": True},
    ],
    ids=str,
)
def test_a_body_that_makes_no_sense_is_passed_over(body: Any) -> None:
    error = refused(502, body)
    assert error.fault.detail == f"{WHAT} was refused with status 502"
    assert (error.fault.line, error.session_id) == (None, "mine")


def test_the_rule_that_a_server_names_comes_back_as_it_is() -> None:
    error = refused(422, {"error": "a port is missing: völlig", "rule": "RFC 8839 §5.1"})
    assert str(error) == "a port is missing: v?llig [client.refused] (RFC 8839 §5.1)"


def test_what_a_server_says_stays_on_one_line_and_is_bounded() -> None:
    evil = "x\r\n2026-01-01 ERROR forged \x1b[31m\u2028\u202e\u2066\x85" + "y" * 1000
    body = {"error": evil, "reason": evil, "rule": evil, "issues": [{"detail": evil}] * 100}
    error = refused(400, body)
    for text in (str(error), error.reason, error.fault.rule, error.issues[0].detail):
        assert text.isprintable()
        assert text.isascii()
        assert len(text) <= 1000
    assert len(error.issues) == Limits().json_issues


@pytest.mark.parametrize(
    ("failure", "kind", "code"),
    [
        (Failure.NOT_SENT, TransportError, "client.network"),
        (Failure.LOST, TransportError, "client.network"),
        (Failure.TIMEOUT, SignalingTimeoutError, "client.timeout"),
        (Failure.TOO_LARGE, BadResponseError, "client.response-too-large"),
    ],
)
def test_without_a_response_the_error_says_why(
    failure: Failure, kind: type[SignalingError], code: str
) -> None:
    error = no_response(Failed(failure), WHAT, "s")
    assert type(error) is kind
    assert (error.fault.code, error.reason) == (code, code)
    assert (error.status, error.session_id, error.issues) == (None, "s", ())
    assert str(error) == f"{WHAT}: {failure.value} [{code}]"


@pytest.mark.parametrize(
    ("url", "why", "told"),
    [
        ("http://127.0.0.1:9/rtc?x", "refused", "127.0.0.1:9: refused"),
        ("https://Example.org/s/hush", "", "example.org:443"),
        ("http://[2001:db8::1]", "", "[2001:db8::1]:80"),
    ],
)
def test_without_a_response_the_error_says_who_was_asked(url: str, why: str, told: str) -> None:
    error = no_response(Failed(Failure.NOT_SENT, why, url=url), WHAT)
    assert error.fault.detail == f"{WHAT}: no connection ({told})"


def test_a_timeout_is_one_for_those_who_know_only_pythons() -> None:
    assert isinstance(no_response(Failed(Failure.TIMEOUT), WHAT), TimeoutError)


def test_whoever_does_not_speak_the_protocol_is_a_peer_at_fault() -> None:
    error = bad_response(reply(200), WHAT, "without a body", "RFC 9725")
    assert isinstance(error, RemoteProtocolError)
    assert error.status == 200
    assert str(error) == f"{WHAT} was answered 200 without a body [client.bad-response] (RFC 9725)"
