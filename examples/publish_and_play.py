"""Publish by WHIP and play by WHEP: the clients do the HTTP, aiortc has the media.

The URL of a server is the argument: that of ``sdpsig serve``, with the extra ``aiortc``.
"""

import asyncio
import sys

import aiortc

from sdpsig.adapters.client import AsyncWhepClient, AsyncWhipClient

SERVER = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"


async def offer(peer: aiortc.RTCPeerConnection) -> str:
    await peer.setLocalDescription(await peer.createOffer())
    return str(peer.localDescription.sdp)  # with all candidates: aiortc does not trickle


async def publish(peer: aiortc.RTCPeerConnection) -> None:
    changed = asyncio.Event()
    peer.on("connectionstatechange", changed.set)
    for track in (aiortc.AudioStreamTrack(), aiortc.VideoStreamTrack()):
        peer.addTransceiver(track, direction="sendonly")
    async with (
        AsyncWhipClient(f"{SERVER}/whip/studio") as client,
        await client.publish(await offer(peer)) as session,
    ):
        answer = aiortc.RTCSessionDescription(session.remote.sdp, "answer")
        await peer.setRemoteDescription(answer)
        while peer.connectionState != "connected":
            await changed.wait()
            changed.clear()
        print("publishing:", peer.connectionState)


async def play(peer: aiortc.RTCPeerConnection) -> None:
    for kind in ("audio", "video"):
        peer.addTransceiver(kind, direction="recvonly")
    async with (
        AsyncWhepClient(f"{SERVER}/whep/studio") as client,
        await client.play(await offer(peer)) as session,
    ):
        answer = aiortc.RTCSessionDescription(session.remote.sdp, "answer")
        await peer.setRemoteDescription(answer)
        for receiver in peer.getReceivers():
            frame = await receiver.track.recv()
            print(f"playing: {receiver.track.kind}, {type(frame).__name__}")


async def main() -> None:
    for work in (publish, play):
        peer = aiortc.RTCPeerConnection(aiortc.RTCConfiguration(iceServers=[]))
        async with asyncio.timeout(30):
            await work(peer)
        await peer.close()


asyncio.run(main())
