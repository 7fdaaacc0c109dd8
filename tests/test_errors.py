import copy
import pickle

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import (
    W3C,
    Fault,
    FaultCode,
    LocalProtocolError,
    RemoteProtocolError,
    SdpError,
    SdpsigError,
    Severity,
)

CODE = FaultCode.SDP_ATTRIBUTE_SYNTAX


@given(st.text())
def test_a_detail_is_one_line_of_at_most_300_printable_ascii_characters(detail: str) -> None:
    shown = Fault(CODE, detail).detail
    assert len(shown) <= 300
    assert shown.isascii()
    assert shown.isprintable()


@given(st.text())
def test_a_fault_that_is_changed_keeps_its_detail(detail: str) -> None:
    fault = Fault(CODE, detail)
    assert evolve(fault, line=3).detail == fault.detail


def test_a_plain_detail_stays_as_it_is() -> None:
    detail = "a \\ mid [of] 'more' than 16 characters".ljust(300, ".")
    assert Fault(CODE, detail).detail == detail
    assert Fault(CODE, detail + "x").detail == detail


def test_what_cannot_be_printed_is_left_out() -> None:
    assert Fault(CODE, "a\r\n\x1b[2J\x7fé\u202e\ud800z").detail == "a???[2J????z"


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        (Fault(CODE, "malformed a=mid"), "malformed a=mid [sdp.attribute-syntax]"),
        (
            Fault(CODE, "malformed a=mid", "RFC 5888 §4", 12),
            "line 12: malformed a=mid [sdp.attribute-syntax] (RFC 5888 §4)",
        ),
    ],
)
def test_a_fault_answers_in_one_line_what_where_and_which_rule(fault: Fault, shown: str) -> None:
    assert str(fault) == shown
    assert str(RemoteProtocolError(fault)) == shown


def test_a_fault_refuses_unless_it_says_otherwise() -> None:
    fault = Fault(CODE, "x")
    assert fault.severity is Severity.ERROR
    assert (fault.rule, fault.line, fault.section, fault.retry_after) == ("", None, None, None)


def test_the_exceptions_say_whose_fault_it_is() -> None:
    fault = Fault(CODE, "x")
    for kind in (SdpError, LocalProtocolError, RemoteProtocolError):
        error = kind(fault)
        assert isinstance(error, SdpsigError)
        assert error.fault is fault
    assert issubclass(SdpError, ValueError)


def test_an_exception_can_be_copied_and_sent() -> None:
    error = SdpError(Fault(CODE, "x", "V-1", 1))
    for other in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):
        assert type(other) is SdpError
        assert other.fault == error.fault


@pytest.mark.parametrize(
    ("code", "name"),
    [
        (FaultCode.SDP_EMPTY, "RTCError"),
        (FaultCode.SDP_ATTRIBUTE_SYNTAX, "RTCError"),
        (FaultCode.SDP_TYPE, "TypeError"),
        (FaultCode.JSEP_SIGNALING_STATE, "InvalidStateError"),
        (FaultCode.SESSION_CLOSED, "InvalidStateError"),
        (FaultCode.JSEP_DUPLICATE_MID, "InvalidAccessError"),
        (FaultCode.BUNDLE_NOT_OFFERED, "InvalidAccessError"),
        (FaultCode.DTLS_SETUP, "InvalidAccessError"),
        (FaultCode.RTP_PAYLOAD_TYPE, "InvalidAccessError"),
        (FaultCode.ICE_MISSING_CREDENTIALS, "InvalidAccessError"),
        (FaultCode.ICE_BAD_CREDENTIALS, "InvalidAccessError"),
        (FaultCode.ICE_BAD_CANDIDATE, "OperationError"),
        (FaultCode.ICE_UNKNOWN_GENERATION, "OperationError"),
        (FaultCode.ICE_NO_SECTION, "TypeError"),
        (FaultCode.JSON_SYNTAX, None),
        (FaultCode.HTTP_NOT_FOUND, None),
        (FaultCode.INTERNAL, None),
    ],
)
def test_a_fault_has_the_name_that_the_dom_gives_it(code: FaultCode, name: str | None) -> None:
    assert Fault(code, "x").w3c == name


def test_only_names_of_the_dom_are_given() -> None:
    assert set(W3C.values()) == {
        "RTCError",
        "InvalidStateError",
        "InvalidAccessError",
        "InvalidModificationError",
        "OperationError",
        "TypeError",
    }
