"""Every input of a session as a JSON line: what can be replayed, and read.

The first line has the configuration and the state from which things go on. Each line after it
is one input with its time, what it was refused for where it was, and a digest of the state
after it. Passwords, keys and addresses are pseudonyms, unless all is asked for.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from hashlib import sha256
from math import inf
from typing import Any, TypeVar

from attrs import field

from .._converter import encode
from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, SdpsigError
from ..jsep import Answer, Created, Offer, Pranswer, Side, Transports
from ._config import SessionConfig
from ._events import Event
from ._forms import form
from ._messages import Message
from ._plain import PlainWriting
from ._session import Session
from ._snapshot import FORMAT, pack
from ._state import SessionState
from ._states import DtlsState, EndReason, IceState
from ._veil import Veil

__all__ = [
    "Closing",
    "Entry",
    "Input",
    "Made",
    "Refusal",
    "Repeated",
    "Reported",
    "Said",
    "Start",
    "WokenUp",
    "digest",
    "record",
]

T = TypeVar("T")


@frozen
class Refusal:
    """Why an input was refused: then it changed nothing."""

    code: FaultCode
    detail: str
    rule: str = ""

    @classmethod
    def of(cls, fault: Fault) -> "Refusal":
        """The lasting part of a fault."""
        return cls(fault.code, fault.detail, fault.rule)


@frozen
class Start:
    """Where a journal begins."""

    t: float
    """In seconds on the session's clock, as in every line."""
    format: int
    config: SessionConfig
    """Functions of an answer policy that sdpsig does not know are left out."""
    session: object
    """A snapshot."""


@frozen(kw_only=True)
class Input:
    """What every input has."""

    t: float
    state: str = ""
    """What names the state after it: equal states have equal digests."""
    refusal: Refusal | None = None


@frozen(kw_only=True)
class Said(Input):
    """Messages of one side, of which all count or none."""

    side: Side
    messages: tuple[Message, ...] = field(repr=False)


@frozen(kw_only=True)
class Made(Input):
    """A description that was created, and not applied yet."""

    description: Offer | Pranswer | Answer | None = field(default=None, repr=False)
    """None where it was refused."""
    proposed: Mapping[str, int] = field(factory=dict[str, int])
    """Which transceiver each of its sections is for."""


@frozen(kw_only=True)
class Reported(Input):
    """How a transport fares."""

    mid: str
    ice: IceState | None = None
    dtls: DtlsState | None = None


@frozen(kw_only=True)
class Repeated(Input):
    """The peer said again what was answered before."""


@frozen(kw_only=True)
class WokenUp(Input):
    """What was due was let happen."""


@frozen(kw_only=True)
class Closing(Input):
    """The application ended the session."""

    reason: EndReason
    detail: str = ""


Entry = Start | Said | Made | Reported | Repeated | WokenUp | Closing
"""One line of a journal."""


def digest(state: SessionState, now: float, veil: Veil | None = None) -> str:
    """16 hexadecimal digits for everything that a session knows."""
    return sha256(encode(pack(state, now, 0.0, veil))).hexdigest()[:16]


def record(
    session: Session,
    write: Callable[[bytes], object],
    now: float,
    *,
    full: bool = False,
    most: int | None = None,
) -> Session:
    """The session as it goes on, with a line to ``write`` for every input.

    The one that was given is not used any more. ``full`` writes passwords, keys and addresses
    as they are. After ``most`` bytes nothing more is written: the journal ends with a whole line.
    """
    return _Recorded(session, write, now, full=full, most=inf if most is None else most)


class _Recorded(Session):
    """A session that writes down what it is told."""

    def __init__(
        self,
        session: Session,
        write: Callable[[bytes], object],
        now: float,
        *,
        full: bool,
        most: float,
    ) -> None:
        super().__init__(session.config, session.state)
        self._write = write
        self._left = most
        """Bytes that may still be written; below 0 the journal has ended."""
        self._veil = None if full else Veil(session.candidate_policy)
        start = pack(self.state, now, 0.0, self._veil)
        self._tell(Start(now, FORMAT, self.config, start))

    def receive_all(self, messages: Iterable[Message], now: float) -> tuple[Event, ...]:
        told = tuple(messages)
        entry = Said(t=now, side=Side.REMOTE, messages=told)
        return self._noted(partial(super().receive_all, told, now), lambda _: entry)

    def touch(self, now: float) -> None:
        entry = Repeated(t=now)
        self._noted(partial(super().touch, now), lambda _: entry)

    def send(self, message: Message, now: float) -> tuple[Event, ...]:
        entry = Said(t=now, side=Side.LOCAL, messages=(message,))
        return self._noted(partial(super().send, message, now), lambda _: entry)

    def create_offer(
        self, transports: Transports, now: float, *, ice_restart: bool = False
    ) -> Offer:
        create = partial(super().create_offer, transports, now, ice_restart=ice_restart)
        return self._noted(create, lambda made: self._made(now, made, "last_offer"))

    def send_offer(
        self, transports: Transports, now: float, *, ice_restart: bool = False
    ) -> tuple[Event, ...]:
        """Where it is refused half-way, it was refused: the half has never been."""
        write, left, lines = self._write, self._left, list[bytes]()
        self._write = lines.append
        try:
            told = super().send_offer(transports, now, ice_restart=ice_restart)
        except SdpsigError as error:
            self._write, self._left = write, left
            self._tell(Made(t=now, refusal=Refusal.of(error.fault)))
            raise
        finally:
            self._write = write
        for line in lines:
            write(line)
        return told

    def create_answer(self, transports: Transports, now: float) -> Answer:
        create = partial(super().create_answer, transports, now)
        return self._noted(create, lambda made: self._made(now, made, "last_answer"))

    def report(
        self, mid: str, *, ice: IceState | None = None, dtls: DtlsState | None = None, now: float
    ) -> tuple[Event, ...]:
        entry = Reported(t=now, mid=mid, ice=ice, dtls=dtls)
        return self._noted(
            partial(super().report, mid, ice=ice, dtls=dtls, now=now), lambda _: entry
        )

    def close(
        self, now: float, reason: EndReason = EndReason.CLOSED_LOCALLY, detail: str = ""
    ) -> tuple[Event, ...]:
        entry = Closing(t=now, reason=reason, detail=detail)
        return self._noted(partial(super().close, now, reason, detail), lambda _: entry)

    def handle_timeout(self, now: float) -> tuple[Event, ...]:
        entry = WokenUp(t=now)
        return self._noted(partial(super().handle_timeout, now), lambda _: entry)

    def _made(self, now: float, made: Offer | Answer | None, slot: str) -> Made:
        if made is None:
            return Made(t=now)
        created: Created = getattr(self.state.negotiation, slot)
        return Made(t=now, description=made, proposed=created.proposed)

    def _noted(self, call: Callable[[], T], entry: Callable[[T | None], Input]) -> T:
        try:
            told = call()
        except SdpsigError as error:
            self._tell(evolve(entry(None), refusal=Refusal.of(error.fault)))
            raise
        self._tell(entry(told))
        return told

    def _tell(self, entry: Entry | Input) -> None:
        if self._left < 0:
            return
        plain: Any = form(Entry).write(entry, PlainWriting(self._veil))
        if isinstance(entry, Input):
            plain["state"] = digest(self.state, entry.t, self._veil)
        line = encode(plain) + b"\n"
        self._left -= len(line)
        if self._left >= 0:
            self._write(line)
