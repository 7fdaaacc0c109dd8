"""What a description must keep to before it is applied.

Each rule is a generator of faults over the sections; ``RULES`` is their order. The first
error refuses the description, and nothing after it is looked at; warnings are collected.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from attrs import evolve

from ..errors import Fault, FaultCode, SdpsigError, Severity
from ..sdp import Attribute, Line, Malformed, Profile, SessionDescription, codecs
from ..sdp.attributes import (
    Extmap,
    Fingerprint,
    IcePwd,
    IceUfrag,
    Mid,
    RtcpMux,
    Rtpmap,
    Setup,
    SetupRole,
    Ssrc,
)
from ..sdp.attributes.dtls import DIGEST_BYTES
from ..sdp.attributes.extmap import KNOWN_IDS
from ..sdp.attributes.grouping import MAX_MID
from ..sdp.attributes.ice import CREDENTIAL_LENGTHS, ICE_CHARS, ICE_CHARS_TOLERATED
from ._extension_match import ONE_BYTE, TWO_BYTE
from ._sections import Sections, SectionView
from ._signaling import SdpType

__all__ = [
    "fault_at",
    "judge_media",
    "judge_offer",
    "judge_transport",
    "repeated_mids",
    "settle",
    "tolerated",
]

VIDEO_CLOCK = 90_000
"""Hz: the clock of every video format."""
USABLE_IDS = frozenset({*ONE_BYTE, *TWO_BYTE})
"""Ids that a header extension can have in a packet (RFC 8285 §4.2, §4.3)."""

Rule = Callable[[Sections, Profile], Iterator[Fault]]


def judge_offer(sections: Sections, profile: Profile) -> Iterator[Fault]:
    """The faults of an offer that is to be applied, in the order of the rules."""
    for rule in RULES:
        yield from rule(sections, profile)


def judge_media(sections: Sections, profile: Profile) -> Iterator[Fault]:
    """The faults that an answer may have as well as an offer."""
    for rule in MEDIA_RULES:
        yield from rule(sections, profile)


def settle(faults: Iterable[Fault], refuse: Callable[[Fault], SdpsigError]) -> tuple[Fault, ...]:
    """The warnings; raises at the first error, whose exception ``refuse`` makes."""
    warnings: list[Fault] = []
    for fault in faults:
        if fault.severity is Severity.ERROR:
            raise refuse(fault)
        warnings.append(fault)
    return tuple(warnings)


def fault_at(
    sections: Sections,
    section: SectionView | None,
    code: FaultCode,
    detail: str,
    rule: str,
    *,
    line: Line | None = None,
    severity: Severity = Severity.ERROR,
) -> Fault:
    """A fault with its place in the text: the line given, else the m= line of the section."""
    description: SessionDescription = sections.description
    index = None if section is None else section.index
    number = description.line_number(index, line)
    return Fault(code, detail, rule, number, index, severity)


def tolerated(profile: Profile) -> Severity:
    """The severity of what interop lets pass."""
    return Severity.ERROR if profile.strict else Severity.WARNING


def absent(
    sections: Sections,
    section: SectionView,
    kind: type[Attribute],
    code: FaultCode,
    detail: str,
    rule: str,
) -> Fault:
    """Something needed is not there; where it is there but malformed, that is the fault."""
    for part in (section.media, sections.description):
        for line in part.all(Malformed):
            if line.name == kind.spec.name:
                return evolve(line.fault, section=section.index)
    return fault_at(sections, section, code, detail, rule)


# --- identity of sections


def _mids(sections: Sections, profile: Profile) -> Iterator[Fault]:
    seen: set[str] = set()
    for view in sections.views:
        mid = view.media.get(Mid)
        if mid is None:
            yield fault_at(
                sections,
                view,
                FaultCode.JSEP_BAD_MID,
                "a section without a mid",
                "V-12",
                severity=Severity.WARNING,
            )
            continue
        if mid.mid in seen:
            yield fault_at(
                sections,
                view,
                FaultCode.JSEP_DUPLICATE_MID,
                "two sections with one mid",
                "V-10",
                line=mid,
            )
        if len(mid.mid) > MAX_MID:
            detail = f"a mid of more than {MAX_MID} characters"
            yield fault_at(sections, view, FaultCode.JSEP_BAD_MID, detail, "V-11", line=mid)
        seen.add(mid.mid)


def _ports(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        if view.media.media_line.port_count not in (None, 1):
            detail = "m= with several ports"
            yield fault_at(sections, view, FaultCode.SDP_LINE_SYNTAX, detail, "V-8")


# --- BUNDLE


def _groups(sections: Sections, profile: Profile) -> Iterator[Fault]:
    yield from repeated_mids(sections)
    severity = tolerated(profile)
    for group in sections.bundle_lines:
        views = [sections.get(mid) for mid in group.mids]
        if None in views:
            code, detail = FaultCode.BUNDLE_UNKNOWN_MID, "a group names a mid that no section has"
            yield fault_at(sections, None, code, detail, "V-45", line=group, severity=severity)
        if any(view is not None and not view.live for view in views):
            code, detail = FaultCode.BUNDLE_REJECTED_MID, "a group names a section with port 0"
            yield fault_at(sections, None, code, detail, "V-49", line=group, severity=severity)


def repeated_mids(sections: Sections) -> Iterator[Fault]:
    """A mid that stands twice in a group, or in two groups (V-46)."""
    counts = Counter(mid for group in sections.bundle_lines for mid in group.mids)
    for group in sections.bundle_lines:
        if any(counts[mid] > 1 for mid in group.mids):
            code, detail = FaultCode.BUNDLE_REPEATED_MID, "a mid twice in BUNDLE groups"
            yield fault_at(sections, None, code, detail, "V-46", line=group)


# --- transport


def _transports(sections: Sections, profile: Profile) -> Iterator[Fault]:
    owners = sections.owners()
    for view in sections.views:
        if not (view.is_rtp or view.is_data):
            continue  # nobody knows what it would need: it will be rejected
        if owners.get(view.mid) == view.mid and not view.bundle_only:
            yield from judge_transport(sections, view, profile, SdpType.OFFER)


def judge_transport(
    sections: Sections, view: SectionView, profile: Profile, kind: SdpType
) -> Iterator[Fault]:
    """What a section that owns a transport must say (V-20 to V-25)."""
    transport = view.transport
    for attribute, value in ((IceUfrag, transport.ufrag), (IcePwd, transport.pwd)):
        name = attribute.spec.name
        if value is None:
            code = FaultCode.ICE_MISSING_CREDENTIALS
            yield absent(sections, view, attribute, code, f"a transport without {name}", "V-20")
        else:
            yield from _ice_characters(sections, view, attribute, value, profile)
    if transport.setup is None:
        fault = absent(
            sections, view, Setup, FaultCode.DTLS_SETUP, "a transport without a=setup", "V-22a"
        )
        yield evolve(fault, severity=tolerated(profile))
    elif transport.setup in _FORBIDDEN_SETUP[kind]:
        detail = f"a=setup:{transport.setup} in an {kind}"
        line = sections.description.stated(view.media, Setup)
        yield fault_at(sections, view, FaultCode.DTLS_SETUP, detail, "V-22", line=line)
    yield from _fingerprints(sections, view)


_FORBIDDEN_SETUP = {
    SdpType.OFFER: (SetupRole.HOLDCONN,),
    SdpType.PRANSWER: (SetupRole.HOLDCONN, SetupRole.ACTPASS),
    SdpType.ANSWER: (SetupRole.HOLDCONN, SetupRole.ACTPASS),
}


def _ice_characters(
    sections: Sections, view: SectionView, kind: type[Attribute], value: str, profile: Profile
) -> Iterator[Fault]:
    line = sections.description.stated(view.media, kind)
    code, name = FaultCode.ICE_BAD_CREDENTIALS, kind.spec.name
    allowed = CREDENTIAL_LENGTHS[name]
    if len(value) not in allowed:
        detail = f"an {name} shorter than {allowed[0]} or longer than {allowed[-1]} characters"
        yield fault_at(sections, view, code, detail, "V-21", line=line)
    elif not ICE_CHARS.issuperset(value):
        severity = tolerated(profile) if ICE_CHARS_TOLERATED.issuperset(value) else Severity.ERROR
        detail = f"an {name} with a character that is not an ice-char"
        yield fault_at(sections, view, code, detail, "V-21", line=line, severity=severity)


def _fingerprints(sections: Sections, view: SectionView) -> Iterator[Fault]:
    usable = False
    for fingerprint in view.transport.fingerprints:
        size = DIGEST_BYTES.get(fingerprint.hash_function.lower())
        if size is None:
            continue
        usable = True
        if len(fingerprint.digest) != size * 3 - 1:
            detail = "a fingerprint whose length does not fit its hash"
            code = FaultCode.DTLS_BAD_FINGERPRINT
            yield fault_at(sections, view, code, detail, "V-25a", line=fingerprint)
    if not usable:
        detail = "a transport without a fingerprint that may be used"
        code = FaultCode.DTLS_MISSING_FINGERPRINT
        yield absent(sections, view, Fingerprint, code, detail, "V-25")


def _multiplexing(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        if not (view.live and view.is_rtp) or view.bundle_only:
            continue
        if not sections.multiplexed(view):
            code, detail = FaultCode.RTP_MUX_REQUIRED, "an RTP section without a=rtcp-mux"
            yield absent(sections, view, RtcpMux, code, detail, "V-26")


# --- media


def _payload_types(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        if not (view.live and view.is_rtp):
            continue
        code = FaultCode.RTP_PAYLOAD_TYPE
        if view.rtcp_mux and any(64 <= int(text) <= 95 for text in view.media.formats):
            detail = "a payload type of 64-95, which collides with RTCP"
            yield fault_at(sections, view, code, detail, "V-62")
        if len(set(view.media.formats)) != len(view.media.formats):
            detail = "a payload type twice on the m= line"
            severity = tolerated(profile)
            yield fault_at(sections, view, code, detail, "V-63", severity=severity)
        bound: dict[int, tuple[str, int, int]] = {}
        for rtpmap in view.media.all(Rtpmap):
            meaning = (rtpmap.encoding.lower(), rtpmap.clock_rate, rtpmap.channels or 1)
            if bound.setdefault(rtpmap.payload_type, meaning) != meaning:
                detail = "a payload type with two meanings"
                yield fault_at(sections, view, code, detail, "V-63", line=rtpmap)
        yield from _clock_rates(sections, view, profile)


def _clock_rates(sections: Sections, view: SectionView, profile: Profile) -> Iterator[Fault]:
    """Formats and what they repair (V-66, A-79), and a quirk of video formats (A-73)."""
    found = {str(codec.payload_type): codec for codec in codecs(view.media)}
    for codec in found.values():
        repaired = found.get(codec.parameters().get("apt", "")) if codec.name == "rtx" else codec
        if repaired is None:
            code, detail = FaultCode.RTP_PAYLOAD_TYPE, "an rtx format whose apt is no format here"
            rule, severity = "V-66", tolerated(profile)
        elif repaired.clock_rate != codec.clock_rate:
            code, detail = FaultCode.RTP_CLOCK_RATE, "an rtx format with another clock rate"
            rule, severity = "A-79", Severity.WARNING
        elif view.media.kind == "video" and codec.clock_rate != VIDEO_CLOCK:
            code, detail = FaultCode.RTP_CLOCK_RATE, f"a video format without {VIDEO_CLOCK} Hz"
            rule, severity = "A-73", Severity.WARNING
        else:
            continue
        line = codec.rtpmap
        yield fault_at(sections, view, code, detail, rule, line=line, severity=severity)


def _extensions(sections: Sections, profile: Profile) -> Iterator[Fault]:
    """One id, one URI: within a section (V-70) and over the sections of a group (V-56)."""
    code = FaultCode.RTP_EXTENSION_ID
    owners = sections.owners()
    bound: dict[tuple[str, int], str] = {}
    for view in sections.views:
        if not (view.live and view.is_rtp):
            continue
        extmaps = sections.description.effective_all(view.media, Extmap)
        strange = next((line for line in extmaps if line.id not in KNOWN_IDS), None)
        if strange is not None:
            detail, severity = "a header extension id that nothing can use", tolerated(profile)
            yield fault_at(sections, view, code, detail, "V-70", line=strange, severity=severity)
        for extmap in extmaps:
            key = (owners[view.mid], extmap.id)
            if extmap.id in USABLE_IDS and bound.setdefault(key, extmap.uri) != extmap.uri:
                detail = "a header extension id with two URIs"
                yield fault_at(sections, view, code, detail, "V-56", line=extmap)


def _plan_b(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        tracks = {
            line.value for line in view.media.all(Ssrc) if line.attribute == "msid" and line.value
        }
        if view.live and len(tracks) > 1:
            detail = "several tracks in one section"
            yield fault_at(sections, view, FaultCode.RTP_PLAN_B, detail, "V-76")


def _data(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        if view.live and view.lacks_sctp_port:
            code, detail = FaultCode.JSEP_SCTP_PORT, "a data section without a=sctp-port"
            severity = Severity.WARNING  # strict rejects just that section
            yield fault_at(sections, view, code, detail, "D-16", severity=severity)


MEDIA_RULES: tuple[Rule, ...] = (_ports, _multiplexing, _payload_types, _extensions, _plan_b)
"""What holds for offers and for answers, in the order in which they are judged."""
RULES: tuple[Rule, ...] = (_mids, _transports, _groups, *MEDIA_RULES, _data)
"""What holds for offers, in the order in which they are judged."""
