"""What all formats share: text to values and back, and what does not fit is refused by rule."""

from typing import Any

import pytest
from attrs import evolve, fields
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import Format
from sdpsig.sdp.attributes import Fmtp
from sdpsig.sdp.formats import FORMATS, H265, Opus, Parameters, Rtx, Vp8
from sdpsig.sdp.formats._format import (
    NAME,
    flag,
    hexadecimal,
    number,
    parameter_sets,
    text,
)

KINDS = tuple(dict.fromkeys(FORMATS.values()))
NAMED: tuple[type[Parameters], ...] = tuple(kind for kind in KINDS if issubclass(kind, Parameters))
by_name = pytest.mark.parametrize("kind", NAMED, ids=lambda kind: kind.__name__)
by_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)

WORD = st.text(
    st.characters(codec="utf-8", exclude_characters=";={}", min_codepoint=33), max_size=5
)
VALUES = (
    st.integers(0, 200).map(str)
    | st.sampled_from(["0", "1", "42e01f", "Z0IA,aM4=", "B00000000000", "MRST", "{w:8;max-lsr=1}"])
    | st.integers(0, 2**33).map(str)
    | WORD
)


def names(kind: type[Parameters]) -> list[str]:
    """What the parameters of a format are called."""
    return [one.metadata[NAME] for one in fields(kind) if NAME in one.metadata]


def texts(kind: type[Parameters]) -> st.SearchStrategy[str]:
    """Text that is likely to be of this format."""
    name = st.sampled_from(names(kind)).flatmap(lambda name: st.sampled_from([name, name.upper()]))
    pair = st.builds("{}={}".format, name | WORD, VALUES) | name | WORD
    required = "apt=96;" if kind is Rtx else "repair-window=1;" if "L" in names(kind) else ""
    pairs = st.lists(pair, max_size=4).map(lambda pairs: st.sampled_from(["; ", ";"]).map(
        lambda between: required + between.join(pairs)
    ))  # fmt: skip
    return pairs.flatmap(lambda made: made)


def read_or_refused(kind: type[Format], said: str) -> Format | None:
    """The value, or None where it is refused by the rule of the format."""
    try:
        return kind.parse(said)
    except SdpError as error:
        fault = error.fault
    assert fault.rule == kind.rfc
    return None


@by_name
@given(data=st.data())
def test_what_is_read_is_written_so_that_it_reads_the_same(
    kind: type[Parameters], data: st.DataObject
) -> None:
    said = data.draw(texts(kind))
    read = read_or_refused(kind, said)
    if read is None:
        return
    written = read.serialize()
    assert kind.parse(written) == read
    assert kind.parse(written).serialize() == written
    assert hash(kind.parse(written)) == hash(read)


@by_kind
@given(said=st.text(max_size=30))
def test_any_text_is_read_or_refused_with_the_rule(kind: type[Format], said: str) -> None:
    read = read_or_refused(kind, said)
    if read is None:
        return
    assert kind.parse(read.serialize()) == read


@by_kind
def test_a_format_is_known_by_names_in_lower_case_and_says_its_rule(kind: type[Format]) -> None:
    assert kind.encodings == tuple(name.lower() for name in kind.encodings)
    assert kind.rfc


@by_name
def test_each_parameter_has_the_name_of_its_field_or_a_plain_one(kind: type[Parameters]) -> None:
    renamed = {"L": "columns", "D": "rows", "ToP": "protection"}
    for one in fields(kind):
        if NAME in one.metadata:
            name = one.metadata[NAME]
            assert one.name == renamed.get(name, name.replace("-", "_"))


@by_name
def test_where_nothing_is_said_the_defaults_of_the_rfc_hold(kind: type[Parameters]) -> None:
    required = {"Rtx": "apt=96", "Flexfec": "repair-window=7"}.get(kind.__name__, "")
    assert kind.parse(required).serialize() == required


def test_a_format_without_its_own_reading_has_none() -> None:
    with pytest.raises(NotImplementedError):
        Format.parse("")
    with pytest.raises(NotImplementedError):
        Format().serialize()


def test_unknown_parameters_are_kept_in_order() -> None:
    read = Opus.parse("minptime=10; stereo=1;x-flag;useinbandfec=1;y=;minptime=5")
    assert read.other == (("minptime", "10"), ("x-flag", None), ("y", ""), ("minptime", "5"))
    assert read.serialize() == "stereo=1;useinbandfec=1;minptime=10;x-flag;y=;minptime=5"


def test_names_have_no_case_and_the_first_of_a_name_counts() -> None:
    assert Opus.parse("STEREO=1;stereo=0") == Opus(stereo=True)


def test_blanks_and_empty_pieces_say_nothing() -> None:
    assert Opus.parse(" ; stereo = 1 ;; =5;") == Opus(stereo=True)


def test_semicolons_within_braces_part_nothing() -> None:
    said = "dec-parallel-cap={w:8;max-lsr=12,t:4;max-br=3};x={a;b}"
    read = H265.parse(said)
    assert read.dec_parallel_cap == "{w:8;max-lsr=12,t:4;max-br=3}"
    assert read.other == (("x", "{a;b}"),)
    assert read.serialize() == said


@pytest.mark.parametrize("said", ["x={", "x=}", "x={a;b", "{", "max-fr={"])
def test_a_brace_without_its_other_half_is_refused(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 7741"):
        Vp8.parse(said)


@pytest.mark.parametrize(
    "other",
    [
        [("", "1")],
        [(" x", "1")],
        [("x ", None)],
        [("x;y", None)],
        [("x=y", None)],
        [("x", "1;y=2")],
        [("x", "1\r\na=ice-lite")],
        [("x", " 1")],
        [("x\n", None)],
        [("x", "{")],
        [("x", "\ud800")],
        [("x{", "1"), ("}y", "2")],
        [("x", 1)],
        [(1, "x")],
        [("x",)],
        [7],
        7,
        None,
        [("Max-FS", "1")],
    ],
)
def test_nothing_gets_in_beside_the_parameters_that_could_not_come_back(other: Any) -> None:
    with pytest.raises(SdpError) as error:
        Vp8(other=other)
    assert error.value.fault.code is FaultCode.SDP_BAD_VALUE


@given(st.lists(st.tuples(st.text(max_size=4), st.none() | st.text(max_size=4)), max_size=3))
def test_whatever_is_let_in_stands_in_a_line_and_comes_back(
    other: list[tuple[str, str | None]],
) -> None:
    try:
        made = Opus(stereo=True, other=tuple(other))
    except SdpError:
        return
    written = Fmtp("111", made.serialize())
    assert "\n" not in written.text
    assert Opus.parse(written.value) == made


def test_a_fault_names_the_parameter_and_not_what_was_written() -> None:
    with pytest.raises(SdpError) as error:
        Opus.parse("maxplaybackrate=secret")
    fault = error.value.fault
    assert fault.detail == "opus with maxplaybackrate: a number outside 8000-48000"
    assert (fault.code, fault.rule) == (FaultCode.SDP_BAD_NUMBER, "RFC 7587 §6.1")


def test_what_is_made_is_judged_like_what_is_read() -> None:
    with pytest.raises(SdpError, match="max-fs: a number outside"):
        Vp8(max_fs=-1)
    with pytest.raises(SdpError):
        evolve(Opus(), maxplaybackrate=2)


# --- converters


@pytest.mark.parametrize("value", ["3", 3, "003"])
def test_a_number_is_text_or_an_integer(value: str | int) -> None:
    assert number(3, 5)(value) == 3


@pytest.mark.parametrize(
    "value",
    ["2", "6", 2, 6, "", "x", " 3", "+3", "3.0", 3.0, "٣", "1_0", None, "9" * 5_000, 10**30],
)
def test_what_is_no_number_within_bounds_is_refused(value: Any) -> None:
    with pytest.raises(SdpError) as error:
        number(3, 5)(value)
    assert error.value.fault.code is FaultCode.SDP_BAD_NUMBER


@pytest.mark.parametrize(("value", "means"), [("0", False), ("1", True), (False, False), (1, True)])
def test_a_flag_is_0_or_1(value: Any, means: bool) -> None:
    assert flag(value) is means


@pytest.mark.parametrize("value", ["", "2", "01", "true", 2, None, []])
def test_a_flag_is_nothing_else(value: Any) -> None:
    with pytest.raises(SdpError):
        flag(value)


def test_bytes_come_in_base_16() -> None:
    assert hexadecimal(2)("aB01") == hexadecimal(2)(b"\xab\x01") == b"\xab\x01"


@pytest.mark.parametrize(
    "value", ["", "abc", "ab", "abcd ", "ab cd", "ab01ff", b"a", "xy01", 5, None]
)
def test_of_bytes_there_are_exactly_so_many(value: Any) -> None:
    with pytest.raises(SdpError):
        hexadecimal(2)(value)


def test_parameter_sets_stand_between_commas() -> None:
    assert parameter_sets("Z0IA,aM4=") == parameter_sets(["Z0IA", "aM4="]) == ("Z0IA", "aM4=")
    assert parameter_sets("") == ()


@pytest.mark.parametrize("value", ["Z0IA,", "a b", ";", "=", 5, [5], None])
def test_parameter_sets_are_base_64(value: Any) -> None:
    with pytest.raises(SdpError):
        parameter_sets(value)


def test_text_is_what_can_stand_between_semicolons() -> None:
    assert text("0,2") == "0,2"
    for value in ("a;b", "a\n", " a", 5):
        with pytest.raises(SdpError):
            text(value)  # type: ignore[arg-type]  # the point
