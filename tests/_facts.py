"""Facts that the larger collection states about its descriptions, and where we say them.

A function takes a description and gives what the fact is compared with.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sdpsig import sdp
from sdpsig.sdp import Attribute, MediaDescription, SessionDescription, codecs
from sdpsig.sdp._description import Section
from sdpsig.sdp.attributes import (
    BundleOnly,
    Candidate,
    ConnectionSetup,
    Content,
    Control,
    Crypto,
    Direction,
    EndOfCandidates,
    Extmap,
    Fingerprint,
    Fmtp,
    FrameRate,
    Group,
    IceLite,
    IceOptions,
    IcePwd,
    IceUfrag,
    ImageAttr,
    Keywords,
    Label,
    MaxMessageSize,
    MaxPacketTime,
    MediaClock,
    Mid,
    Msid,
    MsidSemantic,
    PacketTime,
    ReferenceClock,
    Rid,
    Rtcp,
    RtcpFb,
    RtcpMux,
    RtcpRsize,
    Rtpmap,
    Sctpmap,
    SctpPort,
    Setup,
    SourceFilter,
    Ssrc,
    SsrcGroup,
)

Part = SessionDescription | MediaDescription
Read = Callable[[SessionDescription], Any]


def lines(part: Section, letter: str) -> list[str]:
    """The values of the lines of a type."""
    return [line.text[2:] for line in part.lines if line.text.startswith(f"{letter}=")]


def one(part: Part, kind: type[Attribute]) -> Any:
    """The first attribute of a kind, which is there where a fact speaks of it."""
    return part.get(kind)


def title(media: MediaDescription) -> str | None:
    return next(iter(lines(media, "i")), None)


def value(part: Part, kind: type[Attribute]) -> str | None:
    """What follows the colon in the first attribute of a kind."""
    found = part.get(kind)
    return None if found is None else found.serialize()


def values(part: Part, kind: type[Attribute]) -> list[str]:
    return [line.serialize() for line in part.all(kind)]


def each(kind: type[Attribute]) -> Read:
    return lambda description: [value(media, kind) for media in description.media]


def first(kind: type[Attribute], at: int = 0) -> Read:
    return lambda description: value(description.media[at], kind)


def has(kind: type[Attribute], at: int = 0) -> Read:
    return lambda description: description.media[at].get(kind) is not None


def count(kind: type[Attribute], at: int = 0) -> Read:
    return lambda description: len(description.media[at].all(kind))


def groups(description: SessionDescription) -> list[list[Any]]:
    return [[group.semantics, list(group.mids)] for group in description.all(Group)]


def effective_directions(description: SessionDescription) -> list[str]:
    found = [description.effective(media, Direction) for media in description.media]
    return [line.name for line in found if line is not None]


def credentials(description: SessionDescription) -> list[list[str]]:
    found = [
        (description.stated(media, IceUfrag), description.stated(media, IcePwd))
        for media in description.media
    ]
    return [[ufrag.ufrag, pwd.pwd] for ufrag, pwd in found if ufrag and pwd]


def candidate(line: Candidate) -> dict[str, Any]:
    return {
        "foundation": line.foundation,
        "component": line.component,
        "protocol": line.transport,
        "priority": line.priority,
        "address": line.address,
        "port": line.port,
        "type": line.type,
        "raddr": line.raddr,
        "rport": line.rport,
        "tcptype": line.extension("tcptype"),
        "extensions": dict(line.extensions),
    }


FACTS: Mapping[str, Read] = {
    "media_count": lambda d: len(d.media),
    "section_count": lambda d: len(d.media) + 1,
    "media": lambda d: [media.kind for media in d.media],
    "media0": lambda d: d.media[0].kind,
    "ports": lambda d: [media.port for media in d.media],
    "num_ports": lambda d: [media.media_line.port_count for media in d.media],
    "proto": lambda d: [media.proto for media in d.media],
    "formats": lambda d: [list(media.formats) for media in d.media],
    "rejected": lambda d: [not media.port and not media.get(BundleOnly) for media in d.media],
    "mids": lambda d: [mid for media in d.media if (mid := value(media, Mid)) is not None],
    "directions": effective_directions,
    "directions_effective": effective_directions,
    "labels": each(Label),
    "label0": first(Label),
    "content": each(Content),
    "setup": each(Setup),
    "connection_attr": each(ConnectionSetup),
    "controls": each(Control),
    "groups": groups,
    "bundle": lambda d: [mids for semantics, mids in groups(d) if semantics == "BUNDLE"],
    "msid_semantic": lambda d: [one(d, MsidSemantic).semantic, *one(d, MsidSemantic).streams],
    "session_name": lambda d: lines(d, "s")[0],
    "origin_line": lambda d: lines(d, "o")[0],
    "origin_username": lambda d: lines(d, "o")[0].split(" ")[0],
    "origin": lambda d: dict(
        zip(
            ("username", "sess_id", "sess_version", "nettype", "addrtype", "address"),
            lines(d, "o")[0].split(" "),
            strict=True,
        )
    ),
    "timing": lambda d: list(map(int, lines(d, "t")[0].split(" "))),
    "times": lambda d: [list(map(int, text.split(" "))) for text in lines(d, "t")],
    "time_count": lambda d: len(lines(d, "t")),
    "email": lambda d: lines(d, "e")[0],
    "emails": lambda d: lines(d, "e"),
    "phone": lambda d: lines(d, "p")[0],
    "phones": lambda d: lines(d, "p"),
    "uri": lambda d: next(text for media in (*d.media, d) for text in lines(media, "u")),
    "information": lambda d: lines(d, "i")[0],
    "media_title0": lambda d: lines(d.media[0], "i")[0],
    "media_titles": lambda d: [title(media) for media in d.media],
    "session_key": lambda d: lines(d, "k")[0],
    "session_keywds": lambda d: value(d, Keywords),
    "session_connection": lambda d: lines(d, "c")[0].split(" ")[2],
    "media_connections": lambda d: [
        (lines(media, "c") or ["  "])[0].split(" ")[2] or None for media in d.media
    ],
    "bandwidth0": lambda d: [
        (kind := lines(d.media[0], "b")[0].split(":"))[0],
        int(kind[1]),
    ],
    "ptime0": first(PacketTime),
    "maxptime0": first(MaxPacketTime),
    "framerate2": first(FrameRate, 2),
    "ice_options0": first(IceOptions),
    "ice_lite": lambda d: d.get(IceLite) is not None,
    "session_ice_ufrag": lambda d: value(d, IceUfrag),
    "session_ice_pwd": lambda d: value(d, IcePwd),
    "ice_ufrag": lambda d: [ufrag for ufrag, _ in credentials(d)],
    "ice_pwd": lambda d: [pwd for _, pwd in credentials(d)],
    "ice": credentials,
    "fingerprint": lambda d: one(d.media[0], Fingerprint).serialize().split(" "),
    "rtcp_mux0": has(RtcpMux),
    "rtcp_rsize0": has(RtcpRsize),
    "rtcp_rsize1": has(RtcpRsize, 1),
    "bundle_only1": has(BundleOnly, 1),
    "end_of_candidates": lambda d: [media.get(EndOfCandidates) and True for media in d.media],
    "candidate_counts": lambda d: [len(media.all(Candidate)) for media in d.media],
    "tcptypes0": lambda d: [line.extension("tcptype") for line in d.media[0].all(Candidate)],
    "ssrc_count0": count(Ssrc),
    "extmap_count0": count(Extmap),
    "imageattr_count1": count(ImageAttr, 1),
    "codec_count0": lambda d: len(codecs(d.media[0])),
    "codec_names": lambda d: [
        [
            f"{line.encoding}/{line.clock_rate}" + (f"/{line.channels}" if line.channels else "")
            for line in media.all(Rtpmap)
        ]
        or None
        for media in d.media
    ],
    "rtpmap_first0": first(Rtpmap),
    "rtpmap_last0": lambda d: values(d.media[0], Rtpmap)[-1],
    "implied_rtpmap": lambda d: {
        str(codec.payload_type): f"{codec.encoding}/{codec.clock_rate}"
        for codec in codecs(d.media[0])
    },
    "first_codec": lambda d: [
        str((codec := codecs(d.media[0])[0]).payload_type),
        codec.encoding,
        codec.clock_rate,
    ],
    "first_codec0": lambda d: codecs(d.media[0])[0].encoding,
    "rtcp_fb1": lambda d: [
        [line.payload_type, line.type, line.parameter] for line in d.media[1].all(RtcpFb)
    ],
    "crypto1": lambda d: [
        [str(line.tag), line.suite, line.key_parameters] for line in d.media[1].all(Crypto)
    ],
    "ssrc1": lambda d: [[line.ssrc, line.attribute, line.value] for line in d.media[1].all(Ssrc)],
    "ssrc_group1": lambda d: [
        [line.semantics, list(line.ssrcs)] for line in d.media[1].all(SsrcGroup)
    ],
    "msid1": lambda d: [[line.stream, line.track] for line in d.media[1].all(Msid)],
    "rids1": lambda d: [
        [line.rid, line.direction, line.restrictions] for line in d.media[1].all(Rid)
    ],
    "sctpmap2": lambda d: [(line := one(d.media[2], Sctpmap)).port, line.application, line.streams],
    "sctp_port": lambda d: one(d.media[-1], SctpPort).port,
    "max_message_size": lambda d: one(d.media[-1], MaxMessageSize).size,
    "mediaclk0": first(MediaClock),
    "session_ts_refclk": lambda d: values(d, ReferenceClock),
    "ts_refclk": lambda d: [values(media, ReferenceClock) for media in d.media],
    "connection": lambda d: [
        [*lines(media, "c"), *lines(d, "c")][0].split(" ")[2] for media in d.media
    ],
    "media_title": lambda d: [title(media) for media in d.media],
    "session_bandwidth": lambda d: [
        [(pair := text.split(":"))[0], int(pair[1])] for text in lines(d, "b")
    ],
    "rtpmap": lambda d: [
        {str(line.payload_type): line.text.partition(" ")[2] for line in media.all(Rtpmap)}
        for media in d.media
    ],
    "fmtp_parsed": lambda d: {
        line.format: line.parameters() for media in d.media for line in media.all(Fmtp)
    },
    "rtcp": lambda d: [
        None
        if (line := media.get(Rtcp)) is None
        else {
            "port": line.port,
            "nettype": line.net_type,
            "addrtype": line.address_type,
            "address": line.address,
        }
        for media in d.media
    ],
    "extmap0": lambda d: [[line.id, line.direction, line.uri] for line in d.media[0].all(Extmap)],
    "source_filter0": lambda d: [
        (line := one(d.media[0], SourceFilter)).mode,
        line.net_type,
        line.address_type,
        line.destination,
        *line.sources,
    ],
    "candidate0_5": lambda d: candidate(d.media[0].all(Candidate)[5]),
    "candidate0_6": lambda d: candidate(d.media[0].all(Candidate)[6]),
    "candidates0_0": lambda d: candidate(d.media[0].all(Candidate)[0]),
    "candidates0_2": lambda d: candidate(d.media[0].all(Candidate)[2]),
    "candidates0_4": lambda d: candidate(d.media[0].all(Candidate)[4]),
    "exact_output": lambda d: sdp.parse(sdp.serialize(d)) == d,
    "roundtrip": lambda d: sdp.parse(sdp.serialize(d)) == d,
}
"""By the name that the collection gives to a fact."""


def agrees(fact: Any, found: Any) -> bool:
    """Whether what we found is what is stated; where nothing is stated, anything is."""
    match fact:
        case None:
            return True
        case dict():
            return all(agrees(wanted, dict(found).get(name)) for name, wanted in fact.items())
        case list():
            same_length = len(fact) == len(found)
            return same_length and all(map(agrees, fact, found))
        case _:
            return bool(str(fact) == str(found) or fact == found)
