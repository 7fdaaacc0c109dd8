"""The abuse cases G1 to G6 and X1 to X3: registry, timers, and many at once."""

import json
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import permutations

import pytest

from sdpsig.endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Endpoint,
    Open,
    Outcome,
    Reoffer,
    Restart,
    Takeover,
    Trickle,
)
from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError
from sdpsig.http import JsonApi, Request
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.session import Closed as SessionClosed
from sdpsig.session import EndReason, Event, SessionConfig
from tests._corpus import OFFERS
from tests.endpoint._house import (
    ANSWER,
    OFFER,
    RESTART,
    assert_empty,
    established,
    fragment,
    house,
    photo,
    refusal,
)
from tests.session._peer import candidate, ends, fates, offer_text

# --- G1: ids

HOSTILE = (
    *("", "x" * 10_240, "x" * 129, "../x", "a/b", "a:b", "*", "a\r\nb", "a\n", "\0", "a\0", "a b"),
    *("\u0430", "\u212a", "\uff41", "a\u0301", "\u202ea", "\ud800", "%61", "a?b", "a#b", "a;b"),
)
NEIGHBOURS = ("a", "A", "\u0430", "a ", " a", "a\0", "a\n", "\uff41", "a.", "a" * 128, "a" * 129)


@pytest.mark.parametrize("name", HOSTILE)
def test_g1_an_id_that_breaks_the_rule_is_refused_as_it_is(name: str) -> None:
    body = {"sdp": {"type": "offer", "sdp": offer_text()}, "session_id": name}
    request = Request("POST", "/webrtc/offer", body=json.dumps(body).encode())
    with pytest.raises(SdpsigError) as caught:
        JsonApi().decode(request, "fresh")
    assert caught.value.fault.code in {FaultCode.SESSION_BAD_ID, FaultCode.JSON_BAD_ENCODING}
    assert name not in str(caught.value) or len(name) < 2


def test_g1_no_two_ids_reach_one_session() -> None:
    one = house()
    for number, name in enumerate(NEIGHBOURS):
        one.handle(Open(name, OFFER, number), 0.0)
    assert len(one) == len(NEIGHBOURS)
    for number, name in enumerate(NEIGHBOURS):
        answered = one.handle(Accept(name, ANSWER), 1.0)
        assert isinstance(answered, Answered)
        assert (answered.session_id, answered.metadata) == (name, number)


# --- G2: an id that exists


@pytest.mark.parametrize("takeover", Takeover)
@pytest.mark.parametrize("owner", ["me", None])
def test_g2_who_comes_second_does_not_get_the_session_of_another(
    takeover: Takeover, owner: str | None
) -> None:
    one = house(takeover=takeover)
    established(one, "a", owner=owner)
    session = one.sessions["a"]
    fault = refusal(one, Open("a", RESTART, owner="attacker"))
    assert fault.code is FaultCode.SESSION_CONFLICT
    assert one.sessions["a"] is session
    assert one._registry.live["a"].owner == owner


def test_g2_of_many_who_open_one_id_at_once_exactly_one_wins() -> None:
    one = house()
    opens = [Open("a", OFFER, number) for number in range(8)]
    results = at_once([partial(one.handle, each, 0.0) for each in opens])
    won = [result for result in results if isinstance(result, AnswerNeeded)]
    assert len(won) == 1
    assert len(one) == 1
    assert one._registry.live["a"].metadata == won[0].metadata


# --- G3: a flood of creates


def test_g3_a_flood_leaves_nothing_and_harms_nobody() -> None:
    one = house(limits=Limits(sessions=20, unconnected_sessions=10))
    established(one, "good")
    for number in range(10):
        one.handle(Open(str(number), OFFER), 0.0)
    before = photo(one)
    flood(one, 1_000)  # whatever is made once, is made now
    tracemalloc.start()
    try:
        flood(one, 20_000)
        grown, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert photo(one) == before
    assert grown < 64 * 1024
    assert fates(one.handle(Trickle("good", (candidate(),)), 1.0).events) == [50_000]


def flood(one: Endpoint, count: int) -> None:
    for number in range(count):
        with pytest.raises(RemoteProtocolError) as caught:
            one.handle(Open(f"bad{number}", OFFER), 0.0)
        fault = caught.value.fault
        assert (fault.code, fault.retry_after) == (FaultCode.ENDPOINT_FULL, 5)


# --- G4: half-open sessions


def test_g4_ten_thousand_half_open_sessions_end_once_each_and_leave_nothing() -> None:
    count = 10_000
    one = house(limits=Limits(sessions=count, unconnected_sessions=count))
    for number in range(count):
        one.handle(Open(str(number), OFFER), number / 1_000)
    told: dict[str, list[Event]] = {}
    now = 10.0
    while one.deadline is not None:
        now += 1.0
        for ended in one.handle_timeout(now):
            told.setdefault(ended.session_id, []).extend(ended.events)
    assert list(told) == [str(number) for number in range(count)], "in the order of their time"
    reasons = [[each.reason for each in ends(events)] for events in told.values()]
    assert reasons == [[EndReason.ANSWER_TIMEOUT]] * count
    assert_empty(one)


# --- G5: clocks

YEAR = 365 * 24 * 3_600.0


@pytest.mark.parametrize("jump", [3_600.0, -3_600.0, 10 * YEAR, -10 * YEAR, float("nan")])
def test_g5_the_clock_on_the_wall_is_never_looked_at(
    jump: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def life(one: Endpoint) -> list[object]:
        established(one, "a")
        told: list[object] = [one.handle(Open("b", OFFER), 1.0)]
        while (at := one.deadline) is not None:
            told.append((at, one.handle_timeout(at)))
        return told

    config = SessionConfig(max_lifetime=100.0)
    expected = life(house(config))
    wall = time.time()
    monkeypatch.setattr(time, "time", lambda: wall + jump)
    assert life(house(config)) == expected


def test_g5_a_clock_that_goes_back_ends_nobody_and_makes_nobody_immortal() -> None:
    one = house()
    one.handle(Open("a", OFFER), 10 * YEAR)
    for now in (10 * YEAR - 3_600, 0.0, -YEAR):
        assert one.handle_timeout(now) == ()
        assert one.deadline == 10 * YEAR + 30
    assert len(one.handle_timeout(10 * YEAR + 30)) == 1


def test_g5_a_machine_that_slept_ends_what_is_overdue_and_nothing_else() -> None:
    one = house()
    established(one, "up")
    one.handle(Open("half", OFFER), 0.0)
    assert [ended.session_id for ended in one.handle_timeout(8 * 3_600.0)] == ["half"]
    assert "up" in one
    assert one.handle_timeout(8 * 3_600.0) == ()


# --- G6: closing


def test_g6_closing_twice_ends_once() -> None:
    one = house()
    established(one, "a")
    first, second = (one.handle(Close("a"), now) for now in (1.0, 2.0))
    assert len(ends(first.events)) == 1
    assert second == Closed("a", ())


def test_g6_closing_while_the_answer_is_made_ends_it_and_the_answer_finds_nothing() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    assert len(ends(one.handle(Close("a"), 1.0).events)) == 1
    assert refusal(one, Accept("a", ANSWER)).code is FaultCode.SESSION_NOT_FOUND


def test_g6_unknown_foreign_and_forgotten_sessions_are_told_apart_by_nobody() -> None:
    one = house()
    unknown = refusal(one, Close("a", owner="me"))
    established(one, "a", owner="you")
    assert refusal(one, Close("a", owner="me")) == unknown
    one.handle(Close("a", owner="you"), 0.0)
    assert refusal(one, Close("a", owner="me")) == unknown
    one.handle_timeout(60.0)
    assert refusal(one, Close("a", owner="you")) == unknown


# --- X1: in every order

OVERLAP: tuple[tuple[str, Callable[[Endpoint], object]], ...] = (
    ("close", lambda one: one.handle(Close("a"), 1.0)),
    ("candidate", lambda one: one.handle(Trickle("a", (candidate(),)), 1.0)),
    ("answer", lambda one: one.handle(Accept("a", ANSWER), 1.0)),
    ("restart", lambda one: one.handle(Restart("a", fragment()), 1.0)),
    ("offer", lambda one: one.handle(Reoffer("a", RESTART), 1.0)),
    ("expiry", lambda one: one.handle_timeout(30.0)),
)


def events_of(outcome: object) -> Iterator[Event]:
    if isinstance(outcome, tuple):
        for ended in outcome:
            yield from ended.events
    else:
        yield from outcome.events  # type: ignore[attr-defined]


@pytest.mark.parametrize("first", range(len(OVERLAP)))
def test_x1_in_every_order_a_session_ends_once_and_leaves_nothing(first: int) -> None:
    rest = [step for number, step in enumerate(OVERLAP) if number != first]
    for order in permutations(rest):
        one = house()
        told = list(one.handle(Open("a", OFFER), 0.0).events)
        for _, act in (OVERLAP[first], *order):
            before = photo(one)
            try:
                told += events_of(act(one))
            except (RemoteProtocolError, LocalProtocolError):
                assert photo(one) == before
        assert len(ends(told)) == 1
        assert isinstance(told[-1], SessionClosed)
        assert len(one) == 0
        one.handle_timeout(100.0)
        assert_empty(one)


# --- X2: two at once


@pytest.mark.parametrize(
    ("one_offer", "other"),
    [
        (Reoffer("a", RESTART), Restart("a", fragment())),
        (Restart("a", fragment()), Restart("a", fragment("Third"))),
        (Restart("a", fragment()), Reoffer("a", RESTART)),
    ],
)
def test_x2_of_two_offers_exactly_one_applies(one_offer: Command, other: Command) -> None:
    one = house()
    established(one, "a")
    assert isinstance(one.handle(one_offer, 1.0), AnswerNeeded)
    pending = one.sessions["a"].state.negotiation.pending_remote
    assert refusal(one, other).code is FaultCode.SESSION_CONFLICT
    assert one.sessions["a"].state.negotiation.pending_remote is pending


def test_x2_numbered_messages_that_overtake_each_other_apply_in_order_or_not_at_all() -> None:
    for order in permutations(range(3)):
        one = house()
        established(one, "a")
        taken: list[object] = []
        for number in order:
            command = Trickle("a", (candidate(50_000 + number),), sequence=number)
            taken += fates(one.handle(command, 1.0).events)
        assert taken == sorted(taken, key=str)
        assert taken[-1] == 50_002


# --- X3: threads


def at_once(calls: list[Callable[[], Outcome]]) -> list[Outcome | SdpsigError]:
    """Every call in a thread of its own, all let go at the same moment."""
    ready = threading.Barrier(len(calls))

    def run(call: Callable[[], Outcome]) -> Outcome | SdpsigError:
        ready.wait()
        try:
            return call()
        except SdpsigError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_x3_an_endpoint_in_use_refuses_and_is_not_harmed(monkeypatch: pytest.MonkeyPatch) -> None:
    one = house()
    established(one, "a")
    inside: list[SdpsigError] = []

    def receive_all(*_: object) -> tuple[Event, ...]:
        before = photo(one)
        for call in (lambda: one.handle(Close("a"), 1.0), lambda: one.handle_timeout(99.0)):
            with ThreadPoolExecutor(1) as pool, pytest.raises(LocalProtocolError) as caught:
                pool.submit(call).result()
            inside.append(caught.value)
        assert photo(one) == before
        return ()

    monkeypatch.setattr(type(one.sessions["a"]), "receive_all", receive_all)
    one.handle(Trickle("a", ()), 1.0)
    assert [error.fault.code for error in inside] == [FaultCode.INTERNAL] * 2
    monkeypatch.undo()
    assert len(ends(one.handle(Close("a"), 2.0).events)) == 1


def test_x3_a_call_that_raised_has_left_the_endpoint_free() -> None:
    one = house()
    for _ in range(3):
        refusal(one, Close("unknown"))
    assert one.handle_timeout(0.0) == ()


def test_x3_threads_that_share_an_endpoint_corrupt_nothing() -> None:
    one = house(limits=Limits(sessions=500, unconnected_sessions=500))
    told: list[list[Outcome]] = [[] for _ in range(8)]
    faults: set[FaultCode] = set()

    def work(number: int) -> Outcome:
        for turn in range(200):
            name = f"{number}.{turn % 20}"
            for command in (Open(name, OFFER), Accept(name, ANSWER), Close(name)):
                try:
                    told[number].append(one.handle(command, 1.0))
                except SdpsigError as error:
                    faults.add(error.fault.code)
            assert one.deadline is None or one.deadline > 0
            assert len(one.sessions) <= 500
        return Closed("")

    at_once([partial(work, number) for number in range(8)])
    assert faults <= {
        FaultCode.INTERNAL,
        FaultCode.SESSION_CONFLICT,
        FaultCode.SESSION_NOT_FOUND,
        FaultCode.JSEP_SIGNALING_STATE,
    }
    opened = sum(isinstance(each, AnswerNeeded) for some in told for each in some)
    closed = sum(isinstance(each, Closed) and bool(each.events) for some in told for each in some)
    assert opened == closed + len(one)
    assert set(one._registry.schedule._times) == set(one.sessions)
    while (at := one.deadline) is not None:
        one.handle_timeout(at)
    assert_empty(one)


@pytest.mark.parametrize("rounds", [30, pytest.param(250, marks=pytest.mark.slow)])
def test_x3_descriptions_are_read_alike_by_all_threads(rounds: int) -> None:
    """With 250 rounds each of eight threads reads ten thousand."""
    texts = list(OFFERS.values())[:40]
    expected = [parse(text) for text in texts]

    def work(_: int) -> bool:
        return all(
            parse(text) == known and serialize(known) == text
            for text, known in zip(texts, expected, strict=True)
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8 * rounds)))
