import pytest

from sdpsig.errors import FaultCode, SdpError
from sdpsig.sdp import STRICT, SessionDescription, check, parse

from ._judged import ADVISED, AUDIO, HEAD, REFUSED, TOLERATED, C, audio, severities, text, told

CLEAN = text(*audio())


def with_head(*lines: str) -> str:
    """A description of no section with another head."""
    return "".join(f"{line}\r\n" for line in lines)


# --- line ends


@pytest.mark.parametrize(
    ("description", "line"),
    [
        ("\ufeff" + CLEAN, 1),
        (CLEAN.replace("\r\n", "\n"), 1),
        (CLEAN.replace("s=-\r\n", "s=-\n"), 3),
        (CLEAN.removesuffix("\r\n"), 13),
        (CLEAN + "\r\n", 13),
    ],
)
def test_line_ends_are_told_in_strict_alone(description: str, line: int) -> None:
    parsed = parse(description)
    assert check(parsed) == ()
    (fault,) = check(parsed, profile=STRICT)
    assert (fault.line, fault.code, fault.rule) == (line, FaultCode.SDP_LINE_ENDING, "V-6")
    assert fault.severity == "warning"


# --- order, and what is missing or there twice


def test_a_head_in_order_is_clean() -> None:
    head = ("v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "i=i", "u=http://example.com", "e=a@b.c")
    rest = ("p=+1 2", "c=IN IP4 0.0.0.0", "b=AS:1", "t=0 0", "t=3000000000 3000000001")
    assert told(with_head(*head, *rest, "a=tool:x")) == []


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ((*HEAD[:2], "t=0 0", "s=-"), 4),
        ((*HEAD, "b=AS:1"), 5),
        ((*HEAD, "a=tool:x", "c=IN IP4 0.0.0.0"), 6),
    ],
)
def test_a_line_out_of_its_order_is_found(lines: tuple[str, ...], line: int) -> None:
    description = with_head(*lines)
    assert told(description) == [(line, FaultCode.SDP_LINE_ORDER, "V-5")]
    assert severities(description) == TOLERATED


def test_every_one_of_them_is_found() -> None:
    description = text(AUDIO, "a=mid:0", "b=AS:1", C, "a=sendrecv", "i=x")
    found = [line for line, code, _ in told(description) if code is FaultCode.SDP_LINE_ORDER]
    assert found == [7, 8, 10]


@pytest.mark.parametrize(
    ("description", "line"),
    [
        (with_head(*HEAD[:3], "s=-", HEAD[3]), 4),
        (with_head(*HEAD[:2], *HEAD[1:]), 3),
        (with_head(*HEAD[:3], C, C, HEAD[3]), 5),
        (text("m=audio 9 RTP/AVP 0", "i=x", "i=y", C), 7),
    ],
)
def test_a_line_that_may_stand_once_stands_once(description: str, line: int) -> None:
    assert told(description) == [(line, FaultCode.SDP_REPEATED, "RFC 8866 §9")]
    assert severities(description) == TOLERATED


def test_a_session_may_say_several_times_whom_to_ask_and_when() -> None:
    head = (*HEAD[:3], "e=a@b.c", "e=d@e.f", "b=AS:1", "b=TIAS:2", "t=0 0", "t=0 0")
    assert told(with_head(*head)) == []


def test_what_every_description_needs_is_missed() -> None:
    faults = check(SessionDescription())
    assert [(fault.code, fault.rule) for fault in faults] == [
        (FaultCode.SDP_MISSING_LINE, rule) for rule in ("V-1", "V-2", "V-3", "V-3")
    ]
    assert [fault.severity for fault in faults] == ["error", "error", "warning", "warning"]


def test_a_section_needs_a_connection_of_its_own_or_of_the_session() -> None:
    missing = text("m=audio 9 RTP/AVP 0", "m=audio 9 RTP/AVP 0", C)
    assert told(missing) == [(5, FaultCode.SDP_MISSING_LINE, "RFC 8866 §5.7")]
    assert severities(missing) == TOLERATED
    head = with_head(*HEAD[:3], C, HEAD[3], "m=audio 9 RTP/AVP 0", "m=audio 0 RTP/AVP 0")
    assert told(head) == []


# --- values


ORIGIN = FaultCode.SDP_BAD_ADDRESS, "RFC 8866 §5.2"
CONNECTION = FaultCode.SDP_BAD_ADDRESS, "RFC 8866 §5.7"
NETWORK = FaultCode.SDP_BAD_ADDRESS, "RFC 8866 §8.2.7"
SHORT = FaultCode.SDP_BAD_TIME, "RFC 8866 §9"


@pytest.mark.parametrize(
    ("good", "bad", "line", "code", "rule"),
    [
        (HEAD[1], "o=- 18446744073709551616 1 IN IP4 0.0.0.0", 2, FaultCode.SDP_BAD_NUMBER, "V-2"),
        (HEAD[1], "o=- 1 18446744073709551616 IN IP4 0.0.0.0", 2, FaultCode.SDP_BAD_NUMBER, "V-2"),
        (HEAD[1], "o=- 1 1 IN IP4 ::1", 2, *ORIGIN),
        (C, "c=IN IP4 999.1.2.3", 6, *CONNECTION),
        (C, "c=IN IP4 224.2.1.1", 6, *CONNECTION),
        ("t=0 0", "t=3000000001 3000000000", 4, FaultCode.SDP_BAD_TIME, "RFC 8866 §5.9"),
        ("t=0 0", "t=0 5", 4, *SHORT),
        ("t=0 0", "t=5 17", 4, *SHORT),
    ],
)
def test_what_no_grammar_can_say_is_judged(
    good: str, bad: str, line: int, code: FaultCode, rule: str
) -> None:
    description = CLEAN.replace(good, bad, 1)
    assert told(description) == [(line, code, rule)]
    assert severities(description) == TOLERATED


@pytest.mark.parametrize(
    ("good", "bad", "line", "code", "rule"),
    [
        (HEAD[1], "o=- 1 1 TN RFC2543 +1-201-406-4090", 2, *NETWORK),
        (C, "c=IN IP7 127.0.0.1", 6, *NETWORK),
        (C, f"{C}\r\nb=CRASH:32", 7, FaultCode.SDP_BANDWIDTH_TYPE, "RFC 8866 §5.8"),
        (C, f"{C}\r\nk=prompt", 7, FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5.12"),
    ],
)
def test_what_is_legal_and_leads_nowhere_is_told(
    good: str, bad: str, line: int, code: FaultCode, rule: str
) -> None:
    description = CLEAN.replace(good, bad, 1)
    assert told(description) == [(line, code, rule)]
    assert severities(description) == ADVISED


def test_an_email_address_has_an_at_sign() -> None:
    description = with_head(*HEAD[:3], "e=nobody", HEAD[3])
    assert [(line, rule) for line, _, rule in told(description)] == [(4, "RFC 8866 §5.6")]
    assert severities(description) == TOLERATED


def test_a_missing_origin_of_a_made_description_is_an_error() -> None:
    parsed = parse(CLEAN)
    made = SessionDescription(parsed.lines[:1] + parsed.lines[2:], media=parsed.media)
    (fault,) = check(made)
    assert (fault.code, fault.rule) == (FaultCode.SDP_MISSING_LINE, "V-2")
    assert ({fault.severity},) * 2 == REFUSED


@pytest.mark.parametrize(
    "times",
    ["r=7d 1h 0\r\nt=0 0\r\n", "t=0 0\r\nz=0 0\r\nr=7d 1h 0\r\n", "z=0 0\r\nt=0 0\r\n"],
)
def test_what_strict_refuses_of_the_order_of_times_is_found(times: str) -> None:
    start = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n"
    line = 6 if times.startswith("t=") else 4
    places = [(fault.code, fault.rule, fault.line) for fault in check(parse(start + times))]
    assert places == [(FaultCode.SDP_LINE_ORDER, "V-5", line)]
    with pytest.raises(SdpError, match=f"line {line}: a line out of its order"):
        parse(start + times, profile=STRICT)
