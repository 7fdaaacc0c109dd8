import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import ConfirmStatus, CurrentStatus, DesiredStatus


def test_a_status_has_a_type_a_place_and_a_direction() -> None:
    line = CurrentStatus.parse("qos local none")
    assert (line.type, line.status, line.direction) == ("qos", "local", "none")
    assert DesiredStatus.parse("sec optional e2e sendrecv").strength == "optional"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (CurrentStatus, "qos local"),
        (CurrentStatus, "qos here none"),
        (ConfirmStatus, "qos remote both"),
        (DesiredStatus, "qos wished local send"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
