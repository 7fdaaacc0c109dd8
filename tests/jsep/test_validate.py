"""Each rule of validation: an offer that trips it, and its neighbour that does not."""

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, Severity
from sdpsig.jsep import INTEROP, STRICT, Profile, Sections
from sdpsig.jsep._validate import judge_offer, settle
from sdpsig.limits import Limits
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
    changed,
    text,
    without,
)

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
Told = tuple[Severity, FaultCode, str, int | None, int | None]
W, E = Severity.WARNING, Severity.ERROR


def faults(offer: str, profile: Profile = INTEROP) -> list[Told]:
    description = sdp.parse(offer)
    return [
        (fault.severity, fault.code, fault.rule, fault.line, fault.section)
        for fault in judge_offer(Sections.of(description), profile)
    ]


def line(offer: str, start: str, nth: int = 1) -> int:
    """The number of the nth line that starts so."""
    numbers = [
        number for number, found in enumerate(offer.split("\r\n"), 1) if found.startswith(start)
    ]
    return numbers[nth - 1]


def tolerated(
    offer: str, code: FaultCode, rule: str, number: int | None, section: int | None
) -> None:
    """A warning in interop, an error in strict; in the same place."""
    assert faults(offer) == [(W, code, rule, number, section)]
    assert faults(offer, STRICT) == [(E, code, rule, number, section)]


def refused(
    offer: str, code: FaultCode, rule: str, number: int | None, section: int | None
) -> None:
    """An error in both profiles."""
    for profile in (INTEROP, STRICT):
        assert (E, code, rule, number, section) in faults(offer, profile)


def warned(offer: str, code: FaultCode, rule: str, number: int | None, section: int | None) -> None:
    """A warning in both profiles."""
    for profile in (INTEROP, STRICT):
        assert faults(offer, profile) == [(W, code, rule, number, section)]


@PROFILES
@pytest.mark.parametrize("offer", [MIN_A, AV, AVD, DATA], ids=["min-a", "av", "avd", "data"])
def test_a_good_offer_has_no_fault(offer: str, profile: Profile) -> None:
    assert faults(offer, profile) == []


def test_an_offer_of_nothing_has_no_fault() -> None:
    assert faults(text(*SESSION), STRICT) == []


# --- identity of sections


def test_v_8_one_port_is_enough() -> None:
    offer = changed(MIN_A, ("m=audio 9 ", "m=audio 9/2 "))
    refused(offer, FaultCode.SDP_LINE_SYNTAX, "V-8", 5, 0)
    assert faults(changed(MIN_A, ("m=audio 9 ", "m=audio 9/1 ")), STRICT) == []


def test_v_10_a_mid_names_one_section() -> None:
    offer = text(*SESSION) + AUDIO_SECTION + changed(VIDEO_SECTION, ("a=mid:1", "a=mid:0"))
    refused(offer, FaultCode.JSEP_DUPLICATE_MID, "V-10", line(offer, "a=mid:0", 2), 1)


def test_v_11_a_mid_has_at_most_16_characters() -> None:
    assert faults(changed(MIN_A, ("a=mid:0", f"a=mid:{'m' * 16}")), STRICT) == []
    offer = changed(MIN_A, ("a=mid:0", f"a=mid:{'m' * 17}"))
    refused(offer, FaultCode.JSEP_BAD_MID, "V-11", line(offer, "a=mid"), 0)


def test_v_12_a_section_without_a_mid_is_told() -> None:
    warned(without(MIN_A, "a=mid:0"), FaultCode.JSEP_BAD_MID, "V-12", 5, 0)


# --- transport


@pytest.mark.parametrize("missing", [f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PWD}"])
def test_v_20_a_transport_has_credentials(missing: str) -> None:
    offer = without(MIN_A, missing)
    refused(offer, FaultCode.ICE_MISSING_CREDENTIALS, "V-20", 5, 0)
    in_session = changed(offer, ("t=0 0\r\n", f"t=0 0\r\n{missing}\r\n"))
    assert faults(in_session, STRICT) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ufrag", "abc"),
        ("ufrag", "a" * 257),
        ("ufrag", "ab$d"),
        ("pwd", "p" * 21),
        ("pwd", "p" * 257),
        ("pwd", "p" * 21 + "!"),
    ],
)
def test_v_21_credentials_have_their_length_and_their_characters(name: str, value: str) -> None:
    offer = changed(
        MIN_A, (f"a=ice-{name}:{UFRAG if name == 'ufrag' else PWD}", f"a=ice-{name}:{value}")
    )
    refused(offer, FaultCode.ICE_BAD_CREDENTIALS, "V-21", line(offer, f"a=ice-{name}"), 0)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ufrag", "a+/9"), ("ufrag", "a" * 256), ("pwd", "p" * 22), ("pwd", "p" * 256)],
)
def test_v_21_at_the_borders_credentials_are_taken(name: str, value: str) -> None:
    offer = changed(
        MIN_A, (f"a=ice-{name}:{UFRAG if name == 'ufrag' else PWD}", f"a=ice-{name}:{value}")
    )
    assert faults(offer, STRICT) == []


@pytest.mark.parametrize("character", "-=#_")
def test_v_21_some_characters_are_tolerated(character: str) -> None:
    offer = changed(MIN_A, (UFRAG, f"{UFRAG}{character}"))
    tolerated(offer, FaultCode.ICE_BAD_CREDENTIALS, "V-21", line(offer, "a=ice-ufrag"), 0)


def test_v_21_credentials_of_the_session_are_told_there() -> None:
    offer = without(MIN_A, f"a=ice-ufrag:{UFRAG}")
    offer = changed(offer, ("t=0 0\r\n", "t=0 0\r\na=ice-ufrag:a$cd\r\n"))
    refused(offer, FaultCode.ICE_BAD_CREDENTIALS, "V-21", 5, 0)


@pytest.mark.parametrize("role", ["active", "passive", "actpass"])
def test_v_22_an_offer_takes_any_role_but_none(role: str) -> None:
    assert faults(changed(MIN_A, ("a=setup:actpass", f"a=setup:{role}")), STRICT) == []
    offer = changed(MIN_A, ("a=setup:actpass", "a=setup:holdconn"))
    refused(offer, FaultCode.DTLS_SETUP, "V-22", line(offer, "a=setup"), 0)


def test_v_22a_a_missing_role_is_tolerated() -> None:
    tolerated(without(MIN_A, "a=setup:actpass"), FaultCode.DTLS_SETUP, "V-22a", 5, 0)


def test_v_25_a_transport_has_a_fingerprint_that_may_be_used() -> None:
    refused(
        without(MIN_A, f"a=fingerprint:sha-256 {DIGEST}"),
        FaultCode.DTLS_MISSING_FINGERPRINT,
        "V-25",
        5,
        0,
    )
    for hash_function in ("md5", "md2", "sha-3", "sha256"):
        offer = changed(MIN_A, (f"sha-256 {DIGEST}", f"{hash_function} {DIGEST[:47]}"))
        refused(offer, FaultCode.DTLS_MISSING_FINGERPRINT, "V-25", 5, 0)


@pytest.mark.parametrize(
    ("hash_function", "size"),
    [("sha-1", 20), ("sha-224", 28), ("sha-256", 32), ("sha-384", 48), ("SHA-512", 64)],
)
def test_v_25_these_hashes_may_be_used(hash_function: str, size: int) -> None:
    def offer(length: int) -> str:
        return changed(MIN_A, (f"sha-256 {DIGEST}", f"{hash_function} {':'.join(['aB'] * length)}"))

    assert faults(offer(size), STRICT) == []
    for wrong in (size - 1, size + 1):
        number = line(offer(wrong), "a=fingerprint")
        refused(offer(wrong), FaultCode.DTLS_BAD_FINGERPRINT, "V-25a", number, 0)


def test_v_25_one_usable_fingerprint_is_enough() -> None:
    offer = changed(MIN_A, ("a=setup", "a=fingerprint:md5 AA:BB\r\na=setup"))
    assert faults(offer, STRICT) == []


def test_v_25b_several_fingerprints_of_the_session_are_all_usable() -> None:
    line_ = f"a=fingerprint:sha-256 {DIGEST}"
    offer = changed(without(MIN_A, line_), ("t=0 0\r\n", f"t=0 0\r\n{line_}\r\n{line_}\r\n"))
    assert faults(offer, STRICT) == []


def test_v_26_an_rtp_section_shares_its_port_with_rtcp() -> None:
    refused(without(MIN_A, "a=rtcp-mux"), FaultCode.RTP_MUX_REQUIRED, "V-26", 5, 0)


def test_v_26_in_a_bundle_the_word_of_the_transport_counts() -> None:
    silent = without(VIDEO_SECTION, "a=rtcp-mux")
    assert faults(text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + silent, STRICT) == []
    apart = text(*SESSION) + AUDIO_SECTION + silent
    refused(apart, FaultCode.RTP_MUX_REQUIRED, "V-26", line(apart, "m=video"), 1)


def test_s_61_only_the_owner_of_a_transport_has_to_describe_it() -> None:
    bare = without(
        VIDEO_SECTION,
        f"a=ice-ufrag:{UFRAG}",
        f"a=ice-pwd:{PWD}",
        f"a=fingerprint:sha-256 {DIGEST}",
        "a=setup:actpass",
    )
    assert faults(text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION + bare, STRICT) == []
    apart = text(*SESSION) + AUDIO_SECTION + bare
    assert {told[2] for told in faults(apart)} == {"V-20", "V-22a", "V-25"}
    first = text(*SESSION, "a=group:BUNDLE 1 0") + AUDIO_SECTION + bare
    refused(first, FaultCode.ICE_MISSING_CREDENTIALS, "V-20", line(first, "m=video"), 1)


@PROFILES
def test_a_rejected_section_is_exempt(profile: Profile) -> None:
    rejected = text(
        "m=audio 0 UDP/TLS/RTP/SAVPF 96 64", "a=mid:9", "a=rtpmap:96 rtx/90000", "a=rtcp-mux"
    )
    assert faults(MIN_A + rejected, profile) == []


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        (f"a=ice-ufrag:{UFRAG}", "a=ice-ufrag:Es Aw", "RFC 8839 §5.4"),
        (f"a=ice-pwd:{PWD}", "a=ice-pwd:", "RFC 8839 §5.4"),
        (f"a=fingerprint:sha-256 {DIGEST}", "a=fingerprint:sha-256 19:E", "RFC 8122 §5"),
        ("a=rtcp-mux", "a=rtcp-mux:yes", "RFC 5761 §5.1.1"),
    ],
)
@pytest.mark.parametrize("level", ["media", "session"])
def test_what_is_needed_but_malformed_is_told_as_the_syntax_error_that_it_is(
    good: str, bad: str, rule: str, level: str
) -> None:
    if level == "media":
        offer = changed(MIN_A, (good, bad))
    else:
        offer = changed(without(MIN_A, good), ("t=0 0\r\n", f"t=0 0\r\n{bad}\r\n"))
    refused(offer, FaultCode.SDP_ATTRIBUTE_SYNTAX, rule, line(offer, bad), 0)


def test_what_else_is_malformed_is_not_what_is_missing() -> None:
    offer = changed(MIN_A, (f"a=ice-ufrag:{UFRAG}", "a=candidate:x\r\na=ice-ufrag:Es Aw"))
    number = line(offer, "a=ice-ufrag")
    refused(offer, FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8839 §5.4", number, 0)
    missing = changed(MIN_A, (f"a=ice-ufrag:{UFRAG}", "a=candidate:x"))
    refused(missing, FaultCode.ICE_MISSING_CREDENTIALS, "V-20", 5, 0)


def test_a_malformed_role_is_tolerated_like_a_missing_one() -> None:
    offer = changed(MIN_A, ("a=setup:actpass", "a=setup:both"))
    number = line(offer, "a=setup")
    tolerated(offer, FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 4145 §4", number, 0)


# --- bundles


def test_v_45_a_group_names_only_sections() -> None:
    offer = changed(AVD, ("BUNDLE 0 1 2", "BUNDLE 0 1 2 7 8"))
    tolerated(offer, FaultCode.BUNDLE_UNKNOWN_MID, "V-45", 5, None)


@pytest.mark.parametrize(
    "groups",
    ["a=group:BUNDLE 0 1 2 0", "a=group:BUNDLE 0 1\r\na=group:BUNDLE 1 2", "a=group:BUNDLE 0 7 7"],
)
def test_v_46_a_mid_stands_in_one_group_once(groups: str) -> None:
    offer = changed(AVD, ("a=group:BUNDLE 0 1 2", groups))
    refused(offer, FaultCode.BUNDLE_REPEATED_MID, "V-46", 5, None)


def test_v_46_other_groups_do_not_count() -> None:
    offer = changed(AVD, ("a=group:BUNDLE 0 1 2", "a=group:BUNDLE 0 1 2\r\na=group:LS 0 1"))
    assert faults(offer, STRICT) == []


def test_v_49_a_group_names_no_rejected_section() -> None:
    offer = changed(AVD, ("m=video 9", "m=video 0"))
    tolerated(offer, FaultCode.BUNDLE_REJECTED_MID, "V-49", 5, None)
    wanted = changed(offer, ("a=mid:1", "a=mid:1\r\na=bundle-only"))
    assert faults(wanted, STRICT) == []


def test_a_group_may_be_wrong_in_two_ways() -> None:
    offer = changed(AVD, ("m=video 9", "m=video 0"), ("BUNDLE 0 1 2", "BUNDLE 0 1 2 7"))
    assert [told[2] for told in faults(offer)] == ["V-45", "V-49"]


# --- media


@pytest.mark.parametrize("number", [64, 72, 95])
def test_v_62_and_s_64_payload_types_that_collide_with_rtcp_are_refused(number: int) -> None:
    offer = changed(MIN_A, ("SAVPF 111", f"SAVPF 111 {number}"))
    refused(offer, FaultCode.RTP_PAYLOAD_TYPE, "V-62", 5, 0)


@pytest.mark.parametrize("number", [0, 35, 63, 96, 127])
def test_s_64_other_payload_types_work(number: int) -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", f"SAVPF 111 {number}"))
    assert faults(offer, STRICT) == []


def test_v_63_a_payload_type_stands_on_the_m_line_once() -> None:
    offer = changed(MIN_A, ("SAVPF 111 0 8", "SAVPF 111 0 111"))
    tolerated(offer, FaultCode.RTP_PAYLOAD_TYPE, "V-63", 5, 0)


def test_v_63_a_payload_type_has_one_meaning() -> None:
    offer = added(MIN_A, "a=rtpmap:111 VP8/90000")
    refused(offer, FaultCode.RTP_PAYLOAD_TYPE, "V-63", line(offer, "a=rtpmap:111 VP8"), 0)
    same = added(MIN_A, "a=rtpmap:111 OPUS/48000/2", "a=rtpmap:0 PCMU/8000/1")
    assert faults(same, STRICT) == []


@pytest.mark.parametrize("fmtp", [[], ["a=fmtp:97 apt=95"], ["a=fmtp:97 apt=x"]])
def test_v_66_an_rtx_repairs_a_format_of_its_section(fmtp: list[str]) -> None:
    rtx = added(changed(MIN_A, ("SAVPF 111", "SAVPF 97 111")), "a=rtpmap:97 rtx/48000")
    offer = added(rtx, *fmtp)
    tolerated(offer, FaultCode.RTP_PAYLOAD_TYPE, "V-66", line(offer, "a=rtpmap:97"), 0)
    assert faults(added(rtx, "a=fmtp:97 apt=111"), STRICT) == []


def test_a_79_an_rtx_with_another_clock_is_told() -> None:
    offer = changed(MIN_A, ("SAVPF 111", "SAVPF 97 111"))
    offer = added(offer, "a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=111")
    warned(offer, FaultCode.RTP_CLOCK_RATE, "A-79", line(offer, "a=rtpmap:97"), 0)


def test_a_73_a_video_format_with_another_clock_is_told() -> None:
    offer = changed(
        AVD,
        ("a=rtpmap:39 AV1/90000", "a=rtpmap:39 AV1/30"),
        ("a=fmtp:40 apt=39", "a=fmtp:40 apt=98"),
    )
    warned(offer, FaultCode.RTP_CLOCK_RATE, "A-73", line(offer, "a=rtpmap:39"), 1)


def test_v_56_an_extension_id_means_one_thing_in_a_bundle() -> None:
    offer = changed(AV, ("a=extmap:10 ", "a=extmap:1 "))
    number = line(offer, "a=extmap:1 ", 2)
    refused(offer, FaultCode.RTP_EXTENSION_ID, "V-56", number, 1)
    assert faults(without(offer, "a=group:BUNDLE 0 1"), STRICT) == []


def test_v_70_an_extension_id_means_one_thing_in_a_section() -> None:
    offer = added(MIN_A, "a=extmap:1 urn:a", "a=extmap:1 urn:b")
    refused(offer, FaultCode.RTP_EXTENSION_ID, "V-56", line(offer, "a=extmap:1 urn:b"), 0)
    assert faults(added(MIN_A, "a=extmap:1 urn:a", "a=extmap:1 urn:a"), STRICT) == []


@pytest.mark.parametrize("number", [15, 256, 4095, 4352, 65_535])
def test_v_70_an_extension_id_can_be_used(number: int) -> None:
    offer = added(MIN_A, f"a=extmap:{number} urn:a", f"a=extmap:{number} urn:b")
    tolerated(offer, FaultCode.RTP_EXTENSION_ID, "V-70", line(offer, "a=extmap"), 0)


@pytest.mark.parametrize("number", [0, 4096, 4351])
def test_v_70_some_ids_are_meant_to_be_passed_over(number: int) -> None:
    offer = added(MIN_A, f"a=extmap:{number} urn:a", f"a=extmap:{number} urn:b")
    assert faults(offer, STRICT) == []


def test_v_76_a_section_carries_one_track() -> None:
    one = added(MIN_A, "a=ssrc:1 msid:s t", "a=ssrc:2 msid:s t", "a=ssrc:1 cname:x")
    assert faults(one, STRICT) == []
    refused(added(one, "a=ssrc:3 msid:s u"), FaultCode.RTP_PLAN_B, "V-76", 5, 0)


def test_d_16_data_without_a_port_are_told() -> None:
    offer = without(DATA, "a=sctp-port:5000")
    warned(offer, FaultCode.JSEP_SCTP_PORT, "D-16", 6, 0)
    old = text(*SESSION, "m=application 9 DTLS/SCTP 5000") + DATA_SECTION.partition("\r\n")[2]
    assert faults(without(old, "a=sctp-port:5000"), STRICT) == []


# --- settling


WARNING = Fault(FaultCode.JSEP_BAD_MID, "w", severity=W)
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


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "head",
    [
        "a=fingerprint:sha-256 AB\r\n" * 1_000,
        "".join(f"a=extmap:{1 + number % 2} urn:{number}\r\n" for number in range(1_000)),
        "".join("a=group:BUNDLE" + f" {number}" * 1_000 + "\r\n" for number in range(100)),
        "".join(f"a=group:BUNDLE {' '.join(f'{number}-{at}' for at in range(200))}\r\n" for number in range(100)),
        "a=extmap:15 urn:a\r\n" * 1_000,
    ],
    ids=["fingerprints", "extmaps", "repeated", "unknown", "unusable"],
)  # fmt: skip
def test_a_flood_of_faults_is_judged_in_time(head: str) -> None:
    section = AUDIO_SECTION.replace("a=sendrecv\r\n", "a=rtpmap:97 rtx/90000\r\n" * 20)
    offer = (
        text(*SESSION) + head + "".join(section.replace("mid:0", f"mid:m{at}") for at in range(100))
    )
    limits = Limits(sdp_bytes=10**7, section_fingerprints=10**4, section_extmaps=10**4)
    description = sdp.parse(offer, limits=limits)
    for profile in (INTEROP, STRICT):
        try:
            settle(judge_offer(Sections.of(description), profile), RemoteProtocolError)
        except RemoteProtocolError as error:
            assert error.fault.line is not None  # noqa: PT017  # an error is no must
