import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import FaultCode, SdpError
from sdpsig.limits import Limits
from sdpsig.sdp._memo import MAX_BYTES
from sdpsig.sdp._split import irregular_end, join, judge_characters, split

NO_BOUNDS = Limits()
LINES = st.lists(st.sampled_from(["v=0", "s=-", "a=mid:0", "a=x:\u00e9", "", "\u2028"]))
ENDS = st.sampled_from(["\r\n", "\n", "\r\n\r\n", ""])


@given(LINES, st.lists(ENDS), st.booleans())
def test_what_was_taken_apart_can_be_put_together(
    lines: list[str], ends: list[str], marked: bool
) -> None:
    pieces = [line + end for line, end in zip(lines, [*ends, *["\r\n"] * len(lines)], strict=False)]
    text = "\ufeff" * marked + "".join(pieces)
    given_texts = split(text, NO_BOUNDS)
    again = join(
        given_texts.lines,
        line_end=given_texts.line_end,
        mixed_ends=given_texts.mixed_ends,
        last_line_ends=given_texts.text.endswith("\n"),
        byte_order_mark=given_texts.byte_order_mark,
    )
    if given_texts.lines:
        assert again == text
    assert not any("\r" in line or "\n" in line for line in given_texts.lines)


@pytest.mark.parametrize("line_bytes", [MAX_BYTES - 1, MAX_BYTES])
def test_how_long_a_line_is_is_judged_here_or_by_its_reader(line_bytes: int) -> None:
    text = f"a=x:{'y' * line_bytes}\r\n"
    if line_bytes >= MAX_BYTES:
        assert split(text, Limits(line_bytes=line_bytes)).lines == [text[:-2]]
        text = text.removesuffix("\r\n")
    with pytest.raises(SdpError) as caught:
        split(text, Limits(line_bytes=line_bytes))
    assert caught.value.fault.code is FaultCode.SDP_LINE_TOO_LONG


def test_what_was_taken_apart_does_not_show_what_it_holds() -> None:
    assert repr(split("a=ice-pwd:secret\r\n", NO_BOUNDS)) == "Texts(1 lines)"


def test_nothing_has_no_lines() -> None:
    assert split("", NO_BOUNDS).lines == []
    assert split("\ufeff", NO_BOUNDS) == ("", [], "\r\n", (), True)


def test_an_irregular_end_is_found_by_its_line() -> None:
    assert irregular_end("v=0\r\n") is None
    assert irregular_end("v=0\r\ns=-") == 2
    assert irregular_end("v=0\ns=-\r\n") == 1


def test_a_control_character_is_refused_with_its_line() -> None:
    judge_characters("v=0\r\n")
    with pytest.raises(SdpError, match="line 2: a control character"):
        judge_characters("v=0\r\ns=\x01\r\n")
