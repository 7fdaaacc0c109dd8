"""``WhipClient`` publishes to servers of others, with aiortc as its media stack.

What they do otherwise than RFC 9725 says is asserted here too, with the line that does it: when a
version of theirs does better, the test tells.
"""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiortc import (
    AudioStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)

from sdpsig.adapters.client import (
    AsyncWhipClient,
    AsyncWhipSession,
    IceCandidate,
    IceMismatchError,
    IceServer,
    UnauthorizedError,
)
from tests.foreign._servers import TOKEN, TURN, eyevinn, janus

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.xdist_group("foreign"),
    pytest.mark.timeout(360),  # npm may have to install the servers
]

SECONDS = 30.0


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@asynccontextmanager
async def publisher() -> AsyncIterator[Any]:
    """A peer connection that sends sound and a picture, with its offer and candidates."""
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    peer.addTransceiver(AudioStreamTrack(), direction="sendonly")
    peer.addTransceiver(VideoStreamTrack(), direction="sendonly")
    await peer.setLocalDescription(await peer.createOffer())
    try:
        async with asyncio.timeout(SECONDS):
            yield peer
    finally:
        await peer.close()


def parted(offer: str) -> tuple[str, list[IceCandidate]]:
    """An offer without its candidates, and these."""
    bare = re.sub("a=(?:candidate:.*|end-of-candidates)\r\n", "", offer)
    found = [
        IceCandidate(line, mid=mid)
        for section in offer.split("\r\nm=")[1:]
        for mid in re.findall("a=mid:(.*)\r", section)
        for line in re.findall("a=(candidate:.*)\r", section)
    ]
    return bare, found


def restarted(offer: str) -> str:
    """The next offer of the same media stack, with other ICE credentials."""
    text = re.sub("a=ice-ufrag:.*\r\n", "a=ice-ufrag:anew\r\n", offer)
    return re.sub("a=ice-pwd:.*\r\n", "a=ice-pwd:another-password-of-ours\r\n", text)


def credentials(sdp: str) -> set[str]:
    return set(re.findall("a=ice-(?:ufrag|pwd):.*", sdp))


async def received(peer: Any, session: AsyncWhipSession) -> None:
    """Apply the answer, and wait until the server reports packets of both kinds (RTCP)."""
    await peer.setRemoteDescription(RTCSessionDescription(session.remote.sdp, "answer"))
    kinds: set[str] = set()
    while kinds != {"audio", "video"}:
        await asyncio.sleep(0.05)
        stats = (await peer.getStats()).values()
        kinds = {
            one.kind for one in stats if one.type == "remote-inbound-rtp" and one.packetsReceived
        }


# --- Janus 1.1.2 and simple-whip-server 0.0~git20230201 of Debian 12


async def test_janus_is_published_to_with_candidates_after_the_offer(tmp_path: Path) -> None:
    async with (
        janus(tmp_path) as url,
        publisher() as peer,
        AsyncWhipClient(url, token=TOKEN) as client,
    ):
        whole = peer.localDescription.sdp
        bare, candidates = parted(whole)
        session = await client.publish(bare)
        assert session.url == url.replace("endpoint", "resource")
        assert session.ice_servers == (IceServer((TURN,), "u", "p"),)
        assert await session.send_ice_candidates([*candidates, None])
        await received(peer, session)

        first = credentials(session.remote.sdp)
        answer = await session.restart_ice(restarted(whole))
        assert not credentials(answer.sdp) & first
        assert answer.sdp.count("a=rtpmap:") == session.remote.sdp.count("a=rtpmap:") > 0
        assert await session.send_ice_candidates([*candidates, None])

        with pytest.raises(UnauthorizedError, match="403"):
            await client.publish(bare)
        await session.aclose()
        await session.aclose()
        async with publisher() as another:
            again = await client.publish(another.localDescription.sdp)
            await received(another, again)
            await again.aclose()


# --- @eyevinn/whip-endpoint 1.6.1


async def test_eyevinn_is_published_to_with_all_candidates_in_the_offer(tmp_path: Path) -> None:
    async with (
        eyevinn(tmp_path) as url,
        publisher() as peer,
        AsyncWhipClient(url, token=TOKEN) as client,
    ):
        whole = peer.localDescription.sdp
        session = await client.publish(whole)
        assert session.url.startswith(f"{url}/")
        # whipFastifyApi.js: no <> around the URL, and `credential: "…"`; there is nothing to read
        assert session.links == ()
        await received(peer, session)

        # whipFastifyApi.js asks for the tag in a request header ETag, and never reads If-Match
        _, candidates = parted(whole)
        with pytest.raises(IceMismatchError):
            await session.send_ice_candidates([*candidates, None])
        with pytest.raises(IceMismatchError):
            await session.restart_ice(restarted(whole))

        await session.aclose()
        await session.aclose()
