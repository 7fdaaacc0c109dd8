import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import STANDARD, parse_attribute
from sdpsig.sdp.attributes import FaxFillBitRemoval, FaxMaxBitRate, GoogleFlag, RtcpXr, XApp


@pytest.mark.parametrize(
    "text",
    ["a=rtcp-xr", "a=rtcp-xr:", "a=rtcp-xr:voip-metrics", "a=file-selector", "a=chatroom"],
)
def test_a_name_may_stand_by_itself_or_with_a_text(text: str) -> None:
    line = parse_attribute(text)
    assert line.text == text
    name, colon, value = text[2:].partition(":")
    made = STANDARD.get(name).read(name, value if colon else None)
    assert made == line
    assert made.text == text


def test_a_made_name_by_itself_has_no_colon() -> None:
    assert RtcpXr().text == "a=rtcp-xr"
    assert RtcpXr("").text == "a=rtcp-xr:"
    assert FaxFillBitRemoval().text == "a=T38FaxFillBitRemoval"
    assert FaxFillBitRemoval("0").text == "a=T38FaxFillBitRemoval:0"


def test_a_text_that_may_not_be_empty_is_refused_when_it_is() -> None:
    with pytest.raises(SdpError):
        parse_attribute("a=T38FaxFillBitRemoval:")
    with pytest.raises(SdpError):
        parse_attribute("a=X-app")


def test_a_number_a_word_and_a_text_hold_their_value() -> None:
    assert FaxMaxBitRate.parse("14400").value == 14_400
    assert GoogleFlag.parse("conference").value == "conference"
    assert XApp.parse("ViPr 11").value == "ViPr 11"
    with pytest.raises(SdpError):
        FaxMaxBitRate.parse("4294967296")
