"""Other libraries that read, write and answer descriptions: in this process, or in their own.

A peer in another language is a program that is told what to do in lines (`peer.js`, `gstsdp.c`),
so that its rounds can be taken in turn with ours. Each times itself, in CPU time.
"""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from functools import partial
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from attrs import frozen

from tests.bench import _aiortc
from tests.bench._machine import installed
from tests.bench._process import Child, started
from tests.bench._timing import Effort, Measure, timed

__all__ = [
    "AIORTC",
    "AIORTC_WHOLE",
    "GSTREAMER",
    "NODE_DATACHANNEL",
    "NPM_SDP_TRANSFORM",
    "SDP_TRANSFORM",
    "WERIFT",
    "Operation",
    "Peer",
    "able",
    "peers",
    "run",
]

AIORTC = "aiortc"
SDP_TRANSFORM = "sdp-transform (PyPI)"
NPM_SDP_TRANSFORM = "sdp-transform (npm)"
WERIFT = "werift"
GSTREAMER = "GStreamer (C)"
NODE_DATACHANNEL = "node-datachannel"
AIORTC_WHOLE = "aiortc, whole"
"""With its keys and sockets, where the other one does the signaling alone."""

HERE = Path(__file__).parent
NPM = {
    NPM_SDP_TRANSFORM: ("sdp-transform", "3"),
    WERIFT: ("werift", "0.24"),
    NODE_DATACHANNEL: ("node-datachannel", "0.33"),
}
"""Package and version of those that node runs."""
SETUP = 300.0
"""Seconds for an installation or a compilation, on a machine that is busy."""
WRITTEN = 64
"""Descriptions that a program rotates through, where ours come from a supply without end."""


Texts = Callable[[], Sequence[str]]
"""Makes the next descriptions."""


class Operation(StrEnum):
    """What is measured of a library, by its name in the programs."""

    READ = "parse"
    """A description is read."""
    WRITE = "write"
    """A description that was read is written."""
    ANSWER = "answer"
    """An offer is read and the answer to it written."""


READ, WRITE, ANSWER = Operation


class Peer(Protocol):
    """A library beside ours."""

    @property
    def version(self) -> str: ...

    @property
    def operations(self) -> frozenset[Operation]:
        """What it can do."""
        ...

    def measuring(self, operation: Operation, texts: Texts, effort: Effort) -> Measure:
        """Microseconds for one of these."""
        ...


def able(
    peers: Mapping[str, Peer], operation: Operation, texts: Callable[[], Texts], effort: Effort
) -> dict[str, Measure]:
    """A measure of each peer that can do it; each gets its own supply."""
    return {
        name: peer.measuring(operation, texts(), effort)
        for name, peer in peers.items()
        if operation in peer.operations
    }


@frozen
class Library:
    """One for Python."""

    version: str
    measures: Mapping[Operation, Callable[[Texts, Effort], Measure]]

    @property
    def operations(self) -> frozenset[Operation]:
        return frozenset(self.measures)

    def measuring(self, operation: Operation, texts: Texts, effort: Effort) -> Measure:
        return self.measures[operation](texts, effort)


def _language(
    parse: Callable[[str], Any], write: Callable[[Any], str]
) -> dict[Operation, Callable[[Texts, Effort], Measure]]:
    """How reading and writing with two functions are measured."""
    return {
        READ: partial(timed, parse),
        WRITE: lambda texts, effort: timed(
            write, lambda: [parse(text) for text in texts()], effort
        ),
    }


@frozen
class Program:
    """One for another language."""

    child: Child
    operations: frozenset[Operation]
    folder: Path
    """For its inputs."""

    @property
    def version(self) -> str:
        return str(self.child.ready)

    def measuring(self, operation: Operation, texts: Texts, effort: Effort) -> Measure:
        file = self.folder / f"{len(list(self.folder.iterdir()))}.sdps"
        file.write_bytes("".join(f"{text}\0" for text in texts()).encode())
        return lambda: float(self.child.ask(f"{operation} {effort.seconds} {file}"))


@contextmanager
def peers(not_measured: dict[str, str]) -> Iterator[Mapping[str, Peer]]:
    """All that are there, by name; what is not there is told with the reason."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="sdpsig-bench")))
        found: dict[str, Peer] = {}
        for name, start in STARTS.items():
            try:
                found[name] = start(stack, folder)
            except Exception as error:
                not_measured[name] = _reason(error)
        yield found


def _reason(error: Exception) -> str:
    match error:
        case subprocess.CalledProcessError():
            said = str(error.stderr).strip().splitlines() or [str(error)]
            return f"{error.cmd[0]} failed: {said[-1]}"
        case subprocess.TimeoutExpired():
            return f"{error.cmd[0]} took longer than {error.timeout:g} s"
        case _:
            return str(error) or repr(error)


def _aiortc_alone(stack: ExitStack, folder: Path) -> Peer:
    version = _installed("aiortc")
    from aiortc.sdp import SessionDescription

    measures = _language(SessionDescription.parse, str)
    return Library(version, measures | {ANSWER: _aiortc.signaling})


def _aiortc_whole(stack: ExitStack, folder: Path) -> Peer:
    return Library(_installed("aiortc"), {ANSWER: _aiortc.whole})


def _sdp_transform(stack: ExitStack, folder: Path) -> Peer:
    version = _installed("sdp-transform")
    import sdp_transform

    return Library(version, _language(sdp_transform.parse, sdp_transform.write))


def _installed(package: str) -> str:
    version = installed(package)
    if version is None:
        message = f"{package} is not installed"
        raise LookupError(message)
    return version


def _npm(name: str, *operations: Operation) -> Callable[[ExitStack, Path], Peer]:
    package, version = NPM[name]

    def start(stack: ExitStack, folder: Path) -> Peer:
        node = _program("node")
        wanted = f"{package}@{version}"
        folder_of_npm = kept(wanted, lambda fresh: npm_install(_program("npm"), fresh, wanted))
        command = [node, str(HERE / "peer.js"), str(folder_of_npm / "node_modules"), package]
        return _start(stack, folder, name, command, operations)

    return start


def _gstreamer(stack: ExitStack, folder: Path) -> Peer:
    binary = folder / "gstsdp"
    config = _program("pkg-config")
    flags = run(config, "--cflags", "--libs", "gstreamer-sdp-1.0")
    compiler = _program("cc", "gcc", "clang")
    run(compiler, "-O2", str(HERE / "gstsdp.c"), "-o", str(binary), *shlex.split(flags))
    return _start(stack, folder, "gstreamer", [str(binary)], (READ, WRITE))


def _start(
    stack: ExitStack,
    folder: Path,
    name: str,
    command: Sequence[str],
    operations: Sequence[Operation],
) -> Peer:
    inputs = folder / f"{name} inputs"
    inputs.mkdir()
    return Program(stack.enter_context(started(command)), frozenset(operations), inputs)


def _program(*names: str) -> str:
    for name in names:
        if found := which(name):
            return found
    message = f"{' or '.join(names)} is not installed"
    raise LookupError(message)


def run(*command: str) -> str:
    """What a program prints; raises CalledProcessError where it fails."""
    return subprocess.run(
        command, capture_output=True, text=True, timeout=SETUP, check=True, stdin=subprocess.DEVNULL
    ).stdout


def npm_install(npm: str, folder: Path, *packages: str) -> None:
    """Have npm install packages, or what the ``package.json`` of the folder says."""
    run(*(npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock"),
        *("--ignore-scripts", "--prefix", str(folder), *packages))  # fmt: skip


def kept(name: str, fill: Callable[[Path], None]) -> Path:
    """A folder that is filled once and kept for the next run: it is there whole, or not at all."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    cache = Path(home) / "sdpsig-bench"
    if not (cache / name).is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=cache) as fresh:
            fill(Path(fresh))
            with suppress(OSError):  # somebody else was faster
                Path(fresh).rename(cache / name)
    return cache / name


STARTS: Mapping[str, Callable[[ExitStack, Path], Peer]] = {
    AIORTC: _aiortc_alone,
    AIORTC_WHOLE: _aiortc_whole,
    SDP_TRANSFORM: _sdp_transform,
    NPM_SDP_TRANSFORM: _npm(NPM_SDP_TRANSFORM, READ, WRITE),
    WERIFT: _npm(WERIFT, READ, WRITE, ANSWER),
    NODE_DATACHANNEL: _npm(NODE_DATACHANNEL, ANSWER),
    GSTREAMER: _gstreamer,
}
"""How each comes up, in the order of the columns."""
