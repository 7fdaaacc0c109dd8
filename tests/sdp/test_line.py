from collections.abc import Callable

import pytest
from attrs import evolve, frozen

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.sdp import Malformed, MediaLine
from sdpsig.sdp._line import Line, TypedLine, seal
from sdpsig.sdp.attributes import Mid, Rtpmap, Setup

FAULT = Fault(FaultCode.SDP_ATTRIBUTE_SYNTAX, "malformed a=mid", "RFC 5888 §4", 7)


@frozen
class Counted(Line):
    """A line that counts how often it is written."""

    written: list[int]

    def _written(self) -> str:
        self.written.append(1)
        return "x=1"


def test_a_line_writes_its_text_once() -> None:
    line = Counted([])
    assert line.text == line.text == "x=1"
    assert line.written == [1]


def test_a_line_that_was_read_keeps_the_text_it_was_read_from() -> None:
    line = seal(Mid("0"), "a=mid:0")
    assert line.text == "a=mid:0"


def test_a_changed_line_forgets_the_old_text() -> None:
    line = seal(Mid("0"), "a=mid:0")
    assert evolve(line, mid="1").text == "a=mid:1"


def test_the_text_is_no_part_of_the_value() -> None:
    assert seal(Mid("0"), "a=mid:0") == Mid("0")
    assert repr(seal(Mid("0"), "a=mid:0")) == "Mid(mid='0')"


def test_a_line_without_a_way_to_be_written_says_so() -> None:
    with pytest.raises(NotImplementedError):
        _ = Line().text


def test_a_line_with_a_grammar_has_to_say_how_it_is_read_and_written() -> None:
    for ask in (TypedLine.rule, TypedLine._label, TypedLine()._assembled):
        with pytest.raises(NotImplementedError):
            ask()
    with pytest.raises(NotImplementedError):
        TypedLine.read("mid", "0")
    assert not TypedLine.is_volatile()


def test_a_malformed_line_keeps_its_text_and_shows_only_its_name() -> None:
    line = seal(Malformed("ice-pwd", "s3cret word", FAULT), "a=ice-pwd:s3cret word")
    assert line.text == "a=ice-pwd:s3cret word"
    assert "s3cret" not in repr(line)
    assert "ice-pwd" in repr(line)


def test_a_malformed_line_that_was_changed_cannot_be_written() -> None:
    line = seal(Malformed("mid", "a b", FAULT), "a=mid:a b")
    with pytest.raises(SdpError) as caught:
        _ = evolve(line, value="0").text
    assert caught.value.fault == FAULT


def test_a_description_of_one_made_and_one_read_line_is_written_as_one() -> None:
    read = sdp.parse("v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n")
    made = evolve(read, lines=(*read.lines, Mid("0")))
    assert sdp.serialize(made) == sdp.serialize(read) + "a=mid:0\r\n"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Setup("activ"), "a=setup with a word other than"),
        (lambda: Rtpmap(300, "x", 1), "a=rtpmap with a number outside 0-127"),
        (lambda: MediaLine("audio", -9, "RTP/AVP", ("0",)), "m= with a number outside 0-65535"),
        (lambda: evolve(Rtpmap(0, "x", 1), clock_rate=-1), "a=rtpmap with a number outside"),
    ],
)
def test_a_value_that_no_field_takes_is_refused_by_the_name_of_its_line(
    make: Callable[[], Line], said: str
) -> None:
    with pytest.raises(SdpError) as caught:
        make()
    assert caught.value.fault.detail.startswith(said)
    assert caught.value.fault.rule.startswith("RFC ")


def layers(kind: type[Line]) -> int:
    """How many functions stand before the ``__init__`` that attrs has made."""
    init: object = kind.__init__
    count = -1
    while init is not None:
        init, count = getattr(init, "__wrapped__", None), count + 1
    return count


def test_only_a_line_that_may_refuse_a_value_watches_how_it_is_made() -> None:
    assert layers(Setup) == 2  # a converter
    assert layers(MediaLine) == 2  # a check of all fields together
    assert layers(Mid) == 1
