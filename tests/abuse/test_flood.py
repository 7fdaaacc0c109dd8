"""Garbage beside honest clients: they are served as if there were none, and it leaves nothing."""

import asyncio
import gc
import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from sdpsig.http import RateLimits
from tests._front import CANDIDATE, CLOSE, OFFER, Call
from tests._loop import in_virtual_time
from tests.abuse._door import ANN, ASKED, BOB, Door, bearer
from tests.endpoint._house import assert_empty
from tests.fuzz import _seeds as seeds
from tests.fuzz._mutations import mutate, spoil
from tests.http._streams import FRAGMENT, SDP

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
anyio_backend = in_virtual_time

WARM, HONEST = 200, 60
MEBIBYTE = 1 << 20
FLOODING, AT_ONCE = 20, 5
"""How many send garbage, and how many do not, at any time."""
SECONDS = 1.0
"""Of this process, that one honest request may wait and take."""
ATTACKER = ("203.0.113.66", 50_000)
JSON = {"content-type": "application/json"}
"""Where garbage goes, and what it is said to be."""


def json_case(random: Random) -> bytes:
    return spoil(mutate(random.choice(seeds.JSON), random, random.choice(seeds.JSON)), random)


def sdp_case(random: Random) -> bytes:
    texts = seeds.DESCRIPTIONS
    return spoil(mutate(random.choice(texts), random, random.choice(texts)), random)


def fragment_case(random: Random) -> bytes:
    texts = seeds.FRAGMENTS
    return spoil(mutate(random.choice(texts), random, random.choice(texts)), random)


def wrapped_case(random: Random) -> bytes:
    """A changed description in a JSON that is right."""
    return json.dumps(
        {"sdp": {"type": "offer", "sdp": sdp_case(random).decode("utf-8", "replace")}}
    ).encode()


PLACES: Sequence[tuple[str, str, dict[str, str], Callable[[Random], bytes]]] = (
    ("POST", OFFER, JSON, wrapped_case),
    ("POST", OFFER, JSON, json_case),
    ("POST", CANDIDATE, JSON, json_case),
    ("POST", CLOSE, JSON, json_case),
    ("POST", "/whip/studio", {"content-type": SDP}, sdp_case),
    ("POST", "/whep/studio", {"content-type": SDP}, sdp_case),
    ("PATCH", "/whip/studio/guess", {"content-type": FRAGMENT}, fragment_case),
    ("DELETE", "/whep/studio/guess", {}, json_case),
)
TOKENS = (f"Bearer {BOB}", "Bearer guess", None)
"""Who sends garbage: mostly somebody who is known."""


def garbage(door: Door, seed: str) -> Iterator[Call]:
    """Calls without end, not made yet."""
    random = Random(seed)
    while True:
        method, path, headers, case = random.choice(PLACES)
        token = random.choices(TOKENS, (8, 1, 1))[0]
        sender = {} if token is None else {"authorization": token}
        yield door.call(
            path, case(random), method=method, headers=headers | sender, client=ATTACKER
        )


async def flood(door: Door, calls: Iterable[Call], statuses: Counter[int]) -> None:
    for call in calls:
        await door.app(call.scope, call.receive, call.send)
        statuses[call.sent[0]["status"]] += 1
        await asyncio.sleep(0)


async def honest(door: Door, number: int) -> tuple[bool, float]:
    """A session from its beginning to its end: whether all went well, and the longest call."""
    kind = ("call", "whip", "whep")[number % 3]
    steps = {
        "call": ("candidate", "again", "close"),
        "whip": ("whip candidates", "whip restart", "whip end"),
        "whep": ("whep candidates", "whep restart", "whep end"),
    }
    client = (f"192.0.2.{number}", 50_000)
    longest, session_id, good = 0.0, "", True
    for name in (kind, *steps[kind]):
        call = door.asked(name, session_id, client=client, headers=bearer(ANN))
        begun = time.process_time()
        await door.app(call.scope, call.receive, call.send)
        longest = max(longest, time.process_time() - begun)
        good = good and call.reply.status == ASKED[name].status
        if name == kind and good:
            place = call.reply.header("location")
            session_id = place.rpartition("/")[2] if place else call.reply.json["session_id"]
        await asyncio.sleep(0)
    return good, longest


def held() -> int:
    """Bytes of this process that are in memory."""
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def over(door: Door) -> None:
    """Let everything end that has a deadline."""
    await asyncio.sleep(300)
    await door.idle()
    assert door.left() == []
    assert_empty(door.endpoint)


async def test_honest_sessions_go_on_beside_a_flood_of_garbage() -> None:
    """What that gets is refused, unless it is no garbage; in the end nothing of it is left."""
    door = Door(rates=RateLimits(misses_per_address=None, offers_per_principal=None))
    statuses: Counter[int] = Counter()
    await flood(door, islice(garbage(door, "warm"), WARM), statuses)
    await over(door)
    before, calls = held(), garbage(door, "flood")
    flooding = [asyncio.create_task(flood(door, calls, statuses)) for _ in range(FLOODING)]
    results: list[tuple[bool, float]] = []
    for first in range(0, HONEST, AT_ONCE):
        some = range(first, first + AT_ONCE)
        results += await asyncio.gather(*(honest(door, number) for number in some))
    for task in flooding:
        task.cancel()
    await asyncio.wait(flooding)
    await over(door)
    assert held() - before < 64 * MEBIBYTE
    assert sum(good for good, _ in results) >= 0.999 * HONEST
    assert max(longest for _, longest in results) < SECONDS
    assert statuses.total() > 4 * HONEST
    assert {status for status in statuses if status >= 500} <= {503}
    assert {400, 401, 404, 429} <= set(statuses)
    assert statuses[200] + statuses[201] + statuses[204] < 0.1 * statuses.total()
