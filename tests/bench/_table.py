"""The figures as a table for people and as JSON for programs."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from attrs import define, field

from tests.bench._offers import BATCH
from tests.bench._timing import OURS, Effort, Figure, Row

__all__ = ["PEERS", "Table", "installed", "machine"]

PEERS = ("aiortc", "sdp-transform")
"""The columns beside ours; with HTTP, aiortc is served by aiohttp."""
PACKAGES = (OURS, *PEERS, "aiohttp", "uvicorn", "httptools")


def installed(package: str) -> str | None:
    """The version of a package, or None."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "cpus": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "load_average": list(os.getloadavg()) if hasattr(os, "getloadavg") else None,
        "packages": {package: installed(package) for package in PACKAGES},
    }


@define
class Table:
    """All rows of one run."""

    machine: dict[str, Any]
    inputs: str
    effort: Effort
    rows: tuple[Row, ...] = ()
    not_measured: dict[str, str] = field(factory=dict)
    """Peers that are not there, each with the reason."""

    def as_json(self) -> dict[str, Any]:
        return {
            "machine": self.machine,
            "inputs": self.inputs,
            "effort": self.effort.name,
            "rows": [row.as_json() for row in self.rows],
            "not_measured": self.not_measured,
        }

    def __str__(self) -> str:
        head = ["", "unit", OURS]
        for peer in PEERS:
            head += [peer, "ratio"]
        cells = [[*head, "bar"], *map(_cells, self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = [
            "  ".join(
                cell.ljust(width) if at in {0, 1, len(widths) - 1} else cell.rjust(width)
                for at, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in cells
        ]
        lines.insert(1, "-" * max(map(len, lines)))
        return "\n".join([*self._heading(), "", *lines, "", *self._notes()])

    def _heading(self) -> list[str]:
        packages = ", ".join(
            f"{name} {found}" for name, found in self.machine["packages"].items() if found
        )
        load = self.machine["load_average"]
        busy = "" if load is None else f", load average at the start {load[0]:.2f}"
        effort = self.effort
        text = f"""\
{self.machine["python"]} on {self.machine["system"]}, {self.machine["cpus"]} CPUs{busy}
{packages}
Inputs, {BATCH} at a time and none twice: {self.inputs}
A {effort.name} run of {effort.rounds} rounds in turn: the best round, and the median of all in
brackets, of this run on this machine. The ratio says how many times better the best of sdpsig
is than the best of the peer; the bar is what is wanted, for information."""
        return text.splitlines()

    def _notes(self) -> list[str]:
        notes = dict.fromkeys(row.note for row in self.rows if row.note)
        missing = [f"not measured: {peer}: {why}" for peer, why in self.not_measured.items()]
        return [*notes, *missing]


def _cells(row: Row) -> list[str]:
    cells = [row.name, row.unit, _shown(row.figures[OURS])]
    for peer in PEERS:
        found = row.figures.get(peer)
        cells += ["-", ""] if found is None else [_shown(found), f"{row.ratio(peer):.1f}x"]
    return [*cells, row.bar]


def _shown(figure: Figure) -> str:
    return f"{_number(figure.best)} ({_number(figure.median)})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
