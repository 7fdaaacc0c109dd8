import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import MaxMessageSize, Sctpmap, SctpPort


def test_a_port_and_a_size_may_be_0() -> None:
    assert SctpPort.parse("0") == SctpPort(0)
    assert MaxMessageSize.parse("0") == MaxMessageSize(0)


def test_the_older_form_says_streams_or_not() -> None:
    assert Sctpmap.parse("5000 webrtc-datachannel") == Sctpmap(5000, "webrtc-datachannel")
    assert Sctpmap.parse("5000 webrtc-datachannel 1024").streams == 1024


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SctpPort, ""),
        (SctpPort, "05000"),
        (MaxMessageSize, "-1"),
        (Sctpmap, "5000"),
        (Sctpmap, "x y 1"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)


def test_an_unsaid_size_of_messages_is_65536() -> None:
    assert MaxMessageSize.default() == MaxMessageSize(65_536)
