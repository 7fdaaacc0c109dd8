"""The shared generator of hostile input, where it lies beside the project."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic

import pytest

ROOT = Path(__file__).parents[2]
RUNNER = ROOT.parent / "shared" / "tools" / "sdpfuzz" / "sdpfuzz.py"
ADAPTER = Path(__file__).with_name("sdpfuzz_adapter.py")
ENGINE = Path(__file__).with_name("sdpfuzz_jsep_adapter.py")
CASES = 20_000
KINDS = ("sdp", "sdpfrag", "candidate", "json", "token")
"""What we have an entry point for; header fields come with WHIP."""
USES = ("offered", "answered")
"""What the engine is given hostile descriptions as."""
COST = re.compile(r" ([\d.]+) ns/B  (?:ok|rejected) +(?:expensive)?$")
"""The end of a line of growth that is at most linear; expensive is meant of reading alone."""
MOST_NS_PER_BYTE = 40_000
"""What an exchange may cost: it reads, judges and writes several times, in both profiles."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(1_200),
    pytest.mark.xdist_group("sdpfuzz"),
    pytest.mark.skipif(not RUNNER.exists(), reason="sdpfuzz does not lie beside the project"),
]


def told(*arguments: str, adapter: Path = ADAPTER, passes: bool = True) -> Iterator[str]:
    """The lines of a run, which passes as a whole unless the lines are judged one by one."""
    start = monotonic()
    run = subprocess.run(
        [sys.executable, str(RUNNER), *arguments, "--adapter", str(adapter)],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    print(f"{' '.join(arguments)}: {monotonic() - start:.1f} s")
    assert run.returncode == 0 or not (passes or run.stderr), run.stdout + run.stderr[-2_000:]
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


@pytest.mark.parametrize("use", USES)
def test_twenty_thousand_descriptions_do_not_break_the_engine(use: str) -> None:
    run = ("run", "--target", use, "-n", str(CASES), "--jobs", "2")
    *_, verdict = told(*run, adapter=ENGINE)
    assert verdict == "PASS"


@pytest.mark.parametrize("use", USES)
def test_the_cost_of_an_exchange_grows_with_the_size_of_its_descriptions(use: str) -> None:
    families = list(told("scale", "--target", use, adapter=ENGINE, passes=False))
    assert families
    print("\n".join(families))
    for family in families:
        found = COST.search(family)
        assert found, family
        assert float(found[1]) < MOST_NS_PER_BYTE, family
