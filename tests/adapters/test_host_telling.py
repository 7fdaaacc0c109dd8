"""In which order a host tells the application and observers of events."""

import asyncio
import logging
from collections import Counter

import pytest

from sdpsig.session import (
    CandidateReceived,
    Closed,
    DtlsState,
    Event,
    IceState,
    OfferReceived,
    SessionConfig,
    TransportAdded,
)
from tests._front import Media
from tests._loop import START, in_virtual_time
from tests.adapters._house import HangingMedia, House, now, reason

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

# --- telling


async def test_events_of_a_session_are_told_one_after_the_other() -> None:
    class Slow(Media):
        busy = 0

        async def event(self, session_id: str, event: Event) -> None:
            self.busy += 1
            assert self.busy == 1
            await asyncio.sleep(0.1)
            self.busy -= 1
            await super().event(session_id, event)

    house = House(Slow())
    await house.offer()
    await asyncio.gather(*(house.trickle(50000 + number) for number in range(8)))
    assert [found.port for found in house.media.received()] == list(range(50000, 50008))


async def test_a_slow_session_does_not_hold_up_another() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(1 if session_id == "slow" else 0)
            await super().event(session_id, event)

    house = House(Slow())
    slow = asyncio.create_task(house.offer("slow"))
    await house.idle()
    await house.offer("quick")
    assert now() == START
    await slow
    assert now() > START


async def test_what_the_timers_do_does_not_come_between_the_events_of_a_request() -> None:
    """The session times out while the application is still being told of its answer."""

    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(7)
            await super().event(session_id, event)

    config = SessionConfig(idle_timeout=30, connect_timeout=None, answer_timeout=None)
    house = House(Slow(), config)
    await house.offer()
    await asyncio.sleep(60)
    told = house.media.events()
    assert [event for _, event, _ in house.seen] == told
    assert isinstance(told[-1], Closed)
    assert [type(event) for event in told].count(TransportAdded) == 1
    assert house.left() == []


async def test_a_client_that_leaves_while_its_answer_is_told_does_not_cut_it_short() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(1)
            await super().event(session_id, event)

    house = House(Slow())
    offering = asyncio.create_task(house.offer())
    await asyncio.sleep(4.5)
    assert house.media.events(TransportAdded)
    assert len(house.media.told) < len(house.seen)
    offering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await offering
    assert house.media.events() == [event for _, event, _ in house.seen]
    assert house.media.ends() == ["client-left"]
    assert house.left() == []


async def test_a_closing_client_that_leaves_at_once_has_closed_its_session() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(1)
            await super().event(session_id, event)

    house = House(Slow())
    await house.offer()
    closing = asyncio.create_task(house.close())
    await asyncio.sleep(0.5)
    closing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await closing
    assert len(house.endpoint) == 0
    await asyncio.sleep(10)
    assert house.media.ends() == ["closed-by-peer"]
    assert house.left() == []


@pytest.mark.parametrize(
    "error", [ValueError("hush"), asyncio.CancelledError("hush"), TimeoutError("hush")]
)
async def test_an_application_that_raises_over_an_event_is_told_the_next_one(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    class Raising(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            raise error

    house = House(Raising())
    assert (await house.offer()).status == 200
    assert (await house.trickle(50000)).status == 200
    assert (await house.close()).status == 200
    assert house.media.events() == [event for _, event, _ in house.seen]
    assert len(caplog.records) == len(house.seen)
    assert {record.levelno for record in caplog.records} == {logging.ERROR}
    assert house.left() == []


async def test_an_application_that_hangs_over_an_event_is_told_the_next_one(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Hanging(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            if isinstance(event, OfferReceived | CandidateReceived | Closed):
                await asyncio.Event().wait()

    house = House(Hanging(), event_timeout=4)
    assert (await house.offer()).status == 200
    assert now() == START + 4
    assert (await house.trickle(50000)).status == 200
    assert now() == START + 8
    await asyncio.wait_for(house.host.aclose(), 5)
    assert house.media.events() == [event for _, event, _ in house.seen]
    assert len(caplog.records) == 3
    assert house.left() == []


async def test_an_application_that_hangs_over_every_event_still_gets_the_client_its_504() -> None:
    class Hanging(HangingMedia):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            await asyncio.Event().wait()

    house = House(Hanging(), event_timeout=15)
    assert reason(await house.offer()) == (504, "session.answer-timeout")
    assert len(house.endpoint) == 0
    await asyncio.sleep(60)
    assert house.media.ends() == ["answer-timeout"]
    assert house.left() == []


async def test_a_loop_that_stops_stops_the_telling() -> None:
    class Hanging(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            await asyncio.Event().wait()

    house = House(Hanging())
    offering = asyncio.create_task(house.offer())
    await house.idle()
    for task in (*house.host._telling.values(), offering):
        task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await offering
    assert isinstance(house.media.events()[0], OfferReceived)
    assert len(house.endpoint) == 0


# --- observers


async def test_observers_see_every_event_once_and_at_once() -> None:
    seen: list[list[tuple[str, Event, float]]] = [[], []]
    observers = [lambda *event, at=at: seen[at].append(event) for at in (0, 1)]
    house = House(observers=observers)
    await house.offer("a")
    await house.trickle(50000, "a")
    await house.offer("b")
    house.host.report("a", "0", ice=IceState.CHECKING)
    house.host.report("a", "0", ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED)
    await house.close("a")
    await asyncio.sleep(100)
    await house.offer("c")
    await house.host.aclose()
    assert seen[0] == seen[1]
    assert [(name, event) for name, event, _ in seen[0]] == house.media.told
    assert Counter(name for name, event, _ in seen[0] if isinstance(event, Closed)) == Counter(
        "abc"
    )
    assert [at for *_, at in seen[0]] == sorted(at for *_, at in seen[0])


async def test_an_observer_that_raises_stops_neither_requests_nor_timers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("hush")

    house = House(observers=(broken,))
    assert (await house.offer()).status == 200
    await asyncio.sleep(100)
    assert house.media.ends() == ["idle"]
    assert len(caplog.records) == len(house.media.told)
    assert house.left() == []
