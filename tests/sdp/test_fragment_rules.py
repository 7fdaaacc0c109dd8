"""Rules between the lines of a fragment; each of them is tripped in test_fragment."""

from sdpsig.errors import FaultCode, Severity
from sdpsig.sdp import Fragment, FragmentSection
from sdpsig.sdp._fragment_rules import faults_of
from sdpsig.sdp.attributes import Candidate, IcePwd, IceUfrag, Mid

HOST = Candidate.parse("1 1 udp 1 192.0.2.1 9 typ host")


def test_a_good_fragment_has_no_faults() -> None:
    head = (IceUfrag("abcd"), IcePwd("x" * 22))
    section = FragmentSection((Mid("0"), HOST))
    assert list(faults_of(Fragment(head, sections=(section, section)))) == []


def test_every_fault_is_found_of_a_fragment_that_nobody_read() -> None:
    section = FragmentSection((HOST, Mid("0"), Mid("1")))
    fragment = Fragment((IceUfrag("abcd"), HOST), sections=(section, FragmentSection()))
    assert [
        (fault.code, fault.rule, fault.line, fault.severity) for fault in faults_of(fragment)
    ] == [
        (FaultCode.SDP_MISSING_LINE, "FR-5", 1, Severity.ERROR),
        (FaultCode.SDP_LINE_ORDER, "FR-2", 2, Severity.ERROR),
        (FaultCode.SDP_REPEATED, "FR-3", 6, Severity.WARNING),
        (FaultCode.SDP_LINE_ORDER, "FR-3", 5, Severity.WARNING),
        (FaultCode.SDP_MISSING_LINE, "FR-5", 3, Severity.ERROR),
        (FaultCode.SDP_MISSING_LINE, "FR-3", 7, Severity.ERROR),
    ]
