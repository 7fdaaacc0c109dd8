import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Av1


def test_nothing_said_is_main_level_3_1_low_tier() -> None:
    read = Av1.parse("")
    assert (read.profile, read.level_idx, read.tier, read.level) == (0, 5, False, "3.1")


def test_the_example_of_the_specification() -> None:
    read = Av1.parse("profile=2; level-idx=8; tier=1;")
    assert read == Av1(2, 8, tier=True)
    assert read.level == "4.0"
    assert read.serialize() == "profile=2;level-idx=8;tier=1"


@pytest.mark.parametrize(("index", "level"), [(0, "2.0"), (23, "7.3"), (24, None), (31, None)])
def test_levels_are_counted_in_quarters_from_2_0(index: int, level: str | None) -> None:
    assert Av1(level_idx=index).level == level


@pytest.mark.parametrize("said", ["profile=8", "level-idx=32", "tier=2"])
def test_what_has_no_place_in_the_sequence_header_is_refused(said: str) -> None:
    with pytest.raises(SdpError):
        Av1.parse(said)
