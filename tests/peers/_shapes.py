"""Sessions that two peers are put through: pure data, the same for the same seed.

A shape does not say which peer takes which side, so each is good for two runs. What it does to a
section names the section by a number that a driver takes modulo the sections that there are: the
shape need not know what became of an offer.
"""

from collections.abc import Iterator
from enum import StrEnum
from random import Random

from attrs import frozen

from tests.peers._peer import Config

__all__ = [
    "Add",
    "Change",
    "Ending",
    "Reject",
    "Restart",
    "Round",
    "SetDirection",
    "Shape",
    "Side",
    "Stop",
    "sample",
    "shapes",
]

SEED = 1
"""Of the fixed set."""
COUNT = 320
"""Shapes of the fixed set."""


class Side(StrEnum):
    """One of two peers."""

    FIRST = "first"
    """The one that makes the first offer."""
    SECOND = "second"
    """The other."""

    @property
    def other(self) -> "Side":
        return Side.SECOND if self is Side.FIRST else Side.FIRST


class Ending(StrEnum):
    """What becomes of an offer."""

    ANSWER = "answer"
    """It is answered."""
    ROLLBACK = "rollback"
    """Both take it back, after it was applied."""
    GLARE = "glare"
    """The answerer had offered too; it takes its own back, then answers."""


@frozen
class Add:
    """A new section: a transceiver, or data channels where there are none yet."""

    kind: str
    direction: str = "sendrecv"
    codecs: tuple[str, ...] = ()
    """The only ones wanted, best first; none: all."""
    encodings: tuple[str, ...] = ()
    """The rids that are sent, for simulcast."""


@frozen
class Stop:
    """Stop the transceiver of a section: the next offer gives the section up."""

    nth: int


@frozen
class Reject:
    """Reject an offered section in the answer."""

    nth: int


@frozen
class SetDirection:
    """Want another direction for a section."""

    nth: int
    direction: str


@frozen
class Restart:
    """Restart ICE with the next offer."""


Change = Add | Stop | Reject | SetDirection | Restart


@frozen
class Round:
    """An offer and what becomes of it."""

    offerer: Side = Side.FIRST
    before: tuple[tuple[Side, Change], ...] = ()
    """Done on either side before the offer is made."""
    answering: tuple[Change, ...] = ()
    """Done by the answerer when it has the offer."""
    ending: Ending = Ending.ANSWER


@frozen
class Shape:
    """A session from its first offer to its last answer."""

    number: int
    """Within its set."""
    sections: tuple[Add, ...]
    """Added by the first side before its first offer, in this order."""
    config: Config
    """Of both sides."""
    bundle: bool
    """Whether BUNDLE gets through; without it each side meets a peer that does not know it."""
    rounds: tuple[Round, ...]


DIRECTIONS = ("sendrecv", "sendrecv", "sendonly", "recvonly", "inactive")
CODECS = {
    "audio": ((), (), ("opus",), ("PCMU", "opus"), ("PCMA",)),
    "video": ((), (), ("VP8",), ("VP9", "VP8"), ("H264", "VP8"), ("AV1", "VP8")),
}
KINDS = ("audio", "audio", "video", "video", "data")
RIDS = (("h", "l"), ("f", "h", "q"))
SIZES = (0, 1, 1, 2, 2, 2, 3, 3, 4, 5, 6, 8)
LENGTHS = (1, 1, 2, 2, 3, 3, 4, 5)
POLICIES = ("balanced", "max-compat", "max-bundle")
ENDINGS = (*[Ending.ANSWER] * 8, Ending.ROLLBACK, Ending.GLARE)


def shapes(seed: int = SEED, count: int = COUNT) -> tuple[Shape, ...]:
    """The first shapes of a seed; more of them never change those before."""
    return tuple(_shape(Random(f"{seed} {number}"), number) for number in range(count))


def sample(seed: int = SEED, n: int = 20) -> tuple[Shape, ...]:
    """A few of the fixed set, spread over it."""
    return tuple(Random(f"sample {seed}").sample(shapes(), n))


def _shape(random: Random, number: int) -> Shape:
    bundle = random.random() > 0.12
    policy = random.choice(POLICIES) if bundle else "max-compat"
    sections = tuple(_sections(random, random.choice(SIZES)))
    length = random.choice(LENGTHS)
    return Shape(
        number=number,
        sections=sections,
        config=Config(policy),
        bundle=bundle,
        rounds=(
            _round(random, Side.FIRST, ()),
            *(
                _round(random, random.choice((*Side,)), tuple(_changes(random)))
                for _ in range(length - 1)
            ),
        ),
    )


def _sections(random: Random, size: int) -> Iterator[Add]:
    for _ in range(size):
        yield _add(random)


def _add(random: Random) -> Add:
    kind = random.choice(KINDS)
    if kind == "data":
        return Add(kind)
    direction = random.choice(DIRECTIONS)
    sends = direction in ("sendrecv", "sendonly")
    rids = random.choice(RIDS) if kind == "video" and sends and random.random() < 0.25 else ()
    return Add(kind, direction, () if rids else random.choice(CODECS[kind]), rids)


def _changes(random: Random) -> Iterator[tuple[Side, Change]]:
    for _ in range(random.choice((0, 1, 1, 2, 3))):
        yield random.choice((*Side,)), _change(random)


def _change(random: Random) -> Change:
    match random.randrange(10):
        case 0 | 1 | 2:
            return _add(random)
        case 3 | 4:
            return Stop(random.randrange(8))
        case 5 | 6 | 7:
            return SetDirection(random.randrange(8), random.choice(DIRECTIONS))
        case _:
            return Restart()


def _round(random: Random, offerer: Side, before: tuple[tuple[Side, Change], ...]) -> Round:
    return Round(
        offerer=offerer,
        before=before,
        answering=tuple(_wishes(random)),
        ending=random.choice(ENDINGS),
    )


def _wishes(random: Random) -> Iterator[Change]:
    """What an answerer wants of an offer: it sends, it rejects, or it takes it as it comes."""
    for nth in range(random.choice((0, 1, 2, 4))):
        match random.randrange(8):
            case 0:
                yield Stop(random.randrange(8))
            case 1 | 2:
                yield Reject(random.randrange(8))
            case _:
                yield SetDirection(nth, random.choice(DIRECTIONS))
