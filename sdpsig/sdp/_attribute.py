"""What an attribute is: a frozen value whose class carries its IANA registration form.

RFC 8866 §8.2.4.1 lists what must be known of an attribute: name, syntax, usage level,
offer/answer procedures, mux category, reference. That form is the class body; parser,
serializer and documentation are derived from it.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import Enum, Flag, auto
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from attrs import field

from .._frozen import frozen
from ..errors import Fault, FaultCode, SdpError
from ._abnf import BYTE_STRING, TOKEN
from ._line import TypedLine, pattern

if TYPE_CHECKING:
    from ._description import Section

__all__ = ["OF_TEXT", "Attribute", "InAnswer", "Level", "Mux", "Spec", "Unknown", "pairs", "words"]


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


@frozen
class Attribute(TypedLine):
    """One ``a=`` line. Subclass it once per registered attribute.

    ``grammar`` is what may follow the colon; it is empty for a flag.
    """

    spec: ClassVar[Spec]
    syntax: ClassVar[FaultCode] = FaultCode.SDP_ATTRIBUTE_SYNTAX

    @property
    def name(self) -> str:
        """The name on the wire."""
        return self.spec.name

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        """Read the line ``a=name`` or ``a=name:value``. Raises SdpError."""
        del name  # one name says nothing that the class does not know
        if (value is None) is (cls.grammar == ""):
            return cls.parse(value or "")
        raise cls._refused(cls.syntax, f"malformed {cls._label()}")

    @classmethod
    def rule(cls) -> str:
        return cls.spec.rfc

    @classmethod
    def default(cls) -> Self | None:
        """What its RFC says an absent attribute means; None where it says nothing."""
        return None

    def check(self, section: "Section") -> Iterator[Fault]:
        """What is wrong between this attribute and its neighbours in ``section``."""
        del section
        yield from ()

    @classmethod
    def is_volatile(cls) -> bool:
        return cls.spec.volatile

    @classmethod
    def _label(cls) -> str:
        return f"a={cls.spec.name}"

    def _assembled(self) -> tuple[str, str, str | None]:
        if self.grammar:
            return f"a={self.name}:", self.name, self.serialize()
        return f"a={self.name}", self.name, None


@frozen
class Unknown(Attribute):
    """An attribute that the registry does not know: kept, never interpreted."""

    spec: ClassVar[Spec] = Spec(
        "", level=Level.BOTH, mux=Mux.TBD, rfc="RFC 8866 §5.13", volatile=True, repeats=True
    )
    grammar: ClassVar[str] = f"(?P<value>{BYTE_STRING})?"
    _name: str = field(alias="name")
    value: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        return self._name

    @classmethod
    def read(cls, name: str, value: str | None) -> Self:
        if pattern(TOKEN).fullmatch(name) is None:
            raise cls._refused(cls.syntax, "an attribute name that is not a token")
        if pattern(cls.grammar).fullmatch(value or "") is None:
            raise cls._refused(cls.syntax, "a character that may stand in no line")
        return cls(name, value)

    @classmethod
    def _label(cls) -> str:
        return "an unknown attribute"

    def serialize(self) -> str:
        return "" if self.value is None else self.value

    def _assembled(self) -> tuple[str, str, str | None]:
        if self.value is None:
            return f"a={self._name}", self._name, None
        return f"a={self._name}:", self._name, self.value


MAX_SHARED = 256
"""Characters of a value whose words all sessions share, as peers of one program say it alike."""
MOST_SHARED = 1_024
"""Such values that are at hand from the last time."""


def words(value: Any) -> tuple[str, ...]:
    """A converter: words between single spaces as a tuple."""
    return _words_of(value) if isinstance(value, str) else _several(value)


def pairs(value: Any) -> tuple[tuple[str, str], ...]:
    """A converter: ``name value name value`` as pairs."""
    return _pairs_of(value) if isinstance(value, str) else _several(value)


def _words_of(text: str) -> tuple[str, ...]:
    return _split(text) if len(text) <= MAX_SHARED else _split.__wrapped__(text)


@lru_cache(MOST_SHARED)
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.strip(" ").split(" ")) if text else ()


def _pairs_of(text: str) -> tuple[tuple[str, str], ...]:
    return _paired(text) if len(text) <= MAX_SHARED else _paired.__wrapped__(text)


@lru_cache(MOST_SHARED)
def _paired(text: str) -> tuple[tuple[str, str], ...]:
    pieces = text.split(" ")
    if len(pieces) % 2:
        raise _inseparable()
    found = iter(pieces)
    return tuple(zip(found, found))  # noqa: B905  # they are even, and to say strict costs as much again


def _several(value: Any) -> tuple[Any, ...]:
    try:
        return tuple(value or ())
    except (TypeError, ValueError):
        raise _inseparable() from None


def _inseparable() -> SdpError:
    return SdpError(Fault(FaultCode.SDP_BAD_VALUE, "a value that does not come apart"))


OF_TEXT: Mapping[object, Callable[[str], object]] = {words: _words_of, pairs: _pairs_of}
"""What a converter does with text, without asking whether it is text."""
