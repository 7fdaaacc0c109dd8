"""The servers that are put under load, each in a process of its own, on 127.0.0.1.

``sdpsig`` is the whole JSON API, and WHIP beside it, under uvicorn and httptools; ``aiortc`` does
what the server example of aiortc does, under aiohttp. Each has one core, where that can be said.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Callable, Coroutine
from contextlib import suppress
from importlib import import_module
from threading import Thread
from typing import Any
from uuid import uuid4

from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import AnswerNeeded, Endpoint
from sdpsig.http import JsonApi, Whip
from sdpsig.jsep import Answer, next_answer
from sdpsig.session import Event
from tests.bench._answers import transport
from tests.bench._holding import CONFIG, connection, quiet_ice
from tests.bench._process import answer_questions, raise_file_limit, say

Server = Callable[[socket.socket], Coroutine[None, None, None]]


class Canned:
    """A media side that has its answers at once."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        assert needed.negotiation is not None, "an endpoint always tells it"
        return next_answer(needed.negotiation, transport())[1]

    async def event(self, session_id: str, event: Event) -> None:
        pass


def sdpsig() -> Server:
    import uvicorn

    limits = CONFIG.session.limits

    async def serve(listener: socket.socket) -> None:
        application = Asgi(Endpoint(CONFIG), Canned(), JsonApi(limits=limits), Whip(limits=limits))
        config = uvicorn.Config(
            application, http="httptools", loop="asyncio", log_config=None, access_log=False
        )
        await uvicorn.Server(config).serve(sockets=[listener])

    return serve


def aiortc() -> Server:
    web = import_module("aiohttp.web")
    quiet_ice()
    connections = {}

    async def held(text: str) -> tuple[str, Any]:
        session_id = uuid4().hex
        connections[session_id] = made = await connection(text)
        return session_id, made.localDescription

    async def offer(request: Any) -> Any:
        session_id, local = await held((await request.json())["sdp"]["sdp"])
        message = {"sdp": {"type": local.type, "sdp": local.sdp}, "session_id": session_id}
        return web.json_response(message)

    async def close(request: Any) -> Any:
        session_id = (await request.json())["session_id"]
        await connections.pop(session_id).close()
        return web.json_response({"session_id": session_id})

    async def publish(request: Any) -> Any:
        session_id, local = await held(await request.text())
        headers = {"location": f"/whip/bench/{session_id}"}
        return web.Response(
            status=201, text=local.sdp, headers=headers, content_type="application/sdp"
        )

    async def end(request: Any) -> Any:
        await connections.pop(request.match_info["session_id"]).close()
        return web.Response()

    async def serve(listener: socket.socket) -> None:
        application = web.Application()
        application.router.add_post("/webrtc/offer", offer)
        application.router.add_post("/webrtc/close", close)
        application.router.add_post("/whip/bench", publish)
        application.router.add_delete("/whip/bench/{session_id}", end)
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listener).start()
        await asyncio.Event().wait()

    return serve


SERVERS = {"sdpsig": sdpsig, "aiortc": aiortc}


def take_one_core() -> None:
    """The last one that there is for us."""
    with suppress(AttributeError, OSError):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main(name: str) -> None:
    raise_file_limit()
    take_one_core()
    server = SERVERS[name]()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        # connections inherit it; asyncio sets it only where it has made the socket itself
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        say(listener.getsockname()[1])
        Thread(target=answer_questions, daemon=True).start()
        asyncio.run(server(listener))


if __name__ == "__main__":
    main(sys.argv[1])
