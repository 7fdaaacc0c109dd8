import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.sdp import Bandwidth, Connection, Line, MediaLine, Origin
from sdpsig.sdp._field import Field
from sdpsig.sdp._fields import FIELDS, read_field
from tests.sdp._grammar import texts_of
from tests.sdp._hostile import HOSTILE, attempt, fields_of, prefixes, written

TEXTS = {
    "o": "- 4962303333179871722 1 IN IP4 0.0.0.0",
    "c": "IN IP6 2001:db8::1",
    "b": "AS:128",
    "m": "audio 49170/2 UDP/TLS/RTP/SAVPF 111 0",
    "v": "0",
    "s": "A Seminar on the session description protocol",
    "i": "about SDP",
    "u": "https://example.org/",
    "e": "j.doe@example.org (Jane Doe)",
    "p": "+1 617 555-6011",
    "t": "3724394400 3724398000",
    "r": "604800 3600 0 90000",
    "z": "3730928400 -1h",
    "k": "clear:p4ssword",
}


CONTROLS = {chr(number) for number in (*range(32), 127)}


def refusal(letter: str, value: str) -> tuple[FaultCode, str]:
    with pytest.raises(SdpError) as caught:
        read_field(letter, value)
    return caught.value.fault.code, caught.value.fault.rule


def test_there_is_a_text_for_every_type_of_line() -> None:
    assert TEXTS.keys() == FIELDS.keys()


@pytest.mark.parametrize("letter", TEXTS)
def test_a_line_is_read_and_written_alike(letter: str) -> None:
    line = read_field(letter, TEXTS[letter])
    assert line.text == f"{letter}={TEXTS[letter]}"
    assert read_field(letter, TEXTS[letter]) == line


def test_the_parts_of_a_line_are_its_fields() -> None:
    assert read_field("o", TEXTS["o"]) == Origin("4962303333179871722", "1")
    assert read_field("c", TEXTS["c"]) == Connection("2001:db8::1", "IP6")
    assert read_field("b", TEXTS["b"]) == Bandwidth("AS", 128)
    assert read_field("m", TEXTS["m"]) == MediaLine(
        "audio", 49_170, "UDP/TLS/RTP/SAVPF", ("111", "0"), 2
    )


def test_what_is_not_said_stands_for_nobody() -> None:
    assert Origin(7, 8).text == "o=- 7 8 IN IP4 0.0.0.0"
    assert Connection().text == "c=IN IP4 0.0.0.0"


@pytest.mark.parametrize("letter", FIELDS)
@given(data=st.data())
def test_whatever_the_grammar_takes_comes_back(letter: str, data: st.DataObject) -> None:
    value = data.draw(texts_of(FIELDS[letter].grammar))
    line = attempt(read_field, letter, value)
    if isinstance(line, Fault):
        assert line.code is FaultCode.SDP_BAD_NUMBER
    else:
        assert line.text == f"{letter}={value}"


@pytest.mark.parametrize("letter", TEXTS)
@given(value=st.text())
def test_whatever_comes_only_our_error_leaves(letter: str, value: str) -> None:
    line = attempt(read_field, letter, value)
    if isinstance(line, Fault):
        assert line.rule.startswith("RFC 8866 §5.")
        assert value not in line.detail or len(value) < 3
    else:
        assert line.text == f"{letter}={value}"


@pytest.mark.parametrize(
    ("letter", "value"),
    [
        ("o", "- 1 1 IN IP4"),
        ("o", "- x 1 IN IP4 0.0.0.0"),
        ("o", "- 1 -1 IN IP4 0.0.0.0"),
        ("o", "- 1 1 IN IP4 0.0.0.0 more"),
        ("o", f"- {'1' * 41} 1 IN IP4 0.0.0.0"),
        ("c", "IN IP4"),
        ("c", "IN  IP4 0.0.0.0"),
        ("b", "AS"),
        ("b", "AS:-1"),
        ("b", "AS:1.5"),
        ("m", "audio 9 RTP/AVP"),
        ("m", "audio RTP/AVP 0"),
        ("m", "audio 09 RTP/AVP 0"),
        ("m", "audio 9 RTP/AVP 0 "),
        ("m", "audio 9/0 RTP/AVP 0"),
        ("m", "audio 9 /AVP 0"),
        ("v", "1"),
        ("v", "00"),
        ("s", ""),
        ("u", "a b"),
        ("e", "E"),
        ("e", "a@b (c"),
        ("e", "a <b>"),
        ("p", "P"),
        ("p", "+1 (2) 3"),
        ("t", "0"),
        ("t", "0 0 0"),
        ("r", "6d 6h"),
        ("r", "6d 6h 10g"),
        ("r", "0 1 2"),
        ("z", "2882844526 -1h 2898848070"),
        ("k", "ask"),
        ("k", "prompt:now"),
        ("k", "clear"),
    ],
)
def test_a_line_that_breaks_its_grammar_is_malformed(letter: str, value: str) -> None:
    code, rule = refusal(letter, value)
    assert code is FaultCode.SDP_LINE_SYNTAX
    assert rule.startswith("RFC 8866 §5.")


@pytest.mark.parametrize(
    ("letter", "value"),
    [
        ("m", "audio 65536 RTP/AVP 0"),
        ("m", "audio 9/65536 RTP/AVP 0"),
        ("m", "audio 9 RTP/AVP 128"),
        ("m", "audio 9 UDP/TLS/RTP/SAVPF 4294967296"),
        ("m", "unicorns 9 RTP/AVP sparkle"),
        ("m", "audio 9 RTP/AVP 00"),
        ("b", "AS:18446744073709551616"),
    ],
)
def test_a_number_out_of_range_is_told_as_such(letter: str, value: str) -> None:
    assert refusal(letter, value)[0] is FaultCode.SDP_BAD_NUMBER


@pytest.mark.parametrize("letter", ["", "a", "x", "A", "V", "mm", "ice-pwd", "é", " v"])
def test_there_are_no_other_types_of_lines(letter: str) -> None:
    assert refusal(letter, "0") == (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5")


def test_a_fault_shows_no_letter_that_is_no_type_of_line() -> None:
    with pytest.raises(SdpError) as caught:
        read_field("s3cret", "0")
    assert caught.value.fault.detail == "malformed ?="


@pytest.mark.parametrize("letter", TEXTS)
def test_a_hostile_value_is_refused_or_comes_back_as_it_is(letter: str) -> None:
    line: Line = read_field(letter, TEXTS[letter])
    for name in fields_of(type(line)):
        for hostile in HOSTILE:
            text = attempt(written, line, name, hostile)
            if isinstance(text, Fault):
                assert text.code in (FaultCode.SDP_BAD_VALUE, FaultCode.SDP_BAD_NUMBER)
            else:
                assert read_field(text[0], text[2:]).text == text
                assert not CONTROLS.intersection(text)


@pytest.mark.parametrize("letter", TEXTS)
@pytest.mark.timeout(5)
def test_a_long_repetition_takes_no_long_time(letter: str) -> None:
    for prefix in prefixes(TEXTS[letter]):
        attempt(read_field, letter, prefix * (65_536 // len(prefix)))


def test_a_kind_of_line_has_to_say_how_it_is_written() -> None:
    with pytest.raises(NotImplementedError):
        Field.serialize(Connection())


def test_keys_and_addresses_are_not_shown() -> None:
    shown = repr([read_field(letter, value) for letter, value in TEXTS.items()])
    assert "p4ssword" not in shown
    assert "2001:db8::1" not in shown
    assert "jane" not in shown.lower()
