"""A program with connections that is told what to do in lines of JSON.

It says once what is in it, with versions; then each request, `[id, what, number, operation,
...arguments]`, is answered by `[id, outcome]`. It ends when its input does.
"""

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from typing import Any, Self

from attrs import frozen

from tests.peers._peer import PeerGone

__all__ = ["Lines", "LinesChannel"]

STARTUP = 30.0  # seconds
STEP = 10.0
"""Seconds that a step may take."""
LONGEST = 2**24
ATTEMPTS = 3
"""To open a connection."""
KEPT = 20
"""Lines of its complaints, for error messages."""


class _Program:
    """One run of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.versions: Mapping[str, str] = {}
        self._process = process
        self._requests = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._complaints: deque[str] = deque(maxlen=KEPT)
        self._tasks = [asyncio.create_task(self._listen())]

    @classmethod
    async def start(cls, command: Sequence[str]) -> Self:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=LONGEST,
        )
        program = cls(process)
        assert process.stdout is not None
        async with asyncio.timeout(STARTUP):
            first = await process.stdout.readline()
        if not first:
            await program.end()
            raise PeerGone(f"{command[0]} did not start: {program._said()}")
        program.versions = json.loads(first)
        program._tasks.append(asyncio.create_task(program._read()))
        return program

    @property
    def ended(self) -> bool:
        return self._tasks[-1].done()

    async def call(self, message: Sequence[object]) -> Any:
        """The outcome of one message."""
        assert self._process.stdin is not None
        if self.ended:
            raise PeerGone(f"{message[2]}: its program has ended")
        request = next(self._requests)
        answer = self._answers[request] = asyncio.get_running_loop().create_future()
        try:
            self._process.stdin.write(f"{json.dumps([request, *message])}\n".encode())
            async with asyncio.timeout(STEP):
                return await answer
        except TimeoutError:
            self._process.kill()
            raise PeerGone(f"{message[2]}: no answer within {STEP:g} s") from None
        finally:
            del self._answers[request]

    async def end(self) -> None:
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                self._process.kill()
        await asyncio.wait(self._tasks)  # to the end of what it prints
        await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            try:
                request, outcome = json.loads(line)
            except ValueError:
                self._complaints.append(line.decode(errors="replace").rstrip())
                continue
            if (answer := self._answers.get(request)) and not answer.done():
                answer.set_result(outcome)
        code = await self._process.wait()
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(PeerGone(f"the program ended with {code}: {self._said()}"))

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self._complaints.append(line.decode(errors="replace").rstrip())

    def _said(self) -> str:
        return " | ".join(list(self._complaints)[-3:])


class Lines:
    """The program; it is started again where it has ended, with none of its connections."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._starting = asyncio.Lock()
        self._program: _Program | None = None
        self._homes: dict[tuple[str, int], _Program] = {}
        """Where each connection is."""

    @classmethod
    @asynccontextmanager
    async def running(cls, command: Sequence[str]) -> AsyncIterator[Self]:
        lines = cls(command)
        await lines._living()
        try:
            yield lines
        finally:
            if lines._program is not None:
                await lines._program.end()

    @property
    def versions(self) -> Mapping[str, str]:
        """Of what is in it."""
        return {} if self._program is None else self._program.versions

    async def call(self, what: str, number: int, operation: str, *args: object) -> Any:
        """The outcome of one operation; raises PeerGone where the program ends over it."""
        if operation == "open":
            return await self._open(what, number, *args)
        program = self._homes[what, number]
        if operation == "close":
            del self._homes[what, number]
        return await program.call([what, number, operation, *args])

    async def _open(self, what: str, number: int, *args: object) -> Any:
        for attempt in range(ATTEMPTS):
            program = self._homes[what, number] = await self._living()
            try:
                return await program.call([what, number, "open", *args])
            except PeerGone:  # over what another connection did in it
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError("unreachable")

    async def _living(self) -> _Program:
        async with self._starting:
            if self._program is None or self._program.ended:
                if self._program is not None:
                    await self._program.end()
                self._program = await _Program.start(self._command)
            return self._program


@frozen
class LinesChannel:
    """The connections of one implementation in such a program."""

    lines: Lines
    what: str

    @property
    def version(self) -> str:
        return self.lines.versions[self.what]

    async def call(self, number: int, operation: str, *args: object) -> Mapping[str, Any]:
        outcome: Mapping[str, Any] = await self.lines.call(self.what, number, operation, *args)
        return outcome
