"""Every shell below a prefix of a real server on the loopback interface, in this process."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.util import shift_path_info

import httpx
import uvicorn
from aiohttp import web
from attrs import frozen
from starlette.applications import Starlette
from starlette.routing import Mount

from sdpsig.adapters._shell import Shell
from sdpsig.adapters.aiohttp import Aiohttp
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.wsgi import Wsgi
from sdpsig.endpoint import Endpoint, EndpointConfig
from sdpsig.http import JsonApi, Whep, Whip
from tests._front import Media
from tests.abuse._door import Streams

__all__ = ["SERVERS", "Served", "serving", "until"]

PREFIX = "/rtc"
SECONDS = 20.0
"""Longer than anything here takes."""


@frozen
class Served:
    """A shell that is served, and clients of it."""

    shell: Shell
    media: Media
    client: httpx.AsyncClient
    port: int
    stop: asyncio.Event
    """Set: the server is to stop."""

    async def connect(self, head: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection on which a request has begun."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(head.replace("\n", "\r\n").encode())
        await writer.drain()
        return reader, writer

    async def call(self, work: Callable[[], object]) -> None:
        """Do something where the sessions live."""
        if isinstance(self.shell, Wsgi):
            await asyncio.wrap_future(self.shell._loop.submit(_done(work)))
        else:
            work()


async def _done(work: Callable[[], object]) -> None:
    work()


async def until(true: Callable[[], object]) -> None:
    """Wait for something that happens elsewhere."""
    async with asyncio.timeout(SECONDS):
        while not true():  # noqa: ASYNC110  # in another thread, it may be
            await asyncio.sleep(0.01)


@asynccontextmanager
async def _asgi(app: Asgi, stop: asyncio.Event) -> AsyncIterator[int]:
    @asynccontextmanager
    async def lifespan(_outer: Starlette) -> AsyncIterator[None]:
        async with app:
            yield

    outer = Starlette(routes=[Mount(PREFIX, app)], lifespan=lifespan)
    config = uvicorn.Config(outer, log_config=None, ws="none", timeout_graceful_shutdown=10)
    server = uvicorn.Server(config)

    async def watch() -> None:
        await stop.wait()
        app.drain()
        server.should_exit = True

    with socket.create_server(("127.0.0.1", 0)) as listener:
        watching = asyncio.create_task(watch())
        serving = asyncio.create_task(server._serve([listener]))
        try:
            yield listener.getsockname()[1]
        finally:
            stop.set()
            await watching
            await serving


@asynccontextmanager
async def _aiohttp(app: Aiohttp, stop: asyncio.Event) -> AsyncIterator[int]:
    outer = web.Application()
    outer.add_subapp(PREFIX, app.app())
    runner = web.AppRunner(outer, access_log=None, shutdown_timeout=10, lingering_time=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()

    async def watch() -> None:
        await stop.wait()
        await runner.cleanup()

    watching = asyncio.create_task(watch())
    try:
        yield runner.addresses[0][1]
    finally:
        stop.set()
        await watching


class _ThreadingServer(ThreadingMixIn, WSGIServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left: the server would print it."""


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name
        """Nothing is printed."""


def below(app: Wsgi) -> Callable[..., Any]:
    """What any WSGI dispatcher does."""

    def outer(environ: dict[str, Any], start_response: Any) -> Any:
        assert shift_path_info(environ) == PREFIX[1:]
        return app(environ, start_response)

    return outer


@asynccontextmanager
async def _wsgi(app: Wsgi, stop: asyncio.Event) -> AsyncIterator[int]:
    server = make_server("127.0.0.1", 0, below(app), _ThreadingServer, _Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()

    async def watch() -> None:
        await stop.wait()
        app.drain()
        await asyncio.to_thread(server.shutdown)
        await asyncio.to_thread(app.close)

    watching = asyncio.create_task(watch())
    try:
        yield server.server_port
    finally:
        stop.set()
        await watching
        thread.join()
        server.server_close()


SERVERS: dict[str, tuple[type[Shell], Callable[..., Any]]] = {
    "asgi": (Asgi, _asgi),
    "aiohttp": (Aiohttp, _aiohttp),
    "wsgi": (Wsgi, _wsgi),
}


@asynccontextmanager
async def serving(
    name: str,
    media: Media | None = None,
    *,
    config: EndpointConfig | None = None,
    **options: Any,
) -> AsyncIterator[Served]:
    """The shell of this name with all dialects, and what stops it when the test is over."""
    kind, run = SERVERS[name]
    media = media or Streams()
    shell = kind(Endpoint(config), media, JsonApi(poll_seconds=5), Whip(), Whep(), **options)
    stop = asyncio.Event()
    async with run(shell, stop) as port:
        url = f"http://127.0.0.1:{port}{PREFIX}"
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=SECONDS) as client:
            yield Served(shell, media, client, port, stop)
    assert len(shell.host.endpoint) == 0
