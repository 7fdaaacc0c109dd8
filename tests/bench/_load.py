"""Offers over HTTP: a bounded number, four in flight, to a server on 127.0.0.1."""

import asyncio
import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from time import perf_counter
from typing import Any

from attrs import define, field, frozen

from tests.bench._bars import Wanted, at_least, at_most
from tests.bench._machine import installed
from tests.bench._offers import Inputs, Offers
from tests.bench._peers import AIORTC, Peer
from tests.bench._process import Child, child
from tests.bench._timing import OURS, Effort, Row, figure

__all__ = ["rows"]

IN_FLIGHT = 4
WARM_UP = 8
NOTE = (
    "over HTTP aiortc opens sockets, makes keys and holds an ICE agent too: this is not equal work"
)
LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


@frozen
class Round:
    """What one round of requests came to."""

    cpu: float
    """Seconds of the server."""
    wall: float
    """Seconds."""
    latencies: tuple[float, ...]
    """Seconds of each request, sorted."""

    def per_cpu_second(self) -> float:
        return len(self.latencies) / self.cpu

    def per_second(self) -> float:
        return len(self.latencies) / self.wall

    def percentile(self, part: float) -> float:
        """Milliseconds."""
        return self.latencies[int(len(self.latencies) * part)] * 1e3


@define
class Target:
    """One server with the offers that it gets."""

    name: str
    server: Child
    offers: Iterator[str]
    rounds: list[Round] = field(factory=list)

    def offer(self, count: int) -> tuple[list[str], Round]:
        """Make that many sessions; their ids, and how it went."""
        bodies = [
            json.dumps({"sdp": {"type": "offer", "sdp": text}}).encode()
            for text in islice(self.offers, count)
        ]
        gc.collect()
        before = self.server.usage()
        start = perf_counter()
        replies, latencies = asyncio.run(self._post("/webrtc/offer", bodies))
        wall = perf_counter() - start
        cpu = self.server.usage().cpu - before.cpu
        return [reply["session_id"] for reply in replies], Round(
            cpu, wall, tuple(sorted(latencies))
        )

    def close(self, sessions: Iterable[str]) -> None:
        bodies = [json.dumps({"session_id": name}).encode() for name in sessions]
        asyncio.run(self._post("/webrtc/close", bodies))

    async def _post(
        self, path: str, bodies: Iterable[bytes]
    ) -> tuple[list[dict[str, Any]], list[float]]:
        """Raises RuntimeError for any reply but 200."""
        waiting = iter(bodies)
        replies: list[dict[str, Any]] = []
        latencies: list[float] = []

        async def client() -> None:
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", self.server.ready, limit=2**20
            )
            for body in waiting:
                start = perf_counter()
                writer.write(_head(path, len(body)) + body)
                reply = await _reply(reader)
                latencies.append(perf_counter() - start)
                replies.append(json.loads(reply))
            writer.close()
            await writer.wait_closed()

        async with asyncio.TaskGroup() as clients:
            for _ in range(IN_FLIGHT):
                clients.create_task(client())
        return replies, latencies


def _head(path: str, length: int) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        f"content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    ).encode()


async def _reply(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    found = LENGTH.search(head)
    body = await reader.readexactly(int(found[1])) if found else b""
    if not head.startswith(b"HTTP/1.1 200 "):
        message = f"{head!r} {body[:500]!r}"
        raise RuntimeError(message)
    return body


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Throughput and latency of both servers, which hold as many sessions."""
    with ExitStack() as stack:
        targets = [_target(stack, OURS, inputs.all, effort)]
        if installed("aiohttp") is None:
            not_measured["aiortc over HTTP"] = "aiohttp is not installed"
        elif AIORTC in peers:
            try:
                targets.append(_target(stack, AIORTC, inputs.all, effort))
            except Exception as error:
                not_measured["aiortc over HTTP"] = repr(error)
        for _ in range(effort.load_rounds):
            for target in targets:
                sessions, done = target.offer(effort.offers[target.name])
                target.rounds.append(done)
                target.close(sessions)
    yield from _figures(targets, effort)


def _target(stack: ExitStack, name: str, offers: Offers, effort: Effort) -> Target:
    """A server that is warm and holds its sessions."""
    target = Target(name, stack.enter_context(child("_server", name)), offers.each())
    target.offer(WARM_UP + effort.held)
    return target


def _figures(targets: list[Target], effort: Effort) -> Iterator[Row]:
    def row(
        name: str,
        unit: str,
        values: Callable[[Round], float],
        bar: Wanted = (),
        goal: Wanted = (),
        *,
        higher: bool = False,
    ) -> Row:
        found = {
            target.name: figure([values(done) for done in target.rounds], higher_is_better=higher)
            for target in targets
        }
        return Row(name, unit, found, bar, goal, higher_is_better=higher, note=NOTE)

    held = f"{IN_FLIGHT} in flight, {effort.held:,} held"
    bar, goal = (at_least(1500),), (at_least(3000),)
    yield row("HTTP offers", "/CPU s", Round.per_cpu_second, bar, goal, higher=True)
    yield row(f"HTTP offers, {held}", "/s", Round.per_second, higher=True)
    yield row(f"HTTP p50, {held}", "ms", lambda done: done.percentile(0.5))
    bar, goal = (at_most(6),), (at_most(3),)
    yield row(f"HTTP p99, {held}", "ms", lambda done: done.percentile(0.99), bar, goal)
