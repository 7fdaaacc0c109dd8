"""Our own engine, told what to do as the real peers are."""

from collections import Counter
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any, TypeVar

from sdpsig import __version__, jsep, sdp
from sdpsig.errors import SdpsigError
from sdpsig.sdp.attributes import Fingerprint, MediaDirection, Mid
from tests.peers._peer import Config, Feature, Peer, PeerError

__all__ = ["Ours", "maker"]

T = TypeVar("T")

FINGERPRINT = Fingerprint("sha-256", ":".join(f"{byte:02X}" for byte in range(32)))
TYPES: dict[str, type[jsep.Offer | jsep.Answer]] = {"offer": jsep.Offer, "answer": jsep.Answer}


class Ours(Peer):
    """A negotiation; its transports are made of the mid and of how often they were asked for."""

    name = "sdpsig"
    version = __version__
    SUPPORTS = frozenset(Feature)

    def __init__(self, config: Config, capabilities: jsep.Capabilities = jsep.WEBRTC) -> None:
        self._capabilities = capabilities
        self._rejected: set[str] = set()
        self._asked: Counter[str] = Counter()
        self._connection = jsep.PeerConnection(
            jsep.NegotiationConfig(
                capabilities=capabilities,
                policy=jsep.AnswerPolicy(accept=self._wanted),
                bundle_policy=jsep.BundlePolicy(config.bundle_policy),
                session_id=4611731400430051336,
                local_descriptions=jsep.LocalDescriptions.CREATED,
            )
        )

    def state(self) -> str:
        return str(self._connection.signaling_state)

    def value(self) -> jsep.Negotiation:
        return self._connection.state

    async def create_data_channel(self) -> None:
        self._change(jsep.AddDataChannels())

    async def create_answer(self) -> str:
        return _asked(
            lambda: sdp.serialize(self._connection.create_answer(self._transport).description)
        )

    async def close(self) -> None:
        self._change(jsep.Close())

    async def _create_offer(self, ice_restart: bool) -> str:
        make = self._connection.create_offer
        return _asked(
            lambda: sdp.serialize(make(self._transport, ice_restart=ice_restart).description)
        )

    async def _add_transceiver(
        self, kind: str, direction: str, codecs: tuple[str, ...], encodings: tuple[str, ...]
    ) -> None:
        known = self._capabilities.codecs(kind)
        wanted = tuple(one for name in codecs for one in known if one.name == name.lower())
        media: Any = kind
        self._change(
            jsep.AddTransceiver(
                media,
                MediaDirection(direction),
                encodings=tuple(jsep.Encoding(rid) for rid in encodings),
                preferences=wanted or None,
            )
        )

    async def _stop(self, mid: str) -> None:
        self._change(jsep.StopTransceiver(self._number(mid)))

    async def _reject(self, mid: str) -> None:
        self._rejected.add(mid)

    async def _set_direction(self, mid: str, direction: str) -> None:
        self._change(jsep.SetDirection(self._number(mid), MediaDirection(direction)))

    async def _restart_ice(self) -> None:
        self._change(jsep.RestartIce())

    async def _set_local(self, kind: str, text: str) -> None:
        _asked(lambda: self._connection.set_local_description(_read(kind, text)))

    async def _set_remote(self, kind: str, text: str) -> None:
        _asked(lambda: self._connection.set_remote_description(_read(kind, text)))

    async def _rollback(self, side: str) -> None:
        sides = {
            "local": self._connection.set_local_description,
            "remote": self._connection.set_remote_description,
        }
        _asked(lambda: sides[side](jsep.Rollback()))

    def _transport(self, mid: str) -> jsep.LocalTransport:
        """Asked for where a transport is new or restarts: never the same credentials twice."""
        self._asked[mid] += 1
        secret = sha256(f"{mid} {self._asked[mid]}".encode()).hexdigest()
        return jsep.LocalTransport(secret[:8], secret[8:40], (FINGERPRINT,))

    def _number(self, mid: str) -> int:
        one = self._connection.state.transceiver(mid)
        if one is None:
            raise PeerError(f"no transceiver has the mid {mid}")
        return one.number

    def _wanted(self, media: sdp.MediaDescription) -> bool:
        mid = media.get(Mid)
        return mid is None or mid.mid not in self._rejected

    def _change(self, wish: jsep.Change) -> None:
        _asked(lambda: self._connection.change(wish))


def maker(capabilities: jsep.Capabilities = jsep.WEBRTC) -> Callable[[Config], Awaitable[Peer]]:
    """Makes connections with these capabilities."""

    async def make(config: Config) -> Peer:
        return Ours(config, capabilities)

    return make


def _read(kind: str, text: str) -> jsep.Offer | jsep.Answer:
    return TYPES[kind](sdp.parse(text))


def _asked(work: Callable[[], T]) -> T:
    try:
        return work()
    except SdpsigError as error:
        raise PeerError(f"{type(error).__name__}: {error}") from error
