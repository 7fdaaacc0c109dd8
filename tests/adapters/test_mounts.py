"""Mounted in real frameworks: paths, and the Location that leads back to a session."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import httpx
import pytest
import uvicorn
from aiohttp import web
from aiohttp.test_utils import TestServer

from sdpsig.adapters.aiohttp import Aiohttp
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.wsgi import Wsgi
from sdpsig.endpoint import Endpoint
from sdpsig.http import JsonApi, Whip
from tests._front import CLOSE, OFFER, Media, offer_body
from tests.abuse._door import Streams
from tests.adapters._mounts import ASGI, WSGI, Mounted, starlette
from tests.http._streams import RFC_OFFER, SDP

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def asgi(media: Media | None = None) -> Asgi:
    return Asgi(Endpoint(), media or Streams(), JsonApi(), Whip())


@asynccontextmanager
async def client(app: Any, root_path: str = "") -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, root_path=root_path)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        yield http


async def check(http: "httpx.AsyncClient | Threaded", called: str, told: str) -> None:
    """What is ours works below ``called``, and a Location begins with ``told``."""
    offered = await http.post(called + OFFER, json=offer_body(session_id="s"))
    assert offered.status_code == 200, offered.text
    closed = await http.post(called + CLOSE, json={"session_id": "s"})
    assert closed.json()["status"] == "closed"
    headers = {"content-type": SDP}
    published = await http.post(f"{called}/whip/a", content=RFC_OFFER, headers=headers)
    place = published.headers["location"]
    assert place.startswith(f"{told}/whip/a/")
    mine = called + place.removeprefix(told)
    assert (await http.get(mine)).status_code == 204
    assert (await http.delete(mine)).status_code == 200
    missing = await http.get(f"{called}/nothing")
    assert missing.status_code == 404
    if called:
        assert missing.json()["reason"] == "http.not-found"
        assert (await http.get("/hello")).text == "hello"


@pytest.mark.parametrize("mounted", ASGI, ids=lambda mounted: mounted.framework)
async def test_in_a_framework_of_asgi_it_is_found_and_says_where_it_is(mounted: Mounted) -> None:
    async with client(mounted.mount(asgi()), mounted.root_path) as http:
        await check(http, mounted.called, mounted.told)


@pytest.mark.parametrize("mounted", WSGI, ids=lambda mounted: mounted.framework)
async def test_in_a_framework_of_wsgi_it_is_found_and_says_where_it_is(mounted: Mounted) -> None:
    with Wsgi(Endpoint(), Streams(), JsonApi(), Whip()) as app:
        await check(Threaded(mounted.mount(app)), mounted.called, mounted.told)


class Threaded:
    """A client of a WSGI application, each of whose calls is in a thread."""

    def __init__(self, app: Any) -> None:
        transport = httpx.WSGITransport(app)
        self.client = httpx.Client(transport=transport, base_url="http://test")

    def __getattr__(self, method: str) -> Callable[..., Any]:
        work = getattr(self.client, method)
        return lambda *called, **options: asyncio.to_thread(work, *called, **options)


async def hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


@pytest.mark.parametrize("prefixes", [(), ("/rtc",), ("/a", "/b")], ids=str)
async def test_in_aiohttp_it_is_found_and_says_where_it_is(prefixes: tuple[str, ...]) -> None:
    app = Aiohttp(Endpoint(), Streams(), JsonApi(), Whip()).app()
    for prefix in reversed(prefixes):
        outer = web.Application()
        outer.router.add_get("/hello", hello)
        outer.add_subapp(prefix, app)
        app = outer
    async with TestServer(app) as server:
        url = str(server.make_url("/"))
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            prefix = "".join(prefixes)
            await check(http, prefix, prefix)


@pytest.mark.parametrize("root_path", ["", "/api"])
async def test_under_uvicorn_its_root_path_is_that_of_a_proxy(root_path: str) -> None:
    app = asgi()
    config = uvicorn.Config(app, port=0, root_path=root_path, log_config=None, ws="none")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110  # it tells nobody
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http:
        await check(http, "", root_path)
    server.should_exit = True
    await serving


async def test_the_lifespan_of_the_outer_application_ends_its_sessions() -> None:
    media = Media()
    outer = starlette(asgi(media))
    async with outer.router.lifespan_context(outer), client(outer) as http:
        await http.post(f"/rtc{OFFER}", json=offer_body())
        assert media.ends() == []
    assert media.ends() == ["drained"]


async def test_what_is_entered_twice_is_ended_once_by_who_leaves_last() -> None:
    media, outer = Media(), asgi()
    outer.host.application = media
    async with outer, client(outer) as http:
        async with outer:
            await http.post(OFFER, json=offer_body())
        assert media.ends() == []
    assert media.ends() == ["drained"]


async def test_what_is_said_is_wsgi_to_the_letter() -> None:
    with Wsgi(Endpoint(), Streams(), JsonApi(), Whip()) as app:
        checked = validator(app)

        def outer(environ: Any, start_response: Any) -> Any:
            setup_testing_defaults(environ)  # httpx leaves some out
            return checked(environ, start_response)

        http = Threaded(outer)
        assert (await http.post(OFFER, json=offer_body())).status_code == 200
        assert (await http.post(OFFER, content=b"x" * 10_000_000)).status_code == 415
        assert (await http.get("/healthz")).json() == {"status": "ok"}
