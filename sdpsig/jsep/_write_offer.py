"""Writing the offer that was planned (O-1 to O-32). Equal plans and transports: equal bytes."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import cached_property

from .._frozen import frozen
from ..sdp import Attribute, Line, MediaDescription, Origin, SessionDescription
from ..sdp.attributes import (
    BundleOnly,
    ExtmapAllowMixed,
    MaxPacketTime,
    Mid,
    Rid,
    RtcpMuxOnly,
    RtcpRsize,
    SetupRole,
    Simulcast,
)
from ._capabilities import DataCapability
from ._codec_offer import WantedFormat, give_payload_types, offer_codecs, wanted_codecs
from ._codec_outcome import CodecMatch
from ._config import RtcpMuxPolicy
from ._encodings import offer_rids
from ._extension_match import carries_rids
from ._extension_offer import allocate, offer_extensions
from ._lines import (
    DIRECTIONS,
    NOWHERE,
    RTCP,
    RTCP_MUX,
    RTCP_RSIZE,
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
from ._messages import Offer
from ._negotiation import Exchange
from ._plan_offer import OfferedSection, OfferedTransport, OfferPlan
from ._sections import DATA_CHANNELS
from ._signaling import Side
from ._transports import LocalTransport, Transports

__all__ = ["write_offer"]

RTP, SCTP = "UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"


def write_offer(plan: OfferPlan, local: Transports, *, origin: Origin) -> Offer:
    """Write an offer as it was planned.

    ``local`` has our transport for each mid in ``plan.needs``; one that goes on may be given
    again, with the candidates that are known by now. Raises LocalProtocolError for transports
    that are missing or that change their credentials without a restart (A-45).
    """
    given = local_transports(
        {one.mid: (one.local, one.restarted) for one in plan.transports},
        local,
        rejected=[section.mid for section in plan.sections],
    )
    draft = _Draft(plan, given, *_numbers(plan))
    media = tuple(_section(draft, section) for section in plan.sections)
    return Offer(SessionDescription(tuple(_session(draft, origin)), media=media))


@frozen
class _Draft:
    """A plan with the numbers that were given, and our end of each transport."""

    plan: OfferPlan
    local: Mapping[str, LocalTransport]
    wanted: Mapping[str, Sequence[WantedFormat]]
    payload_types: Mapping[Hashable, int]
    extension_ids: Mapping[str, int]

    @property
    def mixed(self) -> bool:
        """Whether header extensions of both forms may be mixed."""
        return self.plan.negotiation.config.capabilities.extmap_allow_mixed

    @cached_property
    def transports(self) -> Mapping[str, OfferedTransport]:
        """The transport of each owner."""
        return {one.mid: one for one in self.plan.transports}

    def lines(self, owner: str, mid: str) -> tuple[Attribute, ...]:
        """What a section says of the transport that it uses."""
        config = self.plan.negotiation.config
        local = self.local[owner]
        before = self.transports[owner].before if mid != owner else None
        if before is not None and before.mid == owner and not self.transports[owner].restarted:
            local = as_before(local, self.plan.negotiation.stable.exchange, mid)
        return transport_lines(local, SetupRole.ACTPASS, tls_id=config.tls_id)


def _numbers(
    plan: OfferPlan,
) -> tuple[Mapping[str, Sequence[WantedFormat]], Mapping[Hashable, int], Mapping[str, int]]:
    negotiation = plan.negotiation
    config = negotiation.config
    exchange = negotiation.stable.exchange
    wanted = {
        section.mid: wanted_codecs(
            config.capabilities.codecs(section.kind),
            section.transceiver.direction,
            preferences=section.transceiver.preferences,
            answered=_answered(exchange, section.mid),
            voice_activity_detection=config.voice_activity_detection,
        )
        for section in plan.sections
        if section.transceiver is not None
    }
    bindings = negotiation.history.bindings
    formats = (one for section in wanted.values() for one in section)
    return (
        wanted,
        give_payload_types(formats, bindings),
        allocate(config.capabilities, bindings.ids, bindings.extensions),
    )


def _answered(exchange: Exchange | None, mid: str) -> MediaDescription | None:
    view = None if exchange is None else exchange.answer.get(mid)
    return None if view is None else view.media


def _session(draft: _Draft, origin: Origin) -> Iterator[Line]:
    plan = draft.plan
    config = plan.negotiation.config
    options = config.capabilities.ice_options
    yield from opening(origin)
    yield from common(
        config,
        ice_options=[one for one in options if config.trickle or one != "trickle"],
        bundles=plan.bundles,
        lip_sync=_lip_sync(plan),
        ice_lite=config.ice_lite or any(local.ice_lite for local in draft.local.values()),
        rest=(ExtmapAllowMixed(),) if draft.mixed and plan.sections else (),
    )


def _lip_sync(plan: OfferPlan) -> Iterator[tuple[str, ...]]:
    """Sections to be played together: those whose tracks share a stream (O-6)."""
    by_stream: dict[str, list[str]] = {}
    for section in plan.sections:
        if section.transceiver is not None and section.transceiver.direction.sends:
            for stream in section.transceiver.streams:
                by_stream.setdefault(stream, []).append(section.mid)
    seen: set[str] = set()
    for members in by_stream.values():
        if len(members) > 1 and seen.isdisjoint(members):
            seen.update(members)
            yield tuple(members)


def _section(draft: _Draft, section: OfferedSection) -> MediaDescription:
    profile = draft.plan.negotiation.config.profile
    if not section.live:
        assert section.before is not None, "what is rejected has been something"
        said = next((draft.lines(owner, owner) for owner in draft.local), ())
        return rejected_section(section.before, Mid(section.mid), said, profile=profile)
    owner = draft.plan.owners.get(section.mid)
    owns = owner == section.mid
    shown = owner is not None and (owns or not profile.strict)
    if section.is_data:
        formats, body = _data(draft, section, owns=owns)
    else:
        formats, body = _rtp(draft, section, shown=shown)
    port, connection = 0, NOWHERE
    if owner is not None and not section.bundle_only:
        port, connection = default_candidate(draft.local[owner])
    lines: list[Line] = [connection, Mid(section.mid)]
    if section.bundle_only:
        lines.append(BundleOnly())
    if owner is not None and shown:
        lines += draft.lines(owner, section.mid)
    lines += body
    if owner is not None and owns:
        lines += candidate_lines(draft.local[owner])
    line = media_line(section.kind, port, SCTP if section.is_data else RTP, formats)
    return MediaDescription(tuple(lines), media_line=line)


def _rtp(
    draft: _Draft, section: OfferedSection, *, shown: bool
) -> tuple[tuple[str, ...], list[Attribute]]:
    config, one = draft.plan.negotiation.config, section.transceiver
    assert one is not None, "an RTP section that lives has one"
    match = CodecMatch(tuple(offer_codecs(draft.wanted[section.mid], draft.payload_types)))
    streams = msids(one, section.mid, sends=one.direction.sends, profile=config.profile)
    body: list[Attribute] = [DIRECTIONS[one.direction], *streams]
    if shown:
        body += _multiplexing(draft, section)
    body += match.lines
    extensions = offer_extensions(
        config.capabilities, section.kind, draft.extension_ids, direction=one.direction
    )
    body += extensions
    if match.maxptime is not None:
        body.append(MaxPacketTime(str(match.maxptime)))
    rids, simulcast = offer_rids(
        one.encodings,
        sends=one.direction.sends,
        rid_extension=carries_rids(extensions),
        receiving=_received_layers(draft.plan.negotiation.stable.exchange, section.mid),
    )
    body += rids
    if simulcast is not None:
        body.append(simulcast)
    if one.direction.sends:
        body += ssrc_lines(one, streams, config)
    return match.formats, body


def _received_layers(exchange: Exchange | None, mid: str) -> tuple[Rid, ...]:
    """The layers that we have agreed to receive: those lines stay the same (O-28)."""
    view = None if exchange is None else exchange.of(Side.LOCAL).get(mid)
    if view is None or view.media.get(Simulcast) is None:
        return ()
    return tuple(line for line in view.media.all(Rid) if line.direction == "recv")


def _multiplexing(draft: _Draft, section: OfferedSection) -> Iterator[Attribute]:
    """RTP and RTCP on one port: as was agreed, else as the policy has it (O-7, O-27)."""
    plan = draft.plan
    config = plan.negotiation.config
    owner = plan.owners[section.mid]
    before = draft.transports[owner].before
    if before is None:
        required = config.rtcp_mux_policy is RtcpMuxPolicy.REQUIRE
        if owner == section.mid and (config.profile.strict or not required):
            yield RTCP
        yield RTCP_MUX
        if owner == section.mid and required:
            yield RtcpMuxOnly()
    else:
        yield RTCP_MUX if before.rtcp_mux else RTCP
    answered = _answered(plan.negotiation.stable.exchange, section.mid)
    if answered is None or answered.get(RtcpRsize) is not None:
        yield RTCP_RSIZE


def _data(
    draft: _Draft, section: OfferedSection, *, owns: bool
) -> tuple[tuple[str, ...], list[Attribute]]:
    """Data channels, in the newer form (O-3); rtcp-mux is for RTP that they carry (A-41)."""
    plan = draft.plan
    bundled = next((members for members in plan.bundles if section.mid in members), ())
    carries = owns and any(mid in plan.proposed for mid in bundled)
    ours = plan.negotiation.config.capabilities.data or DataCapability()
    exchange = plan.negotiation.stable.exchange
    before = None if exchange is None else exchange.of(Side.LOCAL).get(section.mid)
    port = ours.sctp_port if before is None or not before.is_data else before.sctp_port
    said = data_lines(port, ours.max_message_size)
    return (DATA_CHANNELS,), [*((RTCP_MUX,) if carries else ()), *said]
