"""Lines in words: what each line of a description says to somebody who does not know SDP.

A table says which function reads which class; what is in no table is told by the docstring of
its class and by its value, so that an attribute that somebody adds explains itself.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from .._attribute import Attribute, Unknown
from .._line import Line, Malformed
from .._registry import STANDARD, Registry
from .._secrets import mask_secrets
from ._lines import LETTERS, RFC_8866
from ._media import MEDIA
from ._place import Place
from ._transport import TRANSPORT

__all__ = ["WORDS", "Place", "purpose", "rule", "words"]

WORDS: Mapping[type[Attribute], Callable[[Any, Place], str]] = {**TRANSPORT, **MEDIA}
"""The functions that put an attribute into words, by class."""
_ASIDE = re.compile(r" \((?:RFC|draft)[^)]*\)")


def words(line: Line, place: Place) -> str:
    """What a line says, in one sentence without secrets. Raises SdpError as ``line.text`` does."""
    said = _said(line, place)
    return said if said.endswith((".", "!", "?")) else f"{said}."


def _said(line: Line, place: Place) -> str:
    match line:
        case Malformed():
            return f"Ignored, because it cannot be read: {line.fault.detail}"
        case Unknown():
            return f"An attribute that is not known here ({line.name}): kept, and ignored"
        case Attribute():
            told = WORDS.get(type(line))
            return _by_itself(line) if told is None else told(line, place)
        case _:
            letter, _, value = mask_secrets(line.text).partition("=")
            return LETTERS[letter](value, place)


def _by_itself(line: Attribute) -> str:
    """The purpose of its class, and its value."""
    _, colon, value = mask_secrets(line.text).partition(":")
    about = purpose(line) or f"The attribute {line.name}"
    return f"{about}: {value}" if colon else about


def purpose(line: Line) -> str:
    """What lines of this kind are for: the first line of the docstring of an attribute."""
    if not isinstance(line, Attribute) or isinstance(line, Unknown):
        return ""
    first = (type(line).__doc__ or "").strip().partition("\n")[0]
    return _ASIDE.sub("", first.replace("``", "")).removesuffix(".")


def rule(line: Line, registry: Registry = STANDARD) -> str:
    """Where this kind of line is defined."""
    match line:
        case Malformed():
            letter = line.text[:1] if line.text[1:2] == "=" else ""
            spec = registry.get(line.name).spec.rfc if letter == "a" else ""
            return spec or RFC_8866.get(letter, "RFC 8866 §5")
        case Attribute():
            return line.spec.rfc
        case _:
            return RFC_8866[line.text[:1]]
