"""DTMF digits and other telephone events (RFC 4733 §2.4.1, §7.1.1)."""

import re
from collections.abc import Iterable
from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from ...errors import Fault, FaultCode, SdpError
from ._format import Format

__all__ = ["TelephoneEvent"]

# element = event-code / event-code "-" event-code; no blanks, in any order   RFC 4733 §7.1.1
_ELEMENT = "[0-9]{1,3}(?:-[0-9]{1,3})?"
_LIST = re.compile(f"{_ELEMENT}(?:,{_ELEMENT})*")
DTMF = range(16)
"""The digits, ``*``, ``#`` and A-D: what is meant where nothing is said."""
MAX_EVENT = 255


def _ranges(value: Iterable[range]) -> tuple[range, ...]:
    """A converter: ranges of event codes, each with a step of one and something in it."""
    try:
        ranges = tuple(value)
    except TypeError:
        ranges = ()
    if not ranges or not all(type(codes) is range for codes in ranges):
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "no list of event codes"))
    for codes in ranges:
        if not codes or codes.step != 1 or codes[0] < 0 or codes[-1] > MAX_EVENT:
            detail = f"an event outside 0-{MAX_EVENT}, or a range that runs backwards"
            raise SdpError(Fault(FaultCode.SDP_BAD_NUMBER, detail))
    return ranges


@frozen
class TelephoneEvent(Format):
    """The events that a receiver understands."""

    encodings: ClassVar[tuple[str, ...]] = ("telephone-event",)
    rfc: ClassVar[str] = "RFC 4733 §7.1.1"
    events: tuple[range, ...] = field(default=(DTMF,), converter=_ranges)
    """Event codes, as they were listed; ``range(0, 16)`` is written ``0-15``."""

    def __contains__(self, event: object) -> bool:
        return any(event in codes for codes in self.events)

    @classmethod
    def parse(cls, text: str) -> Self:
        text = text.strip(" ").removeprefix("events=")
        if not text:
            return cls()
        if _LIST.fullmatch(text) is None:
            raise cls._refused("with other than event codes between commas")
        try:
            return cls(map(_range, text.split(",")))
        except SdpError as error:
            raise cls._refused(f"with {error.fault.detail}", error.fault.code) from None

    def serialize(self) -> str:
        return ",".join(
            str(codes[0]) if len(codes) == 1 else f"{codes[0]}-{codes[-1]}" for codes in self.events
        )


def _range(element: str) -> range:
    first, _, last = element.partition("-")
    return range(int(first), int(last or first) + 1)
