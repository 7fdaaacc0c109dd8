"""A dialect under any ASGI server: uvicorn, hypercorn, granian; alone or mounted.

``Asgi`` reads bodies within their limits, watches for clients that leave, and knows no rule
of the protocol.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from contextlib import suppress
from typing import Any

from attrs import evolve

from ..endpoint import Endpoint
from ..errors import Fault, FaultCode, RemoteProtocolError
from ..http import Dialect, Request, Response
from ..limits import Limits
from ._drive import Application
from ._host import Host, Observer

__all__ = ["Asgi", "respond"]

logger = logging.getLogger("sdpsig")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LAST_WORDS = frozenset({408, 413})
"""Statuses after which the rest of a body may still be under way: the connection has to end."""


class ClientLeft(Exception):  # noqa: N818  # nothing is wrong with it
    """The client hung up."""


class Asgi:
    """An ASGI application that serves one dialect of one endpoint.

    Mounted in another application it needs no lifespan; ``async with app.host`` ends the
    sessions when the surrounding application stops.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        application: Application,
        dialect: Dialect,
        *,
        observers: Iterable[Observer] = (),
        limits: Limits | None = None,
    ) -> None:
        self.host = Host(endpoint, application, observers=observers)
        self.dialect = dialect
        self.limits = limits or endpoint.config.session.limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            message = f"sdpsig serves http, not {scope['type']}"
            raise RuntimeError(message)
        request = _request(scope)
        try:
            response = self.dialect.screen(request) or await self._serve(request, receive)
        except ClientLeft:
            return
        except Exception:
            logger.exception("an internal error")
            response = self._refuse(FaultCode.INTERNAL, "an internal error")
        if response.status in LAST_WORDS and scope.get("http_version", "1.1").startswith("1"):
            response = evolve(response, headers=(*response.headers, ("connection", "close")))
        await respond(send, response, head_only=request.method == "HEAD")

    async def _serve(self, request: Request, receive: Receive) -> Response:
        try:
            async with asyncio.timeout(self.limits.body_seconds):
                body = await self._body(receive)
        except TimeoutError:
            return self._refuse(FaultCode.HTTP_TIMEOUT, "the body did not arrive in time")
        if body is None:
            detail = f"the body has more than {self.dialect.max_body} bytes"
            return self._refuse(FaultCode.HTTP_TOO_LARGE, detail)
        whole = Request(request.method, request.path, request.headers, body)
        answering = asyncio.ensure_future(self.host.serve(whole, self.dialect))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            answering.cancel()
            await asyncio.wait({answering, leaving})
        if answering.cancelled():
            raise ClientLeft
        return answering.result()

    async def _body(self, receive: Receive) -> bytes | None:
        """The whole body, or None where it is too large."""
        body = bytearray()
        while True:
            async with asyncio.timeout(self.limits.body_idle_seconds):
                message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            body += message.get("body", b"")
            if len(body) > self.dialect.max_body:
                return None
            if not message.get("more_body", False):
                return bytes(body)

    def _refuse(self, code: FaultCode, detail: str) -> Response:
        return self.dialect.refuse(RemoteProtocolError(Fault(code, detail)))

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.host.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _request(scope: Scope) -> Request:
    """The head of a request. Header names are in lower case already (ASGI)."""
    headers = tuple(
        (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
    )
    return Request(scope["method"], _path(scope), headers)


def _path(scope: Scope) -> str:
    """The path below the mount point.

    Servers and frameworks differ: the path holds ``root_path``, or only what a mount added to
    the application's own ``root_path``, or nothing of it; one of them adds a slash.
    """
    path: str = scope["path"]
    root: str = scope.get("root_path", "")
    outer: str = scope.get("app_root_path", "")
    for prefix in (root, root.removeprefix(outer)):
        if prefix and (path == prefix or path.startswith(prefix + "/")):
            path = path[len(prefix) :]
            break
    return path.rstrip("/") or "/"


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def respond(send: Send, response: Response, *, head_only: bool) -> None:
    """Send a response; only its head for HEAD. A client that is gone does not mind."""
    headers = [(name.encode(), value.encode("latin-1")) for name, value in response.headers]
    if response.status != 204:  # RFC 9110 §8.6
        headers.append((b"content-length", str(len(response.body)).encode()))
    with suppress(OSError):
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if head_only else response.body})
