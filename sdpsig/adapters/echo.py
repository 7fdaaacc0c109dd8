"""The media side of the reference server: whatever comes over a data channel goes back.

With aiortc (the extra ``aiortc``) a browser reaches ``connected`` and its data channels echo;
without it there is ICE and nothing above.
"""

import asyncio
import logging
from contextlib import suppress
from importlib.util import find_spec
from secrets import randbits, token_bytes
from typing import TYPE_CHECKING, Protocol

from attrs import frozen

from ..endpoint import AnswerNeeded
from ..jsep import (
    WEBRTC,
    Answer,
    AnswerPlan,
    AnswerPolicy,
    Origin,
    Transport,
    plan_answer,
    write_answer,
)
from ..sdp import INTEROP, MediaDescription, Profile
from ..sdp.attributes import Fingerprint, MediaDirection
from ..session import CandidateReceived, Closed, DtlsState, Event, IceState, TransportAdded
from ..trickle import LAN, CandidatePolicy
from .aioice import Ice

if TYPE_CHECKING:
    from aiortc import RTCDataChannel

    from .aiortc import Certificate, DataTransport, RemoteData

__all__ = ["Echo", "EchoConfig", "Reporter", "aiortc_installed"]

logger = logging.getLogger("sdpsig.echo")

MAX_UNSENT_BYTES = 4_194_304
"""What may wait on a data channel for a peer that sends but does not read; then it is closed."""


def aiortc_installed() -> bool:
    """Whether the extra ``aiortc`` is there."""
    return find_spec("aiortc") is not None


class Reporter(Protocol):
    """Where the facts of a transport go: ``Host.report``."""

    def __call__(
        self,
        session_id: str,
        mid: str,
        *,
        ice: IceState | None = None,
        dtls: DtlsState | None = None,
    ) -> None: ...


@frozen(kw_only=True)
class EchoConfig:
    """How the echo reaches its peers."""

    stun_server: tuple[str, int] | None = None
    """Host and port."""
    loopback: bool = False
    """Whether to gather 127.0.0.1 too."""
    candidates: CandidatePolicy = LAN
    """Which remote candidates ICE may see."""
    profile: Profile = INTEROP


def _keep_quiet(section: MediaDescription) -> MediaDirection:
    """There is no media to send, and nobody to receive any."""
    del section
    return MediaDirection.INACTIVE


POLICY = AnswerPolicy(direction=_keep_quiet)


class Echo:
    """An application for ``Asgi``: answers every offer and echoes its data channels."""

    def __init__(self, config: EchoConfig | None = None) -> None:
        self.config = config or EchoConfig()
        self.reporter: Reporter | None = None
        """Set before the first offer comes."""
        self._peers: dict[str, dict[str, _Peer]] = {}
        self._certificate = _certificate()

    async def answer(self, needed: AnswerNeeded) -> Answer:
        """Gather for every transport that the answer needs, and write it."""
        plan = plan_answer(needed.offer, WEBRTC, policy=POLICY, profile=self.config.profile)
        peers: dict[str, _Peer] = {}
        peers |= {mid: self._peer(needed.session_id, mid, plan, peers) for mid in plan.owners}
        try:
            await asyncio.gather(*(peer.ice.gather() for peer in peers.values()))
            fingerprints = (
                (_unused_fingerprint(),)
                if self._certificate is None
                else self._certificate.fingerprints
            )
            transports = {
                mid: peer.ice.local_transport(fingerprints) for mid, peer in peers.items()
            }
            origin = Origin(str(randbits(62)), "1")
            answer = write_answer(plan, transports, origin=origin)
        except BaseException:
            await _close(peers)
            raise
        self._peers[needed.session_id] = peers
        return answer

    async def event(self, session_id: str, event: Event) -> None:
        """Start, feed and stop the transports of a session."""
        peers = self._peers.get(session_id, {})
        match event:
            case TransportAdded(transport):
                peers[transport.mid].start(transport)
            case CandidateReceived(mid, candidate):
                await peers[mid].ice.add(candidate)
            case Closed():
                await _close(self._peers.pop(session_id, {}))
            case _:
                pass

    def _peer(
        self, session_id: str, mid: str, plan: AnswerPlan, peers: dict[str, "_Peer"]
    ) -> "_Peer":
        def tell(*, ice: IceState | None = None, dtls: DtlsState | None = None) -> None:
            # the id may be that of another session by now
            if self.reporter is not None and self._peers.get(session_id) is peers:
                self.reporter(session_id, mid, ice=ice, dtls=dtls)

        ice = Ice(
            stun_server=self.config.stun_server,
            loopback=self.config.loopback,
            policy=self.config.candidates,
            on_state=lambda state: tell(ice=state),
        )
        if self._certificate is None:
            return _Peer(ice)
        from .aiortc import DataTransport  # noqa: PLC0415  # an extra

        data = DataTransport(
            ice,
            self._certificate,
            on_state=lambda state: tell(dtls=state),
            on_channel=_echo,
        )
        return _Peer(ice, data, _remote_data(plan, mid))


class _Peer:
    """One transport of a session."""

    def __init__(
        self,
        ice: Ice,
        data: "DataTransport | None" = None,
        remote: "RemoteData | None" = None,
    ) -> None:
        self.ice = ice
        self._data = data
        self._remote = remote

    def start(self, transport: Transport) -> None:
        self.ice.start(transport.remote)
        if self._data is not None:
            self._data.start(transport, self._remote)

    async def close(self) -> None:
        try:
            if self._data is not None:
                await self._data.close()
        finally:
            await self.ice.close()


async def _close(peers: dict[str, _Peer]) -> None:
    for result in await asyncio.gather(
        *(peer.close() for peer in peers.values()), return_exceptions=True
    ):
        if isinstance(result, Exception):
            logger.warning("a transport did not close cleanly: %r", result)


def _echo(channel: "RTCDataChannel") -> None:
    """Send every message back that the peer takes."""

    def send_back(message: str | bytes) -> None:
        if channel.readyState != "open":
            return
        if channel.bufferedAmount > MAX_UNSENT_BYTES:
            channel.close()
            return
        with suppress(ValueError):  # it is larger than what the peer takes
            channel.send(message)

    channel.on("message", send_back)


def _certificate() -> "Certificate | None":
    if not aiortc_installed():
        return None
    from .aiortc import Certificate  # noqa: PLC0415  # an extra

    return Certificate()


def _unused_fingerprint() -> Fingerprint:
    """An answer must name a certificate, also where there is no DTLS to show it."""
    return Fingerprint("sha-256", token_bytes(32).hex(":").upper())


def _remote_data(plan: AnswerPlan, owner: str) -> "RemoteData | None":
    """The peer's end of the data channels that use a transport."""
    from .aiortc import RemoteData  # noqa: PLC0415  # an extra

    view = next(
        (
            section.view
            for section in plan.sections
            if section.rejected is None
            and section.view.is_data
            and plan.owner(section.mid) == owner
        ),
        None,
    )
    return None if view is None else RemoteData(view.sctp_port, view.max_message_size)
