"""What stands where a description should, as far as its beginning tells."""

from collections.abc import Mapping
from enum import StrEnum, unique
from typing import Final

__all__ = ["STARTS", "Instead", "instead"]


@unique
class Instead(StrEnum):
    """What a text is that is no description, in words that may be shown."""

    JSON = "this is JSON"
    HTML = "this is HTML"
    SPELT_ENDS = r"line ends written as \r\n"
    BLANKS = "blanks in front of it"
    PART = "this is a part of a description"
    CANDIDATE = "this is a candidate"


STARTS: Final[Mapping[str, Instead]] = {
    "{": Instead.JSON,
    "[": Instead.JSON,
    '"': Instead.JSON,
    "<": Instead.HTML,
    r"v=0\r": Instead.SPELT_ENDS,
    r"v=0\n": Instead.SPELT_ENDS,
    "m=": Instead.PART,
    "a=": Instead.PART,
    "candidate:": Instead.CANDIDATE,
}
"""How texts start that are sent in place of a description."""


def instead(text: str) -> Instead | None:
    """What a text seems to be whose first line is not ``v=0``; None where that is unknown."""
    bare = text.lstrip()
    for start, what in STARTS.items():
        if bare.startswith(start):
            return what
    return Instead.BLANKS if bare.startswith("v=0") and bare != text else None
