"""Many sessions in one process: what each weighs, and whether a change costs more beside more."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack

from attrs import frozen

from tests.bench._bars import Wanted, at_most
from tests.bench._growth import LINEAR, NOTE, slope
from tests.bench._living import MINUTE
from tests.bench._offers import Inputs
from tests.bench._peers import Peer
from tests.bench._process import Child, child
from tests.bench._timing import OURS, US, Effort, Figure, Measure, Row, interleave

__all__ = ["rows"]

KIB = 1024
N_LOG_N = (at_most(1.11),)
"""The exponent of n log n from 1,000 to 100,000."""
IDLE = "An idle session is taken to change a timer once a minute; what causes that is not counted"


@frozen
class Change:
    """What a process is asked to do, and how the cost of one for each session may grow."""

    question: str
    name: str
    bar: Wanted
    goal: Wanted = ()
    unit: str = "µs"
    shown: Callable[[float], float] = float
    """From microseconds."""


CHANGES = (
    Change("change timers", "a timer change", N_LOG_N, LINEAR),
    Change("lose contact", "a report that changes timers", N_LOG_N, LINEAR),
    Change("come and go", "open, answer, close", LINEAR, (), "/CPU s", lambda cost: US / cost),
)


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """A process for each count holds so many sessions; they are asked in turn."""
    counts, most = effort.live, effort.live[-1]
    with ExitStack() as stack:
        crowds = [stack.enter_context(child("_living", str(count))) for count in counts]
        weight = _figure(Figure(crowds[-1].ready, crowds[-1].ready), lambda size: size / KIB)
        title = f"memory of a live session, of {most:,}"
        yield Row(title, "KiB", weight, (at_most(20),), (at_most(10),))
        for change in CHANGES:
            costs = _costs(crowds, change.question, effort)
            yield from _beside(change, counts, costs)
            if change is CHANGES[0]:
                share = _figure(costs[-1], lambda cost: 100 * cost / US * most / MINUTE)
                title = f"timers of {most:,} idle sessions"
                yield Row(title, "% CPU", share, (at_most(1),), note=IDLE)


def _costs(crowds: Sequence[Child], question: str, effort: Effort) -> Sequence[Figure]:
    """Of each process, in turn."""

    def asking(crowd: Child) -> Measure:
        return lambda: float(crowd.ask(question))

    subjects = {str(number): asking(crowd) for number, crowd in enumerate(crowds)}
    return tuple(interleave(subjects, effort.rounds).values())


def _beside(change: Change, counts: Sequence[int], costs: Sequence[Figure]) -> Iterator[Row]:
    """One row for each count, and one for all."""
    for count, cost in zip(counts, costs, strict=True):
        title = f"{change.name}, beside {count:,}"
        higher = change.unit.startswith("/")
        yield Row(title, change.unit, _figure(cost, change.shown), higher_is_better=higher)
    of_each = [
        Figure(count * cost.best, count * cost.median)
        for count, cost in zip(counts, costs, strict=True)
    ]
    whole = slope(counts, of_each)
    title = f"growth of {change.name}, for each of them"
    yield Row(title, "exp", {OURS: whole}, change.bar, change.goal, compared=False, note=NOTE)


def _figure(figure: Figure, shown: Callable[[float], float]) -> Mapping[str, Figure]:
    return {OURS: Figure(shown(figure.best), shown(figure.median))}
