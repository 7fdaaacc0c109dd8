"""Rounds of several subjects in turn, so that a busy machine is as unfair to one as to another."""

import gc
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from time import process_time
from typing import Any

from attrs import frozen

from tests.bench._bars import Wanted

__all__ = ["FULL", "QUICK", "US", "Effort", "Figure", "Measure", "Row", "interleave", "timed"]

OURS = "sdpsig"

Measure = Callable[[], float]
"""One round of one subject: what one item took, in the unit of the row."""


@frozen
class Effort:
    """How long to measure."""

    name: str
    rounds: int
    seconds: float
    """CPU time of each subject in each round."""
    load_rounds: int
    held: int
    """Sessions that are held while requests are timed."""
    offers: Mapping[str, int]
    """Requests of one round, by server."""
    sessions: Mapping[str, int]
    """Sessions whose memory is measured."""
    memory_rounds: int
    descriptions: int
    """Descriptions whose memory is measured."""
    sizes: tuple[int, ...]
    """How many times a work is done, to see how its cost grows."""
    sections: tuple[int, ...]
    """How many are answered, to see the same."""
    growth_rounds: int
    live: tuple[int, ...]
    """Sessions beside which others come and go; the most of them are weighed."""


FULL = Effort(
    "full",
    rounds=9,
    seconds=0.05,
    load_rounds=4,
    held=1000,
    offers={"sdpsig": 1000, "aiortc": 200},
    sessions={"sdpsig": 2000, "aiortc": 300},
    memory_rounds=2,
    descriptions=2000,
    sizes=(1, 2, 4, 8),
    sections=(8, 16, 32, 64, 128),
    growth_rounds=4,
    live=(1_000, 10_000, 100_000),
)
QUICK = Effort(
    "quick",
    rounds=2,
    seconds=0.01,
    load_rounds=1,
    held=100,
    offers={"sdpsig": 100, "aiortc": 20},
    sessions={"sdpsig": 200, "aiortc": 20},
    memory_rounds=1,
    descriptions=100,
    sizes=(1, 2),
    sections=(8, 64),
    growth_rounds=1,
    live=(100, 400),
)
US = 1e6
"""Microseconds in a second."""


@frozen
class Figure:
    """What all rounds of one subject came to."""

    best: float
    median: float


@frozen
class Row:
    """One line of the table."""

    name: str
    unit: str
    figures: Mapping[str, Figure]
    """By subject: ours, and the peers that were measured."""
    bar: Wanted = ()
    """What performance has been promised."""
    goal: Wanted = ()
    """What is aimed at beyond that."""
    higher_is_better: bool = False
    compared: bool = True
    """Whether a ratio to a peer has a meaning."""
    note: str = ""

    def ratio(self, peer: str) -> float:
        """How many times better our best is than that of a peer."""
        ours, theirs = self.figures[OURS].best, self.figures[peer].best
        return ours / theirs if self.higher_is_better else theirs / ours

    def judge(self, wanted: Wanted) -> str:
        """`met`, `missed`, `not measured`, or nothing where nothing is wanted."""
        ratios = {peer: self.ratio(peer) for peer in self.figures if peer != OURS}
        found = {bound.met(self.figures[OURS].best, ratios) for bound in wanted}
        for verdict, word in ((False, "missed"), (None, "not measured"), (True, "met")):
            if verdict in found:
                return word
        return ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "unit": self.unit,
            "better": "higher" if self.higher_is_better else "lower",
            **{
                name: {"wanted": list(map(str, wanted)), "verdict": self.judge(wanted)}
                for name, wanted in (("bar", self.bar), ("goal", self.goal))
            },
            "note": self.note,
            "figures": {
                name: {"best": figure.best, "median": figure.median}
                | ({"ratio": self.ratio(name)} if self.compared and name != OURS else {})
                for name, figure in self.figures.items()
            },
        }


def figure(values: Sequence[float], *, higher_is_better: bool = False) -> Figure:
    """The best and the median of some rounds."""
    return Figure((max if higher_is_better else min)(values), median(values))


def interleave(subjects: Mapping[str, Measure], rounds: int) -> dict[str, Figure]:
    """A B C A B C: the best and the median round of each."""
    found: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, measure in subjects.items():
            gc.collect()
            found[name].append(measure())
    return {name: figure(values) for name, values in found.items()}


def timed(
    run: Callable[[Any], object], batch: Callable[[], Sequence[Any]], effort: Effort
) -> Measure:
    """Microseconds of CPU time for one item. A batch is made outside of the measured time."""

    def measure() -> float:
        spent, count = 0.0, 0
        while spent < effort.seconds:
            items = batch()
            start = process_time()
            for item in items:
                run(item)
            spent += process_time() - start
            count += len(items)
        return spent / count * US

    return measure
