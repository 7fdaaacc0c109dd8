"""What the integration guide says to do, done: its files made, its server started, its commands run.

The programs of the environment that runs the tests take the place of those that it installs.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests._pages import DOCS, ROOT, blocks
from tests._require import require_program

__all__ = ["AT", "GUIDE", "served", "shown", "write_files"]

GUIDE = DOCS / "how-to" / "integrate.md"
BIN = ".venv/bin/"
"""Where the guide has its programs."""
AT = "127.0.0.1:8080"
"""Where it has its server."""
PATIENCE = 60.0
"""Seconds."""


def write_files(folder: Path) -> None:
    """All that the guide says to write."""
    for block in blocks(GUIDE):
        if block.file:
            (folder / block.file).write_text(block.text, "utf-8")


def on_loopback(*command: str) -> list[str]:
    """A command of Python with 127.0.0.1 for a network."""
    return [sys.executable, "-m", "tests._on_loopback", *command]


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The server of the guide, by its own command but on a free port; its address."""
    (command,) = (block.text for block in blocks(GUIDE) if f"{BIN}uvicorn" in block.text)
    words = shlex.split(command.removeprefix(BIN).replace("8080", "0"))
    process = subprocess.Popen(
        on_loopback(*words),
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stderr is not None
            said = ""
            while (found := re.search(r"running on http://(\S+)", said)) is None:
                line = process.stderr.readline()
                assert line, f"it has ended: {said}"
                said += line
            yield found[1]
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def shown(command: str, folder: Path) -> str:
    """What a command of the guide prints."""
    python = command.startswith(f"{BIN}python ")
    words = on_loopback(command.removeprefix(f"{BIN}python ").strip())
    done = subprocess.run(
        words if python else [require_program("bash"), "-euc", f"export no_proxy='*'\n{command}"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout
