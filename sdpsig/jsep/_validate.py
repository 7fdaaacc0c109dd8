"""What a description must keep to before it is applied (jsep §4; the rule ids stand there).

Each rule is a generator of faults over the sections; ``RULES`` is their order. The first
error refuses the description, warnings are collected.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from ..errors import Fault, FaultCode, Severity
from ..sdp import Attribute, Line, Malformed, Profile, SessionDescription, codecs
from ..sdp.attributes import (
    Extmap,
    Fingerprint,
    Group,
    IcePwd,
    IceUfrag,
    Mid,
    RtcpMux,
    Rtpmap,
    Setup,
    SetupRole,
    Ssrc,
)
from ._sections import Sections, SectionView
from ._signaling import SdpType

__all__ = ["first_error", "judge_offer", "judge_transport"]

MAX_MID = 16
"""Characters: what Chromium and Firefox take."""
DIGEST_BYTES = {"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}
"""Hashes that may be used (RFC 8122 §5), and how long their digests are."""
_ICE_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
_ICE_CHARS_TOLERATED = _ICE_CHARS | frozenset("-=#_")
ICE_LENGTHS = {IceUfrag: range(4, 257), IcePwd: range(22, 257)}
"""Characters of an ice-ufrag and of an ice-pwd (RFC 8839 §5.4)."""

Rule = Callable[[Sections, Profile], Iterator[Fault]]


def judge_offer(sections: Sections, profile: Profile) -> tuple[Fault, ...]:
    """Every fault of an offer that is to be applied, in the order of the rules."""
    return tuple(fault for rule in RULES for fault in rule(sections, profile))


def first_error(faults: Iterable[Fault]) -> Fault | None:
    """The fault that refuses a description, if there is one."""
    return next((fault for fault in faults if fault.severity is Severity.ERROR), None)


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
    for lines in (section.media.lines, sections.description.lines):
        for line in lines:
            if isinstance(line, Malformed) and line.name == kind.spec.name:
                return line.fault
    return fault_at(sections, section, code, detail, rule)


# --- identity of sections


def _mids(sections: Sections, profile: Profile) -> Iterator[Fault]:
    seen: set[str] = set()
    for view in sections.views:
        mid = view.media.get(Mid)
        if view.media.media_line.port_count not in (None, 1):
            yield fault_at(
                sections, view, FaultCode.SDP_LINE_SYNTAX, "m= with several ports", "V-8"
            )
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


# --- BUNDLE


def _groups(sections: Sections, profile: Profile) -> Iterator[Fault]:
    groups = [group for group in sections.description.all(Group) if group.semantics == "BUNDLE"]
    counts = Counter(mid for group in groups for mid in group.mids)
    for group in groups:
        for mid in dict.fromkeys(group.mids):
            view = sections.get(mid)
            if counts[mid] > 1:
                code, rule, severity = FaultCode.BUNDLE_REPEATED_MID, "V-46", Severity.ERROR
                detail = "a mid twice in BUNDLE groups"
            elif view is None:
                code, rule, severity = FaultCode.BUNDLE_UNKNOWN_MID, "V-45", tolerated(profile)
                detail = "a group names a mid that no section has"
            elif not view.live:
                code, rule, severity = FaultCode.BUNDLE_REJECTED_MID, "V-49", tolerated(profile)
                detail = "a group names a section with port 0"
            else:
                continue
            yield fault_at(sections, None, code, detail, rule, line=group, severity=severity)


# --- transport


def _transports(sections: Sections, profile: Profile) -> Iterator[Fault]:
    owners = sections.owners()
    for view in sections.views:
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
        yield Fault(
            fault.code, fault.detail, fault.rule, fault.line, view.index, tolerated(profile)
        )
    elif transport.setup in _FORBIDDEN_SETUP[kind]:
        detail = f"a=setup:{transport.setup} in an {kind}"
        line = sections.description.effective(view.media, Setup)
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
    line = sections.description.effective(view.media, kind)
    code, name = FaultCode.ICE_BAD_CREDENTIALS, kind.spec.name
    allowed = ICE_LENGTHS[kind]
    if len(value) not in allowed:
        detail = f"an {name} shorter than {allowed[0]} or longer than {allowed[-1]} characters"
        yield fault_at(sections, view, code, detail, "V-21", line=line)
    elif not _ICE_CHARS.issuperset(value):
        severity = tolerated(profile) if _ICE_CHARS_TOLERATED.issuperset(value) else Severity.ERROR
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
    owners = sections.owners()
    for view in sections.views:
        if not (view.live and view.is_rtp) or view.bundle_only:
            continue
        if not (view.rtcp_mux or sections[owners[view.mid]].rtcp_mux):
            yield absent(
                sections,
                view,
                RtcpMux,
                FaultCode.RTP_MUX_REQUIRED,
                "an RTP section without a=rtcp-mux",
                "V-26",
            )


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
        yield from _retransmission(sections, view, profile)


def _retransmission(sections: Sections, view: SectionView, profile: Profile) -> Iterator[Fault]:
    for codec in codecs(view.media):
        if codec.name == "rtx" and codec.parameters().get("apt") not in view.media.formats:
            yield fault_at(
                sections,
                view,
                FaultCode.RTP_PAYLOAD_TYPE,
                "an rtx format whose apt is not on the m= line",
                "V-66",
                line=codec.rtpmap,
                severity=tolerated(profile),
            )


def _extensions(sections: Sections, profile: Profile) -> Iterator[Fault]:
    """One id, one URI: within a section (V-70) and over the sections of a group (V-56)."""
    owners = sections.owners()
    bound: dict[tuple[str, int], str] = {}
    for view in sections.views:
        if not (view.live and view.is_rtp):
            continue
        for extmap in sections.description.effective_all(view.media, Extmap):
            key = (owners[view.mid], extmap.id)
            if extmap.id < 4096 and bound.setdefault(key, extmap.uri) != extmap.uri:
                yield fault_at(
                    sections,
                    view,
                    FaultCode.RTP_EXTENSION_ID,
                    "a header extension id with two URIs",
                    "V-56",
                    line=extmap,
                )


def _plan_b(sections: Sections, profile: Profile) -> Iterator[Fault]:
    for view in sections.views:
        tracks = {
            line.value for line in view.media.all(Ssrc) if line.attribute == "msid" and line.value
        }
        if view.live and len(tracks) > 1:
            detail = "several tracks in one section"
            yield fault_at(sections, view, FaultCode.RTP_PLAN_B, detail, "V-76")


RULES: tuple[Rule, ...] = (
    _mids,
    _transports,
    _groups,
    _multiplexing,
    _payload_types,
    _extensions,
    _plan_b,
)
"""In the order of jsep §4."""
