r"""Named pieces of the grammars, each under the ABNF that it stands for.

Only explicit ASCII classes: no ``\d``, no ``\w``, no ``$``. The pieces never overlap with
what may follow them, so that matching stays linear.
"""

import operator
from collections.abc import Mapping
from enum import StrEnum
from typing import Never

from ..errors import Fault, FaultCode, SdpError

__all__ = [
    "BEYOND_ASCII",
    "BOUNDS",
    "BYTE_STRING",
    "CONTROL",
    "ICE_CHAR",
    "INTEGER",
    "NON_WS",
    "SAFE",
    "TABLES",
    "TAG",
    "TOKEN",
    "TOKEN_CHAR",
    "VISIBLE",
    "Keyword",
    "any_payload_type",
    "component_id",
    "natural",
    "octet",
    "payload_type",
    "uint16",
    "uint32",
    "uint64",
]

# token-char = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
#              "^" / "_" / "`" / "{" / "|" / "}" / "~"                          RFC 8866 §9
TOKEN_CHAR = r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]"  # noqa: S105  # the grammar of one
TOKEN = f"{TOKEN_CHAR}+"

# identification-tag = token, here of at most 64 characters                     RFC 5888 §4
TAG = f"{TOKEN_CHAR}{{1,64}}"

# %x80-FF as characters: all but the surrogates, which UTF-8 cannot say.
BEYOND_ASCII = r"\x80-\ud7ff\ue000-\U0010ffff"

# non-ws-string = 1*(VCHAR / %x80-FF)                                           RFC 8866 §9
NON_WS = f"[!-~{BEYOND_ASCII}]+"

# byte-string = 1*(%x01-09 / %x0B-0C / %x0E-FF), here without ASCII controls    RFC 8866 §9
BYTE_STRING = f"[ -~{BEYOND_ASCII}]+"

# email-safe = %x01-09 / %x0B-0C / %x0E-27 / %x2A-3B / %x3D / %x3F-FF            RFC 8866 §9
SAFE = f"[ -'*-;=?-~{BEYOND_ASCII}]+"

# VCHAR = %x21-7E                                                               RFC 5234 B.1
VISIBLE = "[!-~]+"

# ice-char = ALPHA / DIGIT / "+" / "/"                                          RFC 8839 §5.1
ICE_CHAR = "[A-Za-z0-9+/]"

# integer = POS-DIGIT *DIGIT, or zero; never more than 20 digits reach int()    RFC 8866 §9
INTEGER = "(?:0|[1-9][0-9]{0,19})"

CONTROL = bytes({*range(0x20), 0x7F} - {*b"\r\n"})
"""What no line may hold; LF and CR are judged as line ends."""


def _within(value: str | int, low: int, high: int) -> int:
    try:
        number = int(value) if isinstance(value, str) else operator.index(value)
    except (TypeError, ValueError):
        number = low - 1
    if not low <= number <= high:
        raise SdpError(Fault(FaultCode.SDP_BAD_NUMBER, f"a number outside {low}-{high}"))
    return number


class Keyword(StrEnum):
    """The words that a grammar allows; SdpError for any other."""

    @classmethod
    def _missing_(cls, value: object) -> Never:
        del value
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, f"a word other than {', '.join(cls)}"))


# Converters, text or number to an int within bounds, else SdpError. They run after a grammar
# has matched, so that int() sees at most 20 ASCII digits.


def payload_type(value: str | int) -> int:
    """0-127 (RFC 3550 §5.1)."""
    return _within(value, *BOUNDS[payload_type])


def any_payload_type(value: str | int) -> str:
    """0-127 as text, or ``*`` for every one (RFC 4585 §4.2)."""
    return "*" if value == "*" else str(payload_type(value))


def octet(value: str | int) -> int:
    """0-255."""
    return _within(value, *BOUNDS[octet])


def component_id(value: str | int) -> int:
    """1-256 (RFC 8839 §5.1)."""
    return _within(value, *BOUNDS[component_id])


def uint16(value: str | int) -> int:
    """0-65535: ports, among others."""
    return _within(value, *BOUNDS[uint16])


def uint32(value: str | int) -> int:
    """0-4294967295."""
    return _within(value, *BOUNDS[uint32])


def natural(value: str | int) -> int:
    """As many digits as a number may have: for what no RFC bounds."""
    return _within(value, *BOUNDS[natural])


def uint64(value: str | int) -> int:
    """0-18446744073709551615."""
    return _within(value, *BOUNDS[uint64])


BOUNDS = {
    payload_type: (0, 127),
    octet: (0, 255),
    component_id: (1, 256),
    uint16: (0, 2**16 - 1),
    uint32: (0, 2**32 - 1),
    natural: (0, 10**20 - 1),
    uint64: (0, 2**64 - 1),
}
"""The lowest and the highest number that each converter takes."""
TABLES: Mapping[object, Mapping[str, object]] = {
    **{
        converter: {str(number): number for number in range(low, high + 1)}
        for converter, (low, high) in BOUNDS.items()
        if high < 257
    },
    any_payload_type: {format_: format_ for format_ in ("*", *map(str, range(128)))},
}
"""All that a converter makes of text, where that is little: a look-up is faster."""
