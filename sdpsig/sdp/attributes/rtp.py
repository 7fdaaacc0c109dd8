"""Payload formats (RFC 8866 §6.6, §6.15)."""

from functools import lru_cache
from typing import ClassVar

from attrs import field
from attrs.converters import optional

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TOKEN, natural, octet, payload_type
from .._attribute import Attribute, InAnswer, Level, Mux, Spec
from .._memo import MAX_LINE

__all__ = ["ALL", "Fmtp", "Rtpmap", "fmtp_parameters"]


@frozen
class Rtpmap(Attribute):
    """What a payload type means."""

    spec: ClassVar[Spec] = Spec(
        "rtpmap",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL_PER_PT,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8866 §6.6",
        repeats=True,
    )
    grammar: ClassVar[str] = (
        rf"(?P<payload_type>{INTEGER}) (?P<encoding>[!-.0-~]+)/(?P<clock_rate>{INTEGER})"
        rf"(?:/(?P<channels>{INTEGER}))?"
    )
    payload_type: int = field(converter=payload_type)
    encoding: str
    """The encoding name, compared without regard to case."""
    clock_rate: int = field(converter=natural)
    """Hz."""
    channels: int | None = field(default=None, converter=optional(octet))
    """Audio channels; absent means 1."""

    def serialize(self) -> str:
        channels = "" if self.channels is None else f"/{self.channels}"
        return f"{self.payload_type} {self.encoding}/{self.clock_rate}{channels}"


@frozen
class Fmtp(Attribute):
    """Parameters of a format, which the format itself defines."""

    spec: ClassVar[Spec] = Spec(
        "fmtp",
        level=Level.MEDIA,
        mux=Mux.IDENTICAL_PER_PT,
        in_answer=InAnswer.ENGINE,
        rfc="RFC 8866 §6.15",
        repeats=True,
    )
    grammar: ClassVar[str] = rf"(?P<format>{TOKEN}) (?P<value>{BYTE_STRING})"
    format: str = field(converter=str)
    value: str

    def parameters(self) -> dict[str, str]:
        """``name=value`` pairs between semicolons, names in lower case; the first one wins."""
        return fmtp_parameters(self.value)

    def serialize(self) -> str:
        return f"{self.format} {self.value}"


def fmtp_parameters(value: str) -> dict[str, str]:
    """``name=value`` pairs between semicolons, names in lower case; the first one wins."""
    return _pairs(value) if len(value) > MAX_LINE else _known_pairs(value).copy()


@lru_cache(1_024)
def _known_pairs(value: str) -> dict[str, str]:
    """The same, found once: browsers always say the same of their formats."""
    return _pairs(value)


def _pairs(value: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in value.split(";"):
        name, _, setting = pair.strip(" ").partition("=")
        if name:
            found.setdefault(name.strip(" ").lower(), setting.strip(" "))
    return found


ALL = (Rtpmap, Fmtp)
