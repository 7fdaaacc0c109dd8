"""Bodies that lie and bodies that drip, through uvicorn and real sockets (H1, H2)."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Literal

import httpx
import pytest

from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.client import AsyncSignalingClient, IceCandidate
from sdpsig.limits import Limits
from tests._front import GOOD, OFFER, offer_body
from tests.abuse._door import ANN, HOST, RESTART, Door
from tests.abuse._uvicorn import Site, listening, until
from tests.adapters._leaks import assert_nothing_runs

pytestmark = pytest.mark.anyio

SECONDS = 60.0
HEAD = (
    f"POST {OFFER} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {ANN}\r\n"
    "Content-Type: application/json\r\n"
)
CANDIDATE = IceCandidate(HOST["candidate"], mid="0")
BODY = json.dumps(offer_body(GOOD)).encode()
BOTH = pytest.mark.parametrize("http", ["h11", "httptools"])


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def hurried() -> Door:
    """A door that waits for no body longer than a second."""
    return Door(limits=Limits(body_seconds=1.0, body_idle_seconds=0.5))


async def said(site: Site, data: bytes) -> bytes:
    """All that a server says to these bytes until it ends the connection."""
    response = b""
    async with asyncio.timeout(SECONDS):
        reader, writer = await site.connect()
        writer.write(data)
        with suppress(ConnectionError):  # it does not wait for what it will not read
            while part := await reader.read(65_536):
                response += part
        writer.close()
    return response


def status(response: bytes) -> int:
    return int(response.split(b" ", 2)[1])


# --- H1


@BOTH
async def test_h1_ten_gigabytes_are_refused_and_the_connection_ends(
    http: Literal["h11", "httptools"],
) -> None:
    door = hurried()
    async with door.host, listening(door.app, http) as site:
        response = await said(site, f"{HEAD}Content-Length: 10000000000\r\n\r\n".encode())
        assert status(response) == 413
        assert b"connection: close" in response.lower()
    assert door.left() == []
    assert_nothing_runs()


@BOTH
async def test_h1_chunks_without_end_are_read_to_the_limit_and_the_connection_ends(
    http: Literal["h11", "httptools"],
) -> None:
    door = hurried()
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    async with door.host, listening(door.app, http) as site:
        reader, writer = await site.connect()
        writer.write(f"{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode())
        sent = 0
        async with asyncio.timeout(SECONDS):
            with suppress(ConnectionError):
                while not reader.at_eof() and sent < 100:
                    writer.write(chunk)
                    sent += 1
                    await writer.drain()
                    await asyncio.sleep(0)
                await reader.read()
        assert 6 < sent < 100
        writer.close()
        await until(lambda: not site.connections)
    assert door.left() == []
    assert_nothing_runs()


LIES = {
    "more than comes": (f"{HEAD}Content-Length: {len(BODY) + 9}\r\n\r\n".encode() + BODY, {408}),
    "less than comes": (f"{HEAD}Content-Length: 9\r\n\r\n".encode() + BODY, {400}),
    "two lengths": (
        f"{HEAD}Content-Length: 5\r\nContent-Length: {len(BODY)}\r\n\r\n".encode() + BODY,
        {400},
    ),
    "a length and chunks": (
        f"{HEAD}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + BODY,
        {400, 408},
    ),
    "chunks that are none": (f"{HEAD}Transfer-Encoding: chunked\r\n\r\nxyz\r\n".encode(), {400}),
    "a negative length": (f"{HEAD}Content-Length: -1\r\n\r\n".encode() + BODY, {400}),
}
"""Lengths that are not those of the body, and what they may get."""


@BOTH
@pytest.mark.parametrize("lie", LIES)
async def test_h1_a_length_that_lies_makes_no_session_and_ends_its_connection(
    lie: str, http: Literal["h11", "httptools"]
) -> None:
    data, statuses = LIES[lie]
    door = hurried()
    async with door.host, listening(door.app, http) as site:
        response = await said(site, data)
        assert not response or status(response) in statuses
        await until(lambda: not site.connections)
        assert len(door.endpoint) == 0
    assert door.left() == []
    assert_nothing_runs()


# --- H2

COUNT = 1_000
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]
HONEST = 10


class Clock:
    """The clock of a loop with real sockets: it can be stopped, and moved by hand."""

    def __init__(self) -> None:
        self.ahead = 0.0
        self.stopped_at: float | None = None

    def __call__(self) -> float:
        return (time.monotonic() if self.stopped_at is None else self.stopped_at) + self.ahead

    @contextmanager
    def stopped(self) -> Iterator[None]:
        self.stopped_at = time.monotonic()
        try:
            yield
        finally:
            self.ahead += self.stopped_at - time.monotonic()
            self.stopped_at = None


class Counted:
    """An application that counts the parts of bodies that it gets."""

    def __init__(self, app: Asgi) -> None:
        self.app = app
        self.calls = self.parts = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def counted() -> Any:
            message = await receive()
            self.parts += 1
            return message

        self.calls += 1
        await self.app(scope, counted, send)


async def honest(site: Site) -> None:
    """A session from its beginning to its end."""
    http_client = httpx.AsyncClient(verify=False, trust_env=False)  # there is no TLS
    async with (
        http_client,
        AsyncSignalingClient(site.url, token=ANN, http_client=http_client) as client,
    ):
        session_id, _ = await client.setup_session(GOOD, [CANDIDATE, None])
        await client.exchange_sdp_with_session(RESTART, session_id)
        await client.close_session(session_id)


@pytest.mark.slow
async def test_h2_a_thousand_slow_bodies_do_not_starve_ten_honest_clients(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At one byte a second; at the deadline their places are free."""
    clock = Clock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock)
    door = Door()
    counted = Counted(door.app)
    async with door.host, listening(counted) as site:
        with clock.stopped():
            slow = [await site.connect() for _ in range(COUNT)]
            for _, writer in slow:
                writer.write(f"{HEAD}Content-Length: {len(BODY)}\r\n\r\n".encode())
            await until(lambda: counted.calls == COUNT)
            for second in range(10):
                if second % 5 == 0:
                    await asyncio.gather(*(honest(site) for _ in range(HONEST)))
                await dripped(slow, counted, second)
                assert site.connections >= COUNT
                clock.ahead += 1.0
        responses = await asyncio.gather(*(reader.read() for reader, _ in slow))
        assert {status(response) for response in responses} == {408}
        for _, writer in slow:
            writer.close()
        await until(lambda: not site.connections)
        assert len(door.endpoint) == 0
    assert door.left() == []
    assert_nothing_runs()


async def dripped(slow: Sequence[Connection], counted: Counted, second: int) -> None:
    """Each sends one byte more, and the application has got it."""
    wanted = counted.parts + COUNT
    for _, writer in slow:
        writer.write(BODY[second : second + 1])
    await until(lambda: counted.parts >= wanted)
