"""A child process that is measured from within, and the side that asks it.

It says one line of JSON when it is ready and one more for each line that it is sent, and ends
when its input does: also where the parent was killed.
"""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

from attrs import frozen

__all__ = [
    "Child",
    "Usage",
    "answer_questions",
    "child",
    "raise_file_limit",
    "say",
    "started",
    "usage",
]

ROOT = Path(__file__).parents[2]


@frozen
class Usage:
    """What a process has used so far."""

    cpu: float
    """Seconds."""
    resident: int
    """Bytes of memory that it holds now."""


def usage() -> Usage:
    """What this process has used, after its garbage is gone."""
    cpu = process_time()
    gc.collect()
    return Usage(cpu, _resident())


def _resident() -> int:
    with suppress(ImportError):
        size: int = import_module("psutil").Process().memory_info().rss
        return size
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def raise_file_limit() -> None:
    """As many sockets as this process may have at all."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def say(value: object) -> None:
    """One line to the parent."""
    print(json.dumps(value), flush=True)


def answer_questions() -> None:
    """Tell what was used whenever a line comes in; with the last of them the process ends."""
    for _ in sys.stdin:
        now = usage()
        say([now.cpu, now.resident])
    os._exit(0)


@frozen
class Child:
    """The parent's end."""

    process: "subprocess.Popen[str]"
    ready: Any
    """What it said when it was ready."""

    def ask(self, question: str) -> Any:
        """What it answers to a line; raises RuntimeError where it has ended."""
        assert self.process.stdin is not None
        with suppress(BrokenPipeError):  # the answer that is missing tells of it
            self.process.stdin.write(f"{question}\n")
            self.process.stdin.flush()
        return _line(self.process)

    def usage(self) -> Usage:
        return Usage(*self.ask(""))


def child(module: str, *arguments: str) -> AbstractContextManager[Child]:
    """Run a module of this package; raises RuntimeError where it does not come up."""
    return started([sys.executable, "-P", "-m", f"tests.bench.{module}", *arguments])


@contextmanager
def started(command: Sequence[str]) -> Iterator[Child]:
    """Run any program that keeps to this; raises RuntimeError where it does not come up."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Child(process, _line(process))
        finally:
            process.kill()
            with suppress(OSError):  # what was written last may not have been read
                process.communicate()


def _line(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        message = f"{process.args!r} ended with {process.wait()}"
        raise RuntimeError(message)
    return json.loads(line)
