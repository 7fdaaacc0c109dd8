"""Data channels over SCTP and DTLS (RFC 8841)."""

from typing import ClassVar, Self

from attrs import field
from attrs.converters import optional

from ..._frozen import frozen
from .._abnf import INTEGER, TOKEN, uint16, uint64
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "MaxMessageSize", "SctpPort", "Sctpmap"]


@frozen
class SctpPort(Attribute):
    """The SCTP port within the DTLS association; 0 closes it."""

    spec: ClassVar[Spec] = Spec(
        "sctp-port",
        level=Level.MEDIA,
        mux=Mux.CAUTION,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8841 §5",
    )
    grammar: ClassVar[str] = rf"(?P<port>{INTEGER})"
    port: int = field(converter=uint16)

    def serialize(self) -> str:
        return str(self.port)


@frozen
class MaxMessageSize(Attribute):
    """The largest message that the speaker receives, in bytes; 0 is any size, absent 65,536."""

    spec: ClassVar[Spec] = Spec(
        "max-message-size",
        level=Level.MEDIA,
        mux=Mux.CAUTION,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8841 §6",
    )
    grammar: ClassVar[str] = rf"(?P<size>{INTEGER})"
    size: int = field(converter=uint64)

    def serialize(self) -> str:
        return str(self.size)

    @classmethod
    def default(cls) -> Self:
        return cls(65_536)


@frozen
class Sctpmap(Attribute):
    """The older way to say what runs over SCTP."""

    spec: ClassVar[Spec] = Spec(
        "sctpmap",
        level=Level.MEDIA,
        mux=Mux.CAUTION,
        in_answer=InAnswer.ENGINE,
        rfc="draft-ietf-mmusic-sctp-sdp-05 §5",
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<port>{INTEGER}) (?P<application>{TOKEN})(?: (?P<streams>{INTEGER}))?"
    )
    port: int = field(converter=uint16)
    application: str
    streams: int | None = field(default=None, converter=optional(uint16))

    def serialize(self) -> str:
        streams = "" if self.streams is None else f" {self.streams}"
        return f"{self.port} {self.application}{streams}"


ALL = (SctpPort, MaxMessageSize, Sctpmap)
