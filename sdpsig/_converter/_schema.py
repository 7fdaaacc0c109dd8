"""What is taken for a type, and how it is written, as JSON Schema (draft 2020-12)."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import NoneType
from typing import Any, Final, get_args

import attrs

from sdpsig._converter._names import is_left_out, wire_name
from sdpsig._converter._structure import is_anything, is_array, is_literal, is_optional

Schema = dict[str, Any]
Refer = Callable[[Any], Schema]
"""What stands for an attrs class: a reference to its own schema."""

_LEAVES: Final[Mapping[type, str]] = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
}


def taken(cls: Any, refer: Refer) -> Schema:
    """The schema of all that ``structure`` takes for an attrs class, but for its validators."""
    members = _members(cls)
    return {
        "type": "object",
        "properties": {name: _schema(field.type, refer) for name, field in members.items()},
        "required": [n for n, field in members.items() if field.default is attrs.NOTHING],
    }


def written(cls: Any, refer: Refer) -> Schema:
    """The schema of all that ``unstructure`` makes of an attrs class."""
    members = _members(cls)
    return {
        "type": "object",
        "properties": {
            name: _schema(_something(field.type) if is_left_out(field) else field.type, refer)
            for name, field in members.items()
        },
        "required": [name for name, field in members.items() if not is_left_out(field)],
    }


def _members(cls: Any) -> dict[str, "attrs.Attribute[Any]"]:
    attrs.resolve_types(cls)
    return {wire_name(field): field for field in attrs.fields(cls)}


def _something(kind: Any) -> Any:
    """The type without its None."""
    if not is_optional(kind):
        return kind
    return next(arg for arg in get_args(kind) if arg is not NoneType)


def _is_word(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)


_SHAPES: Final[tuple[tuple[Callable[[Any], bool], Callable[[Any, Refer], Schema]], ...]] = (
    (lambda kind: kind in _LEAVES, lambda kind, _: {"type": _LEAVES[kind]}),
    (is_anything, lambda _kind, _refer: {}),
    (is_literal, lambda kind, _: {"enum": list(get_args(kind))}),
    (_is_word, lambda kind, _: {"enum": [member.value for member in kind]}),
    (is_optional, lambda kind, refer: _or_null(_schema(_something(kind), refer))),
    (is_array, lambda kind, refer: _list_of(_schema(get_args(kind)[0], refer))),
    (attrs.has, lambda kind, refer: refer(kind)),
)


def _schema(kind: Any, refer: Refer) -> Schema:
    """The schema of one type; ``TypeError`` where it does not travel."""
    for fits, schema in _SHAPES:
        if fits(kind):
            return schema(kind, refer)
    raise TypeError(f"{kind!r} has no JSON Schema")


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    if "type" in schema:
        return schema | {"type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}
