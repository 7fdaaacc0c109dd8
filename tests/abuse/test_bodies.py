"""Bodies that are too large, too slow, packed or of another kind, at every place (H1 to H4)."""

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sdpsig.limits import Limits
from tests._front import Call, Reply, body_messages
from tests._loop import START, in_virtual_time
from tests.abuse._door import ASKED, Door
from tests.endpoint._house import photo
from tests.http._streams import FRAGMENT, SDP

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

LIMITS = Limits()
MOST = {
    "call": LIMITS.json_bytes,
    "answer": LIMITS.json_bytes,
    "candidate": LIMITS.json_bytes,
    "close": LIMITS.json_bytes,
    "whip": LIMITS.sdp_bytes,
    "whep": LIMITS.sdp_bytes,
    "whip candidates": LIMITS.fragment_bytes,
    "whep restart": LIMITS.fragment_bytes,
}
"""Bytes of the largest body of each request that has one."""
EACH = pytest.mark.parametrize("name", MOST)
MEBIBYTE = 1 << 20


def now() -> float:
    return asyncio.get_running_loop().time()


async def refused(door: Door, call: Call) -> Reply:
    """Make a call that changes nothing."""
    before = photo(door.endpoint)
    reply = await door.make(call)
    assert photo(door.endpoint) == before
    assert door.left() == []
    return reply


@contextmanager
def at_most(count: int) -> Iterator[None]:
    """No more bytes are taken in here at any time."""
    tracemalloc.start()
    try:
        yield
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak <= count


# --- H1: how long


@EACH
async def test_h1_a_body_that_is_announced_too_large_is_refused_before_it_is_read(
    name: str,
) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    for length in (10_000_000_000, MOST[name] + 1):
        call = door.asked(name, session_id, headers={"content-length": str(length)})
        reply = await refused(door, call)
        assert (reply.status, reply.json["reason"]) == (413, "http.too-large")
        assert reply.header("connection") == "close"
        assert call.received == 0


@EACH
async def test_h1_a_body_of_unknown_length_is_read_to_its_limit_and_no_further(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    part, most = b" " * 1_024, MOST[name]
    script = body_messages(part * 20_480, 20_480)
    call = door.asked(name, session_id, script=script)
    with at_most(2 * most + MEBIBYTE // 4):
        reply = await refused(door, call)
    assert (reply.status, reply.json["reason"]) == (413, "http.too-large")
    assert reply.header("connection") == "close"
    assert call.received == most // len(part) + 1


@EACH
async def test_h1_at_its_limit_a_body_is_read_and_judged(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    call = door.asked(name, session_id, script=body_messages(b"\0" * MOST[name], 7))
    assert (await refused(door, call)).status in (400, 413)
    assert call.received == 7


@EACH
@pytest.mark.parametrize("length", ["-1", "+5", "5, 5", "1e3", "0x10", "many", "9" * 400])
async def test_h1_a_length_that_is_none_is_refused_before_the_body_is_read(
    name: str, length: str
) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    call = door.asked(name, session_id, headers={"content-length": length})
    assert (await refused(door, call)).status == 400
    assert call.received == 0


@EACH
async def test_h1_a_body_is_held_to_the_limit_whatever_was_announced(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    script = body_messages(b" " * (MOST[name] + 1), 4)
    call = door.asked(name, session_id, script=script, headers={"content-length": "5"})
    assert (await refused(door, call)).status == 413


# --- H2: how slowly


DRIP: Any = {"type": "http.request", "body": b" ", "more_body": True}


@EACH
async def test_h2_a_body_in_drips_is_given_up_when_it_takes_too_long(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    call = door.asked(name, session_id, script=[item for _ in range(99) for item in (DRIP, 1.0)])
    reply = await door.make(call)
    assert (reply.status, reply.json["reason"]) == (408, "http.timeout")
    assert reply.header("connection") == "close"
    assert (now(), call.received) == (START + 10, 10)
    assert door.left() == []


@EACH
async def test_h2_a_body_that_pauses_for_too_long_is_given_up(name: str) -> None:
    for script in ([], [DRIP], [DRIP, 1.0, DRIP]):
        door, begun = Door(), now()
        session_id = await door.begin(ASKED[name].within)
        last = sum(item for item in script if isinstance(item, float))
        reply = await door.make(door.asked(name, session_id, script=list(script)))
        assert reply.status == 408
        assert now() - begun == last + 5
        assert door.left() == []


async def test_h2_a_thousand_slow_bodies_do_not_hold_up_ten_honest_clients() -> None:
    """Nobody waits for them, and at the deadline each has its answer and is gone."""
    door = Door()
    names = ("call", "whip", "whep")
    slow = [
        door.asked(names[number % 3], script=[item for _ in range(99) for item in (DRIP, 1.0)])
        for number in range(1_000)
    ]
    making = [asyncio.ensure_future(door.make(call)) for call in slow]
    await door.idle()
    begun = now()
    assert await asyncio.gather(*map(honest, [door] * 10, range(10))) == [0.0] * 10
    assert now() == begun
    assert not any(task.done() for task in making)
    replies: list[Reply] = await asyncio.gather(*making)
    assert {reply.status for reply in replies} == {408}
    assert now() == begun + 10
    await door.check_clean()
    assert door.left() == []


async def honest(door: Door, number: int) -> float:
    """Everything that a client wants; how long it took."""
    begun = now()
    kind = ("call", "whip", "whep")[number % 3]
    steps = {
        "call": ("candidate", "again", "candidates", "close"),
        "whip": ("whip candidates", "whip restart", "whip look", "whip end"),
        "whep": ("whep candidates", "whep restart", "whep look", "whep end"),
    }
    session_id = await door.begin(kind)
    for step in steps[kind]:
        assert (await door.ask(step, session_id)).status == ASKED[step].status
    return now() - begun


# --- H3: of which kind

GOOD_KINDS = ("{}", "{}; charset=utf-8", "{};charset=UTF-8", '{}; charset="utf-8"')
BAD_KINDS = ("", "text/plain", "{}x", "{}; charset=utf-16", "{}, {}", "x/{}", "*/*")


def kind_of(name: str) -> str:
    return ASKED[name].headers["content-type"]


@EACH
async def test_h3_the_kind_of_a_body_has_no_case_and_is_in_utf_8(name: str) -> None:
    for form in GOOD_KINDS:
        for kind in (kind_of(name), kind_of(name).upper()):
            door = Door()
            session_id = await door.begin(ASKED[name].within)
            headers = {"content-type": form.format(kind)}
            reply = await door.ask(name, session_id, headers=headers)
            assert reply.status == ASKED[name].status


@EACH
async def test_h3_a_body_of_another_kind_is_refused(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    kind = kind_of(name)
    others = {"application/json", SDP, FRAGMENT} - {kind}
    for said in (*(form.format(kind, kind) for form in BAD_KINDS), *others):
        call = door.asked(name, session_id, headers={"content-type": said})
        reply = await refused(door, call)
        assert (reply.status, reply.json["reason"]) == (415, "http.media-type"), said
        assert call.received == 0 or ASKED[name].method == "PATCH"
    call = door.asked(name, session_id)
    call.scope["headers"] = [pair for pair in call.scope["headers"] if pair[0] != b"content-type"]
    assert (await refused(door, call)).status == 415


# --- H4: packed

CODINGS = ("gzip", "GZIP", "br", "deflate, gzip", "identity, gzip", "zstd", "x-gzip", "aws-chunked")


def bomb() -> bytes:
    """A few hundred bytes that are 50 MiB."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(b"\0" * MEBIBYTE) for _ in range(50)) + packer.flush()
    return gzip.compress(packed)


BOMB = bomb()


@EACH
async def test_h4_a_packed_body_is_refused_and_not_unpacked(name: str) -> None:
    assert len(BOMB) < 1_024
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    for coding in CODINGS:
        headers = {"content-encoding": coding}
        call = door.asked(name, session_id, script=body_messages(BOMB), headers=headers)
        with at_most(MEBIBYTE):
            reply = await refused(door, call)
        assert (reply.status, reply.json["reason"]) == (415, "http.media-type")
        assert call.received == 0
