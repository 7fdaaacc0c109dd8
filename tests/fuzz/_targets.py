"""The entry points that strangers reach, each with its oracle and what to start from."""

from collections.abc import Callable
from random import Random

from attrs import frozen

from sdpsig.sdp import INTEROP, STRICT
from tests.fuzz import _oracles as oracles
from tests.fuzz import _seeds as seeds
from tests.fuzz._mutations import mutate, spoil

__all__ = ["TARGETS", "Target"]


@frozen
class Target:
    """One entry point."""

    name: str
    holds: Callable[[bytes], bool]
    """Asserts what must hold of an input; True where the input was taken."""
    seeds: tuple[str, ...]

    def case(self, random: Random) -> bytes:
        """A changed seed."""
        return self.change(random.choice(self.seeds), random)

    def change(self, text: str, random: Random) -> bytes:
        return spoil(mutate(text, random, random.choice(self.seeds)), random)


def _as_text(holds: Callable[[str], bool]) -> Callable[[bytes], bool]:
    """For entry points that take text, in which a surrogate may hide."""
    return lambda data: holds(data.decode("utf-8", "surrogatepass" if _hides(data) else "replace"))


def _hides(data: bytes) -> bool:
    try:
        data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


WHOLE = (*seeds.DESCRIPTIONS, seeds.SAMPLER)
TARGETS = {
    target.name: target
    for target in (
        Target("parse-text", _as_text(oracles.description), WHOLE),
        Target("parse-text-strict", _as_text(lambda it: oracles.description(it, STRICT)), WHOLE),
        Target("parse-bytes", oracles.description, WHOLE),
        Target("parse-bytes-strict", lambda it: oracles.description(it, STRICT), WHOLE),
        Target("fragment", lambda it: oracles.fragment(it, INTEROP), seeds.FRAGMENTS),
        Target("fragment-strict", lambda it: oracles.fragment(it, STRICT), seeds.FRAGMENTS),
        Target("candidate", _as_text(oracles.candidate), seeds.CANDIDATES),
        Target("attribute", _as_text(oracles.attribute), seeds.ATTRIBUTES),
        Target("json", oracles.json, seeds.JSON),
    )
}
