"""Many sessions: commands in, outcomes out. Ids and time come with the command."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from attrs import define, field, frozen

from ..errors import Fault, FaultCode, RemoteProtocolError, SdpsigError
from ..session import EndReason, Session, SessionConfig, Timer
from ._commands import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Ended,
    Open,
    Outcome,
    Report,
    Reported,
    Trickle,
    Trickled,
)
from ._schedule import Schedule

__all__ = ["Endpoint", "EndpointConfig"]

RETRY_FULL = 5
"""Seconds after which a place may be free again."""


@frozen(kw_only=True)
class EndpointConfig:
    """How an endpoint and its sessions behave."""

    session: SessionConfig = field(factory=SessionConfig)
    closed_retention: float = 60.0
    """Seconds for which closing again is answered like the first time (L-19)."""


@define
class _Entry:
    """A live session and what came with its offer."""

    session: Session
    metadata: object


class Endpoint:
    """All sessions of a server. One owner at a time; every call returns or raises at once.

    A call that raises has changed nothing. Whatever ends is forgotten: the session at once,
    its id after ``closed_retention``, or earlier where more than ``Limits.sessions`` are over.
    """

    def __init__(self, config: EndpointConfig | None = None) -> None:
        self.config = config or EndpointConfig()
        self.draining = False
        """Whether new sessions are refused."""
        self._live: dict[str, _Entry] = {}
        self._unconnected: set[str] = set()
        self._schedule = Schedule()
        """When each live session is to be woken."""
        self._tombs = Schedule()
        """When the name of each session that is over may be forgotten."""
        self._handlers: Mapping[type[Any], Callable[[Any, float], Outcome]] = {
            Open: self._open,
            Accept: self._accept,
            Trickle: self._trickle,
            Close: self._close,
            Report: self._report,
        }

    @property
    def sessions(self) -> Mapping[str, Session]:
        """The live sessions by id, as they are now."""
        return MappingProxyType({name: entry.session for name, entry in self._live.items()})

    def __len__(self) -> int:
        """How many sessions are live."""
        return len(self._live)

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._live

    def handle(self, command: Command, now: float) -> Outcome:
        """Carry out a command. Raises RemoteProtocolError or LocalProtocolError."""
        return self._handlers[type(command)](command, now)

    @property
    def deadline(self) -> float | None:
        """When to call ``handle_timeout``, on the clock that ``now`` is read from."""
        times = (self._schedule.next, self._tombs.next)
        return min((at for at in times if at is not None), default=None)

    def handle_timeout(self, now: float) -> tuple[Ended, ...]:
        """Let everything that is due happen. Early, late and spurious calls are safe."""
        for _ in self._tombs.due(now):
            pass  # forgotten
        ended: list[Ended] = []
        for name in self._schedule.due(now):
            events = self._live[name].session.handle_timeout(now)
            self._settle(name, now)
            ended.append(Ended(name, events))
        return tuple(ended)

    # --- commands

    def _open(self, command: Open, now: float) -> AnswerNeeded:
        self._judge_room(command.session_id)
        session = Session(self.config.session)
        events = session.receive(command.offer, now)
        self._tombs.set(command.session_id, None)
        self._live[command.session_id] = _Entry(session, command.metadata)
        self._settle(command.session_id, now)
        deadlines = dict(session.state.deadlines)
        return AnswerNeeded(
            command.session_id,
            command.offer,
            events,
            command.metadata,
            deadlines.get(Timer.ANSWER),
        )

    def _accept(self, command: Accept, now: float) -> Answered:
        entry = self._find(command.session_id)
        events = entry.session.send(command.answer, now)
        self._settle(command.session_id, now)
        return Answered(command.session_id, command.answer, events, entry.metadata)

    def _trickle(self, command: Trickle, now: float) -> Trickled:
        events = self._find(command.session_id).session.receive_all(command.candidates, now)
        self._settle(command.session_id, now)
        return Trickled(command.session_id, events)

    def _close(self, command: Close, now: float) -> Closed:
        if command.session_id in self._tombs:
            return Closed(command.session_id)
        session = self._find(command.session_id).session
        events = session.close(now, command.reason, command.detail)
        self._settle(command.session_id, now)
        return Closed(command.session_id, events)

    def _report(self, command: Report, now: float) -> Reported:
        entry = self._live.get(command.session_id)
        if entry is None:
            return Reported(command.session_id)  # a late word from a session that is over
        events = entry.session.report(command.mid, ice=command.ice, dtls=command.dtls, now=now)
        self._settle(command.session_id, now)
        return Reported(command.session_id, events)

    def close_all(self, now: float, reason: EndReason = EndReason.DRAINED) -> tuple[Ended, ...]:
        """End every session."""
        return tuple(
            Ended(name, self.handle(Close(name, reason), now).events) for name in tuple(self._live)
        )

    # --- order in the house

    def _judge_room(self, session_id: str) -> None:
        limits = self.config.session.limits
        rules = (
            (self.draining, FaultCode.ENDPOINT_DRAINING, "the server is stopping"),
            (
                session_id in self._live,
                FaultCode.SESSION_CONFLICT,
                "the session id is already in use",
            ),
            (
                len(self._live) >= limits.sessions
                or len(self._unconnected) >= limits.unconnected_sessions,
                FaultCode.ENDPOINT_FULL,
                "as many sessions as may be are live",
            ),
        )
        for holds, code, detail in rules:
            if holds:
                retry = None if code is FaultCode.SESSION_CONFLICT else RETRY_FULL
                raise RemoteProtocolError(Fault(code, detail, retry_after=retry))

    def _find(self, session_id: str) -> _Entry:
        entry = self._live.get(session_id)
        if entry is None:
            raise not_found()
        return entry

    def _settle(self, name: str, now: float) -> None:
        """After a change: the next deadline, and an end if it has come."""
        session = self._live[name].session
        state = session.state
        if state.end is None:
            self._schedule.set(name, session.deadline)
            (self._unconnected.discard if state.was_connected else self._unconnected.add)(name)
            return
        del self._live[name]
        self._unconnected.discard(name)
        self._schedule.set(name, None)
        if self.config.closed_retention > 0:
            self._tombs.set(name, now + self.config.closed_retention)
            if len(self._tombs) > self.config.session.limits.sessions:
                self._tombs.pop()


def not_found() -> SdpsigError:
    """Unknown, expired and foreign sessions all look like this."""
    return RemoteProtocolError(Fault(FaultCode.SESSION_NOT_FOUND, "there is no such session"))
