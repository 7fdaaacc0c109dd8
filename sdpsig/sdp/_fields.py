"""The lines other than ``a=`` that carry meaning here: o=, c=, b= and m= (RFC 8866 §5)."""

import re
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from attrs import field, frozen
from attrs.converters import optional

from ..errors import Fault, FaultCode, SdpError
from ._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint16, uint64
from ._attribute import words
from ._line import Line

__all__ = [
    "FIELDS",
    "Bandwidth",
    "Connection",
    "MediaLine",
    "Origin",
    "PlainField",
    "read_field",
]


@frozen
class Field(Line):
    """A line with a grammar; the counterpart of Attribute."""

    letter: ClassVar[str]
    rfc: ClassVar[str]
    grammar: ClassVar["re.Pattern[str]"]

    def serialize(self) -> str:
        """What follows the equals sign."""
        raise NotImplementedError

    def _written(self) -> str:
        try:
            value = self.serialize()
            reads_back = read_field(self.letter, value) == self
        except (TypeError, ValueError):
            reads_back, value = False, ""
        if not reads_back:
            raise _unwritable(self.letter, self.rfc)
        return f"{self.letter}={value}"


@frozen
class PlainField(Line):
    """A line that is kept as it is: ``v s i u e p t r z k``."""

    letter: str
    value: str = field(repr=False)

    @property
    def volatile(self) -> bool:
        return self.letter not in {"v", "s", "t"}  # the rest speaks of persons, keys and times

    def _written(self) -> str:
        pattern, rfc = PLAIN_RULES.get(str(self.letter), NO_RULE)
        if pattern.fullmatch(str(self.value)) is None:
            raise _unwritable(str(self.letter), rfc)
        return f"{self.letter}={self.value}"


@frozen
class Origin(Field):
    """Who made the description, and the how-manieth it is (RFC 8866 §5.2)."""

    letter: ClassVar[str] = "o"
    rfc: ClassVar[str] = "RFC 8866 §5.2"
    grammar: ClassVar["re.Pattern[str]"] = re.compile(
        rf"(?P<username>{NON_WS}) (?P<session_id>[0-9]{{1,40}}) (?P<version>[0-9]{{1,40}})"
        rf" (?P<net_type>{TOKEN}) (?P<address_type>{TOKEN}) (?P<address>{NON_WS})"
    )
    session_id: str = field(converter=str)
    """Decimal digits, as they were written."""
    version: str = field(converter=str)
    """Decimal digits, as they were written."""
    username: str = "-"
    net_type: str = "IN"
    address_type: str = "IP4"
    address: str = field(default="0.0.0.0", repr=False)  # noqa: S104  # names nobody

    @property
    def volatile(self) -> bool:
        return True

    def serialize(self) -> str:
        return (
            f"{self.username} {self.session_id} {self.version}"
            f" {self.net_type} {self.address_type} {self.address}"
        )


@frozen
class Connection(Field):
    """The address that media goes to when nothing better is known (RFC 8866 §5.7)."""

    letter: ClassVar[str] = "c"
    rfc: ClassVar[str] = "RFC 8866 §5.7"
    grammar: ClassVar["re.Pattern[str]"] = re.compile(
        rf"(?P<net_type>{TOKEN}) (?P<address_type>{TOKEN}) (?P<address>{NON_WS})"
    )
    address: str = field(default="0.0.0.0", repr=False)  # noqa: S104  # names nobody
    address_type: str = "IP4"
    net_type: str = "IN"

    def serialize(self) -> str:
        return f"{self.net_type} {self.address_type} {self.address}"


@frozen
class Bandwidth(Field):
    """How much bandwidth is wanted (RFC 8866 §5.8)."""

    letter: ClassVar[str] = "b"
    rfc: ClassVar[str] = "RFC 8866 §5.8"
    grammar: ClassVar["re.Pattern[str]"] = re.compile(
        rf"(?P<type>{TOKEN}):(?P<bandwidth>{INTEGER})"
    )
    type: str
    """``AS`` (kbit/s), ``TIAS`` (bit/s), ``CT`` …"""
    bandwidth: int = field(converter=uint64)

    def serialize(self) -> str:
        return f"{self.type}:{self.bandwidth}"


@frozen
class MediaLine(Field):
    """What a section is about: media, port, protocol and formats (RFC 8866 §5.14)."""

    letter: ClassVar[str] = "m"
    rfc: ClassVar[str] = "RFC 8866 §5.14"
    grammar: ClassVar["re.Pattern[str]"] = re.compile(
        rf"(?P<kind>{TOKEN}) (?P<port>{INTEGER})(?:/(?P<port_count>[1-9][0-9]{{0,4}}))?"
        rf" (?P<proto>{TOKEN}(?:/{TOKEN})*)(?P<formats>(?: {TOKEN})+)"
    )
    kind: str
    """``audio``, ``video``, ``application`` …"""
    port: int = field(converter=uint16)
    proto: str
    formats: tuple[str, ...] = field(converter=words)
    port_count: int | None = field(default=None, converter=optional(uint16))

    @property
    def volatile(self) -> bool:
        return True  # its port is another one each time

    def __attrs_post_init__(self) -> None:
        if "RTP/" in str(self.proto) and not all(map(_is_payload_type, self.formats)):
            raise SdpError(Fault(FaultCode.SDP_BAD_NUMBER, "a payload type outside 0-127"))

    def serialize(self) -> str:
        ports = str(self.port) if self.port_count is None else f"{self.port}/{self.port_count}"
        return f"{self.kind} {ports} {self.proto} {' '.join(self.formats)}"


_PAYLOAD_TYPES = frozenset(map(str, range(128)))
_is_payload_type: Callable[[str], bool] = _PAYLOAD_TYPES.__contains__

F = TypeVar("F", bound=Field)
FIELDS: dict[str, type[Field]] = {
    kind.letter: kind for kind in (Origin, Connection, Bandwidth, MediaLine)
}
PLAIN_RULES = {
    "v": (re.compile("0"), "RFC 8866 §5.1"),
    "s": (re.compile(BYTE_STRING), "RFC 8866 §5.3"),
    "i": (re.compile(BYTE_STRING), "RFC 8866 §5.4"),
    "u": (re.compile(NON_WS), "RFC 8866 §5.5"),
    "e": (re.compile(BYTE_STRING), "RFC 8866 §5.6"),
    "p": (re.compile(BYTE_STRING), "RFC 8866 §5.6"),
    "t": (re.compile(f"{INTEGER} {INTEGER}"), "RFC 8866 §5.9"),
    "r": (re.compile(BYTE_STRING), "RFC 8866 §5.10"),
    "z": (re.compile(BYTE_STRING), "RFC 8866 §5.11"),
    "k": (re.compile(BYTE_STRING), "RFC 8866 §5.12"),
}
NO_RULE = (re.compile("(?!)"), "RFC 8866 §5")
"""For letters that are no type of line: nothing may stand there."""


def read_field(letter: str, value: str) -> Line:
    """Read the line ``letter=value``. Raises SdpError."""
    kind = FIELDS.get(letter)
    if kind is None:
        pattern, rfc = PLAIN_RULES.get(letter, NO_RULE)
        if pattern.fullmatch(value) is None:
            raise _malformed(letter, rfc)
        return PlainField(letter, value)
    match = kind.grammar.fullmatch(value)
    if match is None:
        raise _malformed(letter, kind.rfc)
    fields: dict[str, Any] = match.groupdict()
    try:
        return kind(**fields)
    except SdpError as error:
        fault = error.fault
        raise SdpError(Fault(fault.code, f"{letter}= with {fault.detail}", kind.rfc)) from None


def _malformed(letter: str, rfc: str) -> SdpError:
    detail = f"malformed {_shown(letter)}= line"
    return SdpError(Fault(FaultCode.SDP_LINE_SYNTAX, detail, rfc))


def _unwritable(letter: str, rfc: str) -> SdpError:
    detail = f"a value that cannot stand in {_shown(letter)}="
    return SdpError(Fault(FaultCode.SDP_BAD_VALUE, detail, rfc))


def _shown(letter: str) -> str:
    """The letter of a line that has one: nothing else of the text goes into a fault."""
    return letter if letter in FIELDS or letter in PLAIN_RULES else "?"
