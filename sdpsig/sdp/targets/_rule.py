"""What is known of a peer: rules with names, and where in a description each of them struck.

A peer's rules stand in one table; its reading of a text yields findings that name them. A rule
holds only what was verified against the real program, or stands in its quoted source.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum, unique

from attrs import field

from ..._frozen import frozen
from ...errors import Fault

__all__ = [
    "Effect",
    "Evidence",
    "Finding",
    "Judgement",
    "RefusalError",
    "Rule",
    "Stage",
    "Target",
    "Verdict",
]


@unique
class Verdict(StrEnum):
    """What a peer does with a description that it gets as its first remote offer."""

    ACCEPTS = "accepts"
    """It takes it."""
    REFUSES = "refuses"
    """It raises an error, and nothing is applied."""
    UNKNOWN = "unknown"
    """Nobody has tried, or it depends on what the description does not say."""


@unique
class Effect(StrEnum):
    """What a rule says that the peer does."""

    REFUSES = "refuses"
    """The whole description."""
    IGNORES = "ignores"
    """A part of it, without a word."""
    UNKNOWN = "unknown"
    """Cannot be told."""


@unique
class Stage(StrEnum):
    """When it does so."""

    PARSE = "parse"
    """While it reads the text."""
    APPLY = "apply"
    """When the text was read and is put to use."""


@unique
class Evidence(StrEnum):
    """How it is known."""

    TRIED = "tried"
    """The program was asked, in the version that the target names."""
    SOURCE = "source"
    """It stands in the program's source, or in the specification that is quoted."""


@frozen
class Rule:
    """One thing that a peer does."""

    detail: str
    """What, in plain words; what the description did comes first."""
    said: str = ""
    """A pattern for what the peer says to it; empty where it says nothing."""
    stage: Stage = Stage.PARSE
    effect: Effect = Effect.REFUSES
    evidence: Evidence = Evidence.TRIED

    def is_said_by(self, words: str) -> bool:
        """Whether this is what the peer means by its error."""
        return re.search(self.said, words) is not None


@frozen
class Finding:
    """Where a rule struck."""

    rule: str
    line: int | None = None
    """Of the text, from 1."""
    section: int | None = None
    """The index of the m= section, from 0."""


class RefusalError(Exception):
    """A peer gives up in the middle of its reading; never leaves this package."""

    def __init__(self, rule: str, line: int | None = None) -> None:
        super().__init__(rule)
        self.rule = rule
        """The name of the rule."""
        self.line = line


@frozen
class Target:
    """One peer, in one version."""

    name: str
    version: str
    """What it was verified against."""
    rules: Mapping[str, Rule] = field(repr=False)
    read: Callable[[str], Iterable[Finding]] = field(repr=False)
    """How it takes a text: findings as they come; the first that refuses is the last."""
    notes: str = ""
    """How its rules are known, in a few words."""


@frozen
class Judgement:
    """What a peer does with a description, and why."""

    target: str
    version: str
    verdict: Verdict
    faults: tuple[Fault, ...] = ()
    """One ``target.refuses``, or any number of ``target.ignores`` and ``target.unknown``."""
