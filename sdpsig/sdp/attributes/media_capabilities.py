"""Capabilities of media formats, latent streams and other lines (RFC 6871, RFC 7006)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, natural, uint32
from .._attribute import Attribute, Level, Mux, Spec
from .capabilities import LISTS

__all__ = [
    "ALL",
    "BandwidthCapability",
    "ConnectionCapability",
    "FormatCapability",
    "LatentConfiguration",
    "MediaSpecificCapability",
    "ParameterCapability",
    "RtpCapability",
    "SessionCapability",
    "TitleCapability",
]

# media-cap-num-list = media-cap-num-element *("," media-cap-num-element)      RFC 6871 §3.3.1
# media-cap-num-element = media-cap-num / media-cap-num "-" media-cap-num
RANGE = "[1-9][0-9]{0,9}(?:-[1-9][0-9]{0,9})?"
NUMBERS = f"{RANGE}(?:,{RANGE})*"
STARRED = rf"{RANGE}\*?(?:,{RANGE}\*?)*|\*"


@frozen
class RtpCapability(Attribute):
    """An RTP payload format that could be used, by capability numbers instead of payload types."""

    spec: ClassVar[Spec] = Spec(
        "rmcap", level=Level.BOTH, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 6871 §3.3.1", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<numbers>{NUMBERS}) (?P<encoding>[!-.0-~]+)/(?P<clock_rate>{INTEGER})"
        rf"(?:/(?P<parameters>{TOKEN}))?"
    )
    numbers: str
    """Capability numbers and ranges of them, between commas."""
    encoding: str
    clock_rate: int = field(converter=natural)
    """Hz."""
    parameters: str | None = None
    """The number of channels, for audio."""

    def serialize(self) -> str:
        parameters = "" if self.parameters is None else f"/{self.parameters}"
        return f"{self.numbers} {self.encoding}/{self.clock_rate}{parameters}"


@frozen
class FormatCapability(Attribute):
    """A format other than RTP that could be used, by capability numbers."""

    spec: ClassVar[Spec] = Spec(
        "omcap", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 6871 §3.3.1", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<numbers>{NUMBERS}) (?P<format>{TOKEN})"
    numbers: str
    format: str

    def serialize(self) -> str:
        return f"{self.numbers} {self.format}"


@frozen
class ParameterCapability(Attribute):
    """Parameters of a format that could be used: the ``fmtp`` of capability numbers."""

    spec: ClassVar[Spec] = Spec(
        "mfcap", level=Level.BOTH, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 6871 §3.3.2", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<numbers>{NUMBERS}) (?P<parameters>{BYTE_STRING})"
    numbers: str
    parameters: str

    def serialize(self) -> str:
        return f"{self.numbers} {self.parameters}"


@frozen
class MediaSpecificCapability(Attribute):
    """Any other attribute of a format that could be used, such as ``rtcp-fb``."""

    spec: ClassVar[Spec] = Spec(
        "mscap", level=Level.BOTH, mux=Mux.INHERIT, rfc="RFC 6871 §3.3.3", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<numbers>{STARRED}) (?P<attribute>{TOKEN}) (?P<value>{BYTE_STRING})"
    )
    numbers: str
    """Capability numbers and ranges; ``*`` for every format."""
    attribute: str
    value: str

    def serialize(self) -> str:
        return f"{self.numbers} {self.attribute} {self.value}"


@frozen
class LatentConfiguration(Attribute):
    """A stream that could be added later, with the capabilities it would use."""

    spec: ClassVar[Spec] = Spec(
        "lcfg", level=Level.MEDIA, mux=Mux.SPECIAL, rfc="RFC 6871 §3.3.5", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<number>{INTEGER}) mt=(?P<media>{TOKEN})(?P<configuration>(?: +{LISTS})?)"
    )
    number: int = field(converter=uint32)
    media: str
    """``audio``, ``video`` …"""
    configuration: str = ""
    """Blank, ``t=…``, blank, ``m=…`` and so on, as it was written."""

    def serialize(self) -> str:
        return f"{self.number} mt={self.media}{self.configuration}"


@frozen
class SessionCapability(Attribute):
    """Which configurations of the streams may be used together."""

    spec: ClassVar[Spec] = Spec(
        "sescap", level=Level.SESSION, mux=Mux.CAUTION, rfc="RFC 6871 §3.3.8", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<number>{INTEGER}) (?P<configurations>[0-9|]+(?:,[0-9|]+)*(?:[ ,]+\[[0-9|,]+\])?)"
    )
    number: int = field(converter=uint32)
    """The lowest is preferred."""
    configurations: str
    """Numbers between commas, alternatives between bars, optional ones in brackets."""

    def serialize(self) -> str:
        return f"{self.number} {self.configurations}"


@frozen
class BandwidthCapability(Attribute):
    """A bandwidth that could be used, by a number."""

    spec: ClassVar[Spec] = Spec(
        "bcap", level=Level.BOTH, mux=Mux.INHERIT, rfc="RFC 7006 §3.1.1", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<number>{INTEGER}) (?P<type>{TOKEN}):(?P<bandwidth>{INTEGER})"
    number: int = field(converter=uint32)
    type: str
    """``CT``, ``AS``, ``TIAS`` …"""
    bandwidth: int = field(converter=natural)

    def serialize(self) -> str:
        return f"{self.number} {self.type}:{self.bandwidth}"


@frozen
class ConnectionCapability(Attribute):
    """An address, or a telephone number, that could be used, by a number."""

    spec: ClassVar[Spec] = Spec(
        "ccap", level=Level.BOTH, mux=Mux.IDENTICAL, rfc="RFC 7006 §3.1.2", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<number>{INTEGER}) (?P<net_type>{TOKEN}) (?P<address_type>{TOKEN})"
        rf" (?P<address>{NON_WS})"
    )
    number: int = field(converter=uint32)
    net_type: str
    address_type: str
    address: str = field(repr=False)

    def serialize(self) -> str:
        return f"{self.number} {self.net_type} {self.address_type} {self.address}"


@frozen
class TitleCapability(Attribute):
    """A title that could be used, by a number."""

    spec: ClassVar[Spec] = Spec(
        "icap", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 7006 §3.1.3", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<number>{INTEGER}) (?P<title>{BYTE_STRING})"
    number: int = field(converter=uint32)
    title: str

    def serialize(self) -> str:
        return f"{self.number} {self.title}"


ALL = (
    RtpCapability,
    FormatCapability,
    ParameterCapability,
    MediaSpecificCapability,
    LatentConfiguration,
    SessionCapability,
    BandwidthCapability,
    ConnectionCapability,
    TitleCapability,
)
