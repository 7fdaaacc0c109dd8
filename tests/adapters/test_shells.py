"""What all shells have in common, asked of each of them over real connections."""

import asyncio
import json
import logging
import sys
import threading
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from sdpsig.adapters._log import EventLog, public_id
from sdpsig.adapters.aiohttp import Aiohttp
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.request_id import RequestIds
from sdpsig.adapters.wsgi import Wsgi
from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig, Say
from sdpsig.http import (
    Access,
    BearerTokens,
    Cors,
    Denied,
    JsonApi,
    Principal,
    Rate,
    RateLimits,
    Request,
)
from sdpsig.jsep import Answer
from sdpsig.limits import Limits
from sdpsig.session import IceCandidate, SessionConfig
from tests._front import CANDIDATE, CLOSE, OFFER, Media, offer_body
from tests.adapters._shells import SERVERS, Served, serving, until
from tests.http._streams import FRAGMENT, RFC_OFFER, SDP, fragment

pytestmark = pytest.mark.anyio

QUICK = Limits(body_seconds=0.6, body_idle_seconds=0.4)
EVENTS, CANDIDATES = "/webrtc/events", "/webrtc/candidates"
LINE = "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host"
AT_ONCE = ("asgi", "aiohttp")
"""The shells that see at once when a client leaves."""
HEAD = "POST /rtc/webrtc/offer HTTP/1.1\nHost: x\nContent-Type: application/json\n"


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=SERVERS)
def name(request: pytest.FixtureRequest) -> str:
    """Which shell."""
    shell: str = request.param
    return shell


@pytest.fixture
async def served(name: str) -> AsyncIterator[Served]:
    async with serving(name) as served:
        yield served


@pytest.fixture
async def impatient(name: str) -> AsyncIterator[Served]:
    async with serving(name, limits=QUICK) as served:
        yield served


async def opened(served: Served, session_id: str = "s") -> httpx.Response:
    reply = await served.client.post(OFFER, json=offer_body(session_id=session_id))
    assert reply.status_code == 200, reply.text
    return reply


def reason(reply: httpx.Response) -> tuple[int, str]:
    return reply.status_code, reply.json()["reason"]


class Hanging(Media):
    """A media side that never answers."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = threading.Event()

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asking.set()
        await asyncio.Event().wait()
        raise AssertionError


# --- what is served


async def test_a_session_goes_from_its_offer_to_its_end(served: Served) -> None:
    reply = await opened(served)
    assert reply.headers["content-type"] == "application/json"
    assert int(reply.headers["content-length"]) == len(reply.content)
    candidate = {"candidate": LINE, "sdpMid": "0"}
    trickled = await served.client.post(CANDIDATE, json={"session_id": "s", "candidate": candidate})
    assert trickled.json() == {"session_id": "s", "status": "received"}
    closed = await served.client.post(CLOSE, json={"session_id": "s", "reason": "enough"})
    assert closed.json() == {"session_id": "s", "status": "closed"}
    assert (await served.client.get("/iceservers")).json() == []
    assert [found.address for found in served.media.received()] == ["192.168.1.2"]
    assert served.media.ends() == ["closed-by-peer"]


async def test_the_location_of_a_stream_leads_back_to_it(served: Served) -> None:
    published = await served.client.post(
        "/whip/a", content=RFC_OFFER, headers={"content-type": SDP}
    )
    assert published.status_code == 201
    place = published.headers["location"]
    assert place.startswith("/rtc/whip/a/")
    url = published.url.join(place)
    headers = {"content-type": FRAGMENT, "if-match": published.headers["etag"]}
    trickled = await served.client.patch(url, content=fragment(), headers=headers)
    assert (trickled.status_code, trickled.content) == (204, b"")
    assert trickled.headers.get("content-length", "0") == "0"  # wsgiref says so by itself
    assert (await served.client.get(f"{url}/")).status_code == 204
    assert (await served.client.delete(url)).status_code == 200
    assert (await served.client.get(url)).status_code == 404


async def test_what_is_wrong_is_told_as_everywhere(served: Served) -> None:
    client = served.client
    assert reason(await client.post("/nothing", json={})) == (404, "http.not-found")
    wrong = await client.put(OFFER, json={})
    assert reason(wrong) == (405, "http.method")
    assert wrong.headers["allow"] == "POST, OPTIONS"
    assert reason(await client.post(OFFER, content=b"{}")) == (415, "http.media-type")
    assert reason(await client.post(OFFER, json={})) == (400, "json.wrong-type")
    zipped = {"content-type": "application/json", "content-encoding": "gzip"}
    assert reason(await client.post(OFFER, content=b"{", headers=zipped)) == (
        415,
        "http.media-type",
    )


async def test_head_has_the_head_alone(served: Served) -> None:
    reply = await served.client.head("/whep/studio")
    assert (reply.status_code, reply.content) == (200, b"")
    assert reply.headers["content-type"] == SDP
    told = await served.client.get("/iceservers")
    head = await served.client.head("/iceservers")
    assert (head.content, head.headers["content-length"]) == (b"", told.headers["content-length"])


async def test_a_mistake_of_ours_leaks_nothing(name: str, caplog: pytest.LogCaptureFixture) -> None:
    def broken(request: Request, now: float) -> Principal:
        raise KeyError("hush-hush")

    async with serving(name, access=Access(authenticate=broken)) as served:
        reply = await served.client.get("/iceservers")
    assert reason(reply) == (500, "internal")
    assert "hush" not in reply.text
    assert [record.getMessage() for record in caplog.records if record.name == "sdpsig"] == [
        "an internal error"
    ]


# --- bodies


async def answered(served: Served, head: str) -> tuple[int, dict[str, Any], bool]:
    """Status and error of what a request gets, and whether its connection is over."""
    reader, writer = await served.connect(head)
    async with asyncio.timeout(10):
        raw = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in raw.lower().split(b"\r\n") if b"content-length" in line)
        body = await reader.readexactly(int(length.split(b":")[1]))
        over = await reader.read() == b""
    writer.close()
    return int(raw.split()[1]), json.loads(body), over


async def test_a_body_that_is_announced_too_large_is_refused_before_it_is_sent(
    served: Served,
) -> None:
    status, error, over = await answered(served, f"{HEAD}Content-Length: 10000000000\n\n")
    assert (status, error["reason"], over) == (413, "http.too-large", True)
    assert served.media.told == []


@pytest.mark.parametrize("name", AT_ONCE, indirect=True)
async def test_a_body_of_unknown_length_is_read_to_its_limit(served: Served) -> None:
    chunk = "FFFF\n" + " " * 0xFFFF + "\n"
    limit = Limits().json_bytes
    whole, rest = divmod(limit + 1, 0xFFFF)
    sent = f"{HEAD}Transfer-Encoding: chunked\n\n{chunk * whole}{rest:x}\n{' ' * rest}"
    status, error, over = await answered(served, sent)
    assert (status, error["reason"], over) == (413, "http.too-large", True)
    assert served.media.told == []


@pytest.mark.parametrize("name", AT_ONCE, indirect=True)
async def test_a_body_that_does_not_come_is_given_up(impatient: Served) -> None:
    status, error, over = await answered(impatient, HEAD + 'Content-Length: 100\n\n{"sdp":')
    assert (status, error["reason"], over) == (408, "http.timeout", True)
    assert impatient.media.told == []


async def test_a_body_in_drips_is_given_up(impatient: Served) -> None:
    reader, writer = await impatient.connect(f"{HEAD}Content-Length: 10000\n\n")

    async def drip() -> None:
        while True:
            writer.write(b" ")
            await asyncio.sleep(0.05)

    dripping = asyncio.create_task(drip())
    async with asyncio.timeout(10):
        assert b" 408 " in await reader.readline()
    dripping.cancel()
    writer.close()
    assert impatient.media.told == []


# --- clients that leave


async def test_a_client_that_leaves_within_its_body_has_said_nothing(served: Served) -> None:
    body = json.dumps(offer_body())
    _, writer = await served.connect(f"{HEAD}Content-Length: {len(body)}\n\n{body[:-1]}")
    writer.close()
    await writer.wait_closed()
    await opened(served)
    assert len(served.media.asked) == 1


@pytest.mark.parametrize("name", AT_ONCE)
async def test_a_client_that_leaves_while_its_answer_is_made_ends_its_session(name: str) -> None:
    media = Hanging()
    async with serving(name, media) as served:
        body = json.dumps(offer_body(session_id="s"))
        _, writer = await served.connect(f"{HEAD}Content-Length: {len(body)}\n\n{body}")
        await until(media.asking.is_set)
        assert len(served.shell.host.endpoint) == 1
        writer.close()
        await until(media.ends)
        assert media.ends() == ["client-left"]
        assert len(served.shell.host.endpoint) == 0


# --- news


async def say(served: Served, port: int) -> None:
    candidate = IceCandidate(LINE.replace("50000", str(port)), mid="0")
    await served.call(lambda: served.shell.host.carry_out(Say("s", candidate)))


async def test_who_waits_for_candidates_gets_them_when_they_come(served: Served) -> None:
    await opened(served)
    polling = asyncio.create_task(served.client.get(CANDIDATES, params={"session_id": "s"}))
    await until(lambda: served.shell.host._watches._of)
    await say(served, 50_001)
    reply = await polling
    assert [one["candidate"].split()[5] for one in reply.json()["candidates"]] == ["50001"]


async def test_events_come_as_they_happen_and_end_when_the_server_drains(served: Served) -> None:
    await opened(served)
    async with served.client.stream("GET", EVENTS, params={"session_id": "s"}) as events:
        assert events.headers["content-type"] == "text/event-stream"
        assert "content-length" not in events.headers
        lines = events.aiter_lines()
        assert await anext(lines) == "retry: 2000"
        for port in (50_001, 50_002):
            await say(served, port)
            async with asyncio.timeout(10):
                async for line in lines:
                    if f" {port} " in line:
                        break
        await served.call(served.shell.drain)
        assert [line async for line in lines][-1] == ""
    refused = await served.client.post(OFFER, json=offer_body())
    assert reason(refused) == (503, "endpoint.draining")
    assert (await served.client.post(CLOSE, json={"session_id": "s"})).status_code == 200


async def test_who_stops_listening_is_no_longer_told(served: Served) -> None:
    await opened(served)
    async with served.client.stream("GET", EVENTS, params={"session_id": "s"}) as events:
        assert await anext(events.aiter_lines()) == "retry: 2000"
    watches = served.shell.host._watches._of
    for port in range(50_000, 50_500):
        if not watches:
            break
        await say(served, port)
        await asyncio.sleep(0.02)
    assert watches == {}
    await opened(served, "other")


async def test_a_server_that_stops_waits_for_no_stream_and_ends_every_session(name: str) -> None:
    async with serving(name) as served:
        await opened(served)
        async with served.client.stream("GET", EVENTS, params={"session_id": "s"}) as events:
            lines = events.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            served.stop.set()
            async with asyncio.timeout(5):
                assert [line async for line in lines]
    assert served.media.ends() == ["drained"]


async def test_what_is_due_happens_before_whatever_is_asked(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdpsig.adapters._host.Host._arm", lambda _self: None)
    config = EndpointConfig(session=SessionConfig(connect_timeout=None, idle_timeout=0.2))
    async with serving(name, config=config) as served:
        published = await served.client.post(
            "/whip/a", content=RFC_OFFER, headers={"content-type": SDP}
        )
        url = published.url.join(published.headers["location"])
        await asyncio.sleep(0.3)
        assert served.media.ends() == []
        assert (await served.client.get("/healthz")).status_code == 200
        await until(served.media.ends)
        assert (await served.client.get(url)).status_code == 404


# --- who may ask

TOKENS = BearerTokens({"ann": "correct-horse-battery"})
ORIGIN = "https://app.example.org"


async def looked_up(request: Request, now: float) -> Principal | Denied | None:
    """A hook that has to wait."""
    await asyncio.sleep(0.01)
    return TOKENS(request, now)


@pytest.mark.parametrize("authenticate", [TOKENS, looked_up], ids=["at once", "later"])
async def test_who_may_ask_is_decided_by_the_same_rules(name: str, authenticate: Any) -> None:
    access = Access(
        authenticate=authenticate,
        cors=Cors([ORIGIN]),
        rates=RateLimits(misses_per_address=Rate(0.001, 2)),
    )
    async with serving(name, access=access) as served:
        client = served.client
        preflight = {"origin": ORIGIN, "access-control-request-method": "POST"}
        allowed = await client.options(OFFER, headers=preflight)
        assert allowed.headers["access-control-allow-origin"] == ORIGIN
        headers = {"authorization": "Bearer correct-horse-battery", "origin": ORIGIN}
        good = await client.post(OFFER, json=offer_body(session_id="s"), headers=headers)
        assert good.status_code == 200
        assert good.headers["access-control-allow-origin"] == ORIGIN
        assert served.shell.host.endpoint.state("s", "ann") is not None
        bad = await client.post(OFFER, json=offer_body(), headers={"authorization": "Bearer no"})
        assert reason(bad) == (401, "auth.required")
        assert bad.headers["www-authenticate"] == 'Bearer error="invalid_token"'
        assert reason(await client.post(OFFER, json=offer_body())) == (401, "auth.required")
        late = await client.post(OFFER, json=offer_body(), headers=headers)
        assert reason(late) == (429, "rate.limited")
        assert int(late.headers["retry-after"]) > 0


async def test_a_hook_that_takes_too_long_refuses(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def forever(request: Request, now: float) -> None:
        await asyncio.Event().wait()

    async with serving(name, access=Access(authenticate=forever)) as served:
        served.shell.host.event_timeout = 0.1
        reply = await served.client.post(OFFER, json=offer_body())
        assert reason(reply) == (500, "internal")
    assert served.media.told == []


@pytest.mark.parametrize("kind", [Asgi, Aiohttp, Wsgi])
def test_an_option_that_is_misspelt_does_not_open_the_door(kind: Any) -> None:
    with pytest.raises(TypeError, match="unknown options: authenticate, rate"):
        kind(Endpoint(), Media(), JsonApi(), rate=1, authenticate=TOKENS)


# --- which request it was


async def test_a_request_is_known_by_its_id_in_the_response_and_in_the_log(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(RequestIds())
    caplog.set_level(logging.DEBUG, "sdpsig")
    async with serving(name, observers=[EventLog()]) as served:
        headers = {"x-request-id": "from-the-proxy.1"}
        body = offer_body(session_id="s")
        reply = await served.client.post(OFFER, json=body, headers=headers)
        assert reply.headers["x-request-id"] == "from-the-proxy.1"
        closed = await served.client.post(CLOSE, json={"session_id": "s"})
        made = closed.headers["x-request-id"]
        assert len(made) == 16
        for forged in ("a b", "x" * 65, "a\tb"):
            other = await served.client.get("/healthz", headers={"x-request-id": forged})
            assert other.headers["x-request-id"] != forged
    lines = {
        record.getMessage(): vars(record)["request_id"]
        for record in caplog.records
        if record.name == "sdpsig.session"
    }
    session = public_id("s")
    assert lines[f"{session} offer with application"] == "from-the-proxy.1"
    assert lines[f"{session} closed: closed-by-peer"] == made


async def test_what_the_clock_brings_belongs_to_no_request(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.handler.addFilter(RequestIds())
    caplog.set_level(logging.INFO, "sdpsig")
    config = EndpointConfig(session=SessionConfig(connect_timeout=None, idle_timeout=0.1))
    async with serving(name, observers=[EventLog()], config=config) as served:
        await opened(served)
        await until(served.media.ends)
    (ended,) = (record for record in caplog.records if " closed: " in record.getMessage())
    assert vars(ended)["request_id"] == "-"


def test_without_aiohttp_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "aiohttp", None)
    monkeypatch.delitem(sys.modules, "sdpsig.adapters.aiohttp")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'sdpsig\[aiohttp\]'") as caught:
        __import__("sdpsig.adapters.aiohttp")
    assert caught.value.name == "aiohttp"
