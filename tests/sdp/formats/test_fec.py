import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Flexfec, Ulpfec


def test_levels_of_protection_may_be_several_unless_it_is_said() -> None:
    assert not Ulpfec.parse("").onelevelonly
    assert Ulpfec.parse("onelevelonly=1").serialize() == "onelevelonly=1"


def test_a_repair_window_must_be_said() -> None:
    assert Flexfec.parse("repair-window=10000000") == Flexfec(10_000_000)
    with pytest.raises(SdpError, match="without repair-window"):
        Flexfec.parse("")


def test_the_drafts_said_rows_and_columns() -> None:
    read = Flexfec.parse("L=5; D=10; ToP=2; repair-window=200000")
    assert (read.columns, read.rows, read.protection) == (5, 10, 2)
    assert read.serialize() == "repair-window=200000;L=5;D=10;ToP=2"
