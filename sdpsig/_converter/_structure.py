"""Plain values to typed ones: cattrs writes the loops, the hooks here decide what is taken."""

import json
from collections.abc import Callable, Iterable, Iterator
from enum import Enum, IntEnum, StrEnum
from functools import lru_cache, partial
from itertools import islice
from types import NoneType, UnionType
from typing import Any, Final, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, override

from sdpsig._converter._issue import Issue, JsonError, Refused, refused
from sdpsig._converter._names import wire_name
from sdpsig._converter._text import DEFAULT_LIMITS, FLOAT_MAX, loads
from sdpsig.errors import Fault, FaultCode, SdpsigError
from sdpsig.limits import Limits

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]
"""How cattrs calls us: (plain value, type) to the typed value."""

_KINDS: Final[dict[type, str]] = {
    NoneType: "null",
    bool: "true or false",
    int: "an integer",
    float: "a number with a fraction",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def _wrong_type(wanted: str, value: object) -> Refused:
    kind = _KINDS.get(type(value), "something else")
    return refused("wrong-type", f"must be {wanted}, not {kind}")


def _insist(kind: type, value: object) -> None:
    if type(value) is not kind:
        raise _wrong_type(_KINDS[kind], value)


# --- Leaves ----------------------------------------------------------------------------------


def _leaf(kind: type, value: object, _: Any) -> object:
    _insist(kind, value)
    return value


def _number(value: Any, _: Any) -> float:
    if type(value) not in (int, float):
        raise _wrong_type("a number", value)
    if not -FLOAT_MAX <= value <= FLOAT_MAX:
        raise refused("not-allowed", "must be a finite number")
    return float(value)


def _choice(choices: tuple[Any, ...], value: Any, _: Any) -> object:
    for choice in choices:
        if value == choice and type(value) is type(choice):
            return choice
    names = ", ".join(json.dumps(choice) for choice in choices)
    if type(value) in map(type, choices):
        raise refused("not-allowed", f"must be one of {names}")
    raise _wrong_type(f"one of {names}", value)


def _member(value: Any, enum: type[StrEnum]) -> StrEnum:
    members = {member.value: member for member in enum}
    return members[str(_choice(tuple(members), value, enum))]


def _as_is(value: object, _: Any) -> object:
    return value


def _stays_at_home(_value: Any, kind: Any) -> NoReturn:
    raise TypeError(f"{kind!r} does not travel as JSON")


_LEAVES: Final[dict[type, Hook]] = {
    **{kind: partial(_leaf, kind) for kind in (str, int, bool)},
    float: _number,
    StrEnum: _member,
    # cattrs looks along the bases of a class and has coercing hooks of its own for these
    IntEnum: _stays_at_home,
    Enum: _stays_at_home,
    bytes: _stays_at_home,
}


# --- Objects, arrays, None --------------------------------------------------------------------


def _hook(converter: Converter, kind: Any) -> Hook:
    """The hook for this type; ``TypeError`` at once if it has none."""
    hook: Hook = converter.get_structure_hook(kind)
    if hook is _stays_at_home:
        _stays_at_home(None, kind)
    return hook


_JUDGEMENTS: Final = (ValueError, SdpsigError)
"""What a validator or ``__attrs_post_init__`` raises for a value that it does not allow."""


def _not_allowed(error: Exception, allowed: str | None) -> Refused:
    """The text of a ValueError may hold the value, so it is not told; a fault's never does."""
    if allowed is not None:
        return refused("not-allowed", f"must be {allowed}")
    if isinstance(error, SdpsigError):
        return refused("not-allowed", error.fault.detail)
    return refused("not-allowed", "has a value that is not allowed")


def _validated(field: "attrs.Attribute[Any]", inner: Hook) -> Hook:
    """The hook of a field and its validator, so that all bad fields are told, not the first."""
    validator = field.validator
    if validator is None:
        return inner

    def hook(value: Any, kind: Any) -> Any:
        typed = inner(value, kind)
        try:
            validator(None, field, typed)
        except _JUDGEMENTS as error:
            raise _not_allowed(error, field.metadata.get("allowed")) from None
        return typed

    return hook


def _issues(
    error: ClassValidationError, names: dict[str, str], value: dict[str, Any]
) -> Iterator[Issue]:
    """What cattrs found wrong with one object; a mistake of ours goes through."""
    noted, others = error.group_exceptions()
    for cause, note in noted:
        name = names[note.name]
        if isinstance(cause, Refused):
            yield from cause.below(name)
        elif isinstance(cause, KeyError) and name not in value:
            yield from refused("missing", "is required").below(name)
        else:
            raise cause
    for cause in others:
        if isinstance(cause, ForbiddenExtraKeysError):
            for name in sorted(cause.extra_fields):
                yield from refused("unknown-field", "is not known").below(name)
        elif isinstance(cause, _JUDGEMENTS):
            yield from _not_allowed(cause, None).issues
        else:
            raise cause


def _object(converter: Converter, max_issues: int, cls: Any) -> Hook:
    attrs.resolve_types(cls)
    names = {field.name: wire_name(field) for field in attrs.fields(cls)}
    overrides: dict[str, Any] = {
        field.name: override(
            rename=names[field.name],
            struct_hook=_validated(field, _hook(converter, field.type)),
        )
        for field in attrs.fields(cls)
    }
    build: Hook = make_dict_structure_fn(cls, converter, **overrides)

    def hook(value: Any, kind: Any) -> Any:
        _insist(dict, value)
        try:
            return build(value, kind)
        except ClassValidationError as error:
            raise Refused(islice(_issues(error, names, value), max_issues)) from None

    return hook


def _array(converter: Converter, max_items: int, max_issues: int, kind: Any) -> Hook:
    item_kind, _ = get_args(kind)
    item_hook = _hook(converter, item_kind)

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        _insist(list, value)
        # Before any item is looked at: a mistake in each costs far more than its text.
        if len(value) > max_items:
            raise refused("too-many", f"has {len(value)} items; the limit is {max_items}")
        items: list[Any] = []
        issues: list[Issue] = []
        for index, item in enumerate(value):
            try:
                items.append(item_hook(item, item_kind))
            except Refused as refusal:
                issues += refusal.below(index)
                if len(issues) >= max_issues:
                    break
        if issues:
            raise Refused(issues[:max_issues])
        return tuple(items)

    return hook


def _optional(converter: Converter, kind: Any) -> Hook:
    (inner_kind,) = (arg for arg in get_args(kind) if arg is not NoneType)
    inner = _hook(converter, inner_kind)

    def hook(value: Any, _: Any) -> Any:
        return None if value is None else inner(value, inner_kind)

    return hook


# --- Which hook for which type ----------------------------------------------------------------


def is_anything(kind: Any) -> bool:
    """Is this the annotation of a value that passes untouched?"""
    return kind is object or kind is Any


def is_array(kind: Any) -> bool:
    """Is this ``tuple[X, ...]``?"""
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def is_literal(kind: Any) -> bool:
    """Is this ``Literal[...]``?"""
    return get_origin(kind) is Literal


def is_optional(kind: Any) -> bool:
    """Is this ``X | None``?"""
    args = get_args(kind)
    return get_origin(kind) in (UnionType, Union) and len(args) == 2 and NoneType in args


@lru_cache(maxsize=8)
def _converter(max_items: int, max_issues: int, *, forbid_unknown: bool) -> Converter:
    """The converter of one policy: 1 ms to make, 1 ms for each class at its first use."""
    converter = Converter(forbid_extra_keys=forbid_unknown, detailed_validation=True)
    for cls, leaf in _LEAVES.items():
        converter.register_structure_hook(cls, leaf)
    # The last one registered is asked first.
    factories: tuple[tuple[Callable[[Any], bool], Callable[[Any], Hook]], ...] = (
        (lambda _: True, lambda _: _stays_at_home),
        (is_anything, lambda _: _as_is),
        (is_literal, lambda kind: partial(_choice, get_args(kind))),
        (is_optional, partial(_optional, converter)),
        (is_array, partial(_array, converter, max_items, max_issues)),
        (attrs.has, partial(_object, converter, max_issues)),
    )
    for predicate, factory in factories:
        converter.register_structure_hook_factory(predicate, factory)
    return converter


def _error(issues: Iterable[Issue]) -> JsonError:
    first, *others = issues
    code = FaultCode.JSON_TOO_MANY if first.code == "too-many" else FaultCode.JSON_WRONG_TYPE
    more = f" (and {len(others)} more)" if others else ""
    return JsonError(
        Fault(code, f"{first.pointer or 'the JSON text'} {first.detail}{more}"), (first, *others)
    )


def structure(
    value: object,
    cls: type[T],
    limits: Limits = DEFAULT_LIMITS,
    *,
    forbid_unknown: bool = False,
) -> T:
    """The typed value of a plain one; :class:`JsonError` with every place that does not fit.

    Members that the class does not know are passed over, as WebIDL dictionaries do, unless
    ``forbid_unknown``: for what people write by hand and for what we stored ourselves.
    """
    converter = _converter(limits.json_items, limits.json_issues, forbid_unknown=forbid_unknown)
    try:
        return converter.structure(value, cls)
    except Refused as refusal:
        raise _error(refusal.issues) from None


def decode(
    body: bytes,
    cls: type[T],
    limits: Limits = DEFAULT_LIMITS,
    *,
    forbid_unknown: bool = False,
) -> T:
    """The typed value of one JSON text: :func:`loads`, then :func:`structure`."""
    return structure(loads(body, limits), cls, limits, forbid_unknown=forbid_unknown)
