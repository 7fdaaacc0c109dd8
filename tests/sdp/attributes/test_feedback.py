import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import RtcpFb


@pytest.mark.parametrize(
    ("value", "feedback"),
    [
        ("96 nack", "nack"),
        ("96 nack pli", "nack pli"),
        ("* ccm fir", "ccm fir"),
        ("127 trr-int 100", "trr-int 100"),
        ("96 ccm tmmbr smaxpr=120", "ccm tmmbr smaxpr=120"),
        ("96 goog-remb ", "goog-remb"),
    ],
)
def test_a_message_is_its_type_and_its_parameter(value: str, feedback: str) -> None:
    line = RtcpFb.parse(value)
    assert line.feedback == feedback
    assert line.serialize() == value


@pytest.mark.parametrize(
    "value", ["nack", "96", "96 ", "96  nack", "** nack", "*nack", "128 nack", "096 nack"]
)
def test_what_else_is_written_is_malformed(value: str) -> None:
    with pytest.raises(SdpError):
        RtcpFb.parse(value)


def test_a_payload_type_may_be_given_as_a_number() -> None:
    assert RtcpFb(96, "nack") == RtcpFb("96", "nack")
