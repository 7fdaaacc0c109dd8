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

__all__ = [
    "MAX_BYTES",
    "MAX_CHARACTERS",
    "MAX_LAYOUTS",
    "MAX_LINE",
    "MAX_OUTLINES",
    "MAX_TRIES",
    "Memo",
]

MAX_LINE = 256
"""Characters of the longest line that is remembered."""
MAX_BYTES = 4 * MAX_LINE
"""Bytes that such a line has at most."""
MAX_OUTLINES = 64
"""Outlines that are remembered at most."""
MAX_LAYOUTS = 128
"""Layouts that are remembered at most."""
MAX_CHARACTERS = 4_194_304
"""Characters of their known lines at most, all together."""
MAX_TRIES = 4
"""Layouts of one number of lines that a text is compared with at most."""


class Memo:
    """A bounded table of lines by their text."""

    def __init__(self, size: int = 16_384) -> None:
        self.size = size
        """Lines held at most; 0 switches the memo off."""
        self.lines: dict[str, Line] = {}
        self.layouts: dict[Hashable, Layout] = {}
        """How whole descriptions are built, by their known lines and the classes of the others."""
        self.recent: dict[int, tuple[Layout, ...]] = {}
        """Those of them that have a template, by the number of their lines, the newest first."""
        self._characters = 0
        self.outlines: dict[Hashable, Outline] = {}
        """What they consist of, wherever other lines stand."""

    def remember(self, text: str, line: Line) -> None:
        """Keep a well-formed line that is of use to others, unless it is long."""
        if len(text) > MAX_LINE or not self.size:
            return
        if len(self.lines) >= self.size:
            self.lines.clear()  # a flood of new lines costs a refill, never memory
            self._forget_layouts()
            self.outlines.clear()
        self.lines[text] = line

    def remember_layout(self, key: Hashable, layout: "Layout") -> None:
        """Keep how a description is built."""
        self._characters += layout.characters
        if len(self.layouts) >= MAX_LAYOUTS or self._characters > MAX_CHARACTERS:
            self._forget_layouts()
            self._characters = layout.characters
        self.layouts[key] = layout

    def prefer(self, lines: int, layout: "Layout") -> None:
        """Compare texts of so many lines with this one first."""
        others = [one for one in self.recent.get(lines, ()) if one is not layout]
        self.recent[lines] = (layout, *others[: MAX_TRIES - 1])

    def _forget_layouts(self) -> None:
        self.layouts.clear()
        self.recent.clear()

    def remember_outline(self, key: Hashable, outline: "Outline") -> None:
        """Keep what a description consists of."""
        if len(self.outlines) >= MAX_OUTLINES:
            self.outlines.clear()
        self.outlines[key] = outline
