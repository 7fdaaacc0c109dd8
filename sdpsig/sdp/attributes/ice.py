"""ICE in SDP (RFC 8839, RFC 8838, RFC 8840)."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import TYPE_CHECKING, ClassVar, Self

from attrs import field
from attrs.converters import optional

from ..._frozen import frozen
from ...errors import Fault, FaultCode, Severity
from .._abnf import ICE_CHAR, INTEGER, TOKEN, VISIBLE, component_id, uint16, uint32
from .._address import literal_fault
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, pairs, words

if TYPE_CHECKING:
    from .._description import Section

__all__ = [
    "ALL",
    "CREDENTIAL_LENGTHS",
    "ICE_CHARS",
    "ICE_CHARS_TOLERATED",
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

CREDENTIAL_LENGTHS: Mapping[str, range] = {"ice-ufrag": range(4, 257), "ice-pwd": range(22, 257)}
"""How many characters they may have (RFC 8839 §5.4)."""
ICE_CHARS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
TRANSPORTS = frozenset({"udp", "tcp"})
FOUND_FROM_ANOTHER = frozenset({"srflx", "prflx", "relay"})
TYPES = FOUND_FROM_ANOTHER | {"host"}
"""What a candidate may be (RFC 8839 §5.1)."""
TCP_TYPES = frozenset({None, "active", "passive", "so"})
"""Who opens the connection of a TCP candidate (RFC 6544 §4.5); None where it is UDP."""
ICE_CHARS_TOLERATED = ICE_CHARS | frozenset("-=#_")
"""What some write besides."""


def _credential_faults(name: str, value: str) -> Iterator[Fault]:
    """What is wrong with an ice-ufrag or an ice-pwd (V-21)."""
    code, allowed = FaultCode.ICE_BAD_CREDENTIALS, CREDENTIAL_LENGTHS[name]
    if len(value) not in allowed:
        detail = f"an {name} shorter than {allowed[0]} or longer than {allowed[-1]} characters"
        yield Fault(code, detail, "V-21")
    if not ICE_CHARS.issuperset(value):
        tolerated = ICE_CHARS_TOLERATED.issuperset(value)
        severity = Severity.WARNING if tolerated else Severity.ERROR
        detail = f"an {name} with a character that is not an ice-char"
        yield Fault(code, detail, "V-21", severity=severity)


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

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        yield from _credential_faults(self.spec.name, self.ufrag)


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

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        yield from _credential_faults(self.spec.name, self.pwd)


@frozen
class IceOptions(Attribute):
    """What an ICE agent can do beyond RFC 5245: trickle, ice2 …"""

    spec: ClassVar[Spec] = Spec(
        "ice-options",
        level=Level.BOTH,
        mux=Mux.NORMAL,
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

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        if "," in self.value:
            code, detail = FaultCode.SDP_ATTRIBUTE_SYNTAX, "a=ice-options with commas in between"
            yield Fault(code, detail, self.spec.rfc, severity=Severity.WARNING)


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
# Possessive: a word ends at its blank and nowhere else.
EXTENSION = f"(?!r(?:addr|port) ){VISIBLE}+ {VISIBLE}+"


USUAL = {word: word for word in ("udp", "tcp", "UDP", "TCP", "host", "srflx", "prflx", "relay")}
"""Transports and types as peers write them: one string each, however many candidates there are."""


def usual(word: str) -> str:
    """A converter: the word itself, and the one string of it where it is a usual one."""
    return USUAL.get(word, word)


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
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<foundation>{ICE_CHAR}{{1,32}}) (?P<component>{INTEGER}) (?P<transport>{TOKEN})"
        rf" (?P<priority>{INTEGER}) (?P<address>{VISIBLE}) (?P<port>{INTEGER})"
        rf" typ (?P<type>{TOKEN})"
        rf"(?: raddr (?P<raddr>{VISIBLE}))?(?: rport (?P<rport>{INTEGER}))?"
        rf"(?: (?P<extensions>{EXTENSION}(?: {EXTENSION})*+))?"
    )
    foundation: str
    component: int = field(converter=component_id)
    transport: str = field(converter=usual)
    """``udp`` or ``tcp``, in the letters that were used."""
    priority: int = field(converter=uint32)
    address: str = field(repr=False)
    """An IPv4 or IPv6 literal, or a host name; never resolved here."""
    port: int = field(converter=uint16)
    type: str = field(converter=usual)
    """``host``, ``srflx``, ``prflx`` or ``relay``."""
    raddr: str | None = field(default=None, repr=False)
    rport: int | None = field(default=None, converter=optional(uint16), repr=False)
    extensions: tuple[tuple[str, str], ...] = field(default=(), converter=pairs, repr=False)
    """Name and value pairs, in order: tcptype, generation, ufrag, network-cost …"""

    def extension(self, name: str) -> str | None:
        """The value of an extension, or None."""
        return next((value for key, value in self.extensions if key == name), None)

    @property
    def tcp_type(self) -> str | None:
        """``active``, ``passive`` or ``so`` of a TCP candidate (RFC 6544 §4.5); None for UDP.

        A peer that leaves it out means ``passive`` (TR-4).
        """
        if self.transport.lower() != "tcp":
            return None
        return (self.extension("tcptype") or "passive").lower()

    @property
    def needs_resolution(self) -> bool:
        """Whether the address is a name (mDNS or DNS), which is never looked up here (TR-5)."""
        try:
            ip_address(self.address)
        except ValueError:
            return True
        return False

    def serialize(self) -> str:
        base = f"{self.foundation} {self.component} {self.transport} {self.priority}"
        parts = [base, f"{self.address} {self.port} typ {self.type}"]
        if self.raddr is not None:
            parts.append(f"raddr {self.raddr}")
        if self.rport is not None:
            parts.append(f"rport {self.rport}")
        parts += [f"{name} {value}" for name, value in self.extensions]
        return " ".join(parts)

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        for detail, rule in self._oddities():
            yield Fault(FaultCode.ICE_BAD_CANDIDATE, detail, rule, severity=Severity.WARNING)

    def _oddities(self) -> Iterator[tuple[str, str]]:
        transport = self.transport.lower()
        if self.priority == 0:
            yield "a candidate of priority 0", "TR-2"
        if transport not in TRANSPORTS or self.type.lower() not in TYPES:
            yield "a candidate of a transport or a type that nobody knows", "TR-3"
        if transport == "tcp" and self.extension("tcptype") is None:
            yield "a TCP candidate without a tcptype", "TR-4"
        if self.tcp_type not in TCP_TYPES:
            yield "a TCP candidate of a tcptype that nobody knows", "TR-4"
        address = literal_fault(self.address)
        if address is not None:
            yield f"a candidate with {address}", "TR-5"
        if self.type.lower() in FOUND_FROM_ANOTHER and None in (self.raddr, self.rport):
            yield "a candidate without the address that it was found from", "TR-9"


@frozen
class EndOfCandidates(Attribute):
    """No further candidate will come."""

    spec: ClassVar[Spec] = Spec(
        "end-of-candidates",
        level=Level.BOTH,
        mux=Mux.IDENTICAL,
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

    @classmethod
    def default(cls) -> Self:
        return cls(50)


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
