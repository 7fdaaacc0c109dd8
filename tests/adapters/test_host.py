"""A host: the clock, the timers, the order in which an application is told, and the end."""

import asyncio
import json
import logging
from collections import Counter
from typing import Any

import pytest

from sdpsig.adapters._host import Host
from sdpsig.endpoint import AnswerNeeded, Close, Endpoint, EndpointConfig
from sdpsig.errors import LocalProtocolError
from sdpsig.http import JsonApi, Request, Response
from sdpsig.jsep import Answer
from sdpsig.session import (
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    Event,
    IceState,
    OfferReceived,
    SessionConfig,
    TransportAdded,
)
from tests._front import CANDIDATE, CLOSE, OFFER, Media, answer_to, offer_body
from tests._loop import START, in_virtual_time, run

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

HOST = "candidate:1 1 udp 2122260223 192.168.1.2 {} typ host"


def now() -> float:
    return asyncio.get_running_loop().time()


class House:
    """A host, its application, and requests that need no HTTP."""

    def __init__(
        self,
        media: Media | None = None,
        config: SessionConfig | None = None,
        **options: Any,
    ) -> None:
        self.before = asyncio.all_tasks()
        self.media = media or Media()
        self.seen: list[tuple[str, Event, float]] = []
        self.endpoint = Endpoint(EndpointConfig(session=config or SessionConfig()))
        options.setdefault("observers", (lambda *seen: self.seen.append(seen),))
        self.host = Host(self.endpoint, self.media, **options)

    async def request(self, path: str, body: object) -> Response:
        request = Request("POST", path, (), json.dumps(body).encode())
        return await self.host.serve(request, JsonApi())

    async def offer(self, session_id: str | None = "s") -> Response:
        return await self.request(OFFER, offer_body(session_id=session_id))

    async def trickle(self, port: int, session_id: str = "s") -> Response:
        candidate = {"candidate": HOST.format(port), "sdpMid": "0"}
        return await self.request(CANDIDATE, {"session_id": session_id, "candidate": candidate})

    async def close(self, session_id: str = "s") -> Response:
        return await self.request(CLOSE, {"session_id": session_id})

    async def idle(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)

    def left(self) -> list[object]:
        """Whatever is still there."""
        tasks = asyncio.all_tasks() - self.before - {asyncio.current_task()}
        return [*tasks, *self.endpoint.sessions, *self.host._visits, *self.host._telling]


def reason(response: Response) -> tuple[int, str]:
    return response.status, json.loads(response.body)["reason"]


class HangingMedia(Media):
    """A media side that never answers; it says so when it is cancelled."""

    def __init__(self, cleanup: float = 0.0) -> None:
        super().__init__()
        self.cleanup = cleanup
        self.cancelled: list[float] = []

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asked.append(needed)
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled.append(now())
            await asyncio.sleep(self.cleanup)
        raise AssertionError


# --- time


async def test_sessions_end_by_the_timers_of_the_loop() -> None:
    house = House()
    await house.offer()
    await asyncio.sleep(59.5)
    assert house.media.ends() == []
    await asyncio.sleep(1)
    assert house.media.ends() == ["idle"]
    assert house.left() == []
    closed = [(event, at) for _, event, at in house.seen if isinstance(event, Closed)]
    assert closed == [(Closed(EndReason.IDLE), START + 60)]


async def test_the_timer_follows_the_earliest_deadline() -> None:
    house = House(config=SessionConfig(idle_timeout=10, connect_timeout=None))
    await house.offer("a")
    await asyncio.sleep(5)
    await house.offer("b")
    await house.trickle(50000, "a")
    await asyncio.sleep(4)
    await house.trickle(50000, "b")
    await asyncio.sleep(30)
    ends = {name: at for name, event, at in house.seen if isinstance(event, Closed)}
    assert ends == {"a": START + 15, "b": START + 19}
    assert house.left() == []


async def test_a_connected_session_has_no_timer_until_contact_is_lost() -> None:
    house = House(config=SessionConfig(wait_for_dtls=False))
    await house.offer()
    house.host.report("s", "0", ice=IceState.CONNECTED)
    await asyncio.sleep(100_000)
    assert len(house.endpoint) == 1
    lost = now()
    house.host.report("s", "0", ice=IceState.DISCONNECTED)
    await asyncio.sleep(1_000)
    assert [(type(event).__name__, at - lost) for _, event, at in house.seen if at > lost] == [
        ("RestartSuggested", 10),
        ("ConnectionStateChanged", 30),
        ("ConnectionStateChanged", 60),
        ("Closed", 60),
    ]
    assert house.media.ends() == ["failed"]


async def test_what_is_due_has_happened_before_a_command() -> None:
    house = House()
    await house.offer()
    house.host._timer.cancel()  # type: ignore[union-attr]  # a loop that is late
    await asyncio.sleep(61)
    assert reason(await house.trickle(50000)) == (404, "session.not-found")
    await house.idle()
    assert house.media.ends() == ["idle"]
    assert house.media.received() == []


async def test_a_loop_that_fires_early_is_believed() -> None:
    house = House(config=SessionConfig(idle_timeout=10, connect_timeout=None))
    await house.offer()
    house.host._fire(now() + 10)
    await house.idle()
    assert house.media.ends() == ["idle"]


async def test_two_hosts_share_a_loop_and_nothing_else() -> None:
    one, other = House(), House(config=SessionConfig(idle_timeout=5, connect_timeout=None))
    await one.offer()
    await other.offer()
    await asyncio.sleep(6)
    assert (len(one.endpoint), len(other.endpoint)) == (1, 0)
    assert one.media.ends() == []


# --- asking


async def test_an_application_that_hangs_is_cancelled_and_the_client_hears_504() -> None:
    house = House(media := HangingMedia())
    response = await house.offer()
    assert reason(response) == (504, "session.answer-timeout")
    assert json.loads(response.body)["session_id"] == "s"
    assert now() == START + 30
    assert media.cancelled == [START + 30]
    assert media.ends() == ["answer-timeout"]
    assert house.left() == []


async def test_an_application_that_has_no_time_limit_may_take_all_time() -> None:
    class Late(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            await asyncio.sleep(3_600)
            return await super().answer(needed)

    house = House(Late(), SessionConfig(answer_timeout=None, idle_timeout=None))
    assert (await house.offer()).status == 200
    assert now() == START + 3_600


async def test_an_answer_at_the_last_moment_counts() -> None:
    class Late(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            await asyncio.sleep(29.75)
            return await super().answer(needed)

    house = House(Late())
    assert (await house.offer()).status == 200


class Stubborn(Media):
    """A media side that will not be cancelled."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await asyncio.sleep(5)
        return await super().answer(needed)


class Blocking(Media):
    """A media side that holds up the loop."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        loop: Any = asyncio.get_running_loop()
        loop._jumping.now += 31
        return await super().answer(needed)


class Bitter(Media):
    """A media side that turns its cancellation into something else."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ValueError from None
        raise AssertionError


@pytest.mark.parametrize("media", [Stubborn, Blocking, Bitter])
async def test_an_answer_that_comes_too_late_is_one_that_did_not_come(media: type[Media]) -> None:
    house = House(media())
    assert reason(await house.offer()) == (504, "session.answer-timeout")
    await house.idle()
    assert house.media.ends() == ["answer-timeout"]
    assert house.left() == []


async def test_an_application_that_cancels_itself_has_failed() -> None:
    class Self(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            raise asyncio.CancelledError

    house = House(Self())
    assert reason(await house.offer()) == (500, "app.failed")
    assert house.media.ends() == ["application-failed"]
    assert house.left() == []


async def test_a_session_that_is_closed_is_not_answered_any_more() -> None:
    house = House(media := HangingMedia())
    offering = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    assert (await house.close()).status == 200
    assert reason(await offering) == (404, "session.not-found")
    assert media.cancelled == [START + 1]
    assert media.ends() == ["closed-by-peer"]
    assert house.left() == []


async def test_a_session_that_is_over_before_it_is_asked_about_is_not_asked_about() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(1)
            await super().event(session_id, event)

    house = House(Slow())
    offering = asyncio.create_task(house.offer())
    await asyncio.sleep(0.5)
    await house.close()
    assert reason(await offering) == (404, "session.not-found")
    assert house.media.asked == []
    assert house.media.ends() == ["closed-by-peer"]
    assert house.left() == []


async def test_an_old_exchange_does_not_touch_a_new_session_of_the_same_id() -> None:
    house = House(media := HangingMedia(cleanup=5))
    first = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    await house.close()
    house.host.application = good = Media()
    assert (await house.offer()).status == 200
    assert reason(await first) == (404, "session.not-found")
    assert media.cancelled == [START + 1]
    assert "s" in house.endpoint
    assert (await house.trickle(50000)).status == 200
    assert good.ends() == []
    assert len(good.received()) == 1


async def test_an_old_exchange_does_not_make_a_new_one_of_the_same_id_forgotten() -> None:
    house = House(HangingMedia(cleanup=5))
    first = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    await house.close()
    second = asyncio.create_task(house.offer())
    await first
    await house.close()
    assert reason(await second) == (404, "session.not-found")
    await house.idle()
    assert house.left() == []


async def test_a_cancelled_exchange_does_not_close_a_new_session_of_the_same_id() -> None:
    house = House(HangingMedia(cleanup=5))
    first = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    await house.close()
    house.host.application = good = Media()
    await house.offer()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert "s" in house.endpoint
    assert good.ends() == []


async def test_an_old_answer_does_not_reach_a_new_session_of_the_same_id() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            if isinstance(event, TransportAdded):
                await asyncio.sleep(5)
            await super().event(session_id, event)

    house = House(Slow())
    first = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    house.host.handle(Close("s"))
    house.host.application = Media()
    second = asyncio.create_task(house.offer())
    await house.idle()
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert (await second).status == 200
    assert "s" in house.endpoint


async def test_an_answer_and_the_end_in_the_same_moment_agree() -> None:
    class AtTheEnd(Media):
        host: Host

        async def answer(self, needed: AnswerNeeded) -> Answer:
            self.host.handle(Close(needed.session_id))
            return answer_to(needed.offer)

    media = AtTheEnd()
    house = House(media)
    media.host = house.host
    assert reason(await house.offer()) == (404, "session.not-found")
    await house.idle()
    assert house.left() == []


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


# --- reports


async def test_a_report_changes_the_session_and_is_told() -> None:
    house = House()
    await house.offer()
    house.host.report("s", "0", ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED)
    await house.idle()
    assert house.media.events()[-1] == ConnectionStateChanged(ConnectionState.CONNECTED)
    house.host.report("s", "0", dtls=DtlsState.CLOSED)
    await house.idle()
    assert house.media.ends() == ["media-closed"]
    assert house.left() == []


async def test_a_report_may_come_from_within_an_event() -> None:
    class Reporting(Media):
        host: Host

        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            if isinstance(event, TransportAdded):
                self.host.report(
                    session_id,
                    event.transport.mid,
                    ice=IceState.CONNECTED,
                    dtls=DtlsState.CONNECTED,
                )

    media = Reporting()
    house = House(media)
    media.host = house.host
    assert (await house.offer()).status == 200
    await house.idle()
    assert media.events(ConnectionStateChanged)[-1].state is ConnectionState.CONNECTED


async def test_a_report_on_a_session_that_is_over_is_ignored() -> None:
    house = House()
    house.host.report("s", "0", ice=IceState.FAILED)
    await house.offer()
    await house.close()
    told = list(house.media.told)
    house.host.report("s", "0", ice=IceState.FAILED)
    await house.idle()
    assert house.media.told == told


async def test_a_report_on_an_unknown_section_is_the_caller_s_mistake() -> None:
    house = House()
    await house.offer()
    with pytest.raises(LocalProtocolError):
        house.host.report("s", "9", ice=IceState.FAILED)
    assert len(house.endpoint) == 1


# --- stopping


async def test_the_end_of_the_host_is_the_end_of_its_sessions() -> None:
    house = House()
    async with house.host as host:
        assert host is house.host
        for name in "abc":
            await house.offer(name)
        await house.close("b")
    assert sorted(house.media.ends()) == ["closed-by-peer", "drained", "drained"]
    assert house.left() == []
    assert reason(await house.offer("d")) == (503, "endpoint.draining")


async def test_the_end_waits_until_the_application_has_been_told() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await asyncio.sleep(1)
            await super().event(session_id, event)

    house = House(Slow())
    await house.offer()
    await house.host.aclose()
    assert house.media.ends() == ["drained"]
    assert house.left() == []


async def test_the_end_comes_once() -> None:
    house = House()
    await house.offer()
    await asyncio.gather(house.host.aclose(), house.host.aclose())
    await house.host.aclose()
    assert house.media.ends() == ["drained"]


async def test_an_unanswered_offer_hears_that_the_server_stops() -> None:
    house = House(media := HangingMedia())
    offering = asyncio.create_task(house.offer())
    await asyncio.sleep(1)
    await house.host.aclose()
    response = await offering
    assert reason(response) == (503, "endpoint.draining")
    assert ("retry-after", "5") in response.headers
    assert media.ends() == ["drained"]
    assert house.left() == []


async def test_no_timer_is_left_at_the_end() -> None:
    house = House()
    await house.offer()
    timer = house.host._timer
    assert timer is not None
    await house.host.aclose()
    assert timer.cancelled()


async def test_an_unused_host_ends_at_once() -> None:
    house = House()
    await house.host.aclose()
    assert house.left() == []


# --- cancellation at every step


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
def test_a_cancellation_at_any_step_leaves_nothing_behind(times: int) -> None:
    for step in range(500):
        if cancelled_at(step, times, pause=0):
            break
    assert 20 < step < 499


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
def test_an_offer_that_is_cancelled_at_any_step_ends_its_session(media: type[Media]) -> None:
    for step in range(200):
        if offer_cancelled_at(step, media):
            break
    assert 10 < step < 199
