"""RTCP feedback (RFC 4585, RFC 5104)."""

from typing import ClassVar

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TOKEN, any_payload_type
from .._attribute import Attribute, InAnswer, Level, Mux, Spec

__all__ = ["ALL", "ALL_FORMATS", "RtcpFb"]

ALL_FORMATS = "*"


@frozen
class RtcpFb(Attribute):
    """A feedback message that may be used for a payload type, or for all of them."""

    spec: ClassVar[Spec] = Spec(
        "rtcp-fb",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL_PER_PT,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 4585 §4.2",
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<payload_type>\*|{INTEGER}) (?P<type>{TOKEN})(?: (?P<parameter>(?:{BYTE_STRING})?))?"
    )
    payload_type: str = field(converter=any_payload_type)
    """A payload type, or ``*`` for every one of the section."""
    type: str
    """``nack``, ``ccm``, ``transport-cc`` …"""
    parameter: str | None = None
    """``pli``, ``fir`` …; empty where only the blank before it was written."""

    @property
    def feedback(self) -> str:
        """Type and parameter, as ``nack pli``."""
        return f"{self.type} {self.parameter}" if self.parameter else self.type

    def serialize(self) -> str:
        parameter = "" if self.parameter is None else f" {self.parameter}"
        return f"{self.payload_type} {self.type}{parameter}"


ALL = (RtcpFb,)
