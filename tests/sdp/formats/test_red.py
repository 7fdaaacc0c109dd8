from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import Red


def test_payload_types_stand_between_slashes() -> None:
    assert Red.parse("0/5/100") == Red((0, 5, 100))
    assert Red.parse(" 111/111 ").serialize() == "111/111"


def test_nothing_said_is_no_list() -> None:
    assert Red.parse("") == Red()
    assert Red().serialize() == ""


@pytest.mark.parametrize("said", ["/", "111/", "a", "128", "1,2", "1 2", "1/1000", "apt=96"])
def test_what_else_is_written_is_refused(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 2198"):
        Red.parse(said)


@given(st.lists(st.integers(0, 127), max_size=5).map(tuple))
def test_a_list_comes_back(types: tuple[int, ...]) -> None:
    assert Red.parse(Red(types).serialize()) == Red(types)


@pytest.mark.parametrize("types", [(128,), (-1,), (None,), 5, None])
def test_a_list_holds_payload_types_only(types: Any) -> None:
    with pytest.raises(SdpError):
        Red(types)
