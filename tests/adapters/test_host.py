"""A host: the clock, the timers, what is asked, what is reported, and the end."""

import asyncio
import json
from typing import Any

import pytest

from sdpsig.adapters._host import Host
from sdpsig.endpoint import AnswerNeeded, Close
from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import Answer
from sdpsig.session import (
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    Event,
    IceState,
    SessionConfig,
    TransportAdded,
)
from tests._front import Media, answer_to
from tests._loop import START, in_virtual_time
from tests.adapters._house import HangingMedia, House, now, reason

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

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
