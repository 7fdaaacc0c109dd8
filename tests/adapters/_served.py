"""``sdpsig serve``, or another program, as a process of its own: what it says, how it ends."""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from attrs import define, field

__all__ = ["LINE", "Served", "run", "serving", "started"]

SECONDS = 30.0
"""Enough for a machine that is busy with other tests."""
LISTENING = re.compile(r"sdpsig listens on (http://\S+:[1-9][0-9]*)/")
LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (DEBUG|INFO|WARNING|ERROR) +\S+ (\S.*)")
"""A line of the log: its level, the id of its request, and its message."""
MODULE = ("-P", "-W", "default::ResourceWarning", "-m", "sdpsig")


@define
class Served:
    """A process, and what it has said so far."""

    process: asyncio.subprocess.Process
    out: list[str] = field(factory=list)
    err: list[str] = field(factory=list)
    _heard: asyncio.Condition = field(factory=asyncio.Condition)
    _reading: "list[asyncio.Task[None]]" = field(factory=list)

    @property
    def url(self) -> str:
        """Where it says that it listens, without a slash at the end."""
        found = LISTENING.fullmatch(self.out[0])
        assert found is not None, self.out
        return found[1]

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, trust_env=False, timeout=SECONDS)

    async def said(self, pattern: str) -> str:
        """The first line of standard output that has this pattern."""
        return await self._first(self.out, pattern)

    async def logged(self, pattern: str) -> str:
        """The first line of the log that has this pattern."""
        return await self._first(self.err, pattern)

    async def _first(self, lines: list[str], pattern: str) -> str:
        async with asyncio.timeout(SECONDS), self._heard:
            while not (found := [line for line in lines if re.search(pattern, line)]):
                assert self._reading, f"it ended without {pattern}: {lines}"
                await self._heard.wait()
        return found[0]

    async def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = SECONDS) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return await self.ended(seconds)

    async def ended(self, seconds: float = SECONDS) -> int:
        """Wait for the end and all that was said until then; the exit code."""
        async with asyncio.timeout(seconds):
            code = await self.process.wait()
            await asyncio.gather(*self._reading)
        return code

    async def _read(self, stream: asyncio.StreamReader, lines: list[str]) -> None:
        while line := await stream.readline():
            async with self._heard:
                lines.append(line.decode().removesuffix("\n"))
                self._heard.notify_all()


@asynccontextmanager
async def started(
    *command: str, environ: Mapping[str, str] | None = None, cwd: Path | None = None
) -> AsyncIterator[Served]:
    """A process that is killed at the end of the block, if it has not ended by then."""
    ours = {name: text for name, text in os.environ.items() if not name.startswith("SDPSIG_")}
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=cwd,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**ours, **(environ or {})},
    )
    assert process.stdout is not None
    assert process.stderr is not None
    served = Served(process)
    served._reading += [
        asyncio.create_task(served._read(process.stdout, served.out)),
        asyncio.create_task(served._read(process.stderr, served.err)),
    ]
    try:
        yield served
    finally:
        if process.returncode is None:
            process.kill()
        await served.ended()


@asynccontextmanager
async def serving(
    *arguments: str, python: Sequence[str] = MODULE, environ: Mapping[str, str] | None = None
) -> AsyncIterator[Served]:
    """A server that listens on a free port."""
    words = (sys.executable, *python, "serve", "--port", "0", *arguments)
    async with started(*words, environ=environ) as served:
        await served.said("listens")
        yield served


async def run(
    *arguments: str, python: Sequence[str] = MODULE, environ: Mapping[str, str] | None = None
) -> Served:
    """A process that ends by itself."""
    async with started(sys.executable, *python, *arguments, environ=environ) as served:
        await served.ended()
        return served
