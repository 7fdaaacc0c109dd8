"""Waiting for what libraries of others tell nobody."""

import asyncio
from collections.abc import Callable

__all__ = ["until"]

PAUSE = 0.005
"""Seconds."""


async def until(holds: Callable[[], bool]) -> None:
    """Wait until something is so. The caller says for how long at most."""
    while True:
        if holds():
            return
        await asyncio.sleep(PAUSE)
