"""The wire between two peers: how long letters take, and what becomes of them on the way."""

from collections.abc import Callable
from copy import copy
from typing import Self

from attrs import define, field

from .._frozen import frozen
from ._chance import Chance
from ._letters import Letter, Spoken, write_letter

__all__ = ["Wire"]


@frozen
class Flight:
    """A letter that is under way."""

    at: float
    """When it arrives."""
    rank: float
    """Which of those that arrive together is first."""
    letter: Letter

    @property
    def key(self) -> tuple[float, float]:
        """What arrives first is the least."""
        return self.at, self.rank


@define
class Wire:
    """Letters both ways. Where nothing else is said none is lost, doubled or overtaken."""

    deliver: Callable[[Letter, float], object]
    """Who gets the letters, each with the time of its arrival."""
    latency: float = 0.0
    """Seconds that a letter takes."""
    loss: float = 0.0
    """The probability that a letter never arrives, from 0 to 1."""
    duplicate: float = 0.0
    """The probability that a letter arrives twice, from 0 to 1."""
    reorder: bool = False
    """Whether letters may overtake each other: each takes up to twice the latency."""
    chance: Chance = field(factory=Chance)
    held: bool = False
    """Whether letters stay where they are."""
    posted: int = 0
    """How many letters there ever were."""
    flights: tuple[Flight, ...] = ()
    """Those under way, in the order in which they will arrive."""

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Those under way, in the order in which they will arrive."""
        return tuple(flight.letter for flight in self.flights)

    def post(self, sender: str, message: Spoken, now: float, offer_id: str | None = None) -> None:
        """Send a message off."""
        letter = write_letter(self.posted, sender, message, offer_id)
        self.posted += 1
        if self.chance.happens(self.loss):
            return
        for _ in range(1 + self.chance.happens(self.duplicate)):
            self._send(letter, now)

    def _send(self, letter: Letter, now: float) -> None:
        delay, rank = self.latency, float(letter.number)
        if self.reorder:
            delay, rank = self.latency * (1 + self.chance.fraction()), self.chance.fraction()
        flights = (*self.flights, Flight(now + delay, rank, letter))
        self.flights = tuple(sorted(flights, key=lambda flight: flight.key))

    def take(self, letter: Letter) -> None:
        """Take a letter off the wire; of one that is there twice the first. There has to be one."""
        flights = list(self.flights)
        del flights[self.letters.index(letter)]
        self.flights = tuple(flights)

    @property
    def deadline(self) -> float | None:
        """When the next letter arrives."""
        return self.flights[0].at if self.flights and not self.held else None

    def handle_timeout(self, now: float) -> None:
        """Deliver the next letter, if it is there."""
        if self.deadline is not None and self.deadline <= now:
            first, *rest = self.flights
            self.flights = tuple(rest)
            self.deliver(first.letter, now)

    def copied(self, deliver: Callable[[Letter, float], object]) -> Self:
        """The same wire to other people."""
        other = copy(self)
        other.deliver, other.chance = deliver, Chance(self.chance.state)
        return other
