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


def test_of_two_equal_sections_each_is_told_in_its_place() -> None:
    media = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=inactive\r\n"
    text = f"v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n{media}{media}"
    found = TARGETS["whip"].read(text)
    places = [(one.line, one.section) for one in found if one.rule == "direction"]
    assert places == [(5, 0), (7, 1)]
