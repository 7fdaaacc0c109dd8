import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import (
    ActualConfiguration,
    AttributeCapability,
    PotentialConfiguration,
    RequiredCapabilities,
    SupportedCapabilities,
    TransportCapabilities,
)


def test_tags_come_apart_at_commas() -> None:
    assert SupportedCapabilities.parse("cap-v0,foo").tags == ("cap-v0", "foo")
    assert RequiredCapabilities.parse("med-v0").tags == ("med-v0",)


def test_a_capability_holds_a_whole_attribute_and_hides_it() -> None:
    line = AttributeCapability.parse("1 crypto:1 AES_CM_128_HMAC_SHA1_80 inline:secret")
    assert line.attribute.startswith("crypto:1 ")
    assert "secret" not in repr(line)


def test_protocols_are_several() -> None:
    line = TransportCapabilities.parse("1 UDP/TLS/RTP/SAVP RTP/AVP")
    assert line.protocols == ("UDP/TLS/RTP/SAVP", "RTP/AVP")


@pytest.mark.parametrize(
    ("value", "lists"),
    [
        ("1", ()),
        ("1 t=4|3 a=1", (("t", "4|3"), ("a", "1"))),
        ("1  a=-m:1,[2]", (("a", "-m:1,[2]"),)),
        ("10 m=3 +pt=3:101", (("m", "3"), ("+pt", "3:101"))),
    ],
)
def test_a_configuration_is_a_number_and_lists(
    value: str, lists: tuple[tuple[str, str], ...]
) -> None:
    for kind in (PotentialConfiguration, ActualConfiguration):
        line = kind.parse(value)
        assert line.lists == lists
        assert line.serialize() == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (SupportedCapabilities, "cap-v0,"),
        (AttributeCapability, "ptime:30"),
        (TransportCapabilities, "1"),
        (TransportCapabilities, "1 RTP//AVP"),
        (PotentialConfiguration, " 1"),
        (PotentialConfiguration, "1 "),
        (PotentialConfiguration, "1 nonsense"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
