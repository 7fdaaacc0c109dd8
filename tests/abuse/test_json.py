"""JSON that is built to hurt, at every call that takes a body (J1 to J6)."""

import json
import time
from collections.abc import Iterable, Iterator
from typing import Any, Self, cast

import pytest

from sdpsig.limits import Limits
from sdpsig.wire import JsonError, decode
from tests._front import Reply, body_messages
from tests._loop import in_virtual_time
from tests.abuse._door import ASKED, Door
from tests.endpoint._house import photo

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

CALLS = ("call", "again", "answer", "candidate", "candidates", "close")
EACH = pytest.mark.parametrize("name", CALLS)


class Desk(Door):
    """A door with one session, one call, and the body that this call should have."""

    name = session_id = good = ""

    @classmethod
    async def of(cls, name: str) -> Self:
        desk = cls()
        desk.name = name
        desk.session_id = await desk.begin(ASKED[name].within)
        (message,) = desk.asked(name, desk.session_id).script
        assert not isinstance(message, float)
        desk.good = message["body"].decode()
        return desk

    def plus(self, text: str) -> bytes:
        """The good body with a member more that nobody knows."""
        return f'{self.good[:-1]},"x":{text}}}'.encode()

    async def post(self, body: bytes) -> Reply:
        """Ask with this body."""
        return await self.make(self.asked(self.name, self.session_id, script=body_messages(body)))

    async def refused(self, body: bytes) -> str:
        """The reason of a refusal, which has changed nothing."""
        before = photo(self.endpoint)
        status, reason = (await self.post(body)).error()
        assert photo(self.endpoint) == before
        assert status == 400
        return reason


# --- J1: how deep


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


@EACH
async def test_j1_a_body_may_nest_so_deep_and_no_deeper(name: str) -> None:
    deepest = Limits().json_depth
    desk = await Desk.of(name)
    for depth in (deepest, 1_000, 100_000):
        for text in (nested(depth), "[" * depth, '{"x":' * min(depth, 50_000)):
            assert await desk.refused(desk.plus(text)) == "json.too-deep"
    assert (await desk.post(desk.plus(nested(deepest - 1)))).status == ASKED[name].status


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
def test_j1_a_million_brackets_are_refused_at_once(opening: bytes) -> None:
    body = opening * 1_000_000
    limits, seconds = Limits(json_bytes=len(body)), []
    for _ in range(5):
        begun = time.process_time()
        with pytest.raises(JsonError) as caught:
            _ = decode(body, dict, limits)
        seconds.append(time.process_time() - begun)
        assert caught.value.fault.code == "json.too-deep"
    assert min(seconds) < 0.01 * len(opening)


# --- J2: numbers

NUMBERS = (
    *("9" * 5_000, "-" + "9" * 5_000, "NaN", "Infinity", "-Infinity", "1e400", "-1e400"),
    *("0." + "0" * 5_000, "1" + "0" * 20),
)
NO_NUMBERS = ("+1", "01", "1_0", "0x10", ".5", "5.", "1e", "٣", "--1", "nan")
NO_INDICES = ("-0", "1.0", "0.0", "1e0", "1e300", "true", "false", '"0"', "[0]")


@EACH
async def test_j2_what_is_no_number_or_too_large_for_one_is_refused_anywhere(name: str) -> None:
    desk = await Desk.of(name)
    for number in NUMBERS:
        assert await desk.refused(desk.plus(number)) == "json.bad-number"
    for number in NO_NUMBERS:
        assert await desk.refused(desk.plus(number)) == "json.syntax"


@pytest.mark.parametrize("number", NO_INDICES)
async def test_j2_an_index_is_a_number_without_a_fraction(number: str) -> None:
    desk = await Desk.of("candidate")
    body = desk.good.replace('"sdpMid": "0"', f'"sdpMLineIndex": {number}')
    assert await desk.refused(body.encode()) == "json.wrong-type"


# --- J3: one name twice

Place = tuple[str | int, ...]


@EACH
async def test_j3_no_object_has_two_members_of_one_name(name: str) -> None:
    desk = await Desk.of(name)
    good = json.loads(desk.good)
    for place in places(good):
        assert await desk.refused(doubled(good, place).encode()) == "json.duplicate-key"


def inside(value: object) -> Iterable[tuple[str | int, object]]:
    if isinstance(value, dict):
        return cast(dict[str, object], value).items()
    return enumerate(cast(list[object], value)) if isinstance(value, list) else ()


def places(value: object, *above: str | int) -> Iterator[Place]:
    """The way to every member of every object."""
    for key, item in inside(value):
        if isinstance(key, str):
            yield (*above, key)
        yield from places(item, *above, key)


def doubled(value: object, place: Place) -> str:
    """A value as JSON, in which one member has been said before, and spelt differently."""
    parts: list[str] = []
    for key, item in inside(value):
        text = doubled(item, place[1:]) if place[1:] and key == place[0] else json.dumps(item)
        if isinstance(key, str):
            text = f"{json.dumps(key)}:{text}"
            if place == (key,):
                parts.append(f'"\\u{ord(key[0]):04x}{key[1:]}":null')
        parts.append(text)
    joined = ",".join(parts)
    return f"{{{joined}}}" if isinstance(value, dict) else f"[{joined}]"


# --- J4: encodings

ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-8-sig")
BROKEN = (
    *(b"\xff", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc3", b"\xe2\x82"),
    *(rb"\ud800", rb"\udfff\ud800", rb"\uD83D x"),
)
"""What is no UTF-8, and escapes that stand for half a character."""


@EACH
async def test_j4_a_body_is_utf_8_and_nothing_else(name: str) -> None:
    desk = await Desk.of(name)
    for encoding in ENCODINGS:
        assert await desk.refused(desk.good.encode(encoding)) == "json.bad-encoding"
    for broken in BROKEN:
        body = desk.plus('"~"').replace(b"~", broken)
        assert await desk.refused(body) == "json.bad-encoding"


# --- J5: shapes


@EACH
async def test_j5_a_body_is_one_object_with_nothing_around_it(name: str) -> None:
    desk = await Desk.of(name)
    good = desk.good
    for body in ("", good + "x", good + "{}", good + "\0", good + ",", good[:-1], "\ufeff"):
        assert await desk.refused(body.encode()) in ("json.syntax", "json.bad-encoding")
    for body in (f"[{good}]", json.dumps(good), "true", "null", "0"):
        assert await desk.refused(body.encode()) == "json.wrong-type"


# --- J6: members that nobody knows

EXTRA = ("__proto__", "__class__", "constructor", "owner", "expires", "state", "id", "delivery")


@EACH
async def test_j6_members_that_nobody_knows_reach_nothing(name: str) -> None:
    """In whatever object they stand: what is told, and what is kept, is the same."""
    without = await outcome(name, "")
    for key in EXTRA:
        assert await outcome(name, f'"{key}":{{"owner":"bob","closed":true}},') == without


async def outcome(name: str, extra: str) -> tuple[Any, ...]:
    """What comes of a call with so much more in each of its objects."""
    desk = await Desk.of(name)
    reply = await desk.post(desk.good.replace("{", "{" + extra).encode())
    assert reply.status == ASKED[name].status
    session = desk.endpoint.sessions.get(reply.json["session_id"])
    state = session and session.state
    owners = [entry.owner for entry in desk.endpoint._registry.live.values()]
    return sorted(reply.json), owners, state and (state.negotiation, state.deadlines)
