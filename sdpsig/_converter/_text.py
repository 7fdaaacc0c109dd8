"""Bytes to plain Python values, by RFC 8259 and by nothing looser."""

import json
import re
from typing import Final, NoReturn

from sdpsig._converter._issue import unfit
from sdpsig.errors import FaultCode
from sdpsig.limits import Limits

DEFAULT_LIMITS: Final = Limits()


def _decode_text(body: bytes) -> str:
    if body.startswith(b"\xef\xbb\xbf"):
        raise unfit(FaultCode.JSON_BAD_ENCODING, "begins with a byte order mark")
    if 0 in body[:4]:  # JSON begins with ASCII: in UTF-16 and UTF-32 that shows as a NUL
        raise unfit(FaultCode.JSON_BAD_ENCODING, "is not UTF-8 but looks like UTF-16 or UTF-32")
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        detail = f"is not UTF-8 at byte {error.start}"
        raise unfit(FaultCode.JSON_BAD_ENCODING, detail) from None


_TOKEN: Final = re.compile(
    r"""
    (?: [^"\[\]{},]++                           # nothing that matters here, or
      | " (?: [^"\\]++ | \\. )*+ (?: " | \Z )   # a string, which may hold anything
    )*+
    (?: (?P<empty> [\[{] [ \t\r\n]*+ [\]}] )
      | (?P<open> [\[{] )
      | (?P<close> [\]}] )
      | (?P<comma> , )
    )
    """,
    re.DOTALL | re.VERBOSE,
)


def _screen(text: str, limits: Limits) -> None:
    """Hold depth and number of values against the limits, before anything is built.

    The first value of a container follows its bracket, every other one a comma: counting
    these characters bounds both from above, which nearly always is proof enough.
    """
    opening = text.count("[") + text.count("{")
    if opening <= limits.json_depth and opening + text.count(",") < limits.json_values:
        return
    depth, values, at = 0, 1, 0
    # Within the limits a value has at most one comma or bracket before it and one bracket
    # after it, or is an empty container: with more tokens than that, the text is broken.
    for _ in range(3 * limits.json_values):
        token = _TOKEN.match(text, at)
        if token is None:
            return
        at = token.end()
        kind = token.lastgroup
        deepest = depth + (kind in ("open", "empty"))
        depth += (kind == "open") - (kind == "close")
        values += kind in ("open", "comma")
        if deepest > limits.json_depth:
            detail = f"nests deeper than {limits.json_depth} at character {at}"
            raise unfit(FaultCode.JSON_TOO_DEEP, detail)
        if values > limits.json_values:
            detail = f"holds more than {limits.json_values} values at character {at}"
            raise unfit(FaultCode.JSON_TOO_MANY, detail)


INTEGER_LENGTH: Final = 20
"""Characters of an integer: every 64-bit one fits, signed or not."""
FLOAT_LENGTH: Final = 64
"""Characters of a number with a fraction or an exponent: 24 are enough for any double."""
FLOAT_MAX: Final = 1.7976931348623157e308
"""The largest finite double."""


def _integer(text: str) -> int | float:
    if len(text) > INTEGER_LENGTH:
        detail = f"holds an integer of more than {INTEGER_LENGTH} characters"
        raise unfit(FaultCode.JSON_BAD_NUMBER, detail)
    return -0.0 if text == "-0" else int(text)  # no int has a negative zero


def _fraction(text: str) -> float:
    if len(text) > FLOAT_LENGTH:
        detail = f"holds a number of more than {FLOAT_LENGTH} characters"
        raise unfit(FaultCode.JSON_BAD_NUMBER, detail)
    number = float(text)
    if not -FLOAT_MAX <= number <= FLOAT_MAX:
        raise unfit(FaultCode.JSON_BAD_NUMBER, "holds a number too large for a double")
    return number


def _constant(_: str) -> NoReturn:
    raise unfit(FaultCode.JSON_BAD_NUMBER, "holds NaN or Infinity, which JSON does not have")


def _members(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise unfit(FaultCode.JSON_DUPLICATE_KEY, "has an object with two members of one name")
    return members


_DECODER: Final = json.JSONDecoder(
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_constant,
    object_pairs_hook=_members,
)

_HALF_PAIR: Final = re.compile(
    r"""
    (?: [^\\]++
      | \\u[dD][89abAB][0-9a-fA-F]{2} \\u[dD][c-fC-F][0-9a-fA-F]{2}   # a surrogate pair
      | \\ (?! u[dD][89a-fA-F] ) .                                    # any other escape
    )*+
    (?P<half> \\u )
    """,
    re.DOTALL | re.VERBOSE,
)


def refuse_half_pairs(text: str) -> None:
    r"""Refuse ``\ud800`` without its other half: no UTF-8 can hold such a string."""
    if "\\u" in text and (found := _HALF_PAIR.match(text)):
        detail = f"holds half of a surrogate pair at character {found.start('half')}"
        raise unfit(FaultCode.JSON_BAD_ENCODING, detail)


def loads(body: bytes, limits: Limits = DEFAULT_LIMITS) -> object:
    """The plain value of one JSON text in UTF-8; :class:`JsonError` for anything else.

    Time and memory are linear in the body, and no body can exhaust the stack. A ``-0`` is
    the float it stands for; anything else is what :func:`json.loads` makes of it.
    """
    if len(body) > limits.json_bytes:
        detail = f"has {len(body)} bytes; the limit is {limits.json_bytes}"
        raise unfit(FaultCode.JSON_TOO_LARGE, detail)
    if not body:
        raise unfit(FaultCode.JSON_SYNTAX, "is empty")
    text = _decode_text(body)
    _screen(text, limits)
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        detail = f"is not JSON from character {error.pos} on"
        raise unfit(FaultCode.JSON_SYNTAX, detail) from None
    except RecursionError:  # only if the limits allow more than the interpreter can do
        detail = "nests deeper than this interpreter can follow"
        raise unfit(FaultCode.JSON_TOO_DEEP, detail) from None
    refuse_half_pairs(text)
    return value
