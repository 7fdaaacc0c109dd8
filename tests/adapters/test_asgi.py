"""The ASGI shell: bodies within their limits, clients that leave, mounts, lifespan."""

import asyncio
import json
import logging
from typing import Any

import pytest
from attrs import evolve

from sdpsig.adapters.asgi import Asgi, respond
from sdpsig.endpoint import AnswerNeeded, Endpoint, Outcome
from sdpsig.http import JsonApi, Request, Response
from sdpsig.jsep import Answer
from sdpsig.limits import Limits
from sdpsig.session import Event, OfferReceived, TransportAdded
from sdpsig.trickle import LAN, PUBLIC, CandidatePolicy, auto
from tests._front import (
    CANDIDATE,
    CLOSE,
    GOOD,
    OFFER,
    Call,
    Front,
    Media,
    answer_to,
    body_messages,
    offer_body,
)
from tests._loop import START, in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

GOOD_BODY = json.dumps(offer_body(session_id="s")).encode()
LEAVES: dict[str, Any] = {"type": "http.disconnect"}


def now() -> float:
    return asyncio.get_running_loop().time()


def part(body: bytes = b"", *, more: bool = True) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


class SlowMedia(Media):
    """A media side that takes its time."""

    def __init__(self, seconds: float = 3.0) -> None:
        super().__init__()
        self.seconds = seconds

    async def answer(self, needed: AnswerNeeded) -> Answer:
        await asyncio.sleep(self.seconds)
        return await super().answer(needed)


# --- bodies


@pytest.mark.parametrize("parts", [1, 2, 7, len(GOOD_BODY)])
async def test_a_body_may_come_in_any_number_of_parts(parts: int) -> None:
    front = Front()
    call = front.call(OFFER, script=body_messages(GOOD_BODY, parts))
    assert (await front.make(call)).status == 200


async def test_empty_parts_and_missing_members_mean_nothing() -> None:
    front = Front()
    script: list[Any] = [
        {"type": "http.request", "more_body": True},
        part(),
        part(GOOD_BODY),
        {"type": "http.request"},
    ]
    assert (await front.make(front.call(OFFER, script=script))).status == 200


async def test_h2_a_slow_body_that_ends_in_time_is_served() -> None:
    front = Front()
    script: list[Any] = [part(GOOD_BODY[:9]), 4.75, part(GOOD_BODY[9:]), 4.75, part(more=False)]
    assert (await front.make(front.call(OFFER, script=script))).status == 200
    assert now() == START + 9.5


async def test_the_limits_of_the_shell_can_be_given() -> None:
    front = Front(limits=Limits(body_seconds=2, body_idle_seconds=1))
    assert (await front.make(front.call(OFFER, script=[]))).status == 408
    assert now() == START + 1


@pytest.mark.parametrize(
    ("version", "header"), [("1.0", "close"), ("1.1", "close"), ("2", None), ("3", None)]
)
async def test_the_connection_is_ended_only_where_http_has_one(
    version: str, header: str | None
) -> None:
    front = Front()
    reply = await front.make(front.call(OFFER, script=[], http_version=version))
    assert reply.status == 408
    assert reply.header("connection") == header


async def test_a_response_that_ends_no_connection_does_not_say_so() -> None:
    front = Front()
    assert (await front.offer()).header("connection") is None
    assert (await front.request(OFFER, b"{")).header("connection") is None


# --- clients that leave


async def leave(front: Front, call: Call) -> None:
    """Make a call whose client leaves: nothing is sent to it."""
    await front.app(call.scope, call.receive, call.send)
    assert call.sent == []


@pytest.mark.parametrize(
    "script",
    [[LEAVES], [part(GOOD_BODY[:50]), LEAVES], [part(GOOD_BODY[:50]), 2.0, LEAVES]],
    ids=["before the body", "within it", "within it, later"],
)
async def test_a_client_that_leaves_before_its_body_is_there_has_said_nothing(
    script: list[Any],
) -> None:
    front = Front()
    await leave(front, front.call(OFFER, script=script))
    assert front.media.told == []
    await front.check_clean()


@pytest.mark.parametrize("after", [0.0, 0.5, 29.5])
async def test_a_client_that_leaves_while_its_answer_is_made_ends_its_session(
    after: float,
) -> None:
    front = Front(SlowMedia(60))
    await leave(front, front.call(OFFER, script=[part(GOOD_BODY, more=False), after, LEAVES]))
    assert now() == START + after
    assert front.media.ends() == ["client-left"]
    assert front.media.asked == []
    front.media.seconds = 0  # type: ignore[attr-defined]
    await front.check_clean()


async def test_a_client_that_is_gone_when_its_answer_is_sent_does_no_harm(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front = Front()
    call = front.call(OFFER, GOOD_BODY)

    async def send(_: object) -> None:
        raise ConnectionResetError

    await front.app(call.scope, call.receive, send)
    assert caplog.records == []
    assert len(front.endpoint) == 1
    await asyncio.sleep(60)
    await front.check_clean()


@pytest.mark.parametrize("path", [CANDIDATE, CLOSE])
async def test_what_a_client_asked_for_before_it_left_is_done(path: str) -> None:
    front = Front()
    await front.open(session_id="s")
    body = json.dumps({"session_id": "s", "candidate": None}).encode()
    call = front.call(path, script=[part(body, more=False), LEAVES])
    await front.app(call.scope, call.receive, call.send)
    await front.idle()
    if path == CLOSE:
        assert front.media.ends() == ["closed-by-peer"]
    else:
        assert front.media.received() == [None]
        await front.close("s")
    await front.check_clean()


async def test_what_comes_after_the_body_is_not_a_farewell() -> None:
    front = Front(SlowMedia())
    call = front.call(OFFER, script=[part(GOOD_BODY, more=False), 1.0, part(more=False)])
    assert (await front.make(call)).status == 200


async def test_the_answer_and_the_farewell_may_come_together() -> None:
    front = Front(SlowMedia(2))
    call = front.call(OFFER, script=[part(GOOD_BODY, more=False), 2.0, LEAVES])
    await front.app(call.scope, call.receive, call.send)
    await front.idle()
    assert bool(call.sent) == (len(front.endpoint) == 1)
    assert front.left_tasks() == set()


# --- applications that fail


class RaisingMedia(Media):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        raise ValueError("the password is hush-hush")


class HangingMedia(Media):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        await asyncio.Event().wait()
        raise AssertionError


class WrongMedia(Media):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        other = answer_to(needed.offer)
        return Answer(evolve(other.description, media=other.description.media * 2))


class NoMedia(Media):
    async def answer(self, needed: AnswerNeeded) -> Answer:
        nothing: Any = None
        return nothing  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("media", "status", "reason", "end"),
    [
        (RaisingMedia, 500, "app.failed", "application-failed"),
        (WrongMedia, 500, "app.failed", "application-failed"),
        (NoMedia, 500, "app.failed", "application-failed"),
        (HangingMedia, 504, "session.answer-timeout", "answer-timeout"),
    ],
)
@pytest.mark.parametrize("session_id", [None, "mine"])
async def test_an_application_that_fails_costs_one_session_and_nothing_else(
    media: type[Media], status: int, reason: str, end: str, session_id: str | None
) -> None:
    front = Front(media())
    reply = await front.offer(session_id=session_id)
    assert reply.error() == (status, reason)
    assert reply.json.get("session_id") == session_id
    assert "hush" not in reply.body.decode()
    assert front.media.ends() == [end]
    assert len(front.endpoint) == 0
    assert front.media.heard_the_end_of_all_it_heard_of()
    front.host.application = front.media = Media()
    await front.check_clean()


async def test_why_an_answer_does_not_fit_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    await Front(WrongMedia()).offer()
    (record,) = (one for one in caplog.records if one.name == "sdpsig")
    assert record.getMessage().endswith("to an offer with 1 [jsep.section-count] (V-14)")


async def test_an_application_that_fails_over_events_costs_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Deaf(Media):
        async def event(self, session_id: str, event: Event) -> None:
            await super().event(session_id, event)
            raise ValueError

    front = Front(Deaf())
    session_id = await front.open()
    assert (await front.trickle(session_id, None)).status == 200
    await front.close(session_id)
    await front.check_clean()
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


class BrokenApi(JsonApi):
    """A dialect with a mistake in it."""

    def decode(self, request: Request, fresh_id: str) -> Any:
        if b'"candidate"' in request.body:
            raise KeyError("hush-hush")
        return super().decode(request, fresh_id)

    def encode(self, outcome: Outcome) -> Response:
        if getattr(outcome, "metadata", None) == "break":
            raise ZeroDivisionError("hush-hush")
        return super().encode(outcome)


async def test_a_mistake_of_ours_leaks_nothing_and_leaves_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    front = Front(api=BrokenApi())
    await front.open(session_id="s")
    for reply in (await front.trickle("s", None), await front.offer(metadata="break")):
        assert reply.error() == (500, "internal")
        assert reply.json.keys() == {"error", "code", "reason"}
        assert b"hush" not in reply.body
    assert len(front.endpoint) == 1
    assert front.media.ends() == ["application-failed"]
    told = [record.getMessage() for record in caplog.records if record.name == "sdpsig"]
    assert told == ["an internal error"] * 2
    await front.close("s")
    await front.check_clean()


async def test_a_head_that_breaks_us_gets_an_answer_too(caplog: pytest.LogCaptureFixture) -> None:
    class Broken(JsonApi):
        def screen(self, request: Request) -> Response | None:
            raise KeyError(request.path)

    front = Front(api=Broken())
    assert (await front.offer()).error() == (500, "internal")
    assert [record.name for record in caplog.records] == ["sdpsig", "sdpsig.http"]


# --- mounts

MOUNTS: list[tuple[str, dict[str, Any]]] = [
    ("bare", {"path": OFFER, "root_path": ""}),
    ("bare, without root_path", {"path": OFFER, "root_path": None}),
    ("with a slash", {"path": OFFER + "/", "root_path": ""}),
    ("Starlette Mount", {"path": "/rtc" + OFFER, "root_path": "/rtc", "app_root_path": ""}),
    ("nested mounts", {"path": "/a/b" + OFFER, "root_path": "/a/b", "app_root_path": ""}),
    ("hypercorn's dispatcher", {"path": "/rtc" + OFFER, "root_path": "/rtc"}),
    (
        "FastAPI with root_path",
        {"path": "/rtc" + OFFER, "root_path": "/api/rtc", "app_root_path": "/api"},
    ),
    ("FastAPI behind a proxy", {"path": OFFER, "root_path": "/api", "app_root_path": "/api"}),
    ("uvicorn --root-path", {"path": "/api" + OFFER, "root_path": "/api"}),
    ("Litestar's mount", {"path": OFFER + "/", "root_path": ""}),
    ("mounted at its own name", {"path": "/webrtc" + OFFER, "root_path": "/webrtc"}),
]


@pytest.mark.parametrize("scope", [scope for _, scope in MOUNTS], ids=[name for name, _ in MOUNTS])
async def test_mounted_anywhere_the_paths_are_those_below_the_mount(scope: dict[str, Any]) -> None:
    front = Front()
    assert (await front.make(front.call("", offer_body(), **scope))).status == 200


@pytest.mark.parametrize(
    "scope",
    [
        {"path": "/rtcx" + OFFER, "root_path": "/rtc"},
        {"path": "/other" + OFFER, "root_path": "/rtc"},
        {"path": "/rtc", "root_path": "/rtc"},
        {"path": "/rtc/", "root_path": "/rtc"},
        {"path": "/", "root_path": ""},
        {"path": "", "root_path": ""},
        {"path": "/webrtc" + OFFER, "root_path": ""},
        {"path": "/RTC" + OFFER, "root_path": "/rtc"},
    ],
    ids=str,
)
async def test_a_prefix_ends_at_a_segment(scope: dict[str, Any]) -> None:
    front = Front()
    reply = await front.make(front.call("", offer_body(), **scope))
    assert reply.error() == (404, "http.not-found")


# --- lifespan and other scopes


class Lifespan:
    """A server's side of the lifespan protocol."""

    def __init__(self, app: Asgi) -> None:
        self.messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[str] = []
        self.task = asyncio.create_task(app({"type": "lifespan"}, self.messages.get, self.send))

    async def send(self, message: Any) -> None:
        self.sent.append(message["type"])

    async def tell(self, word: str) -> None:
        self.messages.put_nowait({"type": f"lifespan.{word}"})
        for _ in range(20):
            await asyncio.sleep(0)


async def test_the_lifespan_ends_every_session() -> None:
    front = Front()
    lifespan = Lifespan(front.app)
    await lifespan.tell("startup")
    assert lifespan.sent == ["lifespan.startup.complete"]
    for _ in range(3):
        await front.open()
    await lifespan.tell("shutdown")
    assert lifespan.sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    await lifespan.task
    assert front.media.ends() == ["drained"] * 3
    assert len(front.endpoint) == 0
    assert front.left_tasks() == set()
    assert (await front.offer()).error() == (503, "endpoint.draining")


async def test_the_shutdown_waits_until_the_application_has_been_told() -> None:
    class Slow(Media):
        async def event(self, session_id: str, event: Event) -> None:
            if not isinstance(event, OfferReceived | TransportAdded):
                await asyncio.sleep(0.5)
            await super().event(session_id, event)

    front = Front(Slow())
    await front.open()
    lifespan = Lifespan(front.app)
    await lifespan.tell("startup")
    await lifespan.tell("shutdown")
    assert "lifespan.shutdown.complete" not in lifespan.sent
    await lifespan.task
    assert "lifespan.shutdown.complete" in lifespan.sent
    assert front.media.ends() == ["drained"]


async def test_without_a_lifespan_sessions_end_by_their_deadlines() -> None:
    front = Front()
    await front.open()
    await asyncio.sleep(61)
    assert front.media.ends() == ["idle"]
    await front.check_clean()


async def test_a_surrounding_application_may_end_the_host() -> None:
    front = Front()
    async with front.app.host:
        await front.open()
    assert front.media.ends() == ["drained"]


async def test_anything_but_http_is_not_served() -> None:
    front = Front()
    call = front.call(OFFER)
    with pytest.raises(RuntimeError, match="websocket"):
        await front.app({**call.scope, "type": "websocket"}, call.receive, call.send)
    assert call.sent == []


# --- responses


async def test_a_response_without_content_has_no_length() -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await respond(send, Response(204, (("allow", "GET"),)), head_only=False)
    await respond(send, Response(200, (), b"abc"), head_only=True)
    assert sent == [
        {"type": "http.response.start", "status": 204, "headers": [(b"allow", b"GET")]},
        {"type": "http.response.body", "body": b""},
        {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]},
        {"type": "http.response.body", "body": b""},
    ]


async def test_an_offer_is_answered_by_an_application_made_by_hand() -> None:
    app = Asgi(Endpoint(), Media(), JsonApi())
    call = Front().call(OFFER, offer_body(GOOD))
    await app(call.scope, call.receive, call.send)
    assert call.reply.status == 200
    assert app.limits == Limits()


# --- who connected


@pytest.mark.parametrize(
    ("client", "policy"),
    [(("192.168.1.9", 50_000), LAN), (("203.0.113.9", 50_000), PUBLIC), (None, PUBLIC)],
)
async def test_the_policy_of_a_session_may_follow_its_client(
    client: tuple[str, int] | None, policy: CandidatePolicy
) -> None:
    front = Front(candidates=auto)
    body = offer_body(session_id="s")
    assert (await front.request(OFFER, body, client=client)).status == 200
    assert front.endpoint.sessions["s"].candidate_policy is policy


async def test_without_a_choice_it_is_that_of_the_endpoint() -> None:
    front = Front()
    body = offer_body(session_id="s")
    assert (await front.request(OFFER, body, client=("127.0.0.1", 1))).status == 200
    assert front.endpoint.sessions["s"].state.policy is None


async def test_a_description_that_a_client_has_is_not_sent_again() -> None:
    front = Front()
    first = await front.request("/openapi.json", method="GET", headers={})
    known = {"if-none-match": first.header("etag") or ""}
    again = await front.request("/openapi.json", method="GET", headers=known)
    assert (first.status, again.status) == (200, 304)
    assert again.header("etag") == first.header("etag")


async def test_a_description_names_the_place_of_a_mount() -> None:
    front = Front()
    call = front.call("/rtc/openapi.json", method="GET", headers={}, root_path="/rtc")
    reply = await front.make(call)
    assert reply.json["servers"] == [{"url": "/rtc"}]
