"""What a configuration may hold, judged when it is made, in the words of who has to correct it."""

import re
from collections.abc import Callable, Iterable
from functools import cache
from math import isfinite
from types import NoneType, UnionType
from typing import (
    Any,
    Final,
    Literal,
    NamedTuple,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

import attrs

__all__ = [
    "ANY_SIGN",
    "HOST_NAME",
    "POSITIVE",
    "TOKEN_WORDS",
    "described",
    "is_origin",
    "is_token",
    "judge",
    "judge_kind",
]

POSITIVE: Final = {"sign": "positive"}
"""Metadata of a field whose number is above 0; without it may be 0, too."""
ANY_SIGN: Final = {"sign": "any"}
"""Metadata of a field whose number may be negative."""
SIGNS: dict[str, tuple[str, Callable[[float], bool]]] = {
    "any": ("", lambda _: True),
    "natural": (" of at least 0", lambda number: number >= 0),
    "positive": (" above 0", lambda number: number > 0),
}

MOST_SHOWN = 60
"""Characters of a wrong value that are shown."""


class _Choice(NamedTuple):
    """One kind of value that an annotation allows."""

    words: str
    is_kind: Callable[[Any], bool]
    holds: Callable[[Any], bool] = lambda _: True


class _Rule(NamedTuple):
    """What one field may hold."""

    name: str
    choices: tuple[_Choice, ...]
    secret: bool
    """Whether what it holds is not to be seen."""


def judge(config: Any) -> None:
    """Whether every field of a frozen value is as annotated, and every number one that makes sense.

    Raises TypeError for the wrong kind of value, ValueError for the wrong one of its kind.
    """
    kind = cast("Any", type(config))
    for rule in _rules(kind):
        value = getattr(config, rule.name)
        kinds = [choice for choice in rule.choices if choice.is_kind(value)]
        if not any(choice.holds(value) for choice in kinds):
            wanted = _joined(choice.words for choice in rule.choices)
            shown = described(value, secret=rule.secret)
            error = ValueError if kinds else TypeError
            raise error(f"{kind.__name__}.{rule.name} has to be {wanted}, not {shown}")


def judge_kind(name: str, value: object, kind: type[object]) -> None:
    """Raises TypeError for a value of another kind; it is not shown: it may hold a credential."""
    if not isinstance(value, kind):
        raise TypeError(f"{name} has to be {_a(kind)}, not {described(value, secret=True)}")


def described(value: object, *, secret: bool = False) -> str:
    """A value that should have been another: itself where it says something, else its kind."""
    if isinstance(value, type):
        return f"the class {value.__name__}"
    if value is None or (isinstance(value, bool | int | float | str) and not secret):
        shown = repr(value)
        return shown if len(shown) <= MOST_SHOWN else f"{shown[:MOST_SHOWN]}…"
    return _a(type(value))


@cache
def _rules(kind: type[Any]) -> tuple[_Rule, ...]:
    hints = get_type_hints(kind)
    return tuple(_rule(field, hints[field.name]) for field in attrs.fields(kind))


def _rule(field: "attrs.Attribute[Any]", hint: Any) -> _Rule:
    """A hook may be a credential, mistaken for one that judges it: it is not shown either."""
    hints = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    choices = tuple(_choice(hint, field.metadata.get("sign", "natural")) for hint in hints)
    return _Rule(field.name, choices, not field.repr or FUNCTION in choices)


def _choice(hint: Any, sign: str) -> _Choice:
    if hint in (int, float):
        return _number(hint, sign)
    kind = get_origin(hint) or hint
    if kind is Literal:
        texts = get_args(hint)
        return _Choice(_joined(map(repr, texts)), _is(str), texts.__contains__)
    known = CHOICES.get(kind)
    if known is None:
        return _Choice(_a(kind), _is(kind))
    return known


def _number(hint: Any, sign: str) -> _Choice:
    words, fits = SIGNS[sign]
    kinds = (int,) if hint is int else (int, float)

    def is_number(value: object) -> bool:
        return isinstance(value, kinds) and not isinstance(value, bool)

    def holds(number: float) -> bool:
        return (isinstance(number, int) or isfinite(number)) and fits(number)

    return _Choice(f"{'a whole' if hint is int else 'a'} number{words}", is_number, holds)


def _is(*kinds: type[Any]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, kinds)


def _is_function(value: object) -> bool:
    return callable(value) and not isinstance(value, type)


FUNCTION = _Choice("a function", _is_function)
CHOICES: dict[Any, _Choice] = {
    NoneType: _Choice("None", _is(NoneType)),
    bool: _Choice("True or False", _is(bool)),
    tuple: _Choice("a tuple", _is(tuple, list)),
    Callable: FUNCTION,
}
"""By the kind that an annotation names; every other one is a class of values."""


def _a(kind: type[Any]) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIOUaeiou' else 'a'} {kind.__name__}"


def _joined(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


# --- texts that are judged alike, whoever writes them down

HOST_NAME: Final = r"[0-9A-Za-z._-]{1,253}"
"""A host name or an IPv4 address, as a regular expression."""
_TOKEN: Final = re.compile(r"(?=.{16,256}\Z)[A-Za-z0-9._~+/-]+=*", re.ASCII)
TOKEN_WORDS: Final = "16 to 256 characters of A-Z a-z 0-9 . _ ~ + / -, perhaps with = at the end"  # noqa: S105
"""What completes "a token has to be"."""
_ORIGIN: Final = re.compile(
    rf"https?://(?:{HOST_NAME}|\[[0-9a-f:.]+\])(?::[0-9]{{1,5}})?", re.ASCII
)


def is_token(text: object) -> bool:
    """Whether it may stand after Bearer (RFC 6750 §2.1), and cannot be guessed."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


def is_origin(text: object) -> bool:
    """Whether a browser writes an origin so (RFC 6454 §6.2)."""
    known = isinstance(text, str) and _ORIGIN.fullmatch(text) is not None
    return known and text == str(text).lower()
