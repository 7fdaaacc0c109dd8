"""What an endpoint can do besides what it offers, in the older, simple form (RFC 3407)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TOKEN, octet
from .._attribute import Attribute, Level, Mux, Spec, words

__all__ = [
    "ALL",
    "CapabilityDescription",
    "CapabilityMaximum",
    "CapabilityMinimum",
    "CapabilityParameter",
    "CapabilitySequence",
]


@frozen
class CapabilitySequence(Attribute):
    """The number of a set of capabilities: each new set has the next one, modulo 256."""

    spec: ClassVar[Spec] = Spec("sqn", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 3407 §3")
    grammar: ClassVar[str] = rf"(?P<blank> ?)(?P<number>{INTEGER})"
    number: int = field(converter=octet)
    blank: str = ""
    """The blank that the RFC's own examples have after the colon."""

    def serialize(self) -> str:
        return f"{self.blank}{self.number}"


@frozen
class CapabilityDescription(Attribute):
    """Formats that an endpoint can use, outlined like an m= line without a port."""

    spec: ClassVar[Spec] = Spec(
        "cdsc", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 3407 §3", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<blank> ?)(?P<number>{INTEGER}) (?P<media>{TOKEN}) (?P<proto>{TOKEN}(?:/{TOKEN})*)"
        rf" (?P<formats>{TOKEN}(?: {TOKEN})*)"
    )
    number: int = field(converter=octet)
    """The number of the first format; the next format has the next one."""
    media: str
    proto: str
    formats: tuple[str, ...] = field(converter=words)
    blank: str = ""
    """The blank that the RFC's own examples have after the colon."""

    def serialize(self) -> str:
        head = f"{self.blank}{self.number} {self.media} {self.proto}"
        return " ".join((head, *self.formats))


@frozen
class _Parameter(Attribute):
    """A ``b=`` or ``a=`` line that belongs to the capability described before it."""

    grammar: ClassVar[str] = rf"(?P<blank> ?)(?P<line>[ab]={BYTE_STRING})"
    line: str = field(repr=False)
    """The whole line, as ``a=fmtp:96 0-16``."""
    blank: str = ""
    """The blank that the RFC's own examples have after the colon."""

    def serialize(self) -> str:
        return f"{self.blank}{self.line}"


@frozen
class CapabilityParameter(_Parameter):
    """A line that goes with the capability described before it."""

    spec: ClassVar[Spec] = Spec(
        "cpar", level=Level.BOTH, mux=Mux.INHERIT, rfc="RFC 3407 §3", volatile=True, repeats=True
    )


@frozen
class CapabilityMinimum(_Parameter):
    """The least value of a parameter of the capability described before it."""

    spec: ClassVar[Spec] = Spec(
        "cparmin", level=Level.BOTH, mux=Mux.SPECIAL, rfc="RFC 3407 §3", volatile=True, repeats=True
    )


@frozen
class CapabilityMaximum(_Parameter):
    """The largest value of a parameter of the capability described before it."""

    spec: ClassVar[Spec] = Spec(
        "cparmax", level=Level.BOTH, mux=Mux.SPECIAL, rfc="RFC 3407 §3", volatile=True, repeats=True
    )


ALL = (
    CapabilitySequence,
    CapabilityDescription,
    CapabilityParameter,
    CapabilityMinimum,
    CapabilityMaximum,
)
