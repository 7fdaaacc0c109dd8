"""An application under uvicorn on the loopback interface, in the loop of its test."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Literal

from attrs import frozen

from tests._extras import require_modules

__all__ = ["Site", "listening", "until"]

SECONDS = 60.0


async def until(holds: Callable[[], bool]) -> None:
    """Give way to others until something holds, of which nobody tells."""
    async with asyncio.timeout(SECONDS):
        for _ in iter(holds, True):
            await asyncio.sleep(0)


@frozen
class Site:
    """Where it listens, and who is connected."""

    server: Any
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def connections(self) -> int:
        return len(self.server.server_state.connections)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)


@asynccontextmanager
async def listening(app: Any, http: Literal["h11", "httptools"] = "h11") -> AsyncIterator[Site]:
    require_modules("uvicorn", http)
    import uvicorn

    config = uvicorn.Config(
        app,
        http=http,
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        timeout_keep_alive=1,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0), backlog=2_048) as listener:
        serving = asyncio.create_task(server.serve([listener]))
        try:
            yield Site(server, listener.getsockname()[1])
        finally:
            server.should_exit = True
            await serving
