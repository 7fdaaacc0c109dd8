"""PROVENANCE.md of a corpus: where each description comes from, written and read back."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from attrs import frozen

from tests.browser._programs import CHROMIUM_ARGUMENTS, FIREFOX_PREFERENCES
from tests.capture._exchange import Captured
from tests.capture._scenarios import SCENARIOS, Scenario

__all__ = ["NAME", "Entry", "entries", "remove", "write"]

NAME = "PROVENANCE.md"
EARLIER = "*--*.sdp"
"""Files that another capture of the same browsers made: `scenario--browser-type-stage.sdp`."""
ROW = re.compile(r"^\| `(\S+\.sdp)` \| (\d+) \| `([0-9a-f]{64})` \|$", re.MULTILINE)
HEAD = """\
# Where these descriptions come from

Each file is what a browser wrote, byte for byte, CRLF and all. They carry no third-party licence.
`python -m tests.capture` makes them anew, and this page with them.

## How they were captured

On {date}: {versions}.
Headless, with made-up media, in a network namespace with the addresses 192.0.2.10, 198.51.100.20
and 2001:db8:1::10 (RFC 5737, RFC 3849) beside loopback, where a TURN server relays from
198.51.100.20: nothing in them belongs to a machine or a person.

`browser-version-scenario-type.sdp`, where a scenario has several steps `scenario-step`; an offer
is answered by each browser (`answer-to-` the one that offered), and the exchange goes on with the
answer of the other browser. Every description is `pc.localDescription.sdp` after gathering.

Chromium, through chromedriver:

```text
{arguments}
```

Firefox: `--headless --no-remote --profile DIR --remote-debugging-port 0`, with the preferences

```text
{preferences}
```

## Scenarios
"""
EARLIER_HEAD = """\

## Earlier captures

`scenario--browser-type-stage.sdp`, of Chromium 156.0.8078.79 and Firefox ESR 153.7.0 (Debian 12
packages), headless, with made-up media, in a network namespace with the same documentation
addresses. `created` is the description as createOffer or createAnswer gave it, `gathered` the
local description after gathering.
"""
TABLE = "| file | bytes | SHA-256 |\n| --- | ---: | --- |"


@frozen
class Entry:
    """What the page says of one file."""

    size: int
    """Bytes."""
    sha256: str


def entry(path: Path) -> Entry:
    """What it ought to say."""
    content = path.read_bytes()
    return Entry(len(content), hashlib.sha256(content).hexdigest())


def entries(folder: Path) -> dict[str, Entry]:
    """What the page of a folder says, by file name."""
    page = (folder / NAME).read_text(encoding="utf-8")
    return {name: Entry(int(size), digest) for name, size, digest in ROW.findall(page)}


def remove(folder: Path) -> None:
    """Take away what an earlier run has left there by its page, and nothing else."""
    if (folder / NAME).exists():
        for path in {folder / name for name in entries(folder)} - set(folder.glob(EARLIER)):
            path.unlink(missing_ok=True)


def write(
    folder: Path, captured: Sequence[Captured], skipped: Mapping[str, str], today: date
) -> None:
    """Write the page of a folder, once the files are there."""
    versions = {one.browser.capitalize(): one.version for one in captured}
    lines = [
        HEAD.format(
            date=today.isoformat(),
            versions=" and ".join(f"{name} {version}" for name, version in versions.items()),
            arguments="\n".join(CHROMIUM_ARGUMENTS),
            preferences="\n".join(
                f"{name} = {json.dumps(value)}" for name, value in FIREFOX_PREFERENCES.items()
            ),
        ).rstrip()
    ]
    for scenario in SCENARIOS:
        found = [one for one in captured if one.scenario == scenario.name]
        if found:
            files = sorted(one.file for one in found)
            lines += ["", *_scenario(scenario), "", *_table(folder, files), *_refusals(found)]
    lines += [f"\nNot captured: {name}, because: {why}." for name, why in skipped.items()]
    if earlier := sorted(path.name for path in folder.glob(EARLIER)):
        lines += [EARLIER_HEAD, *_table(folder, earlier)]
    (folder / NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield f"### {scenario.name}\n\n{scenario.done}\n\n```js"
    if scenario.configuration:
        yield f"// RTCPeerConnection({json.dumps(scenario.configuration)})"
    for step in scenario.steps:
        for side, statements in (("offerer", step.offerer), ("answerer", step.answerer)):
            yield f"// {' '.join(filter(None, (step.name, side)))}"
            yield from filter(None, (line.strip() for line in statements.splitlines()))
    yield "```"


def _refusals(found: Sequence[Captured]) -> Iterator[str]:
    for one in found:
        for said in one.refused:
            yield f"\n`{one.file}` was refused by {said}"


def _table(folder: Path, files: Sequence[str]) -> Iterator[str]:
    yield TABLE
    for name in files:
        said = entry(folder / name)
        yield f"| `{name}` | {said.size} | `{said.sha256}` |"
