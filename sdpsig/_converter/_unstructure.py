"""Typed values to plain ones, and those to bytes."""

import json
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache, partial
from typing import Any, Final, get_args

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

from sdpsig._converter._issue import unfit
from sdpsig._converter._names import is_left_out, wire_name
from sdpsig._converter._structure import is_anything, is_array
from sdpsig._converter._text import refuse_half_pairs
from sdpsig.errors import FaultCode

Writer = Callable[[Any], Any]

_ENCODER: Final = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def _as_is(value: object) -> object:
    return value


def _word(value: StrEnum) -> str:
    return value.value


def _object(converter: Converter, cls: Any) -> Writer:
    attrs.resolve_types(cls)
    overrides: dict[str, Any] = {
        field.name: override(
            rename=wire_name(field),
            omit_if_default=is_left_out(field),
        )
        for field in attrs.fields(cls)
    }
    writer: Writer = make_dict_unstructure_fn(cls, converter, **overrides)
    return writer


def _array(converter: Converter, kind: Any) -> Writer:
    args = get_args(kind)
    item: Writer = converter.get_unstructure_hook(args[0]) if args else converter.unstructure
    return lambda value: [item(each) for each in value]


def _is_tuple(kind: Any) -> bool:
    return kind is tuple or is_array(kind)


@lru_cache(maxsize=1)
def _converter() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook(StrEnum, _word)
    factories: tuple[tuple[Callable[[Any], bool], Callable[[Any], Writer]], ...] = (
        (is_anything, lambda _: _as_is),
        (_is_tuple, partial(_array, converter)),
        (attrs.has, partial(_object, converter)),
    )
    for predicate, factory in factories:
        converter.register_unstructure_hook_factory(predicate, factory)
    return converter


def unstructure(value: object) -> object:
    """The plain value of a typed one: dicts, lists, strings, numbers, booleans and None."""
    plain: object = _converter().unstructure(value)
    return plain


def encode(value: object) -> bytes:
    """One line of compact ASCII JSON, which :func:`decode` turns into the same value again."""
    try:
        text = _ENCODER.encode(unstructure(value))
    except (TypeError, ValueError, RecursionError):
        detail = "cannot be written: a value in it is not JSON"
        raise unfit(FaultCode.JSON_WRONG_TYPE, detail) from None
    refuse_half_pairs(text)
    return text.encode("ascii")
