"""Calls over real connections, cut off at each of their own awaits: nothing stays open (X4)."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Generator, Mapping
from contextlib import aclosing, asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest
from attrs import frozen

from sdpsig.adapters.client import (
    AsyncSignalingClient,
    AsyncWhepClient,
    AsyncWhipClient,
    AsyncWhipSession,
    IceCandidate,
    ServerEvent,
)
from sdpsig.endpoint import Say
from tests._front import GOOD
from tests.abuse._door import ANN, HOST, Door
from tests.abuse._uvicorn import Site, listening, until
from tests.adapters._ingest_server import TOKEN, Ingest
from tests.adapters._leaks import assert_nothing_runs
from tests.adapters._scripted import scripted
from tests.client._ingest import OFFER, RESTART_OFFER
from tests.http._streams import RFC_OFFER

pytestmark = [pytest.mark.anyio, pytest.mark.slow]

CANDIDATE = IceCandidate(HOST["candidate"], mid="0")
MOST = 200
"""More awaits than any call has."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@frozen
class CutOff:
    """A coroutine whose task is cancelled at one of its awaits."""

    coroutine: Coroutine[Any, Any, object]
    at: int

    def __await__(self) -> Generator[Any, Any, bool]:
        """Whether it was done before."""
        steps = self.coroutine.__await__()
        error: BaseException | None = None
        for number in count():
            try:
                awaited = steps.send(None) if error is None else steps.throw(error)
            except StopIteration:
                return True
            error = None
            task = asyncio.current_task()
            assert task is not None
            if number == self.at:
                task.cancel()
            try:
                yield awaited
            except BaseException as thrown:  # noqa: BLE001  # it is for the coroutine
                error = thrown
        raise AssertionError


async def cut_off(coroutine: Coroutine[Any, Any, object], at: int) -> bool:
    """Whether it was done before the await at which it was to be cut off."""

    async def main() -> bool:
        return await CutOff(coroutine, at)

    (result,) = await asyncio.gather(asyncio.create_task(main()), return_exceptions=True)
    if isinstance(result, asyncio.CancelledError):
        return False
    if isinstance(result, BaseException):
        raise result
    return result


def open_files() -> int:
    return len([*Path("/proc/self/fd").iterdir()])


def is_quiet(client: Any) -> bool:
    """Every connection of a client is closed, or waits for its next request."""
    pool = client._carrier._way.held.client._transport._pool
    return all(connection.is_idle() or connection.is_closed() for connection in pool.connections)


async def first(items: Any) -> object:
    """The first of a stream; the rest is left."""
    async with aclosing(items):
        return await anext(items)


CALLS: Mapping[str, Callable[[AsyncSignalingClient, str], Coroutine[Any, Any, object]]] = {
    "setup_session": lambda it, _: it.setup_session(GOOD, [CANDIDATE]),
    "send_offer": lambda it, _: it.send_offer(GOOD),
    "send_ice_candidate": lambda it, name: it.send_ice_candidate(name, CANDIDATE),
    "close_session": lambda it, name: it.close_session(name),
    "get_ice_servers": lambda it, _: it.get_ice_servers(),
    "candidates": lambda it, name: first(it.candidates(name)),
    "events": lambda it, name: first(it.events(name)),
}


@asynccontextmanager
async def serving(door: Door) -> AsyncIterator[Site]:
    """A door with real connections, of which none is left, nor any task."""
    before = open_files()
    async with door.host, listening(door.app) as site:
        yield site
    await until(lambda: open_files() <= before)
    assert_nothing_runs()


@pytest.mark.parametrize("name", CALLS)
async def test_x4_a_call_cut_off_at_any_await_leaves_no_connection(name: str) -> None:
    door = Door()
    async with serving(door) as site:
        for at in range(MOST):
            session_id = await door.begin("call")
            door.host.carry_out(Say(session_id, CANDIDATE))
            async with AsyncSignalingClient(site.url, token=ANN) as client:
                done = await cut_off(CALLS[name](client, session_id), at)
                assert is_quiet(client)
                assert await client.get_ice_servers() == ()
            await until(lambda: not site.connections)
            if done:
                break
    assert 3 < at < MOST - 1
    assert door.left() == []


async def test_x4_a_call_that_is_cut_off_is_no_matter_to_the_others() -> None:
    door = Door()
    async with serving(door) as site, AsyncSignalingClient(site.url, token=ANN) as client:
        session_id = await door.begin("call")
        async with aclosing(
            cast("AsyncGenerator[ServerEvent]", client.events(session_id))
        ) as events:
            await anext(events)
            for at in range(2, 6):
                assert not await cut_off(client.get_ice_servers(), at)
            door.host.carry_out(Say(session_id, CANDIDATE))
            while (await anext(events)).type != "candidate":
                pass
            assert await client.get_ice_servers() == ()
            assert site.connections == 2, "that of the events, and one for all the rest"
        await until(lambda: site.connections == 1)


STREAMS: Mapping[str, Callable[[AsyncWhipSession], Coroutine[Any, Any, object]]] = {
    "send_ice_candidates": lambda it: it.send_ice_candidates([CANDIDATE]),
    "restart_ice": lambda it: it.restart_ice(RESTART_OFFER),
    "aclose": lambda it: it.aclose(),
}


@pytest.mark.parametrize("name", ["publish", *STREAMS])
async def test_x4_a_call_of_who_publishes_cut_off_at_any_await_leaves_no_connection(
    name: str,
) -> None:
    door = Door()
    async with serving(door) as site:
        for at in range(MOST):
            async with AsyncWhipClient(f"{site.url}/whip/studio", token=ANN) as client:
                if name == "publish":
                    done = await cut_off(client.publish(RFC_OFFER), at)
                else:
                    session = await client.publish(RFC_OFFER)
                    done = await cut_off(STREAMS[name](session), at)
                    await session.aclose()
                assert is_quiet(client)
            await until(lambda: not site.connections)
            if done:
                break
    assert 3 < at < MOST - 1
    assert door.left() == []


async def test_x4_to_accept_a_counter_offer_cut_off_at_any_await_leaves_no_connection() -> None:
    before = open_files()
    with scripted(rule=Ingest()) as server:
        for at in range(MOST):
            async with AsyncWhepClient(f"{server.url}/whep/live", token=TOKEN) as client:
                session = await client.play(OFFER)
                done = await cut_off(session.accept(RESTART_OFFER), at)
                assert is_quiet(client)
                await session.aclose()
            if done:
                break
    assert 3 < at < MOST - 1
    await until(lambda: open_files() <= before)
    assert_nothing_runs()
