"""Capability negotiation: what else could be offered, and which of it was chosen (RFC 5939)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TOKEN, uint32
from .._attribute import Attribute, Level, Mux, Spec, words

__all__ = [
    "ALL",
    "LISTS",
    "ActualConfiguration",
    "AttributeCapability",
    "PotentialConfiguration",
    "RequiredCapabilities",
    "SupportedCapabilities",
    "TransportCapabilities",
]

# option-tag-list = option-tag *("," option-tag)                              RFC 5939 §3.3.1
TAGS = rf"(?P<value>{TOKEN}(?:,{TOKEN})*)"
# extension-config-list = ["+"] ext-cap-name "=" ext-cap-list; the lists of attributes (a=)
# and transports (t=) have the same outline                                   RFC 5939 §3.5.1
LIST = r"\+?[A-Za-z0-9]+=[!-~]+"
LISTS = rf"{LIST}(?: +{LIST})*"


@frozen
class _OptionTags(Attribute):
    """Extensions of capability negotiation, by their tags."""

    grammar: ClassVar[str] = TAGS
    value: str

    @property
    def tags(self) -> tuple[str, ...]:
        """``cap-v0``, ``med-v0`` …"""
        return tuple(self.value.split(","))

    def serialize(self) -> str:
        return self.value


@frozen
class SupportedCapabilities(_OptionTags):
    """Which extensions of capability negotiation the speaker understands."""

    spec: ClassVar[Spec] = Spec("csup", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 5939 §3.3.1")


@frozen
class RequiredCapabilities(_OptionTags):
    """Which extensions the peer must understand to use the capabilities given here."""

    spec: ClassVar[Spec] = Spec("creq", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 5939 §3.3.2")


@frozen
class AttributeCapability(Attribute):
    """An attribute that could be used instead, by a number. It may hold keys."""

    spec: ClassVar[Spec] = Spec(
        "acap",
        level=Level.BOTH,
        mux=Mux.INHERIT,
        rfc="RFC 5939 §3.4.1",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<number>{INTEGER}) (?P<attribute>{BYTE_STRING})"
    number: int = field(converter=uint32)
    """By which configurations refer to it."""
    attribute: str = field(repr=False)
    """What would follow ``a=``."""

    def serialize(self) -> str:
        return f"{self.number} {self.attribute}"


@frozen
class TransportCapabilities(Attribute):
    """Transport protocols that could be used instead, numbered from the one given."""

    spec: ClassVar[Spec] = Spec("tcap", level=Level.BOTH, mux=Mux.INHERIT, rfc="RFC 5939 §3.4.2")
    grammar: ClassVar[str] = (
        rf"(?P<number>{INTEGER}) (?P<protocols>{TOKEN}(?:/{TOKEN})*(?: {TOKEN}(?:/{TOKEN})*)*)"
    )
    number: int = field(converter=uint32)
    protocols: tuple[str, ...] = field(converter=words)
    """``RTP/SAVPF`` …, the preferred one first; the second has the number one higher, and so on."""

    def serialize(self) -> str:
        return " ".join((str(self.number), *self.protocols))


@frozen
class _Configuration(Attribute):
    """A number, and lists of capabilities that go together."""

    grammar: ClassVar[str] = rf"(?P<number>{INTEGER})(?P<configuration>(?: +{LISTS})?)"
    number: int = field(converter=uint32)
    configuration: str = ""
    """Blank, ``t=…``, blank, ``a=…`` and so on, as it was written."""

    @property
    def lists(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each: ``t``, ``a``, ``m``, ``pt`` …; ``+`` marks what is mandatory."""
        split = (word.partition("=") for word in self.configuration.split())
        return tuple((name, value) for name, _, value in split)

    def serialize(self) -> str:
        return f"{self.number}{self.configuration}"


@frozen
class PotentialConfiguration(_Configuration):
    """A configuration that may be used instead of the m= section as it stands."""

    spec: ClassVar[Spec] = Spec(
        "pcfg", level=Level.MEDIA, mux=Mux.SPECIAL, rfc="RFC 5939 §3.5.1", repeats=True
    )


@frozen
class ActualConfiguration(_Configuration):
    """The potential configuration that an answer has chosen."""

    spec: ClassVar[Spec] = Spec("acfg", level=Level.MEDIA, mux=Mux.SPECIAL, rfc="RFC 5939 §3.5.2")


ALL = (
    SupportedCapabilities,
    RequiredCapabilities,
    AttributeCapability,
    TransportCapabilities,
    PotentialConfiguration,
    ActualConfiguration,
)
