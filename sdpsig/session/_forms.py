"""Values of a session as plain JSON values and back, by the types of their fields.

Whatever is added to a class travels too: no field is listed here. A class becomes an object
without the members that are empty, one class of several says its ``type``, a line of a
description is its text. What depends on where a value is written (texts of descriptions, times,
secrets) is asked of a :class:`Writing`, and of a :class:`Reading` on the way back.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from itertools import repeat
from types import NoneType, UnionType
from typing import Any, Literal, Protocol, Union, get_args, get_origin

import attrs
from attrs import NOTHING, Factory

from .._converter import Issue, JsonError
from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpsigError
from ..jsep import Negotiation, NegotiationConfig, Sections, mirror, receive_only
from ..sdp import STANDARD, Attribute, SessionDescription
from ..sdp._secrets import Secret

__all__ = ["Form", "Misfit", "Reading", "Writing", "form", "is_a", "read", "refused"]


class Writing(Protocol):
    """Where values are written."""

    def text(self, value: str) -> str:
        """Any string."""
        ...

    def secret(self, value: str) -> str:
        """A password."""
        ...

    def number(self, value: float) -> object:
        """A time, or a span of it."""
        ...

    def description(self, value: SessionDescription) -> object:
        """A whole description."""
        ...

    def sections(self, value: Sections) -> object:
        """What offer and answer see of a description."""
        ...


class Reading(Protocol):
    """Where values are read from."""

    @property
    def negotiation(self) -> NegotiationConfig:
        """What is given and not written."""
        ...

    def line(self, text: str) -> Attribute:
        """A line of a description."""
        ...

    def number(self, plain: object) -> float:
        """A time, or a span of it."""
        ...

    def description(self, plain: object) -> SessionDescription:
        """A whole description."""
        ...

    def sections(self, plain: object) -> Sections:
        """What offer and answer see of a description."""
        ...


class Misfit(Exception):  # noqa: N818  # never leaves this package
    """A plain value that is not what is wanted, and where that was found."""

    def __init__(self, detail: str) -> None:
        super().__init__()
        self.detail = detail
        self.pointer = ""

    def below(self, member: object) -> "Misfit":
        """As the container sees it that has this value as its member."""
        self.pointer = f"/{member}{self.pointer}"
        return self


@frozen
class Form:
    """How the values of one type are written and read."""

    write: Callable[[Any, Writing], object]
    read: Callable[[Any, Reading], Any]


def read(kind: Any, plain: object, reading: Reading) -> Any:
    """The value of this type that a plain one stands for. Raises JsonError with the place."""
    try:
        return form(kind).read(plain, reading)
    except Misfit as misfit:
        where = misfit.pointer or "the JSON text"
        fault = Fault(FaultCode.JSON_WRONG_TYPE, f"{where} {misfit.detail}")
        issue = Issue(misfit.pointer, "not-allowed", misfit.detail)
        raise JsonError(fault, (issue,)) from None


# --- leaves

NAMES: Mapping[type, str] = {
    bool: "true or false",
    int: "an integer",
    str: "a string",
    list: "an array",
    dict: "an object",
}


def is_a(kind: type, plain: object) -> bool:
    """Whether it is of this very type."""
    return type(plain) is kind


def _leaf(kind: type) -> Form:
    def read_leaf(plain: object, reading: Reading) -> object:
        del reading
        if type(plain) is not kind:
            raise Misfit(f"must be {NAMES[kind]}")
        return plain

    return Form(lambda value, _: value, read_leaf)


def _word(plain: object) -> str:
    if not isinstance(plain, str):
        raise Misfit(f"must be {NAMES[str]}")
    return plain


def _choice(words: Mapping[str, object]) -> Form:
    """Of a few values, each by its word."""
    back = {value: word for word, value in words.items()}

    def read_choice(plain: object, reading: Reading) -> object:
        del reading
        if _word(plain) not in words:
            raise Misfit(f"must be one of {', '.join(words)}")
        return words[_word(plain)]

    return Form(lambda value, _: back[value], read_choice)


def _key(value: Any) -> Any:
    """What stands for a codec: words and numbers, and tuples of them."""
    return [*map(_key, value)] if is_a(tuple, value) else value


def _key_back(plain: Any) -> Hashable:
    if is_a(list, plain):
        return tuple(map(_key_back, plain))
    if plain is None or isinstance(plain, str | int):
        return plain
    raise Misfit("must be a string, an integer, null or an array of such")


def refused(call: Callable[..., Any], *values: Any, **named: Any) -> Any:
    """What a call gives; what it refuses does not fit here."""
    try:
        return call(*values, **named)
    except SdpsigError as error:
        raise Misfit(f"is refused: {error.fault.detail}") from None
    except (ValueError, TypeError):
        raise Misfit("has a value that is not allowed") from None


def _line(kind: type[Attribute]) -> Form:
    def read_line(plain: object, reading: Reading) -> Attribute:
        line: Attribute = refused(reading.line, _word(plain))
        if type(line) is not kind:
            raise Misfit(f"must be a line a={kind.spec.name}")
        return line

    return Form(lambda value, writing: writing.text(value.text), read_line)


UNKNOWN = object()
"""What is not written: a function that has no name here."""
FUNCTIONS: Mapping[str, object] = {one.__name__: one for one in (receive_only, mirror)}
"""Functions of a policy that are known by their names."""
KNOWN = {function: name for name, function in FUNCTIONS.items()}

ANYTHING: Any = object
LEAVES: Mapping[Any, Form] = {
    bool: _leaf(bool),
    int: _leaf(int),
    str: Form(lambda value, writing: writing.text(value), lambda plain, _: _word(plain)),
    Secret: Form(lambda value, writing: writing.secret(value), lambda plain, _: _word(plain)),
    float: Form(lambda value, writing: writing.number(value), lambda p, reading: reading.number(p)),
    ANYTHING: Form(lambda value, _: value, lambda plain, _: plain),
    Hashable: Form(lambda value, _: _key(value), lambda plain, _: _key_back(plain)),
    type[Attribute]: Form(
        lambda kind, _: kind.spec.name, lambda plain, _: STANDARD.get(_word(plain))
    ),
    IPv4Network | IPv6Network: Form(
        lambda network, _: str(network), lambda plain, _: refused(ip_network, _word(plain))
    ),
    SessionDescription: Form(
        lambda value, writing: writing.description(value), lambda p, r: r.description(p)
    ),
    Sections: Form(lambda value, writing: writing.sections(value), lambda p, r: r.sections(p)),
}


# --- containers


def _each(plain: object, kinds: Iterable[Any], reading: Reading) -> Iterator[Any]:
    """The items of an array, each of its type."""
    for index, (item, kind) in enumerate(zip(_listed(plain), kinds, strict=False)):
        try:
            yield form(kind).read(item, reading)
        except Misfit as misfit:
            raise misfit.below(index) from None


def _listed(plain: Any) -> list[Any]:
    if not is_a(list, plain):
        raise Misfit(f"must be {NAMES[list]}")
    found: list[Any] = plain
    return found


def _several(item: Any) -> Form:
    """``tuple[X, ...]``."""
    return Form(
        lambda value, writing: [form(item).write(one, writing) for one in value],
        lambda plain, reading: tuple(_each(plain, repeat(item), reading)),
    )


def _together(*kinds: Any) -> Form:
    """``tuple[X, Y]``."""

    def read_together(plain: object, reading: Reading) -> object:
        if len(_listed(plain)) != len(kinds):
            raise Misfit(f"must have {len(kinds)} items")
        return tuple(_each(plain, kinds, reading))

    def write_together(value: tuple[object, ...], writing: Writing) -> object:
        pairs = zip(kinds, value, strict=True)
        return [form(kind).write(one, writing) for kind, one in pairs]

    return Form(write_together, read_together)


def _tuple(first: Any, *others: Any) -> Form:
    return _several(first) if others == (...,) else _together(first, *others)


def _set(item: Any) -> Form:
    """Without an order, so in the one order that is always the same."""

    def write_set(value: Iterable[object], writing: Writing) -> object:
        words: list[Any] = [form(item).write(one, writing) for one in value]
        return sorted(words)

    return Form(write_set, lambda plain, reading: frozenset(_each(plain, repeat(item), reading)))


def _mapping(key: Any, value: Any) -> Form:
    """Pairs in an array, whose order may mean something."""
    pairs = _several(tuple[key, value])
    return Form(
        lambda mapping, writing: pairs.write(mapping.items(), writing),
        lambda plain, reading: dict(pairs.read(plain, reading)),
    )


def _optional(inner: Form) -> Form:
    return Form(
        lambda value, writing: None if value is None else inner.write(value, writing),
        lambda plain, reading: None if plain is None else inner.read(plain, reading),
    )


def _one_of(kinds: Iterable[Any]) -> Form:
    """One class of several: its name is its ``type``."""
    named = {kind.__name__: kind for kind in kinds}

    def write_one(value: object, writing: Writing) -> object:
        plain: Any = form(named[type(value).__name__]).write(value, writing)
        return {"type": type(value).__name__, **plain}

    def read_one(plain: object, reading: Reading) -> Any:
        members = dict(_object(plain))
        name = members.pop("type", None)
        if not isinstance(name, str) or name not in named:
            raise Misfit(f"must be one of {', '.join(named)}").below("type")
        return form(named[name]).read(members, reading)

    return Form(write_one, read_one)


def _object(plain: Any) -> dict[str, Any]:
    if not is_a(dict, plain):
        raise Misfit(f"must be {NAMES[dict]}")
    found: dict[str, Any] = plain
    return found


def _function(*_: object) -> Form:
    return Form(lambda value, _: KNOWN.get(value, UNKNOWN), _choice(FUNCTIONS).read)


# --- our classes


@frozen
class _Member:
    """A field of a class."""

    name: str
    """What its member is called."""
    attribute: str
    kind: Any
    default: object
    """NOTHING where it is required."""
    given: Callable[[Reading], object] | None
    """Where it comes from, where it is not written."""

    def write(self, value: Any, writing: Writing) -> object:
        """UNKNOWN for what is left out."""
        part = getattr(value, self.attribute)
        if self.given is not None or (not self.default and part == self.default):
            return UNKNOWN
        return form(self.kind).write(part, writing)

    def read(self, members: dict[str, object], reading: Reading) -> object:
        """NOTHING for what is left out."""
        if self.given is not None:
            return self.given(reading)
        if self.name not in members:
            if self.default is NOTHING:
                raise Misfit("is required").below(self.name)
            return NOTHING
        try:
            return form(self.kind).read(members.pop(self.name), reading)
        except Misfit as misfit:
            raise misfit.below(self.name) from None


@cache
def _members(cls: Any) -> tuple[_Member, ...]:
    """Asked for when they are needed: a class may hold itself."""
    attrs.resolve_types(cls)
    return tuple(
        _Member(
            one.alias or one.name,
            one.name,
            one.type,
            _default(one.default),
            GIVEN.get((cls, one.name)),
        )
        for one in attrs.fields(cls)
    )


def _default(default: Any) -> object:
    return default.factory() if isinstance(default, FACTORY) else default


def _class(cls: Any) -> Form:
    """An object with a member for each field that is not empty."""

    def write(value: object, writing: Writing) -> object:
        told = ((one.name, one.write(value, writing)) for one in _members(cls))
        return {name: plain for name, plain in told if plain is not UNKNOWN}

    def read_class(plain: object, reading: Reading) -> object:
        members = dict(_object(plain))
        found = ((one.name, one.read(members, reading)) for one in _members(cls))
        values = {name: value for name, value in found if value is not NOTHING}
        if members:
            raise Misfit(f"has {len(members)} members that are not known")
        return refused(cls, **values)

    return Form(write, read_class)


FACTORY: Any = Factory
GIVEN: Mapping[tuple[type, str], Callable[[Reading], object]] = {
    (Negotiation, "config"): lambda reading: reading.negotiation
}
"""What is not written, because the one who reads gives it."""


@cache
def form(kind: Any) -> Form:
    """How values of this type are written and read. A type that does not travel: TypeError."""
    if kind in LEAVES:
        return LEAVES[kind]
    container = CONTAINERS.get(get_origin(kind))
    return _single(kind) if container is None else container(*get_args(kind))


def _single(kind: Any) -> Form:
    parents = getattr(kind, "__mro__", ())
    for parent, made in KINDS:
        if parent in parents:
            return made(kind)
    if not attrs.has(kind):
        raise TypeError(f"{kind!r} does not travel")
    return _class(kind)


def _enum(kind: Any) -> Form:
    return _choice({member.value: member for member in kind})


def _literal(*words: str) -> Form:
    return _choice({word: word for word in words})


def _union(*parts: Any) -> Form:
    kinds = tuple(part for part in parts if part is not NoneType)
    inner = _one_of(kinds) if kinds[1:] else form(*kinds)
    return inner if len(kinds) == len(parts) else _optional(inner)


KINDS: tuple[tuple[type, Callable[[Any], Form]], ...] = ((Attribute, _line), (Enum, _enum))
"""What is written by what it is a kind of."""
CONTAINERS: Mapping[Any, Callable[..., Form]] = {
    tuple: _tuple,
    frozenset: _set,
    Mapping: _mapping,
    Callable: _function,
    Literal: _literal,
    Union: _union,
    UnionType: _union,
}
