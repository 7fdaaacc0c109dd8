"""The reference server in the process of the tests, so that they may have it speak first."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from attrs import evolve, frozen

from sdpsig.adapters._host import Host
from sdpsig.adapters.asgi import Asgi, Receive, Scope, Send
from sdpsig.adapters.echo import Echo, EchoConfig
from sdpsig.adapters.server import Site
from sdpsig.cli._server_config import pages
from sdpsig.endpoint import Endpoint, EndpointConfig
from sdpsig.http import Access, JsonApi, RateLimits, Whep, Whip
from sdpsig.jsep import AIORTC, NegotiationConfig
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import Event, SessionConfig
from sdpsig.trickle import LOOPBACK
from tests.browser._serving import serving

__all__ = ["App", "running_app"]

T = TypeVar("T")

ECHO = EchoConfig(loopback=True, candidates=LOOPBACK, calls=MediaDirection.SENDRECV)


@frozen
class App:
    """A server that listens, and all that happens in it."""

    url: str
    host: Host
    asked: list[tuple[str, str]]
    """Method and path of every request."""
    _happened: asyncio.Queue[tuple[str, Event]]

    async def heard(self, session_id: str, kind: type[T], within: float = 30.0) -> T:
        """The next event of this kind in a session."""
        async with asyncio.timeout(within):
            while True:
                name, event = await self._happened.get()
                if name == session_id and isinstance(event, kind):
                    return event


@asynccontextmanager
async def running_app(
    kind: type[Echo] = Echo, rates: RateLimits | None = None, **echo_config: Any
) -> AsyncIterator[App]:
    """``kind`` is the media side, and ``echo_config`` of its configuration what is not as usual."""
    session = SessionConfig(
        candidates=LOOPBACK,
        negotiation=NegotiationConfig(capabilities=AIORTC),
        wait_for_dtls=True,
    )
    echo = kind(evolve(ECHO, **echo_config))
    endpoint = Endpoint(EndpointConfig(session=session))
    app = Asgi(endpoint, echo, JsonApi(), Whip(), Whep(), access=Access(rates=rates))
    happened = asyncio.Queue[tuple[str, Event]]()
    app.host.observers = (lambda name, event, _now: happened.put_nowait((name, event)),)
    echo.host = app.host
    site, asked = Site(app, pages()), list[tuple[str, str]]()

    async def watched(scope: Scope, receive: Receive, send: Send) -> None:
        asked.append((scope["method"], scope["path"]))
        await site(scope, receive, send)

    async with app.host, serving(watched) as url:
        try:
            yield App(url, app.host, asked, happened)
        finally:
            app.host.drain()
