"""Signaling as a part of a FastAPI application, with an echo for a media side.

To serve it: uvicorn --app-dir examples embed_fastapi:app. By itself this file calls it from aiortc,
says hello through a data channel, and stops.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from fastapi import FastAPI

from sdpsig import Endpoint, JsonApi
from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.echo import Echo, EchoConfig
from sdpsig.trickle import auto

echo = Echo(EchoConfig(loopback=True))
signaling = Asgi(Endpoint(), echo, JsonApi(), candidates=auto)
echo.host = signaling.host


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    async with signaling:  # FastAPI tells a mounted application nothing of its end
        yield


app = FastAPI(lifespan=lifespan)
app.mount("/rtc", signaling)


@app.get("/")
async def home() -> dict[str, int]:
    return {"sessions": len(signaling.host.endpoint)}


async def main() -> None:
    transport = httpx.ASGITransport(app, client=("127.0.0.1", 1))
    client = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    heard: asyncio.Queue[str] = asyncio.Queue()
    channel = client.createDataChannel("chat")
    channel.on("open", lambda: channel.send("hello"))
    channel.on("message", heard.put_nowait)
    await client.setLocalDescription(await client.createOffer())
    offer = {"type": "offer", "sdp": client.localDescription.sdp}
    async with lifespan(app), httpx.AsyncClient(transport=transport, base_url="http://x") as http:
        reply = (await http.post("/rtc/webrtc/offer", json={"sdp": offer})).json()
        await client.setRemoteDescription(RTCSessionDescription(**reply["sdp"]))
        print("heard:", await asyncio.wait_for(heard.get(), 30))
        print("FastAPI:", (await http.get("/")).json())
    await client.close()


if __name__ == "__main__":
    asyncio.run(main())
