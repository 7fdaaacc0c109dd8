r"""Named pieces of the grammars, each under the ABNF that it stands for.

Only explicit ASCII classes: no ``\d``, no ``\w``, no ``$``. The pieces never overlap with
what may follow them, so that matching stays linear.
"""

import re

__all__ = [
    "BYTE_STRING",
    "CONTROL",
    "ICE_CHAR",
    "INTEGER",
    "NON_WS",
    "TOKEN",
    "VISIBLE",
    "component_id",
    "octet",
    "payload_type",
    "uint16",
    "uint32",
    "uint64",
]

# token-char = ALPHA / DIGIT / "!" / "#" / "$" / "%" / "&" / "'" / "*" / "+" / "-" / "." /
#              "^" / "_" / "`" / "{" / "|" / "}" / "~"                          RFC 8866 §9
TOKEN = r"[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+"  # noqa: S105  # the grammar of one

# non-ws-string = 1*(VCHAR / %x80-FF)                                           RFC 8866 §9
NON_WS = "[!-~\u0080-\U0010ffff]+"

# byte-string = 1*(%x01-09 / %x0B-0C / %x0E-FF)                                 RFC 8866 §9
# No control character may stand in a line at all; see CONTROL.
BYTE_STRING = "[ -~\u0080-\U0010ffff]+"

# VCHAR = %x21-7E                                                               RFC 5234 B.1
VISIBLE = "[!-~]+"

# ice-char = ALPHA / DIGIT / "+" / "/"                                          RFC 8839 §5.1
ICE_CHAR = "[A-Za-z0-9+/]"

# integer = POS-DIGIT *DIGIT, or zero; never more than 20 digits reach int()    RFC 8866 §9
INTEGER = "(?:0|[1-9][0-9]{0,19})"

CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")
"""What no line may hold; LF and CR are judged as line ends."""


def _within(value: str | int, low: int, high: int) -> int:
    number = int(value)
    if not low <= number <= high:
        message = f"a number outside {low}-{high}"
        raise ValueError(message)
    return number


# Converters, text or number to an int within bounds, else ValueError. They run after a grammar
# has matched, so that int() sees at most 20 ASCII digits.


def payload_type(value: str | int) -> int:
    """0-127 (RFC 3550 §5.1)."""
    return _within(value, 0, 127)


def octet(value: str | int) -> int:
    """0-255."""
    return _within(value, 0, 255)


def component_id(value: str | int) -> int:
    """1-256 (RFC 8839 §5.1)."""
    return _within(value, 1, 256)


def uint16(value: str | int) -> int:
    """0-65535: ports, among others."""
    return _within(value, 0, 2**16 - 1)


def uint32(value: str | int) -> int:
    """0-4294967295."""
    return _within(value, 0, 2**32 - 1)


def uint64(value: str | int) -> int:
    """0-18446744073709551615."""
    return _within(value, 0, 2**64 - 1)
