"""Where a remote candidate belongs, and whether it may be used (TR-20 to TR-33)."""

from collections.abc import Iterable, Iterator
from itertools import count

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, RemoteProtocolError, SdpError
from ..jsep import (
    Negotiation,
    RemoteTransport,
    Sections,
    SectionView,
    Side,
    Transport,
)
from ..limits import Limits
from ..sdp import parse_candidate
from ..sdp.attributes import Candidate
from ..trickle import Candidates, Drop
from ._config import SessionConfig
from ._descriptions import newest_sections
from ._events import CandidateDropped, CandidateReceived, Event
from ._messages import IceCandidate
from ._state import SessionState

__all__ = ["open_generations", "take_candidate", "take_early"]


@frozen
class _Told:
    """What a peer trickled, with its line read."""

    message: IceCandidate
    candidate: Candidate | None = None
    """None: there are no more, or the line cannot be read."""
    fault: Fault | None = None
    """What is wrong with the line."""

    @property
    def ends(self) -> bool:
        """Whether it says that there are no more (TR-27)."""
        return self.candidate is None and self.fault is None

    @property
    def ufrag(self) -> str | None:
        """The generation that it names: beside the line, else in it (TR-26)."""
        inside = None if self.candidate is None else self.candidate.extension("ufrag")
        return self.message.ufrag or inside

    def dropped(self, reason: Drop) -> CandidateDropped:
        """Dropped before its section is known for certain."""
        return CandidateDropped(self.message.mid or "", reason)


def take_candidate(
    state: SessionState, message: IceCandidate, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """Judge a candidate; pass it on, or keep it until the answer is made."""
    told = _read(message, config)
    try:
        return _judge(state, told, config)
    except RemoteProtocolError as error:
        if state.ignored is not None and told.ufrag in (None, *state.ignored):
            return state, (told.dropped(Drop.IGNORED_OFFER),)  # of an offer passed over (L-33)
        if error.fault.code in MAY_COME and _may_wait(told, config):
            return _keep_early(state, told, config)
        raise


MAY_COME = frozenset(
    {
        FaultCode.JSEP_SIGNALING_STATE,
        FaultCode.ICE_UNKNOWN_MID,
        FaultCode.ICE_UNKNOWN_INDEX,
        FaultCode.ICE_UNKNOWN_GENERATION,
    }
)
"""What is wrong with a candidate whose description has not come yet (TR-40, TR-41)."""


def _may_wait(told: _Told, config: SessionConfig) -> bool:
    """Whether early candidates are kept, and this one is sound and not too long for it."""
    named = len(told.message.mid or "") + len(told.message.ufrag or "")
    return config.early_candidates and told.fault is None and named <= config.limits.candidate_bytes


def _keep_early(
    state: SessionState, told: _Told, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    if told.message in state.early:
        return state, (told.dropped(Drop.DUPLICATE),)
    if len(state.early) >= config.limits.pending_candidates:
        return state, (told.dropped(Drop.TOO_MANY),)
    return evolve(state, early=(*state.early, told.message)), ()


def take_early(
    state: SessionState, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """After a description of the peer: what had come before it, in order (TR-40).

    What names a generation that is not there goes on waiting; what names a section that is not
    there is dropped.
    """
    early = state.early
    if not early:
        return state, ()
    described = {view.transport.ufrag for view in _their_sections(state.negotiation).views}
    state = evolve(state, early=())
    events: list[Event] = []
    for message in early:
        told = _read(message, config)
        try:
            state, more = _judge(state, told, config)
            events += more
        except RemoteProtocolError:
            if told.ufrag is None or told.ufrag in described:
                events.append(told.dropped(Drop.TOO_EARLY))
            else:
                state = evolve(state, early=(*state.early, message))
    return state, tuple(events)


def _judge(
    state: SessionState, told: _Told, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """TR-21 to TR-32, in their order."""
    message, ufrag = told.message, told.ufrag
    if message.mid is None and message.mline_index is None and not told.ends:
        detail = "a candidate with neither mid nor m-line index"
        raise _refused(FaultCode.ICE_NO_SECTION, detail, "TR-21")
    if ufrag in state.past_ufrags and state.negotiation.remote is None:
        return state, (told.dropped(Drop.OLD_GENERATION),)  # of an offer that was taken back
    sections = _their_sections(state.negotiation)
    views = _addressed(sections, message)
    if all(_rejected(state, view) for view in views):
        return state, tuple(CandidateDropped(view.mid, Drop.REJECTED_SECTION) for view in views)
    running: tuple[SectionView, ...] = ()
    if ufrag is not None:
        known = tuple(view for view in views if _knows(sections, view, ufrag))
        running = () if known else tuple(_running(state, views, ufrag))
        if not known and not running:
            if ufrag in state.past_ufrags:
                return state, (CandidateDropped(views[0].mid, Drop.OLD_GENERATION),)
            detail = "a candidate of an unknown ICE generation"
            raise _refused(FaultCode.ICE_UNKNOWN_GENERATION, detail, "TR-26")
        views = known or running
    if told.fault is not None:
        raise RemoteProtocolError(told.fault)
    if not running and any(_waits(state, view) for view in views):
        return _keep(state, message, views, ufrag, config)
    return _deliver(state, told.candidate, views, config)


def _running(
    state: SessionState, views: Iterable[SectionView], ufrag: str
) -> Iterator[SectionView]:
    """The sections as they are agreed on, of a generation that a pending offer is to end."""
    exchange = state.negotiation.stable.exchange
    for view in views:
        agreed = None if exchange is None else exchange.of(Side.REMOTE).get(view.mid)
        if agreed is not None and agreed.transport.ufrag == ufrag:
            yield agreed


def _waits(state: SessionState, view: SectionView) -> bool:
    """Whether a section has no transport yet that its newest candidates could go to."""
    negotiation = state.negotiation
    if negotiation.pending_remote is None or not view.live:
        return False
    transport = negotiation.stable.transport(view.mid)
    return transport is None or view.transport.ufrag not in (None, transport.remote.ufrag)


def open_generations(
    state: SessionState, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """After an answer: the candidates of the description, then those that had to wait."""
    waiting = state.waiting
    state = evolve(state, waiting=())
    events: list[Event] = []
    for transport in state.negotiation.transports:
        state, found = _described(state, transport, config)
        events += _news(found)
    for message in waiting:
        told_once = _read(message, config)
        try:
            state, more = _judge(state, told_once, config)
        except RemoteProtocolError:  # judged by an offer that another has replaced
            more = (told_once.dropped(Drop.OLD_GENERATION),)
        events += more
    return state, tuple(_bounded(events, config.limits.warnings))


def _described(
    state: SessionState, transport: Transport, config: SessionConfig
) -> tuple[SessionState, list[Event]]:
    """Its candidates: those that no agent may see leave room for others (TR-34)."""
    events: list[Event] = []
    known = next(item.accepted for item in state.remote if item.mid == transport.mid)
    told = [one for one in dict.fromkeys(transport.remote.candidates) if one not in known]
    for candidate in (*told, None) if _complete(transport.remote) else told:
        state, found = _add(state, transport, transport.mid, candidate, config)
        events += found
    return state, events


def _news(events: Iterable[Event]) -> Iterator[Event]:
    """A description repeats what was told before: that is nothing to tell (TR-35).

    That a cap is reached is told once (TR-31).
    """
    full = False
    for event in events:
        reason = event.reason if isinstance(event, CandidateDropped) else None
        if reason is not Drop.DUPLICATE and not (full and reason is Drop.TOO_MANY):
            yield event
        full = full or reason is Drop.TOO_MANY


def _complete(remote: RemoteTransport) -> bool:
    """Whether the description holds every candidate that there is (TR-62, RFC 8838 App. B)."""
    return remote.end_of_candidates or remote.ice_lite or not remote.trickle


def _bounded(events: Iterable[Event], most: int) -> Iterator[Event]:
    """Everything that is passed on, and of what is dropped as much as may be told."""
    drops = count()
    return (
        event for event in events if not isinstance(event, CandidateDropped) or next(drops) < most
    )


def _their_sections(negotiation: Negotiation) -> Sections:
    """The sections as the peer describes them in its newest description."""
    sections = newest_sections(negotiation, Side.REMOTE)
    if sections is None:
        raise _refused(FaultCode.JSEP_SIGNALING_STATE, "a candidate before any offer", "TR-22")
    return sections


def _read(message: IceCandidate, config: SessionConfig) -> _Told:
    try:
        candidate = parse_candidate(message.candidate or "", limits=config.limits)
    except SdpError as error:
        return _Told(message, fault=error.fault)
    if candidate is not None and candidate.component > 2:
        detail = "a candidate of a component that WebRTC does not have"
        return _Told(message, candidate, Fault(FaultCode.ICE_BAD_CANDIDATE, detail, "TR-8"))
    return _Told(message, candidate)


def _addressed(sections: Sections, message: IceCandidate) -> tuple[SectionView, ...]:
    """The sections that a candidate is for: one, or all for a general end-of-candidates."""
    if message.mid is not None:
        view = sections.get(message.mid)
        if view is None:
            detail = "a candidate for a mid that the offer does not have"
            raise _refused(FaultCode.ICE_UNKNOWN_MID, detail, "TR-23")
        return (view,)
    if message.mline_index is not None:
        if not 0 <= message.mline_index < len(sections.views):
            detail = "a candidate for an m-line index that the offer does not have"
            raise _refused(FaultCode.ICE_UNKNOWN_INDEX, detail, "TR-24")
        return (sections.views[message.mline_index],)
    return sections.views


def _knows(sections: Sections, view: SectionView, ufrag: str) -> bool:
    """Whether the ufrag is that of the section or of the transport that it may share."""
    owner = sections.owners().get(view.mid, view.mid)
    return ufrag in (view.transport.ufrag, sections[owner].transport.ufrag)


def _rejected(state: SessionState, view: SectionView) -> bool:
    """Whether the offer or, once there is one, the answer has rejected a section (TR-25)."""
    negotiation = state.negotiation
    if negotiation.pending_remote is None:
        return negotiation.stable.transport(view.mid) is None
    return not view.live


def _keep(
    state: SessionState,
    message: IceCandidate,
    views: tuple[SectionView, ...],
    ufrag: str | None,
    config: SessionConfig,
) -> tuple[SessionState, tuple[Event, ...]]:
    mid = views[0].mid if views else ""
    if len(views) == 1:  # what it means now: another offer may replace this one
        message = IceCandidate(message.candidate, mid, ufrag=ufrag or views[0].transport.ufrag)
    if message in state.waiting:
        return state, (CandidateDropped(mid, Drop.DUPLICATE),)
    if len(state.waiting) >= config.limits.pending_candidates:
        return state, (CandidateDropped(mid, Drop.TOO_MANY),)
    return evolve(state, waiting=(*state.waiting, message)), ()


def _deliver(
    state: SessionState,
    candidate: Candidate | None,
    views: tuple[SectionView, ...],
    config: SessionConfig,
) -> tuple[SessionState, tuple[Event, ...]]:
    events: list[Event] = []
    for view in views:
        transport = state.negotiation.stable.transport(view.mid)
        if transport is None:
            events.append(CandidateDropped(view.mid, Drop.REJECTED_SECTION))
        elif view.transport.ufrag not in (None, transport.remote.ufrag):
            events.append(CandidateDropped(view.mid, Drop.NOT_BUNDLED_HERE))
        elif candidate is not None or view.mid == transport.mid:
            # where a bundled section ran dry, the owner of its transport may have more
            state, found = _add(state, transport, view.mid, candidate, config)
            events += found
    return state, tuple(events)


def _add(
    state: SessionState,
    transport: Transport,
    mid: str,
    candidate: Candidate | None,
    config: SessionConfig,
) -> tuple[SessionState, list[Event]]:
    """Give a candidate to one transport, within the caps for all of them together."""
    generation = next(item for item in state.remote if item.mid == transport.mid)
    policy = state.policy or config.candidates
    after, drop = generation.add(candidate, policy, config.limits)
    remote = tuple(after if item is generation else item for item in state.remote)
    if drop is None and candidate is not None and _too_many(remote, config.limits):
        drop = Drop.TOO_MANY
    if drop is not None:
        return state, [CandidateDropped(mid, drop)]
    return evolve(state, remote=remote), [CandidateReceived(transport.mid, candidate)]


def _too_many(remote: Iterable[Candidates], limits: Limits) -> bool:
    """Whether a session has more candidates, or more names among them, than it may."""
    held, names = 0, frozenset[str]()
    for one in remote:
        held += len(one.accepted)
        names |= one.names
    return held > limits.remote_candidates or len(names) > limits.candidate_names


def _refused(code: FaultCode, detail: str, rule: str) -> RemoteProtocolError:
    return RemoteProtocolError(Fault(code, detail, rule))
