"""One candidate by itself (TR-1 to TR-9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError, Severity
from sdpsig.limits import Limits
from sdpsig.sdp import INTEROP, STRICT, Profile, parse_candidate
from sdpsig.sdp._candidate import read_candidate
from sdpsig.sdp.attributes import Candidate
from tests.sdp._hostile import attempt

LINE = "1 1 udp 2122260223 192.0.2.1 50000 typ host"
HOST = Candidate.parse(LINE)


def refusal(text: str, limits: Limits | None = None) -> str:
    with pytest.raises(SdpError) as caught:
        parse_candidate(text, limits=limits or Limits())
    fault = caught.value.fault
    assert (fault.code, fault.rule) == (FaultCode.ICE_BAD_CANDIDATE, "RFC 8839 §5.1")
    assert fault.w3c == "OperationError"
    return fault.detail


BOTH = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=["interop", "strict"])


def told(value: str) -> list[str]:
    """The rules that interop stretches to take a candidate, and that make strict refuse it."""
    candidate, faults = read_candidate(value)
    assert {fault.severity for fault in faults} <= {Severity.WARNING}
    assert parse_candidate(f"candidate:{value}") == candidate
    if faults:
        with pytest.raises(SdpError) as caught:
            parse_candidate(f"candidate:{value}", profile=STRICT)
        assert caught.value.fault.severity is Severity.ERROR
        assert caught.value.fault.rule == faults[0].rule
        assert caught.value.fault.w3c == "OperationError"
    else:
        assert parse_candidate(f"candidate:{value}", profile=STRICT) == candidate
    return [fault.rule for fault in faults]


# --- TR-1, TR-27: what stands around it, and the end of candidates


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        f"candidate:{LINE}",
        f"a=candidate:{LINE}",
        f" candidate:{LINE}\r\n",
        f"\na=candidate:{LINE} ",
        f"\t candidate:{LINE}\t",
        f"\r\n\r\na=candidate:{LINE}\n\n",
    ],
)
def test_tr_1_a_candidate_is_taken_in_each_of_its_spellings(text: str, profile: Profile) -> None:
    assert parse_candidate(text, profile=profile) == HOST


def test_tr_1_one_spelling_is_written() -> None:
    candidate = parse_candidate(f"\n candidate:{LINE}\r\n")
    assert candidate is not None
    assert candidate.text == f"a=candidate:{LINE}"
    assert candidate.serialize() == LINE


@BOTH
@pytest.mark.parametrize(
    "text",
    ["", " ", "\r\n", "end-of-candidates", "a=end-of-candidates\r\n", " end-of-candidates\n", "a="],
)
def test_tr_27_nothing_means_that_no_more_will_come(text: str, profile: Profile) -> None:
    assert parse_candidate(text, profile=profile) is None


# --- TR-2: the grammar


@pytest.mark.parametrize(
    ("value", "field", "read"),
    [
        (LINE.replace("udp", "UDP"), "transport", "UDP"),
        (LINE.replace("host", "HOST"), "type", "HOST"),
        (LINE.replace("typ", "TYP"), "type", "host"),
        (f"{LINE} RADDR 192.0.2.2 Rport 9", "rport", 9),
        (f"{LINE} Rport 9", "rport", 9),
        ("+/ab" * 8 + LINE[1:], "foundation", "+/ab" * 8),
        (LINE.replace("1 1 udp", "1 256 udp"), "component", 256),
        (LINE.replace("2122260223", "4294967295"), "priority", 2**32 - 1),
        (LINE.replace("2122260223", "1"), "priority", 1),
        (LINE.replace("50000", "65535"), "port", 65535),
    ],
)
def test_tr_2_the_words_of_the_grammar_come_in_any_case_and_numbers_in_range(
    value: str, field: str, read: object
) -> None:
    assert told(value) == []
    candidate = parse_candidate(f"a=candidate:{value}")
    assert getattr(candidate, field) == read


def test_tr_2_a_priority_of_zero_is_in_the_grammar_and_no_priority() -> None:
    assert told(LINE.replace("2122260223", "0")) == ["TR-2"]


@BOTH
@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        "1",
        LINE.replace("1 1 udp", "1  1 udp"),
        LINE.replace("1 1 udp", "\u0661 1 udp"),
        LINE.replace("1 1 udp", "1 01 udp"),
        LINE.replace("1 1 udp", "1 +1 udp"),
        LINE.replace("50000", "5_0"),
        LINE.replace("50000", "9" * 21),
        LINE.replace("192.0.2.1", "192.0.2.1\u2028"),
        LINE.replace("typ", "\u0167yp"),
        LINE.replace("host", ""),
        "x" * 33 + LINE[1:],
        "-" + LINE[1:],
        f"{LINE} raddr 192.0.2.1 rport",
        f"{LINE} raddr",
        f"{LINE} rport x",
        f"{LINE} a 1 raddr 192.0.2.1",
    ],
)
def test_tr_2_what_breaks_the_grammar_is_refused_in_both_profiles(
    value: str, profile: Profile
) -> None:
    with pytest.raises(SdpError) as caught:
        parse_candidate(f"candidate:{value}", profile=profile)
    assert caught.value.fault.code is FaultCode.ICE_BAD_CANDIDATE


# --- TR-3 to TR-5, TR-9: what is odd


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        (LINE.replace("host", "srflx"), []),
        (LINE.replace("host", "prflx"), []),
        (LINE.replace("host", "relay"), []),
        (LINE.replace("host", "Relay"), []),
        (LINE.replace("host", "token"), ["TR-3"]),
        (LINE.replace("udp", "ssltcp"), ["TR-3"]),
        (LINE.replace("udp", "TLS").replace("host", "x"), ["TR-3"]),
    ],
)
def test_tr_3_an_unknown_type_or_transport_is_taken_to_be_ignored(
    value: str, rules: list[str]
) -> None:
    assert told(value) == rules


@pytest.mark.parametrize(
    ("value", "kind", "rules"),
    [
        (LINE, None, []),
        (f"{LINE} tcptype active", None, []),
        (LINE.replace("udp", "tcp"), "passive", ["TR-4"]),
        (LINE.replace("udp", "tcp") + " tcptype active", "active", []),
        (LINE.replace("udp", "TCP") + " tcptype PASSIVE", "passive", []),
        (LINE.replace("udp", "tcp") + " generation 0 tcptype so", "so", []),
        (LINE.replace("udp", "tcp").replace("50000", "9") + " tcptype active", "active", []),
        (LINE.replace("udp", "tcp").replace("50000", "0") + " tcptype active", "active", []),
        (LINE.replace("udp", "tcp") + " tcptype simultaneous", "simultaneous", ["TR-4"]),
    ],
)
def test_tr_4_tcp_says_who_opens_the_connection(
    value: str, kind: str | None, rules: list[str]
) -> None:
    assert told(value) == rules
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    assert candidate.tcp_type == kind


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.1", False),
        ("2001:db8::5", False),
        ("2a02:0db8:85a3:0000:0000:8a2e:0370:7334", False),
        ("::ffff:192.0.2.1", False),
        ("fe80::1%eth0", False),
        ("4e6a9b1e-0d3b-4c8b-9e61-3b2f5a6c7d8e.local", True),
        ("HOST.Example.Invalid", True),
        ("x.y.local", True),
        ("localhost", True),
    ],
)
def test_tr_5_an_address_is_kept_to_the_letter_and_never_looked_up(
    address: str, name: bool
) -> None:
    value = LINE.replace("192.0.2.1", address)
    assert told(value) == []
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    assert candidate.address == address
    assert candidate.needs_resolution is name


@pytest.mark.parametrize("address", ["256.1.1.1", "[fe80::1", "1.2.3", "fe80:::1", "a/b"])
def test_tr_5_what_is_neither_an_address_nor_a_name_is_told(address: str) -> None:
    value = LINE.replace("192.0.2.1", address)
    assert told(value) == ["TR-5"]
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    assert (candidate.address, candidate.needs_resolution) == (address, True)


def test_tr_5_brackets_around_an_address_are_stripped() -> None:
    value = LINE.replace("192.0.2.1", "[2001:db8::5]")
    assert told(value) == ["TR-5"]
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    assert candidate.address == "2001:db8::5"
    assert candidate.text == f"a=candidate:{LINE}".replace("192.0.2.1", "2001:db8::5")
    with pytest.raises(SdpError):
        parse_candidate(f"candidate:{LINE}".replace("192.0.2.1", "[]"))


@BOTH
@pytest.mark.parametrize(
    "value",
    [
        LINE.replace("50000", "0"),
        LINE.replace("50000", "22"),
        LINE.replace("192.0.2.1", "0.0.0.0"),
        LINE.replace("192.0.2.1", "::"),
        LINE.replace("192.0.2.1", "224.0.0.1"),
        LINE.replace("192.0.2.1", "127.0.0.1"),
    ],
)
def test_tr_6_what_a_policy_will_drop_is_read_all_the_same(value: str, profile: Profile) -> None:
    assert parse_candidate(f"candidate:{value}", profile=profile) is not None


def test_tr_7_extensions_are_kept_in_order_known_or_not() -> None:
    ends = " tcptype so generation 0 ufrag EsAw network-id 1 network-cost 999 x-y z/?= generation 1"
    value = LINE.replace("udp", "tcp") + ends
    assert told(value) == []
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    words = ends.split()
    assert candidate.extensions == tuple(zip(words[::2], words[1::2], strict=True))
    assert candidate.extension("ufrag") == "EsAw"
    assert candidate.extension("generation") == "0"
    assert candidate.serialize() == value


@BOTH
@pytest.mark.parametrize("component", [1, 2, 3, 256])
def test_tr_8_a_component_of_the_grammar_is_read(component: int, profile: Profile) -> None:
    text = f"candidate:{LINE}".replace("1 1 udp", f"1 {component} udp")
    candidate = parse_candidate(text, profile=profile)
    assert candidate is not None
    assert candidate.component == component


@pytest.mark.parametrize("kind", ["srflx", "relay", "prflx"])
@pytest.mark.parametrize(
    "related",
    ["", " raddr 192.0.2.2", " rport 9", " raddr 0.0.0.0 rport 0", " raddr :: rport 0"],
)
def test_tr_9_the_related_address_may_be_missing_or_nobody_s(kind: str, related: str) -> None:
    value = LINE.replace("host", kind) + related
    assert told(value) == []
    candidate = parse_candidate(f"candidate:{value}")
    assert candidate is not None
    assert candidate.serialize() == value


# --- what is refused


@pytest.mark.parametrize(
    "text",
    [
        LINE,
        f"candidates:{LINE}",
        f"Candidate:{LINE}",
        "candidate:",
        "candidate",
        f"a=a=candidate:{LINE}",
        f"candidate:{LINE}\r\na=candidate:{LINE}",
        f"candidate:{LINE}\x00",
        f"candidate:{LINE} generation",
        f"candidate: {LINE}",
        f"candidate:{LINE}".replace(" 1 udp", " 0 udp"),
        f"candidate:{LINE}".replace(" 1 udp", " 257 udp"),
        f"candidate:{LINE}".replace("50000", "65536"),
        f"candidate:{LINE}".replace("50000", "-1"),
        f"candidate:{LINE}".replace("2122260223", "4294967296"),
        f"candidate:{LINE}".replace("typ host", "host"),
    ],
)
def test_what_is_no_candidate_is_refused(text: str) -> None:
    assert "192.0.2.1" not in refusal(text)


def test_the_reason_says_what_is_wrong() -> None:
    assert refusal("x") == "a candidate that does not start with candidate:"
    assert refusal("candidate:x") == "malformed a=candidate"
    assert refusal(f"candidate:{LINE}".replace("50000", "65536")) == (
        "a=candidate with a number outside 0-65535"
    )


def test_a_candidate_may_be_as_long_as_the_limit_and_no_longer() -> None:
    text = f"candidate:{LINE} generation 0"
    limits = Limits(candidate_bytes=len(text))
    assert parse_candidate(text, limits=limits) is not None
    assert refusal(text + "1", limits) == f"a candidate of more than {len(text)} bytes"
    assert refusal("candidate:" + "1" * 2_000) == "a candidate of more than 1024 bytes"


def test_a_candidate_may_have_as_many_extensions_as_the_limit_and_no_more() -> None:
    limits = Limits(candidate_extensions=2)
    two = f"candidate:{LINE} a 1 b 2"
    assert parse_candidate(two, limits=limits) == parse_candidate(two)
    assert refusal(f"{two} c 3", limits) == "a candidate with more than 2 extensions"


@given(st.text())
def test_whatever_comes_only_our_error_leaves(text: str) -> None:
    for candidate in (text, f"candidate:{text}", f"candidate:{LINE}{text}"):
        read = attempt(parse_candidate, candidate)
        if isinstance(read, Fault):
            assert read.code is FaultCode.ICE_BAD_CANDIDATE
        else:
            assert read is None or "candidate:" in candidate
