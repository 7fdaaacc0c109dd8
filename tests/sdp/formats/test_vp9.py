import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Vp9


def test_the_example_of_the_rfc() -> None:
    assert Vp9.parse("max-fr=30;max-fs=3600;profile-id=0") == Vp9(0, 30, 3_600)


def test_nothing_said_is_profile_0() -> None:
    assert Vp9.parse("").profile_id == 0
    assert Vp9(2).serialize() == "profile-id=2"


def test_there_are_four_profiles() -> None:
    with pytest.raises(SdpError):
        Vp9.parse("profile-id=4")
