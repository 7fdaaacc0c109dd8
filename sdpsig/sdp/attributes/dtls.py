"""DTLS in SDP (RFC 8122, RFC 4145, RFC 8842)."""

from typing import ClassVar

from attrs import field, frozen

from .._abnf import TOKEN, Keyword
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "Fingerprint", "Setup", "SetupRole"]


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
    )
    grammar: ClassVar[str] = (
        rf"(?P<hash_function>{TOKEN}) (?P<digest>[0-9A-Fa-f]{{2}}(?::[0-9A-Fa-f]{{2}})*)"
    )
    hash_function: str
    """``sha-256`` …, in the letters that were used."""
    digest: str
    """Pairs of hexadecimal digits between colons."""

    def serialize(self) -> str:
        return f"{self.hash_function} {self.digest}"


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
