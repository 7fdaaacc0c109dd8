"""The shared generator of hostile input, where it lies beside the project."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).parents[2]
RUNNER = ROOT.parent / "shared" / "tools" / "sdpfuzz" / "sdpfuzz.py"
ADAPTER = Path(__file__).with_name("sdpfuzz_adapter.py")
CASES = 20_000
KINDS = ("sdp", "sdpfrag", "candidate", "json", "token")
"""What we have an entry point for; header fields come with WHIP."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_200),
    pytest.mark.xdist_group("sdpfuzz"),
    pytest.mark.skipif(not RUNNER.exists(), reason="sdpfuzz does not lie beside the project"),
]


def told(*arguments: str) -> Iterator[str]:
    """The lines of a run that passes."""
    start = monotonic()
    run = subprocess.run(
        [sys.executable, str(RUNNER), *arguments, "--adapter", str(ADAPTER)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"{' '.join(arguments)}: {monotonic() - start:.1f} s")
    assert run.returncode == 0, run.stdout + run.stderr[-2_000:]
    yield from run.stdout.splitlines()


@pytest.mark.parametrize("kind", KINDS)
def test_twenty_thousand_cases_break_nothing(kind: str) -> None:
    *_, verdict = told("run", "--target", kind, "-n", str(CASES), "--jobs", "2")
    assert verdict == "PASS"


@pytest.mark.parametrize("kind", KINDS)
def test_the_cost_of_every_size_family_grows_with_its_size(kind: str) -> None:
    families = list(told("scale", "--target", kind))
    assert families
    print("\n".join(families))
