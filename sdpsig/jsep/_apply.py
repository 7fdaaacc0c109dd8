"""Applying a description: W3C setLocalDescription and setRemoteDescription as one pure function.

Whatever is refused leaves the value as it was. An offer of the peer that meets ours is applied
to the value that a rollback gives, in one step: if it is refused, ours still stands (D-27).
"""

from collections.abc import Iterator
from functools import partial
from typing import Any, assert_never

from .._frozen import evolve
from ..errors import Fault, FaultCode
from ._associate import (
    after_exchange,
    with_foreign_offer,
    with_foreign_wishes,
    with_own_offer,
    with_returning,
    with_their_offer,
)
from ._config import LocalDescriptions
from ._faults import settle
from ._judge import judge_answer, judge_offer
from ._local_rules import judge_local
from ._messages import Answer, Description, Offer, Pranswer, Rollback
from ._negotiation import Created, Exchange, Named, Negotiation, closed, refusal, rolled_back
from ._sections import Sections
from ._signaling import Side, SignalingState, next_state
from ._transports import settle_transports

__all__ = ["Applied", "apply", "collides"]

Applied = tuple[Negotiation, tuple[Fault, ...]]
"""The negotiation after a description, and what was tolerated in it."""


def apply(before: Negotiation, side: Side, message: Description | Rollback) -> Applied:
    """The agreement after one description, and what was tolerated in it.

    Raises LocalProtocolError or RemoteProtocolError, by side, where the description is not
    allowed in this state (SM-3 to SM-10), breaks a rule (V-10 to V-91), or is ours and not what
    was created (SM-20).
    """
    if before.closed:
        raise closed(side)
    created = _created(before, side, message)
    ground = rolled_back(before) if collides(before, side, message) else before
    state = next_state(ground.state, side, message.type)
    if state is None:
        detail = f"a {side} {message.type} in {before.state}"
        raise refusal(side, Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "RFC 9429 §3.2"))
    if isinstance(message, Rollback):
        return rolled_back(before), ()
    if side is Side.LOCAL and before.config.local_descriptions is LocalDescriptions.MODIFIED:
        _judge_modified(created, message)
    if isinstance(message, Offer):
        return _offer(ground, state, side, message, created)
    return _answer(ground, state, side, message, created)


def collides(before: Negotiation, side: Side, message: Description | Rollback) -> bool:
    """Whether an offer of the peer meets ours and takes it back (SM-7)."""
    return (
        side is Side.REMOTE
        and isinstance(message, Offer)
        and before.state is SignalingState.HAVE_LOCAL_OFFER
        and before.config.implicit_rollback
    )


# --- what we created


def _created(before: Negotiation, side: Side, message: Description | Rollback) -> Created | None:
    """What we created last, where this comes of it; raises where it has to be it (SM-20)."""
    if side is Side.REMOTE or isinstance(message, Rollback):
        return None
    last = before.last_offer if isinstance(message, Offer) else before.last_answer
    match before.config.local_descriptions:
        case LocalDescriptions.FOREIGN:
            return last if _is_ours(last, message) else None
        case LocalDescriptions.CREATED if not _is_ours(last, message):
            detail = "a description that is not the one that was created last"
            fault = Fault(FaultCode.JSEP_MODIFIED_DESCRIPTION, detail, "V-90")
            raise refusal(side, fault)
        case LocalDescriptions.CREATED | LocalDescriptions.MODIFIED:
            return last
        case _:
            assert_never(before.config.local_descriptions)


def _is_ours(created: Created | None, message: Description) -> bool:
    """Whether it is, to the letter, what we created: that keeps every rule. Line ends are free."""
    if created is None:
        return False
    ours, said = created.description.description, message.description
    return (ours.lines, ours.media) == (said.lines, said.media)


def _judge_modified(created: Created | None, message: Description) -> None:
    if created is None:
        detail = "a description that is out of date: an exchange has completed since"
        raise refusal(Side.LOCAL, Fault(FaultCode.JSEP_MODIFIED_DESCRIPTION, detail, "V-91"))
    faults = judge_local(created.description.description, message.description)
    settle(faults, partial(refusal, Side.LOCAL))


# --- offers


def _offer(
    ground: Negotiation, state: SignalingState, side: Side, offer: Offer, created: Created | None
) -> Applied:
    stable = rolled_back(ground) if ground.before is not None else ground
    named = None if stable.exchange is None else stable.exchange.offer
    sections = _sections(ground, offer, named)
    warnings: tuple[Fault, ...] = ()
    if not _is_ours(created, offer):
        pending = ground.sections if ground.state is SignalingState.HAVE_REMOTE_OFFER else None
        faults = judge_offer(sections, side, stable, pending=pending)
        warnings = settle(faults, partial(refusal, side))
    theirs = side is Side.REMOTE
    if theirs:
        replaces = ground is not stable
        kept = with_returning(stable, ground.transceivers, sections) if replaces else stable
        after = with_their_offer(kept, sections)
    elif created is not None:
        after = with_own_offer(stable, sections, created.proposed)
    else:
        after = with_foreign_offer(stable, sections)
    pending_slots: dict[str, Any] = {f"pending_{side}": offer, f"pending_{side.other}": None}
    return (
        evolve(
            after,
            state=state,
            sections=sections,
            history=ground.history.after(sections, heard=theirs),
            named=_unsaid(stable.named, sections) if theirs else stable.named,
            mids=ground.mids.union(view.mid for view in sections.views),
            before=stable,
            **pending_slots,
        ),
        warnings,
    )


def _unsaid(named: tuple[Named, ...], offer: Sections) -> tuple[Named, ...]:
    """The names that may be given again: neither the peer's nor what was agreed on (SM-46)."""
    return tuple(one for one in named if offer.get(one.mid) is None)


def _sections(ground: Negotiation, message: Description, named: Sections | None) -> Sections:
    return Sections.of(
        message.description,
        () if named is None else [view.mid for view in named.views],
        taken=ground.mids,
        port0_live=ground.config.port0_live,
    )


# --- answers


def _answer(
    ground: Negotiation,
    state: SignalingState,
    side: Side,
    answer: Pranswer | Answer,
    created: Created | None,
) -> Applied:
    offered = ground.sections
    assert offered is not None, "the table admits an answer only after an offer"
    answered = _sections(ground, answer, offered)
    warnings: tuple[Fault, ...] = ()
    if created is None or created.offer is not offered or not _is_ours(created, answer):
        provisional = ground.pending_local if side is Side.LOCAL else ground.pending_remote
        earlier = None if provisional is None else _sections(ground, provisional, offered)
        faults = judge_answer(offered, answered, side, ground.stable, earlier=earlier)
        warnings = settle(faults, partial(refusal, side))
    if side is Side.LOCAL and created is None:
        ground = with_foreign_wishes(ground, answered)
    transports = settle_transports(
        ground.transports, offered, answered, side, ground.transports_made
    )
    exchange = Exchange(side.other, offered, answered)
    after = evolve(
        after_exchange(ground, exchange, final=isinstance(answer, Answer)),
        state=state,
        transports=transports,
        transports_made=max(ground.transports_made, *(one.number + 1 for one in transports), 0),
    )
    if isinstance(answer, Pranswer):
        pending: dict[str, Any] = {f"pending_{side}": answer}
        return evolve(after, **pending), warnings
    return _agreed(after, exchange, side, answer), warnings


def _agreed(ground: Negotiation, exchange: Exchange, side: Side, answer: Answer) -> Negotiation:
    """The answer that settles it: everything pending is current (SM-31, SM-53)."""
    offer = ground.pending_remote if side is Side.LOCAL else ground.pending_local
    current: dict[str, Any] = {f"current_{side}": answer, f"current_{side.other}": offer}
    said = set(_credentials(exchange.of(Side.LOCAL)))
    exchange.offer.lighten()
    exchange.answer.lighten()
    return evolve(
        ground,
        pending_local=None,
        pending_remote=None,
        exchange=exchange,
        history=ground.history.answered(),
        named=_unsaid(ground.named, exchange.offer),
        data_channels=ground.data_channels and not _refused_data(exchange),
        restarting=frozenset() if ground.restarting.isdisjoint(said) else ground.restarting,
        last_offer=None,
        last_answer=None,
        before=None,
        **current,
    )


def _credentials(ours: Sections) -> Iterator[tuple[str, str]]:
    for view in ours.views:
        said = view.transport
        if view.live and said.ufrag is not None and said.pwd is not None:
            yield said.ufrag, said.pwd


def _refused_data(exchange: Exchange) -> bool:
    """Whether the peer refuses our data channels: those that there are, are closed (O-52)."""
    return exchange.offerer is Side.LOCAL and any(
        view.is_data and view.live and exchange.rejected(view.index)
        for view in exchange.offer.views
    )
