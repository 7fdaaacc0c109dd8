"""RTCP and its multiplexing with RTP (RFC 3605, RFC 5761, RFC 8858, RFC 5506, RFC 3611)."""

from typing import ClassVar

from attrs import field, frozen

from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint16
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "Rtcp", "RtcpMux", "RtcpMuxOnly", "RtcpRsize", "RtcpXr"]


@frozen
class Rtcp(Attribute):
    """Where RTCP goes when it does not share the port of RTP."""

    spec: ClassVar[Spec] = Spec("rtcp", level=Level.MEDIA, mux=Mux.TRANSPORT, rfc="RFC 3605 §2.1")
    grammar: ClassVar[str] = (
        rf"(?P<port>{INTEGER})"
        rf"(?: (?P<net_type>{TOKEN}) (?P<address_type>{TOKEN}) (?P<address>{NON_WS}))?"
    )
    port: int = field(converter=uint16)
    net_type: str | None = None
    address_type: str | None = None
    address: str | None = field(default=None, repr=False)

    def serialize(self) -> str:
        if self.address is None:
            return str(self.port)
        return f"{self.port} {self.net_type} {self.address_type} {self.address}"


@frozen
class RtcpMux(Attribute):
    """RTP and RTCP may share one port."""

    spec: ClassVar[Spec] = Spec(
        "rtcp-mux",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL,
        in_answer=InAnswer.ECHO,
        rfc="RFC 5761 §5.1.1",
    )


@frozen
class RtcpMuxOnly(Attribute):
    """RTP and RTCP share one port, and nothing else will do. Forbidden in an answer."""

    spec: ClassVar[Spec] = Spec(
        "rtcp-mux-only", level=Level.MEDIA, mux=Mux.IDENTICAL, rfc="RFC 8858 §3"
    )


@frozen
class RtcpRsize(Attribute):
    """RTCP packets may be of reduced size."""

    spec: ClassVar[Spec] = Spec(
        "rtcp-rsize",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL,
        in_answer=InAnswer.ECHO,
        rfc="RFC 5506 §5",
    )


@frozen
class RtcpXr(Attribute):
    """Extended reports that the speaker understands."""

    spec: ClassVar[Spec] = Spec("rtcp-xr", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 3611 §5.1")
    grammar: ClassVar[str] = rf"(?P<formats>(?:{BYTE_STRING})?)"
    formats: str

    def serialize(self) -> str:
        return self.formats


ALL = (Rtcp, RtcpMux, RtcpMuxOnly, RtcpRsize, RtcpXr)
