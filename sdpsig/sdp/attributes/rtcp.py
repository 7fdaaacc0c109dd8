"""RTCP and its multiplexing with RTP (RFC 3605, RFC 5761, RFC 8858, RFC 5506, RFC 3611)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode, Severity
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint16
from .._address import origin_fault
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, words
from ._shapes import BareOrText

if TYPE_CHECKING:
    from .._description import Section

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

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        detail = origin_fault(self.net_type or "", self.address_type or "", self.address or "")
        if detail is not None:
            code = FaultCode.SDP_BAD_ADDRESS
            yield Fault(code, f"a=rtcp with {detail}", self.spec.rfc, severity=Severity.WARNING)


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

    def check(self, section: "Section") -> Iterator[Fault]:
        if section.get(RtcpMux) is None:
            detail = "a=rtcp-mux-only without a=rtcp-mux"
            yield Fault(FaultCode.RTP_MUX_REQUIRED, detail, "V-27", severity=Severity.WARNING)


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
class RtcpXr(BareOrText):
    """Extended reports that the speaker understands."""

    spec: ClassVar[Spec] = Spec("rtcp-xr", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 3611 §5.1")
    grammar: ClassVar[str] = rf"(?P<value>(?:{BYTE_STRING})?)"

    @property
    def formats(self) -> tuple[str, ...]:
        """``rcvr-rtt=all:10000``, ``stat-summary=loss,dup`` …"""
        return words(self.value or "")


ALL = (Rtcp, RtcpMux, RtcpMuxOnly, RtcpRsize, RtcpXr)
