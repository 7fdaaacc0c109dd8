"""What every WebRTC implementation in these tests can be told, whatever its own interface is.

A `Peer` is one connection. Its sections are addressed by their number in the newest description,
which the peer itself has seen: transceivers are in no order that two sides share.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import ClassVar

from attrs import frozen

from tests.peers._sections import Section, sections

__all__ = ["Config", "Feature", "NotSupported", "Peer", "PeerError", "PeerGone"]


class Feature(StrEnum):
    """What a peer may be unable to do."""

    AUDIO_VIDEO = "audio and video"
    """Sections with RTP."""
    DIRECTION = "direction"
    """Changing the direction of a section, also one that was agreed."""
    STOP = "stop"
    """Stopping a transceiver, and using its section again."""
    REJECT = "rejecting"
    """Rejecting a section that is offered, in the answer."""
    REJECTED = "rejected sections"
    """Taking a description with a section of port 0."""
    ROLLBACK = "rollback"
    """Taking an outstanding offer back, on either side."""
    RESTART = "ICE restart"
    """Offering new ICE credentials, and answering such an offer with new ones."""
    RENEGOTIATE = "renegotiation"
    """A second exchange in the same session."""
    SIMULCAST = "simulcast"
    """Sending several encodings of a video."""
    CODECS = "codec preferences"
    """Offering some codecs in an order that the application wants."""
    NO_BUNDLE = "sections without BUNDLE"
    """A transport for each section."""
    MANY_TRANSPORTS = "bundle policies"
    """Offers that are not max-bundle."""


@frozen
class Config:
    """What a connection is made with."""

    bundle_policy: str = "balanced"
    """`balanced`, `max-compat` or `max-bundle`."""


class PeerError(Exception):
    """The peer refused a step, in its own words."""


class PeerGone(PeerError):  # noqa: N818  # as above
    """What the peer runs in has ended or hangs, over this step or over another's."""


class NotSupported(Exception):  # noqa: N818  # a fact about the peer, not a failure
    """The peer cannot do that at all."""


class Peer(ABC):
    """One connection of an implementation."""

    name: str
    """Of the implementation, in lower case."""
    version: str
    SUPPORTS: ClassVar[Collection[Feature]] = frozenset(Feature)
    """What it can do; the rest raises `NotSupported`, or is known not to work."""

    described: tuple[Section, ...] = ()
    """The sections of the newest description that it has made its own."""
    agreed: tuple[Section, ...] = ()
    """The sections of the newest answer."""

    async def add_transceiver(
        self,
        kind: str,
        direction: str,
        *,
        codecs: Sequence[str] = (),
        encodings: Sequence[str] = (),
    ) -> None:
        """A new transceiver that wants these codecs alone, by name, and sends these rids."""
        self._need(Feature.AUDIO_VIDEO)
        if encodings:
            self._need(Feature.SIMULCAST)
        if codecs:
            self._need(Feature.CODECS)
        await self._add_transceiver(kind, direction, tuple(codecs), tuple(encodings))

    async def stop(self, index: int) -> None:
        """Stop the transceiver of a section."""
        self._need(Feature.STOP)
        await self._stop(self.described[index].mid)

    async def reject(self, index: int) -> None:
        """Have the next answer reject a section of the offer that was set."""
        self._need(Feature.REJECT)
        await self._reject(self.described[index].mid)

    async def set_direction(self, index: int, direction: str) -> None:
        """What the transceiver of a section is to do from the next exchange on."""
        self._need(Feature.DIRECTION)
        await self._set_direction(self.described[index].mid, direction)

    async def set_local(self, kind: str, text: str) -> None:
        """Apply what `create_offer` or `create_answer` gave; raises PeerError."""
        await self._set_local(kind, text)
        self._describe(kind, text)

    async def set_remote(self, kind: str, text: str) -> None:
        """Apply what the other side made; raises PeerError where this peer refuses it."""
        await self._set_remote(kind, text)
        self._describe(kind, text)

    async def rollback(self, side: str) -> None:
        """Take the outstanding offer back that was set on this side: `local` or `remote`."""
        self._need(Feature.ROLLBACK)
        await self._rollback(side)
        self.described = self.agreed

    async def restart_ice(self) -> None:
        """Have the next offer restart ICE."""
        self._need(Feature.RESTART)
        await self._restart_ice()

    async def create_offer(self, *, ice_restart: bool = False) -> str:
        """The text of an offer."""
        if ice_restart:
            self._need(Feature.RESTART)
        return await self._create_offer(ice_restart)

    @abstractmethod
    async def create_answer(self) -> str:
        """The text of an answer to the offer that was set."""

    @abstractmethod
    async def create_data_channel(self) -> None:
        """Want data channels."""

    @abstractmethod
    def state(self) -> str:
        """The signaling state, in the words of W3C."""

    @abstractmethod
    async def close(self) -> None:
        """Free everything."""

    def value(self) -> object:
        """What it has negotiated, as a value that is compared by identity; None: not told."""
        return None

    def _describe(self, kind: str, text: str) -> None:
        self.described = sections(text)
        if kind == "answer":
            self.agreed = self.described

    @classmethod
    def _need(cls, feature: Feature) -> None:
        if feature not in cls.SUPPORTS:
            raise NotSupported(f"{feature}: {cls.__name__}")

    @abstractmethod
    async def _add_transceiver(
        self, kind: str, direction: str, codecs: tuple[str, ...], encodings: tuple[str, ...]
    ) -> None: ...

    @abstractmethod
    async def _stop(self, mid: str) -> None: ...

    async def _reject(self, mid: str) -> None:
        raise NotSupported(mid)

    @abstractmethod
    async def _set_direction(self, mid: str, direction: str) -> None: ...

    @abstractmethod
    async def _set_local(self, kind: str, text: str) -> None: ...

    @abstractmethod
    async def _set_remote(self, kind: str, text: str) -> None: ...

    @abstractmethod
    async def _rollback(self, side: str) -> None: ...

    @abstractmethod
    async def _restart_ice(self) -> None: ...

    @abstractmethod
    async def _create_offer(self, ice_restart: bool) -> str: ...
