"""Signaling as an ASGI application; to serve it: uvicorn --app-dir examples asgi_server:app

By itself this file starts it on a free port, calls it three times, and stops.
"""

import asyncio
import json
import socket
from http.client import HTTPConnection
from pathlib import Path

import uvicorn

import sdpsig
from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import AnswerNeeded
from sdpsig.session import Event

FINGERPRINT = sdpsig.Fingerprint("sha-256", ":".join(["AB"] * 32))
US = sdpsig.LocalTransport("8hhY", "asd88fgpdd777uzjYhagZg", (FINGERPRINT,))
ORIGIN = sdpsig.Origin("1", "1")
OFFER = Path(__file__).with_name("offer.sdp").read_bytes().decode()


class Media:  # your media side: here it answers, and tells what it hears
    async def answer(self, needed: AnswerNeeded) -> sdpsig.Answer:
        return sdpsig.create_answer(needed.offer, US, sdpsig.DATA, origin=ORIGIN)

    async def event(self, session_id: str, event: Event) -> None:
        print(f"server, {session_id[:4]}: {type(event).__name__}")


app = Asgi(sdpsig.Endpoint(), Media(), sdpsig.JsonApi())


def post(port: int, path: str, message: object) -> dict[str, str]:
    connection = HTTPConnection("127.0.0.1", port)
    connection.request("POST", path, json.dumps(message), {"content-type": "application/json"})
    reply: dict[str, str] = json.loads(connection.getresponse().read())
    print("client:", json.dumps(reply)[:110])
    connection.close()
    return reply


async def main() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        serving = asyncio.create_task(server.serve([listener]))
        bad, good = ({"sdp": {"type": "offer", "sdp": sdp}} for sdp in ("?", OFFER))
        await asyncio.to_thread(post, port, "/webrtc/offer", bad)
        reply = await asyncio.to_thread(post, port, "/webrtc/offer", good)
        goodbye = {"session_id": reply["session_id"]}
        await asyncio.to_thread(post, port, "/webrtc/close", goodbye)
        server.should_exit = True
        await serving


if __name__ == "__main__":
    asyncio.run(main())
