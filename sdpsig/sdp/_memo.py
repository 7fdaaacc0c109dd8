"""Lines seen before: two descriptions of one browser share four lines in five.

Lines are immutable, so a line may stand in any number of descriptions. The table is bounded,
holds no line that is long or volatile (credentials, candidates, ids), and is shared between
threads without a lock: every operation on it is one dictionary operation.
"""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from ._line import Line

if TYPE_CHECKING:
    from ._outline import Layout, Outline

__all__ = ["MAX_BYTES", "MAX_LAYOUTS", "MAX_LENGTHS", "MAX_LINE", "MAX_OUTLINES", "Memo"]

MAX_LINE = 256
"""Characters of the longest line that is remembered."""
MAX_BYTES = 4 * MAX_LINE
"""Bytes that such a line has at most."""
MAX_OUTLINES = 64
"""Outlines that are remembered at most."""
MAX_LENGTHS = 64
"""Numbers of lines of which layouts are remembered at most."""
MAX_LAYOUTS = 4
"""Layouts of one number of lines that are remembered at most."""


class Memo:
    """A bounded table of lines by their text."""

    def __init__(self, size: int = 16_384) -> None:
        self.size = size
        """Lines held at most; 0 switches the memo off."""
        self.lines: dict[str, Line] = {}
        self.layouts: dict[int, tuple[Layout, ...]] = {}
        """How whole descriptions are built, by the number of their lines."""
        self.outlines: dict[Hashable, Outline] = {}
        """What they consist of, wherever other lines stand."""

    def remember(self, text: str, line: Line) -> None:
        """Keep a well-formed line that is of use to others, unless it is long."""
        if len(text) > MAX_LINE or not self.size:
            return
        if len(self.lines) >= self.size:
            self.lines.clear()  # a flood of new lines costs a refill, never memory
            self.layouts.clear()
            self.outlines.clear()
        self.lines[text] = line

    def remember_layout(self, lines: int, layout: "Layout") -> None:
        """Keep how a description of so many lines is built."""
        known = self.layouts.get(lines, ())
        if not known and len(self.layouts) >= MAX_LENGTHS:
            self.layouts.clear()
        self.layouts[lines] = (layout, *known[: MAX_LAYOUTS - 1])

    def remember_outline(self, key: Hashable, outline: "Outline") -> None:
        """Keep what a description consists of."""
        if len(self.outlines) >= MAX_OUTLINES:
            self.outlines.clear()
        self.outlines[key] = outline
