import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import SdpError
from sdpsig.sdp._memo import MAX_LINE
from sdpsig.sdp.attributes import Fmtp, Rtpmap
from sdpsig.sdp.attributes.rtp import fmtp_parameters


def test_channels_are_said_or_not() -> None:
    assert Rtpmap.parse("0 PCMU/8000") == Rtpmap(0, "PCMU", 8000)
    assert Rtpmap.parse("111 opus/48000/2").channels == 2


@pytest.mark.parametrize(
    "value", ["96", "96 ", "96 VP8", "96 VP8/", "96 /90000", "96 VP8/90000/", "96 V P/8"]
)
def test_what_else_is_written_is_malformed(value: str) -> None:
    with pytest.raises(SdpError):
        Rtpmap.parse(value)


@pytest.mark.parametrize(
    ("value", "parameters"),
    [
        ("minptime=10;useinbandfec=1", {"minptime": "10", "useinbandfec": "1"}),
        ("minptime=10; useinbandfec=1", {"minptime": "10", "useinbandfec": "1"}),
        (" Profile-Level-ID = 42e01f ;", {"profile-level-id": "42e01f"}),
        ("apt=96", {"apt": "96"}),
        ("0-15", {"0-15": ""}),
        ("111/111", {"111/111": ""}),
        ("a=1;a=2", {"a": "1"}),
        ("a=b=c", {"a": "b=c"}),
        (";;=x;", {}),
    ],
)
def test_parameters_are_read_as_they_are_found_in_the_wild(
    value: str, parameters: dict[str, str]
) -> None:
    assert fmtp_parameters(value) == parameters
    assert Fmtp("96", value).parameters() == parameters


@given(st.text())
def test_parameters_can_be_read_from_anything(value: str) -> None:
    assert all(name == name.lower() for name in fmtp_parameters(value))


def test_a_format_may_be_given_as_a_number() -> None:
    assert Fmtp(96, "apt=97").text == "a=fmtp:96 apt=97"


@pytest.mark.parametrize("length", [4, MAX_LINE, MAX_LINE + 1])
def test_parameters_are_the_askers_to_change(length: int) -> None:
    value = "a=" + "x" * (length - 2)
    fmtp_parameters(value)["b"] = "1"
    assert fmtp_parameters(value) == {"a": "x" * (length - 2)}
