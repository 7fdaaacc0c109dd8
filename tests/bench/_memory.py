"""What a held session weighs, in processes of their own."""

from collections.abc import Iterator

from tests.bench._offers import Offers
from tests.bench._process import child
from tests.bench._timing import OURS, Effort, Measure, Row, interleave

__all__ = ["rows"]

KIB = 1024
NOTE = "aiortc holds sockets, keys and an ICE agent besides: this is not equal work"


def rows(
    offers: Offers, data: Offers, effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """One row: resident memory of each of many sessions in an endpoint, answered and held."""
    subjects = {name: _weighing(name, effort) for name in (OURS, "aiortc")}
    if "aiortc" in not_measured:
        del subjects["aiortc"]
    try:
        found = interleave(subjects, effort.memory_rounds)
    except RuntimeError as error:
        not_measured["aiortc, memory"] = str(error)
        found = interleave({OURS: subjects[OURS]}, effort.memory_rounds)
    name = f"memory of a held session, of {effort.sessions[OURS]:,}"
    yield Row(name, "KiB", found, "≤ 20", note=NOTE)


def _weighing(name: str, effort: Effort) -> Measure:
    def measure() -> float:
        with child("_holding", name, str(effort.sessions[name])) as holder:
            return float(holder.ready) / KIB

    return measure
