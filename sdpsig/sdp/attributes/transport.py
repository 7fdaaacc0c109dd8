"""Where media comes from and goes to, beyond ICE (RFC 4145, RFC 4570, RFC 6285, RTSP)."""

from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint16
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, words

__all__ = [
    "ALL",
    "ConnectionSetup",
    "Control",
    "DccpPort",
    "DccpServiceCode",
    "MulticastRtcp",
    "Range",
    "RtcpUnicast",
    "SourceFilter",
]


@frozen
class ConnectionSetup(Attribute):
    """Whether an offer wants a new connection or keeps the old one."""

    spec: ClassVar[Spec] = Spec(
        "connection",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.DROP,
        rfc="RFC 4145 §5",
    )
    grammar: ClassVar[str] = "(?P<connection>new|existing)"
    connection: str

    def serialize(self) -> str:
        return self.connection

    @classmethod
    def default(cls) -> Self:
        return cls("new")


@frozen
class SourceFilter(Attribute):
    """Which sources of a multicast group are wanted or not."""

    spec: ClassVar[Spec] = Spec(
        "source-filter", level=Level.BOTH, mux=Mux.IDENTICAL, rfc="RFC 4570 §3", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<blank> ?)(?P<mode>incl|excl) (?P<net_type>{TOKEN}) (?P<address_type>{TOKEN}|\*)"
        rf" (?P<destination>{NON_WS})(?P<sources>(?: {NON_WS})+)"
    )
    mode: str
    """``incl`` or ``excl``."""
    net_type: str
    address_type: str
    destination: str = field(repr=False)
    sources: tuple[str, ...] = field(converter=words, repr=False)
    blank: str = ""
    """The blank that the RFC's own grammar has after the colon."""

    def serialize(self) -> str:
        head = f"{self.blank}{self.mode} {self.net_type} {self.address_type}"
        return " ".join((head, self.destination, *self.sources))


@frozen
class Control(Attribute):
    """The URL at which RTSP controls a stream."""

    spec: ClassVar[Spec] = Spec(
        "control", level=Level.BOTH, mux=Mux.CAUTION, rfc="RFC 7826 §D.1.1", volatile=True
    )
    grammar: ClassVar[str] = rf"(?P<url>{BYTE_STRING})"
    url: str = field(repr=False)

    def serialize(self) -> str:
        return self.url


@frozen
class Range(Attribute):
    """Which part of a recording there is."""

    spec: ClassVar[Spec] = Spec("range", level=Level.BOTH, mux=Mux.CAUTION, rfc="RFC 7826 §D.1.6")
    grammar: ClassVar[str] = rf"(?P<range>{BYTE_STRING})"
    range: str

    def serialize(self) -> str:
        return self.range


@frozen
class RtcpUnicast(Attribute):
    """RTCP of a multicast session goes to one place."""

    spec: ClassVar[Spec] = Spec(
        "rtcp-unicast", level=Level.MEDIA, mux=Mux.IDENTICAL, rfc="RFC 5760 §10.1"
    )
    grammar: ClassVar[str] = "(?P<mode>reflection|rsi)"
    mode: str

    def serialize(self) -> str:
        return self.mode


@frozen
class MulticastRtcp(Attribute):
    """The port of RTCP in a multicast session."""

    spec: ClassVar[Spec] = Spec(
        "multicast-rtcp", level=Level.BOTH, mux=Mux.IDENTICAL, rfc="RFC 6128 §3"
    )
    grammar: ClassVar[str] = rf"(?P<port>{INTEGER})"
    port: int = field(converter=uint16)

    def serialize(self) -> str:
        return str(self.port)


@frozen
class DccpPort(Attribute):
    """The port of DCCP below UDP."""

    spec: ClassVar[Spec] = Spec("dccp-port", level=Level.MEDIA, mux=Mux.CAUTION, rfc="RFC 6773 §5")
    grammar: ClassVar[str] = rf"(?P<port>{INTEGER})"
    port: int = field(converter=uint16)

    def serialize(self) -> str:
        return str(self.port)


@frozen
class DccpServiceCode(Attribute):
    """Which service a DCCP connection is for."""

    spec: ClassVar[Spec] = Spec(
        "dccp-service-code", level=Level.MEDIA, mux=Mux.CAUTION, rfc="RFC 5762 §5.2"
    )
    grammar: ClassVar[str] = "(?P<code>SC:[ -~]{1,4}|SC=x[0-9A-Fa-f]{1,8}|SC=[0-9]{1,10})"
    code: str
    """``SC:RTPV`` in letters, ``SC=x52545056`` in hexadecimal, or ``SC=`` and a number."""

    def serialize(self) -> str:
        return self.code


ALL = (
    ConnectionSetup,
    SourceFilter,
    Control,
    Range,
    RtcpUnicast,
    MulticastRtcp,
    DccpPort,
    DccpServiceCode,
)
