import pytest

from sdpsig.errors import FaultCode

from ._judged import (
    ADVISED,
    AUDIO,
    DIGEST,
    MID_URI,
    REFUSED,
    TOLERATED,
    TRANSPORT,
    C,
    audio,
    plain,
    severities,
    text,
    told,
)

CLEAN = text(*audio())
DATA = ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", C, "a=mid:2", *TRANSPORT[:4])
MISSING = FaultCode.ICE_MISSING_CREDENTIALS, "V-20"
KEY = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz"


def without(description: str, start: str) -> str:
    kept = [line for line in description.splitlines() if not line.startswith(start)]
    return "".join(f"{line}\r\n" for line in kept)


# --- ICE


@pytest.mark.parametrize("line", ["a=ice-ufrag", "a=ice-pwd"])
def test_credentials_come_in_pairs(line: str) -> None:
    description = without(CLEAN, line)
    assert told(description) == [(5, *MISSING)]
    assert severities(description) == REFUSED


@pytest.mark.parametrize(
    "line",
    ["a=candidate:1 1 udp 1 192.0.2.1 9 typ host", "a=ice-options:trickle", "a=end-of-candidates"],
)
def test_who_speaks_ice_has_credentials(line: str) -> None:
    assert told(plain("m=audio 5004 RTP/AVP 0", line)) == [(5, *MISSING), (5, *MISSING)]


def test_credentials_may_stand_in_front() -> None:
    lines = [line for line in audio() if not line.startswith("a=ice-")]
    assert told(text(*TRANSPORT[:2], *lines)) == []
    assert told(text(TRANSPORT[0], *lines)) == [(6, *MISSING)]
    assert told(text(TRANSPORT[0], "m=audio 5004 RTP/AVP 0", C)) == []


def test_without_ice_there_are_none() -> None:
    assert told(without(CLEAN, "a=ice-")) == []


# --- DTLS


def test_dtls_needs_a_fingerprint_that_may_be_used() -> None:
    for description in (
        without(CLEAN, "a=fingerprint"),
        CLEAN.replace("sha-256", "md5"),
    ):
        assert told(description) == [(5, FaultCode.DTLS_MISSING_FINGERPRINT, "V-25")]
        assert severities(description) == REFUSED


def test_dtls_needs_a_role() -> None:
    description = without(CLEAN, "a=setup")
    assert told(description) == [(5, FaultCode.DTLS_SETUP, "V-22a")]
    assert severities(description) == TOLERATED


def test_dtls_does_not_hold() -> None:
    description = CLEAN.replace("actpass", "holdconn")
    assert told(description) == [(11, FaultCode.DTLS_SETUP, "V-22")]
    assert severities(description) == REFUSED
    assert told(plain("m=audio 5004 RTP/AVP 0", "a=setup:holdconn")) == []


def test_in_a_bundle_the_first_section_speaks_for_all() -> None:
    second = (AUDIO, C, "a=mid:1", f"a=extmap:1 {MID_URI}", "a=rtpmap:111 opus/48000/2")
    assert told(text("a=group:BUNDLE 0 1", *audio(), *second)) == []
    assert len(told(text(*audio(), *second))) == 2


def test_a_section_that_waits_for_its_bundle_needs_no_transport() -> None:
    waiting = (AUDIO.replace(" 9 ", " 0 "), C, "a=mid:0", "a=bundle-only")
    described = "a=rtpmap:111 opus/48000/2"
    assert told(text("a=group:BUNDLE 0", *waiting, described)) == []


# --- keys in clear text


def test_keys_in_clear_text_are_no_fault_by_themselves() -> None:
    assert told(plain("m=audio 5004 RTP/SAVP 0", KEY, KEY.replace(":1", ":2"))) == []


def test_each_has_a_tag_of_its_own() -> None:
    description = plain("m=audio 5004 RTP/SAVP 0", KEY, KEY)
    assert told(description) == [(8, FaultCode.SDP_BAD_KEY, "RFC 4568 §4.1")]
    assert severities(description) == TOLERATED


@pytest.mark.parametrize(
    "description",
    [text(*audio(KEY)), plain("m=audio 5004 RTP/SAVP 0", f"a=fingerprint:sha-256 {DIGEST}", KEY)],
)
def test_beside_dtls_they_are_one(description: str) -> None:
    ((_, code, rule),) = told(description)
    assert (code, rule) == (FaultCode.SDP_BAD_KEY, "V-31")
    assert severities(description) == TOLERATED


# --- SCTP


def test_data_channels_say_their_port() -> None:
    assert told(text(*DATA, "a=sctp-port:5000")) == []
    description = text(*DATA)
    assert told(description) == [(5, FaultCode.JSEP_SCTP_PORT, "D-16")]
    assert severities(description) == TOLERATED


LEGACY = ("m=application 9 DTLS/SCTP 5000", *DATA[1:])


def test_the_older_form_says_it_on_the_m_line() -> None:
    assert told(text(*LEGACY, "a=sctpmap:5000 webrtc-datachannel 1024")) == []


@pytest.mark.parametrize(
    ("lines", "line", "rule"),
    [
        ((), 5, "draft-ietf-mmusic-sctp-sdp-05 §5"),
        (("a=sctpmap:5001 webrtc-datachannel",), 5, "draft-ietf-mmusic-sctp-sdp-05 §5"),
        (("a=sctp-port:5000",), 12, "RFC 8841 §5"),
    ],
)
def test_the_forms_do_not_mix(lines: tuple[str, ...], line: int, rule: str) -> None:
    description = text(*LEGACY, *lines)
    assert told(description) == [(line, FaultCode.JSEP_SCTP_PORT, rule)]
    assert severities(description) == TOLERATED


def test_there_is_one_data_section() -> None:
    first = (*DATA, "a=sctp-port:5000")
    second = tuple(line.replace("mid:2", "mid:3") for line in first)
    third = tuple(line.replace("mid:2", "mid:4") for line in first)
    description = text(*first, *second, *third)
    assert told(description) == [(13, FaultCode.SDP_REPEATED, "V-19a")]
    assert severities(description) == ADVISED
