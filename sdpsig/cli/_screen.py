"""What a terminal shows: colour where there is one, lines that fit, nothing that harms it."""

import os
import shutil
import sys
import textwrap
from collections.abc import Mapping
from typing import NoReturn, TextIO

from .._frozen import frozen

__all__ = ["COLOURS", "Screen", "emit", "printable"]

COLOURS = ("auto", "always", "never")
"""What ``--color`` takes."""
STYLES = {
    "strong": "1",
    "faint": "2",
    "title": "1;36",
    "good": "32",
    "warning": "33",
    "error": "1;31",
    "hint": "36",
}
NARROWEST, WIDEST, NO_TERMINAL = 40, 110, 100
"""Columns: text in longer lines is hard to read."""


@frozen
class Screen:
    """How wide it is, and whether it has colours."""

    width: int = NO_TERMINAL
    colour: bool = False

    @classmethod
    def of(
        cls, stream: TextIO | None, environ: Mapping[str, str], choice: str = "auto"
    ) -> "Screen":
        """The screen behind a stream; a choice other than ``auto`` wins over the environment.

        ``NO_COLOR`` (any text) switches colour off, ``FORCE_COLOR`` on; a dumb terminal has none.
        """
        terminal = stream is not None and stream.isatty()  # Python has none for a closed one
        wanted = terminal and environ.get("TERM") != "dumb"
        if environ.get("FORCE_COLOR"):
            wanted = True
        if environ.get("NO_COLOR"):
            wanted = False
        colour = {"always": True, "never": False}.get(choice, wanted)
        return cls(_width(environ, terminal=terminal), colour)

    def style(self, text: str, style: str) -> str:
        """The text in this style, where there are colours."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def wrapped(self, text: str, first: str = "", rest: str | None = None) -> list[str]:
        """Lines that fit, the first and the others each with something in front."""
        more = " " * len(first) if rest is None else rest
        return textwrap.wrap(
            text,
            self.width,
            initial_indent=first,
            subsequent_indent=more,
            break_on_hyphens=False,
            break_long_words=False,
        ) or [first.rstrip()]

    def clipped(self, text: str, room: int) -> str:
        """What of a text fits into so many columns."""
        return text if len(text) <= room else f"{text[: max(room - 3, 1)]}..."

    def ruled(self, title: str) -> str:
        """A title with a rule behind it."""
        rule = "-" * max(self.width - len(title) - 4, 3)
        return self.style(f"-- {title} {rule}"[: max(self.width, len(title) + 4)], "title")


def _width(environ: Mapping[str, str], *, terminal: bool) -> int:
    said = environ.get("COLUMNS", "")
    if said.isascii() and said.isdecimal() and len(said) < 6 and int(said):
        columns = int(said)
    else:
        columns = shutil.get_terminal_size((NO_TERMINAL, 24)).columns if terminal else NO_TERMINAL
    return min(max(columns, NARROWEST), WIDEST)


def printable(text: str) -> str:
    """The text with a visible escape for everything that would move the cursor or hide text."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode()
        for one in text
    )


def emit(text: str) -> None:
    """Print to the standard output, whatever its encoding, and whether or not it is still read.

    Ends the command with exit code 2 where that cannot be written.
    """
    if sys.stdout is None:  # how Python starts with a closed one
        _unwritable("it is closed")
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except OSError as error:
        # nor is it written again when the interpreter ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # as in: sdpsig explain offer.sdp | head
            _unwritable(error.strerror or "it cannot be written")


def _unwritable(reason: str) -> NoReturn:
    print(f"sdpsig: the standard output: {reason}", file=sys.stderr)
    raise SystemExit(2)
