"""Offers over HTTP: a bounded number, four in flight, to a server on a core of its own."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping
from contextlib import ExitStack
from itertools import islice
from time import perf_counter
from typing import Any

from attrs import define, field, frozen

from tests.bench._bars import Wanted, at_least, at_most, times
from tests.bench._machine import installed
from tests.bench._offers import BATCH, Inputs, Offers
from tests.bench._peers import AIORTC, Peer
from tests.bench._process import Child, child
from tests.bench._requests import DIALECTS, IN_FLIGHT, Dialect, Reply, flooded, sent
from tests.bench._timing import OURS, Effort, Row, figure

__all__ = ["rows"]

KIB = 1024
FLOOD = "flood"
"""What the rounds are called that go on beside garbage."""
NOTE = (
    "over HTTP aiortc opens sockets, makes keys and holds an ICE agent too: this is not equal work"
)
Sender = Callable[[int, Iterable[bytes]], Coroutine[Any, Any, list[Reply]]]
"""Sends requests to a port."""


@frozen
class Round:
    """What one round of requests came to."""

    cpu: float
    """Seconds of the server."""
    wall: float
    """Seconds."""
    latencies: tuple[float, ...]
    """Seconds of each request that was answered, sorted."""
    asked: int

    def per_cpu_second(self) -> float:
        return len(self.latencies) / self.cpu

    def per_second(self) -> float:
        return len(self.latencies) / self.wall

    def percentile(self, part: float) -> float:
        """Milliseconds."""
        return self.latencies[int(len(self.latencies) * part)] * 1e3

    def answered(self) -> float:
        """Percent."""
        return len(self.latencies) / self.asked * 100


@define
class Target:
    """One server with the offers that it gets."""

    name: str
    server: Child
    offers: Iterator[str]
    rounds: dict[str, list[Round]] = field(factory=dict)
    weight: float = 0.0
    """Bytes of memory that each held session has come to."""

    def hold(self, count: int) -> None:
        """Open that many sessions for good, and weigh them."""
        self.offer(DIALECTS[0], BATCH)
        before = self.server.usage().resident
        self.offer(DIALECTS[0], count)
        self.weight = (self.server.usage().resident - before) / count

    def measure(self, name: str, dialect: Dialect, count: int, send: Sender = sent) -> None:
        """One round of sessions that are closed again."""
        opened, done = self.offer(dialect, count, send)
        self.rounds.setdefault(name, []).append(done)
        asyncio.run(sent(self.server.ready, map(dialect.close, opened)))

    def offer(self, dialect: Dialect, count: int, send: Sender = sent) -> tuple[list[Reply], Round]:
        """Open that many sessions; what opened them, and how it went."""
        requests = [dialect.offer(text) for text in islice(self.offers, count)]
        gc.collect()
        before = self.server.usage()
        start = perf_counter()
        replies = [reply for reply in asyncio.run(send(self.server.ready, requests)) if reply.ok]
        wall = perf_counter() - start
        cpu = self.server.usage().cpu - before.cpu
        latencies = tuple(sorted(reply.seconds for reply in replies))
        return replies, Round(cpu, wall, latencies, count)


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Throughput, latency and memory of both servers, which hold as many sessions."""
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
            for dialect in DIALECTS:
                for target in targets:
                    target.measure(dialect.name, dialect, effort.offers[target.name])
            targets[0].measure(FLOOD, DIALECTS[0], effort.offers[OURS], flooded)
    yield from _figures(targets, effort)


def _target(stack: ExitStack, name: str, offers: Offers, effort: Effort) -> Target:
    """A server that is warm and holds its sessions."""
    target = Target(name, stack.enter_context(child("_server", name)), offers.each())
    target.hold(effort.held)
    return target


def _figures(targets: list[Target], effort: Effort) -> Iterator[Row]:
    def row(
        name: str,
        unit: str,
        kind: str,
        value: Callable[[Round], float],
        bar: Wanted = (),
        goal: Wanted = (),
        *,
        higher: bool = False,
    ) -> Row:
        found = {
            target.name: figure(
                [value(done) for done in target.rounds[kind]], higher_is_better=higher
            )
            for target in targets
            if kind in target.rounds
        }
        return Row(name, unit, found, bar, goal, higher_is_better=higher, note=NOTE)

    held = f"{IN_FLIGHT} in flight, {effort.held:,} held"
    throughput = (at_least(1500), times(10, AIORTC)), (at_least(3000),)
    latency = (at_most(6),), (at_most(3),)
    for dialect in DIALECTS:
        name = dialect.name
        yield row(f"{name} offers", "/CPU s", name, Round.per_cpu_second, *throughput, higher=True)
        yield row(f"{name} offers, {held}", "/s", name, Round.per_second, higher=True)
        yield row(f"{name} p50, {held}", "ms", name, lambda done: done.percentile(0.5))
        yield row(f"{name} p99, {held}", "ms", name, lambda done: done.percentile(0.99), *latency)
    beside = f"beside {IN_FLIGHT} who send garbage"
    yield row(
        f"HTTP offers answered, {beside}",
        "%",
        FLOOD,
        Round.answered,
        (at_least(100),),
        higher=True,
    )
    yield row(f"HTTP p99, {beside}", "ms", FLOOD, lambda done: done.percentile(0.99))
    weights = {target.name: figure([target.weight / KIB]) for target in targets}
    yield Row(
        f"memory of a session held by a server, of {effort.held:,}",
        "KiB",
        weights,
        (at_most(20),),
        (at_most(10),),
        note=NOTE,
    )
