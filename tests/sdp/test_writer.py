"""What the short way writes is what the long way writes, and nothing else."""

from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from attrs import evolve, fields, frozen
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.sdp import STANDARD, Attribute, Level, Mux, Spec, Unknown, parse
from sdpsig.sdp._field import Field
from sdpsig.sdp._fields import FIELDS
from sdpsig.sdp._line import TypedLine
from sdpsig.sdp._writer import writer_of
from sdpsig.sdp.attributes import Direction, Fmtp, Mid, RtcpMux, RtcpXr, Rtpmap
from tests._corpus import CAPTURES
from tests.sdp._grammar import texts_of

SPEC = Spec("x", level=Level.BOTH, mux=Mux.NORMAL, rfc="none")
KINDS: list[type[TypedLine]] = [*STANDARD, *FIELDS.values(), Unknown]
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2**65),
    st.text(max_size=5),
    st.sampled_from(["", " ", "0", "a b", "x\r\na=y", "\ud800", "ä", "\x7f"]),
    st.lists(st.text(max_size=3), max_size=3),
    st.lists(st.text(max_size=3), max_size=3).map(tuple),
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3).map(tuple),
)
"""What may stand in a field that a converter has not seen."""


def by_the_long_way(line: TypedLine) -> str | None:
    try:
        return line._proved()
    except SdpError:
        return None


def judge(line: TypedLine) -> None:
    """Both ways agree wherever the short one has something to say."""
    try:
        expected = by_the_long_way(line)
    except AttributeError:  # a field holds what has none of the methods that it should have
        return
    assert writer_of(type(line))(line) in (expected, None)


def made(kind: type[TypedLine], data: st.DataObject) -> TypedLine:
    """A line with the fields of one that was read, and no text yet."""
    value = data.draw(texts_of(kind.grammar)) if kind.grammar else None
    name = (
        data.draw(st.sampled_from(kind.spec.names or (kind.spec.name,)))
        if (issubclass(kind, Attribute))
        else ""
    )
    try:
        return evolve(kind.read(name or "x-unheard-of", value))
    except SdpError:
        return evolve(Mid("0"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@given(data=st.data())
def test_the_short_way_writes_what_the_long_way_writes(
    kind: type[TypedLine], data: st.DataObject
) -> None:
    line = made(kind, data)
    judge(line)
    assert line.text == line._proved()
    names = [field.name for field in fields(type(line)) if field.init]
    if names:  # a value that would come back as another, more often than not
        object.__setattr__(line, data.draw(st.sampled_from(names)), data.draw(ODD))
    judge(line)


def test_what_browsers_send_is_written_the_short_way() -> None:
    asked: set[type[TypedLine]] = set()
    for text in CAPTURES.values():
        description = parse(text)
        parts = (description.lines, *((m.media_line, *m.lines) for m in description.media))
        for line in (line for lines in parts for line in lines):
            assert isinstance(line, TypedLine)
            written = writer_of(type(line))(evolve(line))
            assert written in (line.text, None)
            if written is None:
                asked.add(type(line))
    assert asked == {Direction, RtcpXr}


def test_what_is_beyond_ascii_is_left_to_the_long_way() -> None:
    line = Fmtp("96", "name=Zoë")
    assert writer_of(Fmtp)(line) is None
    assert line.text == "a=fmtp:96 name=Zoë"


@pytest.mark.parametrize(
    "line", [Mid("a b"), Mid(""), Mid("0\r\na=x"), Fmtp("96 x", "y"), Rtpmap(0, "a/b", 1)]
)
def test_what_cannot_be_written_is_left_to_the_long_way(line: TypedLine) -> None:
    assert writer_of(type(line))(line) is None


@frozen
class Loose(Attribute):
    """Whatever there is."""

    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<value>(?s:.*))"
    value: str

    def serialize(self) -> str:
        return self.value


@pytest.mark.parametrize("value", ["\r\n", "a\x00", "\x7f", "\ud800"])
def test_a_grammar_that_takes_too_much_writes_no_control_character(value: str) -> None:
    assert writer_of(Loose)(Loose("fine")) == Loose("fine").text == "a=x:fine"
    assert writer_of(Loose)(Loose(value)) is None
    with pytest.raises(SdpError):
        _ = Loose(value).text


@frozen
class Choosy(Attribute):
    """A line that refuses a word."""

    spec: ClassVar[Spec] = SPEC
    grammar: ClassVar[str] = "(?P<word>[a-z]+)"
    word: str

    def __attrs_post_init__(self) -> None:
        if self.word == "forbidden":
            raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, "a forbidden word"))

    def serialize(self) -> str:
        return self.word


def test_what_a_class_would_refuse_to_read_is_not_written() -> None:
    line = Choosy("fine")
    assert writer_of(Choosy)(line) == "a=x:fine"
    object.__setattr__(line, "word", "forbidden")
    assert writer_of(Choosy)(line) is None


@frozen
class Shaded(Attribute):
    """A flag with something that it does not say."""

    spec: ClassVar[Spec] = SPEC
    shade: str = "dark"


def test_what_a_line_does_not_say_has_to_be_its_default() -> None:
    assert writer_of(Shaded)(Shaded()) == "a=x"
    assert writer_of(Shaded)(Shaded("light")) is None
    with pytest.raises(SdpError):
        _ = Shaded("light").text


@frozen
class Renamed(Attribute):
    spec: ClassVar[Spec] = SPEC

    @property
    def name(self) -> str:
        return "y"


@frozen
class Assembled(Attribute):
    spec: ClassVar[Spec] = SPEC

    def _assembled(self) -> tuple[str, str, str | None]:
        return "a=y", "y", None


@frozen
class Read(Attribute):
    spec: ClassVar[Spec] = SPEC

    @classmethod
    def read(cls, name: str, value: str | None) -> "Read":
        del name, value
        return cls()


@frozen
class Letterless(TypedLine):
    def _assembled(self) -> tuple[str, str, str | None]:
        return "y", "y", None


@pytest.mark.parametrize("kind", [Renamed, Assembled, Read, Letterless, Unknown])
def test_a_class_with_a_way_of_its_own_writes_nothing_in_the_short_way(
    kind: Callable[..., Any],
) -> None:
    assert isinstance(kind, type)
    line = kind("x") if kind is Unknown else kind()
    assert writer_of(kind)(line) is None


def test_a_class_that_inherits_a_way_to_write_is_written_by_its_own_name() -> None:
    @frozen
    class Other(Mid):
        spec: ClassVar[Spec] = SPEC

    assert Mid("0").text == "a=mid:0"
    assert Other("0").text == "a=x:0"


def test_fields_and_flags_have_no_name_before_a_colon() -> None:
    assert writer_of(RtcpMux)(RtcpMux()) == "a=rtcp-mux"
    assert issubclass(FIELDS["t"], Field)
    assert writer_of(FIELDS["t"])(FIELDS["t"]()) == "t=0 0"
