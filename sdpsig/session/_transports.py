"""What an exchange does to the transports of a session: facts, candidates and events."""

from collections.abc import Iterator, Sequence

from .._frozen import evolve
from ..jsep import Negotiation, Sections, Side, Transport
from ..trickle import Candidates
from ._descriptions import newest_sections
from ._events import (
    Event,
    TransportAdded,
    TransportChanged,
    TransportRemoved,
    TransportRestarted,
)
from ._state import SessionState, TransportFacts
from ._states import IceState

__all__ = ["carry_over", "remember_past"]

MOST_PAST = 16
"""ICE generations that are remembered after their end: a peer restarts seldom."""


def carry_over(
    state: SessionState, before: Sequence[Transport]
) -> tuple[SessionState, list[Event]]:
    """The state after an answer: what goes on keeps its facts and candidates.

    ``before`` are the transports of the exchange before.
    """
    after = state.negotiation.transports
    old = {transport.number: transport for transport in before}
    facts = {fact.mid: fact for fact in state.facts}
    known = {item.mid: item for item in state.remote}
    return (
        evolve(
            state,
            facts=tuple(_fact(one, old.get(one.number), facts) for one in after),
            remote=tuple(_candidates(one, old.get(one.number), known) for one in after),
        ),
        list(_events(before, after)),
    )


def remember_past(state: SessionState, before: Negotiation) -> SessionState:
    """The state after a description, with the peer's generations that it has ended (TR-36, TR-37).

    ``before`` is what held before the description.
    """
    known = _their_ufrags(before)
    if not known:
        return state
    now = _their_ufrags(state.negotiation)
    over = tuple(ufrag for ufrag in known if ufrag not in now)
    past = tuple(dict.fromkeys((*state.past_ufrags, *over)))[-MOST_PAST:]
    used = {*_agreed_ufrags(before), *_agreed_ufrags(state.negotiation)}
    unused = {*state.unused_ufrags, *over} - used
    return evolve(
        state, past_ufrags=past, unused_ufrags=tuple(ufrag for ufrag in past if ufrag in unused)
    )


def _their_ufrags(negotiation: Negotiation) -> dict[str, None]:
    """The peer's generations that are agreed on or proposed, in order."""
    said = newest_sections(negotiation, Side.REMOTE)
    proposed = () if said is None else _ufrags(said)
    return dict.fromkeys((*_agreed_ufrags(negotiation), *proposed))


def _agreed_ufrags(negotiation: Negotiation) -> Iterator[str]:
    exchange = negotiation.stable.exchange
    return iter(()) if exchange is None else _ufrags(exchange.of(Side.REMOTE))


def _ufrags(sections: Sections) -> Iterator[str]:
    ufrags = (view.transport.ufrag for view in sections.views)
    return (ufrag for ufrag in ufrags if ufrag is not None)


def _fact(
    now: Transport, old: Transport | None, facts: dict[str, TransportFacts]
) -> TransportFacts:
    known = None if old is None else facts.get(old.mid)
    if old is None or known is None:
        return TransportFacts(now.mid)
    ice = known.ice if now.generation == old.generation else IceState.NEW
    return TransportFacts(now.mid, ice, known.dtls)


def _candidates(now: Transport, old: Transport | None, known: dict[str, Candidates]) -> Candidates:
    kept = None if old is None or now.generation != old.generation else known.get(old.mid)
    if kept is None:
        return Candidates(now.mid, now.remote.ufrag or "")
    return evolve(kept, mid=now.mid)


def _events(before: Sequence[Transport], after: Sequence[Transport]) -> Iterator[Event]:
    numbers = {one.number for one in after}
    for one in before:
        if one.number not in numbers:
            yield TransportRemoved(one.mid)
    old = {one.number: one for one in before}
    for one in after:
        known = old.get(one.number)
        if known is None:
            yield TransportAdded(one)
            continue
        if (known.mid, set(known.members)) != (one.mid, set(one.members)):
            yield TransportChanged(one, known.mid)
        if known.generation != one.generation:
            yield TransportRestarted(one)
