import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import CircuitCorrelation, EndToAccessEdge, SilenceSuppression


def test_mechanisms_are_several_and_hidden() -> None:
    line = CircuitCorrelation.parse("callerid:+441134960123 dtmf:14D*3 external")
    assert line.mechanisms == ("callerid:+441134960123", "dtmf:14D*3", "external")
    assert "4411" not in repr(line)


def test_silence_has_four_parameters() -> None:
    line = SilenceSuppression.parse("off - - - -")
    assert (line.enabled, line.parameters) == ("off", ("-", "-", "-", "-"))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (CircuitCorrelation, ""),
        (CircuitCorrelation, "callerid:+1  external"),
        (SilenceSuppression, "off"),
        (SilenceSuppression, "no - - - -"),
        (EndToAccessEdge, "wanted"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.read(kind.spec.name, value)
