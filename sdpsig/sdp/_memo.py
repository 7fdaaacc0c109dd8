"""Lines seen before: two descriptions of one browser share four lines in five.

Lines are immutable, so a line may stand in any number of descriptions. The table is bounded,
holds no line that is long or volatile (credentials, candidates, ids), and is shared between
threads without a lock: every operation on it is one dictionary operation.
"""

from ._line import Line

__all__ = ["Memo"]

MAX_LINE = 256
"""Characters of the longest line that is remembered."""


class Memo:
    """A bounded table of lines by their text."""

    def __init__(self, size: int = 4096) -> None:
        self.size = size
        """Lines held at most; 0 switches the memo off."""
        self.lines: dict[str, Line] = {}

    def remember(self, text: str, line: Line) -> None:
        """Keep a well-formed line, unless it is of no use to others."""
        if len(text) > MAX_LINE or line.volatile or not self.size:
            return
        if len(self.lines) >= self.size:
            self.lines.clear()  # a flood of new lines costs a refill, never memory
        self.lines[text] = line
