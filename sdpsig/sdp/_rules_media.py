"""What is wrong between the lines of one section that say what is sent in it.

Header extensions (RFC 8285), layers (RFC 8851, RFC 8853), sources (RFC 5576), tracks
(RFC 8830) and data channels (RFC 8864).
"""

from collections.abc import Iterator, Mapping

from ..errors import Fault, FaultCode
from ._places import MediaPart, Part, Whole
from .attributes import (
    DataChannelAttribute,
    DataChannelMap,
    Extmap,
    Msid,
    Rid,
    Simulcast,
    Ssrc,
    SsrcGroup,
)
from .attributes.extmap import USABLE_IDS

__all__ = ["RULES"]

RID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
GROUP_SIZES: Mapping[str, range] = {
    "FID": range(2, 3),
    "FEC-FR": range(2, 3),
    "SIM": range(1, 4),
}
"""How many sources groups have, by their semantics (RFC 5576 §4.2, RFC 5956 §4.3)."""


def _extensions(part: Part) -> Iterator[Fault]:
    """One id means one URI, one URI has one id (V-70)."""
    code = FaultCode.RTP_EXTENSION_ID
    uris: dict[int, str] = {}
    told: set[tuple[str, str | None]] = set()
    for number, line in part.all(Extmap):
        extension = (line.uri, line.parameters)
        if line.id in USABLE_IDS and uris.setdefault(line.id, line.uri) != line.uri:
            yield part.fault(code, "a header extension id with two URIs", "V-70", number)
        elif extension in told:
            yield part.warning(code, "a header extension twice", "RFC 8285 §7", number)
        told.add(extension)


def _levels(part: MediaPart) -> Iterator[Fault]:
    """Header extensions stand at one level (V-73)."""
    own = part.all(Extmap)
    if own and part.session.has(Extmap):
        detail = "header extensions before the sections and in one of them"
        yield part.warning(FaultCode.RTP_EXTENSION_ID, detail, "V-73", own[0][0])


def _layers(part: MediaPart) -> Iterator[Fault]:
    """What a=simulcast lists is declared by a=rid, and the other way round (RFC 8853 §5.1)."""
    declared: dict[str, tuple[str, int]] = {}
    for number, rid in part.all(Rid):
        if rid.rid in declared:
            yield part.warning(
                FaultCode.SDP_SIMULCAST, "a layer declared twice", "RFC 8851 §6.2.2", number
            )
        declared.setdefault(rid.rid, (rid.direction, number))
        yield from _restricted(part, number, rid)
    listed: set[str] = set()
    for number, line in part.all(Simulcast):
        for layer, direction in _listed(line):
            if declared.get(layer, ("",))[0] != direction:
                detail = f"simulcast to {direction} a layer that no a=rid declares"
                code = FaultCode.SDP_DANGLING_REFERENCE
                yield part.warning(code, detail, "RFC 8853 §5.2", number)
            elif layer in listed:
                detail = "a layer twice in a=simulcast"
                yield part.warning(FaultCode.SDP_SIMULCAST, detail, "RFC 8853 §5.2", number)
            listed.add(layer)
    if not listed:
        return
    for layer in declared.keys() - listed:
        detail = "a layer that a=simulcast does not list"
        yield part.warning(FaultCode.SDP_SIMULCAST, detail, "RFC 8853 §5.5", declared[layer][1])
    if RID_EXTENSION not in (part.extensions or part.session.extensions):
        detail = "simulcast without the header extension that names the layers"
        yield part.warning(FaultCode.SDP_SIMULCAST, detail, "V-79", part.all(Simulcast)[0][0])


def _restricted(part: MediaPart, number: int, rid: Rid) -> Iterator[Fault]:
    for restriction in (rid.restrictions or "").split(";"):
        name, _, value = restriction.strip(" ").partition("=")
        if name == "pt" and not part.formats.issuperset(value.split(",")):
            detail = "a layer with a payload type that the m= line does not list"
            yield part.warning(FaultCode.SDP_UNKNOWN_FORMAT, detail, "RFC 8851 §6.2.2", number)


def _listed(line: Simulcast) -> Iterator[tuple[str, str]]:
    """The layers of a line, each with its direction; none where it lists payload types."""
    if line.identified_by == "pt":
        return
    for direction, streams in (("send", line.sent), ("recv", line.received)):
        for alternatives in streams:
            for layer in alternatives:
                yield layer.id, direction


def _sources(part: MediaPart) -> Iterator[Fault]:
    """Groups name sources that are there, once, and as many as they need (V-77)."""
    sources = {line.ssrc for _, line in part.all(Ssrc)}
    code = FaultCode.SDP_SSRC
    grouped: set[tuple[str, int]] = set()
    for number, line in part.all(SsrcGroup):
        allowed = GROUP_SIZES.get(line.semantics, range(len(line.ssrcs) + 1))
        members = {(line.semantics, ssrc) for ssrc in line.ssrcs}
        if len(line.ssrcs) not in allowed:
            detail = "a group of sources with too few or too many of them"
            yield part.warning(code, detail, "V-77", number)
        if len(members) != len(line.ssrcs) or not grouped.isdisjoint(members):
            yield part.warning(code, "a source twice in groups of one kind", "V-77", number)
        if not sources.issuperset(line.ssrcs):
            detail = "a group of sources that no a=ssrc describes"
            yield part.warning(FaultCode.SDP_DANGLING_REFERENCE, detail, "RFC 5576 §4.2", number)
        grouped |= members


def _tracks(part: MediaPart) -> Iterator[Fault]:
    """One section carries one track (V-74, V-76)."""
    first: str | None = None
    for number, line in part.all(Msid):
        first = line.track if first is None else first
        if line.track not in (None, first):
            detail = "a second track in one section"
            yield part.warning(FaultCode.SDP_MSID, detail, "V-74", number)
    of_sources = [
        (number, line.value)
        for number, line in part.all(Ssrc)
        if line.attribute == "msid" and line.value
    ]
    for number, value in of_sources:
        if value != of_sources[0][1]:
            yield part.fault(FaultCode.RTP_PLAN_B, "several tracks in one section", "V-76", number)
            return


def _channels(part: MediaPart) -> Iterator[Fault]:
    """Data channels have one stream each (RFC 8864 §5.1)."""
    streams: set[int] = set()
    for number, line in part.all(DataChannelMap):
        if line.stream in streams:
            detail = "two data channels on one stream"
            yield part.warning(FaultCode.SDP_REPEATED, detail, "RFC 8864 §5.1.1", number)
        streams.add(line.stream)
    for number, attribute in part.all(DataChannelAttribute):
        if attribute.stream not in streams:
            detail = "an attribute of a data channel that no a=dcmap describes"
            code = FaultCode.SDP_DANGLING_REFERENCE
            yield part.warning(code, detail, "RFC 8864 §5.2.1", number)


def _media(whole: Whole) -> Iterator[Fault]:
    yield from _extensions(whole.session)
    for part in whole.live:
        for rule in (_extensions, _levels, _layers, _sources, _tracks, _channels):
            yield from rule(part)


RULES = (_media,)
