"""Image sizes that are sent and received (RFC 6236)."""

from typing import ClassVar

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER
from .._attribute import Attribute, Level, Mux, Spec

__all__ = ["ALL", "ImageAttr"]


@frozen
class ImageAttr(Attribute):
    """Which image sizes the speaker sends and receives, by payload type."""

    spec: ClassVar[Spec] = Spec(
        "imageattr",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL_PER_PT,
        rfc="RFC 6236 §3.1.1",
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<payload_type>\*|{INTEGER}) (?P<sizes>(?:send|recv) {BYTE_STRING})"
    )
    payload_type: str
    """A payload type, or ``*`` for every one of the section."""
    sizes: str
    """``send`` and ``recv``, each with sets of sizes, as they were written."""

    def serialize(self) -> str:
        return f"{self.payload_type} {self.sizes}"


ALL = (ImageAttr,)
