"""Thirty days of a thousand sessions in virtual time: everything that was taken is given back."""

import gc
from collections import Counter
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import count
from time import process_time
from typing import Any

import pytest

from sdpsig.endpoint import (
    Accept,
    Close,
    Endpoint,
    EndpointConfig,
    Open,
    Report,
    Trickle,
)
from sdpsig.session import (
    Closed,
    DtlsState,
    EndReason,
    Event,
    IceState,
    RestartSuggested,
    SessionConfig,
)
from sdpsig.testing import Chance, Clock
from tests.session._peer import answer_to, candidate, end, offer

DAY = 86_400.0
DAYS = 30
SESSIONS = 1_000
OFFER = offer()
ANSWER = answer_to(OFFER)
CANDIDATES = (candidate(50_001), candidate(50_002), end())
CONFIG = EndpointConfig(session=SessionConfig(max_lifetime=20 * DAY))


class Crowd:
    """Users and the media stack of a server, on the clock of its endpoint."""

    def __init__(self, seed: int, sessions: int, days: int) -> None:
        self.clock = Clock()
        self.endpoint = Endpoint(CONFIG)
        self.chance = Chance(seed)
        self.until = days * DAY
        self.opened = 0
        self.most = 0
        self.suggested = 0
        self.ends: Counter[EndReason] = Counter()
        self.plans: list[tuple[float, int, Callable[[str], None], str]] = []
        self.order = count()
        self.clock.drive(self.endpoint, self.woken)
        self.clock.drive(self)
        for number in range(sessions):
            self.plan(self.between(0.0, DAY), self.open, f"user-{number}")

    # --- time

    @property
    def deadline(self) -> float | None:
        return self.plans[0][0] if self.plans else None

    def handle_timeout(self, now: float) -> None:
        while self.plans and self.plans[0][0] <= now:
            _, _, act, name = heappop(self.plans)
            act(name)

    def plan(self, seconds: float, act: Callable[[str], None], name: str) -> None:
        heappush(self.plans, (self.clock.now + seconds, next(self.order), act, name))

    def between(self, least: float, most: float) -> float:
        return least + self.chance.fraction() * (most - least)

    # --- a life

    def tell(self, command: Any) -> None:
        self.note(command.session_id, self.endpoint.handle(command, self.clock.now).events)

    def open(self, name: str) -> None:
        if self.clock.now < self.until:
            self.opened += 1
            self.tell(Open(name, OFFER))
            self.most = max(self.most, len(self.endpoint))
            if not self.chance.happens(0.02):  # else it is never answered
                self.plan(self.between(0.0, 5.0), self.accept, name)

    def accept(self, name: str) -> None:
        self.tell(Accept(name, ANSWER))
        self.tell(Trickle(name, CANDIDATES))
        if not self.chance.happens(0.02):  # else it never connects
            self.plan(self.between(0.1, 10.0), self.connect, name)
            self.plan(self.between(0.5 * DAY, 40 * DAY), self.leave, name)

    def connect(self, name: str) -> None:
        if name in self.endpoint:
            self.tell(Report(name, "0", IceState.CONNECTED, DtlsState.CONNECTED))
            self.plan(self.between(0.1 * DAY, 8 * DAY), self.lose, name)

    def lose(self, name: str) -> None:
        """Contact is lost: for a moment, for a while, or for ever."""
        if name in self.endpoint:
            self.tell(Report(name, "0", IceState.DISCONNECTED))
            self.plan(self.between(1.0, 35.0), self.connect, name)

    def leave(self, name: str) -> None:
        if name in self.endpoint and self.clock.now < self.until:
            self.tell(Close(name))

    def woken(self, ended: Any) -> None:
        for one in ended:
            self.note(one.session_id, one.events)

    def note(self, name: str, events: tuple[Event, ...]) -> None:
        for event in events:
            self.suggested += isinstance(event, RestartSuggested)
            if isinstance(event, Closed):
                self.ends[event.reason] += 1
                self.plan(self.between(30.0, 2 * DAY), self.open, name)

    def live(self) -> None:
        """All of it, and the farewell."""
        self.clock.advance_to(self.until)
        for ended in self.endpoint.close_all(self.clock.now):
            self.note(ended.session_id, ended.events)
        self.clock.advance(50 * DAY)


def sizes(thing: Any, known: set[int] | None = None) -> Iterator[tuple[str, int]]:
    """How many items each collection has that an object of ours holds, however deep."""
    known = set() if known is None else known
    if id(thing) in known or not type(thing).__module__.startswith("sdpsig.endpoint"):
        return
    known.add(id(thing))
    names = [*getattr(thing, "__dict__", ()), *getattr(type(thing), "__slots__", ())]
    for name in names:
        value = getattr(thing, name, None)
        if isinstance(value, dict | list | set | tuple):
            yield f"{type(thing).__name__}.{name}", len(value)
        else:
            yield from sizes(value, known)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_thirty_days_of_a_thousand_sessions_leave_nothing_behind() -> None:
    started = process_time()
    Crowd(1, 10, 1).live()  # whatever is made once is made
    gc.collect()
    objects = len(gc.get_objects())
    crowd = Crowd(2, SESSIONS, DAYS)
    crowd.live()

    assert crowd.opened >= SESSIONS
    assert crowd.most >= SESSIONS * 0.9
    assert crowd.ends.total() == crowd.opened, "each of them has ended, and only once"
    assert crowd.ends.keys() >= {
        EndReason.ANSWER_TIMEOUT,
        EndReason.CLOSED_BY_PEER,
        EndReason.DRAINED,
        EndReason.FAILED,
        EndReason.IDLE,
        EndReason.LIFETIME,
    }
    assert crowd.suggested > 0

    endpoint = crowd.endpoint
    assert (len(endpoint), endpoint.deadline, crowd.deadline) == (0, None, None)
    assert dict(sizes(endpoint)) == dict(sizes(Endpoint(CONFIG)))
    del endpoint, crowd
    gc.collect()
    assert len(gc.get_objects()) - objects < SESSIONS / 10
    assert process_time() - started < 60


def test_collections_of_an_endpoint_are_seen_wherever_they_are() -> None:
    endpoint = Endpoint(CONFIG)
    before = dict(sizes(endpoint))
    endpoint.handle(Open("a", OFFER), 0.0)
    assert sum(dict(sizes(endpoint)).values()) > sum(before.values())
