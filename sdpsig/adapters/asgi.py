"""Signaling under any ASGI server: uvicorn, hypercorn, granian; alone or mounted."""

from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from functools import partial
from time import time
from typing import Any

from attrs import evolve

from ..http import Request, Response
from ._mount import mount_of
from ._shell import LAST_WORDS, ClientLeft, Parts, Shell, lengthened

__all__ = ["Asgi", "Receive", "Scope", "Send", "head_of", "respond"]

Message = MutableMapping[str, Any]
Scope = Message
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Asgi(Shell):
    """An ASGI application.

    At the root of a server the lifespan ends the sessions. What is mounted in another
    application gets no lifespan: there ``async with`` it in that of the other.
    """

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        if scope["type"] != "http":
            raise RuntimeError(f"sdpsig serves http, not {scope['type']}")
        gone = partial(_gone, receive)
        with suppress(ClientLeft, OSError):
            response = await self.serve(head_of(scope), _parts(receive), gone)
            if response.status in LAST_WORDS and scope.get("http_version", "1.1").startswith("1"):
                response = evolve(response, headers=(*response.headers, ("connection", "close")))
            if response.stream is None:
                await respond(send, response, head_only=scope["method"] == "HEAD")
                return
            await send(_start(response))
            await self.stream(response.stream, partial(_write, send), gone)
            await send({"type": "http.response.body", "body": b""})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self:
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def head_of(scope: Scope) -> Request:
    """The head of a request. Header names are in lower case already (ASGI)."""
    headers = tuple((k.decode("latin-1"), v.decode("latin-1")) for k, v in scope["headers"])
    root, path = mount_of(scope)
    return Request(
        scope["method"],
        path,
        headers,
        query=scope.get("query_string", b"").decode("latin-1"),
        client=(scope.get("client") or (None,))[0],
        wall=time(),
        root=root,
    )


async def _parts(receive: Receive) -> Parts:
    message: Message = {"more_body": True}
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientLeft
        yield message.get("body", b"")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, part: bytes) -> None:
    await send({"type": "http.response.body", "body": part, "more_body": True})


async def respond(send: Send, response: Response, *, head_only: bool) -> None:
    """Send a response; only its head for HEAD. A client that is gone does not mind."""
    with suppress(OSError):
        await send(_start(lengthened(response)))
        await send({"type": "http.response.body", "body": b"" if head_only else response.body})


def _start(response: Response) -> Message:
    headers = [(name.encode(), value.encode("latin-1")) for name, value in response.headers]
    return {"type": "http.response.start", "status": response.status, "headers": headers}
