"""A line of a description: a value that knows its own text, and the grammar that it follows."""

import re
from collections.abc import Callable
from functools import cache, wraps
from typing import Any, ClassVar, Self, TypeVar, cast

import attrs
from attrs import field

from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpError
from ._abnf import BYTE_STRING

__all__ = ["Line", "Malformed", "TypedLine", "pattern", "seal"]

pattern: Callable[[str], re.Pattern[str]] = cache(re.compile)
"""A grammar, compiled once."""


@frozen
class Line:
    """One line without its end. Text that was read is kept; text that is made is checked."""

    _text: str | None = field(default=None, init=False, eq=False, repr=False)

    @property
    def text(self) -> str:
        """The whole line, as ``a=mid:0``. Raises SdpError for a value that cannot be written."""
        text = self._text
        if text is None:
            text = self._written()
            object.__setattr__(self, "_text", text)
        return text

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
    fault: Fault = field(eq=False)
    """What is wrong with it, with the line number where it was read."""

    def _written(self) -> str:
        raise SdpError(self.fault)


@frozen
class TypedLine(Line):
    """A line whose class carries its grammar; what it writes must read back as itself."""

    grammar: ClassVar[str] = ""
    """What stands behind ``letter=`` or ``a=name:``; its groups are the fields.

    A group that takes no part leaves its field at its default.
    """
    syntax: ClassVar[FaultCode]
    """The fault of a line that breaks the grammar."""

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read what the grammar describes. Raises SdpError."""
        match = pattern(cls.grammar).fullmatch(value)
        if match is None:
            raise cls._refused(cls.syntax, f"malformed {cls._label()}")
        groups = {name: text for name, text in match.groupdict().items() if text is not None}
        return cls(**groups)

    @classmethod
    def __attrs_init_subclass__(cls) -> None:
        """Let a value that no field takes say which line it was for, and by which rule."""
        if not hasattr(cls, "__attrs_post_init__") and all(map(_takes_all, attrs.fields(cls))):
            return
        init: Callable[..., None] = cls.__init__

        @wraps(init)
        def named(*values: object, **fields: object) -> None:
            try:
                init(*values, **fields)
            except SdpError as error:
                fault = error.fault
                raise cls._refused(fault.code, f"{cls._label()} with {fault.detail}") from None

        type.__setattr__(cls, "__init__", named)

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        """Read a line of this name and value; None for a line without a colon. Raises SdpError."""
        raise NotImplementedError

    @classmethod
    def rule(cls) -> str:
        """The section of the RFC that defines the line."""
        raise NotImplementedError

    @classmethod
    def is_volatile(cls) -> bool:
        """Whether it differs from session to session, so that it is no use to remember it."""
        return False

    @classmethod
    def _label(cls) -> str:
        """The line by its name, for people."""
        raise NotImplementedError

    def serialize(self) -> str:
        """What the grammar describes, made from the fields; empty for a flag."""
        return ""

    def _assembled(self) -> tuple[str, str, str | None]:
        """What stands before the value, the name to read it back with, and the value."""
        raise NotImplementedError

    def _written(self) -> str:
        write = _WRITERS.get(type(self))
        if write is None:
            from ._writer import writer_of  # noqa: PLC0415  # it is made of what is made of this

            write = _WRITERS[type(self)] = writer_of(type(self))
        return write(self) or self._proved()

    def _proved(self) -> str:
        """The text that was read back to see that it says the same; SdpError where it does not."""
        try:
            start, name, value = self._assembled()
            text = start if value is None else start + value
            reads_back = _WRITABLE.fullmatch(text) and self.read(name, value) == self
        except (TypeError, ValueError):
            reads_back, text = False, ""
        if not reads_back:
            detail = f"a value that cannot stand in {self._label()}"
            raise self._refused(FaultCode.SDP_BAD_VALUE, detail)
        return text

    @classmethod
    def _refused(cls, code: FaultCode, detail: str) -> SdpError:
        return SdpError(Fault(code, detail, cls.rule()))


def _takes_all(one: "attrs.Attribute[Any]") -> bool:
    """Whether a field takes whatever it is given."""
    return cast("Any", one).converter in (None, str) and one.validator is None


_WRITABLE = re.compile(BYTE_STRING)
_WRITERS: dict[type[TypedLine], Callable[[TypedLine], str | None]] = {}
"""What writes a line of each class that was written before, faster than it is proved."""
