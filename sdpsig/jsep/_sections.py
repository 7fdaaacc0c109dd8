"""The m= sections of a description as offer/answer sees them: named, live, with a transport."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate, count
from typing import NamedTuple, TypeVar

from attrs import field

from .._frozen import frozen
from ..sdp import Line, Malformed, MediaDescription, Outline, SessionDescription
from ..sdp._secrets import Secret
from ..sdp.attributes import (
    BundleOnly,
    Candidate,
    Direction,
    EndOfCandidates,
    Fingerprint,
    Group,
    IceLite,
    IceOptions,
    IcePwd,
    IceUfrag,
    MaxMessageSize,
    MediaDirection,
    Mid,
    RtcpMux,
    SctpPort,
    Setup,
    SetupRole,
    TlsId,
)
from ._known import Known

__all__ = [
    "DATA_CHANNELS",
    "RTP_PROTOS",
    "SCTP_PROTOS",
    "RemoteTransport",
    "SectionView",
    "Sections",
]

L = TypeVar("L", bound=Line)

RTP_PROTOS = frozenset(
    {
        "RTP/AVP",
        "RTP/AVPF",
        "RTP/SAVP",
        "RTP/SAVPF",
        "UDP/TLS/RTP/SAVP",
        "UDP/TLS/RTP/SAVPF",
        "TCP/DTLS/RTP/SAVP",
        "TCP/DTLS/RTP/SAVPF",
    }
)
"""Protocols that audio and video may name; all of them mean DTLS-SRTP here (RFC 9429 §5.1.2)."""
LEGACY_SCTP = "DTLS/SCTP"
"""The older form, in which the format is the SCTP port."""
SCTP_PROTOS = frozenset({"UDP/DTLS/SCTP", "TCP/DTLS/SCTP", LEGACY_SCTP})
"""Protocols of data channels."""
DATA_CHANNELS = "webrtc-datachannel"
DEFAULT_SCTP_PORT = 5000
DEFAULT_MESSAGE_SIZE = 65_536
_PORT = re.compile("0|[1-9][0-9]{0,4}")
_PADDED_PORT = re.compile("0{1,16}[0-9]{1,5}")


@frozen
class RemoteTransport:
    """What a section says of its transport, levels resolved."""

    ufrag: str | None
    pwd: Secret | None = field(repr=False)
    fingerprints: tuple[Fingerprint, ...]
    setup: SetupRole | None
    candidates: tuple[Candidate, ...]
    end_of_candidates: bool
    ice_lite: bool
    trickle: bool
    """Whether more candidates may come (RFC 8840 §4.1.3)."""
    tls_id: str | None = None
    """What names the DTLS association (RFC 8842 §5.2)."""


@frozen
class SectionView:
    """One m= section with the name it has in this session."""

    index: int
    mid: str
    """The mid; made up where the description has none."""
    named: bool
    """Whether the description says the mid."""
    direction: MediaDirection
    live: bool
    """Whether it is not rejected."""
    bundle_only: bool
    is_rtp: bool
    """Whether it is audio or video over RTP."""
    is_data: bool
    """Whether it is data channels over SCTP, in the new form or the old."""
    media: MediaDescription
    _description: SessionDescription = field(eq=False, repr=False, alias="description")
    _transport: RemoteTransport | None = field(default=None, init=False, eq=False, repr=False)

    @property
    def transport(self) -> RemoteTransport:
        """What it says of its transport: read when somebody asks, as few sections own one."""
        found = self._transport
        if found is None:
            found = _transport(self._description, self.media)
            object.__setattr__(self, "_transport", found)
        return found

    @property
    def legacy_sctp_port(self) -> int | None:
        """The SCTP port in the older form of data channels (A-112)."""
        return _legacy_port(self.media)

    @property
    def lacks_sctp_port(self) -> bool:
        """Whether it is data channels in the new form, and does not say its port (D-16)."""
        return self.is_data and self.legacy_sctp_port is None and self._said_sctp_port is None

    @property
    def sctp_port(self) -> int:
        """The SCTP port of data channels; 5000 where nothing is said (D-16)."""
        said = self.legacy_sctp_port if self._said_sctp_port is None else self._said_sctp_port
        return DEFAULT_SCTP_PORT if said is None else said

    @property
    def _said_sctp_port(self) -> int | None:
        """What a=sctp-port says; a number with a zero in front is tolerated (V-83)."""
        line = self.media.get(SctpPort)
        if line is not None:
            return line.port
        malformed = (one for one in self.media.all(Malformed) if one.name == SctpPort.spec.name)
        numbers = (one.value for one in malformed if _PADDED_PORT.fullmatch(one.value))
        return next((int(number) for number in numbers if int(number) < 2**16), None)

    @property
    def max_message_size(self) -> int:
        """Bytes of the largest data channel message that it takes; 0 is any (RFC 8841 §6)."""
        line = self.media.get(MaxMessageSize)
        return DEFAULT_MESSAGE_SIZE if line is None else line.size

    @property
    def rtcp_mux(self) -> bool:
        """Whether RTP and RTCP share one port."""
        return self.media.get(RtcpMux) is not None


@frozen
class Sections:
    """All sections of a description, by index and by mid."""

    description: SessionDescription
    views: tuple[SectionView, ...]
    bundle_lines: tuple[Group, ...]
    """The a=group lines of BUNDLE groups."""
    bundles: tuple[tuple[str, ...], ...]
    """The mids of each BUNDLE group that are live in it, in order; empty groups left out."""
    outline: Outline | None = field(default=None, eq=False, repr=False)
    """That of the description, where the sections follow of nothing else."""

    @cached_property
    def _by_mid(self) -> Mapping[str, SectionView]:
        return {view.mid: view for view in self.views}

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        owner = {view.mid: view.mid for view in self.views if view.live}
        for members in self.bundles:
            owner.update(dict.fromkeys(members, members[0]))
        return owner

    @cached_property
    def _starts(self) -> Sequence[int]:
        """The line number of the m= line of each section."""
        lengths = (len(view.media.lines) + 1 for view in self.views)
        return [number + 1 for number in accumulate(lengths, initial=len(self.description.lines))]

    @cached_property
    def _places(self) -> Mapping[tuple[int, int], int]:
        """The line number of each line in each section (the session part is -1), by identity."""
        parts = (self.description.lines, *(view.media.lines for view in self.views))
        found: dict[tuple[int, int], int] = {}
        for index, (start, lines) in enumerate(zip((0, *self._starts), parts, strict=False), -1):
            for number, line in enumerate(lines, start + 1):
                found.setdefault((index, id(line)), number)
        return found

    def lighten(self) -> None:
        """Drop what finds lines by their class: what is agreed on is held long, and seldom asked.

        What a session asks for while candidates come is read before.
        """
        for view in self.views:
            _ = view.transport
            view.media.forget()
        self.description.forget()

    def line_number(self, section: int | None, line: Line | None = None) -> int:
        """Where a line stands in the text, from 1, as ``SessionDescription.line_number``.

        Remembers where everything stands: a description may have as many faults as lines.
        """
        in_head = self._places.get((-1, id(line)))
        if section is None:
            return in_head or 1
        return self._places.get((section, id(line))) or in_head or self._starts[section]

    @classmethod
    def of(
        cls,
        description: SessionDescription,
        names: Sequence[str] = (),
        *,
        taken: Collection[str] = (),
        port0_live: bool = False,
    ) -> "Sections":
        """Read a description; ``names`` are the mids that its places had before.

        Names that are made up are none of ``taken``. ``port0_live`` takes a section with port 0
        that stands in a group as live, also without a=bundle-only (D-10).
        """
        outline, free = description.outline, not (names or taken)
        key = outline, port0_live
        form = None if outline is None else _KNOWN.get(key)
        if form is None or not (free or form.is_named):
            form = _form(description, names, taken, port0_live=port0_live)
            if not (free or form.is_named):
                outline = None  # names that are made up follow of these too
            elif outline is not None:
                _KNOWN.remember(key, form)
        views = [
            SectionView(index, *said, description=description, media=media)
            for index, (media, said) in enumerate(zip(description.media, form.views, strict=True))
        ]
        return cls(description, tuple(views), form.groups, form.bundles, outline)

    def get(self, mid: str) -> SectionView | None:
        """The section of this name."""
        return self._by_mid.get(mid)

    def __getitem__(self, mid: str) -> SectionView:
        return self._by_mid[mid]

    def multiplexed(self, view: SectionView) -> bool:
        """Whether RTP and RTCP share one port in a section: its word or its transport's."""
        return view.rtcp_mux or self[self._owners.get(view.mid, view.mid)].rtcp_mux

    def owners(self) -> Mapping[str, str]:
        """For each live section the mid of the one whose transport it uses."""
        return self._owners


class _Form(NamedTuple):
    """What the sections of a description are, whatever connection they are for."""

    views: Sequence[tuple[str, bool, MediaDirection, bool, bool, bool, bool]]
    """Of each section the fields of its view from ``mid`` to ``is_data``."""
    groups: tuple[Group, ...]
    bundles: tuple[tuple[str, ...], ...]
    is_named: bool
    """Whether the description says every mid."""


_KNOWN = Known[_Form]()


def _form(
    description: SessionDescription,
    names: Sequence[str],
    taken: Collection[str],
    *,
    port0_live: bool,
) -> _Form:
    groups = tuple(group for group in description.all(Group) if group.semantics == "BUNDLE")
    grouped = {mid for group in groups for mid in group.mids}
    mids = tuple(_mids(description, names, taken))
    live: set[str] = set()
    views: list[tuple[str, bool, MediaDirection, bool, bool, bool, bool]] = []
    for media, mid in zip(description.media, mids, strict=True):
        bundle_only = media.port == 0 and media.get(BundleOnly) is not None
        in_group = mid in grouped and (bundle_only or port0_live)
        directions = description.effective_all(media, Direction)
        direction = directions[-1].direction if directions else MediaDirection.SENDRECV
        lives = media.port != 0 or in_group
        named = media.get(Mid) is not None
        views.append((mid, named, direction, lives, bundle_only, _is_rtp(media), _is_data(media)))
        if lives:
            live.add(mid)
    bundles = tuple(
        members
        for group in groups
        if (members := tuple(mid for mid in dict.fromkeys(group.mids) if mid in live))
    )
    is_named = all(named for _, named, *_ in views)
    return _Form(views, groups, bundles, is_named)


def _mids(
    description: SessionDescription, names: Sequence[str], taken: Iterable[str]
) -> Iterator[str]:
    """The mids in order; made-up ones collide with none that is said anywhere (A-25, A-26)."""
    said = [media.get(Mid) for media in description.media]
    here = {mid.mid for mid in said if mid is not None}
    known = {*taken, *names, *here}
    known.update(mid for group in description.all(Group) for mid in group.mids)
    fresh = (name for number in count() if (name := str(number)) not in known)
    for index, mid in enumerate(said):
        if mid is not None:
            yield mid.mid
        elif index < len(names) and names[index] not in here:
            yield names[index]
        else:
            yield next(fresh)


def _is_rtp(media: MediaDescription) -> bool:
    return media.kind in ("audio", "video") and media.proto in RTP_PROTOS


def _is_data(media: MediaDescription) -> bool:
    return (
        media.kind == "application"
        and media.proto in SCTP_PROTOS
        and (media.formats[:1] == (DATA_CHANNELS,) or _legacy_port(media) is not None)
    )


def _legacy_port(media: MediaDescription) -> int | None:
    port = "".join(media.formats[:1])
    legacy = media.proto == LEGACY_SCTP and _PORT.fullmatch(port) is not None
    return int(port) if legacy and int(port) < 2**16 else None


def _transport(description: SessionDescription, media: MediaDescription) -> RemoteTransport:
    """What a section says, else the session part: all but lite may stand at both levels."""
    own, head = media.by_class(), description.by_class()

    def said(kind: type[L]) -> L | None:
        lines = own.get(kind) or head.get(kind)
        return lines[0] if lines else None  # type: ignore[return-value]  # keyed by the exact type

    ufrag, pwd, setup, tls_id = said(IceUfrag), said(IcePwd), said(Setup), said(TlsId)
    options = said(IceOptions)
    return RemoteTransport(
        None if ufrag is None else ufrag.ufrag,
        None if pwd is None else pwd.pwd,
        media.all(Fingerprint) or description.all(Fingerprint),
        None if setup is None else setup.role,
        media.all(Candidate),
        end_of_candidates=EndOfCandidates in own or EndOfCandidates in head,
        ice_lite=IceLite in head,
        trickle=options is not None and "trickle" in options.options,
        tls_id=None if tls_id is None else tls_id.tls_id,
    )
