"""DTLS and SCTP by aiortc's transport objects, under an answer that sdpsig made.

aiortc's own ``RTCPeerConnection`` is not used: negotiation is sdpsig's, ICE is ``Ice``'s.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import Callable
from typing import Any

from aiortc import (
    RTCCertificate,
    RTCDataChannel,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCSctpCapabilities,
    RTCSctpTransport,
)
from attrs import frozen

from ..jsep import Transport
from ..sdp.attributes import Fingerprint, SetupRole
from ..session import DtlsState
from .aioice import Ice

__all__ = ["Certificate", "DataTransport", "RemoteData"]

DTLS_ROLE = {SetupRole.ACTIVE: "client", SetupRole.PASSIVE: "server"}
HASHES = frozenset({"sha-256", "sha-384", "sha-512"})
"""Hashes that aiortc can check; it wants every one that it is given to fit."""


@frozen
class RemoteData:
    """The peer's end of the SCTP association (RFC 8841)."""

    port: int = 5000
    max_message_size: int = 65_536
    """Bytes of the largest message that it takes; what holds where it says nothing."""


class Certificate:
    """A self-signed certificate; one serves any number of sessions."""

    def __init__(self) -> None:
        self._certificate = RTCCertificate.generateCertificate()

    @property
    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Its one fingerprint for an answer: SHA-256 (A-44)."""
        return tuple(
            Fingerprint(item.algorithm, item.value)
            for item in self._certificate.getFingerprints()
            if item.algorithm == "sha-256"
        )

    def dtls(self, transport: Any) -> RTCDtlsTransport:
        """A DTLS transport that shows this certificate."""
        return RTCDtlsTransport(transport, [self._certificate])


class _IceShim:
    """What aiortc's DTLS needs of an ICE transport."""

    role = "controlled"
    state = "completed"

    def __init__(self, ice: Ice) -> None:
        self._ice = ice
        self.lost = False
        """Whether it was ICE that ended, and not DTLS."""

    async def _recv(self) -> bytes:
        try:
            return await self._ice.receive()
        except ConnectionError:
            self.lost = True
            raise

    async def _send(self, data: bytes) -> None:
        await self._ice.send(data)


class DataTransport:
    """A DTLS association with data channels, over one ``Ice``."""

    def __init__(
        self,
        ice: Ice,
        certificate: Certificate,
        *,
        sctp_port: int = 5000,
        on_state: Callable[[DtlsState], None],
        on_channel: Callable[[RTCDataChannel], None],
    ) -> None:
        """
        :param on_state: called with each state of the DTLS association.
        :param on_channel: called with each data channel that the peer opens.
        """
        self._ice = ice
        self._on_state = on_state
        self._shim = _IceShim(ice)
        self._dtls = certificate.dtls(self._shim)
        self._dtls.on("statechange", self._changed)
        self._sctp = RTCSctpTransport(self._dtls, sctp_port)
        self._sctp.on("datachannel", on_channel)
        self._running: asyncio.Task[None] | None = None

    def start(self, transport: Transport, remote: "RemoteData | None") -> None:
        """Shake hands when ICE is connected; the peer must show the certificate it announced.

        Without ``remote`` there are no data channels.
        """
        self._dtls._set_role(DTLS_ROLE[transport.dtls_role])  # noqa: SLF001  # no public way
        fingerprints = [
            RTCDtlsFingerprint(item.hash_function.lower(), item.digest.upper())
            for item in transport.remote.fingerprints
            if item.hash_function.lower() in HASHES
        ]
        parameters = RTCDtlsParameters(fingerprints=fingerprints)
        self._running = asyncio.create_task(self._run(parameters, remote))

    async def close(self) -> None:
        """Say close_notify and stop."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        await self._sctp.stop()  # the only word that browsers act on at once
        pump = self._dtls._task  # noqa: SLF001  # stop() cancels it without waiting
        await self._dtls.stop()
        if pump is not None:
            await asyncio.wait([pump])

    async def _run(self, parameters: RTCDtlsParameters, remote: "RemoteData | None") -> None:
        try:
            await self._ice.connected()
        except ConnectionError:
            return  # ICE has told
        if not parameters.fingerprints:
            self._on_state(DtlsState.FAILED)
            return
        await self._dtls.start(parameters)
        if remote is not None and self._dtls.state == DtlsState.CONNECTED:
            await self._sctp.start(RTCSctpCapabilities(remote.max_message_size), remote.port)

    def _changed(self) -> None:
        state = DtlsState(self._dtls.state)
        if not (state is DtlsState.CLOSED and self._shim.lost):  # then ICE has told
            self._on_state(state)
