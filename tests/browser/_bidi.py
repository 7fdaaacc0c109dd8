"""One WebDriver BiDi client for every browser (https://w3c.github.io/webdriver-bidi/).

A `Browser` is one process group with a home of its own, so that any number of them run side by
side; it ends with the test run, however that ends.
"""

import asyncio
import json
import os
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Self

from attrs import frozen
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

STARTUP = 60.0  # seconds until it listens, and again until there is a session
COMMAND = 30.0  # seconds until a command is carried out
MESSAGE_SIZE = 2**26
OUTPUT_KEPT = 4000  # characters of what it printed, for error messages

# The group ends when the program does or when our end of the pipe closes, so it cannot outlive us.
LEASH = '("$@" </dev/null; kill -KILL 0) & read -r _; kill -KILL 0'

ONCE = """async (...args) =>
    JSON.stringify(await ({function})(...args.map(arg => JSON.parse(arg))) ?? null)"""
UNTIL_TRUE = """async (...args) => {{
    for (;;) {{
        const value = await ({function})(...args.map(arg => JSON.parse(arg)));
        if (value) return JSON.stringify(value);
        await new Promise(resolve => setTimeout(resolve, 10));
    }}
}}"""


class BrowserError(Exception):
    """A browser refused a command, or ended."""


class JavaScriptError(Exception):
    """What a function threw in a page, or rejected with."""


@frozen
class Program:
    """How one browser is started, and how it says where it listens."""

    name: str
    binaries: tuple[str, ...]
    """What it may be called; the first that is installed will do."""
    arguments: Callable[[Path], Sequence[str]]
    """Its command line, given the directory that is its home."""
    capabilities: Callable[[Path], Mapping[str, object]]
    """What a session asks for, given the same."""
    listening: re.Pattern[str]
    """Finds where it listens in what it prints, as the first group."""
    address: str = "{}"
    """The websocket for a new session, given what `listening` found."""


class Browser:
    """A running browser, and our session with it."""

    def __init__(self, socket: ClientConnection, output: "Output") -> None:
        self.version = ""
        self._socket = socket
        self._output = output
        self._ids = count(1)
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._pages: dict[str, Page] = {}

    @classmethod
    @asynccontextmanager
    async def launch(cls, program: Program, binary: str) -> AsyncIterator[Self]:
        with tempfile.TemporaryDirectory(prefix=program.name, ignore_cleanup_errors=True) as name:
            home = Path(name)
            async with _running([binary, *program.arguments(home)], home) as output:
                address = program.address.format(await output.find(program.listening))
                async with (
                    _in_background(output.drain()),
                    connect(
                        address,
                        proxy=None,
                        max_size=MESSAGE_SIZE,
                        ping_interval=None,
                        close_timeout=1,
                    ) as socket,
                ):
                    browser = cls(socket, output)
                    async with _in_background(browser._read()):
                        await browser._open_session(program.capabilities(home))
                        yield browser

    @property
    def pages(self) -> tuple["Page", ...]:
        """The pages that are open, in the order of their opening."""
        return tuple(self._pages.values())

    async def new_page(self, url: str = "about:blank") -> "Page":
        """A new tab, in front, that has loaded this address."""
        context = (await self.command("browsingContext.create", type="tab"))["context"]
        page = self._pages[context] = Page(self, context)
        await page.open(url)
        return page

    async def close_page(self, context: str) -> None:
        """Close a tab, once, as a person does: the page is not asked."""
        if self._pages.pop(context, None):
            await self.command("browsingContext.close", context=context)

    async def command(self, method: str, *, within: float = COMMAND, **params: object) -> Any:
        """The result of one BiDi command."""
        number = next(self._ids)
        request = json.dumps({"id": number, "method": method, "params": params})
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(within):
                await self._socket.send(request)
                return await answer
        except TimeoutError:
            raise TimeoutError(f"{method}: no answer within {within:g} s") from None
        except ConnectionClosed:
            raise self._ended() from None
        finally:
            del self._answers[number]

    async def _open_session(self, capabilities: Mapping[str, object]) -> None:
        session = await self.command(
            "session.new",
            within=STARTUP,
            capabilities={"alwaysMatch": capabilities},
        )
        self.version = session["capabilities"]["browserVersion"]
        await self.command("session.subscribe", events=["log.entryAdded"])

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                self._receive(json.loads(message))
        except ConnectionClosed:
            pass  # the same as its end
        finally:
            for number in self._answers:
                if answer := self._waiting(number):
                    answer.set_exception(self._ended())

    def _receive(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "event", "method": "log.entryAdded", "params": entry}:
                if page := self._pages.get(entry["source"].get("context")):
                    page._log(f"{entry['level']}: {entry['text']}")
            case {"type": "success", "id": number, "result": result}:
                if answer := self._waiting(number):
                    answer.set_result(result)
            case {"type": "error", "id": number, "error": error, "message": text}:
                if answer := self._waiting(number):
                    answer.set_exception(BrowserError(f"{error}: {text}"))
            case _:
                pass  # events of no interest

    def _waiting(self, number: int) -> asyncio.Future[Any] | None:
        """Who waits for this answer; nobody, if it came too late."""
        answer = self._answers.get(number)
        return None if answer is None or answer.done() else answer

    def _ended(self) -> BrowserError:
        return BrowserError(f"the browser ended; the last it printed:\n{self._output.text}")


class Page:
    """A tab of a browser."""

    def __init__(self, browser: Browser, context: str) -> None:
        self.url = ""
        self.console: list[str] = []
        """What the page logged, and the errors that it did not catch."""
        self._browser = browser
        self._context = context
        self._logged = asyncio.Event()

    async def open(self, url: str) -> None:
        self.url = url
        await self._browser.command(
            "browsingContext.navigate",
            context=self._context,
            url=url,
            wait="complete",
        )

    async def evaluate(self, function: str, *args: object) -> Any:
        """What a JavaScript function returns or resolves to; it and the arguments are JSON."""
        return await self._call(ONCE, function, args, COMMAND)

    async def wait_for(self, function: str, *args: object, timeout: float = 10) -> Any:  # noqa: ASYNC109
        """The first true value of a JavaScript function, which the page itself asks again."""
        return await self._call(UNTIL_TRUE, function, args, timeout)

    async def logged(self, text: str) -> str:
        """The first line of the console that contains this, now or soon."""
        async with asyncio.timeout(COMMAND):
            while not (lines := [line for line in self.console if text in line]):
                self._logged.clear()
                await self._logged.wait()
        return lines[0]

    async def close(self) -> None:
        await self._browser.close_page(self._context)

    def _log(self, line: str) -> None:
        self.console.append(line)
        self._logged.set()

    async def _call(self, how: str, function: str, args: Sequence[object], within: float) -> Any:
        try:
            outcome = await self._browser.command(
                "script.callFunction",
                within=within,
                functionDeclaration=how.format(function=function),
                arguments=[{"type": "string", "value": json.dumps(arg)} for arg in args],
                awaitPromise=True,
                target={"context": self._context},
            )
        except TimeoutError:
            raise TimeoutError(f"not within {within:g} s: {function}") from None
        if outcome["type"] == "exception":
            raise JavaScriptError(outcome["exceptionDetails"]["text"])
        return json.loads(outcome["result"]["value"])


class Output:
    """What a program prints: searched while it starts, later only its end is kept."""

    def __init__(self, stream: asyncio.StreamReader) -> None:
        self.text = ""
        self._stream = stream

    async def find(self, pattern: re.Pattern[str]) -> str:
        async with asyncio.timeout(STARTUP):
            while not (found := pattern.search(self.text)):
                if not await self._more():
                    raise BrowserError(f"it ended before it listened:\n{self.text}")
        return found[1]

    async def drain(self) -> None:
        while await self._more():
            self.text = self.text[-OUTPUT_KEPT:]

    async def _more(self) -> bool:
        chunk = await self._stream.read(2**16)
        self.text += chunk.decode(errors="replace")
        return bool(chunk)


@asynccontextmanager
async def _running(command: Sequence[str], home: Path) -> AsyncIterator[Output]:
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", LEASH, "leash", *command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        env={**os.environ, "HOME": str(home), "TMPDIR": str(home)},
    )
    assert process.stdin is not None, "it was asked for"
    assert process.stdout is not None, "it was asked for"
    output = Output(process.stdout)
    try:
        yield output
    finally:
        process.stdin.close()
        await output.drain()  # to its end: when the last of the group is gone
        await process.wait()


@asynccontextmanager
async def _in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
