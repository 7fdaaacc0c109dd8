"""How a value becomes a line fast: each class gets a function made from its grammar and fields.

It is the counterpart of the reader. What a value writes is matched against the grammar, and
each field is compared with what would be read from there: that the line reads back as the same
value is seen without making a second one. It explains nothing: where it returns None, the long
way writes the line, or says why it cannot be written.
"""

import re
from collections.abc import Callable
from typing import Any

from ._attribute import Attribute
from ._field import Field
from ._line import TypedLine
from ._reader import Parts, compiled, owner, parts_of

__all__ = ["Writer", "writer_of"]

Writer = Callable[[Any], str | None]
"""Writes a line of one class. None for what cannot be written, or only in the long way."""


def writer_of(kind: type[TypedLine]) -> Writer:
    """The function that writes lines of this class."""
    start, parts = _start(kind), parts_of(kind)
    return _of_none if start is None or parts is None else _compiled(kind, start, parts)


def _of_none(line: TypedLine) -> None:
    """For a class that reads or writes in a way of its own."""
    del line


def _start(kind: type[TypedLine]) -> str | None:
    """What stands before the value; None where the class has its own way to say so."""
    assembles = owner(kind, "_assembled")
    if assembles is Field and issubclass(kind, Field):
        return f"{kind.letter}="
    if assembles is Attribute and issubclass(kind, Attribute) and owner(kind, "name") is Attribute:
        return f"a={kind.spec.name}:" if kind.grammar else f"a={kind.spec.name}"
    return None


def _compiled(kind: type[TypedLine], start: str, parts: Parts) -> Writer:
    alike = (f"{value} == line.{name}" for name, value in parts.fields.items())
    body = [
        "value = line.serialize()",
        "text = start + value",
        "found = fullmatch(value)",
        "if found is None or not (text.isascii() and text.isprintable()):",
        "    return None",
        *([f"{parts.groups}= found.groups()"] if parts.groups else []),
        *parts.statements,
        *([f"if not ({' and '.join(alike)}):", "    return None"] if parts.fields else []),
        *(["line.__attrs_post_init__()"] if hasattr(kind, "__attrs_post_init__") else []),
    ]
    source = [
        "def write(line):",
        "    try:",
        *(f"        {statement}" for statement in body),
        "    except (TypeError, ValueError, KeyError):",
        "        return None",
        "    return text",
    ]
    scope = {**parts.names, "fullmatch": re.compile(kind.grammar).fullmatch, "start": start}
    write: Writer = compiled("write", source, f"<writer of {kind.__name__}>", scope)
    return write
