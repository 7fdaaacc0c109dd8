"""The reference server as a process of its own, the way a person starts it."""

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from attrs import frozen

__all__ = ["Server", "running_server"]

LISTENING = re.compile(r"sdpsig listens on (http://\S+)/")
STARTUP = 30.0  # seconds


@frozen
class Server:
    """A server that listens."""

    url: str
    process: asyncio.subprocess.Process
    log: list[str]
    _lines: asyncio.Queue[str]

    async def logged(self, pattern: str, within: float = 30.0) -> str:
        """The next line of the log that has this pattern."""
        async with asyncio.timeout(within):
            while True:
                line = await self._lines.get()
                if re.search(pattern, line):
                    return line

    async def post(self, path: str, message: object) -> httpx.Response:
        """Say something to it as a client would."""
        async with httpx.AsyncClient(base_url=self.url, trust_env=False) as client:
            return await client.post(path, json=message)


@asynccontextmanager
async def running_server(*arguments: str) -> AsyncIterator[Server]:
    """``sdpsig serve`` on a free port of the loopback address."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "sdpsig",
        "serve",
        "--port",
        "0",
        "--loopback",
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith("SDPSIG_")},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines = asyncio.Queue[str]()
    log: list[str] = []
    reading = asyncio.create_task(_read(process.stderr, log, lines))
    try:
        async with asyncio.timeout(STARTUP):
            said = (await process.stdout.readline()).decode()
        found = LISTENING.match(said)
        assert found is not None, (said, log)
        yield Server(found[1], process, log, lines)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        await reading


async def _read(stream: asyncio.StreamReader, log: list[str], lines: asyncio.Queue[str]) -> None:
    while line := (await stream.readline()).decode():
        log.append(line.rstrip("\n"))
        lines.put_nowait(log[-1])
