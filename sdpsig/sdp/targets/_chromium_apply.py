"""What Chromium asks of a description once it is read: names, transports, bundles, tracks, codecs.

The checks stand in the order in which the browser makes them.
"""

import re
from collections.abc import Collection, Iterator, Mapping

from ._chromium_section import PAYLOAD_TYPES, UINT32, Codec, Section, Stream, integer
from ._chromium_text import Reading
from ._rule import Finding, RefusalError

__all__ = ["apply"]

MAX_MID = 16
UFRAG_LENGTHS = range(4, 257)
PASSWORD_LENGTHS = range(22, 257)
CREDENTIAL = re.compile(r"[0-9A-Za-z+/\-=_#]*")
BELOW_RTCP, ABOVE_RTCP = 64, 96
"""Payload types between these collide with RTCP (RFC 5761 §4)."""
MAX_SIMULCAST = 3
PAIRS = ("FID", "FEC-FR")
RID_URI = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
REPAIR = frozenset({"rtx", "red", "ulpfec", "flexfec-03"})
"""Codecs that carry no media of their own."""


def apply(reading: Reading) -> Iterator[Finding]:
    """What a description runs into that was read without fault."""
    _name_sections(reading.sections)
    yield from _mids(reading.sections)
    groups = {mid: group for group in reading.bundles for mid in group}
    live = [section for section in reading.sections if not section.rejected]
    yield from _transports([one for one in live if groups.get(one.mid, (one.mid,))[0] == one.mid])
    by_mid = {section.mid: section for section in reading.sections}
    bundled: set[str] = set()
    for group in reading.bundles:
        yield from _bundle(group, bundled, by_mid)
        bundled.update(group)
    for section in live:
        yield from _extensions(section)
        yield from _muxed(section, bundled=section.mid in groups)
    for section in reading.sections:
        yield from _tracks(section)
    for section in live:
        yield from _media(section)
    yield from _passed_over(reading.sections)


def _transports(owners: list[Section]) -> Iterator[Finding]:
    for section in owners:
        if not section.has_fingerprint:
            yield _at(section, "no-fingerprint")
    for section in owners:
        if not (section.ufrag and section.password):
            yield _at(section, "no-credentials")


def _passed_over(sections: list[Section]) -> Iterator[Finding]:
    for section in sections:
        if not section.is_known:
            yield _at(section, "kind")
    for section in [section for section in sections if section.is_data][1:]:
        yield _at(section, "second-data")


def _at(section: Section, rule: str) -> Finding:
    return Finding(rule, section.line, section.index)


def _name_sections(sections: list[Section]) -> None:
    """Sections without a mid are numbered, whatever the others are called."""
    unnamed = [section for section in sections if not section.mid]
    for number, section in enumerate(unnamed):
        section.mid = str(number)


def _mids(sections: list[Section]) -> Iterator[Finding]:
    seen: set[str] = set()
    for section in sections:
        if len(section.mid) > MAX_MID:
            yield _at(section, "mid-length")
        if section.mid in seen:
            yield _at(section, "mid-twice")
        seen.add(section.mid)


def _bundle(
    group: tuple[str, ...], others: Collection[str], by_mid: Mapping[str, Section]
) -> Iterator[Finding]:
    if not by_mid.keys() >= set(group):
        yield Finding("bundle-unknown")
    if not set(group).isdisjoint(others):
        yield Finding("bundle-overlap")
    uris: dict[int, tuple[str, bool]] = {}
    members = [by_mid[mid] for mid in group if mid in by_mid]
    for section in sorted(members, key=lambda section: section.index):
        for identifier, *what in () if section.rejected else section.extensions:
            meant = (str(what[0]), bool(what[1]))
            if uris.setdefault(identifier, meant) != meant:
                yield _at(section, "bundle-extension")


def _extensions(section: Section) -> Iterator[Finding]:
    own: dict[int, str] = {}
    for identifier, uri, _ in section.extensions:
        if own.setdefault(identifier, uri) != uri:
            yield _at(section, "extension-twice")


def _muxed(section: Section, *, bundled: bool) -> Iterator[Finding]:
    if section.is_media and not section.muxed and not section.port_zero:
        yield _at(section, "bundle-mux" if bundled else "mux")
    for number in section.codecs:
        if number is not None and BELOW_RTCP <= number < ABOVE_RTCP:
            yield _at(section, "rtcp-payload-type")


def _tracks(section: Section) -> Iterator[Finding]:
    if not section.is_media:
        return
    if len(section.streams) > 1:
        yield _at(section, "tracks")
    for stream in section.streams:
        for semantics, ssrcs in stream.groups:
            pair = semantics in PAIRS and len(ssrcs) != 2
            if pair or (semantics == "SIM" and len(ssrcs) > MAX_SIMULCAST):
                yield _at(section, "ssrc-group-size")
    identified = any(uri == RID_URI for _, uri, _ in section.extensions)
    if section.simulcast and not section.rejected and not identified:
        yield _at(section, "simulcast-extension")


def _media(section: Section) -> Iterator[Finding]:
    """What is found out when transports and media engines are set up."""
    if section.ufrag or section.password:
        for value, lengths in (
            (section.ufrag, UFRAG_LENGTHS),
            (section.password, PASSWORD_LENGTHS),
        ):
            if len(value) not in lengths or CREDENTIAL.fullmatch(value) is None:
                yield _at(section, "credentials")
    for stream in section.streams:
        many = section.kind == "audio" and len(stream.ssrcs) > 1
        if many or (section.kind == "video" and not _grouped_well(stream)):
            yield _at(section, "stream")
    if section.kind == "video":
        codecs = {number: codec for number, codec in section.codecs.items() if number is not None}
        yield from (_at(section, rule) for rule in _video_faults(codecs))


def _grouped_well(stream: Stream) -> bool:
    """Whether the SSRCs of a video track fit the groups they stand in."""
    if not stream.ssrcs:
        return True
    heads = [(semantics, ssrcs[0]) for semantics, ssrcs in stream.groups]
    if len(set(heads)) < len(heads):
        return False
    layers = [ssrc for semantics, ssrcs in stream.groups if semantics == "SIM" for ssrc in ssrcs]
    primaries = layers or stream.ssrcs[:1]
    for semantics in PAIRS:
        paired_heads = {ssrcs[0] for own, ssrcs in stream.groups if own == semantics}
        paired = [primary for primary in primaries if primary in paired_heads]
        if paired and len(paired) < len(primaries):
            return False
    known = frozenset(stream.ssrcs)
    return all(
        ssrc in known
        for semantics, ssrcs in stream.groups
        if semantics in {*PAIRS, "SIM"}
        for ssrc in ssrcs
    )


def _video_faults(codecs: dict[int, Codec]) -> Iterator[str]:
    names = {number: codec.name.lower() for number, codec in codecs.items()}
    if REPAIR.union({"cn"}).issuperset(names.values()):
        yield "video-codecs"
    for number, codec in codecs.items():
        low, high = (
            _optional(codec.parameters.get(f"x-google-{end}-bitrate", "")) for end in ("min", "max")
        )
        if low is not None and high is not None and high < low and names[number] not in REPAIR:
            yield "video-codecs"
        if names[number] == "rtx":
            repaired = _optional(codec.parameters.get("apt", ""))
            base = "rtx" if repaired is None else names.get(repaired, "rtx")
            if repaired not in PAYLOAD_TYPES or base in REPAIR - {"red"}:
                yield "video-codecs"


def _optional(text: str) -> int | None:
    try:
        return integer(text, UINT32, "")
    except RefusalError:
        return None
