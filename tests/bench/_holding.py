"""Descriptions and sessions that are held, ours and those of peers. As a program: their weight."""

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator, Mapping
from importlib import import_module
from typing import Any

from sdpsig.endpoint import Accept, AnswerNeeded, Endpoint, EndpointConfig, Open
from sdpsig.jsep import Offer
from sdpsig.limits import Limits
from sdpsig.sdp import parse
from sdpsig.session import SessionConfig
from tests.bench._answers import answer
from tests.bench._offers import BATCH, from_capture
from tests.bench._peers import AIORTC, SDP_TRANSFORM
from tests.bench._process import raise_file_limit, say, usage
from tests.bench._timing import OURS

__all__ = ["CONFIG", "connection", "hold", "quiet_ice"]

HOUR = 3600.0
Subject = Callable[[Iterator[str], int], Coroutine[Any, Any, float]]
"""Holds that many, and says how many bytes each of them weighs."""
CONFIG = EndpointConfig(
    session=SessionConfig(
        connect_timeout=HOUR,
        idle_timeout=HOUR,
        limits=Limits(sessions=100_000, unconnected_sessions=100_000),
    )
)
"""The timers run, but nothing ends while it is measured."""


def hold(endpoint: Endpoint, name: str, text: str, now: float = 1.0) -> None:
    """Open a session and answer it."""
    needed = endpoint.handle(Open(name, Offer(parse(text))), now)
    assert isinstance(needed, AnswerNeeded)
    endpoint.handle(Accept(name, answer(needed.offer)), now)


def quiet_ice() -> None:
    """Let aiortc gather candidates and hold its sockets, but send nothing through them."""
    transports = import_module("aiortc.rtcicetransport")
    base: Any = transports.Connection

    class Quiet(base):  # type: ignore[misc]  # a base of no known type
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.closing = asyncio.Event()

        async def connect(self) -> None:
            await self.closing.wait()
            raise ConnectionError

        async def close(self) -> None:
            self.closing.set()
            await super().close()

    vars(transports)["Connection"] = Quiet


async def connection(text: str) -> Any:
    """What a server of aiortc's kind does with an offer."""
    from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

    made = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    await made.setRemoteDescription(RTCSessionDescription(text, "offer"))
    await made.setLocalDescription(await made.createAnswer())
    return made


async def ours(offers: Iterator[str], count: int) -> float:
    endpoint = Endpoint(CONFIG)
    for number in range(BATCH):
        hold(endpoint, f"first-{number}", next(offers))
    before = usage().resident
    for number in range(count):
        hold(endpoint, f"{number:032}", next(offers))
    weight = usage().resident - before
    assert len(endpoint) == BATCH + count
    return weight / count


async def aiortc(offers: Iterator[str], count: int) -> float:
    quiet_ice()
    held = [await connection(next(offers)) for _ in range(8)]
    before = usage().resident
    held += [await connection(next(offers)) for _ in range(count)]
    return (usage().resident - before) / count


def descriptions(load: Callable[[], Callable[[str], Any]]) -> Subject:
    """Each of them is kept, and nothing else of its text."""

    async def weigh(offers: Iterator[str], count: int) -> float:
        parse = load()
        held = [parse(next(offers)) for _ in range(BATCH)]
        before = usage().resident
        held += [parse(next(offers)) for _ in range(count)]
        return (usage().resident - before) / count

    return weigh


SUBJECTS: Mapping[tuple[str, str], Subject] = {
    ("session", OURS): ours,
    ("session", AIORTC): aiortc,
    ("description", OURS): descriptions(lambda: parse),
    ("description", AIORTC): descriptions(
        lambda: import_module("aiortc.sdp").SessionDescription.parse
    ),
    ("description", SDP_TRANSFORM): descriptions(lambda: import_module("sdp_transform").parse),
}


def main(what: str, name: str, count: int) -> None:
    raise_file_limit()
    inputs = from_capture()
    say(asyncio.run(SUBJECTS[what, name](inputs.all.each(), count)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
