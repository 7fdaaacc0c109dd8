"""Every scenario, every row of a table and every abuse case has a test that carries its id."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
NAMED: dict[str, list[int] | list[str]] = {
    "S-{:02}": [*range(1, 13), *range(20, 42), *range(50, 58), *range(60, 66), *range(70, 78)],
    "FR-14{}": [*"abcdefghijk"],
    "FR-{}": [*range(1, 12), *range(15, 21)],
    "L-{}": [*range(10, 23), 30, *range(32, 38), *range(40, 46)],
    "N{}": [*range(1, 8)],
    "I{}": [*range(1, 6)],
    "G{}": [*range(1, 7)],
    "H{}": [*range(1, 11)],
    "J{}": [*range(1, 7)],
    "C{}": [*range(1, 5)],
    "L{}": [*range(1, 4)],
    "X{}": [*range(1, 5)],
}
"""Scenarios, decisions about a fragment, timers and roles, and abuse
of negotiation, ICE, registry, HTTP, JSON, clients, logs and event loop."""


@pytest.fixture(scope="module")
def sources() -> str:
    return "".join(path.read_text("utf-8") for path in TESTS.rglob("test_*.py"))


@pytest.mark.parametrize(
    "name", [form.format(number) for form, numbers in NAMED.items() for number in numbers]
)
def test_it_can_be_found_by_its_id(name: str, sources: str) -> None:
    """In the name of a test, or as a row that a test is given."""
    words = name.lower().replace("-", "_")
    assert re.search(rf'def test_{words}_|"{name}"', sources)
