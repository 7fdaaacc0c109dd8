"""Real descriptions: our own, and a larger collection where it lies beside the project."""

import re
from pathlib import Path

import pytest

CORPUS = Path(__file__).parent / "corpus"
SHARED = Path(__file__).parents[2] / "shared" / "corpus"


def _read(path: Path) -> str:
    return path.read_bytes().decode()


CAPTURES = {path.stem: _read(path) for path in sorted(CORPUS.glob("*--*.sdp"))}
"""What browsers produced, by scenario--browser-type-stage: few, for tests of every kind."""
OFFERS = {name: text for name, text in CAPTURES.items() if "-offer-" in name.partition("--")[2]}
"""The offers among them."""

OWN = {path.stem: _read(path) for path in sorted(CORPUS.glob("*.sdp")) if path.stem not in CAPTURES}
"""What ``python -m tests.capture`` has captured, by browser-version-scenario-type."""
OWN_OFFERS = {name: text for name, text in OWN.items() if name.endswith("-offer")}
"""The offers among them."""


OWN_PAIRS = [
    (offer, answer)
    for offer in OWN_OFFERS
    for answer in OWN
    if (said := re.fullmatch(r"[a-z]+-\d+-(\S+)-answer-to-([a-z]+)", answer))
    and re.fullmatch(rf"{said[2]}-\d+-{said[1]}-offer", offer)
]
"""Each of these offers with each answer that it got."""


def shared_captures() -> dict[str, str]:
    """The larger collection of browser captures; skips where it is not there."""
    folder = SHARED / "browsers" / "open"
    if not folder.is_dir():
        pytest.skip("the larger corpus does not lie beside the project")
    return {
        f"{path.parent.name}/{path.stem}": _read(path) for path in sorted(folder.glob("*/*.sdp"))
    }
