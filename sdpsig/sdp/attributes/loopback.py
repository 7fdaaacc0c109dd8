"""Media that comes back to its sender, for measurements (RFC 6849)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._attribute import Attribute, Level, Mux, Spec, words

__all__ = ["ALL", "Loopback", "LoopbackMirror", "LoopbackSource"]

TYPE = "rtp-pkt-loopback|rtp-media-loopback"


@frozen
class Loopback(Attribute):
    """In which ways media may be sent back: as packets, or decoded and encoded again."""

    spec: ClassVar[Spec] = Spec(
        "loopback", level=Level.MEDIA, mux=Mux.IDENTICAL_PER_PT, rfc="RFC 6849 §5.1"
    )
    grammar: ClassVar[str] = rf"(?P<types>(?:{TYPE})(?: (?:{TYPE}))*)"
    types: tuple[str, ...] = field(converter=words)
    """``rtp-pkt-loopback`` and ``rtp-media-loopback``, the preferred one first."""

    def serialize(self) -> str:
        return " ".join(self.types)


@frozen
class LoopbackSource(Attribute):
    """The speaker sends the media that is to come back."""

    spec: ClassVar[Spec] = Spec(
        "loopback-source", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 6849 §5.2"
    )


@frozen
class LoopbackMirror(Attribute):
    """The speaker sends back what it receives."""

    spec: ClassVar[Spec] = Spec(
        "loopback-mirror", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 6849 §5.2"
    )


ALL = (Loopback, LoopbackSource, LoopbackMirror)
