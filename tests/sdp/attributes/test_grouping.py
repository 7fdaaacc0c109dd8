import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Group, Mid


def test_a_group_has_members_or_none() -> None:
    assert Group.parse("BUNDLE 0 1") == Group("BUNDLE", ("0", "1"))
    assert Group.parse("BUNDLE") == Group("BUNDLE")
    assert Group("LS", ("a",)).text == "a=group:LS a"


@pytest.mark.parametrize("value", ["", " BUNDLE", "BUNDLE ", "BUNDLE  0", "BUNDLE 0 ", "BUNDLE ä"])
def test_members_stand_between_single_blanks(value: str) -> None:
    with pytest.raises(SdpError):
        Group.parse(value)


def test_a_mid_has_up_to_64_characters() -> None:
    assert Mid.parse("m" * 64).mid == "m" * 64
    assert Group.parse("BUNDLE " + "m" * 64).mids == ("m" * 64,)
    for kind, value in ((Mid, "m" * 65), (Group, "BUNDLE " + "m" * 65)):
        with pytest.raises(SdpError):
            kind.parse(value)
