"""Run the operations of a client over httpx, with await: under asyncio.

The time of an operation is bounded as a whole, whatever happens in it.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from math import inf
from typing import Any, TypeVar

from attrs import define

from ..client import (
    Failed,
    Failure,
    Give,
    Listen,
    Operation,
    Received,
    Send,
    Sleep,
    Step,
    Told,
)
from ._httpx import IDLE, Held, Parts, in_call

__all__ = ["AsyncCarrier"]

T = TypeVar("T")


class AsyncCarrier:
    """Runs operations, any number at once; a task that is cancelled leaves nothing open.

    Where a request is cut off, httpx may lose a connection without closing it (encode/httpcore
    #1093). So the client that carried it gets nothing more to do, and is closed together with the
    last operation that it still carries; what comes after that is carried by a new one.
    """

    def __init__(self, client: Any, timeout: float) -> None:
        self._way = _Way(Held.of(client, timeout, "AsyncClient"))

    async def aclose(self) -> None:
        """Close the HTTP client, if it is our own."""
        held = self._way.held
        if held.owned:
            await held.client.aclose()

    async def run(self, operation: Operation[T]) -> T:
        """The result of an operation. Raises what it raises."""
        async with self._carrying() as way:
            deadline = _now() + way.held.timeout
            told: Told = None
            while True:
                try:
                    step = operation.send(told)
                except StopIteration as done:
                    result: T = done.value
                    return result
                told = await self._do(step, deadline, _Line(), way)

    async def stream(self, operation: Operation[None]) -> AsyncIterator[Any]:
        """What an operation gives, one by one; each of its requests has the whole time."""
        told: Told = None
        async with self._carrying() as way, aclosing(_Line()) as line:
            while True:
                try:
                    step = operation.send(told)
                except StopIteration:
                    return
                if isinstance(step, Give):
                    yield step.value
                    told = None
                else:
                    within = inf if isinstance(step, Sleep) else way.held.timeout
                    told = await self._do(step, _now() + within, line, way)

    @asynccontextmanager
    async def _carrying(self) -> AsyncGenerator["_Way", None]:
        """One more operation for the client that there is now."""
        way = self._way
        way.held.check_open()
        way.operations += 1
        try:
            yield way
        except asyncio.CancelledError:
            self._cut_off(way)
            raise
        finally:
            way.operations -= 1
            if way is not self._way and not way.operations:
                await way.held.client.aclose()

    def _cut_off(self, way: "_Way") -> None:
        """A request was cut off: nothing new goes that way, where it is ours."""
        held = way.held
        if way is self._way and held.owned and not held.client.is_closed:
            self._way = _Way(held.renewed())

    async def _do(self, step: Step, deadline: float, line: "_Line", way: "_Way") -> Told:
        match step:
            case Sleep(seconds):
                if _now() + seconds > deadline:
                    return False
                await asyncio.sleep(seconds)
                return True
            case Send() | Listen():
                within = asyncio.timeout_at(deadline)
            case _:
                within = asyncio.timeout(IDLE)
        try:
            async with within:
                with in_call():
                    return await _work(step, deadline, line, way.held)
        except TimeoutError:
            self._cut_off(way)
            return Failed(Failure.TIMEOUT)
        except Exception as error:  # noqa: BLE001  # which of them is ours, is asked there
            return way.held.failed(error)


@define(eq=False)
class _Way:
    """A client, and how many operations it carries."""

    held: Held
    operations: int = 0


async def _work(
    step: Step, deadline: float, line: "_Line", held: Held
) -> Received | Failed | bytes:
    match step:
        case Send():
            async with aclosing(await _open(step, deadline, held)) as response:
                return await _whole(Parts(response, step.max_bytes))
        case Listen(request):
            await line.drop()
            response = await _open(request, deadline, held, IDLE)
            if response.status_code == 200:
                line.take(response)
                return Parts(response, 0).received()
            async with aclosing(response):
                return await _whole(Parts(response, request.max_bytes))
        case _:
            return await line.next()


async def _open(step: Send, deadline: float, held: Held, idle: float | None = None) -> Any:
    request = held.request(step, deadline - _now(), idle)
    return await held.client.send(request, **held.options(step))


async def _whole(body: Parts) -> Received | Failed:
    if body.at_hand:
        return body.received() if body.fits(body.response.content) else Failed(Failure.TOO_LARGE)
    async for part in body.response.aiter_raw():
        if not body.fits(part):
            return Failed(Failure.TOO_LARGE)
    return body.received()


def _now() -> float:
    return asyncio.get_running_loop().time()


class _Line:
    """The response that a stream listens to, one at a time."""

    def __init__(self) -> None:
        self._response: Any = None
        self._parts: Any = None

    def take(self, response: Any) -> None:
        """Listen to this one."""
        self._response, self._parts = response, response.aiter_raw()

    async def next(self) -> bytes:
        """The next part; empty at the end."""
        while self._parts is not None:
            part: bytes | None = await anext(self._parts, None)
            if part is None:
                break
            if part:
                return part
        return b""

    async def drop(self) -> None:
        """Listen to nothing."""
        response, self._response, self._parts = self._response, None, None
        if response is not None:
            await response.aclose()

    aclose = drop
