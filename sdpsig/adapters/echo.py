"""The media side of the reference server: whatever comes over a data channel goes back.

With aiortc (the extra ``aiortc``) a browser reaches ``connected`` and its data channels echo; a
stream that is published by WHIP is received and thrown away, and what is played by WHEP is a test
source, which is offered to players that cannot take it as they asked. Without it there is ICE and
nothing above.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from functools import cached_property, partial
from importlib.util import find_spec
from secrets import randbits, token_bytes
from typing import TYPE_CHECKING

from attrs import evolve

from .._frozen import frozen
from ..endpoint import AnswerNeeded
from ..http import Play, Publish
from ..jsep import (
    AIORTC,
    WEBRTC,
    AddTransceiver,
    Answer,
    AnswerPlan,
    Capabilities,
    LocalTransport,
    Negotiation,
    Offer,
    Origin,
    SetDirection,
    Side,
    SignalingState,
    apply,
    change,
    configure,
    next_offer,
    plan_next_answer,
    plan_next_offer,
    rolled_back,
    write_answer,
)
from ..sdp import INTEROP, Profile
from ..sdp.attributes import Fingerprint, MediaDirection
from ..session import Closed, DtlsState, Event, IceState, Session, SignalingStateChanged
from ..trickle import LAN, CandidatePolicy
from ._call import Call
from ._host import Host
from .aioice import Ice

if TYPE_CHECKING:
    from aiortc import MediaStreamTrack, RTCDataChannel

    from .aiortc import Certificate

__all__ = ["Echo", "EchoConfig", "StreamSource", "aiortc_installed"]

MAX_UNSENT_BYTES = 4_194_304
"""What may wait on a data channel for a peer that sends but does not read; then it is closed."""


def aiortc_installed() -> bool:
    """Whether the extra ``aiortc`` is there."""
    return find_spec("aiortc") is not None


StreamSource = Callable[[Play, str], "MediaStreamTrack | None"]
"""What is sent to who plays a stream, by kind: ``audio`` or ``video``; None: nothing of it."""


@frozen(kw_only=True)
class EchoConfig:
    """How the echo reaches its peers."""

    stun_server: tuple[str, int] | None = None
    """Host and port."""
    loopback: bool = False
    """Whether to gather 127.0.0.1 too."""
    candidates: CandidatePolicy = LAN
    """Which remote candidates ICE may see."""
    counters: bool = False
    """Whether every player gets a counter-offer, and not only one whose own cannot be accepted."""
    calls: MediaDirection = MediaDirection.INACTIVE
    """What is answered to the audio and video of a call, as far as the offer allows: nothing by
    default. What comes is thrown away, and a test source is what goes."""
    profile: Profile = INTEROP


@frozen
class _Part:
    """What is answered to offers of one kind."""

    capabilities: Capabilities
    direction: MediaDirection


PARTS: Mapping[type, _Part] = {
    Publish: _Part(AIORTC, MediaDirection.RECVONLY),
    Play: _Part(AIORTC, MediaDirection.SENDONLY),
}
"""By what the dialect says of an offer; all else is a call."""
PLAYED = (
    AddTransceiver("audio", MediaDirection.SENDONLY),
    AddTransceiver("video", MediaDirection.SENDONLY),
)
"""What players are offered."""


class Echo:
    """An application for ``Asgi``: answers every offer and echoes its data channels.

    Further offers are answered like the first: with more sections or fewer, other directions, new
    ICE credentials.
    """

    def __init__(
        self, config: EchoConfig | None = None, *, source: StreamSource | None = None
    ) -> None:
        """:param source: where there is a better one than the test source."""
        self.config = config or EchoConfig()
        self.source = source
        self.host: Host | None = None
        """Set before the first offer comes."""
        self._calls: dict[str, Call] = {}
        self._certificate = _certificate()

    async def answer(self, needed: AnswerNeeded) -> Answer | Offer:
        """Gather for every transport that the answer needs, and write it; or an offer of ours."""
        assert needed.negotiation is not None, "an endpoint tells it"
        before = needed.negotiation.stable
        part = PARTS.get(type(needed.metadata), self._calls_part)
        plan = _plan(self._configured(before, part), needed.offer, part.direction)
        if isinstance(needed.metadata, Play) and not needed.reoffer:
            rejects = any(section.rejected is not None for section in plan.sections)
            if rejects or self.config.counters:
                # payload types and extensions go on meaning what the player's offer has them mean
                ground = self._configured(rolled_back(needed.negotiation), part)
                return await self._counter(needed, ground)
        async with self._gathered(needed, plan.needs) as transports:
            return write_answer(plan, transports, origin=_origin(before))

    def _configured(self, ground: Negotiation, part: _Part) -> Negotiation:
        config = evolve(ground.config, capabilities=part.capabilities, profile=self.config.profile)
        return configure(ground, config)

    async def _counter(self, needed: AnswerNeeded, ground: Negotiation) -> Offer:
        """What we would send, to a player that has asked for something else."""
        for wish in PLAYED:
            ground = change(ground, wish)
        needs = plan_next_offer(ground).needs
        async with self._gathered(needed, needs, controlling=True) as transports:
            return next_offer(ground, transports)[1]

    @asynccontextmanager
    async def _gathered(
        self, needed: AnswerNeeded, mids: Iterable[str], *, controlling: bool = False
    ) -> AsyncGenerator[Mapping[str, LocalTransport], None]:
        """Our ends of transports, for a description of ours; without one they are closed again."""
        agents = {mid: self._ice(controlling=controlling) for mid in mids}
        try:
            await asyncio.gather(*(ice.gather() for ice in agents.values()))
            yield {mid: ice.local_transport(self._fingerprints) for mid, ice in agents.items()}
        except BaseException:
            await asyncio.gather(*(ice.close() for ice in agents.values()))
            raise
        self._call(needed).keep(agents.values())

    async def event(self, session_id: str, event: Event) -> None:
        """Keep the transports of a session in step with its signaling."""
        call = self._calls.get(session_id)
        if call is None:
            return
        if isinstance(event, Closed):
            del self._calls[session_id]
            await call.close()
        elif event == SignalingStateChanged(SignalingState.STABLE):
            session = self._session(session_id)
            if session is not None and session.signaling_state is SignalingState.STABLE:
                await call.settle(session.state.negotiation.stable)
        else:
            await call.event(event)

    def subscribe(self, session_id: str, kind: str) -> "MediaStreamTrack | None":
        """What comes of this kind in a session, for one more who has a use for it."""
        call = self._calls.get(session_id)
        return None if call is None else call.subscribe(kind)

    @property
    def _calls_part(self) -> _Part:
        quiet = self.config.calls is MediaDirection.INACTIVE
        return _Part(WEBRTC if quiet else AIORTC, self.config.calls)

    def _ice(self, *, controlling: bool) -> Ice:
        return Ice(
            controlling=controlling,
            stun_server=self.config.stun_server,
            loopback=self.config.loopback,
            policy=self.config.candidates,
        )

    @cached_property
    def _fingerprints(self) -> tuple[Fingerprint, ...]:
        """An answer must name a certificate, also where there is no DTLS to show it."""
        if self._certificate is None:
            return (Fingerprint("sha-256", token_bytes(32).hex(":").upper()),)
        return self._certificate.fingerprints

    def _session(self, session_id: str) -> Session | None:
        return None if self.host is None else self.host.endpoint.session(session_id)

    def _call(self, needed: AnswerNeeded) -> Call:
        """That of the session, from its first answer on."""
        session_id = needed.session_id
        call = self._calls.get(session_id)
        if call is not None:
            return call

        def tell(
            number: int, *, ice: IceState | None = None, dtls: DtlsState | None = None
        ) -> None:
            session = self._session(session_id)
            if session is None or self._calls.get(session_id) is not call:
                return  # the id may be that of another session by now
            for transport in session.state.negotiation.stable.transports:
                if transport.number == number and self.host is not None:
                    self.host.report(session_id, transport.mid, ice=ice, dtls=dtls)

        stream = needed.metadata
        source = partial(self.source, stream) if self.source and isinstance(stream, Play) else None
        call = self._calls[session_id] = Call(self._certificate, tell, _echo, source)
        return call


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


def _plan(ground: Negotiation, offer: Offer, direction: MediaDirection) -> AnswerPlan:
    """What is accepted of an offer, where all media flows this way if at all."""
    offered, _ = apply(ground, Side.REMOTE, offer)
    for one in offered.transceivers:
        if not one.stopping:
            offered = change(offered, SetDirection(one.number, direction))
    return plan_next_answer(offered)


def _origin(before: Negotiation) -> Origin:
    """That of our last description, one version on; a first one names the session."""
    ours = before.current_local
    last = None if ours is None else ours.description.get(Origin)
    if last is None:
        return Origin(randbits(62), 1)
    return evolve(last, version=int(last.version) + 1)
