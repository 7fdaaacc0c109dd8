"""Many sessions that live in one process. As a program: what they weigh, and what change costs."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from time import process_time

from attrs import define, field

from sdpsig.endpoint import Close, Endpoint, EndpointConfig, Report
from sdpsig.endpoint._schedule import Schedule
from sdpsig.limits import Limits
from sdpsig.session import DtlsState, IceState, SessionConfig
from tests.bench._holding import hold
from tests.bench._offers import BATCH, from_capture
from tests.bench._process import say, usage
from tests.bench._timing import US

__all__ = ["MINUTE", "Crowd"]

DAY = 86_400.0
MINUTE = 60.0
MID = "0"
"""The section that owns the transport of every session."""
TICK = 0.001
"""Seconds from one command to the next: closed sessions are remembered for a minute of them."""
CHANGES = 100_000
"""Timer changes of one round: the clean-up that many of them pay for is among them."""
SOME = 200
"""Sessions of one round that come and go, or lose contact and find it again."""


def config(count: int) -> EndpointConfig:
    """Room for so many and as many again. All have a timer, and none goes off."""
    limits = Limits(sessions=2 * count, unconnected_sessions=2 * count)
    return EndpointConfig(session=SessionConfig(max_lifetime=DAY, limits=limits))


@define
class Crowd:
    """An endpoint whose sessions are negotiated and connected, and its clock."""

    offers: Iterator[str]
    endpoint: Endpoint
    names: list[str] = field(factory=list)
    now: float = 1.0
    random: Random = field(factory=lambda: Random(1))

    def grow(self, count: int) -> None:
        """So many sessions more."""
        for number in range(len(self.names), len(self.names) + count):
            self.names.append(f"{number:032}")
            hold(self.endpoint, self.names[-1], next(self.offers), self._tick())
            self._report(self.names[-1], IceState.CONNECTED, DtlsState.CONNECTED)

    def come_and_go(self) -> float:
        """Microseconds from the text of an offer to the end of its session, answered between."""
        texts = [next(self.offers) for _ in range(SOME)]
        start = process_time()
        for text in texts:
            name = f"guest-{self.now}"
            hold(self.endpoint, name, text, self._tick())
            self.endpoint.handle(Close(name), self._tick())
            self._wake()
        return (process_time() - start) / SOME * US

    def lose_contact(self) -> float:
        """Microseconds of a report that starts or stops the timers of a session."""
        names = self.random.sample(self.names, min(SOME, len(self.names)))
        start = process_time()
        for name in names:
            self._report(name, IceState.DISCONNECTED)
            self._report(name, IceState.CONNECTED)
        return (process_time() - start) / (2 * len(names)) * US

    def change_timers(self) -> float:
        """Microseconds of one timer that is set, and goes off where its time comes first.

        Each has a minute or two, and is set anew once a minute in an order of chance: one in six
        goes off. The first time is not counted.
        """
        count, random = len(self.names), self.random
        plan = [
            (name, random.uniform(MINUTE, 2 * MINUTE))
            for _ in range(1 + CHANGES // count)
            for name in random.sample(self.names, count)
        ]
        schedule: Schedule[str] = Schedule()
        now = _pass_time(schedule, plan[:count], 0.0, MINUTE / count)
        start = process_time()
        _pass_time(schedule, plan[count:], now, MINUTE / count)
        return (process_time() - start) / (len(plan) - count) * US

    def _report(self, name: str, ice: IceState, dtls: DtlsState | None = None) -> None:
        self.endpoint.handle(Report(name, MID, ice, dtls), self._tick())

    def _tick(self) -> float:
        self.now += TICK
        return self.now

    def _wake(self) -> None:
        """What every driver of an endpoint does."""
        deadline = self.endpoint.deadline
        if deadline is not None and deadline <= self.now:
            self.endpoint.handle_timeout(self.now)


def _pass_time(
    schedule: Schedule[str], plan: Sequence[tuple[str, float]], now: float, step: float
) -> float:
    """Set one timer at each step of time; when it is then."""
    for name, delay in plan:
        now += step
        for _ in schedule.due(now):
            pass
        schedule.set(name, now + delay)
    return now


def main(count: int) -> None:
    """Say what each session weighs, then what is asked for."""
    crowd = Crowd(from_capture().all.each(), Endpoint(config(count)))
    crowd.grow(BATCH)
    before = usage().resident
    crowd.grow(count - BATCH)
    say((usage().resident - before) / (count - BATCH))
    answers: Mapping[str, Callable[[], float]] = {
        "come and go": crowd.come_and_go,
        "lose contact": crowd.lose_contact,
        "change timers": crowd.change_timers,
    }
    for line in sys.stdin:
        say(answers[line.strip()]())


if __name__ == "__main__":
    main(int(sys.argv[1]))
