"""Values that somebody might put into a field, and texts that might keep a grammar busy."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from attrs import evolve, fields

from sdpsig.errors import Fault, SdpsigError
from sdpsig.sdp import Line

P = ParamSpec("P")
R = TypeVar("R")

HOSTILE: tuple[object, ...] = (
    "\r\na=candidate:1 1 udp 1 192.0.2.66 9 typ host",
    "\n",
    "\r",
    "x\r\n",
    "\x00",
    "\t",
    "\x0b",
    "\x1b[2J",
    "\x7f",
    "\x85",
    "\u2028",
    "\ud800",
    "",
    " ",
    "a b",
    " a",
    "a ",
    "a:b",
    "a=b",
    "a/b",
    ";",
    "٣",
    "1_0",
    "-1",
    "９",  # noqa: RUF001  # a digit to str.isdigit
    "9" * 5_000,
    -1,
    2**70,
    1.5,
    None,
    True,
    b"x",
    (),
    ("\r\n",),
    ("a b",),
    (1, 2),
    (("a", "b\r\n"),),
    (("a", "b c d"),),
    object(),
)


def fields_of(kind: type[Line]) -> list[str]:
    """The arguments of a class of lines."""
    return [field.alias for field in fields(kind) if field.init and field.alias is not None]


def prefixes(text: str) -> list[str]:
    return [text[:end] for end in range(1, len(text) + 1)]


def attempt(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R | Fault:
    """What a call gives, or the fault of our error; any other error goes through."""
    try:
        return call(*args, **kwargs)
    except SdpsigError as error:
        return error.fault


def written(line: Line, name: str, value: object) -> str:
    """The text of a line with one field changed."""
    changes: dict[str, Any] = {name: value}
    return evolve(line, **changes).text
