"""One line for each request that is refused: which, why, and nothing of what was in it."""

import logging
import re

import pytest

from sdpsig.adapters._log import public_id, public_path
from sdpsig.adapters.request_id import RequestIds
from sdpsig.endpoint import AnswerNeeded
from sdpsig.http import BearerTokens, Request, Whep, Whip
from sdpsig.jsep import Answer
from tests._front import CANDIDATE, GOOD, OFFER, Front, Media
from tests.http._streams import RFC_OFFER, SDP

pytestmark = pytest.mark.anyio

SESSION = "kJ9-0Yt_f8sQ3xZb7LrN1aWcV5uEoGhM"
VEILED = public_id(SESSION)
ID = {"x-request-id": "r1"}
JSON = {"content-type": "application/json", **ID}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Log:
    """What is logged of requests, as the reference server has it."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        caplog.handler.addFilter(RequestIds())
        caplog.set_level(logging.INFO, "sdpsig")
        self.caplog = caplog

    def lines(self) -> list[str]:
        return [
            f"{one.levelname} {vars(one)['request_id']} {one.getMessage()}"
            for one in self.caplog.records
            if one.name == "sdpsig.http"
        ]


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Log:
    return Log(caplog)


async def test_a_refused_offer_is_told_with_its_reason_line_and_rule(log: Log) -> None:
    body = {"sdp": {"type": "offer", "sdp": GOOD.replace("s=-\r\n", "s=-\r\nhush\r\n")}}
    await Front().request(OFFER, body, headers=JSON)
    (line,) = log.lines()
    assert line == "INFO r1 POST /webrtc/offer: 400 sdp.line-syntax, line 4 (RFC 8866 §5)"


@pytest.mark.parametrize(
    ("method", "path", "told"),
    [
        ("GET", "/nope", "GET /nope: 404 http.not-found"),
        ("GET", "/webrtc/offer", "GET /webrtc/offer: 405 http.method"),
        ("POST", CANDIDATE, "POST /webrtc/ice-candidate: 400 json.syntax (RFC 8259 §2)"),
        ("GET", f"/whip/studio/{SESSION}", f"GET /whip/studio/{VEILED}: 404 session.not-found"),
        ("PUT", "/whep/studio", "PUT /whep/studio: 405 http.method"),
        ("POST", "/whip/studio", "POST /whip/studio: 415 http.media-type (RFC 9725 §4.2)"),
        ("GET", f"/{SESSION}", f"GET /{VEILED}: 404 http.not-found"),
        ("GET", "/a\nINFO b", "GET /a%0AINFO%20b: 404 http.not-found"),
        ("G\nT", "/nope", "G\\nT /nope: 404 http.not-found"),
    ],
)
async def test_every_dialect_tells_what_it_refuses(
    method: str, path: str, told: str, log: Log
) -> None:
    front = Front(beside=(Whip(), Whep()))
    await front.request(path, b"{", method=method, headers=JSON)
    assert log.lines() == [f"INFO r1 {told}"]


async def test_what_is_served_is_not_told(log: Log) -> None:
    front = Front(beside=(Whip(),))
    await front.close(await front.open())
    headers = {"content-type": SDP}
    reply = await front.request("/whip/studio", RFC_OFFER.encode(), headers=headers)
    assert reply.status == 201
    assert log.lines() == []


async def test_what_is_our_fault_is_a_warning(log: Log) -> None:
    class Failing(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            raise OSError("hush")

    await Front(Failing()).request(OFFER, {"sdp": {"type": "offer", "sdp": GOOD}}, headers=JSON)
    assert log.lines() == ["WARNING r1 POST /webrtc/offer: 500 app.failed"]


async def test_who_is_not_let_in_is_told_without_the_credential(log: Log) -> None:
    front = Front(authenticate=BearerTokens({"me": "a-very-secret-token"}))
    headers = {**JSON, "authorization": "Bearer another-secret-token"}
    await front.request(OFFER, {}, headers=headers)
    assert log.lines() == ["INFO r1 POST /webrtc/offer: 401 auth.required"]


async def test_who_comes_when_the_server_stops_is_told_too(log: Log) -> None:
    front = Front()
    response = front.app.stopping(Request("POST", OFFER, (("x-request-id", "r1"),)))
    assert (response.status, dict(response.headers)["x-request-id"]) == (503, "r1")
    assert log.lines() == ["WARNING r1 POST /webrtc/offer: 503 endpoint.draining"]


# --- paths


@pytest.mark.parametrize(
    ("path", "prefix", "shown"),
    [
        ("/", "", "/"),
        ("/webrtc/offer", "", "/webrtc/offer"),
        (f"/webrtc/offer/{SESSION}", "", f"/webrtc/offer/{VEILED}"),
        (f"/whip/studio/{SESSION}", "", f"/whip/studio/{VEILED}"),
        (f"/webrtc/{SESSION}", "", f"/webrtc/{VEILED}"),
        ("/whip", "/whip", "/whip"),
        (f"/whip/studio/{SESSION}", "/whip", f"/whip/studio/{VEILED}"),
        (f"/a/whip/studio/{SESSION}", "/a/whip", f"/a/whip/studio/{VEILED}"),
        ("/whip/the-camera-at-the-entrance-hall", "/whip", "/whip/the-camera-at-the-entrance-hall"),
        ("/\ud800 \x1b[2J", "", "/%3F%20%1B%5B2J"),
    ],
)
def test_a_path_is_shown_without_what_may_name_a_session(
    path: str, prefix: str, shown: str
) -> None:
    assert public_path(path, prefix) == shown


def test_a_long_path_is_a_short_line() -> None:
    for prefix in ("", "/whip"):
        assert len(public_path("/whip" + f"/{SESSION * 9}" * 999, prefix)) < 300
        assert SESSION not in public_path("/whip" + f"/{SESSION * 9}" * 999, prefix)


# --- further offers


async def test_a_further_offer_that_is_answered_is_told(log: Log) -> None:
    front = Front()
    await front.open(session_id="mine")
    assert log.lines() == [], "what tells of its transports tells of the answer"
    again = re.sub(r"(?m)^(o=\S+ \S+) \d+", r"\1 9", GOOD)
    assert (await front.offer(again, session_id="mine")).status == 200
    (line,) = log.lines()
    assert line.endswith(f" {public_id('mine')} answered with application")


async def test_a_further_offer_that_fails_is_not_told_as_answered(log: Log) -> None:
    class Failing(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            if needed.reoffer:
                raise OSError
            return await super().answer(needed)

    front = Front(Failing())
    await front.open(session_id="mine")
    again = re.sub(r"(?m)^(o=\S+ \S+) \d+", r"\1 9", GOOD)
    assert (await front.offer(again, session_id="mine")).status == 500
    (line,) = log.lines()
    assert line.endswith(" POST /webrtc/offer: 500 app.failed")
