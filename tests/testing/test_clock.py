import pytest

from sdpsig.session import EndReason, Session, SessionConfig
from sdpsig.testing import Clock
from sdpsig.testing._clock import MOST_AT_ONCE
from tests.session._peer import ends, offer


class Alarm:
    """Rings at these times, and notes when it was heard."""

    def __init__(self, name: str, heard: list[tuple[str, float]], *times: float) -> None:
        self.name, self.heard, self.times = name, heard, list(times)

    @property
    def deadline(self) -> float | None:
        return self.times[0] if self.times else None

    def handle_timeout(self, now: float) -> str:
        self.times.pop(0)
        self.heard.append((self.name, now))
        return f"{self.name} at {now}"


def test_time_passes_only_when_it_is_told_to() -> None:
    clock = Clock(100.0)
    assert (clock.now, clock.deadline) == (100.0, None)
    clock.advance(2.5)
    assert clock.now == 102.5


def test_everyone_is_woken_at_the_right_time_and_in_order() -> None:
    heard: list[tuple[str, float]] = []
    clock = Clock()
    clock.drive(Alarm("one", heard, 1.0, 4.0))
    clock.drive(Alarm("two", heard, 1.0, 2.0, 9.0))
    assert clock.deadline == 1.0
    clock.advance(5.0)
    assert heard == [("one", 1.0), ("two", 1.0), ("two", 2.0), ("one", 4.0)]
    assert (clock.now, clock.deadline) == (5.0, 9.0)


def test_what_a_machine_returns_is_told() -> None:
    told: list[str] = []
    clock = Clock()
    clock.drive(Alarm("one", [], 1.0), told.append)
    clock.advance(1.0)
    assert told == ["one at 1.0"]


def test_an_instant_that_has_been_is_now() -> None:
    clock = Clock(5.0)
    clock.advance_to(3.0)
    assert clock.now == 5.0


def test_after_a_jump_whoever_is_due_is_woken_late_and_in_order() -> None:
    heard: list[tuple[str, float]] = []
    clock = Clock()
    clock.drive(Alarm("one", heard, 2.0, 2.0))
    clock.drive(Alarm("two", heard, 1.0))
    clock.jump(10.0)
    assert heard == []
    clock.advance(0.0)
    assert heard == [("two", 10.0), ("one", 10.0), ("one", 10.0)]
    clock.jump(-4.0)
    assert clock.now == 6.0


def test_a_machine_that_is_never_done_is_an_error() -> None:
    class Stuck:
        deadline = 1.0
        woken = 0

        def handle_timeout(self, now: float) -> None:
            self.woken += 1

    clock, stuck = Clock(), Stuck()
    clock.drive(stuck)
    clock.advance(0.5)
    with pytest.raises(RuntimeError, match="for ever"):
        clock.advance(1.0)
    assert stuck.woken == MOST_AT_ONCE + 1


def test_a_session_can_be_driven() -> None:
    session, told, clock = Session(SessionConfig(idle_timeout=5.0)), list[object](), Clock()
    session.receive(offer(), clock.now)
    clock.drive(session, told.extend)
    clock.advance(4.9)
    assert told == []
    clock.advance(0.1)
    (closed,) = ends(told)  # type: ignore[arg-type]  # events, and nothing else
    assert closed.reason is EndReason.IDLE
