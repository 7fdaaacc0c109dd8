"""Capture what the installed browsers offer and answer: the descriptions of tests/corpus.

Chromium (with chromedriver) and Firefox run headless with made-up media, in a network namespace
of their own with documentation addresses, so that nothing of this machine is in a description and
nothing leaves it. File names depend on scenario, browser and its major version alone; what an
earlier run left in the folder goes, and PROVENANCE.md is written anew.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from shutil import which

from tests.browser._bidi import Browser
from tests.browser._programs import CHROMIUM, FIREFOX
from tests.capture import _network, _provenance
from tests.capture._exchange import Captured, exchange
from tests.capture._scenarios import SCENARIOS, Scenario

CORPUS = Path(__file__).parents[1] / "corpus"
PROGRAMS = (CHROMIUM, FIREFOX)


def main(arguments: Sequence[str]) -> int:
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.scenario and options.to == CORPUS:
        parser.error("--scenario needs --to: the corpus itself is captured whole")
    chosen = [one for one in SCENARIOS if not options.scenario or one.name in options.scenario]
    if not _network.inside():
        if reason := _why_not():
            print(f"cannot capture here: {reason}", file=sys.stderr)
            return 1
        _network.enter(arguments)
    options.to.mkdir(parents=True, exist_ok=True)
    captured, skipped = asyncio.run(_capture(chosen))
    _provenance.remove(options.to)
    for one in captured:
        (options.to / one.file).write_bytes(one.text.encode())
    _provenance.write(options.to, captured, skipped, datetime.now(UTC).date())
    print(f"{len(captured)} descriptions in {options.to}")
    return 0


def _parser() -> argparse.ArgumentParser:
    scenarios = "\n".join(f"  {one.name:18} {one.done}" for one in SCENARIOS)
    parser = argparse.ArgumentParser(
        prog="python -m tests.capture",
        description=__doc__,
        epilog=f"scenarios:\n{scenarios}\n\nneeds unshare, ip, chromedriver, chromium and "
        "firefox-esr; for turn also turnserver (Debian: coturn), without which it is left out",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--scenario",
        action="append",
        metavar="NAME",
        choices=[one.name for one in SCENARIOS],
        help="only this one; can be repeated",
    )
    parser.add_argument(
        "--to",
        type=Path,
        default=CORPUS,
        metavar="DIR",
        help="where to put the files (default: tests/corpus)",
    )
    return parser


def _why_not() -> str:
    for program in PROGRAMS:
        if not any(map(which, program.binaries)):
            return f"{' or '.join(program.binaries)} not installed"
    return _network.why_not()


async def _capture(chosen: Sequence[Scenario]) -> tuple[list[Captured], dict[str, str]]:
    """What was captured, and why which scenarios were not."""
    captured: list[Captured] = []
    skipped: dict[str, str] = {}
    async with AsyncExitStack() as stack:
        blank = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "blank.html"
        blank.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
        browsers = {
            program.name: await stack.enter_async_context(
                Browser.launch(program, next(filter(None, map(which, program.binaries))))
            )
            for program in PROGRAMS
        }
        if which("turnserver"):
            await stack.enter_async_context(_network.turn_server())
        for scenario in chosen:
            if missing := [name for name in scenario.needs if not which(name)]:
                skipped[scenario.name] = f"{' and '.join(missing)} not installed"
                continue
            for offering in browsers:
                async for one in exchange(scenario, browsers, offering, blank.as_uri()):
                    captured.append(one)
                    print(one.file, file=sys.stderr, flush=True)
    return captured, skipped


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
