"""What an attribute is: a frozen value whose class carries its IANA registration form.

RFC 8866 §8.2.4.1 lists what must be known of an attribute: name, syntax, usage level,
offer/answer procedures, mux category, reference. That form is the class body; parser,
serializer and documentation are derived from it.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum, Flag, auto
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import field, frozen

from ..errors import Fault, FaultCode, SdpError
from ._abnf import BYTE_STRING, TOKEN
from ._line import Line

if TYPE_CHECKING:
    from ._description import Section

__all__ = ["Attribute", "InAnswer", "Level", "Mux", "Spec", "Unknown", "pairs", "words"]


class Level(Flag):
    """Where an attribute may stand (RFC 8866 §8.2.4.1)."""

    SESSION = auto()
    """Before the first m= line."""
    MEDIA = auto()
    """In an m= section."""
    BOTH = SESSION | MEDIA
    """Anywhere; the media level wins."""


class Mux(Enum):
    """What bundling does to an attribute (RFC 8859 §4)."""

    NORMAL = "NORMAL"
    """Each section keeps its own."""
    CAUTION = "CAUTION"
    """Bundling is possible but unwise."""
    IDENTICAL = "IDENTICAL"
    """All bundled sections must say the same."""
    SUM = "SUM"
    """Values add up over the group."""
    TRANSPORT = "TRANSPORT"
    """The tagged section speaks for all."""
    INHERIT = "INHERIT"
    """Follows the attribute that it wraps."""
    IDENTICAL_PER_PT = "IDENTICAL-PER-PT"
    """The same wherever the payload type is the same."""
    SPECIAL = "SPECIAL"
    """Has rules of its own."""
    TBD = "TBD"
    """Not analysed yet."""


class InAnswer(Enum):
    """What an answer does with an offered attribute (its offer/answer procedures)."""

    DROP = "drop"
    """It has no place in an answer."""
    ECHO = "echo"
    """The answer repeats it if it was offered."""
    LOCAL = "local"
    """The answer carries our own value."""
    ENGINE = "engine"
    """The answer is worked out from both sides."""


@frozen(kw_only=True)
class Spec:
    """The IANA registration form of one attribute (RFC 8866 §8.2.4.1), as a value."""

    name: str = field(kw_only=False)
    level: Level
    mux: Mux
    rfc: str
    in_answer: InAnswer = InAnswer.DROP
    names: tuple[str, ...] = ()
    """All names, where one concept has several; else empty."""
    volatile: bool = False
    """The value differs from session to session, so that it is no use to remember it."""
    dropped_if_malformed: bool = False
    """Its RFC says to discard a malformed line, so that even strict only warns."""
    repeats: bool = False
    """Whether it may stand several times at one level of one section."""


_pattern: Callable[[str], re.Pattern[str]] = cache(re.compile)


@frozen
class Attribute(Line):
    """One ``a=`` line. Subclass it once per registered attribute."""

    spec: ClassVar[Spec]
    grammar: ClassVar[str] = ""
    """What may follow the colon; its groups are the fields. Empty for a flag."""

    @property
    def name(self) -> str:
        """The name on the wire."""
        return self.spec.name

    @property
    def volatile(self) -> bool:
        return self.spec.volatile

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read what follows the colon. Raises SdpError."""
        match = _pattern(cls.grammar).fullmatch(value)
        if match is None:
            raise cls._refused(FaultCode.SDP_ATTRIBUTE_SYNTAX, f"malformed a={cls.spec.name}")
        try:
            return cls(**match.groupdict())
        except SdpError as error:
            fault = error.fault
            raise cls._refused(fault.code, f"a={cls.spec.name} with {fault.detail}") from None

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        """Read the line ``a=name`` or ``a=name:value``. Raises SdpError."""
        del name  # one name says nothing that the class does not know
        if (value is None) is (cls.grammar == ""):
            return cls.parse(value or "")
        raise cls._refused(FaultCode.SDP_ATTRIBUTE_SYNTAX, f"malformed a={cls.spec.name}")

    def serialize(self) -> str:
        """What follows the colon; empty for a flag."""
        return ""

    @classmethod
    def default(cls) -> Self | None:
        """What its RFC says an absent attribute means; None where it says nothing."""
        return None

    def check(self, section: "Section") -> Iterator[Fault]:
        """What is wrong between this attribute and its neighbours in ``section``."""
        del section
        yield from ()

    def _written(self) -> str:
        try:
            value = self.serialize() if self.grammar else None
            reads_back = self.read(self.name, value) == self
        except (TypeError, ValueError):
            reads_back, value = False, None
        if not reads_back:
            detail = f"a value that cannot stand in a={self.spec.name}"
            raise self._refused(FaultCode.SDP_BAD_VALUE, detail)
        return f"a={self.name}" if value is None else f"a={self.name}:{value}"

    @classmethod
    def _refused(cls, code: FaultCode, detail: str) -> SdpError:
        return SdpError(Fault(code, detail, cls.spec.rfc))


@frozen
class Unknown(Attribute):
    """An attribute that the registry does not know: kept, never interpreted."""

    spec: ClassVar[Spec] = Spec(
        "", level=Level.BOTH, mux=Mux.TBD, rfc="RFC 8866 §5.13", volatile=True
    )
    _name: str = field(alias="name")
    value: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self._name

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        if _pattern(TOKEN).fullmatch(name) is None:
            detail = "an attribute name that is not a token"
            raise cls._refused(FaultCode.SDP_ATTRIBUTE_SYNTAX, detail)
        return cls(name, value)

    def serialize(self) -> str:
        return "" if self.value is None else self.value

    def _written(self) -> str:
        if _pattern(TOKEN).fullmatch(str(self._name)) is None:
            raise self._refused(FaultCode.SDP_BAD_VALUE, "an attribute name that is not a token")
        if _pattern(f"(?:{BYTE_STRING})?").fullmatch(str(self.serialize())) is None:
            raise self._refused(FaultCode.SDP_BAD_VALUE, "a value that cannot stand in a line")
        return f"a={self._name}" if self.value is None else f"a={self._name}:{self.value}"


def words(value: Any) -> tuple[str, ...]:
    """A converter: words between single spaces as a tuple."""
    if isinstance(value, str):
        return tuple(value.strip(" ").split(" ")) if value else ()
    return _several(value)


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """A converter: ``name value name value`` as pairs."""
    if isinstance(value, str):
        found = value.split(" ")
        value = zip(found[::2], found[1::2], strict=True)
    return _several(value)


def _several(value: Any) -> tuple[Any, ...]:
    try:
        return tuple(value or ())
    except (TypeError, ValueError):
        detail = "a value that does not come apart"
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, detail)) from None
