"""Who may speak or show something in a conference: BFCP (RFC 8856)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import INTEGER, TOKEN
from .._attribute import Attribute, Level, Mux, Spec, words
from ._shapes import Word

__all__ = ["ALL", "BfcpVersions", "ConferenceId", "FloorControl", "FloorId", "UserId"]

# floor-control-role = "c-only" / "s-only" / "c-s"                                RFC 8856 §5.1
ROLE = "c-only|s-only|c-s"


@frozen
class FloorControl(Attribute):
    """Whether the speaker is a client or the server that hands out the floors."""

    spec: ClassVar[Spec] = Spec("floorctrl", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 8856 §5.1")
    grammar: ClassVar[str] = rf"(?P<roles>(?:{ROLE})(?: (?:{ROLE}))*)"
    roles: tuple[str, ...] = field(converter=words)
    """``c-only``, ``s-only``, ``c-s``: what it could be."""

    def serialize(self) -> str:
        return " ".join(self.roles)


@frozen
class ConferenceId(Word):
    """The conference that the floor control server knows by this name."""

    spec: ClassVar[Spec] = Spec(
        "confid", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 8856 §5.2", volatile=True
    )


@frozen
class UserId(Word):
    """The name that the floor control server has given the client."""

    spec: ClassVar[Spec] = Spec(
        "userid", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 8856 §5.3", volatile=True
    )


@frozen
class FloorId(Attribute):
    """A floor, and the labels of the streams that it controls."""

    spec: ClassVar[Spec] = Spec(
        "floorid", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 8856 §5.4", repeats=True
    )
    grammar: ClassVar[str] = (
        rf"(?P<floor>{TOKEN})(?: (?P<keyword>mstrm|m-stream):(?P<labels>{TOKEN}(?: {TOKEN})*))?"
    )
    floor: str
    """Its number."""
    labels: tuple[str, ...] = field(default=(), converter=words)
    """Labels (RFC 4574) of the streams."""
    keyword: str | None = None
    """``mstrm``; ``m-stream`` in texts after the examples of RFC 4583."""

    def serialize(self) -> str:
        labels = "" if self.keyword is None else f" {self.keyword}:{' '.join(self.labels)}"
        return f"{self.floor}{labels}"


@frozen
class BfcpVersions(Attribute):
    """The versions of BFCP that the speaker knows."""

    spec: ClassVar[Spec] = Spec("bfcpver", level=Level.MEDIA, mux=Mux.TBD, rfc="RFC 8856 §5.5")
    grammar: ClassVar[str] = rf"(?P<versions>{INTEGER}(?: {INTEGER})*)"
    versions: tuple[str, ...] = field(converter=words)

    def serialize(self) -> str:
        return " ".join(self.versions)


ALL = (FloorControl, ConferenceId, UserId, FloorId, BfcpVersions)
