"""Driving an exchange: what is awaited, what is thrown in, and what a cancellation does."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from sdpsig.adapters._drive import SessionOver, drive, is_cancelled
from sdpsig.endpoint import AnswerNeeded, Command, Endpoint, Outcome
from sdpsig.errors import Fault, FaultCode, RemoteProtocolError, SdpError
from sdpsig.http import JsonApi, Request, Response, Tell, Wait, Wake, Woken, exchange
from sdpsig.jsep import Answer
from sdpsig.session import Closed, EndReason, Event
from tests._front import CANDIDATE, GOOD, OFFER, answer_to, offer_body
from tests._loop import START, in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

Answering = Callable[[AnswerNeeded], Awaitable[Any]]


class Scene:
    """An endpoint and what was told of it."""

    def __init__(self) -> None:
        self.endpoint = Endpoint()
        self.told: list[Event] = []

    def handle(self, command: Command) -> Outcome:
        return self.endpoint.handle(command, START)

    async def tell(self, step: Tell) -> None:
        self.told += step.events

    async def wait(self, step: Wait) -> Woken:
        return Woken(Wake.TIME)

    async def run(
        self,
        answer: Answering,
        *,
        path: str = OFFER,
        body: object = None,
        tell: Callable[[Tell], Awaitable[None]] | None = None,
    ) -> Response:
        raw = json.dumps(body or offer_body()).encode()
        steps = exchange(Request("POST", path, (), raw), JsonApi(), self.handle, "fresh")
        return await drive(steps, answer, tell or self.tell, self.wait)

    def ends(self) -> list[EndReason]:
        return [event.reason for event in self.told if isinstance(event, Closed)]


async def at_once(needed: AnswerNeeded) -> Answer:
    return answer_to(needed.offer)


async def never(needed: AnswerNeeded) -> Answer:
    await asyncio.Event().wait()
    raise AssertionError


def raising(error: BaseException) -> Answering:
    async def answer(_: AnswerNeeded) -> Answer:
        await asyncio.sleep(0)
        raise error

    return answer


def reason(response: Response) -> tuple[int, str]:
    body = json.loads(response.body)
    assert body.keys() <= {"error", "code", "reason", "line", "rule"}
    return response.status, body["reason"]


async def test_an_answer_is_awaited_and_sent_in() -> None:
    scene = Scene()
    assert (await scene.run(at_once)).status == 200
    assert len(scene.endpoint) == 1
    assert scene.ends() == []


@pytest.mark.parametrize(
    "error",
    [
        ValueError("hush"),
        SdpError(Fault(FaultCode.SDP_BAD_VALUE, "hush")),
        TimeoutError("hush"),
        asyncio.CancelledError("hush"),
        ExceptionGroup("hush", [ValueError("hush")]),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_an_application_that_raises_gives_a_bare_500_and_a_log_entry(
    error: BaseException, caplog: pytest.LogCaptureFixture
) -> None:
    scene = Scene()
    response = await scene.run(raising(error))
    assert reason(response) == (500, "app.failed")
    assert b"hush" not in response.body
    assert scene.ends() == [EndReason.APPLICATION_FAILED]
    assert len(scene.endpoint) == 0
    (record,) = caplog.records
    assert record.name == "sdpsig"
    assert record.levelno == logging.ERROR
    assert record.exc_info is not None
    assert record.exc_info[1] is error


async def test_an_application_that_finds_the_offer_at_fault_has_it_refused(
    caplog: pytest.LogCaptureFixture,
) -> None:
    scene = Scene()
    fault = Fault(FaultCode.ICE_MISSING_CREDENTIALS, "no ice-ufrag", "V-20", 8)
    response = await scene.run(raising(RemoteProtocolError(fault)))
    assert reason(response) == (422, "ice.missing-credentials")
    assert json.loads(response.body)["line"] == 8
    assert scene.ends() == [EndReason.APPLICATION_FAILED]
    assert len(scene.endpoint) == 0
    assert caplog.records == []


@pytest.mark.parametrize("answer", [None, 7, "v=0"])
async def test_an_application_that_returns_no_answer_has_failed(answer: object) -> None:
    async def wrong(_: AnswerNeeded) -> object:
        return answer

    scene = Scene()
    assert reason(await scene.run(wrong)) == (500, "app.failed")
    assert scene.ends() == [EndReason.APPLICATION_FAILED]


async def test_an_application_that_is_no_coroutine_has_failed() -> None:
    scene = Scene()
    not_async: Any = lambda needed: answer_to(needed.offer)  # noqa: E731
    assert reason(await scene.run(not_async)) == (500, "app.failed")
    assert len(scene.endpoint) == 0


@pytest.mark.parametrize(
    ("why", "status"),
    [(EndReason.ANSWER_TIMEOUT, 504), (EndReason.DRAINED, 503), (EndReason.CLOSED_BY_PEER, 404)],
)
async def test_a_session_that_is_over_gives_its_reason(why: EndReason, status: int) -> None:
    scene = Scene()
    response = await scene.run(raising(SessionOver(why)))
    assert response.status == status
    assert scene.ends() == [why]


async def test_a_cancellation_waits_until_the_end_of_the_session_is_told() -> None:
    scene = Scene()

    async def tell(step: Tell) -> None:
        await asyncio.sleep(1)
        scene.told += step.events

    task = asyncio.create_task(scene.run(never, tell=tell))
    await asyncio.sleep(5)
    task.cancel("enough")
    with pytest.raises(asyncio.CancelledError, match="enough"):
        await task
    assert scene.ends() == [EndReason.CLIENT_LEFT]
    assert len(scene.endpoint) == 0
    assert asyncio.get_running_loop().time() == START + 6


async def test_a_second_cancellation_changes_nothing() -> None:
    scene = Scene()

    async def tell(step: Tell) -> None:
        scene.told += step.events
        await asyncio.sleep(1)

    task = asyncio.create_task(scene.run(never, tell=tell))
    await asyncio.sleep(5)
    task.cancel("first")
    await asyncio.sleep(0.5)
    task.cancel("second")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert scene.ends() == [EndReason.CLIENT_LEFT]
    assert len(scene.endpoint) == 0


async def test_a_cancelled_candidate_was_taken_all_the_same() -> None:
    scene = Scene()
    await scene.run(at_once)

    async def tell(step: Tell) -> None:
        scene.told += step.events
        await asyncio.sleep(1)

    body = {"session_id": "fresh", "candidate": None}
    task = asyncio.create_task(scene.run(never, path=CANDIDATE, body=body, tell=tell))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(scene.endpoint) == 1
    assert scene.ends() == []


async def test_a_timeout_around_an_exchange_works() -> None:
    scene = Scene()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3):
            await scene.run(never)
    assert scene.ends() == [EndReason.CLIENT_LEFT]
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_a_mistake_of_ours_goes_on_when_the_session_has_ended() -> None:
    class Broken(JsonApi):
        def encode(self, outcome: Outcome) -> Response:
            raise KeyError(outcome)

    scene = Scene()
    request = Request("POST", OFFER, (), json.dumps(offer_body(GOOD)).encode())
    steps = exchange(request, Broken(), scene.handle, "fresh")
    with pytest.raises(KeyError):
        await drive(steps, at_once, scene.tell, scene.wait)
    assert scene.ends() == [EndReason.APPLICATION_FAILED]
    assert len(scene.endpoint) == 0


async def test_a_task_knows_whether_it_is_meant() -> None:
    seen = []

    async def watch() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            seen.append(is_cancelled())

    waits: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert not is_cancelled()
    task = asyncio.create_task(watch())
    await asyncio.sleep(0)
    task.cancel()
    await task
    assert seen == [True]
