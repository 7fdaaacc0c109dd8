from sdpsig.testing import Chance


def test_the_numbers_are_those_of_splitmix64() -> None:
    chance = Chance(1234567)
    assert [chance.next() for _ in range(3)] == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
    ]


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = Chance(5), Chance(5)
    assert [one.next() for _ in range(9)] == [other.next() for _ in range(9)]
    assert Chance(6).next() != Chance(5).next()


def test_a_seed_may_be_any_whole_number() -> None:
    assert Chance(-1).next() == Chance(2**64 - 1).next() == Chance(2**65 - 1).next()


def test_fractions_are_spread_from_0_to_1() -> None:
    chance = Chance()
    found = [chance.fraction() for _ in range(1000)]
    assert 0 <= min(found) < 0.01
    assert 0.99 < max(found) < 1
    assert 0.45 < sum(found) / len(found) < 0.55


def test_what_is_impossible_never_happens_and_what_is_certain_always() -> None:
    chance = Chance(3)
    assert not any(chance.happens(0.0) for _ in range(1000))
    assert all(chance.happens(1.0) for _ in range(1000))
    assert 200 < sum(chance.happens(0.25) for _ in range(1000)) < 300
