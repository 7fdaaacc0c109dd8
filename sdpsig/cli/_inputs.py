"""Descriptions from files and from the standard input, with everything that is wrong with them."""

import sys
from collections.abc import Iterator, Sequence
from errno import EBADF
from functools import cached_property

from attrs import field

from sdpsig.cli._screen import printable
from sdpsig.errors import Fault
from sdpsig.limits import Limits
from sdpsig.sdp import (
    INTEROP,
    Profile,
    SdpError,
    SessionDescription,
    mask_secrets,
    parse,
)
from sdpsig.sdp._explain import all_faults

from .._frozen import frozen

__all__ = ["MOST_BYTES", "STDIN", "STDIN_NAME", "Input", "Unreadable", "read_all"]

STDIN = "-"
STDIN_NAME = "<stdin>"
"""What it is called."""
MOST_BYTES = Limits().sdp_bytes
"""More of a text is not looked at."""


@frozen
class Unreadable:
    """A file that cannot be read."""

    reason: str
    """With the name of the file. Fit to be shown."""


@frozen
class Input:
    """A text that may be a description."""

    name: str
    """Of the file; ``<stdin>`` for the standard input. Fit to be shown."""
    data: bytes = field(repr=False)
    description: SessionDescription | None
    """None where the text is refused."""
    faults: tuple[Fault, ...]
    """Why it is refused, or what is wrong with it, by line."""

    @cached_property
    def _lines(self) -> list[bytes]:
        return self.data.split(b"\n")

    def line(self, number: int | None) -> str:
        """A line of the text without its secrets, fit to be shown; empty where there is none."""
        if number is None or not 0 < number <= len(self._lines):
            return ""
        text = self._lines[number - 1].removesuffix(b"\r").decode(errors="replace")
        return printable(mask_secrets(text.removeprefix("\ufeff")))


def read_all(names: Sequence[str], *, profile: Profile = INTEROP) -> Iterator[Input | Unreadable]:
    """Every file in turn; the standard input where none is named, or for ``-``."""
    for name in names or (STDIN,):
        try:
            yield _judged(*_bytes(name), profile)
        except OSError as error:
            yield Unreadable(f"{printable(name)}: {error.strerror or 'cannot be read'}")
        except ValueError:  # a name with a NUL
            yield Unreadable(f"{printable(name)}: no name of a file")


def _bytes(name: str) -> tuple[str, bytes]:
    """One more byte than may be is enough to see that it is too much."""
    if name != STDIN:
        with open(name, "rb") as file:  # noqa: PTH123  # as plain as it gets
            return printable(name), file.read(MOST_BYTES + 1)
    if sys.stdin is None:  # how Python starts with a closed one
        raise OSError(EBADF, "the standard input is closed")
    if sys.stdin.isatty():
        print("reading a description; end it with Ctrl-D, or give a file", file=sys.stderr)
    return STDIN_NAME, sys.stdin.buffer.read(MOST_BYTES + 1)


def _judged(name: str, data: bytes, profile: Profile) -> Input:
    try:
        description = parse(data, profile=profile)
    except SdpError as error:
        return Input(name, data, None, (error.fault,))
    return Input(name, data, description, all_faults(description, profile=profile))
