"""Preconditions, floods of offers, and offers that come twice (H7, H8, H10)."""

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from sdpsig.endpoint import EndpointConfig
from sdpsig.http import RateLimits
from sdpsig.limits import Limits
from sdpsig.sdp import INTEROP, STRICT, Profile
from sdpsig.session import SessionConfig
from tests._front import Reply
from tests._loop import in_virtual_time
from tests.abuse._door import ASKED, BOB, Door
from tests.endpoint._house import photo

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

CLIENT = ("203.0.113.7", 50_000)
OPENINGS = pytest.mark.parametrize("name", ["call", "whip", "whep"])

# --- H7: preconditions

RULES: Mapping[str, tuple[str | None, int, int]] = {
    "none": (None, 204, 428),
    "empty": ("", 204, 428),
    "current": ("{}", 204, 204),
    "stale": ('"stale"', 412, 412),
    "weak": ("W/{}", 412, 412),
    "a list with it": ('"x", {} ,"y"', 204, 204),
    "a list without it": ('"x", "y"', 412, 412),
    "a star": ("*", 204, 204),
    "a star in a list": ('*, "x"', 400, 400),
    "a star in quotes": ('"*"', 204, 412),
    "without quotes": ("tag", 412, 400),
    "open": ('"tag', 400, 400),
    "control characters": ("\x01\x7f", 400, 400),
    "long": (", ".join(['"x"'] * 10_000), 412, 412),
}
"""What an If-Match says, and the status of a PATCH with candidates in interop and in strict."""


def matching(said: str | None, tag: str) -> dict[str, str]:
    """The headers of a PATCH; those of ``ASKED`` have a star."""
    return {} if said is None else {"if-match": said.format(tag)}


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=["interop", "strict"])
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("within", ["whip", "whep"])
async def test_h7_a_patch_is_taken_by_its_precondition_and_a_delete_has_none(
    within: str, rule: str, profile: Profile
) -> None:
    said, *statuses = RULES[rule]
    wanted = statuses[profile.strict]
    door = Door(profile=profile)
    session_id = await door.begin(within)
    headers = matching(said, door.tags[session_id])
    before = photo(door.endpoint)
    call = door.asked(f"{within} candidates", session_id, headers=headers)
    if said is None:
        call.scope["headers"] = [one for one in call.scope["headers"] if one[0] != b"if-match"]
    reply = await door.make(call)
    assert reply.status == wanted, reply.body
    assert (photo(door.endpoint) == before) is (wanted != 204)
    assert reply.header("etag") is None
    gone = await door.ask(f"{within} end", session_id, headers=headers)
    assert gone.status == 200


async def test_h7_a_restart_has_a_new_strong_tag_and_the_one_before_is_stale() -> None:
    door = Door()
    session_id = await door.begin("whip")
    first = door.tags[session_id]
    restarted = await door.ask("whip restart", session_id, headers={"if-match": first})
    tag = restarted.header("etag") or ""
    assert tag.startswith('"')
    assert tag != first
    late = await door.ask("whip candidates", session_id, headers={"if-match": first})
    assert (late.status, late.json["reason"]) == (412, "http.precondition-failed")


# --- H8: floods of offers


def is_held_off(reply: Reply, status: int) -> bool:
    if reply.status != status:
        return False
    assert int(reply.header("retry-after") or 0) >= 1
    return True


@OPENINGS
async def test_h8_a_flood_of_offers_is_held_off_by_who_asks_and_from_where(name: str) -> None:
    door = Door(rates=RateLimits())
    session_id = await door.begin("call")
    flood = [await door.ask(name, token=BOB, client=CLIENT, headers=fresh(n)) for n in range(60)]
    assert [is_held_off(reply, 429) for reply in flood] == [False] * 20 + [True] * 40
    assert len(door.endpoint) == 21
    other = await door.ask(name, client=("203.0.113.9", 1))
    assert other.status == ASKED[name].status
    assert (await door.ask("candidate", session_id, client=CLIENT)).status == 200
    await asyncio.sleep(1)
    later = [
        await door.ask(name, token=BOB, client=CLIENT, headers=fresh(n)) for n in range(99, 109)
    ]
    assert [is_held_off(reply, 429) for reply in later] == [False] * 5 + [True] * 5


def fresh(number: int) -> dict[str, str]:
    """A key, so that no offer is the one before once more."""
    return {"idempotency-key": f"key{number}"}


@OPENINGS
async def test_h8_sessions_that_never_connect_fill_only_their_own_places_and_are_freed(
    name: str,
) -> None:
    limits = Limits(unconnected_sessions=20)
    door = Door(config=EndpointConfig(session=SessionConfig(limits=limits)))
    flood = [await door.ask(name, token=BOB, headers=fresh(n)) for n in range(50)]
    assert [is_held_off(reply, 503) for reply in flood] == [False] * 20 + [True] * 30
    assert flood[-1].json["reason"] == "endpoint.full"
    await asyncio.sleep(60)
    await door.check_clean()
    assert door.left() == []


# --- H10: offers that come twice


async def delivered(door: Door, name: str, **more: Any) -> Reply:
    reply = await door.ask(name, client=CLIENT, **more)
    assert reply.status == ASKED[name].status
    return reply


@OPENINGS
async def test_h10_an_offer_whose_answer_was_lost_has_one_session_and_the_same_answer(
    name: str,
) -> None:
    door = Door()
    for headers in ({}, fresh(1)):
        lost = door.asked(name, client=CLIENT, headers=headers)
        await door.app(lost.scope, lost.receive, lost.send)
        again = [await delivered(door, name, headers=headers) for _ in range(3)]
        assert {reply.body for reply in again} == {lost.reply.body}
        assert {reply.header("location") for reply in again} == {lost.reply.header("location")}
    assert len(door.endpoint) == 2
    assert len(door.media.asked) == 2


@OPENINGS
async def test_h10_offers_at_once_with_one_key_have_one_session(name: str) -> None:
    door = Door()
    replies = await asyncio.gather(
        *(door.ask(name, client=CLIENT, headers=fresh(1)) for _ in range(10))
    )
    assert len({reply.body for reply in replies if reply.status == ASKED[name].status}) == 1
    assert {reply.status for reply in replies} <= {ASKED[name].status, 409}
    assert len(door.endpoint) == 1


@OPENINGS
async def test_h10_an_offer_that_nobody_can_know_again_leaves_an_orphan_that_dies(
    name: str,
) -> None:
    """Without a key, and not from the same place, it is another; nobody trickles to the first."""
    door = Door(authenticate=None)
    lost, _ = [await door.ask(name, client=None, token=None) for _ in range(2)]
    assert lost.status == ASKED[name].status
    assert len(door.endpoint) == 2
    await asyncio.sleep(60)
    await door.idle()
    assert len(door.endpoint) == 0
    assert door.media.ends() == ["idle"] * 2
    assert door.left() == []
