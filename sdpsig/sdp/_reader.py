"""How a line becomes a value fast: each class gets a function made from its grammar and fields.

It does what ``kind.read`` does, only faster, and it explains nothing: where it returns None,
``kind.read`` says what is wrong. Like the ``__init__`` that attrs makes, it is compiled from
source, so that no loop over fields runs while a description is read.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, EnumMeta
from typing import Any, NamedTuple, cast

import attrs

from .._frozen import thawed
from ._abnf import BOUNDS, TABLES
from ._attribute import OF_TEXT, Attribute
from ._field import Field
from ._line import Line, TypedLine, seal

__all__ = ["Parts", "Reader", "compiled", "owner", "parts_of", "reader_of"]

FACTORY: type[object] = type(attrs.Factory(lambda: ()))
Reader = Callable[[str, int], Line | None]
"""Reads a whole line, given where its value starts: 0 for a flag. None where it is malformed."""


def reader_of(kind: type[TypedLine]) -> Reader:
    """The function that reads lines of this class."""
    parts = parts_of(kind)
    if parts is None:
        return _by_asking(kind)
    if not kind.grammar:
        return _of_flag(kind)
    return _compiled(kind, parts)


def owner(kind: type[TypedLine], method: str) -> type[object]:
    """The class that a method comes from."""
    return next(base for base in kind.__mro__ if method in vars(base))


def _by_asking(kind: type[TypedLine]) -> Reader:
    """For a class that reads in a way of its own."""

    def read(text: str, at: int) -> Line | None:
        if text[:2] != "a=":
            return None
        name = text[2 : at - 1] if at else text[2:]
        try:
            return seal(kind.read(name, text[at:] if at else None), text)
        except ValueError:
            return None

    return read


def _of_flag(kind: type[TypedLine]) -> Reader:
    """For a class whose lines are all the same."""

    def read(text: str, at: int) -> Line | None:
        return None if at else seal(kind(), text)

    return read


class Parts(NamedTuple):
    """What a grammar and fields come to, as source: how groups become the values of fields."""

    groups: str
    """The targets of the groups, in their order; empty where there are none."""
    statements: tuple[str, ...]
    """What turns them into values; ``return None`` where one is none."""
    fields: Mapping[str, str]
    """By the name of each field that is part of it, the expression of its value."""
    names: Mapping[str, object]
    """What the statements refer to."""


def parts_of(kind: type[TypedLine]) -> Parts | None:
    """How a class that reads as its grammar says does it; None for a way of its own."""
    if owner(kind, "read") not in (Attribute, Field) or owner(kind, "parse") is not TypedLine:
        return None
    statements: list[str] = []
    values: dict[str, str] = {}
    names: dict[str, object] = {}
    pattern = re.compile(kind.grammar)
    groups = pattern.groupindex
    if pattern.groups != len(groups):
        return None
    for number, field in enumerate(attrs.fields(kind)):
        if not field.init:
            continue
        name = field.alias or field.name
        if field.validator is not None or isinstance(field.default, FACTORY):
            return None
        if name in groups:
            values[field.name] = f"field_{name}"
            statements += _conversion(f"field_{name}", number, field, names)
        else:
            values[field.name] = f"default{number}"
            names[f"default{number}"] = field.default
    targets = "".join(f"field_{name}, " for name in groups)
    return Parts(targets, tuple(statements), values, names)


def _conversion(
    variable: str, number: int, field: "attrs.Attribute[Any]", names: dict[str, object]
) -> list[str]:
    """The text of a group, or the default of one that is not there, to the value of a field."""
    converter = cast("Any", field).converter
    if converter in (None, str):
        statements: list[str] = []
    elif converter in TABLES:
        names[f"table{number}"] = TABLES[converter]
        statements = [f"{variable} = table{number}[{variable}]"]
    elif converter in BOUNDS:
        low, high = BOUNDS[converter]
        statements = [f"{variable} = int({variable})", f"if not {low} <= {variable} <= {high}:"]
        statements.append("    return None")
    elif isinstance(converter, EnumMeta):
        members = cast("Iterable[Enum]", converter)
        names[f"members{number}"] = {member.value: member for member in members}
        statements = [f"{variable} = members{number}[{variable}]"]
    else:
        names[f"convert{number}"] = OF_TEXT.get(converter, converter)
        statements = [f"{variable} = convert{number}({variable})"]
    if field.default is attrs.NOTHING:
        return statements
    names[f"default{number}"] = field.default
    given = [f"if {variable} is None:", f"    {variable} = default{number}"]
    return given + (["else:", *(f"    {line}" for line in statements)] if statements else [])


def _compiled(kind: type[TypedLine], parts: Parts) -> Reader:
    source = [
        "def read(text, at):",
        f"    found = fullmatch(text, {'2' if issubclass(kind, Field) else 'at'})",
        f"    if found is None{'' if issubclass(kind, Field) else ' or not at'}:",
        "        return None",
        "    try:",
        "        line = new(thawed)",
        "        line._text = text",
        *([f"        {parts.groups}= found.groups()"] if parts.groups else []),
        *(f"        {statement}" for statement in parts.statements),
        *(f"        line.{name} = {value}" for name, value in parts.fields.items()),
        "        line.__class__ = kind",
        *(["        line.__attrs_post_init__()"] if hasattr(kind, "__attrs_post_init__") else []),
        "    except (ValueError, KeyError):",
        "        return None",
        "    return line",
    ]
    read: Reader = compiled(
        "read",
        source,
        f"<reader of {kind.__name__}>",
        {
            **parts.names,
            "fullmatch": re.compile(kind.grammar).fullmatch,
            "kind": kind,
            "new": object.__new__,
            "thawed": thawed(kind),
        },
    )
    return read


def compiled(name: str, source: Iterable[str], place: str, scope: Mapping[str, object]) -> Any:
    """The function of this name that the lines of ``source`` define, which see ``scope``."""
    found = dict(scope)
    exec(compile("\n".join(source), place, "exec"), found)  # noqa: S102  # from our own classes
    return found[name]
