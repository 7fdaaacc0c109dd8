"""ICE in SDP (RFC 8839, RFC 8838, RFC 8840)."""

from typing import ClassVar

from attrs import field, frozen
from attrs.converters import optional

from .._abnf import ICE_CHAR, INTEGER, TOKEN, VISIBLE, component_id, uint16, uint32
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, pairs, words

__all__ = [
    "ALL",
    "Candidate",
    "EndOfCandidates",
    "IceLite",
    "IceMismatch",
    "IceOptions",
    "IcePacing",
    "IcePwd",
    "IceUfrag",
    "RemoteCandidates",
]


@frozen
class IceUfrag(Attribute):
    """The user name fragment of an ICE agent. Its length is judged when it is used."""

    spec: ClassVar[Spec] = Spec(
        "ice-ufrag",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8839 §5.4",
        volatile=True,
    )
    grammar: ClassVar[str] = rf"(?P<ufrag>{VISIBLE})"
    ufrag: str

    def serialize(self) -> str:
        return self.ufrag


@frozen
class IcePwd(Attribute):
    """The ICE password. Hidden from reprs, logs and faults."""

    spec: ClassVar[Spec] = Spec(
        "ice-pwd",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8839 §5.4",
        volatile=True,
    )
    grammar: ClassVar[str] = rf"(?P<pwd>{VISIBLE})"
    pwd: str = field(repr=False)

    def serialize(self) -> str:
        return self.pwd


@frozen
class IceOptions(Attribute):
    """What an ICE agent can do beyond RFC 5245: trickle, ice2 …"""

    spec: ClassVar[Spec] = Spec(
        "ice-options",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8839 §5.6",
    )
    grammar: ClassVar[str] = rf"(?P<value>{TOKEN}(?:[ ,]{TOKEN})*)"
    value: str
    """The options as they were written: between blanks, or commas as libdatachannel does it."""

    @property
    def options(self) -> tuple[str, ...]:
        """The options one by one."""
        return words(self.value.replace(",", " "))

    def serialize(self) -> str:
        return self.value


@frozen
class IceLite(Attribute):
    """The speaker has only a lite ICE agent."""

    spec: ClassVar[Spec] = Spec(
        "ice-lite",
        level=Level.SESSION,
        mux=Mux.NORMAL,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8839 §5.3",
    )


# cand-extension; what has a place of its own before them is none               RFC 8839 §5.1
EXTENSION = f"(?!r(?:addr|port) ){VISIBLE} {VISIBLE}"


@frozen
class Candidate(Attribute):
    """An address at which the speaker may be reached (RFC 8839 §5.1)."""

    spec: ClassVar[Spec] = Spec(
        "candidate",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8839 §5.1",
        volatile=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<foundation>{ICE_CHAR}{{1,32}}) (?P<component>{INTEGER}) (?P<transport>{TOKEN})"
        rf" (?P<priority>{INTEGER}) (?P<address>{VISIBLE}) (?P<port>{INTEGER})"
        rf" typ (?P<type>{TOKEN})"
        rf"(?: raddr (?P<raddr>{VISIBLE}))?(?: rport (?P<rport>{INTEGER}))?"
        rf"(?: (?P<extensions>{EXTENSION}(?: {EXTENSION})*))?"
    )
    foundation: str
    component: int = field(converter=component_id)
    transport: str
    """``udp`` or ``tcp``, in the letters that were used."""
    priority: int = field(converter=uint32)
    address: str = field(repr=False)
    """An IPv4 or IPv6 literal, or a host name; never resolved here."""
    port: int = field(converter=uint16)
    type: str
    """``host``, ``srflx``, ``prflx`` or ``relay``."""
    raddr: str | None = field(default=None, repr=False)
    rport: int | None = field(default=None, converter=optional(uint16), repr=False)
    extensions: tuple[tuple[str, str], ...] = field(default=(), converter=pairs, repr=False)
    """Name and value pairs, in order: tcptype, generation, ufrag, network-cost …"""

    def extension(self, name: str) -> str | None:
        """The value of an extension, or None."""
        return next((value for key, value in self.extensions if key == name), None)

    def serialize(self) -> str:
        base = f"{self.foundation} {self.component} {self.transport} {self.priority}"
        parts = [base, f"{self.address} {self.port} typ {self.type}"]
        if self.raddr is not None:
            parts.append(f"raddr {self.raddr}")
        if self.rport is not None:
            parts.append(f"rport {self.rport}")
        parts += [f"{name} {value}" for name, value in self.extensions]
        return " ".join(parts)


@frozen
class EndOfCandidates(Attribute):
    """No further candidate will come."""

    spec: ClassVar[Spec] = Spec(
        "end-of-candidates",
        level=Level.BOTH,
        mux=Mux.TRANSPORT,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8840 §8.2",
    )


@frozen
class IceMismatch(Attribute):
    """The default destination of the offer had no candidate of its own."""

    spec: ClassVar[Spec] = Spec(
        "ice-mismatch", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 8839 §5.3"
    )


@frozen
class IcePacing(Attribute):
    """Milliseconds between two checks."""

    spec: ClassVar[Spec] = Spec(
        "ice-pacing", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8839 §5.5"
    )
    grammar: ClassVar[str] = rf"(?P<milliseconds>{INTEGER})"
    milliseconds: int = field(converter=uint32)

    def serialize(self) -> str:
        return str(self.milliseconds)


@frozen
class RemoteCandidates(Attribute):
    """The peer's candidates that the controlling agent has chosen."""

    spec: ClassVar[Spec] = Spec(
        "remote-candidates",
        level=Level.MEDIA,
        mux=Mux.TRANSPORT,
        rfc="RFC 8839 §5.2",
        volatile=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<candidates>{INTEGER} {VISIBLE} {INTEGER}(?: {INTEGER} {VISIBLE} {INTEGER})*)"
    )
    candidates: str = field(repr=False)
    """Component, address and port of each, as they were written."""

    def serialize(self) -> str:
        return self.candidates


ALL = (
    IceUfrag,
    IcePwd,
    IceOptions,
    IceLite,
    IceMismatch,
    IcePacing,
    Candidate,
    EndOfCandidates,
    RemoteCandidates,
)
