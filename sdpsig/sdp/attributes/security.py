"""Keys and identities in a description: what WebRTC reads, and what it must not use."""

from typing import ClassVar

from attrs import field, frozen

from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint32
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "Crypto", "Identity", "KeyManagement", "TlsId"]


@frozen
class Crypto(Attribute):
    """SRTP keys in clear text. WebRTC never uses them (RFC 8826 §4.3)."""

    spec: ClassVar[Spec] = Spec(
        "crypto", level=Level.MEDIA, mux=Mux.TRANSPORT, rfc="RFC 4568 §9.1", volatile=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<tag>{INTEGER}) (?P<suite>{TOKEN}) (?P<key_parameters>{BYTE_STRING})"
    )
    tag: int = field(converter=uint32)
    suite: str
    key_parameters: str = field(repr=False)

    def serialize(self) -> str:
        return f"{self.tag} {self.suite} {self.key_parameters}"


@frozen
class KeyManagement(Attribute):
    """A message of a key management protocol, such as MIKEY."""

    spec: ClassVar[Spec] = Spec(
        "key-mgmt", level=Level.BOTH, mux=Mux.IDENTICAL, rfc="RFC 4567 §3.1", volatile=True
    )
    grammar: ClassVar[str] = rf"(?P<blank> ?)(?P<protocol>{TOKEN}) (?P<data>{NON_WS})"
    protocol: str
    data: str = field(repr=False)
    blank: str = ""
    """The blank that some write after the colon."""

    def serialize(self) -> str:
        return f"{self.blank}{self.protocol} {self.data}"


@frozen
class Identity(Attribute):
    """An assertion of who the speaker is, bound to the fingerprints (RFC 8827)."""

    spec: ClassVar[Spec] = Spec(
        "identity", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8827 §5", volatile=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<assertion>[A-Za-z0-9+/=]+)(?P<extensions>(?:[ ;]{BYTE_STRING})?)"
    )
    assertion: str = field(repr=False)
    extensions: str = ""

    def serialize(self) -> str:
        return self.assertion + self.extensions


@frozen
class TlsId(Attribute):
    """The name of a DTLS association: a new one means a new association."""

    spec: ClassVar[Spec] = Spec(
        "tls-id",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8842 §4",
        volatile=True,
    )
    grammar: ClassVar[str] = r"(?P<tls_id>[A-Za-z0-9+/_-]{20,255})"
    tls_id: str

    def serialize(self) -> str:
        return self.tls_id


ALL = (Crypto, KeyManagement, Identity, TlsId)
