from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.endpoint._schedule import SLACK, Schedule
from tests.endpoint._house import piled_up

NAMES = "abcdef"
QUARTERS = st.integers(-8, 32).map(lambda number: number / 4)
"""Several of them lie in one second."""
CHANGES = st.tuples(st.sampled_from(NAMES), st.none() | QUARTERS)
WAITS = st.floats(0, 12)


class Naive:
    """The same by looking at everything each time."""

    def __init__(self) -> None:
        self.at: dict[str, tuple[float, int]] = {}
        self.changes = 0

    def set(self, name: str, at: float | None) -> None:
        self.changes += 1
        if at is None:
            self.at.pop(name, None)
        elif name not in self.at or self.at[name][0] != at:
            self.at[name] = (at, self.changes)

    @property
    def next(self) -> float | None:
        return min((at for at, _ in self.at.values()), default=None)

    def pop(self) -> str:
        name = min(self.at, key=lambda key: self.at[key])
        del self.at[name]
        return name

    def due(self, now: float) -> list[str]:
        names = []
        while self.next is not None and self.next <= now:
            names.append(self.pop())
        return names


@given(st.lists(CHANGES | WAITS | st.just("pop"), max_size=200))
def test_it_does_what_looking_at_everything_would_do(
    steps: list[tuple[str, float | None] | float | str],
) -> None:
    schedule, naive = Schedule[str](), Naive()
    for step in steps:
        if isinstance(step, tuple):
            schedule.set(*step)
            naive.set(*step)
        elif isinstance(step, str):
            if naive.at:
                assert schedule.pop() == naive.pop()
        else:
            assert list(schedule.due(step)) == naive.due(step)
        assert schedule.next == naive.next
        assert len(schedule) == len(naive.at)
        assert {name for name in NAMES if name in schedule} == naive.at.keys()
        assert max(piled_up(schedule)) <= 2 * len(NAMES) + SLACK + 1


def test_an_empty_schedule_waits_for_nothing() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.set("a", None)
    assert (schedule.next, len(schedule), list(schedule.due(1e9))) == (None, 0, [])


def test_the_earliest_comes_first_and_among_equals_the_one_set_first() -> None:
    schedule: Schedule[str] = Schedule()
    for name, at in (("late", 2.0), ("first", 1.0), ("second", 1.0), ("third", 1.0)):
        schedule.set(name, at)
    schedule.set("first", 1.0)  # no change, so no new place in the order
    assert list(schedule.due(1.5)) == ["first", "second", "third"]
    assert schedule.next == 2.0


def test_what_is_due_may_be_changed_on_the_way() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.set("a", 1.0)
    schedule.set("b", 2.0)
    schedule.set("c", 3.0)
    seen = []
    for name in schedule.due(3.0):
        seen.append(name)
        if seen == ["a"]:
            schedule.set("b", None)
            schedule.set("a", 2.5)
            schedule.set("d", 9.0)
    assert seen == ["a", "a", "c"]
    assert schedule.next == 9.0


def test_the_earliest_is_taken_out_unasked() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.set("a", 1.0)
    schedule.set("b", 2.0)
    schedule.set("a", 3.0)
    assert schedule.pop() == "b"
    assert schedule.pop() == "a"


def test_a_clean_up_keeps_the_order() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.set("0", 0.5)
    assert schedule.next == 0.5  # from here on the second is kept in order
    for round_ in range(3):
        for number in range(SLACK):
            schedule.set(str(number), -(round_ * SLACK + number) / 1000)
            assert schedule.next == -(round_ * SLACK + number) / 1000
    schedule.set("0", 1e6)
    expected = [str(number) for number in range(SLACK - 1, -1, -1)]
    assert list(schedule.due(1e9)) == [*expected[:-1], "0"]


def test_seconds_that_nobody_waits_for_are_swept() -> None:
    schedule: Schedule[str] = Schedule()
    schedule.set("first", 0.0)
    for number in range(10 * SLACK):
        schedule.set("last", 1.0 + number)
        assert len(schedule._seconds) == len(schedule._order) <= SLACK + 5
    assert list(schedule.due(1e9)) == ["first", "last"]
    assert (schedule.next, schedule._seconds, schedule._order) == (None, {}, [])


def never(number: int) -> float:
    return float(number)


def back_and_forth(number: int) -> float:
    """As a session does that loses contact and finds it again before its life is over."""
    return 5.0 if number % 2 else 7.0


@pytest.mark.parametrize("times", [never, back_and_forth])
@pytest.mark.parametrize("names", [1, 100])
def test_changes_leave_little_behind(times: Callable[[int], float], names: int) -> None:
    schedule: Schedule[str] = Schedule()
    for number in range(5_000):
        schedule.set(str(number % names), times(number // names))
        assert max(piled_up(schedule)) <= 2 * names + SLACK + 1
    for name in range(names):
        schedule.set(str(name), None)
    assert schedule.next is None
    assert piled_up(schedule) == (0, 0)
    assert len(schedule) == 0


class Counted(float):
    """A time that counts how often it is compared."""

    __slots__ = ()
    __hash__ = float.__hash__
    comparisons = 0

    def __lt__(self, other: float) -> bool:
        Counted.comparisons += 1
        return float(self) < float(other)

    def __eq__(self, other: object) -> bool:
        Counted.comparisons += 1
        return isinstance(other, float) and float(self) == float(other)


def cost(names: int, changes: int, times: Callable[[int], float]) -> float:
    """Comparisons for each of many changes, with the next deadline asked for after each."""
    schedule: Schedule[str] = Schedule()
    for number in range(names):
        schedule.set(str(number), Counted(1_000 + number))
    Counted.comparisons = 0
    for number in range(changes):
        schedule.set(str(number * 7 % names), Counted(times(number)))
        assert schedule.next is not None
    return Counted.comparisons / changes


@pytest.mark.parametrize("times", [never, back_and_forth])
def test_a_change_costs_little_however_many_wait(times: Callable[[int], float]) -> None:
    few, many = cost(1 << 6, 10_000, times), cost(1 << 14, 1 << 15, times)
    assert many < few + 8  # levels of a heap that 256 times as many names would have more


def test_to_look_at_the_next_deadline_again_compares_nothing() -> None:
    schedule: Schedule[str] = Schedule()
    for number in range(100):
        schedule.set(str(number), Counted(number / 100))
    for number in range(50):
        schedule.set(str(number), None)
    assert schedule.next == 0.5
    Counted.comparisons = 0
    assert [schedule.next is not None for _ in range(9)] == [True] * 9
    assert Counted.comparisons == 0
