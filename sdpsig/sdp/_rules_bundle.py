"""What is wrong between sections: their names, their groups, and what a shared transport needs.

RFC 5888 names and groups them, RFC 9143 bundles them, RFC 8859 says what bundled sections
have to agree about.
"""

from collections import Counter
from collections.abc import Iterator

from ..errors import Fault, FaultCode
from ._attribute import Attribute, Mux
from ._places import BUNDLE, MediaPart, Part, Whole
from ._rules_formats import meanings
from .attributes import (
    BundleOnly,
    Extmap,
    Fmtp,
    Group,
    IcePwd,
    IceUfrag,
    Mid,
    Msid,
    RtcpMux,
    Ssrc,
)
from .attributes.extmap import USABLE_IDS

__all__ = ["RULES"]

DISCARD = 9
"""The port that says that ICE will find another (RFC 9429 §5.2.1)."""
MID_EXTENSION = "urn:ietf:params:rtp-hdrext:sdes:mid"


def _mids(whole: Whole) -> Iterator[Fault]:
    """Every name is there once (V-10), and every section that needs one has one (V-12)."""
    grouped = whole.session.has(Group)
    for part in whole.sections:
        found = part.all(Mid)
        if not found and (grouped or part.is_dtls):
            yield part.warning(FaultCode.JSEP_BAD_MID, "a section without a mid", "V-12")
        if found and whole.by_mid[found[0][1].mid] is not part:
            code = FaultCode.JSEP_DUPLICATE_MID
            yield part.fault(code, "two sections with one mid", "V-10", found[0][0])


def _groups(whole: Whole) -> Iterator[Fault]:
    """Groups name sections that are there (V-45), once (V-46), and not rejected (V-49)."""
    bundled: Counter[str] = Counter()
    for number, group in whole.session.all(Group):
        bundle = group.semantics == BUNDLE
        if bundle:
            bundled.update(group.mids)
        if any(mid not in whole.by_mid for mid in group.mids):
            detail = "a group names a mid that no section has"
            code, rule = FaultCode.BUNDLE_UNKNOWN_MID, "V-45" if bundle else "V-58"
            yield whole.session.warning(code, detail, rule, number)
        if bundle and any(bundled[mid] > 1 for mid in group.mids):
            code, detail = FaultCode.BUNDLE_REPEATED_MID, "a mid twice in BUNDLE groups"
            yield whole.session.fault(code, detail, "V-46", number)
        parts = [whole.by_mid[mid] for mid in group.mids if mid in whole.by_mid]
        if bundle and not all(part.live for part in parts):
            code, detail = FaultCode.BUNDLE_REJECTED_MID, "a group names a section with port 0"
            yield whole.session.warning(code, detail, "V-49", number)


def _bundle_only(whole: Whole) -> Iterator[Fault]:
    code = FaultCode.SDP_BUNDLE_ONLY
    for part in whole.sections:
        for number, _ in part.all(BundleOnly):
            if part.index not in whole.bundled:
                yield part.warning(
                    code, "bundle-only in a section without a bundle", "V-53", number
                )
            elif part.media.port:
                detail = "bundle-only in a section with a port"
                yield part.warning(code, detail, "RFC 9143 §6", number)


def _shared(whole: Whole) -> Iterator[Fault]:
    """What the sections of one bundle have to agree about."""
    for parts in whole.bundles:
        for rule in (_payload_types, _extensions, _sources, _identical, _credentials, _mux):
            yield from rule(parts)


def _payload_types(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """One payload type has one meaning (V-55)."""
    bound: dict[str, tuple[object, ...]] = {}
    for part in parts:
        if not part.is_rtp:
            continue
        parameters = {line.format: line.parameters() for _, line in part.all(Fmtp)}
        for text, meaning in meanings(part).items():
            if text not in part.formats:
                continue
            configuration = (meaning.codec, parameters.get(text, {}))
            if bound.setdefault(text, configuration) != configuration:
                detail = "a payload type with another meaning in another section of the bundle"
                code = FaultCode.SDP_BUNDLE_CONFLICT
                yield part.warning(code, detail, "V-55", meaning.line)


def _extensions(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """One header extension id means one URI (V-56)."""
    rtp: list[Part] = [part for part in parts if part.is_rtp]
    saying = [part for part in rtp if part.has(Extmap)]
    if len(saying) < len(rtp):
        saying.insert(0, parts[0].session)  # the others inherit
    bound: dict[int, tuple[str, Part]] = {}
    for part in saying:
        for number, line in part.all(Extmap):
            uri, first = bound.setdefault(line.id, (line.uri, part))
            if line.id in USABLE_IDS and uri != line.uri and first is not part:
                detail = "a header extension id with two URIs in one bundle"
                yield part.fault(FaultCode.RTP_EXTENSION_ID, detail, "V-56", number)


def _sources(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """A source is in one section (V-78), and there is a way to tell sections apart (V-57)."""
    homes: dict[int, int | None] = {}
    unnamed: Counter[str] = Counter()
    for part in parts:
        told: set[int] = set()
        for number, line in part.all(Ssrc):
            if homes.setdefault(line.ssrc, part.index) != part.index and line.ssrc not in told:
                told.add(line.ssrc)
                detail = "a source that is in another section of the bundle too"
                yield part.warning(FaultCode.SDP_SSRC, detail, "V-78", number)
        named = MID_EXTENSION in (part.extensions or part.session.extensions)
        if part.is_rtp and not named and not part.has(Ssrc):
            unnamed[part.media.kind] += 1
            if unnamed[part.media.kind] == 2:
                detail = "bundled sections of one kind that nothing tells apart"
                yield part.warning(FaultCode.SDP_BUNDLE_CONFLICT, detail, "V-57")


def _identical(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """Attributes of the category IDENTICAL say the same wherever they are (RFC 8859 §4.3)."""
    said: dict[type[Attribute], set[str]] = {}
    for part in parts:
        for kind in part.kinds():
            if not issubclass(kind, Attribute) or kind.spec.mux is not Mux.IDENTICAL:
                continue
            lines = part.all(kind)
            texts = {part.texts[number - part.start] for number, _ in lines}
            if said.setdefault(kind, texts) != texts:
                detail = f"a={kind.spec.name} with another value than in its bundle"
                code = FaultCode.SDP_BUNDLE_CONFLICT
                yield part.warning(code, detail, "RFC 8859 §4.3", lines[0][0])


def _credentials(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """Who names the same ICE user has the same password (RFC 8839 §5.4)."""
    passwords: dict[str, str] = {}
    for part in parts:
        ufrag, pwd = part.all(IceUfrag), part.all(IcePwd)
        if (
            ufrag
            and pwd
            and passwords.setdefault(ufrag[0][1].ufrag, pwd[0][1].pwd) != pwd[0][1].pwd
        ):
            detail = "one ice-ufrag with two ice-pwd in one bundle"
            yield part.warning(FaultCode.ICE_BAD_CREDENTIALS, detail, "RFC 9143 §7.1.3", pwd[0][0])


def _mux(parts: tuple[MediaPart, ...]) -> Iterator[Fault]:
    """Bundled RTP shares its port with RTCP (V-28); a data section may say so for it (A-41)."""
    rtp = [part for part in parts if part.is_rtp]
    if len(parts) > 1 and rtp and not any(part.has(RtcpMux) for part in parts):
        detail = "a bundle in which no section has a=rtcp-mux"
        yield rtp[0].warning(FaultCode.RTP_MUX_REQUIRED, detail, "V-28")


def _same_track(whole: Whole) -> Iterator[Fault]:
    """One track is in one section (V-75)."""
    homes: dict[tuple[str, str], int | None] = {}
    for part in whole.live:
        for number, line in part.all(Msid):
            if line.track is None:
                continue
            if homes.setdefault((line.stream, line.track), part.index) != part.index:
                detail = "a track that another section carries too"
                yield part.warning(FaultCode.SDP_MSID, detail, "V-75", number)


def _alternatives(whole: Whole) -> Iterator[Fault]:
    """Sections of one flow go to different ports (RFC 5888 §8.5.3)."""
    for number, group in whole.session.all(Group):
        if group.semantics != "FID":
            continue
        parts = [whole.by_mid[mid] for mid in group.mids if mid in whole.by_mid]
        places = [part.destination for part in parts if part.media.port > DISCARD]
        if len(set(places)) != len(places):
            detail = "a FID group of sections at one address and port"
            yield whole.session.fault(FaultCode.SDP_REPEATED, detail, "RFC 5888 §8.5.3", number)


RULES = (_mids, _groups, _bundle_only, _shared, _same_track, _alternatives)
