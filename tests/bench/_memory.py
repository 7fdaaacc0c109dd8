"""What is held weighs, in processes of their own: descriptions that were read, and whole sessions."""

from collections.abc import Iterator, Mapping

from tests.bench._bars import Wanted, at_most
from tests.bench._offers import Inputs
from tests.bench._peers import AIORTC, SDP_TRANSFORM, Peer
from tests.bench._process import child
from tests.bench._timing import OURS, Effort, Measure, Row, interleave

__all__ = ["rows"]

KIB = 1024
NOTE = "aiortc holds sockets, keys and an ICE agent besides: this is not equal work"


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Resident memory of each of many: descriptions in a list, sessions answered in an endpoint."""
    counts = dict.fromkeys((OURS, AIORTC, SDP_TRANSFORM), effort.descriptions)
    yield _row("description", counts, peers, effort, not_measured)
    wanted = {"bar": (at_most(20),), "goal": (at_most(10),)}
    yield _row("session", effort.sessions, peers, effort, not_measured, **wanted, note=NOTE)


def _row(
    what: str,
    counts: Mapping[str, int],
    peers: Mapping[str, Peer],
    effort: Effort,
    not_measured: dict[str, str],
    *,
    bar: Wanted = (),
    goal: Wanted = (),
    note: str = "",
) -> Row:
    subjects = {
        name: _weighing(what, name, count)
        for name, count in counts.items()
        if name == OURS or name in peers
    }
    try:
        found = interleave(subjects, effort.memory_rounds)
    except RuntimeError as error:
        not_measured[f"peers, memory of a {what}"] = str(error)
        found = interleave({OURS: subjects[OURS]}, effort.memory_rounds)
    return Row(f"memory of a held {what}, of {counts[OURS]:,}", "KiB", found, bar, goal, note=note)


def _weighing(what: str, name: str, count: int) -> Measure:
    def measure() -> float:
        with child("_holding", what, name, str(count)) as holder:
            return float(holder.ready) / KIB

    return measure
