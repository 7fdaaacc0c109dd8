"""Signaling under any WSGI server that has threads: gunicorn, waitress, mod_wsgi; alone or mounted.

All sessions live in one event loop, in a thread that belongs to the application: their timers run
there, and the media side is called there. The threads of the server wait for it. So all of them
have the same sessions, and none of them needs a lock; several *processes* would not have them.
"""

from collections.abc import AsyncGenerator, Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import suppress
from http import HTTPStatus
from typing import Unpack

from ..endpoint import Endpoint, Hear
from ..http import Dialect, Resources, Response
from ._application import Application
from ._closing import Closing
from ._environ import Environ, head_of, parts_of
from ._loop_thread import Caller, LoopThread
from ._shell import ClientLeft, Shell, ShellOptions, lengthened

__all__ = ["Wsgi"]

StartResponse = Callable[[str, list[tuple[str, str]]], object]

NOBODY_THERE = Response(400)


class Wsgi(Shell, Closing):
    """A WSGI application.

    ``close``, the end of its ``with``, and the end of the process end every session. An open
    stream and a long poll keep a thread of the server each. WSGI does not tell of clients that
    leave while their answers are made: such a session ends when nothing connects.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        application: Application,
        dialect: Dialect | Resources,
        *beside: Resources,
        **options: Unpack[ShellOptions],
    ) -> None:
        super().__init__(endpoint, application, dialect, *beside, **options)
        self._loop = LoopThread(lambda: self)

    def close(self) -> None:
        """End every session, and wait until the application has been told."""
        self._loop.close()

    def drain(self) -> None:
        """Take no new sessions and end the open streams; any thread may ask for it."""
        with suppress(CancelledError):
            self._loop.submit(self._drain())

    async def _drain(self) -> None:
        super().drain()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        head, caller = head_of(environ), Caller()
        try:
            serving = self._loop.submit(self.serve(head, parts_of(environ, caller)))
            response = caller.wait_for(serving)
        except CancelledError:
            response = self.stopping(head)
        except ClientLeft:
            response = NOBODY_THERE
        status = HTTPStatus(response.status)
        start_response(f"{status} {status.phrase}", list(lengthened(response).headers))
        if response.stream is not None:
            return self._news(response.stream)
        return [] if head.method == "HEAD" else [response.body]

    def _news(self, hear: Hear) -> Iterator[bytes]:
        news = self.host.follow(hear)
        with suppress(CancelledError):
            try:
                while part := self._loop.submit(_next(news)).result():
                    yield part
            finally:
                self._loop.submit(_end(news))


async def _next(news: AsyncGenerator[bytes, None]) -> bytes:
    return await anext(news, b"")


async def _end(news: AsyncGenerator[bytes, None]) -> None:
    await news.aclose()
