"""Writing the answer that was planned, in the one order of A-125.

Equal plans and transports give equal bytes.
"""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from ..errors import Fault, FaultCode, LocalProtocolError
from ..sdp import (
    INTEROP,
    Attribute,
    Connection,
    InAnswer,
    Line,
    MediaDescription,
    MediaLine,
    Origin,
    Profile,
    SessionDescription,
    SessionName,
    Timing,
    Version,
    codecs,
)
from ..sdp.attributes import (
    Candidate,
    Direction,
    EndOfCandidates,
    ExtmapAllowMixed,
    Fingerprint,
    Fmtp,
    Group,
    IceLite,
    IceOptions,
    IcePwd,
    IceUfrag,
    MaxMessageSize,
    MediaDirection,
    Mid,
    Msid,
    RtcpMux,
    RtcpMuxOnly,
    RtcpRsize,
    Rtpmap,
    Sctpmap,
    SctpPort,
    Setup,
    SetupRole,
)
from ._capabilities import Capabilities, DataCapability
from ._codec_match import NOT_MEDIA, AcceptedCodec
from ._messages import Answer, Offer
from ._plan import DEFAULT_POLICY, AnswerPlan, AnswerPolicy, PlannedSection, plan_answer
from ._sections import DATA_CHANNELS, SectionView

__all__ = ["LocalTransport", "create_answer", "write_answer"]

NOWHERE = Connection()
"""No address is known yet (RFC 8840 §4.1.1)."""
DISCARD = 9


@frozen
class LocalTransport:
    """Our side of one transport: what an answer says of it."""

    ufrag: str
    """4-256 ice-chars with at least 24 bits of randomness."""
    pwd: str = field(repr=False)
    """22-256 ice-chars with at least 128 bits of randomness."""
    fingerprints: tuple[Fingerprint, ...]
    """Of our certificates, one each."""
    candidates: tuple[Candidate, ...] = ()
    """Those that are known when the answer is written."""
    end_of_candidates: bool = False
    """Whether these are all."""
    ice_lite: bool = False
    """Whether our ICE agent is a lite one (RFC 8445 §2.5)."""


def create_answer(
    offer: Offer,
    local: LocalTransport | Mapping[str, LocalTransport],
    capabilities: Capabilities,
    *,
    origin: Origin,
    policy: AnswerPolicy = DEFAULT_POLICY,
    profile: Profile = INTEROP,
) -> Answer:
    """The answer to an initial offer, from what we can do and our transport parameters.

    ``local`` is one transport, or one for each mid in ``plan_answer(…).owners`` where the offer
    does not bundle. Equal arguments give equal bytes. Raises RemoteProtocolError for an offer
    that cannot be answered, LocalProtocolError for transports that are missing.
    """
    plan = plan_answer(offer, capabilities, policy=policy, profile=profile)
    return write_answer(plan, local, origin=origin)


def write_answer(
    plan: AnswerPlan, local: LocalTransport | Mapping[str, LocalTransport], *, origin: Origin
) -> Answer:
    """Write an answer as it was planned (A-120 to A-125)."""
    ends = {
        mid: _End(transport, tuple(_transport_lines(plan, mid, transport)))
        for mid, transport in _transports(plan, local).items()
    }
    media = tuple(_section(plan, planned, ends) for planned in plan.sections)
    return Answer(SessionDescription(tuple(_session(plan, ends, origin)), media=media))


def _transports(
    plan: AnswerPlan, local: LocalTransport | Mapping[str, LocalTransport]
) -> Mapping[str, LocalTransport]:
    """The transport of each owner; where there is none, one that rejected sections show (A-20)."""
    owners = plan.owners
    if isinstance(local, LocalTransport):
        if len(owners) > 1:
            detail = f"the offer needs {len(owners)} transports, and one was given"
            raise LocalProtocolError(Fault(FaultCode.JSEP_MISSING_TRANSPORT, detail, "A-32"))
        return dict.fromkeys(owners or ("",), local)
    if any(mid not in local for mid in owners):
        detail = "a section of the answer has no transport"
        raise LocalProtocolError(Fault(FaultCode.JSEP_MISSING_TRANSPORT, detail, "A-32"))
    used = {mid: local[mid] for mid in owners or tuple(local)[:1]}
    if len({transport.ufrag for transport in used.values()}) < len(used):
        detail = "two transports with the same ice-ufrag"
        raise LocalProtocolError(Fault(FaultCode.ICE_BAD_CREDENTIALS, detail, "A-45"))
    return used


@frozen
class _End:
    """Our end of one transport, and the lines that say so, written once for all sections."""

    transport: LocalTransport
    lines: tuple[Attribute, ...]


def _session(plan: AnswerPlan, ends: Mapping[str, _End], origin: Origin) -> Iterator[Line]:
    description = plan.offer.description
    yield Version()
    yield origin
    yield SessionName()
    yield Timing()
    if any(end.transport.ice_lite for end in ends.values()):
        yield IceLite()
    options = {
        option
        for section in (description, *description.media)
        for line in section.all(IceOptions)
        for option in line.options
    }
    common = tuple(option for option in plan.capabilities.ice_options if option in options)
    if common:
        yield IceOptions(" ".join(common))
    for members in plan.bundles:
        yield Group("BUNDLE", members)
    yield from _echo(plan, description, ExtmapAllowMixed)


def _section(
    plan: AnswerPlan, planned: PlannedSection, ends: Mapping[str, _End]
) -> MediaDescription:
    if planned.rejected is not None:
        return _rejected(plan, planned, ends)
    view = planned.view
    owner = plan.owner(planned.mid)
    end = ends[owner]
    owns = owner == planned.mid
    lines: list[Line] = []
    if view.is_data:
        formats = view.media.formats[:1]
        body = list(_data(plan, view))
        if owns and any(planned.mid in members for members in plan.bundles):
            body += _mux_for_members(plan, planned)
    else:
        formats = tuple(str(codec.offered.payload_type) for codec in planned.codecs)
        body = list(_rtp(plan, planned, shown=owns or not plan.profile.strict))
    port, connection = _default_candidate(end.transport)
    lines.append(connection)
    lines += view.media.all(Mid)[:1]
    if owns or not plan.profile.strict:
        lines += end.lines
    lines += body
    if owns:
        lines += end.transport.candidates
        if end.transport.end_of_candidates:
            lines.append(EndOfCandidates())
    media_line = MediaLine(view.media.kind, port, view.media.proto, formats)
    return MediaDescription(tuple(lines), media_line=media_line)


def _transport_lines(
    plan: AnswerPlan, owner: str, transport: LocalTransport
) -> Iterator[Attribute]:
    view = plan.offer.get(owner)
    offered = None if view is None else view.transport.setup
    yield IceUfrag(transport.ufrag)
    yield IcePwd(transport.pwd)
    yield from transport.fingerprints
    yield Setup(_SETUP.get(offered or SetupRole.ACTPASS, plan.policy.setup))


_SETUP = {SetupRole.ACTIVE: SetupRole.PASSIVE, SetupRole.PASSIVE: SetupRole.ACTIVE}
"""The only role left by an offer that has made its choice (A-43)."""


def _default_candidate(transport: LocalTransport) -> tuple[int, Connection]:
    """The port and address of the m= section (A-49): relay before srflx before host."""
    usable = [
        candidate
        for candidate in transport.candidates
        if candidate.component == 1
        and candidate.transport.lower() == "udp"
        and candidate.port != 0
        and (":" in candidate.address or candidate.address.replace(".", "").isdecimal())
    ]
    if not usable:
        return DISCARD, NOWHERE
    best = min(usable, key=lambda candidate: _DEFAULT_RANK.get(candidate.type.lower(), 3))
    family = "IP6" if ":" in best.address else "IP4"
    return best.port, Connection(best.address, family)


_DEFAULT_RANK = {"relay": 0, "srflx": 1, "host": 2}


def _rtp(plan: AnswerPlan, planned: PlannedSection, *, shown: bool) -> Iterator[Attribute]:
    """What an RTP section says; what is its transport's only where that is shown (A-40)."""
    media = planned.view.media
    yield Direction(planned.direction)
    if planned.direction.sends:
        track = None if plan.profile.strict else f"track-{planned.mid}"
        yield Msid("-", track)
    if shown:
        if plan.offer.multiplexed(planned.view):
            yield RtcpMux()
        yield from _echo(plan, media, RtcpMuxOnly)
        yield from _echo(plan, media, RtcpRsize)
    yield from _echo(plan, media, ExtmapAllowMixed)
    for codec in planned.codecs:
        yield from _codec(codec)
    yield from planned.extensions


def _echo(
    plan: AnswerPlan, section: SessionDescription | MediaDescription, kind: type[Attribute]
) -> Iterator[Attribute]:
    """Repeat what was offered, where the registered rule or the profile says so."""
    line = section.get(kind)
    supported = kind is not ExtmapAllowMixed or plan.capabilities.extmap_allow_mixed
    if line is not None and supported and plan.profile.rule(kind) is InAnswer.ECHO:
        yield line


def _codec(codec: AcceptedCodec) -> Iterator[Attribute]:
    offered = codec.offered
    payload_type = str(offered.payload_type)
    channels = None if offered.channels == 1 else offered.channels
    yield offered.rtpmap or Rtpmap(
        offered.payload_type, offered.encoding, offered.clock_rate, channels
    )
    if codec.fmtp is not None:
        yield Fmtp(payload_type, codec.fmtp)
    yield from codec.feedback


def _data(plan: AnswerPlan, view: SectionView) -> Iterator[Attribute]:
    """Data channels, in the form in which they were offered (A-110 to A-112)."""
    ours = plan.capabilities.data or DataCapability()
    if view.legacy_sctp_port is None:
        yield SctpPort(0 if view.sctp_port == 0 else ours.sctp_port)
        yield MaxMessageSize(ours.max_message_size)
    else:
        yield Sctpmap(view.legacy_sctp_port, DATA_CHANNELS, ours.streams)


def _mux_for_members(plan: AnswerPlan, planned: PlannedSection) -> Iterator[Attribute]:
    """A data section that carries RTP for others says rtcp-mux for them (A-41)."""
    members = next(members for members in plan.bundles if planned.mid in members)
    if any(plan.offer[mid].is_rtp for mid in members):
        yield RtcpMux()


def _rejected(
    plan: AnswerPlan, planned: PlannedSection, ends: Mapping[str, _End]
) -> MediaDescription:
    """A section with port 0 (A-20): in interop with all that some peers look for."""
    view = planned.view
    lines: list[Line] = [NOWHERE, *view.media.all(Mid)[:1]]
    formats = view.media.formats
    interop = not plan.profile.strict
    if interop:
        for end in tuple(ends.values())[:1]:
            lines += end.lines
    if view.is_rtp:
        meanings = {str(codec.payload_type): codec for codec in codecs(view.media)}
        repair = {text for text, codec in meanings.items() if codec.name in NOT_MEDIA}
        formats = tuple(text for text in formats if text not in repair) or formats
        lines.append(Direction(MediaDirection.INACTIVE))
        if interop:
            lines += view.media.all(RtcpMux)[:1]
            shown = (meanings[text].rtpmap for text in formats if text in meanings)
            lines += [line for line in shown if line is not None]
    elif view.is_data:
        lines += view.media.all(Sctpmap)[:1]
    media_line = MediaLine(view.media.kind, 0, view.media.proto, formats)
    return MediaDescription(tuple(lines), media_line=media_line)
