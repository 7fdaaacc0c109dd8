"""``python -m tests.bench``: how fast sdpsig is, beside peers that are measured in the same run."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench import _language, _load, _memory
from tests.bench._offers import Offers, from_capture, from_corpus
from tests.bench._table import Table, machine
from tests.bench._timing import FULL, QUICK, Effort, Row

PARTS: tuple[Callable[[Offers, Offers, Effort, dict[str, str]], Iterator[Row]], ...] = (
    _language.rows,
    _load.rows,
    _memory.rows,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything and print it. No figure makes this fail."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="few rounds: shows that everything runs, not how fast"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there too")
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="DIR",
        help="vary the offers of DIR/avdrot.sdps and DIR/data.sdp instead of the one capture",
    )
    options = parser.parse_args(arguments)
    try:
        offers, data = from_corpus(options.corpus) if options.corpus else from_capture()
    except OSError as error:
        parser.error(f"--corpus: {error}")
    effort = QUICK if options.quick else FULL
    table = Table(machine(), f"{offers}; data-only: {data}", effort)
    rows: list[Row] = []
    for part in PARTS:
        for row in part(offers, data, effort, table.not_measured):
            rows.append(row)
            print(f"measured {row.name}", file=sys.stderr, flush=True)
    table.rows = tuple(rows)
    print(table)
    if options.json:
        options.json.write_text(json.dumps(table.as_json(), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
