"""The media side of the reference server, with aiortc's whole peer connection as the browser."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from typing import Any

import aioice
import pytest
from aiortc import RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from attrs import define, field

from sdpsig.adapters import aioice as ice_adapter
from sdpsig.adapters import echo as echo_adapter
from sdpsig.adapters.aioice import Ice
from sdpsig.adapters.aiortc import Agreed, RemoteData, agreed
from sdpsig.adapters.echo import EchoConfig
from sdpsig.jsep import LocalTransport, Negotiation, Offer, Sections, answer_offer
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import DtlsState, IceState
from sdpsig.trickle import LOOPBACK
from tests._corpus import OFFERS
from tests.adapters._leaks import Sockets, are_closed
from tests.adapters._reference import Reference, leaving_nothing, on_asyncio, on_loopback, running
from tests.adapters._served import serving

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("sockets")]
anyio_backend = on_asyncio
sockets = on_loopback
reference = leaving_nothing

GOOD = OFFERS["data-only--chromium-offer-created"]
SECONDS = 30.0


def offer(sdp: str, **more: object) -> dict[str, object]:
    return {"sdp": {"type": "offer", "sdp": sdp}, **more}


async def answered(reference: Reference, sdp: str) -> tuple[str, str]:
    """The session id and the answer."""
    status, body = await reference.post("/webrtc/offer", offer(sdp))
    assert status == 200, body
    return body["session_id"], body["sdp"]["sdp"]


@define
class Client:
    """A browser, more or less."""

    pc: RTCPeerConnection = field(factory=RTCPeerConnection)
    heard: "asyncio.Queue[str | bytes]" = field(factory=asyncio.Queue)

    def channel(self, label: str = "echo", **options: Any) -> RTCDataChannel:
        channel = self.pc.createDataChannel(label, **options)
        channel.on("message", self.heard.put_nowait)
        return channel

    async def offer(self) -> str:
        await self.pc.setLocalDescription(await self.pc.createOffer())
        sdp: str = self.pc.localDescription.sdp
        return sdp

    async def take(self, answer: str) -> None:
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))


async def opened(channel: RTCDataChannel) -> None:
    ready = asyncio.Event()
    channel.on("open", ready.set)
    if channel.readyState != "open":
        async with asyncio.timeout(SECONDS):
            await ready.wait()


async def closed(channel: RTCDataChannel) -> None:
    over = asyncio.Event()
    channel.on("close", over.set)
    if channel.readyState != "closed":
        async with asyncio.timeout(SECONDS):
            await over.wait()


@pytest.fixture
async def client(reference: Reference) -> AsyncIterator[Client]:
    client = Client()
    yield client
    await client.pc.close()


async def connected(reference: Reference, client: Client) -> tuple[str, RTCDataChannel]:
    channel = client.channel()
    session_id, answer = await answered(reference, await client.offer())
    await client.take(answer)
    await opened(channel)
    return session_id, channel


# --- echoing ----------------------------------------------------------------------------------


async def test_a_data_channel_opens_and_every_message_comes_back(
    reference: Reference, client: Client
) -> None:
    _, channel = await connected(reference, client)
    assert reference.states == ["negotiating", "connecting", "connected"]
    for message in ("text", b"bytes", "", b"", "ä\u202e\n", b"\0" * 60_000):
        channel.send(message)
        assert await client.heard.get() == message


async def test_every_channel_echoes_for_itself(reference: Reference, client: Client) -> None:
    _, first = await connected(reference, client)
    channels = [
        first,
        client.channel("unordered", ordered=False),
        client.channel("hasty", ordered=False, maxRetransmits=0),
        client.channel("", protocol="x"),
    ]
    for channel in channels:
        await opened(channel)
        channel.send(f"over {channel.label}")
        assert await client.heard.get() == f"over {channel.label}"


async def test_a_channel_that_was_closed_leaves_the_others_alone(
    reference: Reference, client: Client
) -> None:
    _, first = await connected(reference, client)
    second = client.channel("second")
    await opened(second)
    first.send("last words")
    first.close()
    await closed(first)
    second.send("still here")
    assert {await client.heard.get(), await client.heard.get()} >= {"still here"}


async def test_what_the_peer_does_not_take_is_not_sent_back_and_breaks_nothing(
    reference: Reference, client: Client
) -> None:
    channel = client.channel()
    sdp = await client.offer()
    assert "a=max-message-size:" in sdp
    small = [
        "a=max-message-size:100" if line.startswith("a=max-message-size") else line
        for line in sdp.splitlines()
    ]
    _, answer = await answered(reference, "\r\n".join([*small, ""]))
    await client.take(answer)
    await opened(channel)
    for message in ("x" * 101, "y" * 100):
        channel.send(message)
    assert await client.heard.get() == "y" * 100


async def test_a_peer_that_does_not_read_is_not_stored_without_end(
    reference: Reference, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(echo_adapter, "MAX_UNSENT_BYTES", -1)
    _, channel = await connected(reference, client)
    channel.send("one too many")
    await closed(channel)
    assert client.heard.empty()
    assert reference.states[-1] == "connected"


async def test_ten_clients_at_once_get_their_own_words_back(reference: Reference) -> None:
    clients = [Client() for _ in range(10)]
    try:
        pairs = await asyncio.gather(*(connected(reference, client) for client in clients))
        assert len({session_id for session_id, _ in pairs}) == 10
        for number, (_, channel) in enumerate(pairs):
            channel.send(f"I am {number}")
        words = [await client.heard.get() for client in clients]
        assert words == [f"I am {number}" for number in range(10)]
    finally:
        await asyncio.gather(*(client.pc.close() for client in clients))


async def test_media_without_a_data_channel_connects_and_stays_silent(
    reference: Reference, client: Client
) -> None:
    client.pc.addTransceiver("audio", direction="sendrecv")
    client.pc.addTransceiver("video", direction="recvonly")
    _, answer = await answered(reference, await client.offer())
    assert answer.count("a=inactive") == 2
    await client.take(answer)
    await reference.reached("connected")


# --- ending -----------------------------------------------------------------------------------


async def test_a_client_that_closes_its_connection_ends_the_session(
    reference: Reference, client: Client
) -> None:
    await connected(reference, client)
    await client.pc.close()
    await reference.reached("media-closed")
    assert len(reference.host.endpoint) == 0


async def test_closing_over_http_frees_the_session_at_once(
    reference: Reference, client: Client, sockets: Sockets
) -> None:
    session_id, channel = await connected(reference, client)
    theirs = client_sockets(client)
    status, _ = await reference.post("/webrtc/close", {"session_id": session_id})
    assert status == 200
    assert len(reference.host.endpoint) == 0
    assert are_closed([item for item in sockets if item not in theirs])
    assert reference.states[-2:] == ["closed", "closed-by-peer"]
    await closed(channel)  # the client is told, too


def client_sockets(client: Client) -> Sockets:
    assert client.pc.sctp is not None
    connection = client.pc.sctp.transport.transport.iceGatherer._connection
    return [protocol.transport for protocol in connection._protocols]


async def test_a_server_that_stops_says_goodbye(sockets: Sockets) -> None:
    client = Client()
    async with running() as reference:
        _, channel = await connected(reference, client)
    assert reference.states[-1] == "drained"
    await closed(channel)
    await client.pc.close()
    assert are_closed(sockets)


async def test_a_client_that_vanishes_has_failed_and_has_not_closed_anything(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ice_adapter, "CONSENT_SECONDS", 0.01)
    monkeypatch.setattr(aioice.stun, "RETRY_RTO", 0.05)
    client = Client()
    async with running(failed_timeout=0.05) as reference:
        await connected(reference, client)
        for transport in client_sockets(client):
            transport.abort()
        await reference.reached("closed")
        assert reference.states == [
            "negotiating",
            "connecting",
            "connected",
            "disconnected",
            "failed",
            "closed",
            "failed",
        ]
    await client.pc.close()


async def test_a_certificate_that_was_not_announced_fails_the_connection(
    reference: Reference, client: Client
) -> None:
    channel = client.channel()
    digest = re.compile("a=fingerprint:sha-256 ..")
    sdp = await client.offer()
    forged = digest.sub("a=fingerprint:sha-256 00", sdp)
    if forged == sdp:
        forged = digest.sub("a=fingerprint:sha-256 FF", sdp)
    _, answer = await answered(reference, forged)
    await client.take(answer)
    await reference.reached("failed")
    assert "connected" not in reference.states
    channel.close()


# --- answering --------------------------------------------------------------------------------


async def test_an_answer_shows_one_certificate_with_one_fingerprint(reference: Reference) -> None:
    answers = [parse((await answered(reference, GOOD))[1]) for _ in range(2)]
    shown = [answer.effective_all(answer.media[0], Fingerprint) for answer in answers]
    assert [len(item) for item in shown] == [1, 1]
    assert shown[0] == shown[1]
    assert shown[0][0].hash_function == "sha-256"


async def test_every_session_has_credentials_of_its_own(reference: Reference) -> None:
    answers = [Sections.of(parse((await answered(reference, GOOD))[1])).views[0] for _ in range(2)]
    one, other = (view.transport for view in answers)
    assert one.ufrag != other.ufrag
    assert one.pwd != other.pwd


async def test_an_answer_that_fails_half_way_leaves_nothing_open(
    reference: Reference,
    monkeypatch: pytest.MonkeyPatch,
    sockets: Sockets,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise LookupError("no answer today")

    monkeypatch.setattr(echo_adapter, "write_answer", fail)
    status, body = await reference.post("/webrtc/offer", offer(GOOD))
    assert (status, body["reason"]) == (500, "app.failed")
    assert sockets
    assert are_closed(sockets)
    assert reference.states[-1] == "application-failed"
    assert "no answer today" in caplog.text
    assert "cleanly" not in caplog.text


async def test_what_a_session_leaves_does_not_reach_the_next_one_of_its_name(
    reference: Reference, client: Client
) -> None:
    channel = client.channel()
    _, body = await reference.post("/webrtc/offer", offer(await client.offer(), session_id="mine"))
    await client.take(body["sdp"]["sdp"])
    await opened(channel)
    (old,) = reference.echo._calls["mine"]._peers.values()
    await reference.post("/webrtc/close", {"session_id": "mine"})
    status, _ = await reference.post("/webrtc/offer", offer(GOOD, session_id="mine"))
    assert status == 200
    before = list(reference.states)
    data: Any = old.above
    data._on_state(DtlsState.CLOSED)
    old.path.ice.on_state(IceState.FAILED)  # type: ignore[misc]  # it has one
    assert reference.states == before
    assert "mine" in reference.host.endpoint


async def test_a_session_that_ends_while_its_answer_is_made_leaves_nothing_open(
    sockets: Sockets,
) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        config = EchoConfig(candidates=LOOPBACK, stun_server=silent.getsockname())
        async with running(config) as reference:
            offering = asyncio.ensure_future(
                reference.post("/webrtc/offer", offer(GOOD, session_id="mine"))
            )
            await reference.reached("negotiating")
            status, _ = await reference.post("/webrtc/close", {"session_id": "mine"})
            assert status == 200
            status, _ = await offering
            assert status == 404
    assert are_closed(sockets)


async def test_x4_an_answer_that_is_cancelled_at_any_step_leaves_nothing_open(
    reference: Reference, sockets: Sockets
) -> None:
    """The fixture looks for what is left."""
    for steps in range(30):
        offering = asyncio.ensure_future(reference.post("/webrtc/offer", offer(GOOD)))
        for _ in range(steps):
            await asyncio.sleep(0)
        offering.cancel()
        await asyncio.wait({offering})
        assert offering.cancelled() or offering.result()[0] == 200
    assert sockets


async def test_one_that_does_not_close_cleanly_keeps_no_other_open(
    reference: Reference,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    sockets: Sockets,
) -> None:
    session_id, _ = await connected(reference, client)
    theirs = client_sockets(client)
    (peer,) = reference.echo._calls[session_id]._peers.values()
    above: Any = peer.above
    sctp = above._data._sctp

    async def fail() -> None:
        raise LookupError("stuck")

    stop = sctp.stop
    monkeypatch.setattr(sctp, "stop", fail)
    await reference.post("/webrtc/close", {"session_id": session_id})
    assert are_closed([item for item in sockets if item not in theirs])
    assert "a transport did not close cleanly: LookupError('stuck')" in caplog.text
    await stop()
    await above._dtls.stop()


# --- the peer's end of the data channels ------------------------------------------------------

NEW = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel"


def remote_data(*lines: str, media: str = NEW) -> RemoteData | None:
    """What is made of an offer with one section of data channels."""
    head, _, rest = GOOD.partition("m=application")
    _, _, rest = rest.partition("\r\n")
    kept = [
        line
        for line in rest.split("\r\n")
        if line and not line.startswith(("a=sctp-port", "a=max-message-size"))
    ]
    text = head + "\r\n".join([media, *kept, *lines, ""])
    return settled(text).data


def settled(text: str) -> Agreed:
    """What runs on the one transport of an offer that was answered."""
    ours = LocalTransport("ours", "p" * 24, (Fingerprint("sha-256", ":".join(["CD"] * 32)),))
    negotiation, _, _ = answer_offer(Negotiation(), Offer(parse(text)), ours)
    assert negotiation.exchange is not None
    return agreed(negotiation.exchange, negotiation.transports[0])


def test_the_peers_port_and_its_largest_message_are_what_it_says() -> None:
    said = remote_data("a=sctp-port:5001", "a=max-message-size:1000")
    assert said == RemoteData(5001, 1000)


def test_a_peer_that_says_nothing_takes_64_kib_at_port_5000() -> None:
    assert remote_data("a=sctp-port:5000") == RemoteData(5000, 65_536)


def test_a_largest_message_of_0_is_no_limit() -> None:
    assert remote_data("a=sctp-port:5000", "a=max-message-size:0") == RemoteData(5000, 0)


def test_the_port_of_the_old_form_stands_on_the_media_line() -> None:
    old = "m=application 9 DTLS/SCTP 5002"
    lines = ("a=sctpmap:5002 webrtc-datachannel 1024",)
    assert remote_data(*lines, media=old) == RemoteData(5002, 65_536)


def test_without_data_channels_there_is_no_other_end() -> None:
    assert settled(OFFERS["audio-only--chromium-offer-created"]).data is None


# --- without aiortc, and for real -------------------------------------------------------------


async def test_without_aiortc_ice_alone_connects(
    monkeypatch: pytest.MonkeyPatch, sockets: Sockets
) -> None:
    monkeypatch.setattr(echo_adapter, "find_spec", lambda _name: None)
    ice = Ice(controlling=True, policy=LOOPBACK)
    await ice.gather()
    ours = ice.local_transport(())
    sdp = GOOD
    for name, value in (("ice-ufrag", ours.ufrag), ("ice-pwd", ours.pwd)):
        line = next(line for line in GOOD.splitlines() if line.startswith(f"a={name}:"))
        sdp = sdp.replace(line, f"a={name}:{value}")
    sdp += "".join(f"a=candidate:{item.serialize()}\r\n" for item in ours.candidates)
    try:
        async with running(wait_for_dtls=echo_adapter.aiortc_installed()) as reference:
            _, answer = await answered(reference, sdp)
            remote = Sections.of(parse(answer)).views[0].transport
            assert len(remote.fingerprints) == 1
            ice.start(remote)
            for item in remote.candidates:
                await ice.add(item)
            await reference.reached("connected")
            await ice.connected()
    finally:
        await ice.close()
    assert are_closed(sockets)


async def test_a_data_channel_echoes_through_the_server_that_people_start() -> None:
    client = Client()
    try:
        async with serving("--loopback", "--max-sessions", "1") as served, served.client() as http:
            channel = client.channel()
            body = (await http.post("/webrtc/offer", json=offer(await client.offer()))).json()
            await client.take(body["sdp"]["sdp"])
            await opened(channel)
            channel.send("hello")
            assert await client.heard.get() == "hello"
            assert (await http.post("/webrtc/offer", json=offer(GOOD))).status_code == 503
            await client.pc.close()
            await served.logged("closed: media-closed")
            body = (await http.post("/webrtc/offer", json=offer(GOOD))).json()
            closing = {"session_id": body["session_id"]}
            assert (await http.post("/webrtc/close", json=closing)).status_code == 200
            assert (await http.post("/webrtc/offer", json=offer(GOOD))).status_code == 200
            assert await served.stop() == 0
        (full,) = (line for line in served.err if "WARNING" in line or "ERROR" in line)
        assert full.endswith("POST /webrtc/offer: 503 endpoint.full")
    finally:
        await client.pc.close()
