"""How the cost grows with the work: the exponent of a curve through times at several sizes.

Twice the work at twice the cost is an exponent of 1, at four times the cost one of 2.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from math import log

import attrs

from sdpsig.limits import Limits
from tests.bench._bars import at_most
from tests.bench._language import parse_rows, readers
from tests.bench._offers import Inputs
from tests.bench._peers import Peer
from tests.bench._timing import OURS, Effort, Figure, Row, interleave

__all__ = ["FAMILIES", "exponent", "rows", "unlimited"]

BATCH = 4
LINEAR = (at_most(1.05),)
LINE = "a=ssrc:{} cname:0123456789abcdef\r\n"
CANDIDATE = "a=candidate:{} 1 udp 2122260223 192.0.2.1 {} typ host generation 0 network-id 1\r\n"
NOTE = "An exponent says how cost grows with work: 1 is as the work does, 2 as its square"

Make = Callable[[Inputs, int, int], str]
"""A description of a size, another one for each number."""


def unlimited() -> Limits:
    """Every number and size beyond reach."""
    names = [field.name for field in attrs.fields(Limits) if field.type is int]
    return Limits(**dict.fromkeys(names, 10**9))


def lines(inputs: Inputs, size: int, number: int) -> str:
    """Audio with 250 more lines of ssrcs, times the size."""
    first = number * 10**7
    extra = "".join(LINE.format(first + at) for at in range(250 * size))
    return next(inputs.audio.each(number)) + extra


def sections(inputs: Inputs, size: int, number: int) -> str:
    """10 audio sections, times the size."""
    text = next(inputs.audio.each(number))
    start = text.index("m=")
    count = 10 * size
    group = " ".join(map(str, range(count)))
    head = re.sub(
        r"^a=group:BUNDLE .*(?=\r)", f"a=group:BUNDLE {group}", text[:start], flags=re.MULTILINE
    )
    mid = re.compile(r"^a=mid:.*(?=\r)", re.MULTILINE)
    return head + "".join(mid.sub(f"a=mid:{at}", text[start:]) for at in range(count))


def candidates(inputs: Inputs, size: int, number: int) -> str:
    """A data section with 125 candidates, times the size."""
    text = re.sub(r"^a=candidate:.*\r\n", "", next(inputs.data.each(number)), flags=re.MULTILINE)
    first = number * 10**6
    extra = "".join(CANDIDATE.format(first + at, 1024 + at % 60_000) for at in range(125 * size))
    return text + extra


FAMILIES: Mapping[str, Make] = {"lines": lines, "sections": sections, "candidates": candidates}
"""What grows."""


def rows(
    inputs: Inputs, peers: Mapping[str, Peer], effort: Effort, not_measured: dict[str, str]
) -> Iterator[Row]:
    """Two exponents for each kind of work, with a warm memo and with the memo off."""
    limits = unlimited()

    def supply(make: Make, size: int) -> Callable[[], Callable[[], Sequence[str]]]:
        def batches() -> Callable[[], Sequence[str]]:
            texts = (make(inputs, size, number) for number in count(1))
            return lambda: list(islice(texts, BATCH))

        return batches

    thousand = supply(candidates, 8)
    yield from parse_rows("parse, 1,000 candidates", thousand, ((),) * 4, peers, effort, limits)
    for name, make in FAMILIES.items():
        curves: dict[str, list[Figure]] = {}
        for size in effort.sizes:
            subjects = readers(supply(make, size), peers, effort, limits)
            for subject, found in interleave(subjects, effort.growth_rounds).items():
                curves.setdefault(subject, []).append(found)
        fitted = {subject: _fitted(effort.sizes, curve) for subject, curve in curves.items()}
        without = fitted.pop("cold")
        for memo, figures in (("warm memo", fitted), ("memo off", fitted | {OURS: without})):
            title = f"growth with {name}, {memo}"
            yield Row(title, "exp", figures, LINEAR, compared=False, note=NOTE)


def _fitted(sizes: Sequence[int], curve: Sequence[Figure]) -> Figure:
    return Figure(
        exponent(sizes, [point.best for point in curve]),
        exponent(sizes, [point.median for point in curve]),
    )


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The slope of the line nearest to the points, where both scales are logarithmic."""
    across, up = [log(size) for size in sizes], [log(cost) for cost in costs]
    middle, height = sum(across) / len(across), sum(up) / len(up)
    steps = [one - middle for one in across]
    rise = sum(step * (one - height) for step, one in zip(steps, up, strict=True))
    return rise / sum(step * step for step in steps)
