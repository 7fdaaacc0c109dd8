import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import Alternative, AlternativeConnection, ComediaDirection


def test_an_alternative_may_have_a_port_for_rtcp() -> None:
    assert AlternativeConnection.parse("1 IP4 192.0.2.1 9").rtcp_port is None
    assert AlternativeConnection.parse("1 IP4 192.0.2.1 9/10").rtcp_port == 10


def test_an_alternative_of_old_ice_hides_its_password() -> None:
    line = Alternative.parse("1 2 : user password 192.0.2.1 24484")
    assert line.parts == ("1", "2", ":", "user", "password", "192.0.2.1", "24484")
    assert "password" not in repr(line)


def test_a_direction_of_old_may_have_a_port() -> None:
    assert ComediaDirection.parse("active") == ComediaDirection("active")
    assert ComediaDirection.parse("both 9").port == 9


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AlternativeConnection, "1 IP5 192.0.2.1 9"),
        (AlternativeConnection, "1 IP4 192.0.2.1 65536"),
        (ComediaDirection, "sendrecv"),
        (ComediaDirection, "active 65536"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
