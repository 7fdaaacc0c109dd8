"""A clause, and what became of it."""

from collections.abc import Awaitable, Callable
from enum import StrEnum, unique

from ..._frozen import frozen
from ._peer import Peer

__all__ = ["Clause", "Failed", "Inapplicable", "Level", "Result", "Verdict", "expect"]


@unique
class Level(StrEnum):
    """How much a clause demands (RFC 2119)."""

    MUST = "MUST"
    """It is required, as is what SHALL be."""
    SHOULD = "SHOULD"
    """It is recommended."""


@unique
class Verdict(StrEnum):
    """What became of a clause."""

    PASSED = "passed"
    """The server does what the clause says."""
    FAILED = "failed"
    """It does not."""
    INAPPLICABLE = "n/a"
    """It is about something that is optional, and that the server does not do."""


@frozen
class Clause:
    """One thing that a server does."""

    section: str
    """Where that is written, as ``RFC 9725 §4.2``."""
    level: Level
    text: str
    """What it does, as a sentence."""
    check: Callable[[Peer], Awaitable[None]]
    """Raises ``Failed`` or ``Inapplicable``."""


@frozen
class Result:
    """What became of one clause."""

    number: int
    clause: Clause
    verdict: Verdict
    detail: str = ""
    """What was seen instead, or why it does not apply."""


class Failed(Exception):  # noqa: N818  # it is a verdict
    """The server does not do what a clause says."""


class Inapplicable(Exception):  # noqa: N818  # it is a verdict
    """The clause is about something that the server need not do, and does not."""


def expect(holds: object, detail: str) -> None:
    """Raises Failed."""
    if not holds:
        raise Failed(detail)
