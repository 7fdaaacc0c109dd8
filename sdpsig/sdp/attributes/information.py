"""What a session or a section says about itself for people and tools (RFC 8866 §6)."""

from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint32
from .._attribute import Attribute, Level, Mux, Spec

__all__ = [
    "ALL",
    "Category",
    "Charset",
    "ConferenceType",
    "Content",
    "FrameRate",
    "FrameSize",
    "Keywords",
    "Label",
    "Language",
    "MaxPacketRate",
    "MaxPacketTime",
    "Orientation",
    "PacketTime",
    "Quality",
    "SdpLanguage",
    "Tool",
]

# non-zero-int-or-real = integer / non-zero-real                                RFC 8866 §9
# zero and leading zeros are written by real clients too, and mean what they say
REAL = r"[0-9]{1,20}(?:\.[0-9]{1,20})?"
# Language-Tag                                                                  RFC 5646 §2.1
LANGUAGE = "[A-Za-z0-9]{1,8}(?:-[A-Za-z0-9]{1,8})*"


@frozen
class Category(Attribute):
    """A dot-separated category for sorting sessions."""

    spec: ClassVar[Spec] = Spec("cat", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8866 §6.1")
    grammar: ClassVar[str] = rf"(?P<category>{NON_WS})"
    category: str

    def serialize(self) -> str:
        return self.category


@frozen
class Keywords(Attribute):
    """Words by which a session may be found."""

    spec: ClassVar[Spec] = Spec("keywds", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8866 §6.2")
    grammar: ClassVar[str] = rf"(?P<keywords>{BYTE_STRING})"
    keywords: str

    def serialize(self) -> str:
        return self.keywords


@frozen
class Tool(Attribute):
    """The name and version of the program that made the description."""

    spec: ClassVar[Spec] = Spec("tool", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8866 §6.3")
    grammar: ClassVar[str] = rf"(?P<tool>{BYTE_STRING})"
    tool: str

    def serialize(self) -> str:
        return self.tool


@frozen
class PacketTime(Attribute):
    """How much media one packet holds, in milliseconds."""

    spec: ClassVar[Spec] = Spec(
        "ptime", level=Level.MEDIA, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 8866 §6.4"
    )
    grammar: ClassVar[str] = rf"(?P<milliseconds>{REAL})"
    milliseconds: str
    """Decimal, as it was written."""

    def serialize(self) -> str:
        return self.milliseconds


@frozen
class MaxPacketTime(Attribute):
    """How much media one packet may hold at most, in milliseconds."""

    spec: ClassVar[Spec] = Spec(
        "maxptime", level=Level.MEDIA, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 8866 §6.5"
    )
    grammar: ClassVar[str] = rf"(?P<milliseconds>{REAL})"
    milliseconds: str
    """Decimal, as it was written."""

    def serialize(self) -> str:
        return self.milliseconds


@frozen
class Orientation(Attribute):
    """How a workspace or presentation is laid out."""

    spec: ClassVar[Spec] = Spec("orient", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 8866 §6.8")
    grammar: ClassVar[str] = "(?P<orientation>portrait|landscape|seascape)"
    orientation: str

    def serialize(self) -> str:
        return self.orientation


@frozen
class ConferenceType(Attribute):
    """What kind of meeting the session is."""

    spec: ClassVar[Spec] = Spec("type", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8866 §6.9")
    grammar: ClassVar[str] = "(?P<type>broadcast|meeting|moderated|test|H332)"
    type: str

    def serialize(self) -> str:
        return self.type


@frozen
class Charset(Attribute):
    """The character set of names and information; UTF-8 when nothing is said."""

    spec: ClassVar[Spec] = Spec(
        "charset", level=Level.SESSION, mux=Mux.NORMAL, rfc="RFC 8866 §6.10"
    )
    grammar: ClassVar[str] = rf"(?P<charset>{TOKEN})"
    charset: str

    def serialize(self) -> str:
        return self.charset

    @classmethod
    def default(cls) -> Self:
        return cls("UTF-8")


@frozen
class SdpLanguage(Attribute):
    """The language of the description itself."""

    spec: ClassVar[Spec] = Spec(
        "sdplang", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 8866 §6.11", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<language>{LANGUAGE})"
    language: str

    def serialize(self) -> str:
        return self.language


@frozen
class Language(Attribute):
    """The language of the media."""

    spec: ClassVar[Spec] = Spec(
        "lang", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 8866 §6.12", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<language>{LANGUAGE})"
    language: str

    def serialize(self) -> str:
        return self.language


@frozen
class FrameRate(Attribute):
    """The largest video frame rate, in frames per second."""

    spec: ClassVar[Spec] = Spec(
        "framerate", level=Level.MEDIA, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 8866 §6.13"
    )
    grammar: ClassVar[str] = rf"(?P<rate>{REAL})"
    rate: str
    """Decimal, as it was written."""

    def serialize(self) -> str:
        return self.rate


@frozen
class Quality(Attribute):
    """The wanted quality of the encoding; for video 0 is worst and 10 is best."""

    spec: ClassVar[Spec] = Spec("quality", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 8866 §6.14")
    grammar: ClassVar[str] = rf"(?P<quality>{INTEGER})"
    quality: int = field(converter=uint32)

    def serialize(self) -> str:
        return str(self.quality)


@frozen
class Label(Attribute):
    """A name for a section that other documents may point to."""

    spec: ClassVar[Spec] = Spec("label", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 4574 §4")
    grammar: ClassVar[str] = rf"(?P<label>{TOKEN})"
    label: str

    def serialize(self) -> str:
        return self.label


@frozen
class Content(Attribute):
    """What a section shows: main, alt, slides, speaker, sl …"""

    spec: ClassVar[Spec] = Spec("content", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 4796 §5")
    grammar: ClassVar[str] = rf"(?P<content>{TOKEN}(?:,{TOKEN})*)"
    content: str
    """Words between commas."""

    def serialize(self) -> str:
        return self.content


@frozen
class FrameSize(Attribute):
    """The largest video frame of a payload type, in pixels."""

    spec: ClassVar[Spec] = Spec(
        "framesize", level=Level.MEDIA, mux=Mux.CAUTION, rfc="3GPP TS 26.234 §5.3.3.2", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<payload_type>{INTEGER}) (?P<width>{INTEGER})-(?P<height>{INTEGER})"
    )
    payload_type: int = field(converter=uint32)
    width: int = field(converter=uint32)
    height: int = field(converter=uint32)

    def serialize(self) -> str:
        return f"{self.payload_type} {self.width}-{self.height}"


@frozen
class MaxPacketRate(Attribute):
    """The largest rate of packets, per second."""

    spec: ClassVar[Spec] = Spec("maxprate", level=Level.BOTH, mux=Mux.SPECIAL, rfc="RFC 3890 §6.3")
    grammar: ClassVar[str] = rf"(?P<rate>{REAL})"
    rate: str
    """Decimal, as it was written."""

    def serialize(self) -> str:
        return self.rate


ALL = (
    Category,
    Keywords,
    Tool,
    PacketTime,
    MaxPacketTime,
    Orientation,
    ConferenceType,
    Charset,
    SdpLanguage,
    Language,
    FrameRate,
    Quality,
    Label,
    Content,
    FrameSize,
    MaxPacketRate,
)
