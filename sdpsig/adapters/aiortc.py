"""DTLS, SCTP and RTP by aiortc's transport objects, under what sdpsig has negotiated.

aiortc's own ``RTCPeerConnection`` is not used: it knows neither restarts of ICE nor rollback.
Negotiation is sdpsig's, ICE is that of ``IcePath``.
"""

# pyright: reportPrivateUsage=false

import asyncio
from collections.abc import Callable, Mapping
from secrets import randbits
from typing import Any

from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCCertificate,
    RTCDataChannel,
    RTCDtlsFingerprint,
    RTCDtlsParameters,
    RTCDtlsTransport,
    RTCRtpReceiver,
    RTCRtpSender,
    RTCSctpCapabilities,
    RTCSctpTransport,
    VideoStreamTrack,
)
from aiortc.contrib.media import MediaBlackhole, MediaRelay
from aiortc.rtcrtpparameters import (
    RTCRtcpParameters,
    RTCRtpDecodingParameters,
    RTCRtpParameters,
    RTCRtpReceiveParameters,
    RTCRtpRtxParameters,
    RTCRtpSendParameters,
)
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.sdp import SessionDescription
from attrs import evolve, field

from .._frozen import frozen
from ..jsep import Exchange, Side, Transport
from ..sdp import MediaDescription, serialize
from ..sdp.attributes import Fingerprint, MediaDirection, SetupRole, SsrcGroup
from ..session import DtlsState
from .ice_path import IcePath

__all__ = ["Agreed", "Certificate", "MediaTransport", "RemoteData", "Source", "agreed"]

DTLS_ROLE = {SetupRole.ACTIVE: "client", SetupRole.PASSIVE: "server"}
HASHES = frozenset({"sha-256", "sha-384", "sha-512"})
"""Hashes that aiortc can check; it wants every one that it is given to fit."""
CIPHERS = b":".join(
    b"ECDHE-" + how
    for how in (
        b"ECDSA-AES128-GCM-SHA256", b"RSA-AES128-GCM-SHA256",
        b"ECDSA-CHACHA20-POLY1305", b"RSA-CHACHA20-POLY1305",
        b"ECDSA-AES128-SHA", b"ECDSA-AES256-SHA",
    )
)  # fmt: skip
"""aiortc's own, which are those for certificates of ECDSA, and their like for RSA."""
BEFORE = (DtlsState.NEW, DtlsState.CONNECTING)
"""While DTLS may still connect."""
Source = Callable[[str], MediaStreamTrack | None]
"""What is sent of a kind, ``audio`` or ``video``; None: nothing is."""


@frozen
class RemoteData:
    """The peer's end of the SCTP association (RFC 8841)."""

    port: int = 5000
    max_message_size: int = 65_536
    """Bytes of the largest message that it takes; what holds where it says nothing."""


@frozen
class Agreed:
    """What an exchange has settled for one transport."""

    data: RemoteData | None = None
    """None: there are no data channels."""
    received: Mapping[str, RTCRtpReceiveParameters] = field(
        factory=dict[str, RTCRtpReceiveParameters]
    )
    """What aiortc has to know of each section that the peer sends in, by mid."""
    sent: Mapping[str, RTCRtpSendParameters] = field(factory=dict[str, RTCRtpSendParameters])
    """The same of each section that we send in."""


def agreed(exchange: Exchange, transport: Transport) -> Agreed:
    """What is to run on a transport after an exchange."""
    answer, theirs = exchange.answer, exchange.of(Side.REMOTE)
    data: RemoteData | None = None
    flows: dict[str, MediaDirection] = {}
    for mid in transport.members:
        if answer[mid].is_data:
            data = RemoteData(theirs[mid].sctp_port, theirs[mid].max_message_size)
        elif answer[mid].direction is not MediaDirection.INACTIVE:
            said = answer[mid].direction
            flows[mid] = said if exchange.offerer is Side.REMOTE else said.reversed
    if not flows:
        return Agreed(data)
    written = SessionDescription.parse(serialize(answer.description)).media
    rtp = {mid: written[answer[mid].index].rtp for mid in flows}
    return Agreed(
        data,
        {
            mid: _received(rtp[mid], theirs[mid].media)
            for mid, flow in flows.items()
            if flow.receives
        },
        {mid: _sent(rtp[mid]) for mid, flow in flows.items() if flow.sends},
    )


def _received(rtp: Any, theirs: MediaDescription) -> RTCRtpReceiveParameters:
    """Packets that are sent again (RFC 4588) are of a source that only the peer can name."""
    pairs = [one.ssrcs for one in theirs.all(SsrcGroup) if one.semantics == "FID"]
    encodings = [
        RTCRtpDecodingParameters(pair[0], codec.payloadType, RTCRtpRtxParameters(pair[1]))
        for pair in pairs
        if len(pair) == 2
        for codec in rtp.codecs
        if codec.name != "rtx"
    ]
    return RTCRtpReceiveParameters(rtp.codecs, rtp.headerExtensions, rtp.muxId, encodings=encodings)


def _sent(rtp: Any) -> RTCRtpSendParameters:
    rtcp = RTCRtcpParameters(cname="-", mux=True)
    return RTCRtpSendParameters(rtp.codecs, rtp.headerExtensions, rtp.muxId, rtcp)


class _OwnCertificate(RTCCertificate):
    """aiortc's, for peers with certificates of RSA as well (GStreamer before 1.24)."""

    def _create_ssl_context(self, *args: Any, **options: Any) -> Any:
        context = super()._create_ssl_context(*args, **options)
        context.set_cipher_list(CIPHERS)
        return context


class Certificate:
    """A self-signed certificate; one serves any number of sessions."""

    def __init__(self) -> None:
        self._certificate = _OwnCertificate.generateCertificate()

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


class _Path:
    """A path as aiortc's DTLS wants its ICE transport."""

    role = "controlled"
    state = "completed"

    def __init__(self, path: IcePath) -> None:
        self._recv = path.receive
        self._send = path.send


class MediaTransport:
    """A DTLS association over one path, with the data channels and the RTP that are agreed on.

    What comes by RTP goes to its subscribers, and what goes comes from a source. Both and the data
    channels may be agreed on anew as often as the peers like.
    """

    def __init__(
        self,
        path: IcePath,
        certificate: Certificate,
        *,
        on_state: Callable[[DtlsState], None],
        on_channel: Callable[[RTCDataChannel], None],
        source: Source | None = None,
    ) -> None:
        """
        :param on_state: called with each state of the DTLS association.
        :param on_channel: called with each data channel that the peer opens.
        :param source: by default silence, and a picture that is all green.
        """
        self._path = path
        self._on_state = on_state
        self._dtls = certificate.dtls(_Path(path))
        self._dtls.on("statechange", lambda: on_state(DtlsState(self._dtls.state)))
        self._data = _Data(self._dtls, on_channel)
        self._streams = _Streams(self._dtls, source or _test_source)
        self._agreed = Agreed()
        self._turn = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None

    def shake_hands(self, transport: Transport) -> None:
        """Do so when ICE is connected; the peer must show the certificate it announced."""
        self._dtls._set_role(DTLS_ROLE[transport.dtls_role])  # noqa: SLF001  # no public way
        fingerprints = [
            RTCDtlsFingerprint(item.hash_function.lower(), item.digest.upper())
            for item in transport.remote.fingerprints
            if item.hash_function.lower() in HASHES
        ]
        parameters = RTCDtlsParameters(fingerprints=fingerprints)
        self._running = asyncio.create_task(self._run(parameters))

    async def agree(self, agreed: Agreed) -> None:
        """Run this, and no longer what was agreed on before, as soon as there is DTLS."""
        self._agreed = agreed
        await self._settle()

    def subscribe(self, kind: str) -> MediaStreamTrack | None:
        """What comes of this kind, for one more who has a use for it; None where nothing does.

        It ends with what is agreed on. Who is too slow for the pictures misses some of them.
        """
        return self._streams.subscribe(kind)

    async def close(self) -> None:
        """Say close_notify and stop."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.wait([self._running])
        async with self._turn:
            await self._data.stop()
            await self._streams.stop()
        pump = self._dtls._task  # noqa: SLF001  # stop() cancels it without waiting
        await self._dtls.stop()
        if pump is not None:
            await asyncio.wait([pump])

    async def _run(self, parameters: RTCDtlsParameters) -> None:
        await self._path.connected()
        if not parameters.fingerprints:
            self._on_state(DtlsState.FAILED)
            return
        await self._dtls.start(parameters)
        await self._settle()

    async def _settle(self) -> None:
        async with self._turn:
            if self._dtls.state == DtlsState.CONNECTED:
                await self._data.settle(self._agreed.data)
                await self._streams.settle(self._agreed)
            elif self._dtls.state in BEFORE:  # nothing of the first picture is to be lost
                await self._streams.settle(evolve(self._agreed, sent={}))


class _Data:
    """The SCTP association: one at a time, and another one where it had been given up."""

    def __init__(
        self, dtls: RTCDtlsTransport, on_channel: Callable[[RTCDataChannel], None]
    ) -> None:
        self._dtls = dtls
        self._on_channel = on_channel
        self._sctp: RTCSctpTransport | None = None

    async def settle(self, remote: RemoteData | None) -> None:
        if remote is None:
            await self.stop()
        elif self._sctp is None:
            self._sctp = RTCSctpTransport(self._dtls)
            self._sctp.on("datachannel", self._on_channel)
            capabilities = RTCSctpCapabilities(remote.max_message_size)
            await self._sctp.start(capabilities, remote.port)

    async def stop(self) -> None:
        sctp, self._sctp = self._sctp, None
        if sctp is not None:
            await sctp.stop()  # the only word that browsers act on at once


class _Streams:
    """The RTP of all sections. aiortc can change none that runs: it is stopped and made anew."""

    def __init__(self, dtls: RTCDtlsTransport, source: Source) -> None:
        self._dtls = dtls
        self._source = source
        self._receivers: dict[str, tuple[RTCRtpReceiveParameters, RTCRtpReceiver]] = {}
        self._senders: dict[str, tuple[RTCRtpSendParameters, RTCRtpSender]] = {}
        self._relay = MediaRelay()
        self._sink = MediaBlackhole()

    def subscribe(self, kind: str) -> MediaStreamTrack | None:
        tracks = (receiver.track for _, receiver in self._receivers.values())
        track = next((track for track in tracks if track.kind == kind), None)
        return track and self._relay.subscribe(track, buffered=kind == "audio")

    async def settle(self, agreed: Agreed) -> None:
        kinds: tuple[tuple[dict[str, Any], Mapping[str, Any]], ...] = (
            (self._receivers, agreed.received),
            (self._senders, agreed.sent),
        )
        for running, wanted in kinds:
            for mid, (parameters, one) in tuple(running.items()):
                if wanted.get(mid) != parameters:
                    del running[mid]
                    await one.stop()
        for mid, parameters in agreed.received.items():
            if mid not in self._receivers:
                self._receivers[mid] = parameters, await self._receive(parameters)
        for mid, parameters in agreed.sent.items():
            if mid not in self._senders:
                self._senders[mid] = parameters, await self._send(parameters)
        await self._sink.start()

    async def stop(self) -> None:
        await self.settle(Agreed())
        await self._sink.stop()

    async def _receive(self, parameters: RTCRtpReceiveParameters) -> RTCRtpReceiver:
        kind = _kind(parameters)
        receiver = RTCRtpReceiver(kind, self._dtls)
        receiver._track = RemoteStreamTrack(kind=kind)  # noqa: SLF001  # no public way
        receiver._set_rtcp_ssrc(randbits(32))  # noqa: SLF001  # no public way
        # Read what nobody subscribes to as well: aiortc would keep every frame.
        self._sink.addTrack(self._relay.subscribe(receiver.track, buffered=False))
        await receiver.receive(parameters)
        return receiver

    async def _send(self, parameters: RTCRtpSendParameters) -> RTCRtpSender:
        kind = _kind(parameters)
        sender = RTCRtpSender(self._source(kind) or kind, self._dtls)
        await sender.send(parameters)
        return sender


SOURCES = {"audio": AudioStreamTrack, "video": VideoStreamTrack}


def _test_source(kind: str) -> MediaStreamTrack:
    return SOURCES[kind]()


def _kind(parameters: RTCRtpParameters) -> str:
    return parameters.codecs[0].mimeType.partition("/")[0]
