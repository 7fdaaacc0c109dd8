"""The browser's part, by the browser world's own tools: Node's test runner and the TypeScript checker."""

import os
import subprocess
from pathlib import Path

from tests._require import require_program

ROOT = Path(__file__).parents[2]
WEB = ROOT / "sdpsig" / "web"


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_unit_tests_pass() -> None:
    run(require_program("node"), "--test", "tests/web/")


def test_jsdoc_types_hold() -> None:
    # A development install next to the checkout comes first, as npx would have it.
    tsc = require_program(os.fspath(ROOT / "node_modules" / ".bin" / "tsc"), "tsc")
    scripts = [os.fspath(script) for script in sorted(WEB.glob("*.js"))]
    run(
        tsc,
        "--allowJs",
        "--checkJs",
        "--strict",
        "--noEmit",
        "--target",
        "es2022",
        "--module",
        "es2022",
        *scripts,
    )
