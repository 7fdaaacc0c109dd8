"""Every fragment at its borders: the characters and numbers just inside and just outside."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp._abnf import (
    BYTE_STRING,
    CONTROL,
    ICE_CHAR,
    INTEGER,
    NON_WS,
    TAG,
    TOKEN,
    VISIBLE,
    Keyword,
    component_id,
    natural,
    octet,
    payload_type,
    uint16,
    uint32,
    uint64,
)

EVERY_CHARACTER = [chr(number) for number in range(0x250)]
WIDE = ["\u2028", "\u2029", "\ud7ff", "\ue000", "\ufeff", "\uffff", "\U00010000", "\U0010ffff"]
SURROGATES = ["\ud800", "\udbff", "\udc00", "\udfff"]
TOKEN_CHARACTERS = "!#$%&'*+-." + "0123456789^_`{|}~" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def taken(pattern: str) -> set[str]:
    one = re.compile(pattern)
    return {
        character
        for character in EVERY_CHARACTER + WIDE + SURROGATES
        if one.fullmatch(character) is not None
    }


HIGH = {chr(number) for number in range(0x80, 0x250)} | set(WIDE)
PRINTABLE = {chr(number) for number in range(0x21, 0x7F)}


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        (TOKEN, set(TOKEN_CHARACTERS + TOKEN_CHARACTERS.lower())),
        (TAG, set(TOKEN_CHARACTERS + TOKEN_CHARACTERS.lower())),
        (NON_WS, PRINTABLE | HIGH),
        (BYTE_STRING, PRINTABLE | HIGH | {" "}),
        (VISIBLE, PRINTABLE),
        (ICE_CHAR, {c for c in PRINTABLE if c.isalnum()} | set("+/")),
        (INTEGER, set("0123456789")),
    ],
    ids=["token", "tag", "non-ws", "byte-string", "visible", "ice-char", "integer"],
)
def test_a_fragment_takes_these_characters_and_no_other(pattern: str, characters: set[str]) -> None:
    assert taken(pattern) == characters


def test_controls_are_all_but_the_two_that_end_lines() -> None:
    assert {*CONTROL} == {number for number in (*range(32), 127) if chr(number) not in "\r\n"}


@pytest.mark.parametrize("pattern", [TOKEN, TAG, NON_WS, BYTE_STRING, VISIBLE, INTEGER])
def test_no_fragment_takes_a_line_end_or_nothing(pattern: str) -> None:
    for text in ("", "\n", "0\n", "0\r", "\r\n0"):
        assert re.fullmatch(pattern, text) is None


def test_a_tag_has_at_most_64_characters() -> None:
    assert re.fullmatch(TAG, "m" * 64)
    assert re.fullmatch(TAG, "m" * 65) is None


@pytest.mark.parametrize("text", ["0", "1", "10", "9" * 20])
def test_an_integer_is_canonical(text: str) -> None:
    assert re.fullmatch(INTEGER, text)


@pytest.mark.parametrize(
    "text",
    ["00", "01", "-1", "+1", " 1", "1 ", "1_0", "1.0", "0x1", "1e2", "٣", "１", "9" * 21],  # noqa: RUF001
)
def test_other_spellings_of_numbers_are_none(text: str) -> None:
    assert re.fullmatch(INTEGER, text) is None


@pytest.mark.parametrize(
    ("convert", "low", "high"),
    [
        (payload_type, 0, 127),
        (octet, 0, 255),
        (component_id, 1, 256),
        (uint16, 0, 65_535),
        (uint32, 0, 4_294_967_295),
        (natural, 0, 99_999_999_999_999_999_999),
        (uint64, 0, 18_446_744_073_709_551_615),
    ],
)
def test_a_number_is_taken_up_to_its_borders(
    convert: Callable[[object], int], low: int, high: int
) -> None:
    for inside in (low, high):
        assert convert(inside) == convert(str(inside)) == inside
    outsiders: list[object] = [
        low - 1,
        str(low - 1),
        high + 1,
        str(high + 1),
        "x",
        "",
        1.5,
        None,
        [],
        "9" * 5000,
    ]
    for outside in outsiders:
        with pytest.raises(SdpError) as caught:
            convert(outside)
        assert caught.value.fault.code is FaultCode.SDP_BAD_NUMBER
        assert str(low) in caught.value.fault.detail


class Colour(Keyword):
    RED = "red"
    BLUE = "blue"


@given(st.one_of(st.text(), st.none(), st.integers()))
def test_a_keyword_is_one_of_its_words_or_an_error_of_ours(value: object) -> None:
    if value in ("red", "blue"):
        assert Colour(value) == value
        return
    with pytest.raises(SdpError) as caught:
        Colour(value)  # type: ignore[arg-type]  # whatever comes
    assert caught.value.fault.code is FaultCode.SDP_BAD_VALUE
    assert caught.value.fault.detail == "a word other than red, blue"
