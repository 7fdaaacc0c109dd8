"""What is wanted of a row: a bar that has been promised, and a goal beyond it."""

from collections.abc import Mapping

from attrs import frozen

__all__ = ["Bound", "Wanted", "at_least", "at_most", "times"]


@frozen
class Bound:
    """One thing that is wanted: a figure, or how many times better than a peer."""

    value: float
    peer: str = ""
    higher_is_better: bool = False

    def __str__(self) -> str:
        value = f"{self.value:,g}"
        if self.peer:
            return f"≥ {value}x {self.peer}"
        return f"{'≥' if self.higher_is_better else '≤'} {value}"

    def met(self, ours: float, ratios: Mapping[str, float]) -> bool | None:
        """Whether it is; None where the peer was not measured."""
        if self.peer:
            return None if self.peer not in ratios else ratios[self.peer] >= self.value
        return ours >= self.value if self.higher_is_better else ours <= self.value


Wanted = tuple[Bound, ...]
"""All of it; nothing where it is empty."""


def at_most(value: float) -> Bound:
    return Bound(value)


def at_least(value: float) -> Bound:
    return Bound(value, higher_is_better=True)


def times(value: float, peer: str) -> Bound:
    return Bound(value, peer)
