"""What every shell does, whatever speaks HTTP around it, and no rule of the protocol.

A shell hands in the head of a request, the parts of its body, and a way to learn that its client
has left; it gets a response. Bodies are held to their limits here, and clients that leave are seen.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterable
from contextlib import aclosing
from inspect import isawaitable
from typing import Any, Self, TypedDict, TypeVar, Unpack

from attrs import evolve

from .._configuration import described, judge_kind
from ..endpoint import Endpoint, Hear
from ..errors import Fault, FaultCode, RemoteProtocolError
from ..http import (
    STOPPING,
    Access,
    Denied,
    Dialect,
    Limited,
    RateLimiter,
    Request,
    Resources,
    Response,
    denial,
    dialect_for,
    is_preflight,
)
from ..limits import Limits
from ..trickle import CandidatePolicy
from ._application import Application
from ._host import Host, Observer
from ._log import log_request
from .request_id import HEADER, of_request

__all__ = ["LAST_WORDS", "ClientLeft", "Gone", "Parts", "Shell", "ShellOptions", "lengthened"]

logger = logging.getLogger("sdpsig")

T = TypeVar("T")
Parts = AsyncGenerator[bytes, None]
"""A body as it comes. Raises ClientLeft where it breaks off."""
Gone = Callable[[], Coroutine[Any, Any, None]]
"""Comes to its end when the client has left. None: nobody can know."""
Write = Callable[[bytes], Awaitable[None]]

LAST_WORDS = frozenset({408, 413})
"""Statuses after which the rest of a body may still be under way: the connection has to end."""
WITHOUT_LENGTH = frozenset({204, 304})
"""Statuses of responses that have no body, and say so by themselves (RFC 9110 §8.6)."""
NO_ACCESS_RULES = Access()


class ClientLeft(Exception):  # noqa: N818  # nothing is wrong with it
    """The client hung up."""


class ShellOptions(TypedDict, total=False):
    """The keyword arguments of every shell."""

    access: Access
    """Who may ask, from which pages, and how often; by default everybody may."""
    limits: Limits
    """For bodies and their time; by default those of the endpoint."""
    observers: Iterable[Observer]
    """See every event of every session at once, before the application does."""
    candidates: Callable[[str | None], CandidatePolicy] | None
    """The candidate policy of a new session by the address that its client connected from, as
    ``auto`` tells it; by default that of the endpoint."""


class Shell:
    """Serves one endpoint, in one dialect or in several."""

    def __init__(
        self,
        endpoint: Endpoint,
        application: Application,
        dialect: Dialect | Resources,
        *beside: Resources,
        **options: Unpack[ShellOptions],
    ) -> None:
        """
        :param dialect: what is spoken wherever no other is.
        :param beside: dialects that are spoken below prefixes of their own, as ``Whip()``.

        Raises TypeError for what is not what it should be, and for an option that there is not:
        it might have kept somebody out.
        """
        unknown = options.keys() - ShellOptions.__annotations__.keys()
        if unknown:
            raise TypeError(f"unknown options: {', '.join(sorted(unknown))}")
        self.host = Host(
            endpoint,
            application,
            observers=options.get("observers", ()),
            candidates=options.get("candidates"),
        )
        self.access = options.get("access", NO_ACCESS_RULES)
        self.limits = options.get("limits", endpoint.config.session.limits)
        judge_kind("access", self.access, Access)
        judge_kind("limits", self.limits, Limits)
        _judge_dialects(dialect, beside)
        self.limiter = None if self.access.rates is None else RateLimiter(self.access.rates)
        self.dialect = dialect
        self.beside = beside
        self._inside = 0

    async def __aenter__(self) -> Self:
        self._inside += 1
        return self

    async def __aexit__(self, *_: object) -> None:
        """End every session, and tell the application: who comes last, of all that have entered."""
        self._inside -= 1
        if self._inside == 0:
            await self.host.aclose()

    def drain(self) -> None:
        """Take no new sessions and end the open streams; those sessions that live go on."""
        self.host.drain()

    def dialect_at(self, path: str) -> Dialect | Resources:
        """What is spoken at a path below the mount point."""
        below = (one for one in self.beside if f"{path}/".startswith(f"{one.prefix}/"))
        return next(below, self.dialect)

    async def serve(self, head: Request, parts: Parts, gone: Gone | None = None) -> Response:
        """The response to a request, of which the body is still to come.

        Raises ClientLeft where there is nobody to get it. What is due by now happens before.
        """
        with of_request(head) as request_id:
            self.host.expire()
            dialect = dialect_for(self.dialect_at(head.path), head, self.host.endpoint.state)
            try:
                response = await self._admit(head, dialect, parts, gone)
            except ClientLeft:
                raise
            except Exception:
                logger.exception("an internal error")
                response = _refuse(dialect, FaultCode.INTERNAL, "an internal error")
            return self._told(head, response, request_id)

    def stopping(self, head: Request) -> Response:
        """What those get whose request came too late."""
        with of_request(head) as request_id:
            response = self.dialect_at(head.path).refuse(RemoteProtocolError(STOPPING))
            return self._told(head, response, request_id)

    def _told(self, head: Request, response: Response, request_id: str) -> Response:
        """The response as it goes out, and into the log."""
        log_request(head, response, getattr(self.dialect_at(head.path), "prefix", ""))
        if self.access.cors is not None:
            response = self.access.cors.apply(head, response)
        return evolve(response, headers=(*response.headers, (HEADER, request_id)))

    async def stream(self, hear: Hear, write: Write, gone: Gone | None = None) -> None:
        """Write the news of a session until they end. Raises ClientLeft."""
        await _unless_gone(self._write_news(hear, write), gone)

    async def _write_news(self, hear: Hear, write: Write) -> None:
        async with aclosing(self.host.follow(hear)) as parts:
            async for part in parts:
                await write(part)

    async def _admit(
        self, head: Request, dialect: Dialect, parts: Parts, gone: Gone | None
    ) -> Response:
        """Hold off who guesses, and let the others in."""
        if self.limiter is None:
            return await self._let_in(head, dialect, parts, gone)
        limited = Limited(dialect, self.limiter, head, self.host.now())
        return limited.hold_off() or await self._let_in(head, limited, parts, gone)

    async def _let_in(
        self, head: Request, dialect: Dialect, parts: Parts, gone: Gone | None
    ) -> Response:
        """Serve who is known, and who need not be."""
        if self.access.authenticate is not None and not is_preflight(head):
            found = self.access.authenticate(head, self.host.now())
            if isawaitable(found):
                async with asyncio.timeout(self.host.event_timeout):
                    found = await found
            if isinstance(found, Denied):
                return _denied(found, dialect)
            head = evolve(head, owner=None if found is None else found.name)
        return dialect.screen(head) or await self._take(head, dialect, parts, gone)

    async def _take(
        self, head: Request, dialect: Dialect, parts: Parts, gone: Gone | None
    ) -> Response:
        """Read the body, and do what it asks for."""
        try:
            body = await self._body(dialect.max_body, parts)
        except TimeoutError:
            return _refuse(dialect, FaultCode.HTTP_TIMEOUT, "the body did not arrive in time")
        if body is None:
            detail = f"the body has more than {dialect.max_body} bytes"
            return _refuse(dialect, FaultCode.HTTP_TOO_LARGE, detail)
        return await _unless_gone(self.host.serve(evolve(head, body=body), dialect), gone)

    async def _body(self, limit: int, parts: Parts) -> bytes | None:
        """The whole body, or None where it is larger than the limit. Raises TimeoutError."""
        idle, body = self.limits.body_idle_seconds, bytearray()
        end = self.host.now() + self.limits.body_seconds
        within = asyncio.timeout_at(min(end, self.host.now() + idle))
        async with within, aclosing(parts):
            async for part in parts:
                body += part
                if len(body) > limit:
                    return None
                within.reschedule(min(end, self.host.now() + idle))
        return bytes(body)


def lengthened(response: Response) -> Response:
    """A response that says how long its body is (RFC 9110 §8.6)."""
    if response.status in WITHOUT_LENGTH or response.stream is not None:
        return response
    length = ("content-length", str(len(response.body)))
    return evolve(response, headers=(*response.headers, length))


def _judge_dialects(dialect: object, beside: tuple[object, ...]) -> None:
    """Raises TypeError for what is no dialect, and for what cannot stand beside another."""
    for one in (dialect, *beside):
        if isinstance(one, type) or not hasattr(one, "screen"):
            raise TypeError(f"a dialect has to be a value such as JsonApi(), not {described(one)}")
    for one in beside:
        if not hasattr(one, "prefix"):
            said = "beside it there may be those with a prefix, such as Whip()"
            raise TypeError(f"{described(one)} can only be the first dialect; {said}")


def _refuse(dialect: Dialect, code: FaultCode, detail: str) -> Response:
    return dialect.refuse(RemoteProtocolError(Fault(code, detail)))


def _denied(denied: Denied, dialect: Dialect) -> Response:
    response = dialect.refuse(denial(denied))
    if denied.status != 401:
        return response
    challenge = ("www-authenticate", denied.challenge)
    return evolve(response, headers=(*response.headers, challenge))


async def _unless_gone(work: Coroutine[Any, Any, T], gone: Gone | None) -> T:
    """Do it while the client is there. Raises ClientLeft; it is cancelled by then."""
    if gone is None:
        return await work
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(gone())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        working.cancel()
        await asyncio.wait({working, leaving})
    if working.cancelled():
        raise ClientLeft
    return working.result()
