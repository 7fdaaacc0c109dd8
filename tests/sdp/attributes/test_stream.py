import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import Msid, MsidSemantic, Ssrc, SsrcGroup


def test_a_stream_has_a_track_or_none() -> None:
    assert Msid.parse("-") == Msid("-")
    assert Msid.parse("{stream} {track}") == Msid("{stream}", "{track}")


@pytest.mark.parametrize(
    ("value", "streams"),
    [(" WMS *", ("*",)), ("WMS", ()), (" WMS ", ()), ("WMS a b", ("a", "b"))],
)
def test_the_blanks_that_chromium_writes_are_kept(value: str, streams: tuple[str, ...]) -> None:
    line = MsidSemantic.parse(value)
    assert (line.semantic, line.streams) == ("WMS", streams)
    assert line.text == f"a=msid-semantic:{value}"


def test_a_source_has_an_attribute_with_a_value_or_none() -> None:
    assert Ssrc.parse("1 cname:a b:c") == Ssrc(1, "cname", "a b:c")
    assert Ssrc.parse("1 muted") == Ssrc(1, "muted")


def test_sources_in_a_group_are_numbers() -> None:
    assert SsrcGroup.parse("FID 1 2") == SsrcGroup("FID", (1, 2))
    assert SsrcGroup.parse("FID") == SsrcGroup("FID")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Msid, ""),
        (Msid, "a b c"),
        (Msid, "a "),
        (MsidSemantic, "  WMS"),
        (MsidSemantic, ""),
        (Ssrc, "1"),
        (Ssrc, "x cname:y"),
        (Ssrc, "1 cname:"),
        (Ssrc, "1 :x"),
        (SsrcGroup, "FID x"),
        (SsrcGroup, "FID 1 "),
        (SsrcGroup, ""),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
