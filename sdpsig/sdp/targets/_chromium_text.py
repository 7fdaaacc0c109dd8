"""How Chromium reads a text: line by line in a fixed order, giving up at the first fault.

A line ends with a line feed, starts with a small letter and an equals sign, and says
something; only s= may say a blank.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from ipaddress import AddressValueError, IPv4Address, IPv6Address

from attrs import define, field

from ._chromium_attributes import COMMON, DATA, RTP, TOKEN, extension, fingerprint, setup
from ._chromium_section import INT32, Codec, Section, Stream, integer, parts, value_of
from ._rule import Finding, RefusalError

__all__ = ["Reading"]

LINE = re.compile(r"(?:s=.|[a-rt-z]=[^ ]).*", re.DOTALL)
PORTS = range(65536)
AUDIO_CODECS = (
    "PCMU", "reserved", "reserved", "GSM", "G723", "DVI4", "DVI4", "LPC", "PCMA", "G722", "L16",
    "L16", "QCELP", "CN", "MPA", "G728", "DVI4", "DVI4", "G729",
)  # fmt: skip
"""The static payload types that Chromium knows, from 0; of audio only (RFC 3551 §6)."""
BUNDLE = "BUNDLE"


@define
class Reading:
    """One reading of one text, and what is known after it."""

    text: str = field(repr=False)
    findings: list[Finding] = field(factory=list[Finding])
    sections: list[Section] = field(factory=list[Section])
    bundles: list[tuple[str, ...]] = field(factory=list[tuple[str, ...]])
    extensions: list[tuple[int, str, bool]] = field(factory=list[tuple[int, str, bool]])
    ufrag: str = ""
    password: str = ""
    has_fingerprint: bool = False
    _lines: list[str] = field(init=False)
    _at: int = 0

    def __attrs_post_init__(self) -> None:
        self._lines = self.text.split("\n")

    # --- lines

    def _left(self) -> bool:
        """Whether there is text left."""
        return self._at < len(self._lines) - 1 or bool(self._lines[-1])

    def _peek(self, letter: str) -> bool:
        return self._left() and self._lines[self._at].startswith(f"{letter}=")

    def _next(self) -> str | None:
        """The next line, if it is one."""
        text = self._lines[self._at].removesuffix("\r")
        if self._at == len(self._lines) - 1 or LINE.fullmatch(text) is None:
            return None
        self._at += 1
        return text

    def _take(self, letter: str) -> str | None:
        """The next line, if it is one of this type."""
        return self._next() if self._peek(letter) else None

    def _skip(self, letter: str) -> None:
        while self._take(letter):
            pass

    def _need(self, letter: str, rule: str) -> str:
        line = self._take(letter)
        if line is None:
            raise RefusalError(rule)
        return line

    # --- the text

    def read(self) -> None:
        """Read all of it; the last finding refuses if the text is refused."""
        try:
            self._session()
            self._media()
        except RefusalError as refusal:
            index = len(self.sections) - 1
            section = index if index >= 0 and refusal.rule not in WHOLE else None
            number = None if refusal.rule in WHOLE else self._number(refusal.rule)
            self.findings.append(Finding(refusal.rule, number, section))

    def _number(self, rule: str) -> int:
        """The line that the peer stands at: the one just read, or the one it did not take."""
        return self._at + 1 if rule in NOT_TAKEN else self._at

    def _session(self) -> None:
        self._need("v", "order-v")
        if self._need("o", "order-o").count(" ") != 5:
            raise RefusalError("origin-fields")
        self._need("s", "order-s")
        for letter in "iuep":
            self._take(letter)
        connection = self._take("c")
        if connection is not None:
            _connection(connection)
        self._skip("b")
        self._need("t", "order-t")
        self._skip("r")
        while self._take("t"):
            self._skip("r")
        for letter in "zk":
            self._take(letter)
        while (line := self._take("a")) is not None:
            self._session_attribute(line[2:])

    def _session_attribute(self, text: str) -> None:
        name = _name(text)
        if name == "group":
            self._group(text)
        elif name == "fingerprint":
            if self.has_fingerprint:
                raise RefusalError("fingerprint-session")
            fingerprint(text)
            self.has_fingerprint = True
        elif name == "extmap":
            self.extensions.append(extension(text))
        elif name == "ice-ufrag":
            self.ufrag = value_of(text, name, "attribute-value")
        elif name == "ice-pwd":
            self.password = value_of(text, name, "attribute-value")
        elif name in {"ice-options", "msid-semantic"}:
            value_of(text, name, "attribute-value")
        elif name == "setup":
            setup(text)

    def _group(self, text: str) -> None:
        fields = text.split(" ")
        semantics = value_of(fields[0], "group", "group-value")
        if not all(TOKEN.fullmatch(tag) for tag in fields[1:]):
            raise RefusalError("group-tag")
        if semantics == BUNDLE:
            self.bundles.append(tuple(dict.fromkeys(fields[1:])))

    # --- sections

    def _media(self) -> None:
        while self._peek("m"):
            number = self._at
            line = self._next()
            if line is None:
                break
            self._section(line, number + 1)
        if self.sections and self._left():
            self.findings.append(Finding("rest", self._at + 1))
        streams = [stream for section in self.sections for stream in section.streams]
        named = [(one.stream, one.track) for one in streams if one.track]
        if len(set(named)) < len(named):
            raise RefusalError("msid-repeat")
        if not self.sections and self._left():
            raise RefusalError("no-section")

    def _section(self, line: str, number: int) -> None:
        fields = line[2:].split(" ")
        if len(fields) < 4:
            raise RefusalError("m-fields")
        section = Section(len(self.sections), number, fields[0], fields[2])
        self.sections.append(section)
        integer(fields[1], PORTS, "m-port")
        section.port_zero = fields[1] == "0"
        section.ufrag, section.password = self.ufrag, self.password
        section.has_fingerprint = self.has_fingerprint
        section.sctpmap = section.is_data and fields[3] != "webrtc-datachannel"
        if section.is_rtp:
            numbers = (integer(word, INT32, "m-format") for word in fields[3:])
            section.formats = tuple(dict.fromkeys(numbers))
            if not all(number in range(128) for number in section.formats):
                raise RefusalError("payload-type")
        if section.is_media and not section.is_rtp:
            raise RefusalError("m-proto")
        if section.kind == "audio":
            section.codecs = {
                number: Codec(AUDIO_CODECS[number])
                for number in section.formats
                if number < len(AUDIO_CODECS)
            }
        while self._left() and not self._peek("m"):
            text = self._next()
            if text is None:
                raise RefusalError("line")
            self._section_line(section, text)
        self._finish(section)

    def _section_line(self, section: Section, text: str) -> None:
        if text.startswith("b="):
            _bandwidth(text[2:])
        elif text.startswith("c="):
            _connection(text)
        elif text.startswith("a="):
            own = DATA if section.is_data else RTP if section.is_rtp else COMMON
            name = _name(text[2:])
            read = COMMON.get(name) or own.get(name)
            if read is not None:
                read(section, text[2:])

    def _finish(self, section: Section) -> None:
        section.codecs.pop(None, None)
        section.simulcast = dict(_layers(section))
        section.streams = list(_streams(section))
        if not all(codec.name for codec in section.codecs.values()):
            raise RefusalError("codec-name")
        if section.is_media and section.is_rtp:
            if self.extensions and section.extensions:
                raise RefusalError("extmap-levels")
            section.extensions += self.extensions


WHOLE = frozenset({"msid-repeat"})
"""What no single line is blamed for."""
NOT_TAKEN = frozenset({"order-v", "order-o", "order-s", "order-t", "no-section", "line"})
"""What is said of the line that comes next."""


def _name(text: str) -> str:
    return re.split("[: ]", text, maxsplit=1)[0]


def _connection(line: str) -> None:
    network = parts(line[2:], " ")
    if network is None or network[0] != "IN":
        raise RefusalError("connection-network")
    address = parts(network[1], " ")
    if address is None:
        raise RefusalError("connection-fields")
    if "/" in address[1]:
        raise RefusalError("connection-multicast")
    if address[0] != FAMILIES.get(_family(address[1]), address[0]):
        raise RefusalError("connection-family")


FAMILIES: Mapping[type | None, str] = {IPv4Address: "IP4", IPv6Address: "IP6"}


def _family(text: str) -> type | None:
    """What kind of address this is; None for a host name, as for all else."""
    kinds: tuple[Callable[[str], object], ...] = (IPv4Address, IPv6Address)
    for kind in kinds:
        try:
            return type(kind(text)) if "%" not in text else None
        except AddressValueError:
            pass
    return None


def _bandwidth(text: str) -> None:
    found = parts(text, ":")
    if found is None:
        raise RefusalError("bandwidth-format")
    if found[0] in {"AS", "TIAS"} and integer(found[1], INT32, "number") < 0:
        raise RefusalError("bandwidth-negative")


def _layers(section: Section) -> Iterator[tuple[str, frozenset[str]]]:
    """The simulcast layers that count: with one rid line, of their direction only."""
    counts = Counter(identifier for identifier, _ in section.rids)
    declared = {one for one in section.rids if counts[one[0]] == 1}
    both = section.simulcast.get("send", frozenset()) & section.simulcast.get("recv", frozenset())
    for direction, layers in section.simulcast.items():
        kept = frozenset(layer for layer in layers - both if (layer, direction) in declared)
        if kept:
            yield direction, kept


def _streams(section: Section) -> Iterator[Stream]:
    """One track for all SSRCs of the same track id, or one for a msid without SSRCs."""
    stream = section.msids[0] if section.msids else ""
    found: dict[str, Stream] = {}
    by_ssrc = any(section.ssrcs.values())
    for ssrc, own in section.ssrcs.items():
        if section.track is not None:
            named = (stream, section.track)
        else:
            named = (own or ("", "")) if by_ssrc else ("default", "")
        one = found.setdefault(named[1], Stream(*named))
        one.stream = named[0]
        one.ssrcs.append(ssrc)
    if not section.ssrcs and section.track is not None and not section.is_data:
        found[section.track] = Stream(stream, section.track)
    homes = {ssrc: one for one in found.values() for ssrc in one.ssrcs}
    for group in section.groups:
        if group[1][0] in homes:
            homes[group[1][0]].groups.append(group)
    yield from found.values()
