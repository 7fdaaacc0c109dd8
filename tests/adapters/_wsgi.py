"""A front behind WSGI, for tools that speak it: each request has a loop in virtual time until it is over."""

import asyncio
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from tests._front import Front
from tests._loop import JumpingLoop

__all__ = ["Behind"]


class Behind:
    """A WSGI application. Between two requests a second goes by."""

    def __init__(self, make: Callable[[], Front]) -> None:
        self._runner = asyncio.Runner(loop_factory=JumpingLoop)
        self._make = make
        self.renew()

    def renew(self) -> None:
        """Have another front, which has no sessions."""
        self.front = self.run(self._made())

    async def _made(self) -> Front:
        return self._make()

    def run(self, work: Any) -> Any:
        return self._runner.run(work)

    def close(self) -> None:
        self._runner.close()

    def __call__(
        self, environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]
    ) -> Iterable[bytes]:
        headers = [
            (name.removeprefix("HTTP_").replace("_", "-").lower().encode(), value.encode("latin-1"))
            for name, value in environ.items()
            if name.startswith("HTTP_") or (name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value)
        ]
        call = self.front.call(
            environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
            environ["wsgi.input"].read(),
            method=environ["REQUEST_METHOD"],
            length=False,
            query_string=environ["QUERY_STRING"].encode("latin-1"),
        )
        call.scope["headers"] = headers
        self.run(self._serve(call))
        head, *parts = call.sent
        status = HTTPStatus(head["status"])
        start(
            f"{status} {status.phrase}",
            [(name.decode(), value.decode()) for name, value in head["headers"]],
        )
        return [part.get("body", b"") for part in parts]

    async def _serve(self, call: Any) -> None:
        await asyncio.sleep(1)
        await self.front.app(call.scope, call.receive, call.send)
