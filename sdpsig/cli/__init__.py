"""The command line. A command is one row of ``COMMANDS`` and one module, loaded when called.

Exit codes: 0 done, 1 found faults or failed, 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module

from sdpsig import __version__

__all__ = ["main"]

COMMANDS = {
    "serve": "run the reference server: answers browsers, echoes their data channels",
    "lint": "say what is wrong with a description, line by line",
    "explain": "say what each line of a description means",
    "diff": "say what an answer accepts and refuses of its offer, and why",
    "answer": "print the answer to an offer, and why it rejects what it rejects",
    "conform": "ask a WHIP server, clause by clause, whether it keeps to RFC 9725",
    "openapi": "print the JSON API in OpenAPI 3.1",
    "replay": "play the journal of a session again: its timeline, and what it shows",
}
"""Name and one line of help; ``sdpsig.cli.<name>`` has ``main(argv, environ) -> exit code``."""

INTERRUPTED = 130
"""Exit code after Ctrl-C: what a shell gives for a program that ended with SIGINT."""

Command = Callable[[Sequence[str], Mapping[str, str]], int]


def _parser() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS)) + 2
    commands = "\n".join(f"  {name:{width}}{line}" for name, line in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="sdpsig",
        usage="sdpsig [--help] [--version] COMMAND ...",
        description="WebRTC signaling: session descriptions, offer and answer, trickle ICE.",
        epilog=f"commands:\n{commands}\n\n"
        "Every command explains itself: sdpsig serve --help\n"
        "Exit codes: 0 done, 1 found faults or failed, 2 wrong usage.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sdpsig {__version__}")
    return parser


def _run(argv: Sequence[str], environ: Mapping[str, str]) -> int:
    if argv and argv[0] in COMMANDS:
        command: Command = import_module(f"sdpsig.cli.{argv[0]}").main
        return command(argv[1:], environ)
    parser = _parser()
    if not argv:
        parser.print_help(sys.stderr)
        return 2
    parser.parse_known_args(argv)  # ends here for --help and --version
    near: list[str] = get_close_matches(argv[0], [*COMMANDS, "--help", "--version"], 1)
    hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(COMMANDS)}"
    print(f"sdpsig: no such command: {argv[0]}; {hint}", file=sys.stderr)
    return 2


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run one command and return its exit code; ``sys.argv`` and ``os.environ`` by default."""
    try:
        return _run(
            sys.argv[1:] if argv is None else argv, os.environ if environ is None else environ
        )
    except SystemExit as done:  # how argparse ends after --help and --version
        return int(done.code or 0)
    except KeyboardInterrupt:  # as while it waits for a description from the terminal
        return INTERRUPTED
