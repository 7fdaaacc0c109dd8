"""How Firefox reads a text: lines as they come, names in any case, what is malformed is absent.

Reading ends at the first line that is no line of SDP: a foreign letter before an equals sign
refuses the text, anything else ends it there, and the sections after it are lost.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from attrs import define, field

from ._firefox_values import image, rid, simulcast
from ._firefox_words import number, prefix, rest_of_line, word, words
from ._rule import Finding, RefusalError

__all__ = [
    "KINDS",
    "MAX_FORMATS",
    "MAX_PORT_COUNT",
    "NOT_HERE",
    "NO_COUNT",
    "Part",
    "Reading",
]

LETTERS = "vosiuepcbtrzkam"
IN_SECTIONS = "icbkam"
"""Other lines are passed over in a section."""
MAX_NUMBER = 2**63 - 1
"""Of the o= line; larger ones count modulo 2^64."""
OWNER_WORD = LONGEST_VALUE = 256
DIGITS = re.compile("[0-9]+")
"""What is longer is cut."""
ADDRESS_TYPES = frozenset({"ip4", "ip6"})
BANDWIDTHS = frozenset({"as", "ct", "tias"})
KEYS = frozenset({"clear", "base64", "uri"})
"""What needs a key after it."""
MAX_FORMATS = 30
"""Formats after these are not seen."""
MAX_PORT_COUNT = 65535
NO_NUMBER = 2**32 - 1
"""As a port or a count it stands for none."""
NO_COUNT = 2**32 - 2
RTP = frozenset(
    f"{lower}/{profile}"
    for lower in ("rtp", "udp/tls/rtp", "tcp/dtls/rtp")
    for profile in ("savp", "savpf")
) | {"rtp/avp"}  # fmt: skip
SCTP = frozenset({"udp/dtls/sctp", "tcp/dtls/sctp"})
OLD_SCTP = "dtls/sctp"
NOT_HERE = frozenset({"udp", "tcp", "udptl", "udpsprt", "local"})
"""Protocols that are read and then refused."""
KINDS = frozenset({"audio", "video", "application", "image"})
DIRECTIONS = frozenset({"sendrecv", "sendonly", "recvonly", "inactive"})


@define
class Part:
    """The session part, or a section: the attributes that count, by name."""

    index: int | None = None
    line: int = 1
    kind: str = ""
    proto: str = ""
    port: int = 0
    port_count: int = NO_COUNT
    formats: list[int] = field(factory=list[int])
    connected: bool = False
    """Whether there is a c= line."""
    address: bool = False
    """Whether it says an address that can be used."""
    values: dict[str, str] = field(factory=dict[str, str])
    """The first of each attribute that is not empty."""
    fingerprints: list[tuple[int, str]] = field(factory=list[tuple[int, str]])
    hashes: list[str] = field(factory=list[str])
    """The hash functions of those fingerprints that could be read."""
    extensions: list[int] = field(factory=list[int])
    layered: list[tuple[int, Callable[[], object]]] = field(
        factory=list[tuple[int, Callable[[], object]]]
    )
    """What is read when the section is complete, with its line."""
    rids: dict[str, str] = field(factory=dict[str, str])
    """The first direction of each rid."""
    layers: frozenset[tuple[str, str]] = frozenset()

    @property
    def disabled(self) -> bool:
        return self.port == 0 and "bundle-only" not in self.values


@define
class Reading:
    """One reading of one text, and what is known after it."""

    text: str = field(repr=False)
    session: Part = field(factory=Part)
    sections: list[Part] = field(factory=list[Part])
    groups: list[list[str]] = field(factory=list[list[str]])
    _owned: bool = False
    _timed: bool = False
    _at: int = 0

    def read(self) -> Iterator[Finding]:
        """What is passed over or refused, line by line; then what is missing."""
        try:
            yield from self._lines()
            yield from self._missing()
        except RefusalError as refusal:
            yield self._here(refusal.rule)

    def _here(self, rule: str) -> Finding:
        return Finding(rule, self._at, self._part.index)

    @property
    def _part(self) -> Part:
        return self.sections[-1] if self.sections else self.session

    def _lines(self) -> Iterator[Finding]:
        if not self.text.isascii():
            at = next(at for at, character in enumerate(self.text) if ord(character) > 127)
            self._at = self.text.count("\n", 0, at) + 1
            raise RefusalError("ascii")
        *lines, last = self.text.split("\0")[0].split("\n")
        for self._at, text in enumerate(lines, 1):
            letter = self._letter(text)
            if not letter:
                yield self._here("rest")
                return
            if self.sections and letter not in IN_SECTIONS:
                yield self._here("session-line")
                continue
            READERS.get(letter, _passed_over)(self, text[2:])
            if letter == "m" and len(self._part.formats) > MAX_FORMATS:
                yield self._here("formats")
        self._at = len(lines) + 1
        if not lines:
            raise RefusalError("first-line")
        if last or "\0" in self.text:
            yield self._here("last-line")

    def _letter(self, text: str) -> str:
        """The type of a line; empty for one that ends the text."""
        letter = text[0] if text[1:2] == "=" and text[0] in LETTERS else ""
        if self._at == 1:
            if letter != "v":
                raise RefusalError("no-version" if letter else "first-line")
            return letter
        if text[1:2] == "=" and not letter:
            raise RefusalError("foreign-line")
        return "" if letter == "v" else letter

    def _missing(self) -> Iterator[Finding]:
        if not self.session.address:
            for part in self.sections:
                if not part.address:
                    yield Finding("no-connection", part.line, part.index)
        if not self._owned:
            yield Finding("no-origin")
        if not self._timed:
            yield Finding("no-time")

    # --- lines

    def version(self, text: str) -> None:
        version, _ = number(text)
        if version is None or version % 2**16:
            raise RefusalError("version")

    def origin(self, text: str) -> None:
        name, text = word(text, longest=OWNER_WORD)
        if not name:
            raise RefusalError("origin")
        for _ in range(2):
            digits, text = word(text, longest=OWNER_WORD)
            if DIGITS.fullmatch(digits) is None or int(digits) % 2**64 > MAX_NUMBER:
                raise RefusalError("origin-number")
        network, text = word(text)
        kind, text = word(text)
        if network.lower() != "in" or kind.lower() not in ADDRESS_TYPES:
            raise RefusalError("origin")
        if not word(text)[0]:
            raise RefusalError("origin")
        self._owned = True

    def connection(self, text: str) -> None:
        part = self._part
        if part.connected:
            raise RefusalError("connection-twice")
        part.connected = True
        network, text = word(text)
        kind, text = word(text)
        address, _ = word(text)
        if not address:
            raise RefusalError("connection-fields")
        if kind.lower() == "ip4":
            first = prefix(address[:3])
            if first is None or first > 255:
                raise RefusalError("connection-address")
        _, slash, life = address.partition("/")
        if slash:
            life, more = word(life, "/")
            if prefix(life) is None:
                raise RefusalError("connection-suffix")
            if more and not prefix(more[1:]):
                raise RefusalError("connection-suffix")
        part.address = network.lower() == "in" and kind.lower() in ADDRESS_TYPES

    def bandwidth(self, text: str) -> None:
        kind, rest = word(text, ":")
        if not kind:
            raise RefusalError("bandwidth")
        if kind.lower() in BANDWIDTHS and rest and number(rest[1:])[0] is None:
            raise RefusalError("bandwidth")

    def time(self, text: str) -> None:
        for _ in range(2):
            value, text = number(text)
            if value is None:
                raise RefusalError("time")
        self._timed = True

    def key(self, text: str) -> None:
        kind, rest = word(text, ":")
        if not kind or (kind.lower() in KEYS and not word(rest[1:])[0]):
            raise RefusalError("key")

    def media(self, text: str) -> None:
        kind, text = word(text)
        port, text = word(text)
        proto, text = word(text)
        part = Part(len(self.sections), self._at, kind.lower(), proto.lower())
        if not proto:
            raise RefusalError("m-fields")
        part.port, part.port_count = _ports(port, part.proto)
        if part.proto in SCTP:
            if word(text)[0].lower() != "webrtc-datachannel":
                raise RefusalError("sctp-format")
        elif part.proto == OLD_SCTP:
            if number(word(text)[0], "/ \t")[0] is None:
                raise RefusalError("sctp-format")
        else:
            part.formats = list(_formats(text))
        self.sections.append(part)

    def attribute(self, text: str) -> None:
        name, rest = word(text, ": \t")
        if not name:
            raise RefusalError("attribute-name")
        rest = rest_of_line(rest.removeprefix(":"))
        reader = ATTRIBUTES.get(name.lower())
        if reader is not None:
            reader(self, self._part, name.lower(), rest)

    # --- attributes

    def flag(self, part: Part, name: str, text: str) -> None:
        del text
        part.values.setdefault(name, "x")

    def token(self, part: Part, name: str, text: str) -> None:
        if found := word(text)[0]:
            part.values.setdefault(name, found)

    def line(self, part: Part, name: str, text: str) -> None:
        if text:
            part.values.setdefault(name, text)

    def setup(self, part: Part, name: str, text: str) -> None:
        role = word(text)[0].lower()
        if role in {"active", "passive", "actpass", "holdconn"}:
            part.values.setdefault(name, role)

    def fingerprint(self, part: Part, name: str, text: str) -> None:
        del name
        if text:
            part.fingerprints.append((self._at, text[:LONGEST_VALUE]))

    def extmap(self, part: Part, name: str, text: str) -> None:
        del name
        identifier, rest = number(text, "/ \t")
        if rest.startswith("/"):
            direction, rest = word(rest[1:])
            if direction.lower() not in DIRECTIONS:
                return
        if identifier is not None and word(rest)[0]:
            part.extensions.append(identifier % 2**16)

    def group(self, part: Part, name: str, text: str) -> None:
        del name
        found = words(text)
        if part.index is None and found[:1] and found[0].lower() == "bundle" and found[1:]:
            self.groups.append(found[1:])

    def layered(self, part: Part, name: str, text: str) -> None:
        """What is only read in sections, and of simulcast only the first."""
        first = name != "simulcast" or name not in part.values
        part.values.setdefault(name, text)
        if part.index is not None and text and first:
            part.layered.append((self._at, partial(LAYERED[name], part, text[:LONGEST_VALUE])))


def _passed_over(reading: Reading, text: str) -> None:
    del reading, text


def _ports(text: str, proto: str) -> tuple[int, int]:
    """Port and count of ports; how many numbers may stand there depends on the protocol."""
    numbers: list[int] = []
    while len(numbers) < 4:
        value, text = number(text, "/ \t")
        if value is None:
            break
        numbers.append(value)
    counted = proto in RTP or proto in NOT_HERE
    known = counted or proto in SCTP or proto == OLD_SCTP
    if not known or len(numbers) not in ({1, 2} if counted else {1}) or NO_NUMBER in numbers:
        raise RefusalError("proto")
    return numbers[0] % 2**16, numbers[1] if len(numbers) == 2 else NO_COUNT


def _formats(text: str) -> Iterator[int]:
    """The numbers among the formats."""
    for found in words(text):
        value = prefix(found)
        if value is not None and value < 2**32:
            yield value % 2**16


def _rid(part: Part, text: str) -> None:
    identifier, direction = rid(text)
    part.rids.setdefault(identifier, direction)


def _simulcast(part: Part, text: str) -> None:
    part.layers = simulcast(text)


def _image(part: Part, text: str) -> None:
    del part
    image(text)


LAYERED: Mapping[str, Callable[[Part, str], None]] = {
    "rid": _rid,
    "simulcast": _simulcast,
    "imageattr": _image,
}
READERS: Mapping[str, Callable[[Reading, str], None]] = {
    "v": Reading.version,
    "o": Reading.origin,
    "c": Reading.connection,
    "b": Reading.bandwidth,
    "t": Reading.time,
    "k": Reading.key,
    "m": Reading.media,
    "a": Reading.attribute,
}
"""By the letter of the line; of the others nothing is read."""
ATTRIBUTES: Mapping[str, Callable[[Reading, Part, str, str], None]] = {
    "mid": Reading.token,
    "ice-ufrag": Reading.line,
    "ice-pwd": Reading.line,
    "setup": Reading.setup,
    "rtcp-mux": Reading.flag,
    "bundle-only": Reading.flag,
    "fingerprint": Reading.fingerprint,
    "extmap": Reading.extmap,
    "group": Reading.group,
    **dict.fromkeys(LAYERED, Reading.layered),
}
"""By name in lower case: those that a description can be refused for."""
