"""Our own candidates: held until the peer knows their generation, then told (TR-50 to TR-62)."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError, SdpError
from ..jsep import Negotiation, Sections, SectionView, Side, SignalingState, Transport
from ..sdp import parse_candidate
from ..sdp.attributes import Candidate, IceOptions
from ._config import SessionConfig
from ._descriptions import newest_sections
from ._events import Event, LocalCandidate
from ._messages import IceCandidate
from ._state import Gathered, SessionState

__all__ = [
    "all_gathered",
    "can_trickle",
    "must_gather",
    "release_held",
    "settle_gathered",
    "tell_candidate",
]

Told = tuple[SessionState, tuple[Event, ...]]
UNSETTLED = frozenset({SignalingState.HAVE_LOCAL_OFFER, SignalingState.HAVE_REMOTE_PRANSWER})
"""Where our newest description is an offer: each of its full sections may get its transport."""


def can_trickle(state: SessionState) -> bool | None:
    """Whether the peer takes trickled candidates; None before it said anything (TR-60)."""
    theirs = newest_sections(state.negotiation, Side.REMOTE)
    if theirs is None:
        return None
    if any(view.live and view.transport.trickle for view in theirs.views):
        return True
    options = theirs.description.get(IceOptions)
    return options is not None and "trickle" in options.options


def must_gather(state: SessionState) -> bool:
    """Whether our newest description has to wait for the end of gathering (TR-61, TR-62).

    An offer of ours, and as well an answer: nothing can be told after it (RFC 8838 §5).
    """
    said = next(_said(state.negotiation), None)
    return can_trickle(state) is False and said is not None and not _all_ended(state, said)


def all_gathered(state: SessionState) -> bool:
    """Whether no candidate will follow to our newest description (TR-52)."""
    said = next(_said(state.negotiation), None)
    return said is not None and _all_ended(state, said)


def tell_candidate(state: SessionState, message: IceCandidate, config: SessionConfig) -> Told:
    """Tell the peer one of our candidates, or keep it until its description is applied.

    Raises LocalProtocolError for one that names no section or comes after the end.
    """
    candidate = _read(message, config)
    if message.mid is None and message.mline_index is None and candidate is not None:
        detail = "a candidate with neither mid nor m-line index"
        raise _bug(FaultCode.ICE_NO_SECTION, detail, "TR-21")
    ufrag = message.ufrag or (candidate.extension("ufrag") if candidate else None)
    for said in _said(state.negotiation):
        views = said.addressed(message, ufrag)
        if views:
            return _tell(state, said, views, candidate)
    return _hold(state, message, candidate, config)


def release_held(state: SessionState, config: SessionConfig) -> Told:
    """After a description of ours: what it names the generation of (TR-50)."""
    held = state.held
    if not held:
        return state, ()
    state = evolve(state, held=())
    events: list[Event] = []
    for message in held:
        try:
            state, told = tell_candidate(state, message, config)
        except LocalProtocolError:  # the description says that there are no more
            continue
        events += told
    return state, tuple(events)


def settle_gathered(state: SessionState) -> SessionState:
    """Forget what was told of generations that our descriptions no longer have (SM-44, TR-37)."""
    if not state.gathered:
        return state
    kept: dict[tuple[str, str], Gathered] = {}
    ours = tuple(_said(state.negotiation))
    for one in state.gathered:
        owners = (said.owner_of(one) for said in ours)
        owner = next((owner for owner in owners if owner is not None), None)
        if owner is not None:
            kept.setdefault((owner, one.ufrag), evolve(one, mid=owner))
    return evolve(state, gathered=tuple(kept.values()))


# --- our descriptions that count


@frozen
class _Said:
    """A description of ours, and which transport each of its sections has."""

    negotiation: Negotiation
    sections: Sections
    settled: bool
    """Whether its transports are those that were agreed on."""

    def addressed(self, message: IceCandidate, ufrag: str | None) -> tuple[SectionView, ...]:
        """The sections that a candidate of a generation is for: one, or all for a general end."""
        sections = self.sections
        if message.mid is not None:
            views = tuple(view for view in (sections.get(message.mid),) if view is not None)
        elif message.mline_index is not None:
            index = message.mline_index
            views = sections.views[index : index + 1] if index >= 0 else ()
        else:
            views = tuple(view for view in sections.views if view.live)
        return tuple(view for view in views if ufrag in (None, *self._ufrags(view)))

    def _ufrags(self, view: SectionView) -> tuple[str | None, ...]:
        return view.transport.ufrag, self._tagged(view).transport.ufrag

    def _tagged(self, view: SectionView) -> SectionView:
        return self.sections[self.sections.owners().get(view.mid, view.mid)]

    def owner(self, view: SectionView) -> SectionView | None:
        """Whose transport a section uses: before the answer each full section has its own."""
        own = view.transport.ufrag
        if not self.settled:
            tagged = self._tagged(view)
            owner = tagged if own in (None, tagged.transport.ufrag) else view
            return owner if owner.transport.ufrag is not None else None
        transport = self._transports.get(view.mid)
        if transport is None or own not in (None, transport.local.ufrag):
            return None  # its transport was rejected or bundled away (TR-51)
        return self.sections.get(transport.mid)

    @cached_property
    def _transports(self) -> Mapping[str, Transport]:
        return {mid: one for one in self.negotiation.transports for mid in one.members}

    @cached_property
    def owners(self) -> tuple[SectionView, ...]:
        """The sections whose transports are there, each once."""
        found = (self.owner(view) for view in self.sections.views if view.live)
        return tuple({one.mid: one for one in found if one is not None}.values())

    def owner_of(self, gathered: Gathered) -> str | None:
        """Who owns the transport now of which something was told; None where it is gone."""
        fitting = [one for one in self.owners if one.transport.ufrag == gathered.ufrag]
        same = (one.mid for one in fitting if one.mid == gathered.mid)
        return next(same, fitting[0].mid if fitting else None)


def _said(negotiation: Negotiation) -> Iterator[_Said]:
    """Our newest description, then the one that was agreed on before it and still is in use."""
    newest = newest_sections(negotiation, Side.LOCAL)
    if newest is not None:
        yield _Said(negotiation, newest, negotiation.state not in UNSETTLED)
    stable = negotiation.stable
    if negotiation.pending_local is not None and stable.exchange is not None:
        yield _Said(stable, stable.exchange.of(Side.LOCAL), settled=True)


# --- one candidate


def _read(message: IceCandidate, config: SessionConfig) -> Candidate | None:
    try:
        return parse_candidate(message.candidate or "", limits=config.limits)
    except SdpError as error:
        raise LocalProtocolError(error.fault) from None


def _bug(code: FaultCode, detail: str, rule: str) -> LocalProtocolError:
    return LocalProtocolError(Fault(code, detail, rule))


def _after_end() -> LocalProtocolError:
    detail = "a candidate of ours after the end of candidates"
    return _bug(FaultCode.ICE_AFTER_END, detail, "TR-52")


def _hold(
    state: SessionState, message: IceCandidate, candidate: Candidate | None, config: SessionConfig
) -> Told:
    """Keep it; of too many the oldest go, which are of descriptions that never came."""
    if candidate is None:
        message = evolve(message, candidate="")
    elif evolve(message, candidate="") in state.held:
        raise _after_end()
    if message in state.held:
        return state, ()
    held = (*state.held, message)
    return evolve(state, held=held[-config.limits.pending_candidates :]), ()


def _tell(
    state: SessionState,
    said: _Said,
    views: tuple[SectionView, ...],
    candidate: Candidate | None,
) -> Told:
    events: list[Event] = []
    owners = {one.mid: one for one in map(said.owner, views) if one is not None}
    for owner in owners.values():
        before = _known(state, owner)
        after = _more(before, candidate)
        if after == before:
            continue
        rest = (one for one in state.gathered if (one.mid, one.ufrag) != (after.mid, after.ufrag))
        state = evolve(state, gathered=(*rest, after))
        text = "" if candidate is None else f"candidate:{candidate.serialize()}"
        told = IceCandidate(text, owner.mid, owner.index, owner.transport.ufrag)
        events.append(LocalCandidate(told))
        if candidate is None and _all_ended(state, said):
            events.append(LocalCandidate(IceCandidate()))
    spoken = can_trickle(state) is not False  # else they are in the description only (TR-62)
    return state, tuple(events) if spoken else ()


def _known(state: SessionState, owner: SectionView) -> Gathered:
    """What the peer knows of a transport of ours: told, or in the description."""
    said, ufrag = owner.transport, owner.transport.ufrag or ""
    known = (one for one in state.gathered if (one.mid, one.ufrag) == (owner.mid, ufrag))
    told = next(known, Gathered(owner.mid, ufrag))
    more = tuple(one for one in said.candidates if one not in told.candidates)
    return evolve(
        told,
        candidates=more + told.candidates,
        ended=told.ended or said.end_of_candidates,
    )


def _more(known: Gathered, candidate: Candidate | None) -> Gathered:
    if candidate is None:
        return evolve(known, ended=True)
    if candidate in known.candidates:
        return known
    if known.ended:
        raise _after_end()
    return evolve(known, candidates=(*known.candidates, candidate))


def _all_ended(state: SessionState, said: _Said) -> bool:
    """Whether every transport of a description has ended its gathering (TR-52)."""
    return all(_known(state, owner).ended for owner in said.owners)
