"""aiortc publishes by WHIP to the media side of the reference server, and plays by WHEP."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import SessionDescription
from av import VideoFrame

from sdpsig.adapters import aiortc as aiortc_adapter
from sdpsig.http import Play, Request, Response, Whep, Whip
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import SsrcGroup
from tests._corpus import OFFERS
from tests.adapters._leaks import Sockets, are_closed
from tests.adapters._reference import Reference, leaving_nothing, on_asyncio, on_loopback

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("sockets")]
anyio_backend = on_asyncio
sockets = on_loopback
reference = leaving_nothing

SDP = (("content-type", "application/sdp"),)


async def ask(
    reference: Reference, dialect: Whip | Whep, method: str, path: str, body: str = ""
) -> Response:
    request = Request(method, path, SDP, body.encode())
    return dialect.screen(request) or await reference.host.serve(request, dialect)


Sink = asyncio.Queue[MediaStreamTrack]
"""The tracks of all that is received and thrown away."""


@pytest.fixture
def sink(monkeypatch: pytest.MonkeyPatch) -> Sink:
    queue = Sink()

    class Watched(MediaBlackhole):
        def addTrack(self, track: MediaStreamTrack) -> None:  # noqa: N802  # aiortc's name
            super().addTrack(track)
            queue.put_nowait(track)

    monkeypatch.setattr(aiortc_adapter, "MediaBlackhole", Watched)
    return queue


@pytest.fixture
async def client() -> AsyncIterator[RTCPeerConnection]:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    yield peer
    await peer.close()


async def offered(client: RTCPeerConnection) -> str:
    await client.setLocalDescription(await client.createOffer())
    sdp: str = client.localDescription.sdp
    return sdp


async def opened(
    reference: Reference, client: RTCPeerConnection, dialect: Whip | Whep
) -> tuple[Response, str]:
    """A session between both, and where it is."""
    path = f"{dialect.prefix}/studio"
    response = await ask(reference, dialect, "POST", path, await offered(client))
    assert response.status == 201, response.body
    answer = RTCSessionDescription(response.body.decode(), "answer")
    await client.setRemoteDescription(answer)
    await reference.reached("connected")
    return response, dict(response.headers)["location"]


async def test_who_publishes_is_received(
    reference: Reference, client: RTCPeerConnection, sink: Sink
) -> None:
    whip = Whip()
    client.addTransceiver(AudioStreamTrack(), direction="sendonly")
    client.addTransceiver(VideoStreamTrack(), direction="sendonly")
    response, place = await opened(reference, client, whip)
    assert response.body.count(b"a=recvonly\r\n") == 2
    for kind in ("audio", "video"):
        track = await sink.get()
        assert track.kind == kind
        assert (await track.recv()).pts is not None
    assert (await ask(reference, whip, "DELETE", place)).status == 200
    await reference.reached("closed-by-peer")


async def test_who_plays_gets_sound_and_a_picture(
    reference: Reference, client: RTCPeerConnection
) -> None:
    whep = Whep()
    client.addTransceiver("audio", direction="recvonly")
    client.addTransceiver("video", direction="recvonly")
    response, place = await opened(reference, client, whep)
    assert response.body.count(b"a=sendonly\r\n") == 2
    for transceiver in client.getTransceivers():
        frame = await transceiver.receiver.track.recv()
        assert frame.pts is not None
    assert (await ask(reference, whep, "DELETE", place)).status == 200
    await reference.reached("closed-by-peer")


async def drained(track: MediaStreamTrack | None) -> None:
    while track:
        await track.recv()


async def test_what_is_published_may_be_had_by_anybody_until_it_ends(
    reference: Reference, client: RTCPeerConnection
) -> None:
    whip = Whip(restart=False)
    client.addTransceiver(AudioStreamTrack(), direction="sendonly")
    client.addTransceiver(VideoStreamTrack(), direction="sendonly")
    _, place = await opened(reference, client, whip)
    session_id = place.rpartition("/")[2]
    copies = [reference.echo.subscribe(session_id, kind) for kind in ("audio", "video", "video")]
    for copy in copies:
        assert copy is not None
        assert (await copy.recv()).pts is not None
    await ask(reference, whip, "DELETE", place)
    for copy in copies:
        with pytest.raises(MediaStreamError):
            await drained(copy)
    assert reference.echo.subscribe(session_id, "audio") is None


async def test_who_plays_gets_what_the_source_has_and_nothing_where_it_has_nothing(
    reference: Reference, client: RTCPeerConnection
) -> None:
    asked: list[tuple[Play, str]] = []

    class Small(VideoStreamTrack):
        async def recv(self) -> VideoFrame:
            frame = VideoFrame(width=32, height=16)
            frame.pts, frame.time_base = await self.next_timestamp()
            return frame

    def source(stream: Play, kind: str) -> MediaStreamTrack | None:
        asked.append((stream, kind))
        return Small() if kind == "video" else None

    reference.echo.source = source
    client.addTransceiver("audio", direction="recvonly")
    client.addTransceiver("video", direction="recvonly")
    await opened(reference, client, Whep(restart=False))
    frame = await client.getTransceivers()[1].receiver.track.recv()
    assert isinstance(frame, VideoFrame)
    assert (frame.width, frame.height) == (32, 16)
    assert asked == [(Play("studio"), "audio"), (Play("studio"), "video")]


async def test_a_codec_that_the_media_side_does_not_have_refuses_the_offer(
    reference: Reference, client: RTCPeerConnection, sockets: Sockets
) -> None:
    client.addTransceiver(AudioStreamTrack(), direction="sendonly")
    lines = (await offered(client)).splitlines(keepends=True)
    other = "".join(line for line in lines if "rtpmap" not in line).replace("SAVPF 96", "SAVPF 99")
    response = await ask(reference, Whip(), "POST", "/whip/studio", other.replace(" 9 0 8", ""))
    assert response.status == 422, response.body
    assert b"jsep.partial-answer" in response.body
    assert len(reference.host.endpoint) == 0


def test_packets_that_are_sent_again_are_known_by_the_source_that_the_peer_names() -> None:
    offer = OFFERS["audio-video-data--chromium-offer-created"]
    theirs = parse(offer).media[1]
    (pair,) = (group.ssrcs for group in theirs.all(SsrcGroup) if group.semantics == "FID")
    received = aiortc_adapter._received(SessionDescription.parse(offer).media[1].rtp, theirs)
    known = {(one.ssrc, one.rtx and one.rtx.ssrc) for one in received.encodings}
    assert known == {pair}


async def test_a_player_that_cannot_be_answered_is_offered_what_there_is(
    reference: Reference, client: RTCPeerConnection, sockets: Sockets
) -> None:
    whep = Whep()
    asking = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    asking.addTransceiver("video", direction="recvonly")
    other = (await offered(asking)).replace("VP8/", "VP9/").replace("H264/", "H265/")
    await asking.close()
    response = await ask(reference, whep, "POST", "/whep/studio", other)
    assert response.status == 406, response.body
    assert response.body.count(b"a=sendonly\r\n") == 2
    place = dict(response.headers)["location"]
    await client.setRemoteDescription(RTCSessionDescription(response.body.decode(), "offer"))
    await client.setLocalDescription(await client.createAnswer())
    answer = client.localDescription.sdp
    settled = await ask(reference, whep, "PATCH", place, answer)
    assert settled.status == 204, settled.body
    await reference.reached("connected")
    for transceiver in client.getTransceivers():
        frame = await transceiver.receiver.track.recv()
        assert frame.pts is not None
    assert (await ask(reference, whep, "DELETE", place)).status == 200


async def test_a_counter_offer_that_nobody_answers_leaves_nothing_open(
    reference: Reference, client: RTCPeerConnection, sockets: Sockets
) -> None:
    client.addTransceiver("video", direction="recvonly")
    other = (await offered(client)).replace("VP8/", "VP9/").replace("H264/", "H265/")
    before = len(sockets)
    response = await ask(reference, Whep(), "POST", "/whep/studio", other)
    assert response.status == 406
    assert len(sockets) > before
    host = reference.host
    for ended in host.endpoint.handle_timeout(host.now() + 31):
        for event in ended.events:
            await host.application.event(ended.session_id, event)
    assert are_closed(sockets[before:])
