"""The lines that say who offers what, and where: o=, c=, b= and m= (RFC 8866 §5)."""

from typing import ClassVar

from attrs import field
from attrs.converters import optional

from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpError
from ._abnf import INTEGER, NON_WS, TOKEN, uint16, uint64
from ._attribute import words
from ._field import Field
from ._session_fields import (
    Email,
    EncryptionKey,
    Information,
    Phone,
    Repeat,
    SessionName,
    TimeZones,
    Timing,
    Uri,
    Version,
)

__all__ = ["FIELDS", "MAX_ORIGIN", "Bandwidth", "Connection", "MediaLine", "Origin", "read_field"]


MAX_ORIGIN = 2**64 - 1
"""The largest session id and version that everybody can hold (V-2)."""


@frozen
class Origin(Field):
    """Who made the description, and the how-manieth it is."""

    letter: ClassVar[str] = "o"
    rfc: ClassVar[str] = "RFC 8866 §5.2"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = (
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

    def serialize(self) -> str:
        return (
            f"{self.username} {self.session_id} {self.version}"
            f" {self.net_type} {self.address_type} {self.address}"
        )


@frozen
class Connection(Field):
    """The address that media goes to when nothing better is known."""

    letter: ClassVar[str] = "c"
    rfc: ClassVar[str] = "RFC 8866 §5.7"
    grammar: ClassVar[str] = (
        rf"(?P<net_type>{TOKEN}) (?P<address_type>{TOKEN}) (?P<address>{NON_WS})"
    )
    address: str = field(default="0.0.0.0", repr=False)  # noqa: S104  # names nobody
    address_type: str = "IP4"
    net_type: str = "IN"

    def serialize(self) -> str:
        return f"{self.net_type} {self.address_type} {self.address}"


@frozen
class Bandwidth(Field):
    """How much bandwidth is wanted."""

    letter: ClassVar[str] = "b"
    rfc: ClassVar[str] = "RFC 8866 §5.8"
    grammar: ClassVar[str] = rf"(?P<type>{TOKEN}):(?P<bandwidth>{INTEGER})"
    type: str
    """``AS`` (kbit/s), ``TIAS`` (bit/s), ``CT`` …"""
    bandwidth: int = field(converter=uint64)

    def serialize(self) -> str:
        return f"{self.type}:{self.bandwidth}"


@frozen
class MediaLine(Field):
    """What a section is about: media, port, protocol and formats."""

    letter: ClassVar[str] = "m"
    rfc: ClassVar[str] = "RFC 8866 §5.14"
    volatile: ClassVar[bool] = True
    grammar: ClassVar[str] = (
        rf"(?P<kind>{TOKEN}) (?P<port>{INTEGER})(?:/(?P<port_count>[1-9][0-9]{{0,4}}))?"
        rf" (?P<proto>{TOKEN}(?:/{TOKEN})*) (?P<formats>{TOKEN}(?: {TOKEN})*+)"
    )
    kind: str
    """``audio``, ``video``, ``application`` …"""
    port: int = field(converter=uint16)
    proto: str
    formats: tuple[str, ...] = field(converter=words)
    port_count: int | None = field(default=None, converter=optional(uint16))

    def __attrs_post_init__(self) -> None:
        if "RTP/" in str(self.proto) and not _PAYLOAD_TYPES.issuperset(self.formats):
            raise SdpError(Fault(FaultCode.SDP_BAD_NUMBER, "a payload type outside 0-127"))

    def serialize(self) -> str:
        ports = str(self.port) if self.port_count is None else f"{self.port}/{self.port_count}"
        return f"{self.kind} {ports} {self.proto} {' '.join(self.formats)}"


_PAYLOAD_TYPES = frozenset(map(str, range(128)))

FIELDS: dict[str, type[Field]] = {
    kind.letter: kind
    for kind in (
        Version,
        Origin,
        SessionName,
        Information,
        Uri,
        Email,
        Phone,
        Connection,
        Bandwidth,
        Timing,
        Repeat,
        TimeZones,
        EncryptionKey,
        MediaLine,
    )
}
"""Every type of line but ``a=``, by its letter."""


def read_field(letter: str, value: str) -> Field:
    """Read the line ``letter=value``. Raises SdpError."""
    kind = FIELDS.get(letter)
    if kind is None:  # the letter may be anything: nothing of it goes into the fault
        raise SdpError(Fault(FaultCode.SDP_LINE_SYNTAX, "malformed ?=", "RFC 8866 §5"))
    return kind.parse(value)
