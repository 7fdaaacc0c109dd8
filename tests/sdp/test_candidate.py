import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import Fault, FaultCode, SdpError
from sdpsig.limits import Limits
from sdpsig.sdp import parse_candidate
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


@pytest.mark.parametrize(
    "text",
    [
        f"candidate:{LINE}",
        f"a=candidate:{LINE}",
        f" candidate:{LINE}\r\n",
        f"\na=candidate:{LINE} ",
    ],
)
def test_a_candidate_is_taken_in_each_of_its_spellings(text: str) -> None:
    assert parse_candidate(text) == HOST


@pytest.mark.parametrize("text", ["", " ", "\r\n", "end-of-candidates", "a=end-of-candidates\r\n"])
def test_nothing_means_that_no_more_will_come(text: str) -> None:
    assert parse_candidate(text) is None


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
