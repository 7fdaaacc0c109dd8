"""What Chromium holds of a section while it reads it, and how it reads words and numbers.

Nothing is judged here but the shape of single values; a value that cannot be read raises
RefusalError with the name of the rule.
"""

import re
from typing import Final

from attrs import define, field

from ._rule import RefusalError

__all__ = [
    "INT32",
    "PAYLOAD_TYPES",
    "UINT32",
    "Codec",
    "Section",
    "Stream",
    "integer",
    "parts",
    "value_of",
]

INT32: Final = range(-(2**31), 2**31)
UINT32: Final = range(2**32)
PAYLOAD_TYPES: Final = range(128)
_DIGITS = re.compile("-?[0-9]{1,40}")


@define
class Codec:
    """One payload type: what rtpmap, fmtp and the static table made of it."""

    name: str = ""
    clock: int = 0
    parameters: dict[str, str] = field(factory=dict[str, str])


@define
class Stream:
    """What Chromium makes of msid and ssrc lines: one track."""

    stream: str
    track: str
    ssrcs: list[int] = field(factory=list[int])
    groups: list[tuple[str, tuple[int, ...]]] = field(factory=list[tuple[str, tuple[int, ...]]])


@define
class Section:
    """A section as far as it was read."""

    index: int
    line: int
    """The number of the m= line."""
    kind: str
    proto: str
    formats: tuple[int, ...] = ()
    port_zero: bool = False
    mid: str = ""
    bundle_only: bool = False
    muxed: bool = False
    ufrag: str = ""
    password: str = ""
    has_fingerprint: bool = False
    sctpmap: bool = False
    """Whether it speaks the old data channel form: a number on the m= line, or nonsense."""
    codecs: dict[int | None, Codec] = field(factory=dict[int | None, Codec])
    """By payload type; None is the wildcard of rtcp-fb."""
    extensions: list[tuple[int, str, bool]] = field(factory=list[tuple[int, str, bool]])
    """Id, URI, and whether it is encrypted."""
    ssrcs: dict[int, tuple[str, str] | None] = field(factory=dict[int, tuple[str, str] | None])
    """Stream and track of each SSRC, where its own msid says so."""
    groups: list[tuple[str, tuple[int, ...]]] = field(factory=list[tuple[str, tuple[int, ...]]])
    msids: list[str] = field(factory=list[str])
    track: str | None = None
    """The track of the msid lines; None without any."""
    rids: list[tuple[str, str]] = field(factory=list[tuple[str, str]])
    """Id and direction."""
    simulcast: dict[str, frozenset[str]] = field(factory=dict[str, frozenset[str]])
    """The rids of each direction."""
    streams: list[Stream] = field(factory=list[Stream])

    @property
    def is_rtp(self) -> bool:
        """Whether the protocol is taken for RTP: it says RTP/, and no letter stands before."""
        at = self.proto.find("RTP/")
        return at == 0 or (at > 0 and not self.proto[at - 1].isalpha()) or not self.proto

    @property
    def is_sctp(self) -> bool:
        """Whether the protocol is SCTP over DTLS."""
        return self.proto in {"DTLS/SCTP", "UDP/DTLS/SCTP", "TCP/DTLS/SCTP"}

    @property
    def is_data(self) -> bool:
        return self.kind == "application" and self.is_sctp

    @property
    def is_media(self) -> bool:
        return self.kind in {"audio", "video"}

    @property
    def is_known(self) -> bool:
        """Whether this kind of section can be answered other than by rejecting it."""
        return self.is_media or self.is_data

    @property
    def rejected(self) -> bool:
        return not self.is_known or (self.port_zero and not self.bundle_only)


def integer(text: str, allowed: range, rule: str) -> int:
    """A whole decimal number without blanks or plus sign."""
    if _DIGITS.fullmatch(text) is None or int(text) not in allowed:
        raise RefusalError(rule)
    return int(text)


def parts(text: str, delimiter: str) -> tuple[str, str] | None:
    """What stands before the first delimiter and after the last of its kind that follow it."""
    before, found, after = text.partition(delimiter)
    return (before, after.lstrip(delimiter)) if found else None


def value_of(text: str, name: str, rule: str) -> str:
    """What follows the colon of an attribute; another word before the colon is none."""
    found = parts(text, ":")
    if found is None or not found[0].endswith(name):
        raise RefusalError(rule)
    return found[1]
