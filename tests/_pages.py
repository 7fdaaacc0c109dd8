"""Pages of the documentation, and the blocks of code that stand in them."""

import re
from collections.abc import Iterator
from pathlib import Path

from attrs import frozen

__all__ = ["DOCS", "README", "ROOT", "Block", "blocks", "expected", "fits"]

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"


@frozen
class Block:
    """A fenced block."""

    page: Path
    line: int
    """Of the fence that opens it, from 1."""
    info: str
    text: str
    close: int
    """The line of the fence that closes it."""

    @property
    def file(self) -> str:
        """The name of the file that the block is, as in ``python server.py``; empty: none."""
        _, _, name = self.info.partition(" ")
        return name if "." in name else ""


def blocks(page: Path) -> Iterator[Block]:
    lines = page.read_text("utf-8").splitlines()
    start = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("```") and not start:
            start = number
        elif line == "```":
            text = "\n".join(lines[start : number - 1]) + "\n"
            yield Block(page, start, lines[start - 1][3:], text, number)
            start = 0
    assert not start, f"{page.name}: the block of line {start} does not end"


def expected(page: Path, block: Block, info: str) -> str | None:
    """The text of the block that follows, if it has this mark and nothing stands between."""
    lines = page.read_text("utf-8").splitlines()
    return next(
        (
            other.text
            for other in blocks(page)
            if other.info == info
            and other.line > block.close
            and not any(lines[block.close : other.line - 1])
        ),
        None,
    )


def fits(said: object, told: object) -> bool:
    """Whether a JSON value is the one told; an ellipsis in a string stands for anything."""
    if isinstance(told, str) and isinstance(said, str):
        pattern = ".*".join(map(re.escape, told.split("…")))
        return re.fullmatch(pattern, said, re.DOTALL) is not None
    if isinstance(told, dict) and isinstance(said, dict):
        return told.keys() == said.keys() and all(fits(said[key], told[key]) for key in told)
    if isinstance(told, list) and isinstance(said, list):
        return len(told) == len(said) and all(map(fits, said, told))
    return type(told) is type(said) and told == said
