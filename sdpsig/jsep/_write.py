"""Writing the answer that was planned (A-120 to A-125). Equal plans and transports: equal bytes."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from .._frozen import frozen
from ..sdp import (
    Attribute,
    Connection,
    InAnswer,
    Line,
    MediaDescription,
    Origin,
    Outline,
    SessionDescription,
)
from ..sdp.attributes import (
    ExtmapAllowMixed,
    Group,
    IcePwd,
    IceUfrag,
    Mid,
    Msid,
    RtcpMuxOnly,
    RtcpRsize,
    Sctpmap,
)
from ._capabilities import DataCapability
from ._known import Known
from ._lines import (
    DIRECTIONS,
    RTCP,
    RTCP_MUX,
    as_before,
    candidate_lines,
    common,
    data_lines,
    default_candidate,
    media_line,
    msids,
    opening,
    rejected_section,
    ssrc_lines,
    transport_lines,
)
from ._local import local_transports
from ._messages import Answer
from ._plan import AnswerPlan, PlannedSection, PlannedTransport
from ._sections import DATA_CHANNELS, SectionView
from ._signaling import Side
from ._transports import LocalTransport, Transports

__all__ = ["write_answer"]

LARGEST_PORT = 65_535


def write_answer(plan: AnswerPlan, local: Transports, *, origin: Origin) -> Answer:
    """Write an answer as it was planned.

    ``local`` has our transport for each mid in ``plan.needs``; one that goes on may be given
    again, with the candidates that are known by now. Raises LocalProtocolError for transports
    that are missing or that change their credentials without a restart (A-45).
    """
    ends = _ends(plan, local)
    sections = zip(plan.sections, _frames(plan), strict=True)
    media = tuple([_section(plan, planned, frame, ends) for planned, frame in sections])
    head = _head(plan, [end.local for end in ends.values()])
    written = SessionDescription((*opening(origin), *head.lines), media=media)
    if plan.shared is not None:
        written.known_as(head.outline)
    return Answer(written)


class _Head(NamedTuple):
    """What an answer says of all sections, and what names it."""

    lines: tuple[Line, ...]
    outline: Outline
    """That of the answers which differ in nothing but the values of their connection."""


_HEADS = Known[_Head]()


def _head(plan: AnswerPlan, ours: Sequence[LocalTransport]) -> _Head:
    """It follows of the plan, the streams of ours, and what is said of our transports."""
    lip_sync = tuple(_lip_sync(plan))
    ends = [(one.end_of_candidates, one.ice_lite) for one in ours]
    key = (plan.shared, lip_sync, *ends)
    found = None if plan.shared is None else _HEADS.get(key)
    if found is None:
        lines = common(
            plan.config,
            ice_options=plan.ice_options,
            bundles=plan.bundles,
            lip_sync=lip_sync,
            ice_lite=plan.config.ice_lite or any(one.ice_lite for one in ours),
            rest=_echo(plan, plan.offer.description, ExtmapAllowMixed),
        )
        found = _Head(tuple(lines), Outline((), ()))
        if plan.shared is not None:
            _HEADS.remember(key, found)
    return found


@frozen
class _End:
    """Our end of one transport, and the lines that say so, written once for all sections."""

    local: LocalTransport
    default: tuple[int, Connection]
    """The port and address of every section that uses it."""
    lines: tuple[Attribute, ...]
    goes_on: bool
    """Whether it is the transport of the same owner as before, with the same credentials."""


def _goes_on(transport: PlannedTransport) -> bool:
    before = transport.before
    return before is not None and before.mid == transport.mid and not transport.restarted


def _ends(plan: AnswerPlan, local: Transports) -> Mapping[str, _End]:
    """Our end of each transport; where there is none, one that rejected sections show (A-20)."""
    planned = {transport.mid: transport for transport in plan.transports}
    before = {
        mid: (None if transport.before is None else transport.before.local, transport.restarted)
        for mid, transport in planned.items()
    }
    given = local_transports(before, local, rejected=[section.mid for section in plan.sections])
    return {
        mid: _End(
            one,
            default_candidate(one),
            transport_lines(
                one,
                planned[mid].setup if mid in planned else plan.config.policy.setup,
                tls_id=plan.config.tls_id
                and mid in planned
                and plan.offer[mid].transport.tls_id is not None,
            ),
            mid in planned and _goes_on(planned[mid]),
        )
        for mid, one in given.items()
    }


def _lip_sync(plan: AnswerPlan) -> Iterator[tuple[str, ...]]:
    """Offered groups of sections to be played together, of those that are live (A-39)."""
    groups = [group for group in plan.offer.description.all(Group) if group.semantics == "LS"]
    if not groups:
        return
    live = {section.mid: section.transceiver for section in plan.sections if not section.rejected}
    for group in groups:
        members = {mid: one for mid in group.mids if (one := live.get(mid)) is not None}
        streams = {stream for one in members.values() for stream in one.streams}
        if len(members) > 1 and len(streams) <= 1:
            yield tuple(members)


@frozen
class _Frame:
    """What an answer says in a section, but for the values of the connection."""

    owner: str
    """The mid whose transport it uses."""
    owns: bool
    shown: bool
    """Whether it says anything of that transport."""
    mid: Mid | None
    formats: tuple[str, ...]
    before: tuple[Attribute, ...]
    """What comes before the streams."""
    after: tuple[Attribute, ...]
    """What comes after them."""


_KNOWN = Known[tuple[_Frame | None, ...]]()


def _frames(plan: AnswerPlan) -> tuple[_Frame | None, ...]:
    """The frame of each section, None where it is rejected."""
    known = None if plan.shared is None else _KNOWN.get(plan.shared)
    if known is not None:
        return known
    frames = tuple([_frame(plan, planned) for planned in plan.sections])
    if plan.shared is not None:
        _KNOWN.remember(plan.shared, frames)
    return frames


def _frame(plan: AnswerPlan, planned: PlannedSection) -> _Frame | None:
    if planned.rejected is not None:
        return None
    view = planned.view
    owner = plan.owner(planned.mid)
    owns = owner == planned.mid
    shown = owns or not plan.config.profile.strict
    before: list[Attribute] = []
    if view.is_data:
        formats = view.media.formats[:1]
        if owns and _carries_rtp(plan, planned):
            before.append(RTCP_MUX)
        after = _data(plan, view)
    else:
        formats = planned.decision.match.formats
        before.append(DIRECTIONS[planned.decision.direction])
        after = tuple(_rtp(plan, planned, owns=owns, shown=shown))
    mid = view.media.get(Mid)
    return _Frame(owner, owns, shown, mid, formats, tuple(before), after)


def _section(
    plan: AnswerPlan, planned: PlannedSection, frame: _Frame | None, ends: Mapping[str, _End]
) -> MediaDescription:
    view = planned.view
    if frame is None:
        said = next((end.lines for end in ends.values()), ())
        return rejected_section(view, view.media.get(Mid), said, profile=plan.config.profile)
    end = ends[frame.owner]
    port, connection = end.default
    lines: list[Line] = [connection]
    if frame.mid is not None:
        lines.append(frame.mid)
    if frame.shown:
        lines += end.lines if frame.owns else _repeated(plan, planned, end)
    lines += frame.before
    transceiver, sends = planned.transceiver, planned.direction.sends
    streams: tuple[Msid, ...] = ()
    if transceiver is not None:
        streams = msids(transceiver, planned.mid, sends=sends, profile=plan.config.profile)
    lines += streams
    lines += frame.after
    if transceiver is not None and sends:
        lines += ssrc_lines(transceiver, streams, plan.config)
    if frame.owns:
        lines += candidate_lines(end.local)
    line = media_line(view.media.kind, port, view.media.proto, frame.formats)
    return MediaDescription(tuple(lines), media_line=line)


def _repeated(plan: AnswerPlan, planned: PlannedSection, end: _End) -> tuple[Attribute, ...]:
    """What a section says of the transport of another, as it did before (D-5)."""
    if not end.goes_on:
        return end.lines
    local = as_before(end.local, plan.negotiation.stable.exchange, planned.mid)
    _, _, *rest = end.lines
    return (IceUfrag(local.ufrag), IcePwd(local.pwd), *rest)


def _rtp(
    plan: AnswerPlan, planned: PlannedSection, *, owns: bool, shown: bool
) -> Iterator[Attribute]:
    """What an RTP section says; what is its transport's only where that is shown (A-40)."""
    muxed = plan.offer.multiplexed(planned.view)
    if owns and not muxed:
        yield RTCP
    if shown:
        if muxed:
            yield RTCP_MUX
        speaker = _speaker(plan, planned)
        for kind in (RtcpMuxOnly, RtcpRsize):
            yield from _echo(plan, speaker, kind)
    yield from _echo(plan, planned.view.media, ExtmapAllowMixed)
    yield from planned.decision.lines


def _speaker(plan: AnswerPlan, planned: PlannedSection) -> MediaDescription:
    """The offered section that speaks of the transport: a bundle-only one has to be silent."""
    mid = plan.owner(planned.mid) if planned.view.bundle_only else planned.mid
    return plan.offer[mid].media


def _echo(
    plan: AnswerPlan, section: SessionDescription | MediaDescription, kind: type[Attribute]
) -> tuple[Attribute, ...]:
    """Repeat what was offered, where the registered rule or the profile says so."""
    line = section.get(kind)
    if line is None or plan.config.profile.rule(kind) is not InAnswer.ECHO:
        return ()
    unwanted = kind is ExtmapAllowMixed and not plan.config.capabilities.extmap_allow_mixed
    return () if unwanted else (line,)


def _data(plan: AnswerPlan, view: SectionView) -> tuple[Attribute, ...]:
    """Data channels, in the form in which they were offered (A-110 to A-113)."""
    ours = plan.config.capabilities.data or DataCapability()
    if view.legacy_sctp_port is not None:
        return (Sctpmap(view.legacy_sctp_port, DATA_CHANNELS, ours.streams),)
    port = 0 if view.sctp_port == 0 else _sctp_port(plan, view, ours.sctp_port)
    return data_lines(port, ours.max_message_size)


def _sctp_port(plan: AnswerPlan, view: SectionView, ours: int) -> int:
    """Our port: the same as long as the peer's is, for another association another (A-113)."""
    exchange = plan.negotiation.stable.exchange
    theirs = None if exchange is None else exchange.of(Side.REMOTE).get(view.mid)
    said = None if exchange is None else exchange.of(Side.LOCAL).get(view.mid)
    if theirs is None or said is None or not (theirs.live and said.live and said.is_data):
        return ours
    if theirs.sctp_port == view.sctp_port:
        return said.sctp_port
    return said.sctp_port + 1 if said.sctp_port < LARGEST_PORT else said.sctp_port - 1


def _carries_rtp(plan: AnswerPlan, planned: PlannedSection) -> bool:
    """Whether a data section carries RTP for others, for which it says rtcp-mux (A-41)."""
    members = next((members for members in plan.bundles if planned.mid in members), ())
    return any(plan.offer[mid].is_rtp for mid in members)
