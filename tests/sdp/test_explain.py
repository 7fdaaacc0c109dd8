import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, Severity
from sdpsig.sdp import STANDARD, Attribute, Level, Malformed, Mux, Spec, Unknown, explain, parse
from sdpsig.sdp._explain import all_faults
from sdpsig.sdp._words import WORDS
from tests._corpus import CAPTURES, OWN, shared_captures
from tests.sdp._grammar import texts_of

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
EVERY = CAPTURES | OWN


def said(line: str, media: str = "m=audio 9 UDP/TLS/RTP/SAVPF 111") -> str:
    """The words for a line of a section."""
    (found,) = (
        one for one in explain(sdp.parse(f"{HEAD}{media}\r\n{line}\r\n")) if one.text == line
    )
    return found.words


def judge(text: str) -> None:
    description = sdp.parse(text)
    lines = explain(description)
    assert [line.text for line in lines] == text.splitlines()
    assert [line.line for line in lines] == list(range(1, len(lines) + 1))
    for line in lines:
        assert "not known" not in line.words
        assert len(line.words) > 10
        assert line.words.isprintable()
        assert line.rfc.startswith(("RFC ", "draft-"))
        assert not [fault for fault in line.faults if fault.severity is Severity.ERROR]
    assert [line.section for line in lines if line.text.startswith("m=")] == list(
        range(len(description.media))
    )


@pytest.mark.parametrize("name", EVERY)
def test_every_line_that_a_browser_writes_has_words_and_a_reference(name: str) -> None:
    judge(EVERY[name])


def test_so_has_every_line_of_the_larger_collection() -> None:
    for text in shared_captures().values():
        judge(text)


@pytest.mark.parametrize("name", CAPTURES)
def test_no_password_is_in_the_words_or_in_the_masked_text(name: str) -> None:
    for line in explain(sdp.parse(CAPTURES[name])):
        if line.text.startswith("a=ice-pwd:"):
            password = line.text.partition(":")[2]
            assert password not in f"{line!r} {line.masked} {line.words}"
            assert line.text.endswith(password)


def test_every_function_of_the_table_reads_a_known_attribute() -> None:
    assert set(WORDS) <= set(STANDARD)


def test_every_known_attribute_has_a_purpose() -> None:
    assert [kind.spec.name for kind in STANDARD if not (kind.__doc__ or "").strip()] == []


def test_an_unknown_attribute_is_said_to_be_unknown() -> None:
    assert said("a=x-mine:1") == (
        "An attribute that is not known here (x-mine): kept, and ignored."
    )
    description = sdp.parse(f"{HEAD}a=x-mine:1\r\n")
    assert isinstance(description.lines[-1], Unknown)


def test_a_malformed_line_is_explained_with_its_fault() -> None:
    description = sdp.parse(f"{HEAD}a=setup:maybe\r\n")
    assert isinstance(description.lines[-1], Malformed)
    line = explain(description)[-1]
    assert line.words == "Ignored, because it cannot be read: malformed a=setup."
    assert line.rfc == "RFC 4145 §4"
    assert [fault.line for fault in line.faults] == [5]


def test_a_malformed_line_without_a_name_refers_to_the_grammar_of_its_letter() -> None:
    assert explain(sdp.parse(f"{HEAD}a=(:x\r\n"))[-1].rfc == "RFC 8866 §5.13"
    assert explain(sdp.parse(f"{HEAD}x=1\r\n"))[-1].rfc == "RFC 8866 §5"
    (line,) = (one for one in explain(sdp.parse(f"{HEAD}b=AS\r\n")) if one.line == 5)
    assert line.rfc == "RFC 8866 §5.8"


def test_a_fault_is_told_once_even_if_parsing_and_checking_both_find_it() -> None:
    faults = [
        fault for line in explain(sdp.parse(f"{HEAD}a=setup:maybe\r\n")) for fault in line.faults
    ]
    places = [(fault.line, fault.code, fault.detail) for fault in faults]
    assert len(places) == len(set(places))


def test_an_attribute_that_somebody_adds_explains_itself() -> None:
    class Weather(Attribute):
        """What the sky looks like (RFC 9999 §1).

        More for programmers."""

        spec = Spec("weather", level=Level.BOTH, mux=Mux.TBD, rfc="RFC 9999 §1")

    description = sdp.parse(f"{HEAD}a=weather\r\n", registry=STANDARD.extended(Weather))
    line = explain(description)[-1]
    assert (line.words, line.rfc) == ("What the sky looks like.", "RFC 9999 §1")
    assert line.purpose == "What the sky looks like"


def test_one_without_a_docstring_is_named_at_least() -> None:
    class Silent(Attribute):
        spec = Spec("silent", level=Level.BOTH, mux=Mux.TBD, rfc="RFC 9999 §1")

    Silent.__doc__ = None
    description = sdp.parse(f"{HEAD}a=silent\r\n", registry=STANDARD.extended(Silent))
    assert explain(description)[-1].words == "The attribute silent."


def test_what_has_no_words_of_its_own_shows_its_value_without_secrets() -> None:
    assert said("a=label:left").endswith(": left.")
    assert "s3cret" not in said("a=key-mgmt:mikey s3cret=")


@given(st.sampled_from(sorted(CAPTURES)), st.data())
def test_whatever_parses_is_explained(name: str, data: st.DataObject) -> None:
    lines = CAPTURES[name].split("\r\n")
    at = data.draw(st.integers(1, len(lines) - 2))
    lines[at] = data.draw(
        st.sampled_from(lines[1:-1]) | st.text("abcdiw=:- 019/", max_size=30).map("a={}".format)
    )
    try:
        description = sdp.parse("\r\n".join(lines))
    except sdp.SdpError:
        return
    explained = explain(description)
    assert [line.text for line in explained] == "\r\n".join(lines).splitlines()
    assert all(line.words and line.rfc for line in explained)


@given(st.data())
def test_every_attribute_that_its_grammar_allows_is_explained(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(STANDARD)))
    value = data.draw(texts_of(kind.grammar)) if kind.grammar else ""
    line = f"a={kind.spec.name}:{value}" if kind.grammar else f"a={kind.spec.name}"
    try:
        description = sdp.parse(f"{HEAD}m=video 9 UDP/TLS/RTP/SAVPF 96\r\n{line}\r\n")
    except sdp.SdpError:
        return
    assert explain(description)[-1].words


@pytest.mark.parametrize(
    "lines",
    ["t=0 0\r\ns=-\r\n", "t=0 0\r\n", "s=-\r\nt=0 0\r\nk=prompt\r\n", "s=-\r\nt=0 0\r\na=mid:\r\n"],
)
def test_what_the_parser_and_check_both_see_is_told_once(lines: str) -> None:
    description = parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\n" + lines)
    assert len(description.warnings) == len(all_faults(description)) == 1


def test_what_check_does_not_see_is_told_from_the_reading() -> None:
    description = parse("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
    alone = Fault(FaultCode.INTERNAL, "told by nobody else", line=2, severity=Severity.WARNING)
    assert all_faults(evolve(description, warnings=(alone,))) == (alone,)
