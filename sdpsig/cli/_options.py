"""What the commands on descriptions have in common: their flags, and how they report misuse."""

import argparse
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from sdpsig.cli._flags import unknown_names
from sdpsig.cli._inputs import STDIN, Unreadable
from sdpsig.cli._screen import COLOURS, printable

__all__ = ["complain", "once", "parser"]


class _Parser(argparse.ArgumentParser):
    """Tells each mistake in one line, with the nearest name that exists."""

    def parse_args(self, *given: Any, **named: Any) -> Any:
        """What the words say; wrong usage where one of them means nothing."""
        found, unknown = self.parse_known_args(*given, **named)
        if unknown:
            self.error(f"\n{self.prog}: error: ".join(map(self._not_known, unknown_names(unknown))))
        return found

    def _not_known(self, name: str) -> str:
        near: list[str] = get_close_matches(name, self._option_string_actions, 1, 0.7)
        hint = f"; did you mean {near[0]}?" if near else ""
        return f"{printable(name)}: is not known{hint}"

    def error(self, message: str) -> NoReturn:
        """End with exit code 2."""
        print(f"{self.prog}: error: {message}", file=sys.stderr)
        print(f"{self.prog} --help explains all arguments.", file=sys.stderr)
        raise SystemExit(2)


def parser(name: str, description: str, examples: str) -> argparse.ArgumentParser:
    """A parser with ``--color``; it ends with exit code 2 for what it cannot make sense of."""
    made = _Parser(
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
