import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import Rid, Simulcast


def test_a_rid_has_restrictions_or_none() -> None:
    assert Rid.parse("hi send") == Rid("hi", "send")
    assert Rid.parse("1 recv pt=96;max-br=1").restrictions == "pt=96;max-br=1"
    assert Rid.parse("r" * 64 + " send").rid == "r" * 64


@pytest.mark.parametrize(
    "value", ["send hi", "recv 1;2;3", "send hi,~mid;lo", "send 1 recv 2", "recv 1 send ~2,3"]
)
def test_layers_are_sent_received_or_both(value: str) -> None:
    assert Simulcast.parse(value).serialize() == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Rid, "hi"),
        (Rid, "hi both"),
        (Rid, "h!i send"),
        (Rid, "r" * 65 + " send"),
        (Simulcast, "send"),
        (Simulcast, "send "),
        (Simulcast, "hi;lo"),
        (Simulcast, "send hi;;lo"),
        (Simulcast, "send hi send lo"),
        (Simulcast, "send hi,~~lo"),
        (Simulcast, "send rid=hi"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
