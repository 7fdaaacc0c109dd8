"""An event loop in a thread of its own, for threads that have none, and what they do for it."""

import asyncio
import atexit
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import CancelledError, Executor, Future
from contextlib import AbstractAsyncContextManager
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

__all__ = ["Caller", "LoopThread"]

P = ParamSpec("P")
T = TypeVar("T")


class LoopThread:
    """A loop that begins with the first who needs it: a server may fork until then."""

    def __init__(self, living: Callable[[], AbstractAsyncContextManager[object]]) -> None:
        """:param living: what is entered when the loop begins, and left before it ends."""
        self._living = living
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._loop: Future[asyncio.AbstractEventLoop] = Future()
        self._ending = asyncio.Event()
        self._closed = False

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Have something done in the loop. Raises CancelledError where that is closed."""
        with self._lock:
            if self._closed:
                work.close()
                raise CancelledError
            if self._thread is None:
                self._begin()
            return asyncio.run_coroutine_threadsafe(work, self._loop.result())

    def close(self) -> None:
        """End what lives in the loop, cancel all else that runs there, and wait for that."""
        with self._lock:
            self._closed = True
            thread, self._thread = self._thread, None
        if thread is not None:
            self._loop.result().call_soon_threadsafe(self._ending.set)
            thread.join()
            atexit.unregister(self.close)

    def _begin(self) -> None:
        self._thread = threading.Thread(
            target=asyncio.run, args=(self._live(),), name="sdpsig", daemon=True
        )
        self._thread.start()
        atexit.register(self.close)

    async def _live(self) -> None:
        async with self._living():
            self._loop.set_result(asyncio.get_running_loop())
            await self._ending.wait()


class Caller(Executor):
    """A thread that waits for a loop, as the executor of what the loop cannot do: to block."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it done by the thread that waits."""
        future: Future[T] = Future()

        def job() -> None:
            if future.set_running_or_notify_cancel():
                try:
                    future.set_result(fn(*args, **kwargs))
                except Exception as error:  # noqa: BLE001  # it is raised where it is awaited
                    future.set_exception(error)

        self._jobs.put(job)
        return future

    def wait_for(self, future: Future[T]) -> T:
        """The result of what runs in the loop. What there is to do until then is done here."""
        future.add_done_callback(lambda _: self._jobs.put(None))
        for job in iter(self._jobs.get, None):
            job()
        return future.result()
