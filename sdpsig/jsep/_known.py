"""What was worked out once for all descriptions of one outline."""

from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Known"]

MOST_KNOWN = 64
"""Keys at most: outlines with what was asked of them."""

V = TypeVar("V")


class Known(Generic[V]):
    """A bounded table.

    Shared between threads without a lock: every operation on it is one dictionary operation.
    """

    def __init__(self) -> None:
        self._found: dict[Hashable, V] = {}

    def get(self, key: Hashable) -> V | None:
        """What was found for this key."""
        return self._found.get(key)

    def remember(self, key: Hashable, value: V) -> None:
        """Keep it; nothing of one connection may be in it."""
        if len(self._found) >= MOST_KNOWN:
            self._found.clear()  # a flood of new outlines costs a refill, never memory
        self._found[key] = value
