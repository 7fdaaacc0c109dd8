"""The shapes are many, of every sort, and always the same."""

from collections import Counter

from attrs import asdict

from tests.peers._shapes import (
    COUNT,
    SEED,
    Add,
    Ending,
    Reject,
    Restart,
    SetDirection,
    Side,
    Stop,
    sample,
    shapes,
)

ALL = shapes()


def test_there_are_at_least_three_hundred() -> None:
    assert len({shape.number for shape in ALL}) == COUNT >= 300
    assert len({str(asdict(shape)) for shape in ALL}) == COUNT


def test_a_seed_always_gives_the_same_and_more_change_none() -> None:
    assert shapes() == ALL
    assert shapes(SEED, 10) == ALL[:10]
    assert shapes(SEED + 1, 10) != ALL[:10]


def test_every_sort_is_there() -> None:
    rounds = [round_ for shape in ALL for round_ in shape.rounds]
    changes = [change for round_ in rounds for _, change in round_.before]
    added = [section for shape in ALL for section in shape.sections]
    assert {len(shape.sections) for shape in ALL} >= {0, 1, 2, 3, 4, 5, 6, 8}
    assert {len(shape.rounds) for shape in ALL} == {1, 2, 3, 4, 5}
    assert {shape.config.bundle_policy for shape in ALL} == {"balanced", "max-compat", "max-bundle"}
    assert {section.kind for section in added} == {"audio", "video", "data"}
    assert len({section.direction for section in added}) == 4
    assert {len(section.encodings) for section in added} == {0, 2, 3}
    assert len({section.codecs for section in added}) >= 8
    assert {type(change) for change in changes} == {Add, Stop, SetDirection, Restart}
    assert {type(wish) for round_ in rounds for wish in round_.answering} == {
        Reject,
        SetDirection,
        Stop,
    }
    counted = Counter(round_.ending for round_ in rounds)
    assert min(counted[ending] for ending in Ending) >= 20
    assert {round_.offerer for round_ in rounds} == {*Side}
    assert sum(not shape.bundle for shape in ALL) >= 20


def test_what_meets_no_bundle_has_transports_of_its_own() -> None:
    assert {shape.config.bundle_policy for shape in ALL if not shape.bundle} == {"max-compat"}


def test_a_sample_is_of_the_fixed_set_and_the_same_for_the_same_seed() -> None:
    assert sample(7, 20) == sample(7, 20)
    assert len(set(sample(7, 20))) == 20
    assert set(sample(7, 20)) <= set(ALL)
