"""How often is too often, by principal, address and session; in virtual time."""

import asyncio

import pytest
from attrs import evolve

from sdpsig.endpoint import Close, Closed, Command, Open, Reoffer, Settle, Trickle
from sdpsig.errors import Fault, FaultCode, RemoteProtocolError
from sdpsig.http import (
    BearerTokens,
    Dialect,
    JsonApi,
    Limited,
    Rate,
    RateLimiter,
    RateLimits,
    Request,
    Response,
)
from sdpsig.http._rates import network
from sdpsig.jsep import Offer
from sdpsig.sdp import parse
from tests._front import CANDIDATE, GOOD, OFFER, Front, Reply, answer_to, offer_body
from tests._loop import in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

SDP = Offer(parse(GOOD))
REQUEST = Request("POST", OFFER, client="192.0.2.1")
OPEN = Open("s", SDP)
NONE = RateLimits(
    offers_per_principal=None,
    offers_per_address=None,
    changes_per_session=None,
    misses_per_address=None,
)


def refusal(limiter: RateLimiter, request: Request, command: Command, now: float) -> Fault | None:
    """Why it does not go through."""
    try:
        limiter.judge(request, command, now)
    except RemoteProtocolError as error:
        return error.fault
    return None


def taken(
    limiter: RateLimiter, request: Request, command: Command, now: float, most: int = 1000
) -> int:
    """How many go through at once."""
    for count in range(most):
        fault = refusal(limiter, request, command, now)
        if fault is not None:
            assert fault.code is FaultCode.RATE_LIMITED
            return count
    return most


@pytest.mark.parametrize(
    ("request_", "command", "burst", "per_second"),
    [
        (evolve(REQUEST, client=None, owner="ann"), OPEN, 20, 5),
        (REQUEST, OPEN, 50, 10),
        (evolve(REQUEST, owner="ann"), OPEN, 20, 5),
        (REQUEST, Trickle("s", ()), 100, 20),
        (REQUEST, Settle("s", answer_to(SDP)), 100, 20),
        (REQUEST, Reoffer("s", SDP), 100, 20),
    ],
)
def test_so_many_at_once_and_so_many_a_second(
    request_: Request, command: Command, burst: int, per_second: int
) -> None:
    limiter = RateLimiter()
    assert taken(limiter, request_, command, 1000.0) == burst
    assert taken(limiter, request_, command, 1001.0) == per_second
    assert taken(limiter, request_, command, 9999.0) == burst


def test_who_is_refused_can_come_when_it_was_told_to() -> None:
    limiter = RateLimiter(evolve(NONE, offers_per_address=Rate(0.1, 1)))
    limiter.judge(REQUEST, OPEN, 0.0)
    fault = refusal(limiter, REQUEST, OPEN, 2.5)
    assert fault is not None
    assert fault.retry_after == 8
    assert refusal(limiter, REQUEST, OPEN, 9.5) is not None
    assert refusal(limiter, REQUEST, OPEN, 2.5 + fault.retry_after) is None


def test_what_is_refused_does_not_count() -> None:
    limiter = RateLimiter()
    assert taken(limiter, REQUEST, OPEN, 0.0) == 50
    for _ in range(1000):
        taken(limiter, REQUEST, OPEN, 0.0)
    assert taken(limiter, REQUEST, OPEN, 1.0) == 10


def test_others_do_not_suffer() -> None:
    limiter = RateLimiter()
    taken(limiter, REQUEST, OPEN, 0.0)
    assert taken(limiter, evolve(REQUEST, client="192.0.2.2"), OPEN, 0.0) == 50
    taken(limiter, REQUEST, Trickle("s", ()), 0.0)
    assert taken(limiter, REQUEST, Trickle("t", ()), 0.0) == 100


def test_to_close_is_always_allowed() -> None:
    assert taken(RateLimiter(), REQUEST, Close("s"), 0.0) == 1000


def test_without_a_limit_and_without_an_address_nothing_is_counted() -> None:
    limiter = RateLimiter(NONE)
    assert taken(limiter, evolve(REQUEST, owner="ann"), OPEN, 0.0) == 1000
    limiter.note(REQUEST, FaultCode.SESSION_NOT_FOUND, 0.0)
    limiter.judge_guesses(REQUEST, 0.0)
    nobody = evolve(REQUEST, client=None)
    assert taken(RateLimiter(), nobody, OPEN, 0.0) == 1000
    assert len(limiter) == 0


def test_no_more_clients_are_counted_than_may_be() -> None:
    limiter = RateLimiter(RateLimits(clients=10))
    for number in range(100):
        limiter.judge(evolve(REQUEST, client=f"192.0.2.{number}"), OPEN, 0.0)
    assert len(limiter) == 10


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "::ffff:192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("testclient", "testclient", True),
    ],
)
def test_an_address_stands_for_its_network(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same


# --- as clients see it

CLIENT = ("192.0.2.1", 50_000)


async def ask(front: Front, path: str, body: object, client: object = CLIENT) -> Reply:
    return await front.request(path, body, client=client)


def limited(reply: Reply) -> bool:
    if reply.status != 429:
        return False
    assert reply.error() == (429, "rate.limited")
    assert int(reply.header("retry-after") or "0") >= 1
    return True


async def test_h8_a_flood_of_offers_is_held_off_and_sessions_go_on() -> None:
    front = Front(rates=evolve(NONE, offers_per_address=Rate(1.0, 3)))
    bodies = [offer_body(session_id=f"s{number}") for number in range(5)]
    replies = [await ask(front, OFFER, body) for body in bodies]
    assert [limited(reply) for reply in replies] == [False, False, False, True, True]
    assert len(front.endpoint) == 3
    assert (await ask(front, CANDIDATE, {"session_id": "s0", "candidate": None})).status == 200
    await asyncio.sleep(1)
    assert (await ask(front, OFFER, bodies[4])).status == 200


async def test_h6_who_guesses_at_ids_is_held_off() -> None:
    front = Front(rates=evolve(NONE, misses_per_address=Rate(0.01, 3)))
    name = (await ask(front, OFFER, offer_body())).json["session_id"]
    good = {"session_id": name, "candidate": None}
    for number in range(3):
        body = {"session_id": f"guess{number}", "candidate": None}
        assert (await ask(front, CANDIDATE, body)).status == 404
    assert limited(await ask(front, CANDIDATE, good))
    assert (await ask(front, CANDIDATE, good, ("192.0.2.2", 1))).status == 200


async def test_h6_who_guesses_at_tokens_is_held_off() -> None:
    front = Front(
        authenticate=BearerTokens({"ann": "a-long-enough-token"}),
        rates=evolve(NONE, misses_per_address=Rate(0.01, 3)),
    )
    replies = [await ask(front, OFFER, offer_body()) for _ in range(5)]
    assert [reply.status for reply in replies] == [401, 401, 401, 429, 429]


async def test_paths_that_are_not_there_are_no_guesses() -> None:
    front = Front(rates=evolve(NONE, misses_per_address=Rate(0.01, 3)))
    replies = [await ask(front, "/favicon.ico", b"") for _ in range(5)]
    assert [reply.status for reply in replies] == [404] * 5


def test_what_is_counted_is_the_dialect_that_it_was() -> None:
    counted: Dialect = Limited(JsonApi(), RateLimiter(), REQUEST, 0.0)
    assert counted.max_body == JsonApi().max_body
    assert counted.encode(Closed("s")) == JsonApi().encode(Closed("s"))


def test_what_a_dialect_answers_by_itself_is_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JsonApi, "decode", lambda *_: Response(204))
    limiter = RateLimiter()
    assert Limited(JsonApi(), limiter, REQUEST, 0.0).decode(REQUEST, "s") == Response(204)
    assert len(limiter) == 0
