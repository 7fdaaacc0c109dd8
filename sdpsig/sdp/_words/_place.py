"""Where a line stands: what its words may look at besides the line itself."""

from functools import cached_property

from attrs import define

from .._codecs import Codec, codecs
from .._description import MediaDescription, SessionDescription
from ..attributes.feedback import ALL_FORMATS

__all__ = ["Place", "amount", "listed"]


@define(eq=False, slots=False)
class Place:
    """A section of a description, or its session part."""

    description: SessionDescription
    media: MediaDescription | None = None
    """None in the session part."""
    index: int | None = None
    """Which m= section this is, from 0."""

    @cached_property
    def codecs(self) -> dict[str, Codec]:
        """The codecs of the section by payload type."""
        if self.media is None:
            return {}
        return {str(codec.payload_type): codec for codec in codecs(self.media)}

    def format(self, text: str) -> str:
        """A format of the m= line in words, as ``opus (111)``."""
        if text == ALL_FORMATS:
            return "every format"
        codec = self.codecs.get(text)
        return f"format {text}" if codec is None else f"{codec.encoding} ({text})"


def amount(number: int | str, unit: str) -> str:
    """A number with its unit, as ``1 channel``, ``2 channels``."""
    return f"{number} {unit}" if str(number) == "1" else f"{number} {unit}s"


def listed(items: "tuple[str, ...] | list[str]", last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
