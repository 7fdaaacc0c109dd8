"""Streams, tracks and synchronisation sources (RFC 8830, RFC 5576)."""

from typing import Any, ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, NON_WS, TOKEN, uint32
from .._attribute import Attribute, InAnswer, Level, Mux, Spec, words

__all__ = ["ALL", "Msid", "MsidSemantic", "Ssrc", "SsrcGroup"]


def _ssrcs(value: Any) -> tuple[int, ...]:
    """A converter: numbers between single spaces."""
    return tuple(map(uint32, words(value)))


@frozen
class Msid(Attribute):
    """The MediaStream, and the track in it, that a section carries."""

    spec: ClassVar[Spec] = Spec(
        "msid",
        level=Level.MEDIA,
        mux=Mux.NORMAL,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 8830 §2",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<stream>{NON_WS})(?: (?P<track>{NON_WS}))?"
    stream: str
    """The id of the stream; ``-`` for none."""
    track: str | None = None

    def serialize(self) -> str:
        return self.stream if self.track is None else f"{self.stream} {self.track}"


@frozen
class MsidSemantic(Attribute):
    """An older way to say which streams there are; still sent by browsers."""

    spec: ClassVar[Spec] = Spec(
        "msid-semantic",
        level=Level.SESSION,
        mux=Mux.NORMAL,
        rfc="RFC 8830 §A",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<value> ?{TOKEN}(?: {NON_WS})* ?)"
    value: str
    """The semantic and the streams as they were written: Chromium puts a blank in front."""

    @property
    def semantic(self) -> str:
        """``WMS``."""
        return words(self.value)[0]

    @property
    def streams(self) -> tuple[str, ...]:
        """The ids of the streams; ``*`` for all."""
        return words(self.value)[1:]

    def serialize(self) -> str:
        return self.value


@frozen
class Ssrc(Attribute):
    """A property of a synchronisation source."""

    spec: ClassVar[Spec] = Spec(
        "ssrc",
        level=Level.MEDIA,
        mux=Mux.NORMAL,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 5576 §4.1",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<ssrc>{INTEGER}) (?P<attribute>[!-9;-~]+)(?::(?P<value>{BYTE_STRING}))?"
    )
    ssrc: int = field(converter=uint32)
    attribute: str
    """``cname``, ``msid`` …"""
    value: str | None = None

    def serialize(self) -> str:
        value = "" if self.value is None else f":{self.value}"
        return f"{self.ssrc} {self.attribute}{value}"


@frozen
class SsrcGroup(Attribute):
    """Sources that belong together: FID, SIM, FEC-FR …"""

    spec: ClassVar[Spec] = Spec(
        "ssrc-group",
        level=Level.MEDIA,
        mux=Mux.NORMAL,
        in_answer=InAnswer.LOCAL,
        rfc="RFC 5576 §4.2",
        volatile=True,
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<semantics>{TOKEN})(?P<ssrcs>(?: {INTEGER})*+)"
    semantics: str
    ssrcs: tuple[int, ...] = field(default=(), converter=_ssrcs)

    def serialize(self) -> str:
        return " ".join((self.semantics, *map(str, self.ssrcs)))


ALL = (Msid, MsidSemantic, Ssrc, SsrcGroup)
