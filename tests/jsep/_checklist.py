"""What the strictest peers want of every description: the generation checklist, point by point."""

from collections.abc import Callable, Iterator, Mapping

from sdpsig import sdp
from sdpsig.sdp import Connection, MediaDescription, Profile, SessionDescription
from sdpsig.sdp.attributes import (
    BundleOnly,
    Candidate,
    Direction,
    Extmap,
    Fingerprint,
    Fmtp,
    Group,
    IcePwd,
    IceUfrag,
    Mid,
    Msid,
    RtcpFb,
    RtcpMux,
    Rtpmap,
    Sctpmap,
    SctpPort,
    Setup,
    Simulcast,
    Ssrc,
)

__all__ = ["checklist"]

RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
RTP = {"audio", "video"}
Point = Callable[[SessionDescription, str], Iterator[bool]]


def rtp(description: SessionDescription) -> list[MediaDescription]:
    return [media for media in description.media if media.kind in RTP and "RTP" in media.proto]


def live(media: MediaDescription) -> bool:
    return media.port != 0 or media.get(BundleOnly) is not None


def whole(description: SessionDescription, text: str) -> Iterator[bool]:
    lines = text.split("\r\n")
    yield text.endswith("\r\n") and lines[-1] == ""
    yield lines[0] == "v=0"
    yield lines[2:4] == ["s=-", "t=0 0"]
    yield len(lines[1].split(" ")) == 6
    yield all(len(line) >= 3 for line in lines[:-1])
    yield description.byte_order_mark is False


def connections(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield from (len(media.all(Connection)) == 1 for media in description.media)


def media_lines(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield from (len(media.formats) >= 1 for media in description.media)


def fingerprints(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield description.all(Fingerprint) == ()


def extensions(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield description.all(Extmap) == ()
    bound: dict[int, str] = {}
    for media in rtp(description):
        for line in media.all(Extmap):
            yield 1 <= line.id <= 14
            yield bound.setdefault(line.id, line.uri) == line.uri


def mids(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    named = [media.get(Mid) for media in description.media]
    yield all(mid is None or len(mid.mid) <= 16 for mid in named)


def directions(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield from (len(media.all(Direction)) == 1 for media in rtp(description))


def groups(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    found = description.all(Group)
    kinds = [group.semantics for group in found]
    yield kinds == sorted(kinds, key=lambda kind: kind != "BUNDLE")
    names = {mid.mid: media for media in description.media if (mid := media.get(Mid)) is not None}
    for group in found:
        yield all(mid in names and live(names[mid]) for mid in group.mids)
        yield len(group.mids) > 0
        yield group.semantics != "BUNDLE" or names[group.mids[0]].port != 0


def transports(description: SessionDescription, text: str) -> Iterator[bool]:
    """Only in interop, also where a section is bundle-only: a minimal description says it once."""
    del text
    for media in filter(live, description.media):
        yield all(media.get(kind) is not None for kind in (IceUfrag, IcePwd, Fingerprint, Setup))
        yield media.kind not in RTP or media.get(RtcpMux) is not None


def payload_types(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    bound: dict[int, tuple[str, int]] = {}
    for media in rtp(description):
        if live(media):
            yield not any(64 <= int(text) <= 95 for text in media.formats)
            for line in media.all(Rtpmap):
                meaning = (line.encoding.lower(), line.clock_rate)
                yield bound.setdefault(line.payload_type, meaning) == meaning


def parameters(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    for media in rtp(description):
        mapped = {str(line.payload_type) for line in media.all(Rtpmap)} & set(media.formats)
        yield {line.format for line in media.all(Fmtp)} <= mapped
        yield {line.payload_type for line in media.all(RtcpFb)} <= mapped


def simulcast(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    for media in rtp(description):
        found = media.all(Simulcast)
        yield len(found) <= 1
        for line in found:
            yield any(extmap.uri == RID for extmap in media.all(Extmap))
            yield all(part.count(";") <= 2 for part in line.value.split("send"))


def tracks(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    pairs: list[tuple[str, str | None]] = []
    for media in rtp(description):
        yield len({line.track for line in media.all(Msid)}) <= 1
        pairs += ((line.stream, line.track) for line in media.all(Msid) if line.track is not None)
    yield len(set(pairs)) == len(pairs)


def data(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield from (
        media.get(SctpPort) is None or media.get(Sctpmap) is None for media in description.media
    )


def candidates(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    for media in description.media:
        muxed = media.get(RtcpMux) is not None
        yield not (muxed and any(line.component != 1 for line in media.all(Candidate)))


def protocols(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    yield from ("RTP" in media.proto for media in description.media if media.kind in RTP)


def sources(description: SessionDescription, text: str) -> Iterator[bool]:
    del text
    for media in description.media:
        yield all(line.attribute and line.value for line in media.all(Ssrc))


def empty_values(description: SessionDescription, text: str) -> Iterator[bool]:
    del description
    yield all(not line.endswith(":") for line in text.split("\r\n"))


POINTS: Mapping[str, Point] = {
    "1 ends, s=, t=, o=": whole,
    "2 c= in every section": connections,
    "3 formats on every m=": media_lines,
    "4 no fingerprint for all": fingerprints,
    "5 extmap": extensions,
    "6 mid": mids,
    "7 direction": directions,
    "8 groups": groups,
    "9 ICE, DTLS and mux everywhere": transports,
    "10 payload types": payload_types,
    "11 parameters of mapped formats": parameters,
    "12 simulcast": simulcast,
    "13 msid": tracks,
    "15 SCTP in one form": data,
    "16 candidates": candidates,
    "17 protocols": protocols,
    "18 ssrc": sources,
    "19 no empty value": empty_values,
}
"""By their number; the fourteenth, roles that stay, is about several descriptions."""


def checklist(
    description: SessionDescription, profile: Profile, *, offered: bool = False
) -> list[str]:
    """The points that a description of ours misses. Offered protocols are repeated as they are."""
    left_out = {"9 ICE, DTLS and mux everywhere"} if profile.strict else set[str]()
    if offered:
        left_out |= {"17 protocols", "8 groups"}
    text = sdp.serialize(description)
    return [
        name
        for name, point in POINTS.items()
        if name not in left_out and not all(point(description, text))
    ]
