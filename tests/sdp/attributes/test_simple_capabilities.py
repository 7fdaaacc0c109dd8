import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import (
    CapabilityDescription,
    CapabilityParameter,
    CapabilitySequence,
)


def test_the_blank_of_the_examples_is_kept() -> None:
    assert CapabilitySequence.parse(" 0") == CapabilitySequence(0, " ")
    assert CapabilitySequence.parse("0").text == "a=sqn:0"


def test_a_capability_is_outlined_like_an_m_line() -> None:
    line = CapabilityDescription.parse(" 4 image udptl t38")
    assert (line.number, line.media, line.proto, line.formats) == (4, "image", "udptl", ("t38",))


def test_a_parameter_is_a_whole_line() -> None:
    assert CapabilityParameter.parse(" a=rtcp-mux").line == "a=rtcp-mux"
    with pytest.raises(SdpError):
        CapabilityParameter.parse("rtcp-mux")


@pytest.mark.parametrize("value", ["256", "-1", "  0", ""])
def test_a_sequence_number_is_an_octet(value: str) -> None:
    with pytest.raises(SdpError):
        CapabilitySequence.parse(value)
