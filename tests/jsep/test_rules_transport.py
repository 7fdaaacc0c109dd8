"""What transports have to say: V-20 to V-31."""

import pytest

from sdpsig import sdp
from sdpsig.errors import FaultCode
from sdpsig.jsep import INTEROP, STRICT, SdpType, Sections, Side
from sdpsig.jsep._config import RtcpMuxPolicy
from sdpsig.jsep._judge import judge_transport
from tests.jsep._judged import (
    ANSWER,
    AV_ANSWER,
    BARE_VIDEO,
    NOTHING,
    OUR_DIGEST,
    OUR_PWD,
    OUR_UFRAG,
    E,
    W,
    answered,
    as_answer,
    expect,
    line,
    offered,
)
from tests.jsep._offers import (
    AUDIO_SECTION,
    AV,
    AVD,
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

C = FaultCode
BUNDLED = text(*SESSION, "a=group:BUNDLE 0 1") + AUDIO_SECTION
APART = text(*SESSION) + AUDIO_SECTION
FINGERPRINT = f"a=fingerprint:sha-256 {DIGEST}"


def in_session(offer: str, *lines: str) -> str:
    return changed(offer, ("t=0 0\r\n", "t=0 0\r\n" + text(*lines)))


def rejected(description: str) -> str:
    return changed(description, ("m=audio 9", "m=audio 0"))


# --- ICE


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("missing", [f"a=ice-ufrag:{UFRAG}", f"a=ice-pwd:{PWD}"])
def test_v_20_and_s_61_a_transport_has_credentials(missing: str, side: Side) -> None:
    offer = without(MIN_A, missing)
    expect(offered(offer, side), "refused", (C.ICE_MISSING_CREDENTIALS, "V-20", 5, 0))
    assert offered(in_session(offer, missing), side) == NOTHING
    assert offered(rejected(offer), side) == NOTHING


@pytest.mark.parametrize("missing", [f"a=ice-ufrag:{OUR_UFRAG}", f"a=ice-pwd:{OUR_PWD}"])
def test_v_20_an_answered_transport_has_credentials(missing: str) -> None:
    reply = without(ANSWER, missing)
    expect(answered(MIN_A, reply), "refused", (C.ICE_MISSING_CREDENTIALS, "V-20", 5, 0))
    assert answered(MIN_A, rejected(reply)) == NOTHING


def credential(name: str, value: str) -> str:
    old = UFRAG if name == "ufrag" else PWD
    return changed(MIN_A, (f"a=ice-{name}:{old}", f"a=ice-{name}:{value}"))


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
def test_v_21_and_s_62_credentials_have_their_length_and_their_characters(
    name: str, value: str
) -> None:
    offer = credential(name, value)
    at = (C.ICE_BAD_CREDENTIALS, "V-21", line(offer, f"a=ice-{name}"), 0)
    expect(offered(offer), "refused", at)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ufrag", "a+/9"), ("ufrag", "a" * 256), ("pwd", "p" * 22), ("pwd", "p" * 256)],
)
def test_v_21_at_the_borders_credentials_are_taken(name: str, value: str) -> None:
    assert offered(credential(name, value)) == NOTHING


@pytest.mark.parametrize("character", "-=#_")
def test_v_21_some_characters_are_tolerated(character: str) -> None:
    offer = credential("ufrag", f"{UFRAG}{character}")
    at = (C.ICE_BAD_CREDENTIALS, "V-21", line(offer, "a=ice-ufrag"), 0)
    expect(offered(offer), "tolerated", at)


def test_v_21_credentials_of_the_session_are_told_there() -> None:
    offer = in_session(without(MIN_A, f"a=ice-ufrag:{UFRAG}"), "a=ice-ufrag:a$cd")
    expect(offered(offer), "refused", (C.ICE_BAD_CREDENTIALS, "V-21", 5, 0))


# --- DTLS


@pytest.mark.parametrize("role", ["active", "passive", "actpass"])
def test_v_22_an_offer_takes_any_role_but_none(role: str) -> None:
    assert offered(changed(MIN_A, ("a=setup:actpass", f"a=setup:{role}"))) == NOTHING
    offer = changed(MIN_A, ("a=setup:actpass", "a=setup:holdconn"))
    expect(offered(offer), "refused", (C.DTLS_SETUP, "V-22", line(offer, "a=setup"), 0))


@pytest.mark.parametrize("role", ["active", "passive"])
def test_v_22_our_offers_leave_the_choice(role: str) -> None:
    offer = changed(MIN_A, ("a=setup:actpass", f"a=setup:{role}"))
    at = (C.DTLS_SETUP, "V-22", line(offer, "a=setup"), 0)
    expect(offered(offer, Side.LOCAL), "refused", at)
    assert offered(MIN_A, Side.LOCAL) == NOTHING


def test_v_22_our_descriptions_say_the_role() -> None:
    silent = offered(without(MIN_A, "a=setup:actpass"), Side.LOCAL)[0]
    assert silent[0] == (E, C.DTLS_SETUP, "V-22", 5, 0)
    silent = answered(MIN_A, without(ANSWER, "a=setup:active"), Side.LOCAL)[0]
    assert silent[0] == (E, C.DTLS_SETUP, "V-22", 5, 0)


@pytest.mark.parametrize("role", ["actpass", "holdconn"])
def test_v_22_an_answer_chooses_a_role(role: str) -> None:
    reply = changed(ANSWER, ("a=setup:active", f"a=setup:{role}"))
    at = (C.DTLS_SETUP, "V-22", line(reply, "a=setup"), 0)
    expect(answered(MIN_A, reply), "refused", at)
    assert answered(MIN_A, changed(ANSWER, ("setup:active", "setup:passive"))) == NOTHING


def test_v_22a_and_d_15_a_missing_role_is_tolerated() -> None:
    at = (C.DTLS_SETUP, "V-22a", 5, 0)
    expect(offered(without(MIN_A, "a=setup:actpass")), "tolerated", at)
    expect(answered(MIN_A, without(ANSWER, "a=setup:active")), "tolerated", at)


def test_v_22a_a_malformed_role_is_tolerated_like_a_missing_one() -> None:
    offer = changed(MIN_A, ("a=setup:actpass", "a=setup:both"))
    at = (C.SDP_ATTRIBUTE_SYNTAX, "RFC 4145 §4", line(offer, "a=setup"), 0)
    expect(offered(offer), "tolerated", at)


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("role", ["active", "passive"])
def test_v_24_an_answer_takes_the_role_that_is_left(role: str, side: Side) -> None:
    offer = changed(MIN_A, ("setup:actpass", f"setup:{role}"))
    other = {"active": "passive", "passive": "active"}[role]
    reply = changed(ANSWER, ("setup:active", f"setup:{role}"))
    at = (C.DTLS_SETUP, "V-24", line(reply, "a=setup"), 0)
    expect(answered(offer, reply, side), "refused", at)
    assert answered(offer, changed(ANSWER, ("setup:active", f"setup:{other}")), side) == NOTHING


def test_v_24_an_answer_without_a_role_is_active() -> None:
    offer = changed(MIN_A, ("setup:actpass", "setup:active"))
    told, _ = answered(offer, without(ANSWER, "a=setup:active"))
    assert [fault[2] for fault in told] == ["V-22a", "V-24"]


@pytest.mark.parametrize("hash_function", ["md5", "md2", "sha-3", "sha256"])
def test_v_25_a_transport_has_a_fingerprint_that_may_be_used(hash_function: str) -> None:
    at = (C.DTLS_MISSING_FINGERPRINT, "V-25", 5, 0)
    expect(offered(without(MIN_A, FINGERPRINT)), "refused", at)
    offer = changed(MIN_A, (f"sha-256 {DIGEST}", f"{hash_function} {DIGEST[:47]}"))
    expect(offered(offer), "refused", at)
    reply = without(ANSWER, f"a=fingerprint:sha-256 {OUR_DIGEST}")
    expect(answered(MIN_A, reply), "refused", at)


@pytest.mark.parametrize(
    ("hash_function", "size"),
    [("sha-1", 20), ("sha-224", 28), ("sha-256", 32), ("sha-384", 48), ("SHA-512", 64)],
)
def test_v_25a_a_digest_is_as_long_as_its_hash(hash_function: str, size: int) -> None:
    def offer(length: int) -> str:
        return changed(MIN_A, (f"sha-256 {DIGEST}", f"{hash_function} {':'.join(['aB'] * length)}"))

    assert offered(offer(size)) == NOTHING
    for wrong in (size - 1, size + 1):
        at = (C.DTLS_BAD_FINGERPRINT, "V-25a", line(offer(wrong), "a=fingerprint"), 0)
        expect(offered(offer(wrong)), "refused", at)


def test_v_25_one_usable_fingerprint_is_enough() -> None:
    assert offered(changed(MIN_A, ("a=setup", "a=fingerprint:md5 AA:BB\r\na=setup"))) == NOTHING


def test_v_25b_several_fingerprints_of_the_session_are_all_usable() -> None:
    assert offered(in_session(without(MIN_A, FINGERPRINT), FINGERPRINT, FINGERPRINT)) == NOTHING


@pytest.mark.parametrize(
    "keys", ["a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:x", "a=key-mgmt:mikey x"]
)
def test_v_31_keys_of_other_kinds_are_no_use_beside_dtls(keys: str) -> None:
    offer = added(MIN_A, keys)
    at = (C.DTLS_CLEAR_KEYS, "V-31", line(offer, keys), 0)
    expect(offered(offer), "tolerated", at)
    alone = without(offer, FINGERPRINT)
    expect(offered(alone), "refused", (C.DTLS_MISSING_FINGERPRINT, "V-25", 5, 0))


def test_v_31_keys_of_the_session_are_no_use_either() -> None:
    expect(
        offered(in_session(MIN_A, "a=key-mgmt:mikey x")),
        "tolerated",
        (C.DTLS_CLEAR_KEYS, "V-31", 5, 0),
    )


# --- whose word counts


def test_s_61_only_the_owner_of_a_transport_has_to_describe_it() -> None:
    told = [fault[2] for fault in offered(APART + BARE_VIDEO)[0]]
    assert told == ["V-20", "V-20", "V-22a", "V-25"]
    first = text(*SESSION, "a=group:BUNDLE 1 0") + AUDIO_SECTION + BARE_VIDEO
    assert (E, C.ICE_MISSING_CREDENTIALS, "V-20", line(first, "m=video"), 1) in offered(first)[1]


def test_v_20_until_there_is_an_answer_other_sections_of_a_bundle_are_told() -> None:
    offer = BUNDLED + BARE_VIDEO
    at = (C.ICE_MISSING_CREDENTIALS, "V-20", line(offer, "m=video"), 1)
    expect(offered(offer), "warned", at)
    own = BUNDLED + changed(VIDEO_SECTION, (UFRAG, "OwnU"))
    assert offered(own) == NOTHING
    wanted = BUNDLED + changed(
        BARE_VIDEO, ("m=video 9", "m=video 0"), ("a=mid:1", "a=mid:1\r\na=bundle-only")
    )
    assert offered(wanted) == NOTHING
    unknown = BUNDLED + changed(BARE_VIDEO, ("m=video 9 UDP/TLS/RTP/SAVPF", "m=text 9 TCP/X"))
    assert offered(unknown) == NOTHING


def test_a_section_of_unknown_media_needs_no_transport() -> None:
    assert offered(text(*SESSION, "m=text 9 TCP/MSRP *", "a=mid:0")) == NOTHING


def test_a_transport_can_be_judged_alone() -> None:
    sections = Sections.of(sdp.parse(APART + BARE_VIDEO))
    found = judge_transport(sections, sections["1"], INTEROP, SdpType.OFFER)
    assert [fault.rule for fault in found] == ["V-20", "V-20", "V-22a", "V-25"]
    assert [*judge_transport(sections, sections["0"], STRICT, SdpType.OFFER)] == []
    found = judge_transport(sections, sections["0"], STRICT, SdpType.PRANSWER)
    assert [fault.rule for fault in found] == ["V-22"]


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        (f"a=ice-ufrag:{UFRAG}", "a=ice-ufrag:Es Aw", "RFC 8839 §5.4"),
        (f"a=ice-pwd:{PWD}", "a=ice-pwd:", "RFC 8839 §5.4"),
        (FINGERPRINT, "a=fingerprint:sha-256 19:E", "RFC 8122 §5"),
        ("a=rtcp-mux", "a=rtcp-mux:yes", "RFC 5761 §5.1.1"),
    ],
)
@pytest.mark.parametrize("level", ["media", "session"])
def test_what_is_needed_but_malformed_is_told_as_the_syntax_error_that_it_is(
    good: str, bad: str, rule: str, level: str
) -> None:
    offer = (
        changed(MIN_A, (good, bad)) if level == "media" else in_session(without(MIN_A, good), bad)
    )
    at = (C.SDP_ATTRIBUTE_SYNTAX, rule, line(offer, bad), 0)
    expect(offered(offer), "refused", at)


def test_what_else_is_malformed_is_not_what_is_missing() -> None:
    offer = changed(MIN_A, (f"a=ice-ufrag:{UFRAG}", "a=candidate:x\r\na=ice-ufrag:Es Aw"))
    at = (C.SDP_ATTRIBUTE_SYNTAX, "RFC 8839 §5.4", line(offer, "a=ice-ufrag"), 0)
    expect(offered(offer), "refused", at)
    missing = changed(MIN_A, (f"a=ice-ufrag:{UFRAG}", "a=candidate:x"))
    expect(offered(missing), "refused", (C.ICE_MISSING_CREDENTIALS, "V-20", 5, 0))


# --- RTCP


@pytest.mark.parametrize("side", Side)
def test_v_26_an_rtp_section_shares_its_port_with_rtcp(side: Side) -> None:
    at = (C.RTP_MUX_REQUIRED, "V-26", 5, 0)
    expect(offered(without(MIN_A, "a=rtcp-mux"), side), "refused", at)
    expect(answered(MIN_A, without(ANSWER, "a=rtcp-mux"), side), "refused", at)
    free = offered(without(MIN_A, "a=rtcp-mux"), side, rtcp_mux_policy=RtcpMuxPolicy.NEGOTIATE)
    assert free == NOTHING


def test_v_26_in_a_bundle_the_word_of_the_transport_counts() -> None:
    silent = without(VIDEO_SECTION, "a=rtcp-mux")
    assert offered(BUNDLED + silent) == NOTHING
    apart = APART + silent
    at = (C.RTP_MUX_REQUIRED, "V-26", line(apart, "m=video"), 1)
    expect(offered(apart), "refused", at)


def test_v_27_what_is_only_multiplexed_is_multiplexed() -> None:
    assert offered(added(MIN_A, "a=rtcp-mux-only")) == NOTHING
    offer = added(without(MIN_A, "a=rtcp-mux"), "a=rtcp-mux-only")
    at = (C.RTP_MUX_REQUIRED, "V-27", line(offer, "a=rtcp-mux-only"), 0)
    expect(offered(offer, rtcp_mux_policy=RtcpMuxPolicy.NEGOTIATE), "tolerated", at)


def test_v_28_an_answered_bundle_is_multiplexed() -> None:
    reply = without(AV_ANSWER, "a=rtcp-mux")
    at = (C.RTP_MUX_REQUIRED, "V-28", line(reply, "m=audio"), 0)
    policy = RtcpMuxPolicy.NEGOTIATE
    expect(answered(AV, reply, rtcp_mux_policy=policy), "refused", at)
    data = changed(without(AVD, "a=rtcp-mux"), ("BUNDLE 0 1 2", "BUNDLE 2"))
    assert answered(data, as_answer(data), rtcp_mux_policy=policy) == NOTHING
    one = without(MIN_A, "a=rtcp-mux")
    assert answered(one, without(ANSWER, "a=rtcp-mux"), rtcp_mux_policy=policy) == NOTHING


def test_v_29_rtcp_shares_a_port_where_it_was_offered() -> None:
    at = (C.RTP_MUX_REQUIRED, "V-29", line(ANSWER, "a=rtcp-mux"), 0)
    expect(answered(without(MIN_A, "a=rtcp-mux"), ANSWER), "refused", at)
    silent = BUNDLED + without(VIDEO_SECTION, "a=rtcp-mux")
    assert answered(silent, as_answer(silent)) == NOTHING
    assert W not in {fault[0] for fault in answered(silent, as_answer(BUNDLED + VIDEO_SECTION))[1]}
    assert answered(silent, as_answer(BUNDLED + VIDEO_SECTION)) == NOTHING
