"""What may be done to a description that we created (V-90)."""

import pytest

from sdpsig import sdp
from sdpsig.errors import W3C, Fault, FaultCode
from sdpsig.jsep._local_rules import judge_local
from tests.jsep._judged import line
from tests.jsep._offers import (
    AVD,
    DIGEST,
    LEVEL_EXTENSION,
    MIN_A,
    UFRAG,
    VIDEO_SECTION,
    added,
    changed,
    without,
)

CREATED = added(AVD, "a=candidate:1 1 udp 1 192.0.2.1 9 typ host", "a=end-of-candidates")


def faults(applied: str, created: str = CREATED) -> list[Fault]:
    return [*judge_local(sdp.parse(created), sdp.parse(applied))]


@pytest.mark.parametrize(
    "applied",
    [
        CREATED,
        without(CREATED, "a=end-of-candidates"),
        AVD,
        without(CREATED, f"a=extmap:1 {LEVEL_EXTENSION}"),
        changed(
            CREATED, ("110 126\r\n", "126\r\n"), ("a=rtpmap:110 telephone-event/48000\r\n", "")
        ),
        changed(CREATED, ("SAVPF 111 63 0 8 110 126", "SAVPF 111 0 8")),
        changed(CREATED, ("m=video 9", "m=video 0")),
        changed(CREATED, ("m=video 9", "m=video 0"), ("BUNDLE 0 1 2", "BUNDLE 0 2")),
        "".join(
            one
            for one in CREATED.splitlines(keepends=True)
            if not one.startswith(("a=rtpmap:96 ", "a=rtcp-fb:96 "))
        ).replace("SAVPF 96 97", "SAVPF 97"),
        "".join(
            one
            for one in CREATED.splitlines(keepends=True)
            if not one.startswith(("a=rtpmap:97 ", "a=fmtp:97 "))
        ).replace("SAVPF 96 97", "SAVPF 96"),
    ],
)
def test_v_90_some_things_may_be_taken_away(applied: str) -> None:
    assert faults(applied) == []


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("m=video 9", "m=video 10", "m=video"),
        ("m=video 9", "m=text 9", "m=text"),
        ("m=video 9 UDP", "m=video 9 TCP", "m=video"),
        ("SAVPF 111 63", "SAVPF 63 111", "m=audio"),
        ("SAVPF 111 63", "SAVPF 111 63 9", "m=audio"),
        ("SAVPF 111 63", "SAVPF 111 111 63", "m=audio"),
        (f"a=ice-ufrag:{UFRAG}", "a=ice-ufrag:other", "a=ice-ufrag"),
        ("a=setup:actpass", "a=setup:active", "a=setup"),
        ("a=mid:1", "a=mid:7", "a=mid:7"),
        ("a=sendrecv", "a=sendonly", "a=sendonly"),
        ("a=rtcp-mux\r\n", "", "a=rtpmap:111"),
        ("a=fmtp:98 profile-id=0\r\n", "", "a=rtpmap:99"),
        ("a=extmap:4 ", "a=extmap:5 ", "a=extmap:5"),
        ("a=sctp-port:5000\r\n", "a=sctp-port:5000\r\na=x-new\r\n", "a=x-new"),
        ("a=end-of-candidates\r\n", "a=end-of-candidates\r\na=x-new\r\n", "a=x-new"),
        ("BUNDLE 0 1 2", "BUNDLE 0 2", "a=group"),
        ("o=- 4962303333179871722 1", "o=- 4962303333179871722 2", "o="),
        ("a=extmap-allow-mixed\r\n", "", "v="),
    ],
)
def test_v_90_all_else_stays_as_it_was_created(old: str, new: str, at: str) -> None:
    applied = changed(CREATED, (old, new))
    (fault,) = faults(applied)
    assert (fault.code, fault.rule) == (FaultCode.JSEP_MODIFIED_DESCRIPTION, "V-90")
    assert fault.line == line(applied, at)


def test_v_90_sections_are_neither_added_nor_taken_away() -> None:
    for applied in (CREATED + VIDEO_SECTION, MIN_A):
        (fault,) = faults(applied)
        assert (fault.rule, fault.line, fault.section) == ("V-90", 1, None)


def test_v_90_what_may_not_go_is_told_at_its_section() -> None:
    applied = without(CREATED, "a=max-message-size:262144")
    created = without(CREATED, *CREATED.split("\r\n")[-3:-1])
    (fault,) = faults(without(created, "a=max-message-size:262144"), created)
    assert (fault.line, fault.section) == (line(applied, "m=application"), 2)


def test_v_37_a_fingerprint_is_that_of_our_certificate() -> None:
    applied = changed(CREATED, (DIGEST, ":".join(["CD"] * 32)))
    (fault,) = faults(applied)
    assert (fault.rule, fault.line, fault.section) == ("V-37", line(applied, "a=fingerprint"), 0)


def test_the_dom_has_a_name_for_it() -> None:
    assert W3C[FaultCode.JSEP_MODIFIED_DESCRIPTION] == "InvalidModificationError"
