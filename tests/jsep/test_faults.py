import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, Severity
from sdpsig.jsep import INTEROP, STRICT, Sections
from sdpsig.jsep._faults import absent, fault_at, settle, tolerated
from sdpsig.sdp.attributes import Mid, RtcpMux
from tests.jsep._offers import AV, MIN_A, changed

WARNING = Fault(FaultCode.JSEP_BAD_MID, "w", severity=Severity.WARNING)
ERROR = Fault(FaultCode.JSEP_BAD_MID, "e")


def test_warnings_are_collected() -> None:
    assert settle(iter([WARNING, WARNING]), RemoteProtocolError) == (WARNING, WARNING)
    assert settle((), RemoteProtocolError) == ()


def test_the_first_error_is_raised_and_nothing_after_it_is_looked_at() -> None:
    rest = iter([WARNING, ERROR, WARNING, ERROR])
    with pytest.raises(LocalProtocolError) as caught:
        settle(rest, LocalProtocolError)
    assert caught.value.fault is ERROR
    assert list(rest) == [WARNING, ERROR]


def test_a_fault_has_its_place() -> None:
    sections = Sections.of(sdp.parse(AV))
    view = sections["1"]
    code = FaultCode.JSEP_BAD_MID
    fault = fault_at(sections, view, code, "d", "r", line=view.media.get(Mid))
    assert fault.line is not None
    assert AV.split("\r\n")[fault.line - 1] == "a=mid:1"
    assert (fault.section, fault.severity, fault.rule) == (1, Severity.ERROR, "r")
    of_section = fault_at(sections, view, code, "d", "r").line
    assert of_section is not None
    assert AV.split("\r\n")[of_section - 1].startswith("m=video")
    assert fault_at(sections, None, code, "d", "r", severity=Severity.WARNING).line == 1


def test_interop_lets_pass_what_strict_refuses() -> None:
    assert tolerated(INTEROP) is Severity.WARNING
    assert tolerated(STRICT) is Severity.ERROR


def test_what_is_absent_may_be_there_in_a_form_that_nobody_can_read() -> None:
    code = FaultCode.RTP_MUX_REQUIRED
    for words, found in (("a=rtcp-mux", code), ("a=rtcp-mux:x", FaultCode.SDP_ATTRIBUTE_SYNTAX)):
        sections = Sections.of(sdp.parse(changed(MIN_A, ("a=rtcp-mux", words))))
        fault = absent(sections, sections["0"], RtcpMux, code, "d", "r", severity=Severity.WARNING)
        assert (fault.code, fault.section, fault.severity) == (found, 0, Severity.WARNING)
