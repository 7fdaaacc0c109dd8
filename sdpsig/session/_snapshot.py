"""A session as bytes, and back in another process: strict JSON that outlives our classes.

Descriptions travel as SDP text, each once, candidates as candidate lines, sections as the text
that they are read from. Times travel as what is left of them, with the wall clock's time at
which that was so, because another process has another clock. What the application gives, its
configuration, does not travel.
"""

from math import fsum, isinf
from typing import Any, TypeVar

from attrs import fields

from .._converter import Issue, JsonError, encode, loads
from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode
from ..jsep import Sections
from ..limits import Limits
from ..sdp import STANDARD, Registry, SessionDescription
from ._coherence import incoherence
from ._config import SessionConfig
from ._forms import Misfit, form, is_a, read
from ._plain import MOST, PlainReading, PlainWriting, finite
from ._session import Session
from ._state import SessionState
from ._veil import Veil

__all__ = ["FORMAT", "pack", "restore", "snapshot", "storage_limits", "unpack"]

FORMAT = 1
"""The version of the shape: another one for whatever older readers would misread."""
T = TypeVar("T")
TIMER = float | None
"""The type of the settings that are timers."""
DEFAULT = SessionConfig()
LEAST_SPAN = 60.0
"""Seconds that a deadline may lie ahead, however short all timers are."""


def snapshot(session: Session, now: float, wall: float) -> bytes:
    """Everything that a session knows, as one line of JSON. Holds its ICE passwords.

    ``now`` is on the session's clock; ``wall`` is in seconds on a clock that other processes
    share, as ``time.time()``.
    """
    return encode(pack(session.state, now, wall))


def restore(
    data: bytes,
    now: float,
    wall: float,
    config: SessionConfig = DEFAULT,
    *,
    registry: Registry = STANDARD,
) -> Session:
    """The session of a snapshot, on this process's clock: it signals on, and moves no media.

    ``config`` and ``registry`` are those that the session had. Raises JsonError for what
    ``snapshot`` has not written.
    """
    return Session(config, unpack(loads(data, storage_limits(config)), now, wall, config, registry))


@frozen
class Packed:
    """The members of a snapshot."""

    format: int
    wall: float
    """When it was taken, in seconds."""
    descriptions: tuple[SessionDescription, ...]
    """Every text once."""
    sections: object
    """Of descriptions, by their places, with the mids of their sections."""
    state: object


def storage_limits(config: SessionConfig) -> Limits:
    """Bounds of what we have stored ourselves: a session holds several descriptions."""
    return evolve(
        config.limits,
        json_bytes=16 * config.limits.sdp_bytes,
        json_values=1_000_000,
        json_depth=24,
    )


def pack(state: SessionState, now: float, wall: float, veil: Veil | None = None) -> object:
    """A state as plain values."""
    writing = _StateWriting(max(now, state.now), veil)
    told = form(SessionState).write(state, writing)
    packed = Packed(FORMAT, wall, tuple(writing.texts.values()), writing.said, told)
    return form(Packed).write(packed, PlainWriting(veil))


def unpack(
    plain: Any, now: float, wall: float, config: SessionConfig, registry: Registry = STANDARD
) -> SessionState:
    """The state that plain values stand for. Raises JsonError."""
    if is_a(dict, plain) and plain.get("format", FORMAT) != FORMAT:
        raise _unfit(f"a snapshot of another format than {FORMAT}")
    packed: Packed = read(Packed, plain, PlainReading(config.limits, registry))
    table = _TableReading(packed.descriptions, config, registry)
    sections = read(tuple[Sections, ...], packed.sections, table)
    passed = min(max(wall - packed.wall, 0.0), config.max_lifetime or MOST)
    reading = _StateReading(packed.descriptions, sections, now, passed, config, registry)
    state: SessionState = read(SessionState, packed.state, reading)
    if state.now > now:
        raise _unfit("a state of a time that has not come")
    broken = incoherence(state)
    if broken is not None:
        raise _unfit(f"a state with {broken}")
    latest = now + _longest(config)
    deadlines = tuple(
        (timer, at if isinf(at) else min(at, latest)) for timer, at in state.deadlines
    )
    return evolve(state, deadlines=deadlines)


def _unfit(detail: str) -> JsonError:
    return JsonError(Fault(FaultCode.JSON_WRONG_TYPE, detail), (Issue("", "not-allowed", detail),))


def _longest(config: SessionConfig) -> float:
    """The longest time that a timer may run: no session becomes immortal on its way."""
    timers = (one.name for one in fields(SessionConfig) if one.type == TIMER)
    spans: list[float | None] = [getattr(config, name) for name in timers]
    return max([LEAST_SPAN, *filter(None, spans)])


class _StateWriting(PlainWriting):
    """Writes each text once, sections by their text, and times as what is left of them."""

    def __init__(self, now: float, veil: Veil | None) -> None:
        super().__init__(veil)
        self.now = now
        self.texts: dict[object, SessionDescription] = {}
        self.said: list[object] = []
        self.places: dict[int, int] = {}

    def description(self, value: SessionDescription) -> int:
        if id(value) not in self.places:
            text = super().description(value)
            self.texts.setdefault(text, value)
            self.places[id(value)] = [*self.texts].index(text)
        return self.places[id(value)]

    def sections(self, value: Sections) -> int:
        """By identity: an answer is known to be for this very offer."""
        if id(value) not in self.places:
            self.said.append(super().sections(value))
            self.places[id(value)] = len(self.said) - 1
        return self.places[id(value)]

    def number(self, value: float) -> object:
        """What is left, in one number, or in two whose exact sum it is."""
        if isinf(value):
            return super().number(value)
        left = value - self.now
        rest = fsum((value, -self.now, -left))
        return [left, rest] if rest else left


class _TableReading(PlainReading):
    """Reads sections whose descriptions are given."""

    def __init__(
        self,
        texts: tuple[SessionDescription, ...],
        config: SessionConfig,
        registry: Registry,
    ) -> None:
        super().__init__(config.limits, registry, config.negotiation)
        self.texts = texts

    def description(self, plain: object) -> SessionDescription:
        return _of(self.texts, plain)


class _StateReading(_TableReading):
    """Reads a state on a clock that shows ``now``, ``passed`` seconds after it was written."""

    def __init__(
        self,
        texts: tuple[SessionDescription, ...],
        said: tuple[Sections, ...],
        now: float,
        passed: float,
        config: SessionConfig,
        registry: Registry,
    ) -> None:
        super().__init__(texts, config, registry)
        self.said = said
        self.now = now
        self.passed = passed

    def sections(self, plain: object) -> Sections:
        return _of(self.said, plain)

    def number(self, plain: Any) -> float:
        """A time: what was ahead is never past, whatever the wall clock says."""
        if isinstance(plain, str):
            return super().number(plain)
        left, rest = plain if is_a(list, plain) and len(plain) == 2 else (plain, 0)
        parts = finite(left), finite(rest)
        at = fsum((self.now, *parts, -self.passed))
        return max(at, self.now) if fsum(parts) > 0 else at


def _of(known: tuple[T, ...], plain: object) -> T:
    if type(plain) is not int or not 0 <= plain < len(known):
        raise Misfit(f"must be one of the {len(known)} that are told")
    return known[plain]
