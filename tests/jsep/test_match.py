"""Answers that fit their offers, and those that do not (V-13 to V-60)."""

import pytest

from sdpsig import sdp
from sdpsig.errors import FaultCode, Severity
from sdpsig.jsep import INTEROP, STRICT, Profile, Sections
from sdpsig.jsep._match import judge_answer
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
    DATA,
    DATA_SECTION,
    DIGEST,
    MIN_A,
    PWD,
    SESSION,
    UFRAG,
    VIDEO_SECTION,
    added,
    answer,
    changed,
    text,
    without,
)

Told = tuple[Severity, FaultCode, str, int | None, int | None]
W, E = Severity.WARNING, Severity.ERROR


def as_answer(offer: str) -> str:
    """What an offerer might get back that agrees to everything."""
    return changed(offer, ("a=setup:actpass", "a=setup:active"))


ANSWER, AV_ANSWER, AVD_ANSWER, DATA_ANSWER = map(as_answer, (MIN_A, AV, AVD, DATA))
APART = text(*SESSION) + AUDIO_SECTION + VIDEO_SECTION
SPLIT = (
    text(*SESSION, "a=group:BUNDLE 0 1", "a=group:BUNDLE 2")
    + AUDIO_SECTION
    + VIDEO_SECTION
    + DATA_SECTION
)


def faults(offer: str, reply: str, profile: Profile = INTEROP) -> list[Told]:
    offered = Sections.of(sdp.parse(offer))
    answered = Sections.of(sdp.parse(reply), [view.mid for view in offered.views])
    return [
        (fault.severity, fault.code, fault.rule, fault.line, fault.section)
        for fault in judge_answer(offered, answered, profile)
    ]


def refused(offer: str, reply: str, code: FaultCode, rule: str, section: int | None) -> None:
    for profile in (INTEROP, STRICT):
        told = [(fault[0], fault[1], fault[2], fault[4]) for fault in faults(offer, reply, profile)]
        assert (E, code, rule, section) in told
    assert all(fault[3] is not None for fault in faults(offer, reply))


def tolerated(offer: str, reply: str, code: FaultCode, rule: str, section: int | None) -> None:
    for profile, severity in ((INTEROP, W), (STRICT, E)):
        told = [(fault[0], fault[1], fault[2], fault[4]) for fault in faults(offer, reply, profile)]
        assert told == [(severity, code, rule, section)]


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
@pytest.mark.parametrize(
    ("offer", "reply"),
    [
        (MIN_A, ANSWER),
        (AV, AV_ANSWER),
        (AVD, AVD_ANSWER),
        (DATA, DATA_ANSWER),
        (SPLIT, as_answer(SPLIT)),
    ],
    ids=["min-a", "av", "avd", "data", "split"],
)
def test_an_answer_that_agrees_to_everything_fits(offer: str, reply: str, profile: Profile) -> None:
    assert faults(offer, reply, profile) == []


# --- identity


def test_v_14_and_s_60_there_are_as_many_sections_as_were_offered() -> None:
    code = FaultCode.JSEP_SECTION_COUNT
    assert faults(AVD, AV_ANSWER) == [(E, code, "V-14", 1, None)]
    assert faults(AV, AVD_ANSWER, STRICT) == [(E, code, "V-14", 1, None)]


def test_v_13_a_missing_mid_is_tolerated_and_taken_by_index() -> None:
    reply = without(ANSWER, "a=mid:0")
    tolerated(MIN_A, reply, FaultCode.JSEP_SECTION_MISMATCH, "V-13", 0)


def test_v_15_and_s_60_the_mids_are_those_of_the_offer() -> None:
    refused(
        MIN_A, changed(ANSWER, ("a=mid:0", "a=mid:1")), FaultCode.JSEP_SECTION_MISMATCH, "V-15", 0
    )
    swapped = as_answer(text(*SESSION) + VIDEO_SECTION + AUDIO_SECTION)
    refused(APART, swapped, FaultCode.JSEP_SECTION_MISMATCH, "V-15", 0)
    refused(APART, swapped, FaultCode.JSEP_SECTION_MISMATCH, "V-15", 1)


def test_v_15_a_mid_that_was_not_offered_is_refused() -> None:
    refused(
        without(MIN_A, "a=mid:0"),
        changed(ANSWER, ("a=mid:0", "a=mid:x")),
        FaultCode.JSEP_SECTION_MISMATCH,
        "V-15",
        0,
    )


def test_v_16_and_s_60_the_media_are_those_of_the_offer() -> None:
    refused(
        MIN_A, changed(ANSWER, ("m=audio", "m=video")), FaultCode.JSEP_SECTION_MISMATCH, "V-16", 0
    )


def test_v_16_a_protocol_of_the_same_meaning_is_tolerated() -> None:
    reply = changed(ANSWER, ("UDP/TLS/RTP/SAVPF", "RTP/SAVPF"))
    tolerated(MIN_A, reply, FaultCode.JSEP_SECTION_MISMATCH, "V-16", 0)
    reply = changed(DATA_ANSWER, ("UDP/DTLS/SCTP", "TCP/DTLS/SCTP"))
    tolerated(DATA, reply, FaultCode.JSEP_SECTION_MISMATCH, "V-16", 0)


def test_v_16_another_protocol_is_refused() -> None:
    reply = changed(ANSWER, ("UDP/TLS/RTP/SAVPF", "UDP/DTLS/SCTP"))
    refused(MIN_A, reply, FaultCode.JSEP_SECTION_MISMATCH, "V-16", 0)


def test_v_17_what_was_rejected_stays_rejected() -> None:
    offer = changed(MIN_A, ("m=audio 9", "m=audio 0"))
    refused(offer, ANSWER, FaultCode.JSEP_REJECTED_SECTION, "V-17", 0)
    assert faults(offer, changed(ANSWER, ("m=audio 9", "m=audio 0")), STRICT) == []


def test_v_18_a_live_section_has_one_of_the_offered_formats() -> None:
    reply = changed(ANSWER, ("SAVPF 111 0 8", "SAVPF 9 3"))
    refused(MIN_A, reply, FaultCode.JSEP_SECTION_MISMATCH, "V-18", 0)
    rejected = changed(reply, ("m=audio 9", "m=audio 0"))
    assert faults(MIN_A, rejected, STRICT) == []
    assert faults(MIN_A, changed(ANSWER, ("SAVPF 111 0 8", "SAVPF 9 8")), STRICT) == []


# --- media

DIRECTIONS = ("sendrecv", "sendonly", "recvonly", "inactive")
ALLOWED = {
    "sendrecv": DIRECTIONS,
    "sendonly": ("recvonly", "inactive"),
    "recvonly": ("sendonly", "inactive"),
    "inactive": ("inactive",),
}


@pytest.mark.parametrize("offered", DIRECTIONS)
@pytest.mark.parametrize("answered", DIRECTIONS)
def test_v_60_media_flow_only_as_offered(offered: str, answered: str) -> None:
    offer = changed(MIN_A, ("a=sendrecv", f"a={offered}"))
    reply = changed(ANSWER, ("a=sendrecv", f"a={answered}"))
    if answered in ALLOWED[offered]:
        assert faults(offer, reply, STRICT) == []
    else:
        refused(offer, reply, FaultCode.JSEP_DIRECTION, "V-60", 0)


def test_v_29_and_v_28_rtcp_shares_a_port_where_it_was_offered() -> None:
    refused(without(MIN_A, "a=rtcp-mux"), ANSWER, FaultCode.RTP_MUX_REQUIRED, "V-29", 0)
    refused(MIN_A, without(ANSWER, "a=rtcp-mux"), FaultCode.RTP_MUX_REQUIRED, "V-26", 0)
    assert faults(AV, without(AV_ANSWER, "a=rtcp-mux"))[0][2] == "V-26"


def test_v_29_in_a_bundle_the_word_of_the_transport_was_the_offer() -> None:
    silent = (
        text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + without(VIDEO_SECTION, "a=rtcp-mux")
    )
    assert faults(silent, as_answer(silent), STRICT) == []
    assert faults(silent, AV_ANSWER, STRICT) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        (("m=audio 9 ", "m=audio 9/2 "), "V-8"),
        (("SAVPF 111", "SAVPF 64 111"), "V-62"),
        (("a=rtpmap:0 PCMU", "a=rtpmap:111 PCMU"), "V-63"),
        (("a=rtcp-mux", "a=rtcp-mux\r\na=extmap:1 urn:a\r\na=extmap:1 urn:b"), "V-56"),
        (("a=rtcp-mux", "a=rtcp-mux\r\na=ssrc:1 msid:s t\r\na=ssrc:2 msid:s u"), "V-76"),
    ],
)
def test_what_no_offer_may_say_no_answer_may(change: tuple[str, str], rule: str) -> None:
    told = faults(MIN_A, changed(ANSWER, change))
    assert [(fault[0], fault[2], fault[4]) for fault in told] == [(E, rule, 0)]


def test_d_16_answered_data_without_a_port_are_tolerated() -> None:
    reply = without(DATA_ANSWER, "a=sctp-port:5000")
    tolerated(DATA, reply, FaultCode.JSEP_SCTP_PORT, "D-16", 0)


# --- transport


@pytest.mark.parametrize("missing", [f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PWD}"])
def test_v_20_an_answered_transport_has_credentials(missing: str) -> None:
    refused(MIN_A, without(ANSWER, missing), FaultCode.ICE_MISSING_CREDENTIALS, "V-20", 0)
    assert faults(MIN_A, changed(ANSWER, ("m=audio 9", "m=audio 0"))) == []


def test_v_22_an_answer_chooses_a_role() -> None:
    for role in ("actpass", "holdconn"):
        reply = changed(ANSWER, ("a=setup:active", f"a=setup:{role}"))
        refused(MIN_A, reply, FaultCode.DTLS_SETUP, "V-22", 0)
    assert faults(MIN_A, changed(ANSWER, ("setup:active", "setup:passive")), STRICT) == []


def test_v_22a_an_answer_without_a_role_is_tolerated() -> None:
    tolerated(MIN_A, without(ANSWER, "a=setup:active"), FaultCode.DTLS_SETUP, "V-22a", 0)


@pytest.mark.parametrize("role", ["active", "passive"])
def test_v_24_an_answer_takes_the_role_that_is_left(role: str) -> None:
    offer = changed(MIN_A, ("setup:actpass", f"setup:{role}"))
    other = {"active": "passive", "passive": "active"}[role]
    refused(
        offer, changed(ANSWER, ("setup:active", f"setup:{role}")), FaultCode.DTLS_SETUP, "V-24", 0
    )
    assert faults(offer, changed(ANSWER, ("setup:active", f"setup:{other}")), STRICT) == []


def test_v_24_an_answer_without_a_role_is_active() -> None:
    offer = changed(MIN_A, ("setup:actpass", "setup:active"))
    told = faults(offer, without(ANSWER, "a=setup:active"))
    assert [fault[2] for fault in told] == ["V-22a", "V-24"]


def test_v_25_an_answered_transport_has_a_fingerprint() -> None:
    reply = without(ANSWER, f"a=fingerprint:sha-256 {DIGEST}")
    refused(MIN_A, reply, FaultCode.DTLS_MISSING_FINGERPRINT, "V-25", 0)


# --- bundles

BUNDLE = "a=group:BUNDLE 0 1 2"


def test_s_65_an_answer_need_not_bundle() -> None:
    assert faults(AVD, without(AVD_ANSWER, BUNDLE), STRICT) == []
    assert faults(AVD, changed(AVD_ANSWER, (BUNDLE, "a=group:BUNDLE")), STRICT) == []
    assert faults(AVD, changed(AVD_ANSWER, (BUNDLE, "a=group:BUNDLE 1 2")), STRICT) == []


def test_v_45_an_answered_group_names_only_sections() -> None:
    reply = changed(AVD_ANSWER, (BUNDLE, f"{BUNDLE} 7"))
    assert faults(AVD, reply) == [(E, FaultCode.BUNDLE_UNKNOWN_MID, "V-45", 5, None)]


def test_v_46_a_mid_stands_in_one_group_once() -> None:
    for groups in (f"{BUNDLE} 0", f"{BUNDLE}\r\na=group:BUNDLE 2"):
        reply = changed(AVD_ANSWER, (BUNDLE, groups))
        refused(AVD, reply, FaultCode.BUNDLE_REPEATED_MID, "V-46", None)


def test_v_47_and_s_65_nothing_is_bundled_that_was_not_offered() -> None:
    for offer, reply in (
        (APART, AV_ANSWER),
        (changed(AVD, (BUNDLE, "a=group:BUNDLE 0 1")), AVD_ANSWER),
        (SPLIT, AVD_ANSWER),
    ):
        refused(offer, reply, FaultCode.BUNDLE_NOT_OFFERED, "V-47", None)


def test_v_47_a_group_is_answered_once_however_often_it_is_said() -> None:
    reply = changed(AVD_ANSWER, (BUNDLE, f"{BUNDLE}\r\n{BUNDLE}"))
    assert [fault[2] for fault in faults(AVD, reply)].count("V-47") == 1


def test_v_47_one_offered_group_makes_one_answered_group() -> None:
    reply = changed(AVD_ANSWER, (BUNDLE, "a=group:BUNDLE 0 1\r\na=group:BUNDLE 2"))
    refused(AVD, reply, FaultCode.BUNDLE_NOT_OFFERED, "V-47", None)


def test_v_48_the_first_of_a_group_is_no_rejected_section() -> None:
    reply = changed(AVD_ANSWER, ("m=audio 9", "m=audio 0"))
    refused(AVD, reply, FaultCode.BUNDLE_REJECTED_MID, "V-48", None)
    moved = changed(reply, (BUNDLE, "a=group:BUNDLE 1 2"))
    assert faults(AVD, moved, STRICT) == []


def test_v_49_a_rejected_section_further_back_is_tolerated() -> None:
    reply = changed(AVD_ANSWER, ("m=video 9", "m=video 0"))
    tolerated(AVD, reply, FaultCode.BUNDLE_REJECTED_MID, "V-49", None)


def test_d_9_port_0_and_bundle_only_is_an_accepted_section() -> None:
    reply = changed(AVD_ANSWER, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:1\r\na=bundle-only"))
    assert faults(AVD, reply, STRICT) == []


def test_a_group_of_rejected_sections_bundles_nothing() -> None:
    reply = changed(ANSWER, ("m=audio 9", "m=audio 0"), ("t=0 0", "t=0 0\r\na=group:BUNDLE 0"))
    assert faults(MIN_A, reply, STRICT) == []


def test_other_groups_do_not_count() -> None:
    assert (
        faults(
            APART,
            added(text(*SESSION, "a=group:LS 0 1")) + as_answer(AUDIO_SECTION + VIDEO_SECTION),
            STRICT,
        )
        == []
    )


@pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
@pytest.mark.parametrize("offer", [MIN_A, AV, AVD, DATA, APART, SPLIT])
def test_our_own_answers_fit(offer: str, profile: Profile) -> None:
    reply = sdp.serialize(answer(offer, profile=profile).description)
    assert faults(offer, reply, profile) == []
    assert faults(offer, reply, STRICT) == []
