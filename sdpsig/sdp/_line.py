"""A line of a description: a value that knows its own text."""

from typing import TypeVar

from attrs import field, frozen

from ..errors import Fault, FaultCode, SdpError
from ._abnf import CONTROL

__all__ = ["Line", "Malformed", "PlainField", "refuse_controls", "seal"]


@frozen
class Line:
    """One line without its end. Text that was read is kept; text that is made is checked."""

    _text: str | None = field(default=None, init=False, eq=False, repr=False)

    @property
    def text(self) -> str:
        """The whole line, as ``a=mid:0``. Raises SdpError for a value that cannot be written."""
        if self._text is None:
            seal(self, self._written())
        assert self._text is not None, "sealed just now"
        return self._text

    def _written(self) -> str:
        """The text made from the fields, or SdpError."""
        raise NotImplementedError


L = TypeVar("L", bound=Line)


def seal(line: L, text: str) -> L:
    """Give a line the text that it was read from."""
    object.__setattr__(line, "_text", text)
    return line


@frozen
class PlainField(Line):
    """A line that is kept as it is: ``v s i u e p t r z k``."""

    letter: str
    value: str

    def _written(self) -> str:
        refuse_controls(f"{self.letter}=", self.value)
        return f"{self.letter}={self.value}"


@frozen
class Malformed(Line):
    """A line that breaks its grammar: kept in its place, absent for every meaning."""

    name: str
    """The name of the attribute, or the letter of another line; empty when it has neither."""
    value: str = field(repr=False)
    """What stood after the name."""
    fault: Fault
    """What is wrong with it, with its line number."""

    def _written(self) -> str:
        raise SdpError(self.fault)


def refuse_controls(what: str, value: str) -> None:
    """Nothing that could end a line may leave (RFC 8866 §9 byte-string)."""
    if CONTROL.search(value) or "\r" in value or "\n" in value:
        raise SdpError(
            Fault(FaultCode.SDP_BAD_VALUE, f"{what} with a control character", "RFC 8866 §9")
        )
