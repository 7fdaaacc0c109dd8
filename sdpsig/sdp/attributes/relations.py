"""Streams that build on, repeat or watch over others (RFC 5583, RFC 7197, RFC 6679)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TAG, TOKEN
from .._attribute import Attribute, Level, Mux, Spec, words

__all__ = ["ALL", "Dependency", "DuplicationDelay", "EcnCapable"]

# fmt-dependency, and what a format needs of one section                       RFC 5583 §5.2.2
NEEDS = f"{TAG}:[!#-+.-9A-Z^-z{{|}}~*-]+(?:,[!#-+.-9A-Z^-z{{|}}~*-]+)*"
DEPENDENT = f"{TOKEN} {TOKEN}(?: {NEEDS})+"


@frozen
class Dependency(Attribute):
    """Formats that can only be decoded together with those of other sections."""

    spec: ClassVar[Spec] = Spec(
        "depend", level=Level.MEDIA, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 5583 §5.2.2", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<value>{DEPENDENT}(?:; {DEPENDENT})*)"
    value: str

    @property
    def dependencies(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """Format, kind (``lay``, ``mdc``), and ``mid:formats`` of what it needs, for each."""
        found = (part.split(" ") for part in self.value.split("; "))
        return tuple((format_, kind, tuple(needs)) for format_, kind, *needs in found)

    def serialize(self) -> str:
        return self.value


@frozen
class DuplicationDelay(Attribute):
    """How long after a packet its copies are sent, in milliseconds."""

    spec: ClassVar[Spec] = Spec(
        "duplication-delay", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 7197 §3"
    )
    grammar: ClassVar[str] = rf"(?P<delays>{INTEGER}(?: {INTEGER})*)"
    delays: tuple[str, ...] = field(converter=words)
    """Each counts from the copy before it."""

    def serialize(self) -> str:
        return " ".join(self.delays)


@frozen
class EcnCapable(Attribute):
    """The speaker can use explicit congestion notification with RTP, and how it starts."""

    spec: ClassVar[Spec] = Spec(
        "ecn-capable-rtp", level=Level.MEDIA, mux=Mux.IDENTICAL, rfc="RFC 6679 §6.1"
    )
    grammar: ClassVar[str] = rf"(?P<value>{BYTE_STRING})"
    value: str
    """Ways to start (``rtp``, ``ice``, ``leap``) and ``mode=…``, ``ect=…``; as it was written."""

    @property
    def methods(self) -> tuple[str, ...]:
        """The ways to start, the preferred one first."""
        return tuple(word for word in self.value.split(" ") if word and "=" not in word)

    @property
    def parameters(self) -> dict[str, str]:
        """``mode`` and ``ect``."""
        found = (word.rstrip(";").partition("=") for word in self.value.split(" ") if "=" in word)
        return {name: value for name, _, value in found}

    def serialize(self) -> str:
        return self.value


ALL = (Dependency, DuplicationDelay, EcnCapable)
