"""RTP header extensions (RFC 8285)."""

from typing import ClassVar

from attrs import field, frozen
from attrs.converters import optional

from .._abnf import BYTE_STRING, INTEGER, NON_WS, uint16
from .._attribute import Attribute, InAnswer, Level, Mux, Spec
from .direction import MediaDirection

__all__ = ["ALL", "Extmap", "ExtmapAllowMixed"]


@frozen
class Extmap(Attribute):
    """Which id a header extension has in the RTP packets of a section."""

    spec: ClassVar[Spec] = Spec(
        "extmap",
        level=Level.BOTH,
        mux=Mux.SPECIAL,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8285 §8",
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
