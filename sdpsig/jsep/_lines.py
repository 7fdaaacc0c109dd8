"""The lines that offers and answers have in common, in the one order of A-125.

What recurs in every description is one value each: its text is made once.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .._frozen import evolve
from ..sdp import (
    Attribute,
    Connection,
    Line,
    MediaDescription,
    MediaLine,
    Origin,
    Profile,
    SessionName,
    Timing,
    Version,
    codecs,
)
from ..sdp.attributes import (
    Candidate,
    Direction,
    EndOfCandidates,
    Group,
    IceLite,
    IceOptions,
    IcePwd,
    IceUfrag,
    MaxMessageSize,
    MediaDirection,
    Mid,
    Msid,
    MsidSemantic,
    Rtcp,
    RtcpMux,
    RtcpRsize,
    Sctpmap,
    SctpPort,
    Setup,
    SetupRole,
    Ssrc,
    SsrcGroup,
    TlsId,
)
from ._codec_rules import NOT_MEDIA
from ._config import NegotiationConfig
from ._negotiation import Exchange
from ._sections import SectionView
from ._signaling import Side
from ._transceivers import Transceiver
from ._transports import LocalTransport

__all__ = [
    "DIRECTIONS",
    "DISCARD",
    "END",
    "NOWHERE",
    "RTCP",
    "RTCP_MUX",
    "RTCP_RSIZE",
    "as_before",
    "candidate_lines",
    "common",
    "data_lines",
    "default_candidate",
    "media_line",
    "msids",
    "opening",
    "rejected_section",
    "ssrc_lines",
    "transport_lines",
]

NOWHERE = Connection()
"""No address is known yet (RFC 8840 §4.1.1)."""
DISCARD = 9
"""No port is known yet."""
RTCP_MUX, RTCP_RSIZE, RTCP, END = (
    RtcpMux(),
    RtcpRsize(),
    Rtcp.parse("9 IN IP4 0.0.0.0"),
    EndOfCandidates(),
)
DIRECTIONS = {direction: Direction(direction) for direction in MediaDirection}
_SETUP = {role: Setup(role) for role in SetupRole}
_START = Version()
_NAME, _TIME = SessionName(), Timing()
_LITE, _SEMANTIC = IceLite(), MsidSemantic(" WMS *")


def opening(origin: Origin) -> tuple[Line, ...]:
    """The first lines of the session part (A-120)."""
    return _START, origin, _NAME, _TIME


def common(
    config: NegotiationConfig,
    *,
    ice_options: Sequence[str],
    bundles: Iterable[tuple[str, ...]],
    lip_sync: Iterable[tuple[str, ...]] = (),
    ice_lite: bool,
    rest: Iterable[Attribute] = (),
) -> Iterator[Line]:
    """What the session part says of all sections (A-120)."""
    if ice_lite:
        yield _LITE
    if ice_options:
        yield _ice_options(" ".join(ice_options))
    for members in bundles:
        yield _group("BUNDLE", members)
    for members in lip_sync:
        yield _group("LS", members)
    yield from rest
    if config.legacy_msid_semantic:
        yield _SEMANTIC


@lru_cache
def _ice_options(options: str) -> IceOptions:
    return IceOptions(options)


@lru_cache
def _group(semantics: str, mids: tuple[str, ...]) -> Group:
    return Group(semantics, mids)


@lru_cache
def data_lines(port: int, size: int) -> tuple[Attribute, ...]:
    """Data channels: our SCTP port and the bytes of our largest message (A-110, A-111)."""
    return SctpPort(port), MaxMessageSize(size)


@lru_cache
def media_line(kind: str, port: int, proto: str, formats: tuple[str, ...]) -> MediaLine:
    """The m= line; made once, as long as we trickle and all of them have the same port."""
    return MediaLine(kind, port, proto, formats)


def transport_lines(
    local: LocalTransport, setup: SetupRole, *, tls_id: bool
) -> tuple[Attribute, ...]:
    """What a section says of the transport that it uses (A-40, A-43 to A-45)."""
    lines: list[Attribute] = [IceUfrag(local.ufrag), IcePwd(local.pwd)]
    lines += local.fingerprints
    lines.append(_SETUP[setup])
    if tls_id and local.tls_id is not None:
        lines.append(TlsId(local.tls_id))
    return tuple(lines)


def as_before(local: LocalTransport, exchange: Exchange | None, mid: str) -> LocalTransport:
    """A transport as a bundled section that does not own it has named it before (D-5).

    What it says counts for nothing, but where it says something else than before, browsers see
    a restart of ICE, and of one section only.
    """
    view = None if exchange is None else exchange.of(Side.LOCAL).get(mid)
    if view is None or not view.live or view.transport.ufrag is None or view.transport.pwd is None:
        return local
    return evolve(local, ufrag=view.transport.ufrag, pwd=view.transport.pwd)


def candidate_lines(local: LocalTransport) -> Iterator[Attribute]:
    """The candidates that are known, and whether they are all (RFC 8840 §8.2)."""
    yield from local.candidates
    if local.end_of_candidates:
        yield END


def default_candidate(local: LocalTransport) -> tuple[int, Connection]:
    """The port and address of the m= section (A-49): relay before srflx before host."""
    usable = [candidate for candidate in local.candidates if _can_be_default(candidate)]
    if not usable:
        return DISCARD, NOWHERE
    best = min(usable, key=lambda candidate: _DEFAULT_RANK.get(candidate.type.lower(), 3))
    return best.port, _connection(best.address)


@lru_cache
def _connection(address: str) -> Connection:
    return Connection(address, "IP6" if ":" in address else "IP4")


def _can_be_default(candidate: Candidate) -> bool:
    """Whether it is an address over UDP, of the first component: no host name, no TCP."""
    return (
        candidate.component == 1
        and candidate.transport.lower() == "udp"
        and candidate.port != 0
        and (":" in candidate.address or candidate.address.replace(".", "").isdecimal())
    )


_DEFAULT_RANK = {"relay": 0, "srflx": 1, "host": 2}


def msids(transceiver: Transceiver, mid: str, *, sends: bool, profile: Profile) -> tuple[Msid, ...]:
    """The streams of a track: said when it is sent, and from then on (A-57, O-22)."""
    streams = transceiver.streams or ("-",)
    said = transceiver.msids
    if not sends or (said and {line.stream for line in said} == set(streams)):
        return said
    track = None if profile.strict else transceiver.track or f"track-{mid}"
    return tuple(Msid(stream, track) for stream in streams)


def ssrc_lines(
    transceiver: Transceiver, streams: Sequence[Msid], config: NegotiationConfig
) -> Iterator[Attribute]:
    """Synchronisation sources, where the application knows them (A-59, RFC 5576)."""
    if len(transceiver.ssrcs) > 1:
        yield SsrcGroup("FID", transceiver.ssrcs[:2])
    name = streams[0].stream if streams else "-"
    for ssrc in transceiver.ssrcs[:2]:
        yield Ssrc(ssrc, "cname", name)
        if config.legacy_ssrc_msid and streams and not config.profile.strict:
            yield Ssrc(ssrc, "msid", streams[0].serialize())


def rejected_section(
    view: SectionView, mid: Mid | None, shown: Iterable[Attribute], *, profile: Profile
) -> MediaDescription:
    """A section with port 0 (A-20): in interop with all that some peers look for.

    ``shown`` are the lines of a transport of the description, if it has any.
    """
    lines: list[Line] = [NOWHERE]
    if mid is not None:
        lines.append(mid)
    formats = view.media.formats
    interop = not profile.strict
    if interop:
        lines += shown
    if view.is_rtp:
        meanings = {str(codec.payload_type): codec for codec in codecs(view.media)}
        repair = {text for text, codec in meanings.items() if codec.name in NOT_MEDIA}
        formats = tuple(text for text in formats if text not in repair) or formats
        lines.append(DIRECTIONS[MediaDirection.INACTIVE])
        if interop:
            lines += view.media.all(RtcpMux)[:1]
            said = (meanings[text].rtpmap for text in formats if text in meanings)
            lines += [line for line in said if line is not None]
    elif view.is_data:
        lines += view.media.all(Sctpmap)[:1]
    line = media_line(view.media.kind, 0, view.media.proto, formats)
    return MediaDescription(tuple(lines), media_line=line)
