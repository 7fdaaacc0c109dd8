import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Rtx


def test_it_names_what_it_repairs_and_for_how_long() -> None:
    assert Rtx.parse("apt=96;rtx-time=3000") == Rtx(96, 3_000)
    assert Rtx(96).serialize() == "apt=96"
    assert Rtx.parse("apt=96").rtx_time is None


@pytest.mark.parametrize("said", ["", "rtx-time=3000", "apt=128", "apt="])
def test_it_must_name_a_payload_type(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 4588"):
        Rtx.parse(said)
