"""How Chromium reads the attributes of a section: one reader per name.

A name ends with a colon or a blank and is spelt in lower case; whatever has no reader is
passed over.
"""

import re
from collections.abc import Callable, Mapping

from ._chromium_section import (
    INT32,
    PAYLOAD_TYPES,
    UINT32,
    Codec,
    Section,
    integer,
    parts,
    value_of,
)
from ._rule import RefusalError

__all__ = ["COMMON", "DATA", "RTP", "TOKEN", "extension", "fingerprint", "setup"]

Reader = Callable[[Section, str], None]
"""Takes the text of the line after ``a=``."""

TOKEN = re.compile(r"[!#-'*+\-.0-9A-Z^-~]*")
DIGEST = re.compile("[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){0,63}")
"""Up to 64 bytes; whether they suit the hash is not asked."""
HASHES = frozenset({"sha-1", "sha-224", "sha-256", "sha-384", "sha-512"})
ROLES = frozenset({"active", "passive", "actpass", "holdconn"})
ENCRYPTED = "urn:ietf:params:rtp-hdrext:encrypt"
EXTENSION_IDS = range(1, 256)
MAX_CHANNELS = 16
MAX_LAYERS = 16
"""Of simulcast, in one direction."""
MAX_GROUP = 32
"""Sources in one a=ssrc-group."""
TRANSPORTS = frozenset({"udp", "tcp", "ssltcp", "tls"})
CANDIDATE_TYPES = frozenset({"host", "srflx", "prflx", "relay"})
TCP_TYPES = frozenset({"active", "passive", "so"})
PORTS = range(65536)
CANDIDATE_NUMBERS = {"generation": UINT32, "network-id": PORTS, "network-cost": PORTS}
RID = re.compile("[0-9A-Za-z]{1,16}")
DIRECTIONS = frozenset({"send", "recv"})


def fingerprint(text: str) -> None:
    fields = text.split(" ")
    if len(fields) != 2:
        raise RefusalError("fingerprint-fields")
    function = value_of(fields[0], "fingerprint", "attribute-value").lower()
    if function not in HASHES or DIGEST.fullmatch(fields[1]) is None:
        raise RefusalError("fingerprint-digest")


def setup(text: str) -> None:
    fields = text.split(":")
    if len(fields) != 2:
        raise RefusalError("setup-fields")
    if fields[1].lower() not in ROLES:
        raise RefusalError("setup-role")


def extension(text: str) -> tuple[int, str, bool]:
    """Id, URI, and whether it is encrypted."""
    fields = text.split(" ")
    if len(fields) < 2:
        raise RefusalError("extmap-fields")
    number = value_of(fields[0], "extmap", "attribute-value").split("/")[0]
    identifier = integer(number, INT32, "number")
    if identifier not in EXTENSION_IDS:
        raise RefusalError("extmap-id")
    if fields[1] != ENCRYPTED:
        return identifier, fields[1], False
    if len(fields) < 3:
        raise RefusalError("extmap-fields")
    if fields[2] == ENCRYPTED:
        raise RefusalError("extmap-recursive")
    return identifier, fields[2], True


def _mid(section: Section, text: str) -> None:
    mid = value_of(text, "mid", "attribute-value")
    if TOKEN.fullmatch(mid) is None:
        raise RefusalError("mid-characters")
    section.mid = mid


def _bundle_only(section: Section, text: str) -> None:
    del text
    section.bundle_only = True


def _candidate(section: Section, text: str) -> None:
    del section
    name, _, value = text.partition(":")
    if name != "candidate" or ":" not in text:
        raise RefusalError("candidate-name")
    fields = value.lstrip(":").split(" ")
    if len(fields) < 8 or fields[6] != "typ":
        raise RefusalError("candidate-fields")
    integer(fields[1], INT32, "candidate-number")
    integer(fields[3], UINT32, "candidate-number")
    integer(fields[5], PORTS, "candidate-number")
    transport = fields[2].lower()
    if transport not in TRANSPORTS or fields[7] not in CANDIDATE_TYPES:
        raise RefusalError("candidate-type")
    rest = fields[8:]
    if rest[:1] == ["raddr"] and len(rest) > 1:
        rest = rest[2:]
    if rest[:1] == ["rport"] and len(rest) > 1:
        integer(rest[1], PORTS, "candidate-number")
        rest = rest[2:]
    if rest[:1] == ["tcptype"] and len(rest) > 1:
        if rest[1] not in TCP_TYPES or transport == "udp":
            raise RefusalError("candidate-type")
        rest = rest[2:]
    extensions = dict(zip(rest[::2], rest[1::2], strict=False))
    for name in CANDIDATE_NUMBERS.keys() & extensions.keys():
        integer(extensions[name], CANDIDATE_NUMBERS[name], "candidate-number")
    if transport == "tls" and "fingerprint" not in extensions:
        raise RefusalError("candidate-type")


def _ufrag(section: Section, text: str) -> None:
    section.ufrag = value_of(text, "ice-ufrag", "attribute-value")


def _password(section: Section, text: str) -> None:
    section.password = value_of(text, "ice-pwd", "attribute-value")


def _fingerprint(section: Section, text: str) -> None:
    fingerprint(text)
    section.has_fingerprint = True


def _setup(section: Section, text: str) -> None:
    del section
    setup(text)


def _named(name: str) -> Reader:
    """A line of which only the colon matters."""

    def read(section: Section, text: str) -> None:
        del section
        value_of(text, name, "attribute-value")

    return read


def _payload_type(text: str) -> int:
    number = integer(text, INT32, "number")
    if number not in PAYLOAD_TYPES:
        raise RefusalError("payload-type")
    return number


def _fmtp(section: Section, text: str) -> None:
    if not section.is_media:
        return
    found = parts(text, " ")
    if found is None:
        raise RefusalError("fmtp-fields")
    number = _payload_type(value_of(found[0], "fmtp", "attribute-value"))
    codec = section.codecs.setdefault(number, Codec(clock=90000))
    for parameter in found[1].split(";"):
        stripped = parameter.strip()
        name, value = parts(stripped, "=") or ("", stripped)
        codec.parameters[name] = value


def _rtcp_fb(section: Section, text: str) -> None:
    if not section.is_media:
        return
    fields = text.split(" ")
    if len(fields) < 2:
        raise RefusalError("rtcp-fb-fields")
    number = value_of(fields[0], "rtcp-fb", "attribute-value")
    key = None if number == "*" else _payload_type(number)
    section.codecs.setdefault(key, Codec(clock=90000))


def _rtpmap(section: Section, text: str) -> None:
    fields = text.split(" ")
    if len(fields) < 2:
        raise RefusalError("rtpmap-fields")
    number = _payload_type(value_of(fields[0], "rtpmap", "attribute-value"))
    if number not in section.formats:
        return
    encoding = fields[1].split("/")
    if len(encoding) not in {2, 3}:
        raise RefusalError("rtpmap-format")
    clock = integer(encoding[1], INT32, "number")
    if not section.is_media:
        return
    codec = section.codecs.setdefault(number, Codec(clock=90000))
    conflict = codec.name and codec.name.lower() != encoding[0].lower()
    if section.kind == "video":
        conflict = conflict or (codec.name and clock != codec.clock)
    elif len(encoding) == 3 and integer(encoding[2], range(2**64), "number") > MAX_CHANNELS:
        raise RefusalError("rtpmap-channels")
    if conflict:
        raise RefusalError("rtpmap-conflict")
    codec.name = encoding[0]


def _rtcp_mux(section: Section, text: str) -> None:
    del text
    section.muxed = True


def _ssrc(section: Section, text: str) -> None:
    found = parts(text, " ")
    if found is None:
        raise RefusalError("ssrc-fields")
    number = integer(value_of(found[0], "ssrc", "attribute-value"), UINT32, "number")
    attribute = parts(found[1], ":")
    if attribute is None:
        raise RefusalError("ssrc-attribute")
    section.ssrcs.setdefault(number, None)
    if attribute[0] == "msid":
        words = attribute[1].split(" ")
        if len(words) > 2:
            raise RefusalError("ssrc-msid")
        before = section.ssrcs[number] or ("", "")
        section.ssrcs[number] = (words[0], words[1] if len(words) == 2 else before[1])


def _ssrc_group(section: Section, text: str) -> None:
    fields = text.split(" ")
    if len(fields) < 2:
        raise RefusalError("ssrc-group-fields")
    semantics = value_of(fields[0], "ssrc-group", "attribute-value")
    ssrcs = tuple(integer(field, UINT32, "number") for field in fields[1:])
    if len(set(ssrcs)) < len(ssrcs):
        raise RefusalError("ssrc-group-repeat")
    if len(ssrcs) > MAX_GROUP:
        raise RefusalError("ssrc-group-many")
    section.groups.append((semantics, ssrcs))


def _extmap(section: Section, text: str) -> None:
    section.extensions.append(extension(text))


def _msid(section: Section, text: str) -> None:
    fields = [word for word in text.split(" ") if word]
    if len(fields) not in {1, 2} or (len(fields) == 1 and text.endswith(" ")):
        raise RefusalError("msid-fields")
    track = fields[1] if len(fields) == 2 else (section.track or "")
    if section.track and section.track != track:
        raise RefusalError("msid-tracks")
    section.track = track
    stream = value_of(fields[0], "msid", "attribute-value")
    if not stream:
        raise RefusalError("msid-fields")
    if stream != "-":
        section.msids.append(stream)


def _rid(section: Section, text: str) -> None:
    """A malformed line is passed over."""
    fields = [word for word in text[len("rid:") :].split(" ") if word]
    if len(fields) not in {2, 3} or RID.fullmatch(fields[0]) is None:
        return
    if fields[1] in DIRECTIONS and (len(fields) == 2 or _restrictions_hold(fields[2])):
        section.rids.append((fields[0], fields[1]))


def _restrictions_hold(text: str) -> bool:
    restrictions = [word for word in text.split(";") if word]
    pairs = [[word for word in one.split("=") if word] for one in restrictions]
    names = [pair[0] for pair in pairs if pair]
    if not pairs or not all(len(pair) in {1, 2} for pair in pairs):
        return False
    if "pt" not in names:
        return len(set(names)) == len(names)
    numbers = [word for word in (pairs[0][1] if len(pairs[0]) == 2 else "").split(",") if word]
    return (
        names.index("pt") == 0
        and len(set(names)) == len(names)
        and bool(numbers)
        and all(re.fullmatch("-?[0-9]{1,10}", number) for number in numbers)
        and len(set(numbers)) == len(numbers)
    )


def _simulcast(section: Section, text: str) -> None:
    fields = [word for word in text[len("simulcast:") :].split(" ") if word]
    if len(text) <= len("simulcast:"):
        raise RefusalError("simulcast-empty")
    if section.simulcast:
        raise RefusalError("simulcast-twice")
    directions = fields[::2]
    if len(fields) not in {2, 4}:
        raise RefusalError("simulcast-format")
    if not DIRECTIONS.issuperset(directions) or len(set(directions)) < len(directions):
        raise RefusalError("simulcast-format")
    for direction, layers in zip(directions, fields[1::2], strict=True):
        words = re.split("[;,]", layers)
        if any(word in {"", "~"} for word in words):
            raise RefusalError("simulcast-format")
        if len(words) > MAX_LAYERS:
            raise RefusalError("simulcast-many")
        section.simulcast[direction] = frozenset(word.removeprefix("~") for word in words)


def _sctp_port(section: Section, text: str) -> None:
    if section.sctpmap:
        raise RefusalError("sctp-port-old")
    fields = text.split(":") if ":" in text else text.split(" ")
    integer(_second(fields), PORTS, "sctp-port")


def _max_message_size(section: Section, text: str) -> None:
    del section
    integer(_second(text.split(":")), range(2**31), "max-message-size")


def _second(fields: list[str]) -> str:
    if len(fields) < 2:
        raise RefusalError("data-fields")
    return fields[1]


COMMON: Mapping[str, Reader] = {
    "mid": _mid,
    "bundle-only": _bundle_only,
    "candidate": _candidate,
    "ice-ufrag": _ufrag,
    "ice-pwd": _password,
    "ice-options": _named("ice-options"),
    "fmtp": _fmtp,
    "fingerprint": _fingerprint,
    "setup": _setup,
}
"""Read in every section."""
DATA: Mapping[str, Reader] = {"sctp-port": _sctp_port, "max-message-size": _max_message_size}
"""Read in sections of data channels."""
RTP: Mapping[str, Reader] = {
    "rtcp-mux": _rtcp_mux,
    "ssrc": _ssrc,
    "ssrc-group": _ssrc_group,
    "rtpmap": _rtpmap,
    "rtcp-fb": _rtcp_fb,
    "maxptime": _named("maxptime"),
    "ptime": _named("ptime"),
    "x-google-flag": _named("x-google-flag"),
    "extmap": _extmap,
    "msid": _msid,
    "rid": _rid,
    "simulcast": _simulcast,
}
"""Read where the protocol is RTP, whatever the kind of section."""
