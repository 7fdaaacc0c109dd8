"""``sdpsig.adapters.conform`` against our own dialect, and against servers that are wrong."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.conform import CLAUSES, Level, Peer, Result, Verdict, run
from sdpsig.endpoint import AnswerNeeded, Endpoint
from sdpsig.http import JsonApi, Whip
from sdpsig.jsep import Answer
from sdpsig.sdp import STRICT
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import Event
from sdpsig.wire import IceServer
from tests.http._streams import answer

pytestmark = pytest.mark.anyio

URL = "http://whip.test/whip/studio"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Media:
    """A media side that takes what there is a codec for."""

    def __init__(self) -> None:
        self.answers = 0

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.answers += 1
        return answer(needed, MediaDirection.RECVONLY, self.answers)

    async def event(self, session_id: str, event: Event) -> None: ...


@asynccontextmanager
async def client(app: Any, **headers: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, headers=headers) as http:
        yield http


async def results(app: Any, url: str = URL) -> list[Result]:
    async with client(app) as http:
        return [result async for result in run(Peer(http, url), CLAUSES)]


async def results_of(whip: Whip) -> list[Result]:
    app = Asgi(Endpoint(), Media(), JsonApi(), whip)
    async with app.host:
        found = await results(app)
        assert len(app.host.endpoint) == 0
    return found


def failures(found: list[Result]) -> list[tuple[str, str]]:
    return [
        (result.clause.text, result.detail) for result in found if result.verdict is Verdict.FAILED
    ]


def test_there_are_clauses_of_every_part_and_none_is_there_twice() -> None:
    assert len(CLAUSES) >= 120
    assert len({(clause.section, clause.text) for clause in CLAUSES}) == len(CLAUSES)
    assert {clause.level for clause in CLAUSES} == set(Level)
    sections = {clause.section for clause in CLAUSES}
    assert sections >= {f"RFC 9725 §4.{part}" for part in ("1", "2", "5", "6", "8", "9")}
    assert sections >= {f"RFC 9725 §4.3.{part}" for part in "123"}
    assert sections >= {f"RFC 9725 §4.4.{part}" for part in "1234"}
    assert sections >= {"RFC 8840 §4.4", "RFC 8840 §9.2"}


async def test_our_own_passes_all() -> None:
    server = IceServer(("turn:t.example.org",), "u", "p")
    found = await results_of(Whip(profile=STRICT, ice_servers=(server,)))
    assert failures(found) == []
    left_out = [one.clause.text for one in found if one.verdict is Verdict.INAPPLICABLE]
    assert left_out == [
        "an extension is named by a URN of WHIP's extensions",
        "where there is no place, Retry-After is well-formed",
        "without its token a client is refused",
        "one kind of PATCH that is not supported is 422",
        "a restart that is not to be had ends nothing",
    ]


@pytest.mark.parametrize(("trickle", "restart"), [(True, False), (False, True), (False, False)])
async def test_what_is_optional_need_not_be_there(trickle: bool, restart: bool) -> None:
    found = await results_of(Whip(profile=STRICT, trickle=trickle, restart=restart))
    assert failures(found) == []


async def test_interop_differs_from_the_letter_in_one_thing() -> None:
    assert failures(await results_of(Whip())) == [("without a tag a PATCH is 428", "got 204")]


# --- servers that are wrong

Send = Callable[[dict[str, Any]], Awaitable[None]]


def always(status: int, *headers: tuple[bytes, bytes], body: bytes = b"") -> Any:
    """A server that says the same to everybody."""

    async def app(scope: Any, receive: Any, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": status, "headers": [*headers]})
        await send({"type": "http.response.body", "body": body})

    return app


PLACE = (b"location", b"/whip/studio/1")
DUMB = {
    "200": always(200),
    "204": always(204),
    "301": always(301, PLACE),
    "404": always(404),
    "500": always(500),
    "201 in no place": always(201, (b"location", b"http://[:/")),
    "201 without anything": always(201, PLACE),
    "201 with nonsense": always(201, PLACE, (b"etag", b"W/x"), body=b"\0\xff"),
    "201 with a small answer": always(
        201, PLACE, body=b"v=0\r\no=- 1 1 IN IP4 0\r\ns=-\r\nt=0 0\r\n"
    ),
}


@pytest.mark.parametrize("name", DUMB)
async def test_a_server_that_is_wrong_fails_and_breaks_nothing(name: str) -> None:
    found = await results(DUMB[name])
    assert len(found) == len(CLAUSES)
    assert len(failures(found)) >= 40
    assert all(result.detail for result in found if result.verdict is not Verdict.PASSED)


SLY = (
    always(405),
    always(503, (b"retry-after", b"soon")),
    always(400, (b"content-type", b"application/problem+json"), body=b"[]"),
    always(200, (b"link", b'<stun:a>; rel="ice-server"')),
    always(201, PLACE, (b"link", b"<http://a>; rel=ice-server, <turn:a>; rel=ice-server")),
    always(201, PLACE, (b"link", b'<http://a>; rel="urn:ietf:params:whip:other"')),
    always(201, PLACE, body=b"a=simulcast:send h"),
    always(201, PLACE, (b"etag", b'"x"'), (b"content-type", b"application/sdp"), body=b"m="),
)
"""What each of them does wrong is seen by a clause or two."""


async def test_every_clause_is_failed_by_somebody() -> None:
    failed = {
        result.clause
        for app in (*DUMB.values(), *SLY)
        for result in await results(app)
        if result.verdict is Verdict.FAILED
    }
    assert {clause.text for clause in CLAUSES if clause not in failed} == {
        "without its token a client is refused"
    }


async def test_a_server_that_cannot_be_reached_is_an_error_and_no_verdict() -> None:
    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async with httpx.AsyncClient(transport=httpx.MockTransport(refuse)) as http:
        with pytest.raises(httpx.ConnectError):
            _ = [result async for result in run(Peer(http, URL), CLAUSES)]


async def test_without_its_token_a_client_has_to_be_refused() -> None:
    (clause,) = [one for one in CLAUSES if one.section == "RFC 9725 §4.7.1"]
    for status, headers, verdict in (
        (401, [(b"www-authenticate", b"Bearer")], Verdict.PASSED),
        (401, [], Verdict.FAILED),
        (403, [], Verdict.PASSED),
        (404, [], Verdict.FAILED),
        (201, [PLACE], Verdict.INAPPLICABLE),
    ):
        async with client(always(status, *headers), authorization="Bearer hush") as http:
            (result,) = [one async for one in run(Peer(http, URL), [clause])]
        assert result.verdict is verdict


async def test_only_the_token_is_left_out_of_what_a_server_needs() -> None:
    (clause,) = [one for one in CLAUSES if one.section == "RFC 9725 §4.7.1"]
    asked: list[httpx.Request] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(403)

    headers = {"authorization": "Bearer hush"}
    transport = httpx.MockTransport(refuse)
    async with httpx.AsyncClient(transport=transport, headers=headers) as http:
        (result,) = [one async for one in run(Peer(http, URL), [clause])]
    assert result.verdict is Verdict.PASSED
    (bare,) = [request.headers for request in asked if "authorization" not in request.headers]
    assert {"host", "content-type", "content-length"} <= set(bare)
