"""``sdpsig replay``: what happened in a session, from its journal."""

import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from typing import BinaryIO

from sdpsig.cli._doctor import examine
from sdpsig.cli._inputs import STDIN, Unreadable
from sdpsig.cli._options import complain, parser
from sdpsig.cli._replay_formats import FORMATS, Replayed
from sdpsig.cli._screen import Screen, emit, printable
from sdpsig.cli._trace import Trace
from sdpsig.errors import Fault, SdpsigError
from sdpsig.session import Tick, replay

__all__ = ["main"]

DESCRIPTION = """\
Play the journal of a session again: print who said what when, what came of it, and whether
every state is the one that was written down. Opens no connection."""

EXAMPLES = """\
examples:
  sdpsig replay trace.jsonl
      the timeline
  sdpsig replay --doctor trace.jsonl
      also what signaling shows about a connection that failed
  sdpsig replay --format json trace.jsonl
      for programs

Exit codes: 0 the replay agrees (--doctor: and nothing was found), 1 it does not, or the
journal cannot be understood, 2 wrong usage or a file that cannot be read."""

MOST_LINE = 8 * 1024 * 1024
"""Bytes of one line: more is none of ours."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Play it again."""
    flags = parser("replay", DESCRIPTION, EXAMPLES)
    flags.add_argument("file", metavar="FILE", nargs="?", default=STDIN, help="- is standard input")
    flags.add_argument("--format", choices=FORMATS, default="text", help="text by default")
    flags.add_argument("--doctor", action="store_true", help="say what may be wrong, and why")
    said = flags.parse_args(argv)
    name = "<stdin>" if said.file == STDIN else printable(said.file)
    try:
        with _opened(said.file) as file:
            trace = _trace(name, file)
    except OSError as error:
        complain("replay", [Unreadable(f"{name}: {error.strerror or 'cannot be read'}")])
        return 2
    except ValueError:  # a name with a NUL
        complain("replay", [Unreadable(f"{name}: no name of a file")])
        return 2
    findings = examine(trace) if said.doctor else None
    if trace.ticks:
        screen = Screen.of(sys.stdout, environ, said.color)
        emit(FORMATS[said.format](Replayed(trace, findings), screen))
    if trace.fault is not None:
        print(f"sdpsig replay: {name}: {trace.fault}", file=sys.stderr)
    elif not trace.ticks:
        print(f"sdpsig replay: {name}: there is nothing in it", file=sys.stderr)
    return int(not trace.agrees or bool(findings))


@contextmanager
def _opened(name: str) -> Generator[BinaryIO, None, None]:
    if name != STDIN:
        with open(name, "rb") as file:  # noqa: PTH123  # as plain as it gets
            yield file
    elif sys.stdin is None:  # how Python starts with a closed one
        raise OSError("the standard input is closed")
    else:
        yield sys.stdin.buffer


def _trace(name: str, file: BinaryIO) -> Trace:
    ticks: list[Tick] = []
    fault: Fault | None = None
    try:
        for tick in replay(iter(lambda: file.readline(MOST_LINE), b"")):
            ticks.append(tick)  # noqa: PERF402  # what came before a fault is kept
    except SdpsigError as error:
        fault = error.fault
    return Trace(name, tuple(ticks), fault)
