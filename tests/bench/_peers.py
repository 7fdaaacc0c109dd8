"""Other libraries that read and write descriptions: in this process, or in one of their own.

A peer in another language is a program that is told what to do in lines (`peer.js`, `gstsdp.c`),
so that its rounds can be taken in turn with ours. Each times itself, in CPU time.
"""

import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from attrs import frozen

from tests.bench._machine import installed
from tests.bench._process import Child, started
from tests.bench._timing import Effort, Measure, timed

__all__ = [
    "AIORTC",
    "GSTREAMER",
    "NPM_SDP_TRANSFORM",
    "SDP_TRANSFORM",
    "WERIFT",
    "Peer",
    "peers",
    "run",
]

AIORTC = "aiortc"
SDP_TRANSFORM = "sdp-transform (PyPI)"
NPM_SDP_TRANSFORM = "sdp-transform (npm)"
WERIFT = "werift"
GSTREAMER = "GStreamer (C)"

HERE = Path(__file__).parent
NPM = {NPM_SDP_TRANSFORM: ("sdp-transform", "3"), WERIFT: ("werift", "0.24")}
"""Package and version of those that node runs."""
SETUP = 90.0
"""Seconds for an installation or a compilation."""
WRITTEN = 64
"""Descriptions that a program rotates through, where ours come from a supply without end."""


class Peer(Protocol):
    """A library beside ours."""

    @property
    def version(self) -> str: ...

    def reading(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        """Microseconds to read one of these."""
        ...

    def writing(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        """Microseconds to write one of these, which it has read."""
        ...


@frozen
class Library:
    """One for Python."""

    version: str
    parse: Callable[[str], Any]
    write: Callable[[Any], str]

    def reading(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        return timed(self.parse, texts, effort)

    def writing(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        return timed(self.write, lambda: [self.parse(text) for text in texts()], effort)


@frozen
class Program:
    """One for another language."""

    child: Child
    folder: Path
    """For its inputs."""

    @property
    def version(self) -> str:
        return str(self.child.ready)

    def reading(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        return self._asking("parse", texts(), effort)

    def writing(self, texts: Callable[[], Sequence[str]], effort: Effort) -> Measure:
        return self._asking("write", texts(), effort)

    def _asking(self, operation: str, texts: Sequence[str], effort: Effort) -> Measure:
        file = self.folder / f"{len(list(self.folder.iterdir()))}.sdps"
        file.write_bytes("".join(f"{text}\0" for text in texts).encode())
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


def _aiortc(stack: ExitStack, folder: Path) -> Peer:
    version = _installed("aiortc")
    from aiortc.sdp import SessionDescription

    return Library(version, SessionDescription.parse, str)


def _sdp_transform(stack: ExitStack, folder: Path) -> Peer:
    version = _installed("sdp-transform")
    import sdp_transform

    return Library(version, sdp_transform.parse, sdp_transform.write)


def _installed(package: str) -> str:
    version = installed(package)
    if version is None:
        message = f"{package} is not installed"
        raise LookupError(message)
    return version


def _npm(name: str) -> Callable[[ExitStack, Path], Peer]:
    package, version = NPM[name]

    def start(stack: ExitStack, folder: Path) -> Peer:
        node = _program("node")
        modules = cache() / package / "node_modules"
        if not (modules / package / "package.json").is_file():
            run(
                *(_program("npm"), "install", "--silent", "--no-audit", "--no-fund"),
                *("--ignore-scripts", "--prefix", str(modules.parent), f"{package}@{version}"),
            )
        command = [node, str(HERE / "peer.js"), str(modules), package]
        return _start(stack, folder, name, command)

    return start


def _gstreamer(stack: ExitStack, folder: Path) -> Peer:
    binary = folder / "gstsdp"
    config = _program("pkg-config")
    flags = run(config, "--cflags", "--libs", "gstreamer-sdp-1.0")
    compiler = _program("cc", "gcc", "clang")
    run(compiler, "-O2", str(HERE / "gstsdp.c"), "-o", str(binary), *shlex.split(flags))
    return _start(stack, folder, "gstreamer", [str(binary)])


def _start(stack: ExitStack, folder: Path, name: str, command: Sequence[str]) -> Peer:
    inputs = folder / f"{name} inputs"
    inputs.mkdir()
    return Program(stack.enter_context(started(command)), inputs)


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


def cache() -> Path:
    """Where what npm installed is kept for the next run."""
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "sdpsig-bench"


STARTS: Mapping[str, Callable[[ExitStack, Path], Peer]] = {
    AIORTC: _aiortc,
    SDP_TRANSFORM: _sdp_transform,
    NPM_SDP_TRANSFORM: _npm(NPM_SDP_TRANSFORM),
    WERIFT: _npm(WERIFT),
    GSTREAMER: _gstreamer,
}
"""How each comes up, in the order of the columns."""
