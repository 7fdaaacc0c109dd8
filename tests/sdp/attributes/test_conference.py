import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import BfcpVersions, FloorControl, FloorId


def test_a_floor_controls_streams_by_their_labels() -> None:
    assert FloorId.parse("1 mstrm:10").labels == ("10",)
    assert FloorId.parse("1 m-stream:11 12").labels == ("11", "12")
    assert FloorId.parse("2") == FloorId("2")


def test_roles_and_versions_are_several() -> None:
    assert FloorControl.parse("c-only s-only").roles == ("c-only", "s-only")
    assert BfcpVersions.parse("1 2").versions == ("1", "2")


@pytest.mark.parametrize(
    ("kind", "value"),
    [(FloorControl, "server"), (FloorId, "1 mstrm:"), (FloorId, "1 10"), (BfcpVersions, "one")],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)


def test_labels_without_their_keyword_cannot_be_written() -> None:
    with pytest.raises(SdpError):
        _ = FloorId("1", ("10",)).text
