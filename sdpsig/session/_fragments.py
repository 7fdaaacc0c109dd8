"""Fragments of trickled candidates, to and from what a session says (RFC 8840 §4.4, FR-3 to FR-19).

A fragment that was read becomes messages, which a session judges like any others; where it
restarts ICE, it becomes the offer that it stands for. Ours is written of our own description
and of what was gathered since.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from enum import StrEnum, unique

from .._frozen import evolve
from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, Severity
from ..jsep import (
    LocalTransport,
    Negotiation,
    Offer,
    Sections,
    SectionView,
    Side,
    SignalingState,
    Transport,
)
from ..sdp import Fragment, FragmentSection, Line, MediaLine
from ..sdp.attributes import (
    Candidate,
    EndOfCandidates,
    IceLite,
    IceOptions,
    IcePacing,
    IcePwd,
    IceUfrag,
    Mid,
)
from ._descriptions import newest_sections
from ._messages import IceCandidate
from ._state import SessionState

__all__ = ["FragmentMode", "fragment_of", "messages_of", "restart_offer", "warnings_of"]

COMPONENTS = 2
"""RTP and RTCP."""
PORT = 9
"""Discard: what a pseudo m= line says of its port (RFC 8840 §4.4)."""


@unique
class FragmentMode(StrEnum):
    """What a fragment of another ICE generation means; two RFCs disagree (D-23)."""

    SIP_INFO = "sip-info"
    """It came too late or too early: it is passed over (RFC 8840 §4.4)."""
    WHIP = "whip"
    """It restarts ICE, which is decided before there are messages (RFC 9725 §4.3.3)."""


# --- theirs


def messages_of(
    fragment: Fragment, state: SessionState, mode: FragmentMode
) -> tuple[IceCandidate, ...]:
    """What a fragment of the peer says, in order: candidates, then the ends of them.

    All of it together is for ``Session.receive_all``: each message names its section and the
    generation of that, whatever the candidate itself says (D-21). Raises RemoteProtocolError
    for a section that cannot be told, and in the profile ``strict`` for a mid that is unknown.
    """
    return tuple(one for one in _read(fragment, state, mode) if isinstance(one, IceCandidate))


def warnings_of(fragment: Fragment, state: SessionState, mode: FragmentMode) -> tuple[Fault, ...]:
    """What ``messages_of`` leaves out, beyond what reading the fragment has told."""
    return tuple(one for one in _read(fragment, state, mode) if isinstance(one, Fault))


def _read(
    fragment: Fragment, state: SessionState, mode: FragmentMode
) -> Iterator[IceCandidate | Fault]:
    described = tuple(_described(state.negotiation))
    meant = next((one for one in described if _is_of(fragment, one, mode)), None)
    if meant is None and described and mode is FragmentMode.SIP_INFO:
        return  # FR-8
    ends: list[IceCandidate] = []
    for one in _placed(fragment, described, strict=state.negotiation.config.profile.strict):
        if isinstance(one, Fault):
            yield one
            continue
        index, mid, part = one
        ufrag, _ = fragment.credentials(part)
        for candidate in part.candidates:
            if candidate.component > COMPONENTS:
                yield _left_out(index)
            else:
                yield IceCandidate(f"candidate:{candidate.serialize()}", mid, ufrag=ufrag)
        if part.end_of_candidates:
            ends.append(IceCandidate("", mid, ufrag=ufrag))
    if fragment.end_of_candidates:
        ends += (IceCandidate("", ufrag=ufrag) for ufrag in _all_ufrags(fragment, meant))
    yield from dict.fromkeys(ends)


def _described(negotiation: Negotiation) -> Iterator[Sections]:
    """The peer's sections in its newest description, then as they are agreed on."""
    newest, exchange = newest_sections(negotiation, Side.REMOTE), negotiation.stable.exchange
    agreed = None if exchange is None else exchange.of(Side.REMOTE)
    yield from (one for one in (newest, agreed) if one is not None)


def _is_of(fragment: Fragment, sections: Sections, mode: FragmentMode) -> bool:
    """Whether a fragment belongs to the generations of a description (FR-8)."""
    live = [view for view in sections.views if view.live]
    if not fragment.sections:
        return any(_fits(sections, view, (fragment.ufrag, fragment.pwd), mode) for view in live)
    named = {view.mid: view for view in live}
    return all(
        _fits(sections, named[part.mid], fragment.credentials(part), mode)
        for part in fragment.sections
        if part.mid in named
    )


def _fits(
    sections: Sections, view: SectionView, said: tuple[str | None, str | None], mode: FragmentMode
) -> bool:
    """Whether credentials are those of a section, or of the transport that it may share."""
    ufrag, pwd = said
    known = (view.transport, sections[sections.owners()[view.mid]].transport)
    return ufrag is None or any(  # it needs none where it says nothing
        ufrag == one.ufrag and (pwd == one.pwd or mode is FragmentMode.WHIP) for one in known
    )


def _placed(
    fragment: Fragment, described: Sequence[Sections], *, strict: bool
) -> Iterator[tuple[int, str, FragmentSection] | Fault]:
    """Each section with its mid; a fault for one that is passed over."""
    for index, part in enumerate(fragment.sections):
        mid = part.mid
        if mid is None:
            yield index, _only_owner(fragment, described, index, strict=strict), part
        elif described and all(one.get(mid) is None for one in described):
            yield _unknown_mid(index, strict=strict)
        else:
            yield index, mid, part


def _only_owner(
    fragment: Fragment, described: Sequence[Sections], index: int, *, strict: bool
) -> str:
    """Which section is meant where none is named: the only one that it can be (FR-3)."""
    owners = {*described[0].owners().values()} if described else set[str]()
    if strict or len(fragment.sections) > 1 or len(owners) != 1:
        detail = "a section without a=mid, which could be any"
        raise RemoteProtocolError(Fault(FaultCode.SDP_MISSING_LINE, detail, "FR-3", section=index))
    return owners.pop()


def _unknown_mid(index: int, *, strict: bool) -> Fault:
    """What is to tell of a section that is passed over; strict refuses it (FR-9)."""
    code, detail = FaultCode.ICE_UNKNOWN_MID, "a section of a mid that the description lacks"
    if strict:
        raise RemoteProtocolError(Fault(code, detail, "FR-9", section=index))
    return Fault(code, detail, "FR-9", section=index, severity=Severity.WARNING)


def _left_out(index: int) -> Fault:
    """What is to tell of a candidate that is of no use (FR-10)."""
    code, detail = FaultCode.ICE_BAD_CANDIDATE, "a component that WebRTC does not have"
    return Fault(code, detail, "TR-8", section=index, severity=Severity.WARNING)


def _all_ufrags(fragment: Fragment, meant: Sections | None) -> Iterable[str | None]:
    """The generations that end where the end is that of the whole session (FR-6)."""
    if meant is None:
        said = [fragment.credentials(part)[0] for part in fragment.sections]
        return dict.fromkeys(said or [fragment.ufrag])
    ufrags = (view.transport.ufrag for view in meant.views if view.live)
    return dict.fromkeys(ufrag for ufrag in ufrags if ufrag is not None)


# --- theirs, where it restarts ICE

GENERATION = (IceUfrag, IcePwd, Candidate, EndOfCandidates)
"""What a restart replaces; all else stays (FR-18, FR-19)."""


def restart_offer(fragment: Fragment, state: SessionState) -> Offer:
    """The offer that a fragment with new credentials stands for (RFC 9725 §4.3.3).

    It is what the peer said last, with the credentials and candidates of the fragment and no
    others. Its answer restarts ICE and changes nothing else; ``fragment_of`` then has what the
    peer is to hear. Raises RemoteProtocolError like ``messages_of``, and while there is no
    exchange to go on from, or another one is under way.
    """
    negotiation = state.negotiation
    exchange = negotiation.exchange
    if exchange is None or negotiation.state is not SignalingState.STABLE:
        detail = "a restart of ICE while offer and answer are under way"
        raise RemoteProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "FR-14k"))
    theirs = exchange.of(Side.REMOTE)
    placed = tuple(_placed(fragment, (theirs,), strict=negotiation.config.profile.strict))
    parts = [one[1:] for one in placed if not isinstance(one, Fault)]
    new: dict[str, tuple[Line, ...]] = {}
    for transport in negotiation.transports:
        own = [part for mid, part in parts if mid in transport.members]
        new.update(_renewed(fragment, own, transport, theirs))
    description = evolve(theirs.description, warnings=()).with_media(
        view.media.with_lines((*_lasting(view.media.lines), *new[view.mid]))
        if view.mid in new
        else view.media
        for view in theirs.views
    )
    if all(transport.mid in new for transport in negotiation.transports):
        description = description.with_lines(_lasting(description.lines))
    return Offer(description)


def _lasting(lines: Iterable[Line]) -> Iterator[Line]:
    return (line for line in lines if not isinstance(line, GENERATION))


def _renewed(
    fragment: Fragment, parts: Sequence[FragmentSection], transport: Transport, theirs: Sections
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    """The new lines of each section that uses a transport; none where the transport goes on."""
    said = (fragment.credentials(part) for part in (*parts, FragmentSection()))
    ufrag, pwd = next((one for one in said if None not in one), (None, None))
    if ufrag is None or pwd is None:
        return
    credentials = (IceUfrag(ufrag), IcePwd(pwd))
    # made anew: the name of an attribute counts in any case in a fragment, and nowhere else
    candidates = (evolve(candidate) for part in parts for candidate in part.candidates)
    ended = fragment.end_of_candidates or any(part.end_of_candidates for part in parts)
    yield transport.mid, (*credentials, *candidates, *(ended * (EndOfCandidates(),)))
    for mid in transport.members[1:]:
        yield mid, credentials if theirs[mid].media.get(IceUfrag) is not None else ()


# --- ours

Told = tuple[str | None, Candidate | None]
"""A candidate, or None for the end of them, of a generation."""


def fragment_of(
    state: SessionState, *, delta: bool = False, confirmed: Iterable[Fragment] = ()
) -> Fragment:
    """Our own candidates and credentials, a section for each transport (FR-11).

    ``delta`` leaves out what the peer knows: what our description said, and what the fragments
    said that it has ``confirmed`` (RFC 9725 §4.3.2). Raises LocalProtocolError before there is
    a description of ours.
    """
    ours = newest_sections(state.negotiation, Side.LOCAL)
    if ours is None:
        detail = "a fragment before any description of ours"
        raise LocalProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail, "FR-11"))
    known = {told for fragment in confirmed for told in _said_in(fragment)}
    head = FragmentSection(tuple(_head(ours)))
    sections: list[FragmentSection] = []
    for view, local in _owned(state.negotiation, ours):
        described = (*_told(local.ufrag, local.candidates, ended=local.end_of_candidates),)
        told = dict.fromkeys((*described, *_gathered(state, local.ufrag)))
        left_out = known.union(described) if delta else frozenset[Told]()
        told = dict.fromkeys(one for one in told if one not in left_out)
        if told or not delta:
            own = (head.ufrag, head.pwd) != local.credentials
            sections.append(_section(view, local, told, own=own))
    if all(section.ufrag is not None for section in sections):
        head = FragmentSection(tuple(_lasting(head.lines)))  # they would be nobody's
    return Fragment(head.lines, sections=tuple(sections))


def _told(ufrag: str | None, candidates: Iterable[Candidate], *, ended: bool) -> Iterator[Told]:
    yield from ((ufrag, candidate) for candidate in candidates)
    if ended:
        yield ufrag, None


def _said_in(fragment: Fragment) -> Iterator[Told]:
    for part in fragment.sections:
        ufrag, _ = fragment.credentials(part)
        yield from _told(ufrag, part.candidates, ended=part.end_of_candidates)


def _gathered(state: SessionState, ufrag: str) -> Iterator[Told]:
    for one in state.gathered:
        if one.ufrag == ufrag:
            yield from _told(ufrag, one.candidates, ended=one.ended)


def _owned(
    negotiation: Negotiation, ours: Sections
) -> Iterator[tuple[SectionView, LocalTransport]]:
    """Our transports, each with the section that owns it; until the answer all that may be."""
    if negotiation.pending_local is None:
        for transport in negotiation.stable.transports:
            yield ours[transport.mid], transport.local
        return
    seen = set[str]()
    for view in ours.views:
        local = LocalTransport.of(view.transport) if view.live else None
        if local is not None and local.ufrag not in seen:  # a bundle may say it in each section
            seen.add(local.ufrag)
            yield view, local


def _head(ours: Sections) -> Iterator[Line]:
    """What our description says of all transports (RFC 8840 §4.4, RFC 9725 §4.3.3)."""
    description = ours.description
    stated = (description.stated(view.media, IceOptions) for view in ours.views if view.live)
    said: tuple[Line | None, ...] = (
        description.get(IceLite),
        next((options for options in stated if options is not None), None),
        description.get(IcePacing),
        *(group for group in ours.bundle_lines if group.mids),
        description.get(IceUfrag),
        description.get(IcePwd),
    )
    yield from (line for line in said if line is not None)


def _section(
    view: SectionView, local: LocalTransport, told: Collection[Told], *, own: bool
) -> FragmentSection:
    """What there is to tell of a transport; its credentials where they are not those of all."""
    media, credentials = view.media, (IceUfrag(local.ufrag), IcePwd(local.pwd))
    lines: tuple[Line, ...] = (
        *(view.named * (Mid(view.mid),)),
        *(own * credentials),
        *(candidate for _, candidate in told if candidate is not None),
        *(((local.ufrag, None) in told) * (EndOfCandidates(),)),
    )
    pseudo = MediaLine(kind=media.kind, port=PORT, proto=media.proto, formats=media.formats[:1])
    return FragmentSection(lines, media_line=pseudo)
