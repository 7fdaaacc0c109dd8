"""The transports of one session at work: ICE, and above it what aiortc brings."""

import asyncio
import logging
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from ..jsep import Negotiation, Transport
from ..session import (
    CandidateReceived,
    DtlsState,
    Event,
    IceState,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
)
from .aioice import Ice
from .ice_path import IcePath

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiortc import MediaStreamTrack, RTCDataChannel

    from .aiortc import Certificate, MediaTransport, Source

__all__ = ["Call", "Tell"]

logger = logging.getLogger("sdpsig.echo")


class Tell(Protocol):
    """Where the facts of a transport go, by its number."""

    def __call__(
        self, number: int, *, ice: IceState | None = None, dtls: DtlsState | None = None
    ) -> None: ...


class Call:
    """One session of the media side, in step with what its signaling tells.

    Which of its transports is meant is said by their numbers, as owners may change.
    """

    def __init__(
        self,
        certificate: "Certificate | None",
        tell: Tell,
        on_channel: "Callable[[RTCDataChannel], None]",
        source: "Source | None" = None,
    ) -> None:
        """
        :param certificate: None: there is no DTLS, and ICE is all.
        :param on_channel: called with each data channel that the peer opens.
        :param source: where there is a better one than the test source.
        """
        self._certificate = certificate
        self._tell = tell
        self._on_channel = on_channel
        self._source = source
        self._gathered: dict[str, Ice] = {}
        self._peers: dict[int, _Peer] = {}

    def keep(self, gathered: Iterable[Ice]) -> None:
        """What an answer names, which does not count yet."""
        self._gathered.update((ice.ufrag, ice) for ice in gathered)

    async def event(self, event: Event) -> None:
        """Start, restart, feed and stop transports."""
        match event:
            case TransportAdded(transport):
                self._peers[transport.number] = self._begin(transport)
            case TransportRestarted(transport):
                peer = self._peers[transport.number]
                peer.path.restart(self._named(transport), transport.remote)
            case TransportChanged(transport):
                self._peers[transport.number].mid = transport.mid
            case TransportRemoved(mid):
                (peer,) = self._at(mid)
                del self._peers[peer.number]
                await _close([peer])
            case CandidateReceived(mid, candidate):
                (peer,) = self._at(mid)
                await peer.path.ice.add(candidate)
            case _:
                pass

    async def settle(self, negotiation: Negotiation) -> None:
        """An exchange is over: run what is agreed on, and free what an answer named in vain."""
        await self._free()
        if self._certificate is None or negotiation.exchange is None:
            return
        from .aiortc import agreed  # noqa: PLC0415  # an extra

        for transport in negotiation.transports:
            peer = self._peers.get(transport.number)
            if peer is not None and peer.above is not None:
                await peer.above.agree(agreed(negotiation.exchange, transport))

    def subscribe(self, kind: str) -> "MediaStreamTrack | None":
        """What comes of this kind, as ``MediaTransport`` has it."""
        tracks = (peer.above.subscribe(kind) for peer in self._peers.values() if peer.above)
        return next(filter(None, tracks), None)

    async def close(self) -> None:
        """Stop everything."""
        peers = [*self._peers.values()]
        self._peers.clear()
        await _close(peers)
        await self._free()

    async def _free(self) -> None:
        gathered = [*self._gathered.values()]
        self._gathered.clear()
        await asyncio.gather(*(ice.close() for ice in gathered))

    def _at(self, mid: str) -> "Iterator[_Peer]":
        return (peer for peer in self._peers.values() if peer.mid == mid)

    def _named(self, transport: Transport) -> Ice:
        """The agent that our answer has named for a transport."""
        ice = self._gathered.pop(transport.local_ufrag)

        def changed(state: IceState) -> None:
            peer = self._peers.get(transport.number)
            if peer is not None and peer.path.ice is ice:  # else it has been superseded
                self._tell(transport.number, ice=state)

        ice.on_state = changed
        return ice

    def _begin(self, transport: Transport) -> "_Peer":
        peer = _Peer(transport.number, transport.mid, IcePath(self._named(transport)))
        if self._certificate is not None:
            from .aiortc import MediaTransport  # noqa: PLC0415  # an extra

            peer.above = MediaTransport(
                peer.path,
                self._certificate,
                on_state=lambda state: self._tell(transport.number, dtls=state),
                on_channel=self._on_channel,
                source=self._source,
            )
            peer.above.shake_hands(transport)
        peer.path.start(transport.remote)
        return peer


class _Peer:
    """One transport of a session."""

    def __init__(self, number: int, mid: str, path: IcePath) -> None:
        self.number = number
        self.mid = mid
        self.path = path
        self.above: MediaTransport | None = None

    async def close(self) -> None:
        try:
            if self.above is not None:
                await self.above.close()
        finally:
            await self.path.close()


async def _close(peers: Iterable[_Peer]) -> None:
    for result in await asyncio.gather(*(peer.close() for peer in peers), return_exceptions=True):
        if isinstance(result, Exception):
            logger.warning("a transport did not close cleanly: %r", result)
