"""One server for the tests of a module: what lives longer would keep others from their own loop."""

from collections.abc import AsyncIterator

import pytest

from tests.adapters._served import Served, serving


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def server(anyio_backend: str) -> AsyncIterator[Served]:
    async with serving("--log-level", "debug") as server:
        yield server
        assert await server.stop() == 0
