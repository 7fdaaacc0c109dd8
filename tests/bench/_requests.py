"""Requests as bytes, and clients that send them one after the other: as little work as can be."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle
from time import perf_counter

from attrs import frozen

__all__ = ["DIALECTS", "GARBAGE", "Dialect", "Reply", "flooded", "sent"]

IN_FLIGHT = 4
"""Clients, each with a connection of its own."""
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
LOCATION = re.compile(rb"(?i)\r\nlocation: *(\S+)")
JSON_TYPE, SDP_TYPE = "application/json", "application/sdp"


@frozen
class Reply:
    """What a request got."""

    head: bytes
    body: bytes
    seconds: float
    """How long that took."""

    @property
    def ok(self) -> bool:
        return self.head.startswith(b"HTTP/1.1 2")


def request(method: str, path: str, media_type: str, body: bytes = b"") -> bytes:
    head = (
        f"{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"content-type: {media_type}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def post(path: str, message: object) -> bytes:
    return request("POST", path, JSON_TYPE, json.dumps(message).encode())


def offer(text: str) -> bytes:
    return post("/webrtc/offer", {"sdp": {"type": "offer", "sdp": text}})


@frozen
class Dialect:
    """How sessions are opened and closed."""

    name: str
    offer: Callable[[str], bytes]
    """The request that opens a session with an offer."""
    close: Callable[[Reply], bytes]
    """The request that closes what a reply has opened."""


def _delete(reply: Reply) -> bytes:
    found = LOCATION.search(reply.head)
    assert found is not None
    return request("DELETE", found[1].decode(), SDP_TYPE)


DIALECTS = (
    Dialect(
        "HTTP",
        offer,
        lambda reply: post("/webrtc/close", {"session_id": json.loads(reply.body)["session_id"]}),
    ),
    Dialect("WHIP", lambda text: request("POST", "/whip/bench", SDP_TYPE, text.encode()), _delete),
)
"""The JSON API, and what stands beside it."""

GARBAGE = (
    post("/webrtc/offer", {"sdp": "v=0"}),
    post("/webrtc/ice-candidate", {"session_id": "nobody", "candidate": {"candidate": ""}}),
    post("/webrtc/close", [[[[[[[[]]]]]]]]),
    post("/webrtc/offer/", {}),
    request("POST", "/webrtc/offer", JSON_TYPE, b"\xff" * 4096),
    request("POST", "/webrtc/offer", "text/plain", b"hello"),
    request("GET", "/../../etc/passwd", JSON_TYPE),
    offer("v=0\r\n" + "a=candidate\r\n" * 500),
    offer("m=audio 9 UDP/TLS/RTP/SAVPF 0\r\n" * 60),
)
"""What nobody can answer."""


async def sent(port: int, requests: Iterable[bytes]) -> list[Reply]:
    """Send them all, so many at once as there are clients; in the order of the replies.

    Raises RuntimeError where one of them is refused.
    """
    replies = await _sent(port, requests)
    for reply in replies:
        if not reply.ok:
            message = f"{reply.head!r} {reply.body[:500]!r}"
            raise RuntimeError(message)
    return replies


async def flooded(port: int, requests: Iterable[bytes]) -> list[Reply]:
    """The same, while as many clients more send garbage all the time; whatever comes of it."""
    refused = list[Reply]()
    flood = [
        asyncio.create_task(_client(port, cycle(GARBAGE[at:] + GARBAGE[:at]), refused))
        for at in range(IN_FLIGHT)
    ]
    replies = await _sent(port, requests)
    for client in flood:
        client.cancel()
    await asyncio.wait(flood)
    assert all(client.cancelled() for client in flood)
    assert not any(reply.ok for reply in refused)
    return replies


async def _sent(port: int, requests: Iterable[bytes]) -> list[Reply]:
    waiting, replies = iter(requests), list[Reply]()
    async with asyncio.TaskGroup() as clients:
        for _ in range(IN_FLIGHT):
            clients.create_task(_client(port, waiting, replies))
    return replies


async def _client(port: int, requests: Iterator[bytes], replies: list[Reply]) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    try:
        for one in requests:
            start = perf_counter()
            writer.write(one)
            head = await reader.readuntil(b"\r\n\r\n")
            found = LENGTH.search(head)
            body = await reader.readexactly(int(found[1])) if found else b""
            replies.append(Reply(head, body, perf_counter() - start))
    finally:
        writer.close()
