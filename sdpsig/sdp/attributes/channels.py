"""Data channels that are negotiated in SDP (RFC 8864)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, uint16
from .._attribute import Attribute, Level, Mux, Spec

__all__ = ["ALL", "DataChannelAttribute", "DataChannelMap"]

# dcmap-opt = ordering-opt / subprotocol-opt / label-opt / maxretr-opt …       RFC 8864 §5.1.1
OPTION = r'[a-z-]{1,20}=(?:"[ !#$&-~]*(?:%[0-9A-Fa-f]{2}[ !#$&-~]*)*"|[A-Za-z0-9]{1,20})'


@frozen
class DataChannelMap(Attribute):
    """A data channel and its properties, by SCTP stream."""

    spec: ClassVar[Spec] = Spec(
        "dcmap", level=Level.MEDIA, mux=Mux.SPECIAL, rfc="RFC 8864 §5.1.1", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<stream>{INTEGER})(?: (?P<options>{OPTION}(?:;{OPTION})*))?"
    stream: int = field(converter=uint16)
    options: str | None = None
    """``label="…";ordered=true`` and so on, as they were written."""

    def serialize(self) -> str:
        return str(self.stream) if self.options is None else f"{self.stream} {self.options}"


@frozen
class DataChannelAttribute(Attribute):
    """An attribute of the protocol that runs in a data channel."""

    spec: ClassVar[Spec] = Spec(
        "dcsa", level=Level.MEDIA, mux=Mux.SPECIAL, rfc="RFC 8864 §5.2.1", repeats=True
    )
    grammar: ClassVar[str] = rf"(?P<stream>{INTEGER}) (?P<attribute>{BYTE_STRING})"
    stream: int = field(converter=uint16)
    attribute: str
    """What would follow ``a=``."""

    def serialize(self) -> str:
        return f"{self.stream} {self.attribute}"


ALL = (DataChannelMap, DataChannelAttribute)
