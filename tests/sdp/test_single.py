"""One attribute by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.limits import Limits
from sdpsig.sdp import STANDARD, Registry, Unknown, parse_attribute
from sdpsig.sdp.attributes import Candidate, Direction, MediaDirection, Mid, RtcpMux
from tests._corpus import CAPTURES
from tests.sdp._hostile import attempt


def refusal(text: str, limits: Limits | None = None) -> Fault:
    with pytest.raises(SdpError) as caught:
        parse_attribute(text, limits=limits or Limits())
    return caught.value.fault


@pytest.mark.parametrize("text", ["a=mid:0", "mid:0", "a=mid:0\r\n", "mid:0\n"])
def test_an_attribute_is_taken_with_and_without_what_stands_around_it(text: str) -> None:
    assert parse_attribute(text) == Mid("0")
    assert parse_attribute(text).text == "a=mid:0"


def test_flags_directions_and_strangers_are_attributes_too() -> None:
    assert parse_attribute("rtcp-mux") == RtcpMux()
    assert parse_attribute("a=recvonly") == Direction(MediaDirection.RECVONLY)
    assert parse_attribute("x-mine") == Unknown("x-mine")
    assert parse_attribute("a=x-mine: a b ") == Unknown("x-mine", " a b ")
    assert parse_attribute("a:b") == Unknown("a", "b")


def test_a_registry_says_what_is_known() -> None:
    assert parse_attribute("mid:0", registry=Registry(())) == Unknown("mid", "0")
    assert parse_attribute("mid:0", registry=STANDARD) == Mid("0")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mid:", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("mid", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("rtcp-mux:1", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("a=a=mid:0", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("a=", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        (" mid:0", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("mid:0 ", FaultCode.SDP_ATTRIBUTE_SYNTAX),
        ("sctp-port:65536", FaultCode.SDP_BAD_NUMBER),
        ("mid:0\r\na=mid:1", FaultCode.SDP_BAD_CHARACTER),
        ("mid:0\n\n", FaultCode.SDP_BAD_CHARACTER),
        ("mid:0\r", FaultCode.SDP_BAD_CHARACTER),
        ("x:\x00", FaultCode.SDP_BAD_CHARACTER),
        ("x:\ud800", FaultCode.SDP_BAD_CHARACTER),
    ],
)
def test_what_is_no_attribute_is_refused(text: str, code: FaultCode) -> None:
    assert refusal(text).code is code


def test_an_attribute_may_be_as_long_as_the_limit_and_no_longer() -> None:
    limits = Limits(line_bytes=len("a=x:12345"))
    for text in ("x:12345", "a=x:12345", "a=x:12345\r\n", "a=x:1234", "a=x:1ä4"):
        parse_attribute(text, limits=limits)
    for text in ("x:123456", "a=x:123456", "a=x:123456\n", "a=x:1234567890", "a=x:123ä5"):
        fault = refusal(text, limits)
        assert (fault.code, fault.rule) == (FaultCode.SDP_LINE_TOO_LONG, "V-9f")


def test_a_candidate_keeps_the_limits_of_candidates() -> None:
    text = "candidate:1 1 udp 1 192.0.2.1 9 typ host a 1 b 2"
    assert isinstance(parse_attribute(text, limits=Limits(candidate_extensions=2)), Candidate)
    fault = refusal(text, Limits(candidate_extensions=1))
    assert fault.code is FaultCode.ICE_BAD_CANDIDATE


@pytest.mark.parametrize("name", CAPTURES)
def test_every_attribute_of_a_capture_is_read_alone_as_in_its_description(name: str) -> None:
    lines = [line for line in CAPTURES[name].splitlines() if line.startswith("a=")]
    assert [parse_attribute(line).text for line in lines] == lines


@given(st.text())
def test_whatever_comes_only_our_error_leaves(text: str) -> None:
    read = attempt(parse_attribute, text)
    if isinstance(read, Fault):
        assert read.rule
    else:
        assert parse_attribute(read.text) == read
