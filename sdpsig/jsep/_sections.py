"""The m= sections of a description as offer/answer sees them: named, live, with a transport."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count

from attrs import field, frozen

from ..sdp import MediaDescription, SessionDescription
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
)

__all__ = [
    "DATA_CHANNELS",
    "RTP_PROTOS",
    "SCTP_PROTOS",
    "RemoteTransport",
    "SectionView",
    "Sections",
]

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


@frozen
class RemoteTransport:
    """What a section says of its transport, levels resolved."""

    ufrag: str | None
    pwd: str | None = field(repr=False)
    fingerprints: tuple[Fingerprint, ...]
    setup: SetupRole | None
    candidates: tuple[Candidate, ...]
    end_of_candidates: bool
    ice_lite: bool
    trickle: bool
    """Whether more candidates may come (RFC 8840 §4.1.3)."""


@frozen
class SectionView:
    """One m= section with the name it has in this session."""

    index: int
    mid: str
    """The mid; made up where the description has none."""
    named: bool
    """Whether the description says the mid."""
    media: MediaDescription
    direction: MediaDirection
    live: bool
    """Whether it is not rejected."""
    bundle_only: bool
    transport: RemoteTransport

    @property
    def is_rtp(self) -> bool:
        """Whether it is audio or video over RTP."""
        return self.media.kind in ("audio", "video") and self.media.proto in RTP_PROTOS

    @property
    def is_data(self) -> bool:
        """Whether it is data channels over SCTP, in the new form or the old."""
        return (
            self.media.kind == "application"
            and self.media.proto in SCTP_PROTOS
            and (self.media.formats[:1] == (DATA_CHANNELS,) or self.legacy_sctp_port is not None)
        )

    @property
    def legacy_sctp_port(self) -> int | None:
        """The SCTP port in the older form of data channels (A-112)."""
        port = "".join(self.media.formats[:1])
        legacy = self.media.proto == LEGACY_SCTP and _PORT.fullmatch(port) is not None
        return int(port) if legacy and int(port) < 2**16 else None

    @property
    def lacks_sctp_port(self) -> bool:
        """Whether it is data channels in the new form, and does not say its port (D-16)."""
        return self.is_data and self.legacy_sctp_port is None and self.media.get(SctpPort) is None

    @property
    def sctp_port(self) -> int:
        """The SCTP port of data channels; 5000 where nothing is said (D-16)."""
        line = self.media.get(SctpPort)
        if line is not None:
            return line.port
        legacy = self.legacy_sctp_port
        return DEFAULT_SCTP_PORT if legacy is None else legacy

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

    @cached_property
    def _by_mid(self) -> Mapping[str, SectionView]:
        return {view.mid: view for view in self.views}

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        owner = {view.mid: view.mid for view in self.views if view.live}
        for members in self.bundles:
            owner.update(dict.fromkeys(members, members[0]))
        return owner

    @classmethod
    def of(cls, description: SessionDescription, names: Sequence[str] = ()) -> "Sections":
        """Read a description; ``names`` are the mids of the offer that it answers."""
        mids = tuple(_mids(description, names))
        groups = tuple(group for group in description.all(Group) if group.semantics == "BUNDLE")
        grouped = {mid for group in groups for mid in group.mids}
        views = tuple(
            _view(description, index, media, mid, grouped)
            for index, (media, mid) in enumerate(zip(description.media, mids, strict=True))
        )
        live = {view.mid for view in views if view.live}
        bundles = tuple(
            members
            for group in groups
            if (members := tuple(mid for mid in dict.fromkeys(group.mids) if mid in live))
        )
        return cls(description, views, groups, bundles)

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


def _mids(description: SessionDescription, names: Sequence[str]) -> Iterator[str]:
    """The mids in order; made-up ones collide with none that is said anywhere (A-25, A-26)."""
    said = [media.get(Mid) for media in description.media]
    taken = {mid.mid for mid in said if mid is not None}
    taken.update(mid for group in description.all(Group) for mid in group.mids)
    fresh = (name for number in count() if (name := str(number)) not in taken)
    for index, mid in enumerate(said):
        if mid is not None:
            yield mid.mid
        elif index < len(names):
            yield names[index]
        else:
            yield next(fresh)


def _view(
    description: SessionDescription,
    index: int,
    media: MediaDescription,
    mid: str,
    grouped: set[str],
) -> SectionView:
    bundle_only = media.port == 0 and media.get(BundleOnly) is not None
    directions = description.effective_all(media, Direction)
    return SectionView(
        index=index,
        mid=mid,
        named=media.get(Mid) is not None,
        media=media,
        direction=directions[-1].direction if directions else MediaDirection.SENDRECV,
        live=media.port != 0 or (bundle_only and mid in grouped),
        bundle_only=bundle_only,
        transport=_transport(description, media),
    )


def _transport(description: SessionDescription, media: MediaDescription) -> RemoteTransport:
    ufrag = description.stated(media, IceUfrag)
    pwd = description.stated(media, IcePwd)
    setup = description.stated(media, Setup)
    options = description.stated(media, IceOptions)
    return RemoteTransport(
        ufrag=None if ufrag is None else ufrag.ufrag,
        pwd=None if pwd is None else pwd.pwd,
        fingerprints=tuple(description.effective_all(media, Fingerprint)),
        setup=None if setup is None else setup.role,
        candidates=media.all(Candidate),
        end_of_candidates=description.stated(media, EndOfCandidates) is not None,
        ice_lite=description.get(IceLite) is not None,
        trickle=options is not None and "trickle" in options.options,
    )
