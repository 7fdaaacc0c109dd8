"""The reference server without its sockets, and all that happened to its sessions.

A test module has the fixtures where it says::

    pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("sockets")]
    anyio_backend = on_asyncio
    sockets = on_loopback
    reference = leaving_nothing
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aioice
import pytest

from sdpsig.adapters._host import Host
from sdpsig.adapters.echo import Echo, EchoConfig
from sdpsig.endpoint import Endpoint, EndpointConfig
from sdpsig.http import JsonApi, Request
from sdpsig.session import Closed, ConnectionStateChanged, Event, SessionConfig
from sdpsig.trickle import LOOPBACK
from tests.adapters._leaks import Sockets, are_closed, assert_nothing_runs, watch_sockets

__all__ = ["Reference", "leaving_nothing", "on_asyncio", "on_loopback", "running"]

SECONDS = 30.0
JSON = (("content-type", "application/json"),)


class Reference:
    """The server, and what its sessions have told."""

    def __init__(self, config: EchoConfig, **session: Any) -> None:
        settings = SessionConfig(candidates=LOOPBACK, **session)
        endpoint = Endpoint(EndpointConfig(session=settings))
        self.echo = Echo(config)
        self.host = Host(
            endpoint, self.echo, observers=(self.observe,), event_timeout=None
        )  # where something hangs, the test hangs
        self.echo.host = self.host
        self.states: list[str] = []
        """Every state of a connection in order, and why it was closed."""
        self._changed = asyncio.Event()

    def observe(self, session_id: str, event: Event, now: float) -> None:
        if isinstance(event, ConnectionStateChanged | Closed):
            told = event.reason if isinstance(event, Closed) else event.state
            self.states.append(told.value)
            self._changed.set()

    async def reached(self, state: str) -> None:
        while state not in self.states:
            self._changed.clear()
            await self._changed.wait()

    async def post(self, path: str, message: object) -> tuple[int, dict[str, Any]]:
        request = Request("POST", path, JSON, json.dumps(message).encode())
        response = await self.host.serve(request, JsonApi())
        return response.status, json.loads(response.body)


@asynccontextmanager
async def running(config: EchoConfig | None = None, **session: Any) -> AsyncIterator[Reference]:
    reference = Reference(config or EchoConfig(candidates=LOOPBACK), **session)
    async with asyncio.timeout(SECONDS), reference.host:
        yield reference


@pytest.fixture
def on_asyncio() -> str:
    """The backend of anyio's plugin."""
    return "asyncio"


@pytest.fixture
def on_loopback(monkeypatch: pytest.MonkeyPatch) -> Sockets:
    """Everything that aioice opens; both sides have the same address on every machine."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_which: ["127.0.0.1"])
    return watch_sockets(monkeypatch)


@pytest.fixture
async def leaving_nothing(sockets: Sockets) -> AsyncIterator[Reference]:
    """One that has closed all when the test is over, as its clients have."""
    async with running() as reference:
        yield reference
    assert_nothing_runs()
    assert are_closed(sockets)
