"""Packages of npm that tests need: installed once, and kept for the next run."""

import json
import shutil
from pathlib import Path

from tests.bench._peers import cache, run

__all__ = ["installed"]


def installed(npm: str, package: Path) -> Path:
    """The folder of the modules that a ``package.json`` names, each in the version that it says."""
    wanted = package.read_bytes()
    folder = cache() / str(json.loads(wanted)["name"])
    done = folder / "installed.json"
    if not done.is_file() or done.read_bytes() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(package, folder)
        run(npm, "install", "--silent", "--no-audit", "--no-fund", "--no-package-lock",
            "--ignore-scripts", "--prefix", str(folder))  # fmt: skip
        done.write_bytes(wanted)
    return folder / "node_modules"
