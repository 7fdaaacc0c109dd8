import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp import Attribute
from sdpsig.sdp.attributes import (
    AcceptTypes,
    FileDate,
    FileRange,
    FileSelector,
    MaxMsrpSize,
    MsrpPath,
)


def test_types_and_uris_are_several() -> None:
    assert AcceptTypes.parse("message/cpim *").types == ("message/cpim", "*")
    path = MsrpPath.parse("msrp://a.example.com:7654/x;tcp msrp://b.example.com:1/y;tcp")
    assert len(path.uris) == 2
    assert "example" not in repr(path)


def test_a_file_is_selected_by_name_type_size_and_hash() -> None:
    line = FileSelector.parse('name:"My cool picture.jpg" type:image/jpeg size:4092 hash:sha-1:72')
    assert line.selectors == (
        ("name", '"My cool picture.jpg"'),
        ("type", "image/jpeg"),
        ("size", "4092"),
        ("hash", "sha-1:72"),
    )
    assert FileSelector().selectors == ()


def test_a_range_ends_at_a_byte_or_at_the_end() -> None:
    assert FileRange.parse("1-*") == FileRange(1, "*")
    assert FileRange(1, 10).text == "a=file-range:1-10"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (AcceptTypes, ""),
        (AcceptTypes, "a/b  c/d"),
        (MaxMsrpSize, "18446744073709551616"),
        (FileSelector, 'name:"open'),
        (FileSelector, "picture.jpg"),
        (FileDate, "creation:yesterday"),
        (FileRange, "1"),
    ],
)
def test_what_else_is_written_is_malformed(kind: type[Attribute], value: str) -> None:
    with pytest.raises(SdpError):
        kind.parse(value)
