import pytest

from sdpsig.session import Bye
from sdpsig.testing import Chance, Letter, Wire

Arrivals = list[tuple[str, float]]


def wire(arrived: Arrivals, **how: object) -> Wire:
    def deliver(letter: Letter, now: float) -> None:
        arrived.append((letter.text, now))

    return Wire(deliver, **how)  # type: ignore[arg-type]  # the test says how


def run(line: Wire) -> None:
    while line.deadline is not None:
        line.handle_timeout(line.deadline)


def posted(count: int, **how: object) -> Arrivals:
    arrived: Arrivals = []
    line = wire(arrived, **how)
    for number in range(count):
        line.post("a", Bye(str(number)), float(number))
    run(line)
    return arrived


def test_letters_arrive_in_order_and_in_time() -> None:
    assert posted(3, latency=5.0) == [("0", 5.0), ("1", 6.0), ("2", 7.0)]


def test_nothing_arrives_early() -> None:
    arrived: Arrivals = []
    line = wire(arrived, latency=5.0)
    line.handle_timeout(0.0)
    line.post("a", Bye(), 0.0)
    line.handle_timeout(4.9)
    assert not arrived
    assert line.deadline == 5.0


def test_an_empty_wire_waits_for_nothing() -> None:
    assert wire([]).deadline is None


def test_what_is_lost_never_arrives() -> None:
    assert posted(9, loss=1.0) == []
    assert 20 < len(posted(100, loss=0.5)) < 80


def test_what_is_doubled_arrives_twice() -> None:
    assert posted(2, duplicate=1.0) == [("0", 0.0), ("0", 0.0), ("1", 1.0), ("1", 1.0)]
    assert 120 < len(posted(100, duplicate=0.5)) < 180


def test_letters_may_overtake_each_other() -> None:
    arrived = posted(50, latency=20.0, reorder=True)
    numbers = [int(text) for text, _ in arrived]
    assert numbers != sorted(numbers)
    assert sorted(numbers) == [*range(50)]
    assert all(20 <= at - int(text) <= 40 for text, at in arrived)


def test_letters_that_take_no_time_may_overtake_each_other_too() -> None:
    arrived: Arrivals = []
    line = wire(arrived, reorder=True)
    for number in range(20):
        line.post("a", Bye(str(number)), 0.0)
    run(line)
    numbers = [int(text) for text, _ in arrived]
    assert numbers != sorted(numbers)


def test_the_same_seed_gives_the_same_course() -> None:
    how = {"latency": 5.0, "loss": 0.3, "duplicate": 0.3, "reorder": True}
    assert posted(50, **how, chance=Chance(7)) == posted(50, **how, chance=Chance(7))
    assert posted(50, **how, chance=Chance(7)) != posted(50, **how, chance=Chance(8))


def test_a_wire_that_is_held_delivers_nothing() -> None:
    arrived: Arrivals = []
    line = wire(arrived)
    line.held = True
    line.post("a", Bye("0"), 0.0)
    line.handle_timeout(9.0)
    assert line.deadline is None
    assert arrived == []
    line.held = False
    run(line)
    assert arrived == [("0", 0.0)]


def test_a_letter_is_taken_off_once() -> None:
    arrived: Arrivals = []
    line = wire(arrived, duplicate=1.0)
    line.post("a", Bye(), 0.0)
    (letter, same) = line.letters
    assert letter == same
    line.take(letter)
    assert line.letters == (letter,)
    line.take(letter)
    with pytest.raises(ValueError, match="not in"):
        line.take(letter)


def test_a_copy_goes_on_by_itself() -> None:
    arrived: Arrivals = []
    elsewhere: Arrivals = []
    line = wire(arrived, latency=1.0, loss=0.5, chance=Chance(3))
    line.post("a", Bye("0"), 0.0)
    copy = line.copied(lambda letter, now: elsewhere.append((letter.text, now)))
    for number in range(1, 20):
        line.post("a", Bye(str(number)), 0.0)
        copy.post("a", Bye(str(number)), 0.0)
    run(line)
    run(copy)
    assert arrived == elsewhere
