"""A journal played again: the same inputs give the same states, byte for byte."""

from collections.abc import Iterable, Iterator
from math import isfinite

from attrs import field

from .._converter import Issue, JsonError, loads
from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, SdpsigError
from ..jsep import Created, Offer
from ..sdp import STANDARD, Origin, Registry
from . import _step
from ._config import SessionConfig
from ._events import Event
from ._forms import read
from ._journal import (
    Closing,
    Entry,
    Made,
    Refusal,
    Repeated,
    Reported,
    Said,
    Start,
    WokenUp,
    digest,
)
from ._plain import PlainReading
from ._snapshot import FORMAT, storage_limits, unpack
from ._state import SessionState

__all__ = ["Tick", "replay"]

DEFAULT = SessionConfig()


@frozen
class Tick:
    """One line of a journal, and what it did."""

    line: int
    """Its number, from 1."""
    entry: Entry
    config: SessionConfig
    before: SessionState = field(repr=False)
    state: SessionState = field(repr=False)
    """After it."""
    events: tuple[Event, ...] = ()
    refusal: Refusal | None = None
    """Why it was refused now."""
    agrees: bool = True
    """Whether state and refusal are those that were written down."""


def replay(
    lines: Iterable[bytes],
    config: SessionConfig | None = None,
    *,
    registry: Registry = STANDARD,
) -> Iterator[Tick]:
    """What each line of a journal does. Raises JsonError at a line that is none.

    ``config`` is needed where the session had functions in its answer policy, which no journal
    holds; else it is that of the journal.
    """
    state = SessionState()
    known: SessionConfig | None = None
    for number, line in enumerate(lines, 1):
        try:
            entry = _read(line, known or config or DEFAULT, registry)
            before = state
            if known is None:
                known, before = _begin(entry, config, registry)
                yield Tick(number, entry, known, before, before)
            else:
                yield (tick := _play(number, entry, known, before))
                before = tick.state
        except SdpsigError as error:
            raise _at(number, error) from None
        state = before


def _at(number: int, error: SdpsigError) -> JsonError:
    issues = error.issues if isinstance(error, JsonError) else ()
    return JsonError(evolve(error.fault, line=number), issues)


def _read(line: bytes, config: SessionConfig, registry: Registry) -> Entry:
    limits = storage_limits(config)
    reading = PlainReading(config.limits, registry, config.negotiation)
    entry: Entry = read(Entry, loads(line.rstrip(b"\r\n"), limits), reading)
    if not isfinite(entry.t):
        raise _unfit("a time without an end")
    return entry


def _begin(
    entry: Entry, config: SessionConfig | None, registry: Registry
) -> tuple[SessionConfig, SessionState]:
    if not isinstance(entry, Start):
        raise _unfit("a journal that does not begin with its start")
    if entry.format != FORMAT:
        raise _unfit(f"a journal of another format than {FORMAT}")
    chosen = config or entry.config
    return chosen, unpack(entry.session, entry.t, 0.0, chosen, registry)


def _unfit(detail: str) -> JsonError:
    return JsonError(Fault(FaultCode.JSON_WRONG_TYPE, detail), (Issue("", "not-allowed", detail),))


def _play(number: int, entry: Entry, config: SessionConfig, before: SessionState) -> Tick:
    if isinstance(entry, Start):
        raise _unfit("a second start in a journal")
    state, events, refusal = before, tuple[Event, ...](), None
    try:
        state, events = _played(before, entry, config)
    except SdpsigError as error:
        refusal = Refusal.of(error.fault)
    if isinstance(entry, Made) and entry.description is None:
        refusal = entry.refusal  # what was to be made is not known
    codes = (None if one is None else one.code for one in (refusal, entry.refusal))
    same = len({*codes}) == 1 and digest(state, entry.t) == entry.state
    return Tick(number, entry, config, before, state, events, refusal, same)


def _played(
    state: SessionState,
    entry: Said | Made | Reported | Repeated | WokenUp | Closing,
    config: SessionConfig,
) -> tuple[SessionState, tuple[Event, ...]]:
    match entry:
        case Said():
            told: list[Event] = []
            for message in entry.messages:
                state, events = _step.step(state, entry.side, message, entry.t, config)
                told += events
            return state, tuple(told)
        case Made():
            return _created(state, entry), ()
        case Reported():
            return _step.report(
                state, entry.mid, ice=entry.ice, dtls=entry.dtls, now=entry.t, config=config
            )
        case Repeated():
            return _step.touch(state, entry.t, config), ()
        case WokenUp():
            return _step.handle_timeout(state, entry.t, config)
        case _:
            return _step.close(state, entry.reason, entry.t, config, entry.detail)


def _created(state: SessionState, entry: Made) -> SessionState:
    """As it was made, rather than made again: nobody has its transports any more."""
    if entry.description is None:
        return state
    (origin,) = entry.description.description.all(Origin)
    negotiation = evolve(state.negotiation, version=int(origin.version))
    if isinstance(entry.description, Offer):
        created = Created(entry.description, entry.proposed)
        negotiation = evolve(negotiation, last_offer=created)
    else:
        created = Created(entry.description, offer=negotiation.sections)
        negotiation = evolve(negotiation, last_answer=created)
    return _step.created(state, negotiation, entry.t)
