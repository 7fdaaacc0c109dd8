"""A journal that was played again, and what its lines are called."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from math import inf
from operator import itemgetter
from typing import Any

from sdpsig.cli._screen import printable
from sdpsig.errors import Fault, SdpsigError
from sdpsig.jsep import Answer, Offer, Pranswer, Rollback, Side
from sdpsig.sdp import SessionDescription, parse_candidate
from sdpsig.sdp.attributes import Candidate
from sdpsig.session import (
    AnswerOverdue,
    Bye,
    CandidateDropped,
    Closed,
    Event,
    IceCandidate,
    Message,
    OfferExpired,
    OfferIgnored,
    OfferRetry,
    OfferWithdrawn,
    RestartSuggested,
    RetryGivenUp,
    SessionState,
    Tick,
    TransportAdded,
    TransportRemoved,
    TransportRestarted,
    Warned,
)
from sdpsig.session._journal import Closing, Made, Repeated, Reported, Said, Start, WokenUp

from .._frozen import frozen

__all__ = ["Trace", "due", "heard", "notes", "what", "who"]


@frozen
class Trace:
    """Everything that a journal tells."""

    name: str
    """Of the file. Fit to be shown."""
    ticks: tuple[Tick, ...]
    fault: Fault | None = None
    """Why the rest of the journal could not be read."""

    @property
    def start(self) -> float:
        """When it begins, on the clock of the session."""
        return self.ticks[0].entry.t if self.ticks else 0.0

    @property
    def span(self) -> float:
        """How many seconds it tells of."""
        return self.ticks[-1].entry.t - self.start if self.ticks else 0.0

    @cached_property
    def inputs(self) -> tuple[Tick, ...]:
        """All but the start."""
        return self.ticks[1:]

    @cached_property
    def astray(self) -> tuple[Tick, ...]:
        """Where the replay came to another state than was written down."""
        return tuple(tick for tick in self.ticks if not tick.agrees)

    @property
    def agrees(self) -> bool:
        """Whether all of it was played again, to the same states; nothing was where it is empty."""
        return bool(self.ticks) and self.fault is None and not self.astray

    def at(self, tick: Tick) -> float:
        """Seconds since the start."""
        return tick.entry.t - self.start


def heard(tick: Tick, side: Side) -> Iterator[Message]:
    """What one side said with this line."""
    if isinstance(tick.entry, Said) and tick.entry.side is side:
        yield from tick.entry.messages


def who(tick: Tick) -> str:
    """Whose doing a line is."""
    match tick.entry:
        case Said(side=Side.REMOTE) | Repeated():
            return "peer"
        case Reported():
            return "media"
        case WokenUp():
            return "timer"
        case _:
            return "we"


def what(tick: Tick) -> tuple[str, ...]:
    """A line in a few words, each message by itself. Fit to be shown."""
    entry = tick.entry
    told = "the journal begins"
    match entry:
        case Start():
            pass
        case Said():
            return tuple(printable(_message(message)) for message in entry.messages)
        case Made(description=None):
            told = "would make a description"
        case Made():
            told = f"makes an {type(entry.description).__name__.lower()}"
        case Reported():
            states = {"ICE": entry.ice, "DTLS": entry.dtls}
            words = (f"{name} {state}" for name, state in states.items() if state is not None)
            told = f"transport {entry.mid}: {', '.join(words)}"
        case Repeated():
            told = "says again what was answered before"
        case WokenUp():
            told = "wakes up"
        case Closing():
            told = f"ends the session: {entry.reason} {entry.detail}".rstrip()
    return (printable(told),)


def _message(message: Message) -> str:
    match message:
        case Offer() | Pranswer() | Answer():
            return f"{message.type}: {_sections(message.description)}"
        case Rollback():
            return "rollback"
        case IceCandidate():
            return _candidate(message)
        case Bye():
            return f"bye {message.detail}".rstrip()
        case _:
            return type(message).__name__


def _sections(description: SessionDescription) -> str:
    told = (media.kind + " refused" * (media.port == 0) for media in description.media)
    return ", ".join(told) or "no section"


def _candidate(message: IceCandidate) -> str:
    place = message.mline_index if message.mid is None else message.mid
    where = "all sections" if place is None else place
    try:
        known = parse_candidate(message.candidate or "")
    except SdpsigError:
        return f"malformed candidate for {where}"
    if known is None:
        return f"end of candidates for {where}"
    return f"candidate for {where}: {_address(known)}"


def _address(known: Candidate) -> str:
    return f"{known.type} {known.transport.lower()} {known.address}:{known.port}"


# --- what follows of it

EVENTS: Mapping[type[Any], str] = {
    AnswerOverdue: "our answer is overdue: their offer is taken back",
    OfferExpired: "their answer is overdue: our offer is taken back",
    OfferIgnored: "the offer meets ours, and is passed over",
    OfferWithdrawn: "our offer is taken back",
    OfferRetry: "time to offer again",
    RetryGivenUp: "offers met too often",
    RestartSuggested: "an ICE restart may help",
}
"""Events without a value that matters."""


def notes(tick: Tick) -> Iterator[tuple[str, str]]:
    """What a line did, each note with its style. Fit to be shown."""
    if tick.refusal is not None:
        rule = f" ({tick.refusal.rule})" if tick.refusal.rule else ""
        yield printable(f"refused: {tick.refusal.detail} [{tick.refusal.code}]{rule}"), "error"
    for event in tick.events:
        note = _event(event)
        if note is not None:
            yield printable(note[0]), note[1]
    if not tick.agrees:
        yield "the replay comes to another state than was written down", "error"


def _event(event: Event) -> tuple[str, str] | None:
    told: tuple[str, str] | None = None
    match event:
        case CandidateDropped():
            told = f"candidate for {event.mid or 'no section'} dropped: {event.reason}", "warning"
        case Warned():
            told = f"tolerated: {event.fault}", "warning"
        case TransportAdded():
            members = " ".join(event.transport.members)
            told = f"transport {event.transport.mid} is for {members}", "faint"
        case TransportRestarted():
            told = f"ICE begins anew on transport {event.transport.mid}", "hint"
        case TransportRemoved():
            told = f"transport {event.mid} is gone", "faint"
        case Closed():
            told = f"over: {event.reason} {event.detail}".rstrip(), "strong"
        case _ if type(event) in EVENTS:
            told = EVENTS[type(event)], "hint"
        case _:
            pass
    return told


def due(state: SessionState) -> tuple[str, float] | None:
    """Which timer goes off next, and when on the clock of the session."""
    ahead = [(timer.value, at) for timer, at in state.deadlines if at < inf]
    return min(ahead, key=itemgetter(1), default=None)
