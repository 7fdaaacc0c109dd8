"""A line of a description: a value that knows its own text."""

from typing import TypeVar

from attrs import field, frozen

from ..errors import Fault, SdpError

__all__ = ["Line", "Malformed", "seal"]


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

    @property
    def volatile(self) -> bool:
        """Whether it differs from session to session, so that it is no use to remember it."""
        return False

    def _written(self) -> str:
        """The text made from the fields, or SdpError."""
        raise NotImplementedError


L = TypeVar("L", bound=Line)


def seal(line: L, text: str) -> L:
    """Give a line the text that it was read from."""
    object.__setattr__(line, "_text", text)
    return line


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
