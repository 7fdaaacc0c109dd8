import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import InAnswer
from sdpsig.sdp.attributes import Rtcp, RtcpMux, RtcpMuxOnly, RtcpXr


def test_a_port_stands_alone_or_with_an_address() -> None:
    assert Rtcp.parse("9") == Rtcp(9)
    assert Rtcp.parse("9 IN IP4 0.0.0.0") == Rtcp(9, "IN", "IP4", "0.0.0.0")
    assert "192.0.2.1" not in repr(Rtcp(9, "IN", "IP4", "192.0.2.1"))


@pytest.mark.parametrize("value", ["", "x", "9 ", "9 IN", "9 IN IP4", "9 IN IP4 "])
def test_what_else_is_written_is_malformed(value: str) -> None:
    with pytest.raises(SdpError):
        Rtcp.parse(value)


def test_half_an_address_cannot_be_written() -> None:
    with pytest.raises(SdpError):
        _ = Rtcp(9, None, "IP4", "0.0.0.0").text


def test_the_answer_rules_are_those_of_their_rfcs() -> None:
    assert RtcpMux.spec.in_answer is InAnswer.ECHO
    assert RtcpMuxOnly.spec.in_answer is InAnswer.DROP


def test_extended_reports_are_several_or_none() -> None:
    assert RtcpXr.parse("rcvr-rtt=all:10 voip-metrics").formats == (
        "rcvr-rtt=all:10",
        "voip-metrics",
    )
    assert RtcpXr().formats == ()
