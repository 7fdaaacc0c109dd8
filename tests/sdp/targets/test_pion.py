"""Every rule of Pion strikes on a description with that one fault."""

import pytest

from sdpsig.sdp.targets import TARGETS
from tests.sdp.targets._laws import each, trips
from tests.sdp.targets._more_probes import PION


@pytest.mark.parametrize(("rule", "text"), each(PION))
def test_every_rule_strikes(rule: str, text: str) -> None:
    trips(text, "pion", rule)


def test_no_rule_is_left_out() -> None:
    assert PION.keys() == TARGETS["pion"].rules.keys()
