"""A host whose calls are cancelled at every step of the loop (X4)."""

import asyncio
from typing import Any

import pytest

from sdpsig.endpoint import AnswerNeeded
from sdpsig.jsep import Answer
from sdpsig.session import (
    Event,
    OfferReceived,
)
from tests._front import Media
from tests._loop import in_virtual_time, run
from tests.adapters._house import House

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time


async def exercise(house: House) -> None:
    """Everything that a client may do, with an application that takes its time."""
    await house.offer()
    await house.trickle(50000)
    await house.trickle(50001)
    await house.close()


class Steps(Media):
    """A media side that gives way to others wherever it can."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        for _ in range(3):
            await asyncio.sleep(0)
        return await super().answer(needed)

    async def event(self, session_id: str, event: Event) -> None:
        await asyncio.sleep(0)
        await super().event(session_id, event)
        await asyncio.sleep(0)


def cancelled_at(step: int, times: int, *, pause: float) -> bool:
    """Cancel what a client does at one step of the loop; whether it was done by then."""

    async def main() -> bool:
        house = House(Steps())
        task = asyncio.create_task(exercise(house))
        for _ in range(step):
            await asyncio.sleep(pause)
        done = task.done()
        for _ in range(times):
            task.cancel()
            await asyncio.sleep(0)
        await asyncio.wait({task})
        for _ in range(30):
            await asyncio.sleep(0)
        if len(house.endpoint):  # it was answered: only the client is gone
            assert OfferReceived in map(type, house.media.events())
            await asyncio.sleep(1_000)
        assert house.left() == []
        assert house.media.heard_the_end_of_all_it_heard_of()
        assert house.media.events() == [event for _, event, _ in house.seen]
        return done

    return run(main())


@pytest.mark.parametrize("times", [1, 2, 3])
def test_x4_a_cancellation_at_any_step_leaves_nothing_behind(times: int) -> None:
    for step in range(500):
        if cancelled_at(step, times, pause=0):
            break
    assert 20 < step < 499


def stop_cancelled_at(step: int) -> bool:
    """Cancel the end of a host at one step of the loop: it can be ended again."""

    async def main() -> bool:
        house = House(Steps())
        for name in "abc":
            await house.offer(name)
        task = asyncio.create_task(house.host.aclose())
        for _ in range(step):
            await asyncio.sleep(0)
        done = task.done()
        task.cancel()
        await asyncio.wait({task})
        await house.host.aclose()
        assert house.left() == []
        assert house.media.ends() == ["drained"] * 3
        assert house.media.heard_the_end_of_all_it_heard_of()
        return done

    return run(main())


def test_x4_a_host_whose_end_is_cancelled_at_any_step_can_be_ended_again() -> None:
    for step in range(100):
        if stop_cancelled_at(step):
            break
    assert 3 < step < 99


def offer_cancelled_at(step: int, media: type[Media]) -> bool:
    """Cancel an offer at one step of the loop: its session does not outlive that."""

    async def main() -> bool:
        house = House(media())
        task = asyncio.create_task(house.offer())
        for _ in range(step):
            await asyncio.sleep(0)
        if task.done():
            return True
        task.cancel()
        (outcome,) = await asyncio.gather(task, return_exceptions=True)
        assert isinstance(outcome, asyncio.CancelledError)
        assert len(house.endpoint) == 0
        for _ in range(10):
            await asyncio.sleep(0)
        assert house.left() == []
        assert house.media.heard_the_end_of_all_it_heard_of()
        assert set(house.media.ends()) <= {"client-left", "application-failed"}
        return False

    return run(main())


class RaisingSteps(Steps):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        await super().answer(needed)
        raise ValueError


class WrongSteps(Steps):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        answer: Any = needed.offer
        await asyncio.sleep(0)
        return answer  # type: ignore[no-any-return]


@pytest.mark.parametrize("media", [Steps, RaisingSteps, WrongSteps])
@pytest.mark.usefixtures("caplog")
def test_x4_an_offer_that_is_cancelled_at_any_step_ends_its_session(media: type[Media]) -> None:
    for step in range(200):
        if offer_cancelled_at(step, media):
            break
    assert 10 < step < 199
