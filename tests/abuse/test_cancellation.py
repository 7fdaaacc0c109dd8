"""Requests and calls that are cut off wherever they wait, and clients that leave there (X4).

Whatever waits, waits for a turn of the loop at least: cut off at every turn, each is cut off at
every await, with all the tasks that work for it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from itertools import count
from typing import Any

import httpx
import pytest

from sdpsig.adapters.client import (
    AsyncSignalingClient,
    AsyncWhepClient,
    AsyncWhipClient,
    AsyncWhipSession,
    IceCandidate,
)
from sdpsig.endpoint import AnswerNeeded
from sdpsig.http import JsonApi
from sdpsig.jsep import Answer, SignalingState
from sdpsig.session import Event
from tests._front import GOOD, Call, body_messages
from tests._loop import JumpingLoop, run
from tests.abuse._door import ANN, ASKED, HOST, PLAYER, RESTART, Door, Streams
from tests.client._ingest import RESTART_OFFER
from tests.endpoint._house import assert_empty
from tests.http._streams import RFC_OFFER

pytestmark = pytest.mark.slow

Task = asyncio.Task[Any]
AT_REST = (SignalingState.STABLE, SignalingState.HAVE_LOCAL_OFFER)
MOST = 400
"""More turns than anything takes."""


class Steps(Streams):
    """A media side that gives way to others wherever it can."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        await asyncio.sleep(0)
        answer = await super().answer(needed)
        await asyncio.sleep(0)
        return answer

    async def event(self, session_id: str, event: Event) -> None:
        await asyncio.sleep(0)
        await super().event(session_id, event)
        await asyncio.sleep(0)


def patient() -> Door:
    return Door(Steps(), api=JsonApi())


async def cut_off(task: Task, turns: int, cut: Callable[[], object]) -> bool:
    """Cut a task off after so many turns; whether it was still under way."""
    under_way = False

    def act() -> None:
        nonlocal under_way
        if not task.done():
            under_way = True
            cut()

    loop = asyncio.get_running_loop()
    assert isinstance(loop, JumpingLoop)
    loop.after_turns(turns, act)
    await asyncio.wait({task})
    return under_way


async def judge(door: Door) -> None:
    """Nothing runs, every session is at rest, and those that nobody wants any more end in time."""
    await door.idle()
    assert door.left() == []
    for session in door.endpoint.sessions.values():
        assert session.signaling_state in AT_REST
    await asyncio.sleep(120)
    await door.idle()
    assert door.left() == []
    assert_empty(door.endpoint)
    assert door.media.heard_the_end_of_all_it_heard_of()


def sweep(interrupted: Callable[[int], Coroutine[Any, Any, bool]]) -> None:
    """Cut something off at each of its turns."""
    for turns in count(1):
        assert turns < MOST
        if not run(interrupted(turns)):
            break
    assert turns > 1


# --- the server


def cancels(task: Task, call: Call) -> None:
    """The server gives the request up."""
    task.cancel()


def leaves(task: Task, call: Call) -> None:
    """The client hangs up."""
    call.script.clear()
    call.gone.set()


@pytest.mark.parametrize("cut", [cancels, leaves])
@pytest.mark.parametrize("name", [name for name in ASKED if not name.startswith("whep ")])
def test_x4_a_request_may_be_cut_off_at_every_await(
    name: str, cut: Callable[[Task, Call], None]
) -> None:
    async def interrupted(turns: int) -> bool:
        door = patient()
        session_id = await door.begin(ASKED[name].within)
        call = door.asked(name, session_id)
        (message,) = call.script
        assert not isinstance(message, float)
        call.script = body_messages(message["body"], 3)
        task = asyncio.create_task(door.app(call.scope, call.receive, call.send))
        under_way = await cut_off(task, turns, lambda: cut(task, call))
        assert task.cancelled() or task.exception() is None
        if session_id in door.endpoint:
            assert (await door.ask("close", session_id)).status == 200
        await judge(door)
        return under_way

    sweep(interrupted)


# --- the clients

CANDIDATE = IceCandidate(HOST["candidate"], mid="0")


async def drained(items: AsyncIterator[Any]) -> None:
    async for _ in items:
        pass


CALLS: Mapping[str, tuple[str, Callable[[AsyncSignalingClient, str, Door], Awaitable[object]]]] = {
    "exchange_sdp": ("", lambda it, *_: it.exchange_sdp(GOOD)),
    "send_offer": ("", lambda it, *_: it.send_offer(GOOD, "mine", {"room": 7})),
    "exchange_sdp_with_session": (
        "call",
        lambda it, name, _: it.exchange_sdp_with_session(RESTART, name),
    ),
    "setup_session": ("", lambda it, *_: it.setup_session(GOOD, [CANDIDATE, None])),
    "send_ice_candidate": ("call", lambda it, name, _: it.send_ice_candidate(name, CANDIDATE)),
    "send_ice_candidates": ("call", lambda it, name, _: it.send_ice_candidates(name, [None])),
    "close_session": ("call", lambda it, name, _: it.close_session(name)),
    "get_ice_servers": ("", lambda it, *_: it.get_ice_servers()),
    "send_answer": ("ours", lambda it, name, door: it.send_answer(name, door.settled(name))),
    "candidates": ("call", lambda it, name, _: drained(it.candidates(name))),
}
"""What a session has begun with, and each call of a client but ``events``, which has no end."""


def in_process(door: Door) -> dict[str, Any]:
    """The options of a client of a door."""
    return {
        "token": ANN,
        "http_client": httpx.AsyncClient(transport=httpx.ASGITransport(door.app)),
    }


@pytest.mark.parametrize("name", CALLS)
def test_x4_a_call_of_the_client_may_be_cancelled_at_every_await(name: str) -> None:
    within, ask = CALLS[name]

    async def interrupted(turns: int) -> bool:
        door = patient()
        session_id = await door.begin(within)
        async with AsyncSignalingClient("http://door", **in_process(door)) as client:
            task = asyncio.ensure_future(ask(client, session_id, door))
            under_way = await cut_off(task, turns, task.cancel)
            assert task.cancelled() or task.exception() is None
            assert await client.get_ice_servers() == ()
        await judge(door)
        return under_way

    sweep(interrupted)


SESSION_CALLS: Mapping[str, Callable[[AsyncWhipSession], Awaitable[object]]] = {
    "send_ice_candidates": lambda it: it.send_ice_candidates([CANDIDATE]),
    "restart_ice": lambda it: it.restart_ice(RESTART_OFFER),
    "aclose": lambda it: it.aclose(),
}


async def published(door: Door) -> AsyncWhipSession:
    return await AsyncWhipClient("http://door/whip/a", **in_process(door)).publish(RFC_OFFER)


async def played(door: Door) -> AsyncWhipSession:
    return await AsyncWhepClient("http://door/whep/a", **in_process(door)).play(PLAYER)


@pytest.mark.parametrize("opened", [published, played])
def test_x4_to_open_a_stream_may_be_cancelled_at_every_await(
    opened: Callable[[Door], Coroutine[Any, Any, AsyncWhipSession]],
) -> None:
    async def interrupted(turns: int) -> bool:
        door = patient()
        task = asyncio.create_task(opened(door))
        under_way = await cut_off(task, turns, task.cancel)
        assert task.cancelled() or task.exception() is None
        await judge(door)
        return under_way

    sweep(interrupted)


@pytest.mark.parametrize("name", SESSION_CALLS)
def test_x4_a_call_within_a_stream_may_be_cancelled_at_every_await(name: str) -> None:
    async def interrupted(turns: int) -> bool:
        door = patient()
        session = await published(door)
        task = asyncio.ensure_future(SESSION_CALLS[name](session))
        under_way = await cut_off(task, turns, task.cancel)
        assert task.cancelled() or task.exception() is None
        await session.aclose()  # no call is in its way
        assert len(door.endpoint) == 0
        await judge(door)
        return under_way

    sweep(interrupted)
