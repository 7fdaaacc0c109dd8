"""A host in virtual time, its application, and requests that need no HTTP."""

import asyncio
import json
from typing import Any

from sdpsig.adapters._host import Host
from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig
from sdpsig.http import JsonApi, Request, Response
from sdpsig.jsep import Answer
from sdpsig.session import (
    Event,
    SessionConfig,
)
from tests._front import CANDIDATE, CLOSE, OFFER, Media, offer_body

HOST = "candidate:1 1 udp 2122260223 192.168.1.2 {} typ host"


def now() -> float:
    return asyncio.get_running_loop().time()


class House:
    """A host, its application, and requests that need no HTTP."""

    def __init__(
        self,
        media: Media | None = None,
        config: SessionConfig | None = None,
        **options: Any,
    ) -> None:
        self.before = asyncio.all_tasks()
        self.media = media or Media()
        self.seen: list[tuple[str, Event, float]] = []
        self.endpoint = Endpoint(EndpointConfig(session=config or SessionConfig()))
        options.setdefault("observers", (lambda *seen: self.seen.append(seen),))
        self.host = Host(self.endpoint, self.media, **options)

    async def request(self, path: str, body: object) -> Response:
        request = Request("POST", path, (), json.dumps(body).encode())
        return await self.host.serve(request, JsonApi())

    async def offer(self, session_id: str | None = "s") -> Response:
        return await self.request(OFFER, offer_body(session_id=session_id))

    async def trickle(self, port: int, session_id: str = "s") -> Response:
        candidate = {"candidate": HOST.format(port), "sdpMid": "0"}
        return await self.request(CANDIDATE, {"session_id": session_id, "candidate": candidate})

    async def close(self, session_id: str = "s") -> Response:
        return await self.request(CLOSE, {"session_id": session_id})

    async def idle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    def left(self) -> list[object]:
        """Whatever is still there."""
        tasks = asyncio.all_tasks() - self.before - {asyncio.current_task()}
        return [*tasks, *self.endpoint.sessions, *self.host._visits, *self.host._telling]


def reason(response: Response) -> tuple[int, str]:
    return response.status, json.loads(response.body)["reason"]


class HangingMedia(Media):
    """A media side that never answers; it says so when it is cancelled."""

    def __init__(self, cleanup: float = 0.0) -> None:
        super().__init__()
        self.cleanup = cleanup
        self.cancelled: list[float] = []

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asked.append(needed)
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.append(now())
            await asyncio.sleep(self.cleanup)
        raise AssertionError
