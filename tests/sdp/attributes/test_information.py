import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import Charset, ConferenceType, FrameRate, Language, PacketTime


def test_text_without_a_charset_is_utf_8() -> None:
    assert Charset.default() == Charset("UTF-8")


def test_several_languages_may_be_given() -> None:
    assert Language.spec.repeats
    assert Language.parse("de-CH-1996").language == "de-CH-1996"


def test_a_time_may_have_a_fraction() -> None:
    assert PacketTime.parse("2.5").milliseconds == "2.5"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (PacketTime, "xyz"),
        (PacketTime, " "),
        (PacketTime, "20."),
        (FrameRate, "30/1"),
        (FrameRate, "30abc"),
        (ConferenceType, "party"),
        (Language, "de_CH"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
