"""How Firefox reads words and numbers: blanks are skipped, and what follows a number is not read.

Each reader takes the text that is left and gives what it found with what is left then.
"""

import re
from typing import Final

__all__ = ["BLANKS", "number", "prefix", "rest_of_line", "word", "words"]

BLANKS: Final = " \t"
LONGEST = 255
"""A word is cut there; the rest of it counts as the next word."""
MAX_NUMBER = 2**32 - 1
_PREFIX = re.compile(r"[ \t\v\f]*([+-]?)([0-9]{1,40})")


def rest_of_line(text: str) -> str:
    """What Firefox takes for the rest of a line: a bare CR ends it too."""
    return text.partition("\r")[0]


def word(text: str, delimiters: str = BLANKS, longest: int = LONGEST) -> tuple[str, str]:
    """The first word, empty where there is none, and the text after it."""
    text = rest_of_line(text).lstrip(delimiters)
    ends = [at for at in map(text.find, delimiters) if at >= 0]
    end = min(*ends, len(text), longest) if ends else min(len(text), longest)
    return text[:end], text[end:]


def words(text: str) -> list[str]:
    """All words of the rest of a line."""
    found = re.split(f"[{BLANKS}]+", rest_of_line(text))
    return [one[at : at + LONGEST] for one in found for at in range(0, len(one), LONGEST)]


def prefix(text: str) -> int | None:
    """The whole number that a text starts with; a negative one counts as a very large one."""
    match = _PREFIX.match(text)
    if match is None:
        return None
    value = int(match[2])
    return 2**64 - value if match[1] == "-" and value else value


def number(text: str, delimiters: str = BLANKS) -> tuple[int | None, str]:
    """The number that the first word starts with, of at most 32 bits, and the text after it."""
    first, rest = word(text, delimiters)
    value = prefix(first)
    return (None if value is None or value > MAX_NUMBER else value), rest
