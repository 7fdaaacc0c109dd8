"""Keys and identities in a description: what WebRTC reads, and what it must not use."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode, Severity
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint32
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

if TYPE_CHECKING:
    from .._description import Section

__all__ = ["ALL", "KEY_BYTES", "Crypto", "Identity", "KeyManagement", "TlsId", "ZrtpHash"]

KEY_BYTES: Mapping[str, int] = {
    "AES_CM_128_HMAC_SHA1_80": 30,
    "AES_CM_128_HMAC_SHA1_32": 30,
    "F8_128_HMAC_SHA1_80": 30,
    "AES_192_CM_HMAC_SHA1_80": 38,
    "AES_192_CM_HMAC_SHA1_32": 38,
    "AES_256_CM_HMAC_SHA1_80": 46,
    "AES_256_CM_HMAC_SHA1_32": 46,
    "AEAD_AES_128_GCM": 28,
    "AEAD_AES_256_GCM": 44,
}
"""Bytes of key and salt, by suite (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.3)."""
INLINE = "inline"
# key-info = key-salt ["|" lifetime] ["|" mki]                                  RFC 4568 §9.2
_KEY_INFO = re.compile(r"(?P<key>[A-Za-z0-9+/]+)={0,2}(?:\|[^|]+){0,2}")


@frozen
class Crypto(Attribute):
    """SRTP keys in clear text. WebRTC never uses them (RFC 8826 §4.3)."""

    spec: ClassVar[Spec] = Spec(
        "crypto",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        rfc="RFC 4568 §9.1",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<tag>{INTEGER}) (?P<suite>{TOKEN}) (?P<key_parameters>{BYTE_STRING})"
    )
    tag: int = field(converter=uint32)
    suite: str
    key_parameters: str = field(repr=False)

    def serialize(self) -> str:
        return f"{self.tag} {self.suite} {self.key_parameters}"

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        size = KEY_BYTES.get(self.suite.upper())
        for parameter in self.key_parameters.partition(" ")[0].removesuffix(";").split(";"):
            method, colon, info = parameter.partition(":")
            if colon and method != INLINE:
                continue  # nobody knows how long its keys are
            match = _KEY_INFO.fullmatch(info)
            if match is None:
                detail = "a key other than inline: and base64"
            elif size is not None and len(match["key"]) * 6 // 8 != size:
                detail = "a key whose length does not fit its suite"
            else:
                continue
            yield Fault(FaultCode.SDP_BAD_KEY, detail, self.spec.rfc, severity=Severity.WARNING)


@frozen
class KeyManagement(Attribute):
    """A message of a key management protocol, such as MIKEY."""

    spec: ClassVar[Spec] = Spec(
        "key-mgmt",
        level=Level.BOTH,
        mux=Mux.IDENTICAL,
        rfc="RFC 4567 §3.1",
        volatile=True,
        repeats=True,
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
        mux=Mux.IDENTICAL,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8842 §4",
        volatile=True,
    )
    grammar: ClassVar[str] = r"(?P<tls_id>[A-Za-z0-9+/_-]{20,255})"
    tls_id: str

    def serialize(self) -> str:
        return self.tls_id


@frozen
class ZrtpHash(Attribute):
    """The hash of the first ZRTP message that will come over the media path."""

    spec: ClassVar[Spec] = Spec(
        "zrtp-hash",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        rfc="RFC 6189 §8",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = r"(?P<version>[0-9]\.[0-9]{1,2}) (?P<digest>[0-9A-Fa-f]{64})"
    version: str
    digest: str

    def serialize(self) -> str:
        return f"{self.version} {self.digest}"


ALL = (Crypto, KeyManagement, Identity, TlsId, ZrtpHash)
