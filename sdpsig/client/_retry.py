"""When a call is made again: only where that can do no harm."""

from collections.abc import Callable

from attrs import field

from .._frozen import frozen
from ._retry_after import retry_after
from ._steps import Failed, Failure, Received

__all__ = ["RetryPolicy"]

BUSY = frozenset({429, 503})
"""Statuses of a server that has done nothing (RFC 6585 §4, RFC 9110 §15.6.4)."""


def _no_chance() -> float:
    return 1.0


@frozen(kw_only=True)
class RetryPolicy:
    """How often, and after how long."""

    attempts: int = 3
    """Requests in all, at least 1."""
    first_delay: float = 0.25
    """Seconds at most before the second request; each further one may wait twice as long."""
    max_delay: float = 8.0
    """Seconds at most between two requests, unless the server asks for more."""
    patience: float = 60.0
    """Seconds at most that a server may ask for; one that asks for more is not asked again."""
    busy: frozenset[int] = BUSY
    """Statuses of a server that has done nothing yet and may do it later."""
    chance: Callable[[], float] = field(default=_no_chance, repr=False)
    """A number from 0 to 1, by which a delay is shortened: clients that fail together part."""

    def delay(self, made: int, outcome: Received | Failed, *, repeatable: bool) -> float | None:
        """Seconds until the next request after so many; None: there is none.

        ``repeatable``: whether the server may see the request twice.
        """
        if made >= self.attempts or not self._may(outcome, repeatable=repeatable):
            return None
        asked = retry_after(outcome) if isinstance(outcome, Received) else None
        if asked is not None:
            return float(asked) if asked <= self.patience else None
        ceiling = min(self.max_delay, self.first_delay * 2.0 ** min(made - 1, 32))
        return ceiling * self.chance()

    def _may(self, outcome: Received | Failed, *, repeatable: bool) -> bool:
        if isinstance(outcome, Received):
            return outcome.status in self.busy
        return outcome.failure is Failure.NOT_SENT or (
            outcome.failure is Failure.LOST and repeatable
        )
