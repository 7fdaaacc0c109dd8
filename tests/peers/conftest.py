"""One crowd for all tests here: each peer starts once."""

from collections.abc import AsyncIterator

import pytest

from tests.peers._crowd import Crowd


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
async def crowd(anyio_backend: str) -> AsyncIterator[Crowd]:
    async with Crowd() as crowd:
        yield crowd
