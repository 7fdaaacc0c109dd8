"""Where a remote candidate belongs, and whether it may be used (TR-20 to TR-33)."""

from collections.abc import Iterable, Iterator
from itertools import count

from attrs import evolve

from ..errors import Fault, FaultCode, RemoteProtocolError, SdpError
from ..jsep import Negotiation, Offer, RemoteTransport, Sections, SectionView, Transport
from ..sdp import parse_candidate
from ..sdp.attributes import Candidate
from ..trickle import Candidates, Drop
from ._config import SessionConfig
from ._events import CandidateDropped, CandidateReceived, Event
from ._messages import IceCandidate
from ._state import SessionState

__all__ = ["open_generations", "take_candidate"]


def take_candidate(
    state: SessionState, message: IceCandidate, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """Judge a candidate; pass it on, or keep it until the answer is made."""
    sections = _their_sections(state.negotiation)
    candidate = _read(message, config)
    views = _addressed(sections, message, candidate)
    ufrag = message.ufrag or (candidate.extension("ufrag") if candidate else None)
    if ufrag is not None and not all(_rejected(state, view) for view in views):
        views = tuple(view for view in views if _knows(sections, view, ufrag))
        if not views:
            detail = "a candidate of an unknown ICE generation"
            raise _refused(FaultCode.ICE_UNKNOWN_GENERATION, detail, "TR-26")
    if state.negotiation.current_remote is None:
        return _keep(state, message, views, ufrag, config)
    return _deliver(state, candidate, views, config)


def open_generations(
    state: SessionState, config: SessionConfig
) -> tuple[SessionState, tuple[Event, ...]]:
    """After an answer: the candidates of the description, then those that had to wait."""
    transports = state.negotiation.transports
    waiting = state.waiting
    state = evolve(
        state,
        remote=tuple(Candidates(item.mid, item.remote.ufrag or "") for item in transports),
        waiting=(),
    )
    events: list[Event] = []
    for transport in transports:
        told = list(dict.fromkeys(transport.remote.candidates))
        for candidate in told[: config.limits.remote_candidates]:
            state, found = _add(state, transport, transport.mid, candidate, config)
            events += found
        if len(told) > config.limits.remote_candidates:
            events.append(CandidateDropped(transport.mid, Drop.TOO_MANY))
        if _complete(transport.remote):
            state, found = _add(state, transport, transport.mid, None, config)
            events += found
    for message in waiting:
        try:
            state, more = take_candidate(state, message, config)
        except RemoteProtocolError:  # judged by an offer that another has replaced (TR-40)
            more = (CandidateDropped(message.mid or "", Drop.OLD_GENERATION),)
        events += more
    return state, tuple(_bounded(events, config.limits.warnings))


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
    """The sections as the peer describes them: in its offer, or in its answer to ours."""
    offered, remote = negotiation.sections, negotiation.remote
    if offered is None or remote is None:
        raise _refused(FaultCode.JSEP_SIGNALING_STATE, "a candidate before any offer", "TR-22")
    if isinstance(remote, Offer):
        return offered
    return Sections.of(remote.description, [view.mid for view in offered.views])


def _read(message: IceCandidate, config: SessionConfig) -> Candidate | None:
    try:
        candidate = parse_candidate(message.candidate or "", limits=config.limits)
    except SdpError as error:
        raise RemoteProtocolError(error.fault) from None
    if candidate is not None and candidate.component > 2:
        detail = "a candidate of a component that WebRTC does not have"
        raise _refused(FaultCode.ICE_BAD_CANDIDATE, detail, "TR-8")
    return candidate


def _addressed(
    sections: Sections, message: IceCandidate, candidate: Candidate | None
) -> tuple[SectionView, ...]:
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
    if candidate is not None:
        detail = "a candidate with neither mid nor m-line index"
        raise _refused(FaultCode.ICE_NO_SECTION, detail, "TR-21")
    return sections.views


def _knows(sections: Sections, view: SectionView, ufrag: str) -> bool:
    """Whether the ufrag is that of the section or of the transport that it may share."""
    owner = sections.owners().get(view.mid, view.mid)
    return ufrag in (view.transport.ufrag, sections[owner].transport.ufrag)


def _rejected(state: SessionState, view: SectionView) -> bool:
    """Whether the offer or, once there is one, the answer has rejected a section (TR-25)."""
    if state.negotiation.current_remote is None:
        return not view.live
    return state.negotiation.transport(view.mid) is None


def _keep(
    state: SessionState,
    message: IceCandidate,
    views: tuple[SectionView, ...],
    ufrag: str | None,
    config: SessionConfig,
) -> tuple[SessionState, tuple[Event, ...]]:
    mid = views[0].mid if views else ""
    if views and all(_rejected(state, view) for view in views):
        return state, (CandidateDropped(mid, Drop.REJECTED_SECTION),)
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
        transport = state.negotiation.transport(view.mid)
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
    """Give a candidate to one transport, within the cap for all of them."""
    generation = next(item for item in state.remote if item.mid == transport.mid)
    held = sum(len(item.accepted) for item in state.remote)
    after, drop = generation.add(candidate, config.candidates, config.limits)
    if drop is None and candidate is not None and held >= config.limits.remote_candidates:
        drop = Drop.TOO_MANY
    if drop is not None:
        return state, [CandidateDropped(mid, drop)]
    remote = tuple(after if item is generation else item for item in state.remote)
    return evolve(state, remote=remote), [CandidateReceived(transport.mid, candidate)]


def _refused(code: FaultCode, detail: str, rule: str) -> RemoteProtocolError:
    return RemoteProtocolError(Fault(code, detail, rule))
