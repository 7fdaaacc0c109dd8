"""What stands in a=fmtp is defined by the format: here is what all such definitions share.

A format is one frozen class. Most say ``name=value`` pairs between semicolons: there a field is
one parameter, its default is what the RFC infers, and what the RFC does not know is kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, Self

from attrs import NOTHING, field, fields

from ..._frozen import evolve, frozen
from ...errors import Fault, FaultCode, SdpError
from .._abnf import BYTE_STRING

__all__ = [
    "Format",
    "Parameters",
    "flag",
    "hexadecimal",
    "number",
    "parameter",
    "parameter_sets",
    "text",
    "uint15",
    "uint32",
]

Other = tuple[str, str | None]


@frozen
class Format:
    """The parameters of one payload format, as values. Subclass it once per format."""

    encodings: ClassVar[tuple[str, ...]]
    """The encoding names that it goes by, in lower case."""
    rfc: ClassVar[str]
    """Where its parameters are defined."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what follows the payload type in a=fmtp; empty where there is no such line.

        Raises SdpError with the rule.
        """
        raise NotImplementedError

    def serialize(self) -> str:
        """The canonical text: what is as the RFC infers it is left out, unless it is a list."""
        raise NotImplementedError

    @classmethod
    def _refused(cls, detail: str, code: FaultCode = FaultCode.SDP_BAD_VALUE) -> SdpError:
        return SdpError(Fault(code, f"{cls.encodings[0]} {detail}", cls.rfc))


def _others(value: Iterable[Other]) -> tuple[Other, ...]:
    """A converter: names with or without a value, all of which can stand between semicolons."""
    try:
        pairs = tuple((name, setting) for name, setting in value)
    except (TypeError, ValueError):
        pairs = (("", None),)
    if all(_stands(name) and (setting is None or _stands(setting)) for name, setting in pairs):
        rest = tuple(_pairs(";".join(map(_joined, pairs))))
        if rest == pairs:
            return pairs
    raise _bad("a parameter that cannot stand in a=fmtp")


def _stands(value: object) -> bool:
    """Whether it is text that comes back as it is when it stands between semicolons."""
    return (
        isinstance(value, str)
        and _LINE.fullmatch(value) is not None
        and _SETTING.fullmatch(value) is not None
    )


@frozen
class Parameters(Format):
    """A format whose parameters are ``name=value`` pairs; names have no case."""

    other: tuple[Other, ...] = field(default=(), converter=_others, kw_only=True)
    """Parameters that the RFC does not know, in order; None for a name without a value."""

    def __attrs_post_init__(self) -> None:
        if any(name.lower() in _known(type(self)) for name, _ in self.other):
            raise self._refused("with a parameter among the others that has a field of its own")

    @classmethod
    def parse(cls, text: str) -> Self:
        known = _known(cls)
        found: dict[str, Any] = {}
        other: list[Other] = []
        for name, setting in _pairs(text):
            own = known.get(name.lower())
            if own is None:
                other.append((name, setting))
            else:
                found.setdefault(own[0], setting or "")
        for name, (own_field, required) in known.items():
            if required and own_field not in found:
                raise cls._refused(f"without {name}")
        try:
            return cls(**found, other=tuple(other))
        except SdpError as error:
            raise cls._refused(f"with {error.fault.detail}", error.fault.code) from None

    def serialize(self) -> str:
        said = [
            f"{one.metadata[NAME]}={one.metadata[WRITE](value)}"
            for one in fields(type(self))
            if NAME in one.metadata and (value := getattr(self, one.name)) != one.default
        ]
        return ";".join(said + list(map(_joined, self.other)))


NAME = "name"
WRITE = "write"
"""The keys under which a field keeps the name of its parameter, and how its value is written."""
_LINE = re.compile(f"(?:{BYTE_STRING})?")
# What stands between semicolons; RFC 7798 §7.1 writes some within braces too.
_PIECE = re.compile(r"(?:[^;{]|\{[^{}]*\}|\{)+")
_SETTING = re.compile(r"(?! )(?:[^;{}]|\{[^{}]*\})*(?<! )")


def _written(value: Any) -> str:
    match value:
        case bool():
            return str(int(value))
        case bytes():
            return value.hex().upper()
        case tuple():
            return ",".join(map(str, value))  # pyright: ignore[reportUnknownArgumentType]
        case _:
            return str(value)


def parameter(
    name: str,
    converter: Callable[[Any], Any],
    default: Any = NOTHING,
    write: Callable[[Any], str] = _written,
) -> Any:
    """A field for one parameter; it must be said where it has no default.

    The converter takes text as well as values. None, if it is the default, means unsaid.
    """

    def convert(value: Any) -> Any:
        if value is None and default is None:
            return None
        try:
            return converter(value)
        except SdpError as error:
            raise SdpError(evolve(error.fault, detail=f"{name}: {error.fault.detail}")) from None

    metadata = {NAME: name, WRITE: write}
    make: Callable[..., Any] = field
    return make(default=default, converter=convert, metadata=metadata)


def _pairs(text: str) -> Iterator[Other]:
    for piece in _PIECE.findall(text):
        name, equals, setting = piece.partition("=")
        if name := name.strip(" "):
            yield name, setting.strip(" ") if equals else None


def _joined(pair: Other) -> str:
    name, setting = pair
    return name if setting is None else f"{name}={setting}"


def _parameters(kind: Any) -> Mapping[str, tuple[str, bool]]:
    """By the name of a parameter in lower case: its field, and whether it must be said."""
    return {
        one.metadata[NAME].lower(): (one.name, one.default is NOTHING)
        for one in fields(kind)
        if NAME in one.metadata
    }


_known: Callable[[Any], Mapping[str, tuple[str, bool]]] = cache(_parameters)


def _bad(detail: str) -> SdpError:
    return SdpError(Fault(FaultCode.SDP_BAD_VALUE, detail))


# --- converters: text or value to value, else SdpError

_DIGITS = re.compile("[0-9]{1,20}")
_HEX = re.compile("(?:[0-9A-Fa-f]{2})*")
_BASE64 = re.compile("[A-Za-z0-9+/]+={0,2}")
_FLAGS = {"0": False, "1": True, False: False, True: True}


def number(low: int, high: int) -> Callable[[str | int], int]:
    """A converter: an integer within bounds, which both count."""

    def convert(value: str | int) -> int:
        if isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or not low <= value <= high:
            raise SdpError(Fault(FaultCode.SDP_BAD_NUMBER, f"a number outside {low}-{high}"))
        return int(value)

    return convert


uint15 = number(0, 2**15 - 1)
"""0-32767."""
uint32 = number(0, 2**32 - 1)
"""0-4294967295."""


def flag(value: str | bool) -> bool:
    """A converter: 0 or 1."""
    try:
        return _FLAGS[value]
    except (KeyError, TypeError):
        raise _bad("a flag other than 0 and 1") from None


def hexadecimal(size: int) -> Callable[[str | bytes], bytes]:
    """A converter: as many bytes, in base 16."""

    def convert(value: str | bytes) -> bytes:
        if isinstance(value, str) and _HEX.fullmatch(value):
            value = bytes.fromhex(value)
        if not isinstance(value, bytes) or len(value) != size:
            raise _bad(f"other than {size} bytes in base 16")
        return value

    return convert


def parameter_sets(value: str | Iterable[str]) -> tuple[str, ...]:
    """A converter: pieces in base 64 between commas; they stay as they were written."""
    if isinstance(value, str):
        value = value.split(",") if value else ()
    try:
        pieces = tuple(value)
        if all(map(_BASE64.fullmatch, pieces)):
            return pieces
    except TypeError:
        pass
    raise _bad("what is not base 64")


def text(value: str) -> str:
    """A converter: whatever can stand between semicolons."""
    if not _stands(value):
        raise _bad("text that cannot stand in a=fmtp")
    return value
