"""What a section sends: msid, ssrc and ssrc-group joined into tracks (RFC 8830, RFC 5576).

A section has one track in JSEP. Older descriptions (Plan B) put several into one section, told
apart by the msid of their sources; so the msid of a source wins over that of its section.
"""

from collections.abc import Iterator, Mapping

from .._frozen import frozen
from ._description import MediaDescription
from .attributes import Msid, Ssrc, SsrcGroup

__all__ = ["Source", "Track", "tracks"]

NO_STREAM = "-"
# A source, then those that send its packets again, or protect it    RFC 5576 §4.2, RFC 5956 §4.3
REPAIRS = ("FID", "FEC-FR")


@frozen
class Source:
    """One RTP stream of a track, with the streams that repair it."""

    ssrc: int
    cname: str | None = None
    rtx: int | None = None
    """The SSRC of its retransmissions."""
    fec: int | None = None
    """The SSRC of its forward error correction."""


@frozen
class Track:
    """A MediaStreamTrack as its sender describes it."""

    track_id: str | None = None
    """None where the msid has none, or there is no msid."""
    stream_ids: tuple[str, ...] = ()
    """The MediaStreams that it is in; none for an msid of ``-``."""
    sources: tuple[Source, ...] = ()
    """Its RTP streams that repair nothing: several in simulcast; none where no SSRC is told."""

    @property
    def cname(self) -> str | None:
        """The CNAME of its sources, that is of its sender; the first that is told."""
        return next((source.cname for source in self.sources if source.cname is not None), None)


def tracks(media: MediaDescription) -> tuple[Track, ...]:
    """The tracks of a section in order; empty where it describes none."""
    streams = _streams(media)
    repaired = _repaired(media)
    owners = _owners(media, repaired, next(iter(streams), None))
    repairs = [_pairs(media, kind) for kind in REPAIRS]
    cnames = _properties(media, "cname")
    sources: dict[str | None, list[Source]] = {track_id: [] for track_id in streams}
    for ssrc, (track_id, stream) in owners.items():
        own = sources.setdefault(track_id, [])
        ids = streams.setdefault(track_id, {})
        if stream is not None:
            ids[stream] = None
        if ssrc not in repaired:
            rtx, fec = (pairs.get(ssrc) for pairs in repairs)
            own.append(Source(ssrc, cnames.get(ssrc), rtx, fec))
    return tuple(
        Track(track_id, tuple(one for one in streams[track_id] if one != NO_STREAM), tuple(own))
        for track_id, own in sources.items()
    )


def _streams(media: MediaDescription) -> dict[str | None, dict[str, None]]:
    """The streams of each track that the section itself names."""
    found: dict[str | None, dict[str, None]] = {}
    for line in media.all(Msid):
        found.setdefault(line.track, {})[line.stream] = None
    return found


def _repaired(media: MediaDescription) -> Mapping[int, int]:
    """For each source that repairs another one, the one that it repairs."""
    return {
        ssrc: line.ssrcs[0]
        for line in media.all(SsrcGroup)
        if line.semantics in REPAIRS
        for ssrc in line.ssrcs[1:]
    }


def _owners(
    media: MediaDescription, repaired: Mapping[int, int], section_track: str | None
) -> dict[int, tuple[str | None, str | None]]:
    """The track of each source, and the stream that the source itself names."""
    msids = _properties(media, "msid")
    return {
        ssrc: _own_msid(msids.get(ssrc) or msids.get(repaired.get(ssrc, ssrc)), section_track)
        for ssrc in _ssrcs(media)
    }


def _own_msid(msid: str | None, section_track: str | None) -> tuple[str | None, str | None]:
    if not msid:
        return section_track, None
    stream, _, track_id = msid.partition(" ")
    return track_id or section_track, stream


def _ssrcs(media: MediaDescription) -> Iterator[int]:
    """Every source that is told of, once, in the order of the lines that describe them."""
    described = [line.ssrc for line in media.all(Ssrc)]
    grouped = [ssrc for line in media.all(SsrcGroup) for ssrc in line.ssrcs]
    yield from dict.fromkeys(described + grouped)


def _properties(media: MediaDescription, attribute: str) -> Mapping[int, str]:
    """What the sources say under one name; the first one counts."""
    found: dict[int, str] = {}
    for line in media.all(Ssrc):
        if line.attribute == attribute and line.value is not None:
            found.setdefault(line.ssrc, line.value)
    return found


def _pairs(media: MediaDescription, semantics: str) -> Mapping[int, int]:
    """For each source the first one that repairs it in groups of this kind."""
    found: dict[int, int] = {}
    for line in media.all(SsrcGroup):
        if line.semantics == semantics and len(line.ssrcs) > 1:
            found.setdefault(line.ssrcs[0], line.ssrcs[1])
    return found
