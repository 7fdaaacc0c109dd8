"""ASGI applications under uvicorn in the process of the tests."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import uvicorn

from sdpsig.adapters.asgi import Receive, Scope, Send

__all__ = ["Application", "serving"]

Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class _Quiet(uvicorn.Server):
    """A server to which no signals are its own."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(application: Application) -> AsyncIterator[str]:
    """The URL of an application, on a free port of the loopback address."""
    server = _Quiet(
        uvicorn.Config(application, log_config=None, access_log=False, lifespan="off", ws="none")
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = asyncio.create_task(server.serve([listener]))
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
