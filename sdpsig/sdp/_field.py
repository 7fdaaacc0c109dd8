"""What a line other than ``a=`` is: one letter, a grammar, and a section of RFC 8866."""

from typing import ClassVar, Self

from .._frozen import frozen
from ..errors import FaultCode
from ._line import TypedLine

__all__ = ["Field"]


@frozen
class Field(TypedLine):
    """A line ``letter=value``; the counterpart of Attribute."""

    letter: ClassVar[str]
    rfc: ClassVar[str]
    volatile: ClassVar[bool] = False
    """The value differs from session to session, so that it is no use to remember it."""
    syntax: ClassVar[FaultCode] = FaultCode.SDP_LINE_SYNTAX

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        del name  # the class knows its letter
        return cls.parse(value or "")

    @classmethod
    def rule(cls) -> str:
        return cls.rfc

    @classmethod
    def is_volatile(cls) -> bool:
        return cls.volatile

    @classmethod
    def _label(cls) -> str:
        return f"{cls.letter}="

    def serialize(self) -> str:
        raise NotImplementedError

    def _assembled(self) -> tuple[str, str, str | None]:
        return f"{self.letter}=", self.letter, self.serialize()
