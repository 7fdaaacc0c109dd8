import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import H265, TxMode


def test_nothing_said_is_main_level_3_1() -> None:
    read = H265.parse("")
    assert (read.profile_id, read.tier_flag, read.level_id, read.level) == (1, False, 93, "3.1")
    assert read.interop_constraints.hex() == "b00000000000"
    assert read.tx_mode is TxMode.SRST
    assert read.depack_buf_cap == 2**32 - 1


def test_what_a_browser_says() -> None:
    said = "level-id=180;profile-id=2;tier-flag=0;tx-mode=SRST"
    read = H265.parse(said)
    assert (read.level, read.profile_id) == ("6.0", 2)
    assert read.serialize() == "profile-id=2;level-id=180"


def test_parameter_sets_and_bytes_come_back() -> None:
    said = (
        "interop-constraints=900000000001;profile-compatibility-indicator=60000000;tx-mode=MRMT;"
        "sprop-vps=QAEM;sprop-sps=QgEB,QgEC;max-dpb=16;include-dph=0,2"
    )
    assert H265.parse(said).serialize() == said


@pytest.mark.parametrize(
    "said",
    ["profile-space=4", "level-id=256", "tx-mode=XX", "interop-constraints=90", "max-dpb=17"],
)
def test_what_the_rfc_does_not_allow_is_refused(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 7798"):
        H265.parse(said)
