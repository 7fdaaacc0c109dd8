"""The datagrams of one transport, over one ICE generation after another (RFC 8445 §2.4).

A restart of ICE is another ``Ice`` with other credentials; what is above (DTLS, RTP) goes on.
"""

import asyncio
from contextlib import suppress

from ..jsep import RemoteTransport
from .aioice import Ice

__all__ = ["IcePath"]


class IcePath:
    """A transport whose ICE may begin anew.

    What is sent while there is no connection is lost, as on any network, so that a failure that a
    restart repairs ends nothing above.
    """

    def __init__(self, ice: Ice) -> None:
        self.ice = ice
        """The newest generation, which the candidates of the peer are for."""
        self._generations = [ice]
        self._used: Ice | None = None
        self._connected = asyncio.Event()
        self._arrived = asyncio.Queue[bytes](1)
        self._running: set[asyncio.Task[None]] = set()

    def start(self, remote: RemoteTransport) -> None:
        """Begin to connect to what the peer said of its end."""
        self.ice.start(remote)
        task = asyncio.create_task(self._carry(self.ice))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def restart(self, ice: Ice, remote: RemoteTransport) -> None:
        """Begin anew; the generation so far goes on until this one is connected."""
        self.ice = ice
        self._generations.append(ice)
        self.start(remote)

    async def connected(self) -> None:
        """Wait for the first connection."""
        await self._connected.wait()

    async def send(self, datagram: bytes) -> None:
        """Send to the peer, where there is a way."""
        if self._used is not None:
            with suppress(ConnectionError):
                await self._used.send(datagram)

    async def receive(self) -> bytes:
        """The next datagram of the peer."""
        return await self._arrived.get()

    async def close(self) -> None:
        """Stop, and free every socket."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(
            *(one.close() for one in self._generations), *self._running, return_exceptions=True
        )

    async def _carry(self, ice: Ice) -> None:
        """Use a generation from when it is connected, and no earlier one any more."""
        with suppress(ConnectionError):
            await ice.connected()
            self._used = ice
            self._connected.set()
            while self._generations[0] is not ice:
                await self._generations.pop(0).close()
            while True:
                await self._arrived.put(await ice.receive())
