from collections.abc import Callable
from typing import ClassVar

import pytest
from attrs import Factory, field, frozen
from attrs.validators import max_len
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.sdp import STANDARD, Attribute, Level, Mux, Spec, Unknown, parse
from sdpsig.sdp._abnf import Keyword, uint16
from sdpsig.sdp._field import Field
from sdpsig.sdp._fields import FIELDS
from sdpsig.sdp._line import Line, TypedLine
from sdpsig.sdp._reader import reader_of
from sdpsig.sdp.attributes import RtcpXr
from tests._corpus import CAPTURES
from tests.sdp._grammar import texts_of

SPEC = Spec("x", level=Level.BOTH, mux=Mux.NORMAL, rfc="none")
KINDS: list[type[TypedLine]] = [*STANDARD, *FIELDS.values(), Unknown]


def lines_of(text: str) -> list[TypedLine]:
    description = parse(text)
    lines = [*description.lines]
    for media in description.media:
        lines += [media.media_line, *media.lines]
    return [line for line in lines if isinstance(line, TypedLine)]


def start_of(kind: type[TypedLine]) -> str:
    if issubclass(kind, Field):
        return f"{kind.letter}="
    assert issubclass(kind, Attribute)
    return f"a={kind.spec.name or 'x-unheard-of'}:"


def the_long_way(kind: type[TypedLine], text: str, at: int) -> Line | None:
    name = text[2 : at - 1] if at else text[2:]
    try:
        return kind.read(name, text[at:] if at else None)
    except SdpError:
        return None


def judge(kind: type[TypedLine], text: str, at: int) -> None:
    read, expected = reader_of(kind)(text, at), the_long_way(kind, text, at)
    assert read == expected
    assert type(read) is type(expected)
    if read is not None:
        assert read.text == text


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_the_short_way_reads_what_the_long_way_reads(
    kind: type[TypedLine], data: st.DataObject
) -> None:
    good = texts_of(kind.grammar) if kind.grammar else st.just("")
    start = start_of(kind)
    text = start + data.draw(good | st.text())
    judge(kind, text, len(start))


@pytest.mark.parametrize("kind", list(STANDARD), ids=lambda kind: kind.__name__)
def test_an_attribute_without_a_colon_is_a_flag_or_malformed(kind: type[Attribute]) -> None:
    judge(kind, start_of(kind)[:-1], 0)


def test_what_is_read_cannot_be_changed() -> None:
    for kind in KINDS:
        text = start_of(kind).removesuffix(":")
        line = reader_of(kind)(text, 0)
        if line is not None:
            with pytest.raises(AttributeError):
                line._text = "changed"  # type: ignore[misc]


class Colour(Keyword):
    RED = "red"


@frozen
class Plain(Attribute):
    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<number>[0-9]+)(?: (?P<colour>[a-z]+))?(?: (?P<rest>.+))?"
    number: int = field(converter=uint16)
    colour: Colour = field(default=Colour.RED, converter=Colour)
    rest: str = "nothing"
    shade: str = "dark"

    def __attrs_post_init__(self) -> None:
        if self.rest == "forbidden":
            raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "a forbidden word"))


def fields_of(line: Line | None) -> tuple[object, ...] | None:
    return (line.number, line.colour, line.rest, line.shade) if isinstance(line, Plain) else None


@pytest.mark.parametrize(
    ("value", "fields"),
    [
        ("7", (7, Colour.RED, "nothing", "dark")),
        ("7 red", (7, Colour.RED, "nothing", "dark")),
        ("7 red else", (7, Colour.RED, "else", "dark")),
        ("65535", (65535, Colour.RED, "nothing", "dark")),
        ("65536", None),
        ("9" * 5_000, None),
        ("7 blue", None),
        ("7 red forbidden", None),
        ("red", None),
    ],
)
def test_groups_become_fields_and_what_is_not_there_is_its_default(
    value: str, fields: tuple[object, ...] | None
) -> None:
    text = f"a=x:{value}"
    assert fields_of(reader_of(Plain)(text, 4)) == fields
    judge(Plain, text, 4)


@frozen
class Validated(Attribute):
    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<word>[a-z]+)"
    word: str = field(validator=max_len(9))


@frozen
class Produced(Attribute):
    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<word>[a-z]+)"
    word: str
    others: list[str] = Factory(list)


@frozen
class Nameless(Attribute):
    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<word>[a-z]+)(,[a-z]+)*"
    word: str


@frozen
class Peculiar(Attribute):
    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<word>[a-z]+)"
    word: str

    @classmethod
    def parse(cls, value: str) -> "Peculiar":
        return cls(value.upper())


@pytest.mark.parametrize("kind", [Validated, Produced, Nameless, Peculiar])
def test_a_class_with_a_way_of_its_own_is_asked(
    kind: Callable[[str], Attribute],
) -> None:
    assert isinstance(kind, type)
    judge(kind, "a=x:word", 4)
    assert reader_of(kind)("a=x:", 4) == the_long_way(kind, "a=x:", 4)


def test_what_browsers_send_is_read_the_short_way() -> None:
    sent = {type(line) for text in CAPTURES.values() for line in lines_of(text)}
    asked = {kind for kind in sent if "reader of" not in reader_of(kind).__code__.co_filename}
    assert {kind for kind in asked if kind.grammar} == {RtcpXr}


def test_what_has_no_type_is_no_attribute() -> None:
    assert reader_of(Unknown)("x=1", 0) is None
    assert reader_of(Unknown)("", 0) is None
