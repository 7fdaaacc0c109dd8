import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import Dependency, DuplicationDelay, EcnCapable


@pytest.mark.parametrize(
    ("value", "dependencies"),
    [
        ("100 lay bar:101", (("100", "lay", ("bar:101",)),)),
        (
            "100 lay L1:96,97; 101 lay L1:97 L2:99",
            (("100", "lay", ("L1:96,97",)), ("101", "lay", ("L1:97", "L2:99"))),
        ),
        ("104 mdc M2:105 M3:106", (("104", "mdc", ("M2:105", "M3:106")),)),
    ],
)
def test_a_format_depends_on_those_of_other_sections(
    value: str, dependencies: tuple[tuple[str, str, tuple[str, ...]], ...]
) -> None:
    assert Dependency.parse(value).dependencies == dependencies


def test_delays_are_several() -> None:
    assert DuplicationDelay.parse("50 100").delays == ("50", "100")


@pytest.mark.parametrize(
    ("value", "methods", "parameters"),
    [
        (" ice rtp ect=0 mode=setread", ("ice", "rtp"), {"ect": "0", "mode": "setread"}),
        (" rtp mode=readonly; ect=0", ("rtp",), {"mode": "readonly", "ect": "0"}),
        ("leap", ("leap",), {}),
    ],
)
def test_ecn_starts_in_ways_and_has_parameters(
    value: str, methods: tuple[str, ...], parameters: dict[str, str]
) -> None:
    line = EcnCapable.parse(value)
    assert line.methods == methods
    assert line.parameters == parameters
    assert line.serialize() == value


@pytest.mark.parametrize(
    ("kind", "value"),
    [(Dependency, "100 lay"), (Dependency, "100 lay bar"), (DuplicationDelay, "50ms")],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
