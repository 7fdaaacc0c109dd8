"""Writes what TypeScript knows of the JavaScript client, from its JSDoc: `python -m tests.web.declarations`.

The declarations stand beside the scripts, where TypeScript looks for them.
"""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

__all__ = ["WEB", "declarations"]

WEB = Path(__file__).parents[2] / "sdpsig" / "web"
DOOR = "webrtc-client.js"
OPTIONS = ("--allowJs", "--checkJs", "--strict", "--target", "es2022", "--module", "es2022")


def declarations(tsc: str) -> Mapping[str, str]:
    """The declarations of the front door and of what is behind it, by file name."""
    with TemporaryDirectory() as folder:
        for script in WEB.glob("*.js"):
            shutil.copy(script, folder)
        command = [tsc, *OPTIONS, "--declaration", "--emitDeclarationOnly", "--types", "", DOOR]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return {path.name: path.read_text("utf-8") for path in Path(folder).glob("*.d.ts")}


def main() -> None:
    """Write them all, and none that is not of today."""
    made = declarations(shutil.which("tsc") or "tsc")
    for old in WEB.glob("*.d.ts"):
        old.unlink()
    for name, text in made.items():
        WEB.joinpath(name).write_text(text, "utf-8")
    sys.stdout.write(f"{len(made)} files written\n")


if __name__ == "__main__":
    main()
