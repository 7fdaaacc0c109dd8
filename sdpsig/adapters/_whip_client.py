"""WHIP and WHEP over httpx: with await and without, one core below both."""

import asyncio
import threading
from collections.abc import Iterable
from typing import Unpack

from ..client import CandidateLike, Link, Resource, WhipCalls
from ..wire import IceServer, SdpSessionDescription
from ._carry import Carrier
from ._carry_async import AsyncCarrier
from ._client_options import ClientOptions, fresh_key, site_for, timeout_of
from ._closing import AsyncClosing, Closing

__all__ = [
    "AsyncWhepClient",
    "AsyncWhipClient",
    "AsyncWhipSession",
    "WhepClient",
    "WhipClient",
    "WhipSession",
]


class _Known:
    """What is known of a session."""

    def __init__(self, calls: WhipCalls, resource: Resource) -> None:
        self._calls = calls
        self._resource = resource

    @property
    def url(self) -> str:
        """The URL of the session: a secret, since whoever knows it may end the session."""
        return self._resource.url

    @property
    def remote(self) -> SdpSessionDescription:
        """What the server has said: an ``answer``, or, from WHEP, an ``offer`` to be accepted."""
        return self._resource.remote

    @property
    def ice_servers(self) -> tuple[IceServer, ...]:
        """The STUN and TURN servers that the server recommends (RFC 9725 §4.6)."""
        return self._resource.ice_servers

    @property
    def links(self) -> tuple[Link, ...]:
        """All that the server links to: its ICE servers and its extensions (RFC 9725 §4.9)."""
        return self._resource.links

    @property
    def trickles(self) -> bool:
        """Whether the server takes candidates after the offer, as far as is known."""
        return self._resource.trickles

    @property
    def valid_for(self) -> int | None:
        """Seconds, from when it came, within which a counter-offer has to be accepted."""
        return self._resource.valid_for


class WhipSession(_Known, Closing):
    """A session of WHIP or WHEP. Its calls wait for each other, also in several threads."""

    def __init__(self, calls: WhipCalls, resource: Resource, carrier: Carrier) -> None:
        super().__init__(calls, resource)
        self._carrier = carrier
        self._turn = threading.Lock()

    def send_ice_candidates(self, candidates: Iterable[CandidateLike | None]) -> bool:
        """Send candidates in one request; whether the server takes any at all.

        None says that there are no more. Candidates of another ICE generation, or of a section
        that uses the transport of another one, are left out. Raises IceMismatchError where an
        ICE restart is needed.
        """
        with self._turn:
            steps = self._calls.trickle(self._resource, candidates)
            self._resource = self._carrier.run(steps)
        return self.trickles

    def restart_ice(self, sdp: str) -> SdpSessionDescription:
        """Restart ICE with a new offer, of which only ICE is sent: the answer to it."""
        with self._turn:
            self._resource = self._carrier.run(self._calls.restart(self._resource, sdp))
        return self.remote

    def accept(self, sdp: str) -> None:
        """Answer the counter-offer of a WHEP server."""
        with self._turn:
            self._resource = self._carrier.run(self._calls.accept(self._resource, sdp))

    def close(self) -> None:
        """End the session on the server."""
        with self._turn:
            self._carrier.run(self._calls.close(self._resource))


class AsyncWhipSession(_Known, AsyncClosing):
    """A session of WHIP or WHEP. Its calls wait for each other, also in several tasks."""

    def __init__(self, calls: WhipCalls, resource: Resource, carrier: AsyncCarrier) -> None:
        super().__init__(calls, resource)
        self._carrier = carrier
        self._turn = asyncio.Lock()

    async def send_ice_candidates(self, candidates: Iterable[CandidateLike | None]) -> bool:
        """Send candidates in one request; whether the server takes any at all.

        None says that there are no more. Candidates of another ICE generation, or of a section
        that uses the transport of another one, are left out. Raises IceMismatchError where an
        ICE restart is needed.
        """
        async with self._turn:
            steps = self._calls.trickle(self._resource, candidates)
            self._resource = await self._carrier.run(steps)
        return self.trickles

    async def restart_ice(self, sdp: str) -> SdpSessionDescription:
        """Restart ICE with a new offer, of which only ICE is sent: the answer to it."""
        async with self._turn:
            self._resource = await self._carrier.run(self._calls.restart(self._resource, sdp))
        return self.remote

    async def accept(self, sdp: str) -> None:
        """Answer the counter-offer of a WHEP server."""
        async with self._turn:
            self._resource = await self._carrier.run(self._calls.accept(self._resource, sdp))

    async def aclose(self) -> None:
        """End the session on the server."""
        async with self._turn:
            await self._carrier.run(self._calls.close(self._resource))


class _Client(Closing):
    """A client of one endpoint."""

    def __init__(self, calls: WhipCalls, options: ClientOptions) -> None:
        self._calls = calls
        self._carrier = Carrier(options.get("http_client"), timeout_of(options))

    def close(self) -> None:
        """Close the connections. Sessions live on."""
        self._carrier.close()

    def _open(self, sdp: str, key: str | None) -> WhipSession:
        steps = self._calls.open(sdp, key or fresh_key(), repeatable=key is not None)
        return WhipSession(self._calls, self._carrier.run(steps), self._carrier)


class _AsyncClient(AsyncClosing):
    """A client of one endpoint, under asyncio."""

    def __init__(self, calls: WhipCalls, options: ClientOptions) -> None:
        self._calls = calls
        self._carrier = AsyncCarrier(options.get("http_client"), timeout_of(options))

    async def aclose(self) -> None:
        """Close the connections. Sessions live on."""
        await self._carrier.aclose()

    async def _open(self, sdp: str, key: str | None) -> AsyncWhipSession:
        steps = self._calls.open(sdp, key or fresh_key(), repeatable=key is not None)
        return AsyncWhipSession(self._calls, await self._carrier.run(steps), self._carrier)


class WhipClient(_Client):
    """Publishes to a WHIP endpoint (RFC 9725)."""

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: of the endpoint. Raises TypeError or ValueError for what cannot be."""
        super().__init__(WhipCalls(site_for(url, options)), options)

    def publish(self, sdp: str, *, idempotency_key: str | None = None) -> WhipSession:
        """Send an offer. With a key, for a server that heeds it, a broken connection is no end."""
        return self._open(sdp, idempotency_key)


class WhepClient(_Client):
    """Plays from a WHEP endpoint (draft-ietf-wish-whep)."""

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: of the endpoint. Raises TypeError or ValueError for what cannot be."""
        super().__init__(WhipCalls.whep(site_for(url, options)), options)

    def play(self, sdp: str, *, idempotency_key: str | None = None) -> WhipSession:
        """Send an offer. Where ``remote`` is an offer then, ``accept`` it with an answer."""
        return self._open(sdp, idempotency_key)


class AsyncWhipClient(_AsyncClient):
    """Publishes to a WHIP endpoint (RFC 9725), under asyncio."""

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: of the endpoint. Raises TypeError or ValueError for what cannot be."""
        super().__init__(WhipCalls(site_for(url, options)), options)

    async def publish(self, sdp: str, *, idempotency_key: str | None = None) -> AsyncWhipSession:
        """Send an offer. With a key, for a server that heeds it, a broken connection is no end."""
        return await self._open(sdp, idempotency_key)


class AsyncWhepClient(_AsyncClient):
    """Plays from a WHEP endpoint (draft-ietf-wish-whep), under asyncio."""

    def __init__(self, url: str, **options: Unpack[ClientOptions]) -> None:
        """``url``: of the endpoint. Raises TypeError or ValueError for what cannot be."""
        super().__init__(WhipCalls.whep(site_for(url, options)), options)

    async def play(self, sdp: str, *, idempotency_key: str | None = None) -> AsyncWhipSession:
        """Send an offer. Where ``remote`` is an offer then, ``accept`` it with an answer."""
        return await self._open(sdp, idempotency_key)
