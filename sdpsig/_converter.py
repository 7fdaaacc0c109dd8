"""Strict JSON to attrs values and back: no coercion, no surprise, a place for every mistake.

Two halves. ``loads`` turns bytes into plain Python values and takes nothing that RFC 8259
leaves open: one encoding, no repeated member, no number that cannot be kept, no half of a
surrogate pair, and every bound of :class:`~sdpsig.limits.Limits` before any work.
``structure`` turns plain values into frozen attrs values and says of every mistake where it
is, as a JSON Pointer (RFC 6901) with the names of the wire. ``decode`` is the two in a row;
``unstructure`` and ``encode`` are the way back.

Who is to blame for bad JSON is not known here: the caller turns a :class:`JsonError` into
what fits its side. This module knows no message of its own, no I/O and no time.

What travels: ``str``, ``int``, ``float`` (finite), ``bool``, ``Literal``, ``StrEnum``,
attrs classes, ``tuple[X, ...]``, ``X | None`` and, untouched, ``object``. Any other
annotation is a mistake of ours and raises ``TypeError`` at the first use of its class.

A field may say three things to the converter: a ``validator`` judges its value alone (rules
between fields belong into ``__attrs_post_init__``), ``metadata={"allowed": "a port"}`` is
what a refusal says it must be, and ``metadata={"emit": "always"}`` writes a ``None`` that
would else be left out.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, StrEnum
from functools import lru_cache, partial
from types import NoneType, UnionType
from typing import Any, Final, Literal, NoReturn, TypeVar, Union, get_args, get_origin

import attrs
from cattrs import ClassValidationError, Converter, ForbiddenExtraKeysError
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from sdpsig.errors import MAX_DETAIL, Fault, FaultCode, SdpsigError
from sdpsig.limits import Limits

__all__ = [
    "WIRE_NAMES",
    "Issue",
    "JsonError",
    "decode",
    "encode",
    "loads",
    "structure",
    "unstructure",
]

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]
"""How cattrs calls us: (plain value, type) to the typed value."""

WIRE_NAMES: Final = {
    "mid": "sdpMid",
    "mline_index": "sdpMLineIndex",
    "ufrag": "usernameFragment",
}
"""The fields that JSON spells differently, after W3C's RTCIceCandidateInit; all others keep
their names."""

_DEFAULT_LIMITS: Final = Limits()


# --- What can be wrong -----------------------------------------------------------------------


def _printable(text: str) -> str:
    """At most 300 printable ASCII characters, whatever was put in."""
    return re.sub(r"[^ -~]", "?", text[:MAX_DETAIL])


@attrs.frozen
class Issue:
    """One mistake in one JSON text. Only an unknown field puts a word of the text in here."""

    pointer: str = attrs.field(converter=_printable)
    """Where: an RFC 6901 pointer with the names of the wire; empty for the whole text."""
    code: str
    """What, for programs: ``wrong-type``, ``missing``, ``not-allowed``, ``too-many``,
    ``unknown-field``, or the last word of a ``json.*`` fault code."""
    detail: str = attrs.field(converter=_printable)
    """What, for people: a sentence without a subject, at most 300 printable ASCII characters."""


class JsonError(SdpsigError):
    """This is not the JSON that is wanted here; whose mistake that is, the caller knows."""

    def __init__(self, fault: Fault, issues: tuple[Issue, ...]) -> None:
        super().__init__(fault)
        self.issues = issues


class _Refused(Exception):  # noqa: N818 - never leaves this module
    """What a hook raises: the issues so far, with pointers from the hook's own value on."""

    def __init__(self, issues: Iterable[Issue]) -> None:
        super().__init__()
        self.issues = tuple(issues)

    def below(self, member: object) -> Iterator[Issue]:
        """The issues as seen from the container that has this value as its member."""
        token = str(member).replace("~", "~0").replace("/", "~1")
        for issue in self.issues:
            yield attrs.evolve(issue, pointer=f"/{token}{issue.pointer}")


def _refused(code: str, detail: str) -> _Refused:
    return _Refused([Issue("", code, detail)])


_KINDS: Final = {
    NoneType: "null",
    bool: "true or false",
    int: "an integer",
    float: "a number with a fraction",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def _wrong_type(wanted: str, value: object) -> _Refused:
    kind = _KINDS.get(type(value), "something else")
    return _refused("wrong-type", f"must be {wanted}, not {kind}")


# --- Bytes to plain values -------------------------------------------------------------------

_RULES: Final = {
    FaultCode.JSON_SYNTAX: "RFC 8259 §2",
    FaultCode.JSON_DUPLICATE_KEY: "RFC 8259 §4",
    FaultCode.JSON_BAD_NUMBER: "RFC 8259 §6",
    FaultCode.JSON_BAD_ENCODING: "RFC 8259 §8",
}


def _unfit(code: FaultCode, detail: str) -> JsonError:
    """A text that fails as a whole."""
    fault = Fault(code, f"the JSON text {detail}", _RULES.get(code, ""))
    return JsonError(fault, (Issue("", code.removeprefix("json."), detail),))


def _decode_text(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise _unfit(FaultCode.JSON_BAD_ENCODING, "begins with a byte order mark")
    if 0 in body[:4]:  # JSON begins with two ASCII characters: UTF-16 and UTF-32 show a NUL
        raise _unfit(FaultCode.JSON_BAD_ENCODING, "is not UTF-8 but looks like UTF-16 or UTF-32")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        detail = f"is not UTF-8 at byte {error.start}"
        raise _unfit(FaultCode.JSON_BAD_ENCODING, detail) from None


_TOKEN: Final = re.compile(
    r"""
    (?: [^"\[\]{},]++                           # nothing that matters here, or
      | " (?: [^"\\]++ | \\. )*+ (?: " | \Z )   # a string, which may hold anything
    )*+
    (?: (?P<empty> [\[{] [ \t\r\n]*+ [\]}] )
      | (?P<open> [\[{] )
      | (?P<close> [\]}] )
      | (?P<comma> , )
    )
    """,
    re.DOTALL | re.VERBOSE,
)


def _screen(text: str, limits: Limits) -> None:
    """Hold depth and number of values against the limits, before anything is built.

    The first value of a container follows its bracket, every other one a comma. So counting
    characters gives bounds from above, and within the limits they are proof enough.
    """
    opening = text.count("[") + text.count("{")
    if opening <= limits.json_depth and opening + text.count(",") < limits.json_values:
        return
    depth, values, at = 0, 1, 0
    # JSON within the limits has at most one comma or bracket before each value, one closing
    # bracket and one empty container for each: past that the text is broken anyway.
    for _ in range(3 * limits.json_values):
        token = _TOKEN.match(text, at)
        if token is None:
            return
        at = token.end()
        kind = token.lastgroup
        deepest = depth + (kind in ("empty", "open"))
        depth = depth - 1 if kind == "close" else depth + (kind == "open")
        values += kind in ("open", "comma")
        if deepest > limits.json_depth:
            detail = f"nests deeper than {limits.json_depth} at character {at}"
            raise _unfit(FaultCode.JSON_TOO_DEEP, detail)
        if values > limits.json_values:
            detail = f"holds more than {limits.json_values} values at character {at}"
            raise _unfit(FaultCode.JSON_TOO_MANY, detail)


_INTEGER_LENGTH: Final = 20
"""Characters of an integer: every 64-bit one fits, signed or not."""
_FLOAT_LENGTH: Final = 64
"""Characters of a number with fraction or exponent: 24 are enough for any double."""
_FLOAT_MAX: Final = 1.7976931348623157e308


def _integer(text: str) -> int | float:
    if len(text) > _INTEGER_LENGTH:
        detail = f"holds an integer of more than {_INTEGER_LENGTH} characters"
        raise _unfit(FaultCode.JSON_BAD_NUMBER, detail)
    return -0.0 if text == "-0" else int(text)  # no int has a negative zero


def _fraction(text: str) -> float:
    if len(text) > _FLOAT_LENGTH:
        detail = f"holds a number of more than {_FLOAT_LENGTH} characters"
        raise _unfit(FaultCode.JSON_BAD_NUMBER, detail)
    number = float(text)
    if not -_FLOAT_MAX <= number <= _FLOAT_MAX:
        raise _unfit(FaultCode.JSON_BAD_NUMBER, "holds a number too large for a double")
    return number


def _constant(_: str) -> NoReturn:
    raise _unfit(FaultCode.JSON_BAD_NUMBER, "holds NaN or Infinity, which JSON does not have")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _unfit(FaultCode.JSON_DUPLICATE_KEY, "has an object with two members of one name")
    return members


_DECODER: Final = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_constant,
    object_pairs_hook=_members,
)

_WHOLE_ESCAPES: Final = re.compile(
    r"""
    (?: [^\\]++
      | \\u[dD][89abAB][0-9a-fA-F]{2} \\u[dD][c-fC-F][0-9a-fA-F]{2}   # a surrogate pair
      | \\ (?! u[dD][89a-fA-F] ) .                                    # any other escape
    )*+
    """,
    re.DOTALL | re.VERBOSE,
)


def _refuse_half_pairs(text: str) -> None:
    """No ``\\ud800`` without its other half: such a string has no UTF-8."""
    if "\\u" not in text:
        return
    whole = _WHOLE_ESCAPES.match(text)
    assert whole is not None, "the pattern matches the empty text"
    if whole.end() < len(text):
        detail = f"holds half of a surrogate pair at character {whole.end()}"
        raise _unfit(FaultCode.JSON_BAD_ENCODING, detail)


def loads(body: bytes, limits: Limits = _DEFAULT_LIMITS) -> object:
    """The plain value of one JSON text in UTF-8; :class:`JsonError` for anything else.

    Time and memory are linear in the body, and no body can exhaust the stack.
    """
    if len(body) > limits.json_bytes:
        detail = f"has {len(body)} bytes; the limit is {limits.json_bytes}"
        raise _unfit(FaultCode.JSON_TOO_LARGE, detail)
    if not body:
        raise _unfit(FaultCode.JSON_SYNTAX, "is empty")
    text = _decode_text(body)
    _screen(text, limits)
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        detail = f"is not JSON from character {error.pos} on"
        raise _unfit(FaultCode.JSON_SYNTAX, detail) from None
    except RecursionError:  # only when Limits allow more than the interpreter does
        detail = "nests deeper than this interpreter can follow"
        raise _unfit(FaultCode.JSON_TOO_DEEP, detail) from None
    _refuse_half_pairs(text)
    return value


# --- Plain values to typed ones ---------------------------------------------------------------


def _leaf(wanted: str, kind: type, value: object, _: Any) -> object:
    if type(value) is kind:
        return value
    raise _wrong_type(wanted, value)


def _number(value: Any, _: Any) -> float:
    if type(value) not in (int, float):
        raise _wrong_type("a number", value)
    if not -_FLOAT_MAX <= value <= _FLOAT_MAX:
        raise _refused("not-allowed", "must be a finite number")
    return float(value)


def _as_is(value: object, _: Any = None) -> object:
    return value


def _untravelled(_value: Any, kind: Any) -> NoReturn:
    raise TypeError(f"{kind!r} does not travel as JSON")


def _choice(choices: tuple[Any, ...], value: Any, _: Any) -> object:
    for choice in choices:
        if value == choice and type(value) is type(choice):
            return choice
    names = ", ".join(json.dumps(choice) for choice in choices)
    if type(value) in map(type, choices):
        raise _refused("not-allowed", f"must be one of {names}")
    raise _wrong_type(f"one of {names}", value)


def _member_of(value: Any, enum: type[StrEnum]) -> object:
    return enum(_choice(tuple(member.value for member in enum), value, enum))


_LEAVES: Final[dict[type, Hook]] = {
    str: partial(_leaf, "a string", str),
    int: partial(_leaf, "an integer", int),
    bool: partial(_leaf, "true or false", bool),
    float: _number,
    StrEnum: _member_of,
    IntEnum: _untravelled,
    bytes: _untravelled,
}
"""cattrs looks along the bases of a class, so what is derived from a leaf stands here too."""


def _not_allowed(error: ValueError, allowed: str | None) -> _Refused:
    """The text of a ValueError may hold the value, so it is not told; a fault's never does."""
    if allowed is not None:
        return _refused("not-allowed", f"must be {allowed}")
    if isinstance(error, SdpsigError):
        return _refused("not-allowed", error.fault.detail)
    return _refused("not-allowed", "has a value that is not allowed here")


def _validated(inner: Hook, field: "attrs.Attribute[Any]") -> Hook:
    """The hook of a field with its validator, so that every bad field is told, not the first."""
    validator = field.validator
    assert validator is not None, "the caller asks only for fields that have one"

    def hook(value: Any, kind: Any) -> Any:
        typed = inner(value, kind)
        try:
            validator(None, field, typed)
        except ValueError as error:
            raise _not_allowed(error, field.metadata.get("allowed")) from None
        return typed

    return hook


def _wire_name(field: "attrs.Attribute[Any]") -> str:
    return WIRE_NAMES.get(field.name, field.name)


def _class_issues(error: ClassValidationError, wire: dict[str, str], value: dict[str, Any]) -> Any:
    """What cattrs found wrong with one object, field by field; a bug of ours goes through."""
    noted, others = error.group_exceptions()
    for cause, note in noted:
        name = wire[note.name]
        if isinstance(cause, _Refused):
            yield from cause.below(name)
        elif isinstance(cause, KeyError) and name not in value:
            yield from _refused("missing", "is required").below(name)
        else:
            raise cause
    for cause in others:
        if isinstance(cause, ForbiddenExtraKeysError):
            for name in sorted(cause.extra_fields):
                yield from _refused("unknown-field", "is not known here").below(name)
        elif isinstance(cause, ValueError):
            yield from _not_allowed(cause, None).issues
        else:
            raise cause


def _first(count: int, issues: Iterable[Issue]) -> Iterator[Issue]:
    return (issue for _, issue in zip(range(count), issues, strict=False))


def _object_hook(converter: Converter, max_issues: int, cls: Any) -> Hook:
    attrs.resolve_types(cls)
    wire = {field.name: _wire_name(field) for field in attrs.fields(cls)}
    overrides: dict[str, Any] = {
        field.name: override(
            rename=wire[field.name],
            struct_hook=_validated(converter.get_structure_hook(field.type), field)
            if field.validator is not None
            else None,
        )
        for field in attrs.fields(cls)
    }
    build = make_dict_structure_fn(cls, converter, **overrides)

    def hook(value: Any, kind: Any) -> Any:
        if type(value) is not dict:
            raise _wrong_type("an object", value)
        try:
            return build(value, kind)
        except ClassValidationError as error:
            raise _Refused(_first(max_issues, _class_issues(error, wire, value))) from None

    return hook


def _array_hook(converter: Converter, max_items: int, max_issues: int, kind: Any) -> Hook:
    item_kind, _ = get_args(kind)
    item_hook = converter.get_structure_hook(item_kind)

    def hook(value: Any, _: Any) -> tuple[Any, ...]:
        if type(value) is not list:
            raise _wrong_type("an array", value)
        if len(value) > max_items:
            detail = f"has {len(value)} items; the limit is {max_items}"
            raise _refused("too-many", detail)
        items: list[Any] = []
        issues: list[Issue] = []
        for index, item in enumerate(value):
            try:
                items.append(item_hook(item, item_kind))
            except _Refused as refused:
                issues += refused.below(index)
                if len(issues) >= max_issues:
                    break
        if issues:
            raise _Refused(issues[:max_issues])
        return tuple(items)

    return hook


def _optional_hook(converter: Converter, kind: Any) -> Hook:
    (inner_kind,) = (arg for arg in get_args(kind) if arg is not NoneType)
    inner = converter.get_structure_hook(inner_kind)

    def hook(value: Any, _: Any) -> Any:
        return None if value is None else inner(value, inner_kind)

    return hook


def _is_anything(kind: Any) -> bool:
    return kind is object or kind is Any


def _is_array(kind: Any) -> bool:
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _is_optional(kind: Any) -> bool:
    return (
        get_origin(kind) in (UnionType, Union)
        and len(get_args(kind)) == 2
        and NoneType in get_args(kind)
    )


@lru_cache(maxsize=8)
def _structuring(max_items: int, max_issues: int, forbid_unknown: bool) -> Converter:
    """The converter of one policy. Each writes its code once per class and is then kept."""
    converter = Converter(forbid_extra_keys=forbid_unknown, detailed_validation=True)
    for cls, leaf in _LEAVES.items():
        converter.register_structure_hook(cls, leaf)
    hooks: tuple[tuple[Callable[[Any], bool], Callable[[Any], Hook]], ...] = (
        (lambda _: True, lambda _: _untravelled),  # asked last
        (_is_anything, lambda _: _as_is),
        (lambda kind: get_origin(kind) is Literal, lambda kind: partial(_choice, get_args(kind))),
        (_is_optional, partial(_optional_hook, converter)),
        (_is_array, partial(_array_hook, converter, max_items, max_issues)),
        (attrs.has, partial(_object_hook, converter, max_issues)),
    )
    for predicate, factory in hooks:
        converter.register_structure_hook_factory(predicate, factory)
    return converter


def structure(
    value: object,
    cls: type[T],
    limits: Limits = _DEFAULT_LIMITS,
    *,
    forbid_unknown: bool = False,
) -> T:
    """The typed value of a plain one; :class:`JsonError` with every place that does not fit.

    Members that the class does not know are passed over, as WebIDL dictionaries do, unless
    ``forbid_unknown``: for what people write by hand and for what we have stored ourselves.
    """
    converter = _structuring(limits.json_items, limits.json_issues, forbid_unknown)
    try:
        return converter.structure(value, cls)
    except _Refused as refused:
        issues = refused.issues
    first, *others = issues
    more = f" (and {len(others)} more)" if others else ""
    code = FaultCode.JSON_TOO_MANY if first.code == "too-many" else FaultCode.JSON_WRONG_TYPE
    where = first.pointer or "the JSON text"
    raise JsonError(Fault(code, f"{where} {first.detail}{more}"), issues)


def decode(
    body: bytes,
    cls: type[T],
    limits: Limits = _DEFAULT_LIMITS,
    *,
    forbid_unknown: bool = False,
) -> T:
    """The typed value of one JSON text: :func:`loads`, then :func:`structure`."""
    return structure(loads(body, limits), cls, limits, forbid_unknown=forbid_unknown)


# --- And back ---------------------------------------------------------------------------------


def _object_writer(cls: Any) -> Callable[[Any], Any]:
    attrs.resolve_types(cls)
    overrides: dict[str, Any] = {
        field.name: override(
            rename=_wire_name(field),
            omit_if_default=field.default is None and field.metadata.get("emit") != "always",
        )
        for field in attrs.fields(cls)
    }
    return make_dict_unstructure_fn(cls, _unstructuring(), **overrides)


def _array_writer(kind: Any) -> Callable[[Any], Any]:
    converter = _unstructuring()
    args = get_args(kind)
    write = converter.get_unstructure_hook(args[0]) if args else converter.unstructure
    return lambda value: [write(item) for item in value]


@lru_cache(maxsize=1)
def _unstructuring() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook_factory(_is_anything, lambda _: _as_is)
    converter.register_unstructure_hook_factory(
        lambda kind: kind is tuple or _is_array(kind), _array_writer
    )
    converter.register_unstructure_hook_factory(attrs.has, _object_writer)
    return converter


def unstructure(value: object) -> object:
    """The plain value of a typed one: dicts, lists, strings, numbers, booleans and None."""
    plain: object = _unstructuring().unstructure(value)
    return plain


def encode(value: object) -> bytes:
    """One line of compact ASCII JSON that :func:`decode` gives back as the same value."""
    try:
        text = json.dumps(unstructure(value), allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError, RecursionError):
        detail = "cannot be written: a value is no JSON value"
        raise _unfit(FaultCode.JSON_WRONG_TYPE, detail) from None
    _refuse_half_pairs(text)
    return text.encode("ascii")
