"""How a line becomes a value fast: each class gets a function made from its grammar and fields.

It does what ``kind.read`` does, only faster, and it explains nothing: where it returns None,
``kind.read`` says what is wrong. Like the ``__init__`` that attrs makes, it is compiled from
source, so that no loop over fields runs while a description is read.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum, EnumMeta
from typing import Any, cast

import attrs

from ._abnf import BOUNDS, TABLES
from ._attribute import OF_TEXT, Attribute
from ._field import Field
from ._line import Line, TypedLine, seal
from ._thaw import thawed

__all__ = ["Reader", "reader_of"]

FACTORY: type[object] = type(attrs.Factory(lambda: ()))
Reader = Callable[[str, int], Line | None]
"""Reads a whole line, given where its value starts: 0 for a flag. None where it is malformed."""


def reader_of(kind: type[TypedLine]) -> Reader:
    """The function that reads lines of this class."""
    inherited = _owner(kind, "read") in (Attribute, Field) and _owner(kind, "parse") is TypedLine
    parts = _parts(kind) if inherited else None
    if parts is None:
        return _by_asking(kind)
    if not kind.grammar:
        return _of_flag(kind)
    return _compiled(kind, *parts)


def _owner(kind: type[TypedLine], method: str) -> type[object]:
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


def _parts(kind: type[TypedLine]) -> tuple[list[str], Mapping[str, object]] | None:
    """The statements that turn groups into fields; None where they cannot be written down."""
    statements: list[str] = []
    names: dict[str, object] = {}
    pattern = re.compile(kind.grammar)
    groups = pattern.groupindex
    if pattern.groups != len(groups):
        return None
    for number, field in enumerate(attrs.fields(kind)):
        if not field.init:
            continue
        name = field.alias or field.name
        variable = f"field_{name}"
        if field.validator is not None or isinstance(field.default, FACTORY):
            return None
        if name in groups:
            statements += _conversion(variable, number, field, names)
        else:
            names[f"default{number}"] = field.default
            statements.append(f"{variable} = default{number}")
        statements.append(f"line.{field.name} = {variable}")
    return statements, names


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


def _compiled(kind: type[TypedLine], statements: list[str], names: Mapping[str, object]) -> Reader:
    pattern = re.compile(kind.grammar)
    variables = "".join(f"field_{name}, " for name in pattern.groupindex)
    source = [
        "def read(text, at):",
        f"    found = fullmatch(text, {'2' if issubclass(kind, Field) else 'at'})",
        f"    if found is None{'' if issubclass(kind, Field) else ' or not at'}:",
        "        return None",
        "    try:",
        "        line = new(thawed)",
        "        line._text = text",
        *([f"        {variables}= found.groups()"] if variables else []),
        *(f"        {statement}" for statement in statements),
        "        line.__class__ = kind",
        *(["        line.__attrs_post_init__()"] if hasattr(kind, "__attrs_post_init__") else []),
        "    except (ValueError, KeyError):",
        "        return None",
        "    return line",
    ]
    scope: dict[str, Any] = {
        **names,
        "fullmatch": pattern.fullmatch,
        "kind": kind,
        "new": object.__new__,
        "thawed": thawed(kind),
    }
    exec(compile("\n".join(source), f"<reader of {kind.__name__}>", "exec"), scope)  # noqa: S102  # from our own classes
    read: Reader = scope["read"]
    return read
