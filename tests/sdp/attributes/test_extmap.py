import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Extmap, MediaDirection


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("1 urn:a", Extmap(1, "urn:a")),
        ("1/recvonly urn:a", Extmap(1, "urn:a", MediaDirection.RECVONLY)),
        ("4096 urn:a b=c d", Extmap(4096, "urn:a", None, "b=c d")),
        ("0 urn:a", Extmap(0, "urn:a")),
    ],
)
def test_an_extension_has_an_id_and_perhaps_a_direction_and_parameters(
    value: str, line: Extmap
) -> None:
    assert Extmap.parse(value) == line
    assert line.serialize() == value


@pytest.mark.parametrize(
    "value", ["urn:a", "1", "1 ", "1/ urn:a", "1/both urn:a", "1  urn:a", "-1 urn:a"]
)
def test_what_else_is_written_is_malformed(value: str) -> None:
    with pytest.raises(SdpError):
        Extmap.parse(value)
