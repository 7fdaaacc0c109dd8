"""Peers that live elsewhere: in a page, or in a program. What is told to them is one message."""

from collections.abc import Mapping
from itertools import count
from typing import Any, Protocol

from tests.peers._peer import Config, NotSupported, Peer, PeerError

__all__ = ["Channel", "RemotePeer"]

NUMBERS = count(1)


class Channel(Protocol):
    """The way to one place with many connections."""

    @property
    def version(self) -> str:
        """Of the implementation there."""
        ...

    async def call(self, number: int, operation: str, *args: object) -> Mapping[str, Any]:
        """`value`, `refused` or `unsupported`, and the signaling `state`; raises PeerError where it has ended."""
        ...


class RemotePeer(Peer):
    """A connection at the other end of a channel."""

    def __init__(self, channel: Channel) -> None:
        self.version = channel.version
        self._channel = channel
        self._number = next(NUMBERS)
        self._state = "stable"

    async def open(self, config: Config) -> None:
        await self._call("open", self._configuration(config))

    def state(self) -> str:
        return self._state

    async def create_data_channel(self) -> None:
        await self._call("create_data_channel")

    async def create_answer(self) -> str:
        return str(await self._call("create_answer"))

    async def close(self) -> None:
        await self._call("close")

    def _configuration(self, config: Config) -> Mapping[str, object]:
        return {"bundlePolicy": config.bundle_policy}

    async def _call(self, operation: str, *args: object) -> Any:
        outcome = await self._channel.call(self._number, operation, *args)
        self._state = outcome["state"]
        if "refused" in outcome:
            raise PeerError(outcome["refused"])
        if "unsupported" in outcome:
            raise NotSupported(outcome["unsupported"])
        return outcome.get("value")

    async def _add_transceiver(
        self, kind: str, direction: str, codecs: tuple[str, ...], encodings: tuple[str, ...]
    ) -> None:
        await self._call("add_transceiver", kind, direction, codecs, encodings)

    async def _stop(self, mid: str) -> None:
        await self._call("stop", mid)

    async def _reject(self, mid: str) -> None:
        await self._call("reject", mid)

    async def _set_direction(self, mid: str, direction: str) -> None:
        await self._call("set_direction", mid, direction)

    async def _set_local(self, kind: str, text: str) -> None:
        await self._call("set_local", kind, text)

    async def _set_remote(self, kind: str, text: str) -> None:
        await self._call("set_remote", kind, text)

    async def _rollback(self, side: str) -> None:
        await self._call("rollback", side)

    async def _restart_ice(self) -> None:
        await self._call("restart_ice")

    async def _create_offer(self, ice_restart: bool) -> str:
        return str(await self._call("create_offer", ice_restart))
