"""``sdpsig explain``: every line of a description in words."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sdpsig.cli._explain_formats import FORMATS, Page
from sdpsig.cli._explain_html import as_html
from sdpsig.cli._inputs import Input, Unreadable, read_all
from sdpsig.cli._options import complain, once, parser
from sdpsig.cli._screen import Screen, emit

__all__ = ["main"]

DESCRIPTION = """\
Say what each line of a session description means, where that is defined, and what is wrong
with it. Passwords and keys are masked."""

EXAMPLES = """\
examples:
  sdpsig explain offer.sdp | less -R
      on the terminal; --color always keeps the colours in the pager
  pbpaste | sdpsig explain
      from the clipboard (on Linux: wl-paste or xclip -o)
  sdpsig explain --html --output offer.html offer.sdp
      one web page without scripts, to keep or to send to somebody
  sdpsig explain --format json offer.sdp
      for programs

Exit codes: 0 explained, 1 a text is no description, 2 wrong usage or a file that cannot be
read or written. What is wrong with a description does not count here: see sdpsig lint."""


def main(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    """Explain every file."""
    flags = parser("explain", DESCRIPTION, EXAMPLES)
    flags.add_argument("files", metavar="FILE", nargs="*", help="- or none is the standard input")
    shape = flags.add_mutually_exclusive_group()
    shape.add_argument("--format", choices=FORMATS, default="text", help="text by default")
    shape.add_argument("--html", action="store_true", help="one self-contained web page")
    flags.add_argument("--output", metavar="FILE", help="write to this file")
    flags.add_argument(
        "--show-secrets", action="store_true", help="show passwords and keys as they are"
    )
    said = flags.parse_args(argv)
    once(flags, said.files)
    found = list(read_all(said.files))
    unreadable = [one for one in found if isinstance(one, Unreadable)]
    pages = [
        Page.of(one, show_secrets=said.show_secrets) for one in found if isinstance(one, Input)
    ]
    complain("explain", unreadable)
    if pages:
        if said.html:
            text = as_html(pages)
        else:
            screen = Screen() if said.output else Screen.of(sys.stdout, environ, said.color)
            text = FORMATS[said.format](pages, screen)
        unreadable += _write(text, said.output)
    if unreadable:
        return 2
    return int(any(page.refusals() for page in pages))


def _write(text: str, output: str | None) -> list[Unreadable]:
    """Write to the file, or to the standard output; what kept us from it."""
    if output is None:
        emit(text)
        return []
    try:
        Path(output).write_text(text, "utf-8", newline="\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be written"
        problem = Unreadable(f"{output}: {reason}")
        complain("explain", [problem])
        return [problem]
    return []
