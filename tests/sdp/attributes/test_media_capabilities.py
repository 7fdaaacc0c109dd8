import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import (
    BandwidthCapability,
    ConnectionCapability,
    FormatCapability,
    LatentConfiguration,
    MediaSpecificCapability,
    RtpCapability,
    SessionCapability,
)


def test_a_format_is_named_for_numbers_and_ranges() -> None:
    line = RtpCapability.parse("1,4-6 G729/8000")
    assert (line.numbers, line.encoding, line.clock_rate) == ("1,4-6", "G729", 8000)
    assert line.parameters is None
    assert RtpCapability.parse("1 L16/16000/2").parameters == "2"
    assert FormatCapability.parse("20 *").format == "*"


def test_a_capability_may_be_for_every_format() -> None:
    assert MediaSpecificCapability.parse("* rtcp-fb nack").numbers == "*"
    assert MediaSpecificCapability.parse("1*,2 rtcp-fb ccm fir").value == "ccm fir"


def test_a_latent_stream_names_its_kind_first() -> None:
    line = LatentConfiguration.parse("5 mt=application t=2")
    assert (line.number, line.media, line.configuration) == (5, "application", " t=2")
    assert LatentConfiguration(5, "video").text == "a=lcfg:5 mt=video"


@pytest.mark.parametrize("value", ["1 1,4", "3 1", "2 1,2,5,[3]", "1 1|2,4 [3,5]"])
def test_configurations_go_together(value: str) -> None:
    assert SessionCapability.parse(value).serialize() == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (RtpCapability, "0 PCMU/8000"),
        (RtpCapability, "1 PCMU"),
        (MediaSpecificCapability, "1 rtcp-fb"),
        (LatentConfiguration, "5 t=2"),
        (SessionCapability, "1"),
        (SessionCapability, "1 ,2"),
        (BandwidthCapability, "1 CT"),
        (ConnectionCapability, "1 IN IP4"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
