"""Redundant data (RFC 2198 §5, RFC 4103 §9)."""

import re
from collections.abc import Iterable
from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode, SdpError
from .._abnf import payload_type
from ._format import Format

__all__ = ["Red"]

_LIST = re.compile("[0-9]{1,3}(?:/[0-9]{1,3})*")


def _types(value: Iterable[str | int]) -> tuple[int, ...]:
    """A converter: payload types."""
    try:
        return tuple(map(payload_type, value))
    except TypeError:
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "no list of payload types")) from None


@frozen
class Red(Format):
    """Packets that carry the data of others too: the primary first, then what is redundant."""

    encodings: ClassVar[tuple[str, ...]] = ("red",)
    rfc: ClassVar[str] = "RFC 2198 §5"
    payload_types: tuple[int, ...] = field(default=(), converter=_types)
    """What it may carry, in order; one type twice is one more generation. Empty: not said."""

    @classmethod
    def parse(cls, text: str) -> Self:
        text = text.strip(" ")
        if text and _LIST.fullmatch(text) is None:
            raise cls._refused("with other than payload types between slashes")
        try:
            return cls(text.split("/") if text else ())
        except SdpError as error:
            raise cls._refused(f"with {error.fault.detail}", error.fault.code) from None

    def serialize(self) -> str:
        return "/".join(map(str, self.payload_types))
