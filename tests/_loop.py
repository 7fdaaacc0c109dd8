"""A loop without waiting: where nothing is left to do, its clock jumps to the next timer.

The tests of a module and what they start live in virtual time where it says::

    pytestmark = pytest.mark.anyio
    anyio_backend = in_virtual_time

``run`` gives a single coroutine such a loop for itself.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

import pytest

__all__ = ["START", "JumpingLoop", "Stuck", "in_virtual_time", "run"]

T = TypeVar("T")

START = 1000.0
"""The time at which every loop begins; a clock may start anywhere."""


class Stuck(Exception):  # noqa: N818  # a state
    """Every task waits for something that no timer will bring."""


class _Selector(selectors.SelectSelector):
    now = START
    turns = 0

    def __init__(self) -> None:
        super().__init__()
        self.due: dict[int, Callable[[], object]] = {}

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        self.turns += 1
        act = self.due.pop(self.turns, None)
        if act is not None:
            act()
            return ready
        if not ready:
            if timeout is None:
                raise Stuck
            self.now += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop in virtual time. Threads and sockets are not for it."""

    def __init__(self) -> None:
        self._jumping = _Selector()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def after_turns(self, turns: int, act: Callable[[], object]) -> None:
        """Do something when the loop has turned so often, whatever it waits for by then."""
        self._jumping.due[self._jumping.turns + turns] = act


@pytest.fixture
def in_virtual_time() -> tuple[str, dict[str, Any]]:
    """The backend of anyio's plugin, with this loop."""
    return "asyncio", {"loop_factory": JumpingLoop}


def run(main: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a loop of its own."""
    with asyncio.Runner(loop_factory=JumpingLoop) as runner:
        return runner.run(main)
