"""aiortc, in this process. It gathers on real sockets, without a STUN server; it never connects."""

from importlib.metadata import version
from typing import Any

from tests.peers._peer import Config, Feature, Peer, PeerError

__all__ = ["Aiortc"]


class Aiortc(Peer):
    name = "aiortc"
    SUPPORTS = frozenset(
        {
            Feature.AUDIO_VIDEO,
            Feature.CODECS,
            Feature.MANY_TRANSPORTS,
            Feature.NO_BUNDLE,
            Feature.RENEGOTIATE,
            Feature.DIRECTION,
        }
    )

    def __init__(self, config: Config) -> None:
        from aiortc import RTCBundlePolicy, RTCConfiguration

        self.version = version("aiortc")
        policy = RTCBundlePolicy(config.bundle_policy)
        self._connection: Any = _signaling_only()(
            RTCConfiguration(iceServers=[], bundlePolicy=policy)
        )

    def state(self) -> str:
        return str(self._connection.signalingState)

    async def create_data_channel(self) -> None:
        self._connection.createDataChannel("peer")

    async def create_answer(self) -> str:
        return str((await _asked(self._connection.createAnswer())).sdp)

    async def close(self) -> None:
        await self._connection.close()

    async def _add_transceiver(
        self, kind: str, direction: str, codecs: tuple[str, ...], encodings: tuple[str, ...]
    ) -> None:
        from aiortc import RTCRtpReceiver

        one = self._connection.addTransceiver(kind, direction)
        capabilities: Any = RTCRtpReceiver.getCapabilities(kind)
        wanted = [
            codec
            for name in codecs
            for codec in capabilities.codecs
            if codec.mimeType.lower() == f"{kind}/{name}".lower()
        ]
        if wanted:
            one.setCodecPreferences(wanted)

    async def _set_direction(self, mid: str, direction: str) -> None:
        for one in self._connection.getTransceivers():
            if one.mid == mid:
                one.direction = direction
                return
        raise PeerError(f"no transceiver has the mid {mid}")

    async def _create_offer(self, ice_restart: bool) -> str:
        return str((await _asked(self._connection.createOffer())).sdp)

    async def _set_local(self, kind: str, text: str) -> None:
        await _asked(self._connection.setLocalDescription(_description(kind, text)))

    async def _set_remote(self, kind: str, text: str) -> None:
        await _asked(self._connection.setRemoteDescription(_description(kind, text)))

    async def _stop(self, mid: str) -> None:
        raise AssertionError("not supported")

    async def _rollback(self, side: str) -> None:
        raise AssertionError("not supported")

    async def _restart_ice(self) -> None:
        raise AssertionError("not supported")


def _signaling_only() -> Any:
    """Its RTCPeerConnection, which would connect in a task of its own and leave errors behind."""
    from aiortc import RTCPeerConnection

    async def connect(self: object) -> None:
        del self

    return type("Signaling", (RTCPeerConnection,), {"_RTCPeerConnection__connect": connect})


def _description(kind: str, text: str) -> Any:
    from aiortc import RTCSessionDescription

    return RTCSessionDescription(sdp=text, type=kind)


async def _asked(work: Any) -> Any:
    try:
        return await work
    except Exception as error:  # it raises whatever its code runs into
        raise PeerError(f"{type(error).__name__}: {error}") from error
