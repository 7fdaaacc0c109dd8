"""Explained descriptions as text and as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from sdpsig.cli._hints import hint
from sdpsig.cli._inputs import Input
from sdpsig.cli._screen import Screen, printable
from sdpsig.errors import Fault
from sdpsig.sdp import Explained, MediaDescription, explain, mask_secrets
from sdpsig.sdp.attributes import Mid

from .._frozen import frozen

__all__ = ["FORMATS", "Page", "title"]


@frozen
class Page:
    """A text with its lines explained."""

    input: Input
    lines: tuple[Explained, ...]
    """Empty where the text is refused."""
    show_secrets: bool

    @classmethod
    def of(cls, found: Input, *, show_secrets: bool) -> "Page":
        """Explain a text, where it can be read."""
        known = () if found.description is None else explain(found.description)
        return cls(found, known, show_secrets)

    def text(self, line: Explained) -> str:
        """A line as it may be shown."""
        return printable(line.text if self.show_secrets else line.masked)

    def refusals(self) -> tuple[Fault, ...]:
        """Why the text is refused; none where it is not."""
        return self.input.faults if self.input.description is None else ()

    def sections(self) -> Iterator[tuple[str, list[Explained]]]:
        """The lines of each section below its title."""
        parts: dict[int | None, list[Explained]] = {}
        for line in self.lines:
            parts.setdefault(line.section, []).append(line)
        description = self.input.description
        for index, lines in parts.items():
            media = None if description is None or index is None else description.media[index]
            yield title(index, media), lines


def title(index: int | None, media: MediaDescription | None) -> str:
    """What a section is called: its place, its media and its mid."""
    if media is None:
        return "session"
    mid = media.get(Mid)
    return f"section {index}: {media.kind}" + ("" if mid is None else f", mid {mid.mid}")


def as_text(pages: Sequence[Page], screen: Screen) -> str:
    """Each line, and below it what it says, where that is defined and what is wrong with it."""
    lines: list[str] = []
    for page in pages:
        if len(pages) > 1:
            lines += [screen.style(page.input.name, "strong"), ""]
        for fault in page.refusals():
            lines += _refused(page, fault, screen)
        for heading, explained in page.sections():
            lines += [screen.ruled(heading), ""]
            for line in explained:
                lines += _line(page, line, screen)
            lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


GUTTER = 6


def _line(page: Page, line: Explained, screen: Screen) -> Iterator[str]:
    text = screen.clipped(page.text(line), screen.width - GUTTER)
    yield f"{screen.style(f'{line.line:>4}', 'faint')}  {screen.style(text, 'strong')}"
    blank = " " * (GUTTER + 2)
    told = screen.wrapped(printable(line.words), blank)
    room = screen.width - len(told[-1]) - len(line.rfc)
    if room < 2:  # the reference stands behind the words, else below them
        told.append("")
        room = screen.width - len(line.rfc)
    yield from told[:-1]
    yield told[-1] + " " * room + screen.style(line.rfc, "faint")
    for fault in line.faults:
        severity = fault.severity.value
        said = f"{severity}: {fault.detail} [{fault.code}] ({fault.rule})"
        yield from (screen.style(one, severity) for one in screen.wrapped(said, blank))


def _refused(page: Page, fault: Fault, screen: Screen) -> Iterator[str]:
    place = "" if fault.line is None else f":{fault.line}"
    error = screen.style("error", "error")
    rule = f" ({fault.rule})" if fault.rule else ""
    yield f"{page.input.name}{place}: {error}: {fault.detail} [{fault.code}]{rule}"
    text = page.input.line(fault.line)
    if text:
        yield f"{fault.line:>5} | {screen.clipped(text, screen.width - 8)}"
    advice = hint(fault, page.input)
    if advice:
        yield f"      = {screen.style('hint:', 'hint')} {advice}"
    yield "this is not a description: no line of it is explained"
    yield ""


def as_json(pages: Sequence[Page], screen: Screen) -> str:
    """One object; its shape is documented and only grows."""
    del screen
    files = [
        {
            "file": page.input.name,
            "lines": [_record(page, line) for line in page.lines],
            "refused": [_fault(fault) for fault in page.refusals()],
        }
        for page in pages
    ]
    return json.dumps({"files": files}, indent=2) + "\n"


def _record(page: Page, line: Explained) -> dict[str, object]:
    return {
        "line": line.line,
        "section": line.section,
        "text": line.text if page.show_secrets else mask_secrets(line.text),
        "words": line.words,
        "purpose": line.purpose,
        "rfc": line.rfc,
        "faults": [_fault(fault) for fault in line.faults],
    }


def _fault(fault: Fault) -> dict[str, object]:
    return {
        "severity": fault.severity.value,
        "code": fault.code.value,
        "detail": fault.detail,
        "rule": fault.rule,
        "line": fault.line,
    }


FORMATS: Mapping[str, Callable[[Sequence[Page], Screen], str]] = {
    "text": as_text,
    "json": as_json,
}
"""What ``--format`` takes."""
