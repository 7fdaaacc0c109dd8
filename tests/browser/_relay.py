"""examples/whip_to_whep.py in this process: what one page publishes, another plays."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

__all__ = ["relaying"]


@asynccontextmanager
async def relaying() -> AsyncIterator[Any]:
    """The module of the example, anew; its sessions end with it."""
    example = importlib.reload(importlib.import_module("examples.whip_to_whep"))
    async with example.app.host:
        yield example
