"""How a frozen value is made fast: filled while it is thawed, then frozen.

The ``__init__`` of a frozen attrs class sets each field through ``object.__setattr__``, which
is most of what reading a line costs. A twin of the class that does not refuse changes is
filled instead, and becomes a value of the class when its ``__class__`` is set to it.
"""

from typing import Any

__all__ = ["thawed"]


def thawed(kind: type[Any]) -> type[Any]:
    """The twin of a frozen attrs class, of the same layout; its fields may be set."""
    free = {"__slots__": (), "__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(kind.__name__, (kind,), free)
