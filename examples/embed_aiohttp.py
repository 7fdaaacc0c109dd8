"""Signaling as a part of an aiohttp application, with an echo for a media side.

By itself this file serves it on a free port, calls it from aiortc, says hello through a data
channel, and stops. With ``web.run_app(app())`` it would go on.
"""

import asyncio

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from sdpsig import Endpoint, JsonApi
from sdpsig.adapters.aiohttp import Aiohttp
from sdpsig.adapters.echo import Echo, EchoConfig
from sdpsig.trickle import auto


def app() -> web.Application:
    echo = Echo(EchoConfig(loopback=True))
    signaling = Aiohttp(Endpoint(), echo, JsonApi(), candidates=auto)
    echo.host = signaling.host

    async def home(_request: web.Request) -> web.Response:
        return web.json_response({"sessions": len(signaling.host.endpoint)})

    made = web.Application()
    made.router.add_get("/", home)
    made.add_subapp("/rtc", signaling.app())  # sessions end with the application
    return made


async def call(http: ClientSession, url: str) -> None:
    client = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    heard: asyncio.Queue[str] = asyncio.Queue()
    channel = client.createDataChannel("chat")
    channel.on("open", lambda: channel.send("hello"))
    channel.on("message", heard.put_nowait)
    await client.setLocalDescription(await client.createOffer())
    offer = {"type": "offer", "sdp": client.localDescription.sdp}
    async with http.post(f"{url}/rtc/webrtc/offer", json={"sdp": offer}) as response:
        answer = (await response.json())["sdp"]
    await client.setRemoteDescription(RTCSessionDescription(**answer))
    print("heard:", await asyncio.wait_for(heard.get(), 30))
    async with http.get(url) as response:
        print("aiohttp:", await response.json())
    await client.close()


async def main() -> None:
    async with TestServer(app()) as server, ClientSession() as http:
        await call(http, f"http://127.0.0.1:{server.port}")


if __name__ == "__main__":
    asyncio.run(main())
