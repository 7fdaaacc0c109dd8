"""Shapes that many attributes share: one text, one word, one number, a value or none at all.

A section that has such a shape says what it is and where it is defined, and nothing else.
"""

from typing import ClassVar, Self

from attrs import field

from ..._frozen import frozen
from .._abnf import BYTE_STRING, INTEGER, TOKEN, uint32
from .._attribute import Attribute

__all__ = ["BareOrText", "Number", "Text", "Word"]


@frozen
class Text(Attribute):
    """Any text, as it was written."""

    grammar: ClassVar[str] = rf"(?P<value>{BYTE_STRING})"
    value: str = field(repr=False)

    def serialize(self) -> str:
        return self.value


@frozen
class Word(Attribute):
    """One token."""

    grammar: ClassVar[str] = rf"(?P<value>{TOKEN})"
    value: str

    def serialize(self) -> str:
        return self.value


@frozen
class Number(Attribute):
    """One number, 0-4294967295."""

    grammar: ClassVar[str] = rf"(?P<value>{INTEGER})"
    value: int = field(converter=uint32)

    def serialize(self) -> str:
        return str(self.value)


@frozen
class BareOrText(Attribute):
    """A name with a text after it, or by itself."""

    grammar: ClassVar[str] = rf"(?P<value>{BYTE_STRING})"
    value: str | None = field(default=None, repr=False)
    """As it was written; None where the name stands alone, without a colon."""

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        return cls() if value is None else super().read(name, value)

    def serialize(self) -> str:
        return self.value or ""

    def _assembled(self) -> tuple[str, str, str | None]:
        if self.value is None:
            return f"a={self.name}", self.name, None
        return super()._assembled()
