"""Other addresses, and who connects, from before ICE and RFC 4145 or beside them (RFC 6947)."""

from typing import ClassVar

from attrs import field
from attrs.converters import optional

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, NON_WS, uint16, uint32
from .._attribute import Attribute, Level, Mux, Spec, words

__all__ = ["ALL", "Alternative", "AlternativeConnection", "ComediaDirection"]


@frozen
class AlternativeConnection(Attribute):
    """Another address for a section, such as one of IPv6 beside one of IPv4."""

    spec: ClassVar[Spec] = Spec(
        "altc",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        rfc="RFC 6947 §4.2",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<number>{INTEGER}) (?P<address_type>IP4|IP6) (?P<address>{NON_WS})"
        rf" (?P<port>{INTEGER})(?:/(?P<rtcp_port>{INTEGER}))?"
    )
    number: int = field(converter=uint32)
    """The lowest is preferred."""
    address_type: str
    address: str = field(repr=False)
    port: int = field(converter=uint16)
    rtcp_port: int | None = field(default=None, converter=optional(uint16))

    def serialize(self) -> str:
        rtcp = "" if self.rtcp_port is None else f"/{self.rtcp_port}"
        return f"{self.number} {self.address_type} {self.address} {self.port}{rtcp}"


@frozen
class Alternative(Attribute):
    """Another address or another form of a stream: a draft of ICE, and 3GPP, have each theirs."""

    spec: ClassVar[Spec] = Spec(
        "alt",
        level=Level.MEDIA,
        mux=Mux.CAUTION,
        rfc="3GPP TS 26.234 §5.3.3.4",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<value>{BYTE_STRING})"
    value: str = field(repr=False)
    """``1 1 : user password 192.0.2.1 8988`` (draft-ietf-mmusic-ice-02), or ``1:b=AS:60``."""

    @property
    def parts(self) -> tuple[str, ...]:
        """The words between blanks."""
        return words(self.value)

    def serialize(self) -> str:
        return self.value


@frozen
class ComediaDirection(Attribute):
    """Who opens the connection, in a draft of what became ``setup``."""

    spec: ClassVar[Spec] = Spec(
        "direction", level=Level.BOTH, mux=Mux.TBD, rfc="draft-ietf-mmusic-sdp-comedia-04"
    )
    grammar: ClassVar[str] = rf"(?P<role>active|passive|both)(?: (?P<port>{INTEGER}))?"
    role: str
    port: int | None = field(default=None, converter=optional(uint16))

    def serialize(self) -> str:
        return self.role if self.port is None else f"{self.role} {self.port}"


ALL = (AlternativeConnection, Alternative, ComediaDirection)
