"""How a frozen value is made and changed fast: filled while it is thawed, then frozen.

The ``__init__`` of a frozen attrs class sets each field through ``object.__setattr__``, which
is most of what making one costs. A twin of the class that does not refuse changes is filled
instead, and becomes a value of the class when its ``__class__`` is set to it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

import attrs

__all__ = ["evolve", "thawed"]


def thawed(kind: type[Any]) -> type[Any]:
    """The twin of a frozen attrs class, of the same layout; its fields may be set."""
    free = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(kind.__name__, (kind,), free)


if TYPE_CHECKING:
    from attrs import evolve
else:

    def evolve(value: Any, /, **changes: Any) -> Any:
        """What ``attrs.evolve`` gives, several times as fast where a class only holds values."""
        kind = type(value)
        change = _CHANGES.get(kind)
        if change is None:
            change = _CHANGES[kind] = _changer(kind)
        return change(value, changes)


_CHANGES: dict[type[Any], Callable[[Any, dict[str, Any]], Any]] = {}


def _changer(kind: type[Any]) -> Callable[[Any, dict[str, Any]], Any]:
    fields = attrs.fields(kind)
    hooks = {"__attrs_pre_init__", "__attrs_post_init__", "_attrs_cached_hash"}
    if not hooks.isdisjoint(dir(kind)) or not all(map(_only_holds, fields)):
        return _slowly
    source = [
        "def change(value, changes):",
        "    made = new(twin)",
        *(f"    made.{field.name} = value.{field.name}" for field in fields),
        "    try:",
        "        for alias, given in changes.items():",
        "            setattr(made, names[alias], given)",
        "    except KeyError:",
        "        return slowly(value, changes)  # which says what is wrong",
        "    made.__class__ = kind",
        "    return made",
    ]
    names = {field.alias: field.name for field in fields}
    scope: dict[str, Any] = {
        "new": object.__new__,
        "twin": thawed(kind),
        "names": names,
        "kind": kind,
        "slowly": _slowly,
    }
    exec("\n".join(source), scope)  # noqa: S102  # names of fields are identifiers
    made: Callable[[Any, dict[str, Any]], Any] = scope["change"]
    return made


def _slowly(value: Any, changes: dict[str, Any]) -> Any:
    return attrs.evolve(value, **changes)


def _only_holds(field: "attrs.Attribute[Any]") -> bool:
    """Whether a field takes whatever it is given, and is given it by whoever makes the value."""
    return field.init and cast("Any", field).converter is None and field.validator is None
