"""Messages and files over MSRP (RFC 4975, RFC 5547, RFC 6714, RFC 7701)."""

import re
from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import INTEGER, NON_WS, uint64
from .._attribute import Attribute, Level, Mux, Spec, words
from ._shapes import BareOrText, Text, Word

__all__ = [
    "ALL",
    "AcceptTypes",
    "AcceptWrappedTypes",
    "Chatroom",
    "FileDate",
    "FileDisposition",
    "FileIcon",
    "FileRange",
    "FileSelector",
    "FileTransferId",
    "MaxMsrpSize",
    "MsrpCema",
    "MsrpPath",
]

# format-list = format-entry *(SP format-entry); format-entry = type "/" subtype, type "/*", "*"
TYPES = f"{NON_WS}(?: {NON_WS})*"  #                                              RFC 4975 §8.6
# filename-string and its date-time cousins stand in quotes                     RFC 5547 §6
QUOTED = '"[^"\\x00-\\x1f\\x7f\\ud800-\\udfff]*"'
_SELECTOR = re.compile(f'([a-z]+):({QUOTED}|[^ "]+)')


@frozen
class _Types(Attribute):
    """Media types between blanks."""

    grammar: ClassVar[str] = rf"(?P<types>{TYPES})"
    types: tuple[str, ...] = field(converter=words)
    """``text/plain``, ``image/*`` … ; ``*`` for all."""

    def serialize(self) -> str:
        return " ".join(self.types)


@frozen
class AcceptTypes(_Types):
    """Which media types the speaker takes in messages."""

    spec: ClassVar[Spec] = Spec("accept-types", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 4975 §8.6")


@frozen
class AcceptWrappedTypes(_Types):
    """Which media types the speaker takes only inside of others, such as message/cpim."""

    spec: ClassVar[Spec] = Spec(
        "accept-wrapped-types", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 4975 §8.6"
    )


@frozen
class MaxMsrpSize(Attribute):
    """The largest message that the speaker wants, in bytes."""

    spec: ClassVar[Spec] = Spec("max-size", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 4975 §8.6")
    grammar: ClassVar[str] = rf"(?P<size>{INTEGER})"
    size: int = field(converter=uint64)

    def serialize(self) -> str:
        return str(self.size)


@frozen
class MsrpPath(Attribute):
    """The MSRP URIs by which the speaker is reached; the last one is the speaker."""

    spec: ClassVar[Spec] = Spec(
        "path", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 4975 §8.1", volatile=True
    )
    grammar: ClassVar[str] = rf"(?P<uris>{NON_WS}(?: {NON_WS})*)"
    uris: tuple[str, ...] = field(converter=words, repr=False)

    def serialize(self) -> str:
        return " ".join(self.uris)


@frozen
class MsrpCema(Attribute):
    """The MSRP endpoint copes with a middlebox that changes addresses on the way."""

    spec: ClassVar[Spec] = Spec("msrp-cema", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 6714 §6")


@frozen
class Chatroom(BareOrText):
    """What a multi-party chat offers: nicknames, private messages …"""

    spec: ClassVar[Spec] = Spec("chatroom", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 7701 §8")


@frozen
class FileSelector(BareOrText):
    """Which file is sent or wanted: its name, type, size and hashes."""

    spec: ClassVar[Spec] = Spec(
        "file-selector", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6", volatile=True
    )
    grammar: ClassVar[str] = rf'(?P<value>[a-z]+:(?:{QUOTED}|[^ "\x00-\x1f\x7f\ud800-\udfff]+)'
    grammar += rf'(?: [a-z]+:(?:{QUOTED}|[^ "\x00-\x1f\x7f\ud800-\udfff]+))*)'

    @property
    def selectors(self) -> tuple[tuple[str, str], ...]:
        """Name and value of each: ``name``, ``type``, ``size``, ``hash``; quotes stay."""
        return tuple((name, value) for name, value in _SELECTOR.findall(self.value or ""))


@frozen
class FileTransferId(Word):
    """One transfer of a file: a new id means that it starts anew."""

    spec: ClassVar[Spec] = Spec(
        "file-transfer-id", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6", volatile=True
    )


@frozen
class FileDisposition(Word):
    """What is to be done with the file: render it, or keep it as an attachment."""

    spec: ClassVar[Spec] = Spec(
        "file-disposition", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6"
    )


@frozen
class FileDate(Attribute):
    """When the file was created, changed or read."""

    spec: ClassVar[Spec] = Spec(
        "file-date", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6", volatile=True
    )
    grammar: ClassVar[str] = rf"(?P<dates>[a-z]+:{QUOTED}(?: [a-z]+:{QUOTED})*)"
    dates: str
    """``creation:"…"``, ``modification:"…"`` and ``read:"…"``, dates as in mail."""

    def serialize(self) -> str:
        return self.dates


@frozen
class FileIcon(Text):
    """Where a small picture of the file is found: a cid URL."""

    spec: ClassVar[Spec] = Spec(
        "file-icon", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6", volatile=True
    )


@frozen
class FileRange(Attribute):
    """Which bytes of the file are transferred, counted from 1."""

    spec: ClassVar[Spec] = Spec(
        "file-range", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 5547 §6", volatile=True
    )
    grammar: ClassVar[str] = rf"(?P<start>{INTEGER})-(?P<stop>{INTEGER}|\*)"
    start: int = field(converter=uint64)
    stop: str = field(converter=str)
    """The last byte, or ``*`` for the end."""

    def serialize(self) -> str:
        return f"{self.start}-{self.stop}"


ALL = (
    AcceptTypes,
    AcceptWrappedTypes,
    MaxMsrpSize,
    MsrpPath,
    MsrpCema,
    Chatroom,
    FileSelector,
    FileTransferId,
    FileDisposition,
    FileDate,
    FileIcon,
    FileRange,
)
