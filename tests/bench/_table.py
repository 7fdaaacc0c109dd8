"""The figures as tables for people and as JSON for programs."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import define, field

from tests.bench._bars import Wanted
from tests.bench._timing import OURS, Effort, Figure, Row

__all__ = ["Table"]


@define
class Table:
    """All rows of one run."""

    machine: Mapping[str, Any]
    inputs: str
    effort: Effort
    rows: tuple[Row, ...] = ()
    peers: dict[str, str] = field(factory=dict)
    """The version of each column beside ours."""
    not_measured: dict[str, str] = field(factory=dict)
    """Peers that are not there, each with the reason."""

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": self.machine,
            "peers": self.peers,
            "inputs": self.inputs,
            "effort": self.effort.name,
            "rows": [row.as_json() for row in self.rows],
            "not_measured": self.not_measured,
        }

    def __str__(self) -> str:
        lines = [*self._heading(), "", *self._figures(), "", *self._wanted(), "", *self._notes()]
        return "\n".join(lines)

    def _heading(self) -> list[str]:
        packages = self.machine["packages"] | self.peers
        said = ", ".join(f"{name} {found}" for name, found in packages.items() if found)
        load = self.machine["load_average"]
        busy = "" if load is None else f", load average at the start {load[0]:.2f}"
        effort = self.effort
        text = f"""\
{self.machine["python"]} on {self.machine["system"]}, {self.machine["cpus"]} CPUs{busy}
{said}
Inputs, none twice:
{self.inputs}
A {effort.name} run of {effort.rounds} rounds in turn: the best round, and the median of all in
brackets, of this run on this machine; µs are CPU time. The ratio says how many times better the
best of sdpsig is than the best of the peer."""
        return text.splitlines()

    def _figures(self) -> Iterator[str]:
        head = ["", "unit", OURS, *self.peers]
        body = [
            [row.name, row.unit, _shown(row.figures[OURS])]
            + [_beside(row, peer) for peer in self.peers]
            for row in self.rows
        ]
        return _aligned([head, *body], left=2)

    def _wanted(self) -> Iterator[str]:
        head = ["bar and goal, for information", OURS, "", "", "", ""]
        body = [
            [row.name, _number(row.figures[OURS].best)]
            + [word for wanted in (row.bar, row.goal) for word in _judged(row, wanted)]
            for row in self.rows
            if row.bar or row.goal
        ]
        return _aligned([head, *body], left=1, right=1)

    def _notes(self) -> list[str]:
        notes = dict.fromkeys(row.note for row in self.rows if row.note)
        missing = [f"not measured: {peer}: {why}" for peer, why in self.not_measured.items()]
        return [*notes, *missing]


def _judged(row: Row, wanted: Wanted) -> tuple[str, str]:
    return ", ".join(map(str, wanted)), row.judge(wanted)


def _beside(row: Row, peer: str) -> str:
    found = row.figures.get(peer)
    if found is None:
        return "-"
    if not row.compared:
        return _shown(found)
    ratio = row.ratio(peer)
    shown = f"{ratio:.1f}x" if ratio >= 1 else f"{ratio:.2f}x"
    return f"{_shown(found)} {shown:>6}"


def _aligned(
    cells: Sequence[Sequence[str]], *, left: int, right: int | None = None
) -> Iterator[str]:
    """A line of heads, a rule, and a line for each row; so many columns stand to the left."""
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    figures = range(left, len(widths) if right is None else left + right)
    for number, line in enumerate(cells):
        yield "  ".join(
            cell.rjust(width) if at in figures else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        if not number:
            yield "-" * (sum(widths) + 2 * (len(widths) - 1))


def _shown(figure: Figure) -> str:
    return f"{_number(figure.best)} ({_number(figure.median)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
