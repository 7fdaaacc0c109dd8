"""``python -m tests.bench``: how fast sdpsig is, beside peers that are measured in the same run."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench import _growth, _language, _load, _memory, _sessions, _signaling
from tests.bench._machine import machine
from tests.bench._offers import Inputs, from_capture, from_corpus
from tests.bench._peers import Peer, peers
from tests.bench._table import Table
from tests.bench._timing import FULL, QUICK, Effort, Row

Part = Callable[[Inputs, Mapping[str, Peer], Effort, dict[str, str]], Iterator[Row]]
PARTS: Mapping[str, Part] = {
    "language": _language.rows,
    "growth": _growth.rows,
    "signaling": _signaling.rows,
    "load": _load.rows,
    "memory": _memory.rows,
    "sessions": _sessions.rows,
}


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
        help="vary the offers of DIR (avdrot.sdps, data.sdp, audio.sdp, m50.sdp) instead of our own",
    )
    parser.add_argument(
        "--part",
        action="append",
        choices=PARTS,
        help="only this one; can be repeated (default: all)",
    )
    options = parser.parse_args(arguments)
    try:
        inputs = from_corpus(options.corpus) if options.corpus else from_capture()
    except OSError as error:
        parser.error(f"--corpus: {error}")
    effort = QUICK if options.quick else FULL
    table = Table(machine(), str(inputs), effort)
    rows: list[Row] = []
    with peers(table.not_measured) as found:
        table.peers = {name: peer.version for name, peer in found.items()}
        for name in options.part or PARTS:
            for row in PARTS[name](inputs, found, effort, table.not_measured):
                rows.append(row)
                print(f"measured {row.name}", file=sys.stderr, flush=True)
    table.rows = tuple(rows)
    print(table)
    if options.json:
        options.json.write_text(json.dumps(table.as_json(), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
