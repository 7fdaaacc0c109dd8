"""Signaling in a server of aiohttp: the whole of it, or a sub-application of another."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from time import time
from urllib.parse import unquote

from ..endpoint import Hear
from ..http import Request, Response
from ._shell import LAST_WORDS, ClientLeft, Parts, Shell

try:
    from aiohttp import web
    from multidict import CIMultiDict
except ModuleNotFoundError as error:
    message = "this shell needs aiohttp, which is not installed: pip install 'sdpsig[aiohttp]'"
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["Aiohttp"]

BELOW = "/{path:.*}"
CANONICAL = "/{path}"
"""The same as it ends the canonical form of a route."""
GLANCE = 1.0
"""Seconds between two looks at whether the client is still there: aiohttp does not tell."""
NOBODY_THERE = 499
"""A status for the access log alone."""


class Aiohttp(Shell):
    """Makes applications of aiohttp, to run or to mount with ``add_subapp``."""

    def app(self) -> web.Application:
        """An application that has nothing else. When it stops it ends streams and sessions."""
        app = web.Application()
        app.router.add_route("*", BELOW, self._handle)
        app.on_shutdown.append(self._drain)
        app.cleanup_ctx.append(self._live)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        gone = partial(_gone, request)
        with suppress(ClientLeft):
            response = await self.serve(_head(request), _parts(request), gone)
            if response.stream is not None:
                return await self._stream(request, response, response.stream)
            made = web.Response(
                status=response.status, headers=CIMultiDict(response.headers), body=response.body
            )
            if response.status in LAST_WORDS:
                made.force_close()
            return made
        return web.Response(status=NOBODY_THERE)

    async def _stream(
        self, request: web.Request, response: Response, hear: Hear
    ) -> web.StreamResponse:
        made = web.StreamResponse(status=response.status, headers=CIMultiDict(response.headers))
        with suppress(OSError):
            await made.prepare(request)
            await self.stream(hear, made.write, partial(_gone, request))
            await made.write_eof()
        return made

    async def _drain(self, _app: web.Application) -> None:
        self.drain()

    async def _live(self, _app: web.Application) -> AsyncIterator[None]:
        async with self:
            yield


def _head(request: web.Request) -> Request:
    """The head of a request. The route knows what its application is mounted below."""
    resource = request.match_info.route.resource
    root = "" if resource is None else resource.canonical.removesuffix(CANONICAL)
    return Request(
        request.method,
        request.path.removeprefix(unquote(root)).rstrip("/") or "/",
        tuple((name.lower(), value) for name, value in request.headers.items()),
        query=request.rel_url.raw_query_string,
        client=request.remote,
        wall=time(),
        root=root,
    )


async def _parts(request: web.Request) -> Parts:
    try:
        async for part in request.content.iter_any():
            yield part
    except (OSError, web.RequestPayloadError):
        raise ClientLeft from None


async def _gone(request: web.Request) -> None:
    while request.transport is not None and not request.transport.is_closing():  # noqa: ASYNC110
        await asyncio.sleep(GLANCE)
