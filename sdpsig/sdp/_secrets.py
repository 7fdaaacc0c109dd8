"""Hiding what a line of a description must not tell to everybody who sees it.

Works on texts, so that lines which break their grammar, or stand within other lines, are
treated alike: better a word too much is hidden than a key is shown.
"""

import re
from typing import Annotated

__all__ = ["MASK", "Secret", "mask_secrets"]

MASK = "********"
"""What stands in the place of a secret, whatever its length."""
Secret = Annotated[str, "secret"]
"""The type of a field that nobody else may read: a password."""

# Each alternative says in front of what a secret starts; the group is the secret.
_SECRET = re.compile(
    r"(?i)"
    r"ice[-_]?pwd[\s:=]*+(?P<password>.+)"  # RFC 8839 §5.4
    r"|\bcrypto[\s:=]*+(?:[0-9]+\s+)?(?:\w+\s+)?(?P<keys>.+)"  # RFC 4568 §9.1
    r"|\binline:(?P<key>.+)"
    r"|\bkey-mgmt[\s:=]*+(?:\w+\s+)?(?P<message>.+)"  # RFC 4567 §3.1
    r"|\b(?:rsaaeskey|aesiv):\s*(?P<airtunes>.+)"
    r"|\bidentity:\s*(?P<assertion>.+)"  # RFC 8827 §5
    r"|^k=(?:(?:clear|base64|uri):)?(?!prompt$)(?P<session>.+)"  # RFC 8866 §5.12
    r"|://[^\s/@:]*:(?P<login>[^\s/@]+)@"  # RFC 3986 §3.2.1
)


def mask_secrets(text: str) -> str:
    """The text of a line with a mask over its ICE password, SRTP keys and other secrets."""
    return _SECRET.sub(_masked, text)


def _masked(match: "re.Match[str]") -> str:
    assert match.lastindex is not None, "each alternative has one group, which is not empty"
    start, end = (at - match.start() for at in match.span(match.lastindex))
    whole = match[0]
    return whole[:start] + MASK + whole[end:]
