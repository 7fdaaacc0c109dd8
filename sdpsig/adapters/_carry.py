"""Run the operations of a client over httpx, without await.

The time of an operation is bounded as a whole, whatever happens in it: a name that does not
resolve, a server that lets a byte through now and then, pauses between attempts. No setting of
the HTTP client can do that, so each request has a thread, which is left behind when time is up.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import copy_context
from functools import partial
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

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

__all__ = ["Carrier"]

T = TypeVar("T")


class Carrier:
    """Runs operations, any number at once, each in the thread of its caller."""

    def __init__(
        self,
        client: Any,
        timeout: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._held = Held.of(client, timeout, "Client")
        self._clock = clock
        self._sleep = sleep

    def close(self) -> None:
        """Close the HTTP client, if it is our own."""
        if self._held.owned:
            self._held.client.close()

    def run(self, operation: Operation[T]) -> T:
        """The result of an operation. Raises what it raises."""
        self._held.check_open()
        deadline = self._clock() + self._held.timeout
        told: Told = None
        while True:
            try:
                step = operation.send(told)
            except StopIteration as done:
                result: T = done.value
                return result
            told = self._do(step, deadline, _Line())

    def stream(self, operation: Operation[None]) -> Iterator[Any]:
        """What an operation gives, one by one; each of its requests has the whole time."""
        self._held.check_open()
        told: Told = None
        with closing(_Line()) as line:
            while True:
                try:
                    step = operation.send(told)
                except StopIteration:
                    return
                if isinstance(step, Give):
                    yield step.value
                    told = None
                else:
                    within = inf if isinstance(step, Sleep) else self._held.timeout
                    told = self._do(step, self._clock() + within, line)

    def _do(self, step: Step, deadline: float, line: "_Line") -> Told:
        match step:
            case Send():
                return self._in_time(partial(self._fetch, step, deadline), deadline)
            case Listen(request):
                line.drop()
                return self._in_time(partial(self._listen, request, deadline, line), deadline)
            case Sleep(seconds):
                if self._clock() + seconds > deadline:
                    return False
                self._sleep(seconds)
                return True
            case _:
                return self._read(line)

    def _in_time(self, work: Callable[[], Received | Failed], deadline: float) -> Received | Failed:
        """What comes of it, or that time is up."""
        results: SimpleQueue[Received | Failed | BaseException] = SimpleQueue()

        def task() -> None:
            try:
                results.put(work())
            except BaseException as error:  # noqa: BLE001  # it is raised where it belongs
                results.put(error)

        threading.Thread(target=copy_context().run, args=(task,), daemon=True).start()
        try:
            result = results.get(timeout=max(0.0, deadline - self._clock()))
        except Empty:
            return Failed(Failure.TIMEOUT)
        if isinstance(result, BaseException):
            raise result
        return result

    def _fetch(self, step: Send, deadline: float) -> Received | Failed:
        try:
            with in_call(), closing(self._open(step, deadline)) as response:
                return self._whole(Parts(response, step.max_bytes), deadline)
        except Exception as error:  # noqa: BLE001  # which of them is ours, is asked there
            return self._held.failed(error)

    def _listen(self, step: Send, deadline: float, line: "_Line") -> Received | Failed:
        try:
            with in_call():
                response = self._open(step, deadline, IDLE)
                if response.status_code == 200 and self._clock() <= deadline:
                    line.take(response)
                    return Parts(response, 0).received()
                with closing(response):
                    return self._whole(Parts(response, step.max_bytes), deadline)
        except Exception as error:  # noqa: BLE001
            return self._held.failed(error)

    def _open(self, step: Send, deadline: float, idle: float | None = None) -> Any:
        request = self._held.request(step, deadline - self._clock(), idle)
        return self._held.client.send(request, **self._held.options(step))

    def _whole(self, body: Parts, deadline: float) -> Received | Failed:
        for part in (body.response.content,) if body.at_hand else body.response.iter_raw():
            if not body.fits(part):
                return Failed(Failure.TOO_LARGE)
            if self._clock() > deadline:
                return Failed(Failure.TIMEOUT)
        return body.received()

    def _read(self, line: "_Line") -> bytes | Failed:
        try:
            with in_call():
                return line.next()
        except Exception as error:  # noqa: BLE001
            return self._held.failed(error)


class _Line:
    """The response that a stream listens to, one at a time."""

    def __init__(self) -> None:
        self._response: Any = None
        self._parts: Iterator[bytes] = iter(())
        self._closed = False

    def take(self, response: Any) -> None:
        """Listen to this one; one that comes too late is closed."""
        self.drop()
        self._response, self._parts = response, response.iter_raw()
        if self._closed:
            self.drop()

    def next(self) -> bytes:
        """The next part; empty at the end."""
        return next(filter(None, self._parts), b"")

    def drop(self) -> None:
        """Listen to nothing."""
        if self._response is not None:
            self._response.close()
            self._response = None
        self._parts = iter(())

    def close(self) -> None:
        self._closed = True
        self.drop()
