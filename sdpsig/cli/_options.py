"""What the commands on descriptions have in common: their flags, and how they report misuse."""

import argparse
import sys
from collections.abc import Sequence

from sdpsig.cli._inputs import STDIN, Unreadable
from sdpsig.cli._screen import COLOURS

__all__ = ["complain", "once", "parser"]


def parser(name: str, description: str, examples: str) -> argparse.ArgumentParser:
    """A parser with ``--color``; it ends with exit code 2 for what it cannot make sense of."""
    made = argparse.ArgumentParser(
        prog=f"sdpsig {name}",
        description=description,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    made.add_argument(
        "--color",
        choices=COLOURS,
        default="auto",
        help="auto (the default) is: on a terminal, unless NO_COLOR is set; FORCE_COLOR too counts",
    )
    return made


def once(flags: argparse.ArgumentParser, names: Sequence[str]) -> None:
    """Wrong usage where the standard input is named twice: the second time it is empty."""
    if names.count(STDIN) > 1:
        flags.error("only one of them can be the standard input")


def complain(command: str, unreadable: Sequence[Unreadable]) -> None:
    """Say on the standard error output what could not be read."""
    for problem in unreadable:
        print(f"sdpsig {command}: {problem.reason}", file=sys.stderr)
