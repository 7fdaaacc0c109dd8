"""Data channels, and attributes at the wrong level: D-16, V-83 to V-85."""

import pytest

from sdpsig.errors import FaultCode
from tests.jsep._judged import DATA_ANSWER, NOTHING, answered, expect, line, offered
from tests.jsep._offers import DATA, DATA_SECTION, MIN_A, SESSION, added, changed, text, without

C = FaultCode
PORT = "a=sctp-port:5000"


def test_d_16_data_without_a_port_are_told() -> None:
    expect(offered(without(DATA, PORT)), "warned", (C.JSEP_SCTP_PORT, "D-16", 6, 0))
    old = text(*SESSION, "m=application 9 DTLS/SCTP 5000") + DATA_SECTION.partition("\r\n")[2]
    assert offered(without(old, PORT)) == NOTHING


def test_d_16_answered_data_without_a_port_are_tolerated() -> None:
    at = (C.JSEP_SCTP_PORT, "D-16", 6, 0)
    expect(answered(DATA, without(DATA_ANSWER, PORT)), "tolerated", at)


def test_v_83_a_port_that_starts_with_a_zero_is_tolerated() -> None:
    offer = changed(DATA, (PORT, "a=sctp-port:05000"))
    at = (C.JSEP_SCTP_PORT, "V-83", line(offer, "a=sctp-port"), 0)
    expect(offered(offer), "tolerated", at)


@pytest.mark.parametrize("port", ["65536", "065536", "x", "0x", "0" * 30])
def test_v_83_what_is_no_port_is_refused(port: str) -> None:
    offer = changed(DATA, (PORT, f"a=sctp-port:{port}"))
    for told in offered(offer):
        ((_, _, rule, number, section),) = told
        assert (rule, number, section) == ("V-83", line(offer, "a=sctp-port"), 0)
    assert offered(changed(DATA, (PORT, "a=sctp-port:65535"))) == NOTHING


def test_v_84_a_size_that_starts_with_a_zero_is_refused_by_strict() -> None:
    offer = changed(DATA, ("a=max-message-size:262144", "a=max-message-size:0262144"))
    interop, strict = offered(offer)
    assert interop == []  # told when it was read, where it counts as not said
    assert [(fault[2], fault[3]) for fault in strict] == [("V-84", line(offer, "a=max-message"))]
    assert offered(changed(offer, ("size:0262144", "size:x"))) == NOTHING


@pytest.mark.parametrize(
    ("words", "at"),
    [("a=simulcast:send a", "session"), ("a=ice-lite", "media"), ("a=sctp-port:5000", "media")],
)
def test_v_85_an_attribute_at_the_wrong_level_means_nothing(words: str, at: str) -> None:
    section = 0 if at == "media" else None
    if at == "media":
        offer = added(MIN_A, words)
    else:
        offer = changed(MIN_A, ("t=0 0\r\n", f"t=0 0\r\n{words}\r\n"))
    expect(offered(offer), "strict", (C.SDP_WRONG_LEVEL, "V-85", line(offer, words), section))


def test_v_85_what_nobody_knows_may_stand_anywhere() -> None:
    assert offered(added(changed(MIN_A, ("t=0 0\r\n", "t=0 0\r\na=x-y\r\n")), "a=x-y")) == NOTHING
