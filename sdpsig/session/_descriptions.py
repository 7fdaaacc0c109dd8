"""What each side has said by now: its newest description, and what it told since (SM-33)."""

from collections.abc import Iterable, Iterator, Sequence

from ..jsep import Negotiation, Offer, Sections, SectionView, Side
from ..sdp import Line, MediaDescription, SessionDescription, parse_candidate
from ..sdp.attributes import Candidate, EndOfCandidates
from ..trickle import Candidates
from ._state import Gathered, SessionState

__all__ = ["described", "newest_sections"]


def newest_sections(negotiation: Negotiation, side: Side) -> Sections | None:
    """The sections of the newest description of a side; None before there is one."""
    pending = negotiation.pending_local if side is Side.LOCAL else negotiation.pending_remote
    if pending is None:
        exchange = negotiation.stable.exchange
        return None if exchange is None else exchange.of(side)
    if isinstance(pending, Offer):
        return negotiation.sections
    offered = negotiation.sections
    assert offered is not None, "a provisional answer has its offer"
    return Sections.of(pending.description, [view.mid for view in offered.views])


def described(state: SessionState, side: Side) -> SessionDescription | None:
    """The newest description of a side with the candidates that it has told since.

    They stand in the section that owns their transport; the version in o= stays as it is.
    """
    sections = newest_sections(state.negotiation, side)
    if sections is None:
        return None
    told = state.gathered if side is Side.LOCAL else (*state.remote, *_waiting(state, sections))
    owners = {*sections.owners().values()}
    media = (
        _with(view.media, _of(told, view)) if view.mid in owners else view.media
        for view in sections.views
    )
    return sections.description.with_media(media)


def _of(
    told: Iterable[Gathered | Candidates], view: SectionView
) -> Sequence[Gathered | Candidates]:
    """What was told of the generation of a section; another section may own its transport now."""
    same = [one for one in told if one.ufrag == view.transport.ufrag]
    return [one for one in same if one.mid == view.mid] or same


def _waiting(state: SessionState, sections: Sections) -> Iterator[Candidates]:
    """What the peer told of a generation that it has proposed."""
    for message in state.waiting:
        candidate = parse_candidate(message.candidate or "")
        for view in sections.views:
            owner = sections.owners().get(view.mid)
            if owner is None or message.mid not in (None, view.mid):
                continue
            ufrag = sections[owner].transport.ufrag or ""
            if message.ufrag not in (None, ufrag):
                continue
            if candidate is not None:
                yield Candidates(owner, ufrag, (candidate,))
            elif owner == view.mid:
                yield Candidates(owner, ufrag, ended=True)


def _with(media: MediaDescription, told: Sequence[Gathered | Candidates]) -> MediaDescription:
    known = {*media.all(Candidate)}
    candidates = (
        candidate
        for one in told
        for candidate in (one.accepted if isinstance(one, Candidates) else one.candidates)
    )
    new: list[Line] = [one for one in dict.fromkeys(candidates) if one not in known]
    if any(one.ended for one in told) and media.get(EndOfCandidates) is None:
        new.append(EndOfCandidates())
    return media.with_lines((*media.lines, *new)) if new else media
