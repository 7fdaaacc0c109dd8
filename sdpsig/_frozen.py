"""How a frozen value is made and changed fast: filled while it is thawed, then frozen.

The ``__init__`` of a frozen attrs class sets each field through ``object.__setattr__``, which
is most of what making one costs. A twin of the class that does not refuse changes is filled
instead, and becomes a value of the class when its ``__class__`` is set to it. Nothing else
differs from attrs, and type checkers are told of nothing else.
"""

from collections.abc import Callable
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, cast

import attrs

__all__ = ["evolve", "frozen", "thawed"]

Init = Callable[..., None]
Change = Callable[[Any, dict[str, Any]], Any]


def thawed(kind: type[Any]) -> type[Any]:
    """The twin of a frozen attrs class, of the same layout; its fields may be set."""
    free = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(kind.__name__, (kind,), free)


if TYPE_CHECKING:
    from attrs import evolve, frozen
else:

    def frozen(kind: Any = None, /, **options: Any) -> Any:
        """What ``attrs.frozen`` makes, with an ``__init__`` that is several times as fast."""
        if kind is None:
            return lambda kind: frozen(kind, **options)
        made = attrs.frozen(kind, **options)
        init = vars(made).get("__init__")
        if init is not None and init is not vars(kind).get("__init__"):
            type.__setattr__(made, "__init__", _swift(made, init))
        return made

    def evolve(value: Any, /, **changes: Any) -> Any:
        """What ``attrs.evolve`` gives, several times as fast where a class only holds values."""
        kind = type(value)
        change = _CHANGES.get(kind)
        if change is None:
            change = _CHANGES[kind] = _changer(kind)
        return change(value, changes)


# --- how one is made


def _swift(kind: type[Any], slow: Init) -> Init:
    """What does the same as the ``__init__`` of a class; compiled when it is first needed."""

    def first(*values: Any, **fields: Any) -> None:
        made = _initializer(kind, slow)
        type.__setattr__(kind, "__init__", made)
        made(*values, **fields)

    return update_wrapper(first, slow)


def _initializer(kind: type[Any], slow: Init) -> Init:
    """Where anything is refused, the slow one is asked, which says what is wrong."""
    fields = attrs.fields(kind)
    if _has(kind, "__attrs_pre_init__", CACHED_HASH) or not all(map(_simple, fields)):
        return slow
    scope: dict[str, Any] = {"kind": kind, "slow": slow, "twin": thawed(kind)}
    scope |= {"set": object.__setattr__, "NOTHING": attrs.NOTHING}
    given = [field for field in fields if field.init]
    parameters = ["self", *(_parameter(field, scope) for field in given if not field.kw_only)]
    named = [_parameter(field, scope) for field in given if field.kw_only]
    parameters += ["*", *named] if named else []
    words = [f"{field.alias}={field.alias}" for field in given]
    fill = [_filled(field, scope) for field in fields]
    follow = ["self.__attrs_post_init__()"] if _has(kind, "__attrs_post_init__") else []
    source = [
        f"def __init__({', '.join(parameters)}):",
        "    if self.__class__ is not kind:",
        f"        return slow(self, {', '.join(words)})",
        "    set(self, '__class__', twin)",
        "    try:",
        *(f"        {line}" for line in fill),
        "        self.__class__ = kind",
        *(f"        {line}" for line in follow),
        "    except Exception:",
        "        set(self, '__class__', kind)",
        "    else:",
        "        return",
        f"    slow(self, {', '.join(words)})",  # out here, so that it says it once
    ]
    return update_wrapper(_compiled("__init__", source, scope), slow)


def _parameter(field: "attrs.Attribute[Any]", scope: dict[str, Any]) -> str:
    if field.default is attrs.NOTHING:
        return f"{field.alias}"
    scope[f"default_{field.name}"] = attrs.NOTHING if _made(field) else field.default
    return f"{field.alias}=default_{field.name}"


def _filled(field: "attrs.Attribute[Any]", scope: dict[str, Any]) -> str:
    """The statement that sets a field to what was given, or to its default."""
    name, default = field.name, cast("Any", field.default)
    value = f"{field.alias}" if field.init else f"default_{name}"
    if _made(field):
        scope[f"make_{name}"] = default.factory
        made = f"make_{name}()"
        value = f"{made} if {value} is NOTHING else {value}" if field.init else made
    elif not field.init:
        scope[value] = default
    converter = cast("Any", field).converter
    if converter is not None:
        scope[f"convert_{name}"] = converter
        value = f"convert_{name}({value})"
    return f"self.{name} = {value}"


def _simple(field: "attrs.Attribute[Any]") -> bool:
    """Whether all that a field needs is its default and a converter of one value."""
    factory, converter = cast("Any", field.default), cast("Any", field).converter
    if isinstance(converter, attrs.Converter) or (_made(field) and factory.takes_self):
        return False
    return field.validator is None and (field.init or field.default is not attrs.NOTHING)


def _made(field: "attrs.Attribute[Any]") -> bool:
    """Whether the default is made anew for each value."""
    return isinstance(field.default, FACTORY)


FACTORY: type[object] = type(attrs.Factory(lambda: ()))


# --- how one is changed

_CHANGES: dict[type[Any], Change] = {}


def _changer(kind: type[Any]) -> Change:
    fields = attrs.fields(kind)
    hooks = ("__attrs_pre_init__", "__attrs_post_init__", CACHED_HASH)
    if _has(kind, *hooks) or not all(map(_only_holds, fields)):
        return _slowly
    source = [
        "def change(value, changes):",
        "    made = new(twin)",
        *(f"    made.{field.name} = {_kept(field)}" for field in fields),
        "    try:",
        "        for alias, given in changes.items():",
        "            setattr(made, names[alias], given)",
        "    except KeyError:",
        "        return slowly(value, changes)  # which says what is wrong",
        "    made.__class__ = kind",
        "    return made",
    ]
    scope: dict[str, Any] = {"new": object.__new__, "twin": thawed(kind), "kind": kind}
    scope |= {f"default_{field.name}": field.default for field in fields}
    names = {field.alias: field.name for field in fields if field.init}
    scope |= {"names": names, "slowly": _slowly}
    made: Change = _compiled("change", source, scope)
    return made


def _slowly(value: Any, changes: dict[str, Any]) -> Any:
    return attrs.evolve(value, **changes)


def _kept(field: "attrs.Attribute[Any]") -> str:
    """What a field has in the new value: what nobody may give it begins anew."""
    return f"value.{field.name}" if field.init else f"default_{field.name}"


def _only_holds(field: "attrs.Attribute[Any]") -> bool:
    """Whether a field takes whatever it is given, or always begins with the same."""
    held = cast("Any", field).converter is None and field.validator is None
    return held and (field.init or not (field.default is attrs.NOTHING or _made(field)))


# --- both

CACHED_HASH = "_attrs_cached_hash"


def _has(kind: type[Any], *hooks: str) -> bool:
    return any(hasattr(kind, hook) for hook in hooks)


def _compiled(name: str, source: list[str], scope: dict[str, Any]) -> Any:
    exec("\n".join(source), scope)  # noqa: S102  # names of fields are identifiers
    return scope[name]
