"""Explained descriptions as one web page that needs nothing from anywhere.

Everything from a description is escaped; the page has no script, and its policy allows none.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from sdpsig.cli._explain_formats import Page
from sdpsig.errors import Fault
from sdpsig.sdp import Explained

__all__ = ["as_html", "link"]

STYLE = """\
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #59636e;
  --rule: #d1d9e0; --band: #f6f8fa; --error: #b3261e; --warning: #8a5a00; --link: #0550ae }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14171b;
  --faint: #9aa4af; --rule: #363d45; --band: #1c2127; --error: #ff8a80; --warning: #e3b341;
  --link: #7ab7ff } }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 80rem; padding: 1.5rem; color: var(--ink);
  background: var(--paper); font: 1rem/1.5 system-ui, sans-serif }
h1, h2, h3 { line-height: 1.25 }
a { color: var(--link) }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: 0; list-style: none }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top;
  border-top: 1px solid var(--rule); overflow-wrap: anywhere }
thead th { color: var(--faint); font-weight: 600 }
tr:target, tbody tr:hover { background: var(--band) }
th.number, td.number { width: 4rem; text-align: right; color: var(--faint) }
td.number a { color: inherit; text-decoration: none }
th.rule, td.rule { width: 10rem; color: var(--faint) }
code { font: .875rem/1.5 ui-monospace, monospace }
p { margin: 0 0 .25rem }
.error { color: var(--error); font-weight: 600 }
.warning { color: var(--warning); font-weight: 600 }
footer { margin-top: 2rem; color: var(--faint) }
@media (max-width: 45rem) { thead { position: absolute; clip-path: inset(50%) }
  tr { display: block; padding: .5rem 0; border-top: 1px solid var(--rule) }
  td, td.number, td.rule { display: block; width: auto; padding: .1rem 0; border: 0;
    text-align: left } }
@media print { nav { display: none } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
HEADINGS = (
    '<th scope="col" class="number">Line</th><th scope="col">Text</th>'
    '<th scope="col">Meaning</th><th scope="col" class="rule">Defined in</th>'
)
_RFC = re.compile(r"RFC ([0-9]{1,5})(?: §([0-9A-Z][0-9A-Z.]*))?")


def as_html(pages: Sequence[Page]) -> str:
    """The whole page."""
    return "\n".join((*_head(), *_contents(pages), *_body(pages), *_foot())) + "\n"


def link(rule: str) -> str:
    """A reference as HTML, with a link to its RFC where it names one."""
    match = _RFC.fullmatch(rule)
    if match is None:
        return escape(rule)
    number, section = match.groups()
    kind = "appendix" if section and section[0].isalpha() else "section"
    place = f"#{kind}-{section}" if section else ""
    address = f"https://www.rfc-editor.org/rfc/rfc{number}{place}"
    return f'<a href="{escape(address)}" rel="noreferrer">{escape(rule)}</a>'


def _head() -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield '<meta name="referrer" content="no-referrer">'
    yield "<title>A session description, explained</title>"
    yield f"<style>\n{STYLE}</style>"
    yield "</head>"
    yield "<body>"
    yield "<header><h1>A session description, explained</h1></header>"


def _contents(pages: Sequence[Page]) -> Iterator[str]:
    yield '<nav aria-label="Sections"><ul>'
    for number, page in enumerate(pages):
        for at, (title, _) in enumerate(page.sections()):
            yield f'<li><a href="#f{number}s{at}">{escape(title)}</a></li>'
    yield "</ul></nav>"


def _body(pages: Sequence[Page]) -> Iterator[str]:
    yield "<main>"
    for number, page in enumerate(pages):
        yield f"<article><h2>{escape(page.input.name)}</h2>"
        for fault in page.refusals():
            yield _fault(fault)
            yield f"<p><code>{escape(page.input.line(fault.line))}</code></p>"
        for at, (title, lines) in enumerate(page.sections()):
            name = f"f{number}s{at}"
            yield f'<section aria-labelledby="{name}">'
            yield f'<h3 id="{name}">{escape(title)}</h3>'
            yield "<table>"
            yield f"<thead><tr>{HEADINGS}</tr></thead>"
            yield "<tbody>"
            yield from (_row(page, number, line) for line in lines)
            yield "</tbody></table></section>"
        yield "</article>"
    yield "</main>"


def _row(page: Page, number: int, line: Explained) -> str:
    name = f"f{number}l{line.line}"
    purpose = f' title="{escape(line.purpose)}"' if line.purpose else ""
    faults = "".join(map(_fault, line.faults))
    return (
        f'<tr id="{name}"><td class="number"><a href="#{name}">{line.line}</a></td>'
        f"<td><code>{escape(page.text(line))}</code></td>"
        f"<td><p{purpose}>{escape(line.words)}</p>{faults}</td>"
        f'<td class="rule">{link(line.rfc)}</td></tr>'
    )


def _fault(fault: Fault) -> str:
    severity = fault.severity.value
    return (
        f'<p class="{severity}">{severity}: {escape(fault.detail)}'
        f" [{escape(fault.code)}] ({link(fault.rule)})</p>"
    )


def _foot() -> Iterator[str]:
    yield "<footer><p>Made by sdpsig explain.</p></footer>"
    yield "</body>"
    yield "</html>"
