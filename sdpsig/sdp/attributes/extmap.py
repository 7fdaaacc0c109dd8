"""RTP header extensions (RFC 8285)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar

from attrs import field
from attrs.converters import optional

from ..._frozen import frozen
from ...errors import Fault, FaultCode, Severity
from .._abnf import BYTE_STRING, INTEGER, NON_WS, uint16
from .._attribute import Attribute, InAnswer, Level, Mux, Spec
from .direction import MediaDirection

if TYPE_CHECKING:
    from .._description import Section

__all__ = ["ALL", "KNOWN_IDS", "USABLE_IDS", "Extmap", "ExtmapAllowMixed"]

USABLE_IDS = range(1, 256)
"""Ids that a header extension can have in a packet; 15 says something else (RFC 8285 §4.2)."""
KNOWN_IDS = frozenset({0, *range(1, 15), *range(16, 256), *range(4096, 4352)})
"""Ids of one byte and of two, 0 for none, and those that are to be replaced (RFC 8285 §4, §7)."""


@frozen
class Extmap(Attribute):
    """Which id a header extension has in the RTP packets of a section."""

    spec: ClassVar[Spec] = Spec(
        "extmap",
        level=Level.BOTH,
        mux=Mux.SPECIAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8285 §8",
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<id>{INTEGER})(?:/(?P<direction>{'|'.join(MediaDirection)}))?"
        rf" (?P<uri>{NON_WS})(?: (?P<parameters>{BYTE_STRING}))?"
    )
    id: int = field(converter=uint16)
    uri: str
    direction: MediaDirection | None = field(default=None, converter=optional(MediaDirection))
    parameters: str | None = None
    """What follows the URI: the extension's own attributes."""

    def serialize(self) -> str:
        direction = "" if self.direction is None else f"/{self.direction}"
        parameters = "" if self.parameters is None else f" {self.parameters}"
        return f"{self.id}{direction} {self.uri}{parameters}"

    def check(self, section: "Section") -> Iterator[Fault]:
        del section
        code = FaultCode.RTP_EXTENSION_ID
        if self.id not in KNOWN_IDS:
            detail = "a header extension id that nothing can use"
            yield Fault(code, detail, "V-70", severity=Severity.WARNING)
        if ":" not in self.uri:
            detail = "a header extension named by something other than a URI"
            yield Fault(code, detail, "RFC 8285 §5", severity=Severity.WARNING)


@frozen
class ExtmapAllowMixed(Attribute):
    """One- and two-byte header extensions may be mixed in one stream."""

    spec: ClassVar[Spec] = Spec(
        "extmap-allow-mixed",
        level=Level.BOTH,
        mux=Mux.IDENTICAL,
        in_answer=InAnswer.ECHO,
        rfc="RFC 8285 §6",
    )


ALL = (Extmap, ExtmapAllowMixed)
