"""The servers that are put under load, each in a process of its own, on 127.0.0.1.

``sdpsig`` is the whole JSON API under uvicorn and httptools; ``aiortc`` does what the server
example of aiortc does, under aiohttp.
"""

import asyncio
import socket
import sys
from collections.abc import Callable, Coroutine
from importlib import import_module
from threading import Thread
from typing import Any
from uuid import uuid4

from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import AnswerNeeded, Endpoint
from sdpsig.http import JsonApi
from sdpsig.jsep import Answer
from sdpsig.session import Event
from tests.bench._answers import answer
from tests.bench._holding import CONFIG, connection, quiet_ice
from tests.bench._process import answer_questions, raise_file_limit, say

Server = Callable[[socket.socket], Coroutine[None, None, None]]


class Canned:
    """A media side that has its answers at once."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        return answer(needed.offer)

    async def event(self, session_id: str, event: Event) -> None:
        pass


def sdpsig() -> Server:
    import uvicorn

    limits = CONFIG.session.limits

    async def serve(listener: socket.socket) -> None:
        application = Asgi(Endpoint(CONFIG), Canned(), JsonApi(limits=limits))
        config = uvicorn.Config(
            application, http="httptools", loop="asyncio", log_config=None, access_log=False
        )
        await uvicorn.Server(config).serve(sockets=[listener])

    return serve


def aiortc() -> Server:
    web = import_module("aiohttp.web")
    quiet_ice()
    connections = {}

    async def offer(request: Any) -> Any:
        sdp = (await request.json())["sdp"]
        session_id = uuid4().hex
        connections[session_id] = made = await connection(sdp["sdp"])
        local = made.localDescription
        message = {"sdp": {"type": local.type, "sdp": local.sdp}, "session_id": session_id}
        return web.json_response(message)

    async def close(request: Any) -> Any:
        session_id = (await request.json())["session_id"]
        await connections.pop(session_id).close()
        return web.json_response({"session_id": session_id})

    async def serve(listener: socket.socket) -> None:
        application = web.Application()
        application.router.add_post("/webrtc/offer", offer)
        application.router.add_post("/webrtc/close", close)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        await asyncio.Event().wait()

    return serve


SERVERS = {"sdpsig": sdpsig, "aiortc": aiortc}


def main(name: str) -> None:
    raise_file_limit()
    server = SERVERS[name]()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # connections inherit it; asyncio sets it only where it has made the socket itself
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        say(listener.getsockname()[1])
        Thread(target=answer_questions, daemon=True).start()
        asyncio.run(server(listener))


if __name__ == "__main__":
    main(sys.argv[1])
