"""Every rule of Chromium strikes on a description with that one fault."""

import pytest

from sdpsig.sdp.targets import TARGETS
from tests.sdp.targets._laws import accepts, each, trips
from tests.sdp.targets._probes import CHROMIUM, CHROMIUM_ACCEPTS


@pytest.mark.parametrize(("rule", "text"), each(CHROMIUM))
def test_every_rule_strikes(rule: str, text: str) -> None:
    trips(text, "chromium", rule)


def test_no_rule_is_left_out() -> None:
    assert CHROMIUM.keys() == TARGETS["chromium"].rules.keys()


@pytest.mark.parametrize("name", CHROMIUM_ACCEPTS)
def test_what_has_no_fault_is_taken(name: str) -> None:
    accepts(CHROMIUM_ACCEPTS[name], "chromium")
