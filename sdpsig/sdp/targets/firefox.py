"""What Firefox does with a remote offer, rule by rule.

Verified by asking the browser about descriptions with a single fault each; the order of its
checks is that of its open source (sipcc: sdp_main.c, sdp_token.c; JsepSessionImpl.cpp).
"""

from collections.abc import Iterator, Mapping

from ._firefox_text import KINDS, MAX_FORMATS, MAX_PORT_COUNT, NO_COUNT, NOT_HERE, Part, Reading
from ._firefox_values import FINGERPRINT_HASHES, fingerprint
from ._rule import Effect, Finding, RefusalError, Rule, Stage, Target

__all__ = ["TARGET"]

MAX_MID = 16
EXTENSION_IDS = range(1, 15)
MAX_PAYLOAD_TYPE = 127
RESERVED = frozenset({1, 2, 19, *range(64, 96)})
"""Payload types that no codec may have."""
MUXED = "avpf", "savpf"
"""Profiles that need rtcp-mux; of the others it is not asked."""
SHORTEST = {"ice-ufrag": 4, "ice-pwd": 22}


def _applied(detail: str, said: str) -> Rule:
    return Rule(detail, said, Stage.APPLY)


def _ignored(detail: str) -> Rule:
    return Rule(detail, effect=Effect.IGNORES)


RULES: Mapping[str, Rule] = {
    # --- lines
    "ascii": Rule("a character that is not ASCII", "non ASCII characters"),
    "first-line": Rule(
        "a text whose first line is no line of SDP", "not recognized as SDP|beyond end of buffer"
    ),
    "no-version": Rule("a text that does not start with a v= line", "First line not v="),
    "foreign-line": Rule("a line of a letter that SDP does not have", "Failed to parse SDP"),
    "version": Rule("a version other than 0", "Invalid version"),
    "origin-number": Rule(
        "an o= line whose numbers are no digits, or larger than 2^63-1",
        "Invalid owner (session id|version)",
    ),
    "origin": Rule(
        "an o= line of less than six fields, or of a network other than IN IP4 and IN IP6",
        "[Oo]wner",
    ),
    "no-origin": Rule("no o= line", "o= owner line not specified"),
    "no-time": Rule("no t= line", "t= timespec line not specified"),
    "time": Rule("a t= line without two numbers of 32 bits", "Invalid timespec"),
    "connection-twice": Rule("a second c= line at one level", "c= line specified twice"),
    "connection-fields": Rule("a c= line of less than three fields", "specified for c="),
    "connection-address": Rule(
        "an IP4 address that does not start with a number up to 255; host names do not",
        "Error parsing address",
    ),
    "connection-suffix": Rule(
        "a slash in an address without numbers after it", "ttl|TTL|Num of addresses"
    ),
    "no-connection": Rule(
        "a section without a c= line of IN IP4 or IN IP6, and none before the sections",
        "c= connection line not specified",
    ),
    "bandwidth": Rule(
        "a b= line without a type, or AS, CT or TIAS without a number of 32 bits",
        "No BW Value|No bandwidth type",
    ),
    "key": Rule("a k= line without its type, or without the key", "encryption"),
    "m-fields": Rule("an m= line without port or protocol", "specified"),
    "proto": Rule(
        "a protocol that it does not know, RTP/AVPF among them, or a port that does not fit it",
        "Invalid port format|Unsupported media transport|No sctp port",
    ),
    "sctp-format": Rule(
        "an SCTP section without webrtc-datachannel, or the old form without a port",
        "No webrtc-datachannel|No sctp port",
    ),
    "attribute-name": Rule("an attribute without a name", "No attribute type"),
    # --- what is read when all lines are
    "kind": Rule(
        "a section other than audio, video, application and image", "Unsupported media section"
    ),
    "port-count": Rule("more than 65535 ports", "Invalid port count"),
    "fingerprint": Rule(
        "a=fingerprint that is not a hash and bytes in capital hex, at any level",
        "fingerprint",
    ),
    "rid": Rule(
        "a=rid whose id is not letters and digits, without a direction, or with bad numbers",
        "(?i)rid|direction|Malformed|Expected|Value|Truncated|line",
    ),
    "simulcast": Rule(
        "a=simulcast that is not send or recv and a list of rids of letters and digits",
        "(?i)rid|simulcast|Type must|Already",
    ),
    "simulcast-rid": Rule("a layer of simulcast without an a=rid of its direction", "No rid attr"),
    "imageattr": Rule(
        "a malformed a=imageattr",
        "Unknown type|Expected|Malformed|Value|smaller|Multiple|Trailing|closing|line",
    ),
    # --- the description as a whole
    "mid-length": _applied("a mid of more than 16 characters", "mid length greater than 16"),
    "extension-id": _applied("an extension id outside 1 to 14", "invalid extension id"),
    "extension-twice": _applied("an extension id twice", "duplicate extension id"),
    "payload-type": _applied(
        "a payload type above 127, or 1, 2, 19, or 64 to 95",
        "Illegal audio/video payload type|is too large",
    ),
    "mux": _applied(
        "a section of a profile with feedback and without rtcp-mux", "missing a=rtcp-mux"
    ),
    "bundle-unknown": _applied(
        "a BUNDLE group whose first mid no section has", "does not exist in the SDP"
    ),
    "bundle-disabled": _applied("a BUNDLE group whose first section has port 0", "disabled m-sec"),
    "bundle-twice": _applied("a mid twice in BUNDLE groups", "appears more than once"),
    "no-credentials": _applied(
        "a live section without ice-ufrag or ice-pwd, bundled or not, unless it is bundle-only",
        "no ice-(ufrag|pwd) attribute",
    ),
    "no-fingerprint": _applied(
        "a live section without a fingerprint, bundled or not, unless it is bundle-only",
        "no fingerprint attribute",
    ),
    "fingerprint-hash": _applied(
        "a section with fingerprints of unknown hashes only", "no supported fingerprint"
    ),
    "no-setup": _applied("a section without a=setup", "no setup attribute"),
    "setup-role": _applied("a=setup:holdconn", "illegal setup attribute"),
    "credentials": _applied(
        "an ice-ufrag of less than 4 characters, or an ice-pwd of less than 22", "is too short"
    ),
    # --- what is passed over
    "rest": _ignored("all from a line on that is blank, no line of SDP, or a second v="),
    "last-line": _ignored("a last line without a line feed"),
    "session-line": _ignored("a line in a section that belongs before the sections"),
    "formats": _ignored(f"formats after the {MAX_FORMATS}th"),
}


def read(text: str) -> Iterator[Finding]:
    """How Firefox takes a text: what it passes over, and where it gives up."""
    reading = Reading(text)
    yield from reading.read()
    for part in (reading.session, *reading.sections):
        yield from _load(part)
    for part in reading.sections:
        if not part.disabled:
            yield from _identities(part, reading.session)
    for part in reading.sections:
        wanted = not part.disabled and part.proto.rpartition("/")[2] in MUXED
        if wanted and "rtcp-mux" not in part.values:
            yield _at(part, "mux")
    yield from _bundles(reading)
    tags = {mid: group[0] for group in reading.groups for mid in group}
    for part in reading.sections:
        if _owns(part, tags):
            yield from _transport(part, reading.session)


def _at(part: Part, rule: str, line: int | None = None) -> Finding:
    return Finding(rule, line or part.line, part.index)


def _load(part: Part) -> Iterator[Finding]:
    """A part is put together: only what cannot be held refuses it."""
    if part.index is not None:
        if part.kind not in KINDS:
            yield _at(part, "kind")
        if part.port_count > MAX_PORT_COUNT and part.port_count != NO_COUNT:
            yield _at(part, "port-count")
        if part.proto in NOT_HERE:
            yield _at(part, "proto")
    for line, load in part.layered:
        try:
            load()
        except RefusalError as refusal:
            yield _at(part, refusal.rule, line)
    for line, text in part.fingerprints:
        try:
            part.hashes.append(fingerprint(text))
        except RefusalError as refusal:
            yield _at(part, refusal.rule, line)
    if not part.layers <= set(part.rids.items()):
        yield _at(part, "simulcast-rid")


def _identities(part: Part, session: Part) -> Iterator[Finding]:
    if len(part.values.get("mid", "")) > MAX_MID:
        yield _at(part, "mid-length")
    identifiers = part.extensions or session.extensions
    if not all(identifier in EXTENSION_IDS for identifier in identifiers):
        yield _at(part, "extension-id")
    if len(set(identifiers)) < len(identifiers):
        yield _at(part, "extension-twice")
    if part.kind in {"audio", "video"}:
        for number in part.formats[:MAX_FORMATS]:
            payload_type = number >> 8 or number
            if payload_type > MAX_PAYLOAD_TYPE or payload_type in RESERVED:
                yield _at(part, "payload-type")


def _bundles(reading: Reading) -> Iterator[Finding]:
    by_mid: dict[str, Part] = {}
    for part in reading.sections:
        if mid := part.values.get("mid"):
            by_mid.setdefault(mid, part)
    seen: set[str] = set()
    for group in reading.groups:
        if group[0] not in by_mid:
            yield Finding("bundle-unknown")
        elif by_mid[group[0]].disabled:
            yield _at(by_mid[group[0]], "bundle-disabled")
        if len(set(group)) < len(group) or seen.intersection(group):
            yield Finding("bundle-twice")
        seen.update(group)


def _owns(part: Part, tags: Mapping[str, str]) -> bool:
    """Whether it needs a transport: also a bundled one does, unless it is bundle-only."""
    mid = part.values.get("mid", "")
    only = "bundle-only" in part.values and tags.get(mid, mid) != mid
    return not part.disabled and not only


def _transport(part: Part, session: Part) -> Iterator[Finding]:
    values = session.values | part.values
    for name in SHORTEST:
        if name not in values:
            yield _at(part, "no-credentials")
    owner = part if part.fingerprints else session
    if not owner.fingerprints:
        yield _at(part, "no-fingerprint")
    if FINGERPRINT_HASHES.isdisjoint(owner.hashes):
        yield _at(part, "fingerprint-hash")
    if "setup" not in values:
        yield _at(part, "no-setup")
    if values.get("setup") == "holdconn":
        yield _at(part, "setup-role")
    for name, shortest in SHORTEST.items():
        if len(values.get(name, "")) < shortest:
            yield _at(part, "credentials")


TARGET = Target(
    "firefox",
    "153.7.0",
    RULES,
    read,
    "asked by setRemoteDescription, in a new RTCPeerConnection with nothing configured",
)
