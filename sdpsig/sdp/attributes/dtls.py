"""DTLS in SDP (RFC 8122, RFC 4145, RFC 8842)."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode
from .._abnf import TOKEN, Keyword
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

if TYPE_CHECKING:
    from .._description import Section

__all__ = ["ALL", "DIGEST_BYTES", "Fingerprint", "Setup", "SetupRole"]

DIGEST_BYTES: Mapping[str, int] = {
    "sha-1": 20,
    "sha-224": 28,
    "sha-256": 32,
    "sha-384": 48,
    "sha-512": 64,
}
"""Hashes that may be used (RFC 8122 §5), and how long their digests are."""


@frozen
class Fingerprint(Attribute):
    """The hash of the certificate that the DTLS handshake will show."""

    spec: ClassVar[Spec] = Spec(
        "fingerprint",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8122 §5",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<hash_function>{TOKEN}) (?P<digest>[0-9A-Fa-f]{{2}}(?::[0-9A-Fa-f]{{2}})*+)"
    )
    hash_function: str
    """``sha-256`` …, in the letters that were used."""
    digest: str
    """Pairs of hexadecimal digits between colons."""

    def serialize(self) -> str:
        return f"{self.hash_function} {self.digest}"

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        size = DIGEST_BYTES.get(self.hash_function.lower())
        if size is not None and len(self.digest) != size * 3 - 1:
            detail = "a fingerprint whose length does not fit its hash"
            yield Fault(FaultCode.DTLS_BAD_FINGERPRINT, detail, "V-25a")


class SetupRole(Keyword):
    """Who opens the DTLS association (RFC 4145 §4)."""

    ACTPASS = "actpass"
    """Either: the answerer chooses."""
    ACTIVE = "active"
    """The speaker is the DTLS client."""
    PASSIVE = "passive"
    """The speaker is the DTLS server."""
    HOLDCONN = "holdconn"
    """Nobody for now; not used with DTLS."""


@frozen
class Setup(Attribute):
    """The speaker's part in opening the DTLS association."""

    spec: ClassVar[Spec] = Spec(
        "setup",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 4145 §4",
    )
    grammar: ClassVar[str] = rf"(?P<role>{'|'.join(SetupRole)})"
    role: SetupRole = field(converter=SetupRole)

    def serialize(self) -> str:
        return self.role.value


ALL = (Fingerprint, Setup)
