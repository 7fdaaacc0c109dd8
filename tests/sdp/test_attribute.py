from typing import Any, ClassVar

import pytest
from attrs import evolve, frozen

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import Attribute, InAnswer, Level, Mux, Spec, Unknown
from sdpsig.sdp._attribute import MAX_SHARED, pairs, words
from sdpsig.sdp._description import Section
from sdpsig.sdp.attributes import Candidate, Fmtp, Group, Mid, Msid, RtcpFb, RtcpMux, Rtpmap


def refusal(text_of: Attribute) -> tuple[FaultCode, str]:
    with pytest.raises(SdpError) as caught:
        _ = text_of.text
    return caught.value.fault.code, caught.value.fault.rule


def test_the_groups_of_the_grammar_are_the_fields() -> None:
    assert Rtpmap.parse("111 opus/48000/2") == Rtpmap(111, "opus", 48_000, 2)


def test_what_breaks_the_grammar_is_a_syntax_error_with_the_rfc_of_the_section() -> None:
    with pytest.raises(SdpError) as caught:
        Rtpmap.parse("111 opus")
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8866 §6.6")
    assert fault.detail == "malformed a=rtpmap"


def test_a_number_out_of_range_is_told_as_such() -> None:
    with pytest.raises(SdpError) as caught:
        Rtpmap.parse("128 opus/48000/2")
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.SDP_BAD_NUMBER, "RFC 8866 §6.6")
    assert fault.detail == "a=rtpmap with a number outside 0-127"


def test_a_flag_has_no_value_and_a_value_is_no_flag() -> None:
    assert RtcpMux.read("rtcp-mux", None) == RtcpMux()
    for kind, value in ((RtcpMux, ""), (RtcpMux, "yes"), (Mid, None)):
        with pytest.raises(SdpError) as caught:
            kind.read(kind.spec.name, value)
        assert caught.value.fault.code is FaultCode.SDP_ATTRIBUTE_SYNTAX


def test_a_made_attribute_writes_its_line() -> None:
    assert Rtpmap(111, "opus", 48_000, 2).text == "a=rtpmap:111 opus/48000/2"
    assert RtcpMux().text == "a=rtcp-mux"
    assert RtcpMux().serialize() == ""


def test_the_wire_form_is_never_what_str_gives() -> None:
    assert str(Mid("0")) != Mid("0").serialize()


@pytest.mark.parametrize(
    "line",
    [
        Mid("a b"),
        Mid("0\r\na=candidate:1"),
        Mid(""),
        Msid("stream track"),  # would come back as a stream and a track
        Msid("s", "t u"),
        RtcpFb("96", "nack pli"),
        Fmtp("96 x", "y"),
        Group("BUNDLE 0", ("1",)),
        Group("BUNDLE", ("0 1",)),
        Group("BUNDLE", ("",)),
    ],
    ids=lambda line: type(line).__name__,
)
def test_a_value_that_would_come_back_as_another_is_not_written(line: Attribute) -> None:
    assert refusal(line) == (FaultCode.SDP_BAD_VALUE, line.spec.rfc)


@pytest.mark.parametrize("wrong", [5, None, b"0", ["0"], 1.5])
def test_a_value_of_a_wrong_type_is_not_written(wrong: Any) -> None:
    assert refusal(Mid(wrong))[0] is FaultCode.SDP_BAD_VALUE


CANDIDATE = Candidate.parse("1 1 udp 1 192.0.2.1 9 typ host")


@pytest.mark.parametrize(
    "extensions",
    [(("a", "b c d"),), (("raddr", "192.0.2.9"),), (("rport", "9"),), (("a",),), (("a", ""),)],
)
def test_an_extension_cannot_make_another_pair(extensions: Any) -> None:
    assert refusal(evolve(CANDIDATE, extensions=extensions))[0] is FaultCode.SDP_BAD_VALUE


# --- unknown attributes


@pytest.mark.parametrize("value", [None, "", "x", "a:b", " ", "1 AES inline:key"])
def test_an_unknown_attribute_is_kept_as_it_is(value: str | None) -> None:
    line = Unknown.read("x-thing", value)
    assert (line.name, line.value) == ("x-thing", value)
    assert line.text == ("a=x-thing" if value is None else f"a=x-thing:{value}")
    assert line.serialize() == (value or "")


def test_what_an_unknown_attribute_says_is_not_shown() -> None:
    assert "s3cret" not in repr(Unknown("crypto", "1 AES inline:s3cret"))


@pytest.mark.parametrize("name", ["", "a b", "a:b", "a\r\nb", "ä", "a/b"])
def test_an_unknown_attribute_needs_a_token_for_a_name(name: str) -> None:
    assert refusal(Unknown(name))[0] is FaultCode.SDP_BAD_VALUE
    with pytest.raises(SdpError) as caught:
        Unknown.read(name, None)
    assert caught.value.fault.code is FaultCode.SDP_ATTRIBUTE_SYNTAX


@pytest.mark.parametrize("value", ["\r", "\n", "x\x00", "\t", "\x7f", "\ud800"])
def test_an_unknown_attribute_holds_no_control_character(value: str) -> None:
    assert refusal(Unknown("x", value))[0] is FaultCode.SDP_BAD_VALUE


# --- converters


def test_words_come_from_text_or_from_anything_with_items() -> None:
    assert words(" 0 1") == words(["0", "1"]) == words(("0", "1")) == ("0", "1")
    assert words("") == words(None) == words(()) == ()


def test_pairs_come_from_text_or_from_anything_with_items() -> None:
    assert pairs("a b c d") == pairs([("a", "b"), ("c", "d")]) == (("a", "b"), ("c", "d"))
    assert pairs(None) == ()


@pytest.mark.parametrize("make", [lambda: words(5), lambda: pairs(5), lambda: pairs("a b c")])
def test_what_does_not_come_apart_is_refused(make: Any) -> None:
    with pytest.raises(SdpError) as caught:
        make()
    assert caught.value.fault.code is FaultCode.SDP_BAD_VALUE


# --- the registration form


def test_a_spec_is_a_value_with_modest_defaults() -> None:
    spec = Spec("x", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 1 §1")
    assert spec.in_answer is InAnswer.DROP
    assert (spec.names, spec.volatile, spec.dropped_if_malformed) == ((), False, False)
    assert spec == Spec("x", level=Level.MEDIA, mux=Mux.NORMAL, rfc="RFC 1 §1")


def test_both_levels_are_both() -> None:
    assert Level.SESSION in Level.BOTH
    assert Level.MEDIA in Level.BOTH
    assert Level.MEDIA not in Level.SESSION


@frozen
class Flag(Attribute):
    """The smallest attribute there is."""

    spec: ClassVar[Spec] = Spec("flag", level=Level.BOTH, mux=Mux.NORMAL, rfc="RFC 1 §1")


def test_an_attribute_needs_no_more_than_its_form() -> None:
    assert Flag.read("flag", None).text == "a=flag"
    assert not Flag.is_volatile()
    assert Flag.default() is None
    assert list(Flag().check(Section())) == []


@pytest.mark.parametrize("read", [words, pairs])
def test_a_long_value_is_read_and_not_kept(read: Any) -> None:
    short, long = "a b c d", "a b " * MAX_SHARED + "c d"
    assert read(short) is read(short)
    assert read(long) == read(long)
    assert read(long) is not read(long)


def test_candidates_share_the_words_that_most_of_them_have() -> None:
    one, other = (
        sdp.parse_candidate(f"candidate:1 1 udp 1 192.0.2.1 {port} typ host") for port in (9, 10)
    )
    assert one is not None
    assert other is not None
    assert one.transport is other.transport
    assert one.type is other.type
