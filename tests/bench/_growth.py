"""How the cost grows with the work: the exponent of a curve through times at several sizes.

Twice the work at twice the cost is an exponent of 1, at four times the cost one of 2.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, islice
from math import log

import attrs

from sdpsig.jsep import Offer
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, Registry, parse, serialize
from tests.bench._answers import answer
from tests.bench._bars import at_most
from tests.bench._language import forgetful, parse_rows, readers
from tests.bench._offers import Inputs
from tests.bench._peers import Peer
from tests.bench._timing import OURS, Effort, Figure, Measure, Row, interleave, timed

__all__ = [
    "FAMILIES",
    "LINEAR",
    "NOTE",
    "answered_sections",
    "exponent",
    "rows",
    "slope",
    "unlimited",
]

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
    return _sections(next(inputs.audio.each(number)), 10 * size)


def answered_sections(inputs: Inputs, size: int, number: int) -> str:
    """So many audio sections, each with a track and a source of its own."""
    text = re.sub(r"^a=ssrc:.*\r\n", "", next(inputs.audio.each(number)), flags=re.MULTILINE)
    tracks = count(10**6 * number)
    return re.sub(
        r"^a=msid:(\S+) .*(?=\r)",
        lambda match: f"a=msid:{match[1]} {next(tracks)}\r\na=ssrc:{next(tracks)} cname:one",
        _sections(text, size),
        flags=re.MULTILINE,
    )


def _sections(text: str, count: int) -> str:
    """An offer of one section with so many of it."""
    start = text.index("m=")
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
    yield from _parsed(inputs, peers, effort)
    yield from _answered(inputs, effort)


def _parsed(inputs: Inputs, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Row]:
    limits = unlimited()
    thousand = _supply(inputs, candidates, 8)
    yield from parse_rows("parse, 1,000 candidates", thousand, ((),) * 4, peers, effort, limits)
    for name, make in FAMILIES.items():
        curves: dict[str, list[Figure]] = {}
        for size in effort.sizes:
            subjects = readers(_supply(inputs, make, size), peers, effort, limits)
            for subject, found in interleave(subjects, effort.growth_rounds).items():
                curves.setdefault(subject, []).append(found)
        fitted = {subject: slope(effort.sizes, curve) for subject, curve in curves.items()}
        without = fitted.pop("cold")
        for memo, figures in (("warm memo", fitted), ("memo off", fitted | {OURS: without})):
            title = f"growth with {name}, {memo}"
            yield Row(title, "exp", figures, LINEAR, compared=False, note=NOTE)


def _answered(inputs: Inputs, effort: Effort) -> Iterator[Row]:
    """What an answer costs as its offer has more sections, and what one of many costs."""
    sizes = effort.sections
    curves: dict[str, list[Figure]] = {}
    for size in sizes:
        batches = _supply(inputs, answered_sections, size)
        subjects = {
            memo: _exchange(batches(), registry, effort)
            for memo, registry in (("warm memo", STANDARD), ("memo off", forgetful()))
        }
        for memo, found in interleave(subjects, effort.growth_rounds).items():
            curves.setdefault(memo, []).append(found)
    for memo, curve in curves.items():
        title = f"growth of answers with sections, {memo}"
        figures = {OURS: slope(sizes, curve)}
        yield Row(title, "exp", figures, LINEAR, compared=False, note=NOTE)
    for memo, curve in curves.items():
        one = {OURS: Figure(curve[-1].best / sizes[-1], curve[-1].median / sizes[-1])}
        yield Row(f"offer to answer, one of {sizes[-1]} sections, {memo}", "µs", one)


def _exchange(batch: Callable[[], Sequence[str]], registry: Registry, effort: Effort) -> Measure:
    limits = unlimited()

    def exchange(text: str) -> str:
        offer = Offer(parse(text, registry=registry, limits=limits))
        return serialize(answer(offer).description)

    return timed(exchange, batch, effort)


def _supply(inputs: Inputs, make: Make, size: int) -> Callable[[], Callable[[], Sequence[str]]]:
    def batches() -> Callable[[], Sequence[str]]:
        texts = (make(inputs, size, number) for number in count(1))
        return lambda: list(islice(texts, BATCH))

    return batches


def slope(sizes: Sequence[int], curve: Sequence[Figure]) -> Figure:
    """The exponents of the best and of the median rounds."""
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
