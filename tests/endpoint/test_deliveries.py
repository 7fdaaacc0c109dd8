import pytest

from sdpsig.endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Endpoint,
    InProgress,
    Journals,
    Open,
    Reoffer,
    Say,
)
from sdpsig.endpoint._deliveries import MOST_OF_ONE, PASSING
from sdpsig.errors import FaultCode
from sdpsig.jsep import Rollback
from sdpsig.limits import Limits
from sdpsig.session import EndReason, SessionConfig, Timer, replay
from tests.endpoint._house import (
    ANSWER,
    BAD_OFFER,
    OFFER,
    RESTART,
    assert_empty,
    delivery,
    established,
    house,
    photo,
    refusal,
    still,
)
from tests.session._peer import answer_to, offer, section

KEYS = ["key", None]


def opened(one: Endpoint, name: str = "a", key: str | None = "key", now: float = 0.0) -> Answered:
    one.handle(Open(name, OFFER, {"room": 1}, delivery=delivery(key=key)), now)
    outcome = one.handle(Accept(name, ANSWER), now)
    assert isinstance(outcome, Answered)
    return outcome


# --- S-75 and L-40


@pytest.mark.parametrize("key", KEYS)
def test_s_75_an_offer_that_comes_again_gets_the_same_answer_and_no_second_session(
    key: str | None,
) -> None:
    one = house()
    first = opened(one, key=key)
    before = still(one)
    for now in (0.0, 5.0, 39.0):
        again = one.handle(Open("fresh", OFFER, {"room": 1}, delivery=delivery(key=key)), now)
        assert again == Answered("a", first.answer, (), {"room": 1})
        assert isinstance(again, Answered)
        assert again.answer is first.answer
        assert still(one) == before, "no session, no timer, no version"


def test_s_75_the_key_of_another_offer_is_a_conflict_and_harms_nobody() -> None:
    one = house()
    opened(one)
    fault = refusal(one, Open("b", OFFER, delivery=delivery("another body")))
    assert (fault.code, fault.rule) == (FaultCode.SESSION_CONFLICT, "L-40")
    assert isinstance(one.handle(Open("c", OFFER, delivery=delivery()), 1.0), Answered)


def test_another_body_without_a_key_is_another_offer() -> None:
    one = house()
    opened(one, key=None)
    other = Open("b", OFFER, delivery=delivery("another body", None))
    assert isinstance(one.handle(other, 1.0), AnswerNeeded)


@pytest.mark.parametrize("key", KEYS)
def test_l_40_an_offer_that_comes_again_while_its_answer_is_made_is_in_progress(
    key: str | None,
) -> None:
    one = house()
    one.handle(Open("a", OFFER, delivery=delivery(key=key)), 0.0)
    before = still(one)
    assert one.handle(Open("b", OFFER, delivery=delivery(key=key)), 1.0) == InProgress("a")
    assert still(one) == before
    assert len(one) == 1


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("answered", [False, True])
def test_who_asks_again_is_not_idle_and_nothing_else_begins_anew(
    key: str | None, answered: bool
) -> None:
    one = house(SessionConfig(answer_timeout=50.0, connect_timeout=50.0))
    again = Open("a", OFFER, delivery=delivery(key=key))
    one.handle(again, 0.0)
    if answered:
        one.handle(Accept("a", ANSWER), 0.0)
    waiting = Timer.CONNECT if answered else Timer.ANSWER
    for now in (10.0, 40.0):
        one.handle(again, now)
        assert dict(one.sessions["a"].state.deadlines) == {waiting: 50.0, Timer.IDLE: now + 60.0}
    one.handle_timeout(50.0)
    assert one.deadline == (80.0 if answered else 110.0), "failed, or closed and remembered"


def test_who_asks_again_after_the_end_wakes_nobody_of_the_same_name() -> None:
    one = house()
    opened(one)
    one.handle(Close("a"), 1.0)
    one.handle(Open("a", OFFER), 2.0)
    before = photo(one)
    assert isinstance(one.handle(Open("a", OFFER, delivery=delivery()), 3.0), Answered)
    assert photo(one) == before


def test_an_offer_that_comes_again_is_in_the_journal() -> None:
    lines: list[bytes] = []
    one = Endpoint(journals=Journals(lambda _: lines.append))
    for now in (0.0, 1.0):
        one.handle(Open("a", OFFER, delivery=delivery()), now)
    ticks = tuple(replay(lines))
    assert [type(tick.entry).__name__ for tick in ticks] == ["Start", "Said", "Repeated"]
    assert all(tick.agrees for tick in ticks)
    assert dict(ticks[-1].state.deadlines)[Timer.IDLE] == 61.0


def test_what_another_client_sends_is_another_offer() -> None:
    one = house()
    opened(one, key=None)
    opened(one, "b", "key")
    for key in KEYS:
        other = Open(f"of {key}", OFFER, delivery=delivery(key=key, client="another"))
        assert isinstance(one.handle(other, 1.0), AnswerNeeded)


def test_a_key_is_not_the_name_of_a_body() -> None:
    one = house()
    one.handle(Open("a", OFFER, delivery=delivery("x", "y")), 0.0)
    assert isinstance(one.handle(Open("b", OFFER, delivery=delivery("x", None)), 0.0), AnswerNeeded)
    assert isinstance(one.handle(Open("c", OFFER, delivery=delivery("x", "")), 0.0), AnswerNeeded)


def test_without_a_delivery_nothing_is_kept() -> None:
    one = house()
    established(one, "a")
    assert len(one._deliveries) == 0


# --- later offers


@pytest.mark.parametrize("key", KEYS)
def test_a_later_offer_that_comes_again_gets_the_same_answer(key: str | None) -> None:
    one = house()
    established(one, "a", "b")
    with_video = offer(section("0"), section("1", "video"), bundle="0 1")
    again = Reoffer("a", with_video, delivery=delivery(key=key))
    assert isinstance(one.handle(again, 1.0), AnswerNeeded)
    assert one.handle(again, 1.0) == InProgress("a")
    answer = answer_to(with_video)
    one.handle(Accept("a", answer), 2.0)
    one.handle(Reoffer("a", OFFER_AND_MORE), 3.0)
    assert one.handle(again, 3.0) == Answered("a", answer, (), None)
    elsewhere = Reoffer("b", with_video, delivery=delivery(key=key))
    assert isinstance(one.handle(elsewhere, 4.0), AnswerNeeded), "what is said to one is not to all"


OFFER_AND_MORE = offer(
    section("0"), section("1", "video"), bundle="0 1", lines=("ice-options:trickle", "ice-lite")
)


def test_an_offer_that_was_taken_back_is_new_when_it_comes_again() -> None:
    one = house()
    established(one, "a")
    again = Reoffer("a", RESTART, delivery=delivery())
    one.handle(again, 1.0)
    one.handle_timeout(31.0)
    assert isinstance(one.handle(again, 32.0), AnswerNeeded)
    one.handle(Say("a", Rollback()), 33.0)
    assert isinstance(one.handle(again, 34.0), AnswerNeeded)
    assert len(one._deliveries) == 1


def test_of_one_session_the_newest_few_are_kept() -> None:
    one = house()
    established(one, "a")
    offers = [
        Reoffer(
            "a",
            offer(lines=("ice-options:trickle", f"x-{number}")),
            delivery=delivery(str(number), str(number)),
        )
        for number in range(3 * MOST_OF_ONE)
    ]
    for number, command in enumerate(offers, 1):
        one.handle(command, 1.0)
        one.handle(Accept("a", ANSWER), 1.0)
        assert len(one._deliveries) == min(number, MOST_OF_ONE)
    assert isinstance(one.handle(offers[-1], 2.0), Answered)


# --- L-41


def test_l_41_what_is_refused_with_a_key_is_refused_again_for_a_while() -> None:
    one = house()
    bad = Open("a", BAD_OFFER, delivery=delivery())
    first = None
    for now in (0.0, 30.0, 59.0):
        with pytest.raises(Exception, match="ice-ufrag") as caught:
            one.handle(bad, now)
        first = first or caught.value
        assert caught.value.args == first.args
    assert refusal(one, Open("a", OFFER, delivery=delivery("mended")), 59.0).rule == "L-40"
    assert one.deadline == 60.0
    one.handle_timeout(60.0)
    assert_empty(one)
    assert isinstance(one.handle(Open("a", OFFER, delivery=delivery("mended")), 61.0), AnswerNeeded)


def test_l_41_what_is_refused_without_a_key_is_not_kept() -> None:
    one = house()
    refusal(one, Open("a", BAD_OFFER, delivery=delivery(key=None)))
    refusal(one, Open("a", BAD_OFFER))
    assert_empty(one)


def test_what_has_no_place_now_may_have_one_later() -> None:
    one = house(limits=Limits(sessions=1))
    established(one, "full")
    again = Open("a", OFFER, delivery=delivery())
    assert refusal(one, again).code is FaultCode.ENDPOINT_FULL
    one.draining = True
    assert refusal(one, again).code is FaultCode.ENDPOINT_DRAINING
    one.draining = False
    one.handle(Close("full"), 1.0)
    assert isinstance(one.handle(again, 1.0), AnswerNeeded)
    other = Open("a", OFFER, delivery=delivery(key="other"))
    assert refusal(one, other).code is FaultCode.SESSION_CONFLICT
    assert refusal(one, Reoffer("?", OFFER, delivery=delivery())).code is (
        FaultCode.SESSION_NOT_FOUND
    )


def test_no_fault_of_an_offer_itself_is_passing() -> None:
    assert {code.split(".")[0] for code in PASSING} == {"endpoint", "jsep", "session"}


@pytest.mark.parametrize("reason", [EndReason.APPLICATION_FAILED, EndReason.CLIENT_LEFT])
def test_l_41_an_offer_that_we_failed_to_answer_may_be_made_again(reason: EndReason) -> None:
    one = house()
    again = Open("a", OFFER, delivery=delivery())
    one.handle(again, 0.0)
    one.handle(Close("a", reason), 1.0)
    assert isinstance(one.handle(again, 2.0), AnswerNeeded)
    one.handle_timeout(32.0)
    assert isinstance(one.handle(again, 33.0), AnswerNeeded)


# --- how long


def test_a_key_is_remembered_for_as_long_as_the_end_of_its_session() -> None:
    one = house()
    first = opened(one)
    one.handle(Close("a"), 10.0)
    again = Open("b", OFFER, delivery=delivery())
    assert one.handle(again, 69.0) == Answered("a", first.answer, (), {"room": 1})
    one.handle_timeout(70.0)
    assert_empty(one)
    assert isinstance(one.handle(again, 71.0), AnswerNeeded)


def test_a_body_is_remembered_for_as_long_as_its_session_lives() -> None:
    one = house()
    opened(one, key=None)
    one.handle(Close("a"), 10.0)
    assert isinstance(one.handle(Open("a", OFFER, delivery=delivery(key=None)), 10.0), AnswerNeeded)


def test_without_retention_a_key_is_forgotten_at_once() -> None:
    one = house(closed_retention=0)
    opened(one)
    one.handle(Close("a"), 10.0)
    assert_empty(one)
    refusal(one, Open("a", BAD_OFFER, delivery=delivery()))
    assert_empty(one)


def test_what_outlives_its_session_is_bounded() -> None:
    one = house(kept_outcomes=3)
    for number in range(20):
        opened(one, str(number), str(number), now=float(number))
        one.handle(Close(str(number)), float(number))
        assert len(one._deliveries) <= 3
    assert isinstance(one.handle(Open("x", OFFER, delivery=delivery(key="17")), 20.0), Answered)
    assert isinstance(one.handle(Open("x", OFFER, delivery=delivery(key="16")), 20.0), AnswerNeeded)


def test_what_is_refused_pushes_nothing_out_that_a_live_session_needs() -> None:
    one = house(kept_outcomes=3)
    opened(one)
    for number in range(20):
        with pytest.raises(Exception, match="ice-ufrag"):
            one.handle(Open("b", BAD_OFFER, delivery=delivery(key=str(number))), 1.0)
    assert len(one._deliveries) == 4
    assert isinstance(one.handle(Open("b", OFFER, delivery=delivery()), 2.0), Answered)


def test_a_name_that_is_used_again_has_its_own_outcomes() -> None:
    one = house()
    first = opened(one, key="first")
    one.handle(Close("a"), 1.0)
    opened(one, key="second", now=2.0)
    one.handle(Close("a"), 3.0)
    for key in ("first", "second"):
        again = one.handle(Open("x", OFFER, delivery=delivery(key=key)), 4.0)
        assert again == Answered("a", first.answer, (), {"room": 1})
