import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Loopback, LoopbackMirror, LoopbackSource


def test_the_types_of_loopback_are_in_order_of_preference() -> None:
    line = Loopback.parse("rtp-media-loopback rtp-pkt-loopback")
    assert line.types == ("rtp-media-loopback", "rtp-pkt-loopback")
    with pytest.raises(SdpError):
        Loopback.parse("rtp-loopback")


def test_who_sends_and_who_sends_back_are_flags() -> None:
    assert LoopbackSource().text == "a=loopback-source"
    assert LoopbackMirror().text == "a=loopback-mirror"
