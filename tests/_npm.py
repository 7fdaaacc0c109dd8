"""Packages of npm that tests need: installed once, and kept for the next run."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

from tests.bench._peers import kept, npm_install

__all__ = ["installed"]


def installed(npm: str, package: Path) -> Path:
    """The folder of the modules that a ``package.json`` names, each in the version that it says."""
    wanted = package.read_bytes()
    name = f"{json.loads(wanted)['name']}-{sha256(wanted).hexdigest()[:12]}"

    def fill(folder: Path) -> None:
        shutil.copy(package, folder)
        npm_install(npm, folder)

    return kept(name, fill) / "node_modules"
