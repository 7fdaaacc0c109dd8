"""The media side of the reference server goes on after a first exchange.

aiortc's own peer connection cannot restart ICE, so the client is a session of ours, over the same
transports as the server.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aioice
import pytest
from aiortc import RTCDataChannel, RTCDataChannelParameters

from sdpsig.adapters import echo as echo_adapter
from sdpsig.adapters._call import Call
from sdpsig.adapters.aioice import Ice
from sdpsig.adapters.aiortc import Certificate
from sdpsig.adapters.echo import EchoConfig
from sdpsig.endpoint import Offered, OfferTo, Say
from sdpsig.jsep import (
    AIORTC,
    AddDataChannels,
    AddTransceiver,
    Answer,
    Change,
    NegotiationConfig,
    Offer,
    Origin,
    RestartIce,
    SetDirection,
    StopTransceiver,
    plan_next_answer,
    plan_next_offer,
)
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import Event, IceState, Session, SessionConfig
from sdpsig.trickle import LOOPBACK
from tests.adapters._leaks import Sockets, are_closed, assert_nothing_runs
from tests.adapters._reference import Reference, on_asyncio, on_loopback, running
from tests.adapters._until import until

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("sockets")]
anyio_backend = on_asyncio
sockets = on_loopback

CAPABLE = NegotiationConfig(capabilities=AIORTC)


class Client:
    """A session, and the transports of one."""

    def __init__(self, server: Reference) -> None:
        self.server = server
        self.session = Session(SessionConfig(candidates=LOOPBACK, negotiation=CAPABLE))
        self.call = Call(Certificate(), lambda *_about, **_state: None, lambda _channel: None)
        self.session_id = "mine"
        self.heard = asyncio.Queue[str | bytes]()
        self.bundles = True

    @property
    def above(self) -> Any:
        """What runs on the first transport."""
        return self.call._peers[0].above

    @property
    def ice(self) -> Ice:
        return self.call._peers[0].path.ice

    async def gather(self, needs: tuple[str, ...]) -> Mapping[str, Any]:
        agents = {mid: Ice(controlling=True, policy=LOOPBACK) for mid in needs}
        await asyncio.gather(*(ice.gather() for ice in agents.values()))
        self.call.keep(agents.values())
        fingerprints = self.call._certificate.fingerprints  # type: ignore[union-attr]
        return {mid: ice.local_transport(fingerprints) for mid, ice in agents.items()}

    async def offer(self, *changes: Change) -> str:
        """Change something, and make an offer, which is not sent."""
        for wish in changes:
            self.session.send(wish, 0.0)
        transports = await self.gather(plan_next_offer(self.session.state.negotiation).needs)
        self.session.send_offer(transports, 0.0)
        pending = self.session.state.negotiation.pending_local
        assert pending is not None
        lines = serialize(pending.description).splitlines(keepends=True)
        return "".join(line for line in lines if self.bundles or "group:BUNDLE" not in line)

    async def send(self, sdp: str) -> tuple[int, dict[str, Any]]:
        offer = {"type": "offer", "sdp": sdp}
        return await self.server.post(
            "/webrtc/offer", {"sdp": offer, "session_id": self.session_id}
        )

    async def heed(self, events: tuple[Event, ...]) -> None:
        for event in events:
            await self.call.event(event)
        await self.call.settle(self.session.state.negotiation)

    async def agree(self, sdp: str) -> None:
        """Send an offer, and take the answer."""
        status, body = await self.send(sdp)
        assert status == 200, body
        await self.heed(self.session.receive(Answer(parse(body["sdp"]["sdp"])), 0.0))

    async def exchange(self, *changes: Change) -> None:
        await self.agree(await self.offer(*changes))

    async def answer(self, offered: Offered) -> tuple[int, dict[str, Any]]:
        """Answer an offer of the server."""
        offer = Offer(parse(serialize(offered.offer.description)))
        await self.heed(self.session.receive(offer, 0.0))
        needs = plan_next_answer(self.session.state.negotiation).needs
        answer = self.session.create_answer(await self.gather(needs), 0.0)
        await self.heed(self.session.send(answer, 0.0))
        said = {"type": "answer", "sdp": serialize(answer.description)}
        message = {"session_id": self.session_id, "sdp": said, "offer_id": offered.offer_id}
        return await self.server.post("/webrtc/answer", message)

    async def channel(self) -> RTCDataChannel:
        """The first one, which is asked for and opened."""
        await self.exchange(AddDataChannels())
        await until(lambda: self.above._data._sctp is not None)
        channel = RTCDataChannel(self.above._data._sctp, RTCDataChannelParameters(label="echo"))
        channel.on("message", self.heard.put_nowait)
        await until(lambda: channel.readyState == "open")
        return channel

    async def hears(self, channel: RTCDataChannel, word: str) -> None:
        channel.send(word)
        assert await self.heard.get() == word

    async def receives(self, mid: str, transport: int = 0) -> None:
        """Something comes in a section."""
        streams: Any = self.call._peers[transport].above._streams  # type: ignore[union-attr]
        await until(lambda: mid in streams._receivers)
        receiver = streams._receivers[mid][1]
        await until(lambda: bool(receiver._RTCRtpReceiver__remote_streams))


Both = tuple[Reference, Client]


@asynccontextmanager
async def calling() -> AsyncIterator[Both]:
    config = EchoConfig(candidates=LOOPBACK, calls=MediaDirection.SENDRECV)
    async with running(config, negotiation=CAPABLE) as server:
        client = Client(server)
        yield server, client
    await client.call.close()


@pytest.fixture
async def both(sockets: Sockets) -> AsyncIterator[Both]:
    async with calling() as both:
        yield both
    assert_nothing_runs()
    assert are_closed(sockets)


def flowing(server: Reference) -> tuple[set[str], set[str]]:
    """The mids of what the server receives and sends on its first transport."""
    streams: Any = server.echo._calls["mine"]._peers[0].above._streams  # type: ignore[union-attr]
    return {*streams._receivers}, {*streams._senders}


# --- restarts of ICE --------------------------------------------------------------------------


async def test_a_data_channel_goes_on_over_restarts_of_ice(both: Both, sockets: Sockets) -> None:
    server, client = both
    channel = await client.channel()
    for number in range(3):
        await client.hears(channel, f"before {number}")
        old = [*sockets]
        await client.exchange(RestartIce())
        await client.hears(channel, f"during {number}")
        await client.ice.connected()
        await until(lambda old=old: are_closed(old))  # type: ignore[misc]  # a default
        await client.hears(channel, f"after {number}")
    assert "closed" not in server.states
    assert server.states[-1] == "connected"


def cut_off(sockets: Sockets, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing arrives any more at those that are open now."""
    dead = [*sockets]
    arrives = aioice.ice.StunProtocol.datagram_received

    def arrive(self: Any, data: bytes, address: Any) -> None:
        if self.transport not in dead:
            arrives(self, data, address)

    monkeypatch.setattr(aioice.ice.StunProtocol, "datagram_received", arrive)


async def test_a_connection_that_failed_is_repaired_by_a_restart(
    monkeypatch: pytest.MonkeyPatch, sockets: Sockets
) -> None:
    async with calling() as (server, client):
        channel = await client.channel()
        await server.reached("connected")
        cut_off(sockets, monkeypatch)
        (session,) = server.host.endpoint.sessions.values()
        (transport,) = session.state.negotiation.transports
        server.host.report("mine", transport.mid, ice=IceState.FAILED)
        await server.reached("failed")
        server.states.clear()
        channel.send("lost and found")
        await client.exchange(RestartIce())
        assert await client.heard.get() == "lost and found"
        assert server.states == ["connecting", "connected"]


async def test_a_restart_that_fails_may_be_offered_again_and_nothing_is_left_open(
    both: Both, monkeypatch: pytest.MonkeyPatch, sockets: Sockets
) -> None:
    _, client = both
    channel = await client.channel()
    offer = await client.offer(RestartIce())
    before = len(sockets)
    with monkeypatch.context() as broken:
        broken.setattr(echo_adapter, "write_answer", lambda *_plan, **_how: None)
        broken.setattr(Ice, "gather", lambda _ice: asyncio.sleep(0, 1 / 0))
        for _ in range(2):
            status, body = await client.send(offer)
            assert (status, body["reason"]) == (500, "app.failed")
    assert are_closed(sockets[before:])
    await client.hears(channel, "still here")
    await client.agree(offer)
    await client.ice.connected()
    await client.hears(channel, "renewed")


async def test_an_answer_that_is_cancelled_at_any_step_counts_or_leaves_nothing_open(
    both: Both, sockets: Sockets
) -> None:
    server, client = both
    channel = await client.channel()
    offer = await client.offer(RestartIce())
    before = len(sockets)
    (session,) = server.host.endpoint.sessions.values()
    for steps in range(0, 100, 3):
        offering = asyncio.ensure_future(client.send(offer))
        for _ in range(steps):
            await asyncio.sleep(0)
        offering.cancel()
        await asyncio.wait({offering})
        if session.state.negotiation.transports[0].generation:
            break
        assert are_closed(sockets[before:])
    await client.hears(channel, "still here")
    await client.agree(offer)
    await client.ice.connected()
    await client.hears(channel, "renewed")


# --- sections ---------------------------------------------------------------------------------


async def test_media_is_added_turned_around_and_taken_away(both: Both) -> None:
    server, client = both
    channel = await client.channel()
    await client.exchange(AddTransceiver("audio"), AddTransceiver("video"))
    assert flowing(server) == ({"1", "2"}, {"1", "2"})
    for mid in ("1", "2"):
        await client.receives(mid)
    steps: tuple[tuple[Change, tuple[set[str], set[str]]], ...] = (
        (SetDirection(0, MediaDirection.SENDONLY), ({"1", "2"}, {"2"})),
        (SetDirection(0, MediaDirection.INACTIVE), ({"2"}, {"2"})),
        (SetDirection(0, MediaDirection.RECVONLY), ({"2"}, {"1", "2"})),
        (StopTransceiver(1), (set(), {"1"})),
        (AddTransceiver("video", MediaDirection.SENDONLY), ({"3"}, {"1"})),
    )
    for change, wanted in steps:
        await client.exchange(change)
        assert flowing(server) == wanted
        await client.hears(channel, "still here")
    await client.receives("1")


async def test_data_channels_come_later_and_go(both: Both) -> None:
    server, client = both
    await client.exchange(AddTransceiver("audio"))
    await client.receives("0")
    await client.hears(await client.channel(), "first")
    gone = re.sub(r"m=application \d+", "m=application 0", await client.offer())
    status, body = await client.send(gone.replace("BUNDLE 0 1", "BUNDLE 0"))
    assert status == 200, body
    assert "m=application 0" in body["sdp"]["sdp"]
    streams: Any = server.echo._calls["mine"]._peers[0].above
    assert streams._data._sctp is None
    await client.receives("0")
    assert server.states[-1] == "connected"


async def test_a_section_outside_the_bundle_has_a_transport_of_its_own_for_as_long_as_it_lives(
    both: Both, sockets: Sockets
) -> None:
    server, client = both
    client.bundles = False
    channel = await client.channel()
    before = len(sockets)
    await client.exchange(AddTransceiver("audio"))
    await client.receives("1", 1)
    await client.hears(channel, "still here")
    assert len(sockets) > before
    await client.exchange(StopTransceiver(0))
    await until(lambda: are_closed(sockets[before:]))
    await client.hears(channel, "still here")
    assert server.states[-1] == "connected"


# --- offers of the server ---------------------------------------------------------------------


async def test_the_server_offers_a_track_and_sends_it_when_it_is_answered(both: Both) -> None:
    server, client = both
    channel = await client.channel()
    wish = AddTransceiver("video", MediaDirection.SENDONLY)
    server.host.carry_out(Say("mine", wish))
    offered = server.host.carry_out(OfferTo("mine", {}))
    assert isinstance(offered, Offered)
    status, body = await client.answer(offered)
    assert status == 200, body
    await client.receives("1")
    await client.hears(channel, "still here")
    await client.exchange(RestartIce())
    await client.ice.connected()
    await client.hears(channel, "still there")
    versions = [offered.offer.description.get(Origin), parse(await served(server)).get(Origin)]
    assert [one and one.version for one in versions] == ["2", "3"]
    assert len({one and one.session_id for one in versions}) == 1


async def served(server: Reference) -> str:
    """What the server has said last."""
    (session,) = server.host.endpoint.sessions.values()
    assert session.local_description is not None
    return serialize(session.local_description)
