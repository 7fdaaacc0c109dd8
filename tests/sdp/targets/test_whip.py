"""Every rule of WHIP strikes on a description with that one fault."""

import pytest

from sdpsig.sdp.targets import TARGETS
from tests.sdp.targets._laws import each, trips
from tests.sdp.targets._more_probes import WHIP


@pytest.mark.parametrize(("rule", "text"), each(WHIP))
def test_every_rule_strikes(rule: str, text: str) -> None:
    trips(text, "whip", rule)


def test_no_rule_is_left_out() -> None:
    assert WHIP.keys() == TARGETS["whip"].rules.keys()
