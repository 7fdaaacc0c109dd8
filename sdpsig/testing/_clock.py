"""Virtual time: seconds that pass when they are told to, and who has to be woken meanwhile."""

from collections.abc import Callable
from typing import Any, Protocol

__all__ = ["Clock", "Machine"]

MOST_AT_ONCE = 10_000
"""How often machines are woken at one instant before something must be wrong."""


class Machine(Protocol):
    """What has a deadline: a ``Session``, an ``Endpoint``, a ``Peer``, a ``Wire``."""

    @property
    def deadline(self) -> float | None:
        """When to wake it, in seconds on the clock; None: not at all."""
        ...

    def handle_timeout(self, now: float) -> Any:
        """Wake it."""
        ...


class Clock:
    """Virtual seconds. Whom it drives is woken at the right time and in the right order."""

    def __init__(self, now: float = 0.0) -> None:
        self.now = now
        """The time, in seconds."""
        self._driven: list[tuple[Machine, Callable[[Any], object]]] = []

    def drive(self, machine: Machine, told: Callable[[Any], object] = bool) -> None:
        """Wake a machine from now on; ``told`` gets what its ``handle_timeout`` returns."""
        self._driven.append((machine, told))

    @property
    def deadline(self) -> float | None:
        """When the first of all that it drives wants to be woken."""
        deadlines = (machine.deadline for machine, _ in self._driven)
        return min((at for at in deadlines if at is not None), default=None)

    def advance(self, seconds: float) -> None:
        """Let time pass, and wake everyone on the way; of two at once the one driven first."""
        self.advance_to(self.now + seconds)

    def advance_to(self, at: float) -> None:
        """Let time pass until this instant; one that has been is now."""
        woken = 0
        while (due := self.deadline) is not None and due <= at:
            woken = woken + 1 if due <= self.now else 0
            if woken > MOST_AT_ONCE:
                raise RuntimeError(f"somebody wants to be woken at {due} for ever")
            self.now = max(self.now, due)
            self._wake()
        self.now = max(self.now, at)

    def jump(self, seconds: float) -> None:
        """Change the time, forwards or backwards, and wake nobody, as a computer that slept.

        Who is due by then is woken late, when time passes again: ``advance(0)`` will do.
        """
        self.now += seconds

    def _wake(self) -> None:
        """Wake the first one that is due."""
        due = self.deadline
        machine, told = next(pair for pair in self._driven if pair[0].deadline == due)
        told(machine.handle_timeout(self.now))
