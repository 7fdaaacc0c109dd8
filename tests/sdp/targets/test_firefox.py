"""Every rule of Firefox strikes on a description with that one fault."""

import pytest

from sdpsig.sdp.targets import TARGETS
from tests.sdp.targets._laws import accepts, each, trips
from tests.sdp.targets._more_probes import FIREFOX, FIREFOX_ACCEPTS


@pytest.mark.parametrize(("rule", "text"), each(FIREFOX))
def test_every_rule_strikes(rule: str, text: str) -> None:
    trips(text, "firefox", rule)


def test_no_rule_is_left_out() -> None:
    assert FIREFOX.keys() == TARGETS["firefox"].rules.keys()


@pytest.mark.parametrize("name", FIREFOX_ACCEPTS)
def test_what_has_no_fault_is_taken(name: str) -> None:
    accepts(FIREFOX_ACCEPTS[name], "firefox")
