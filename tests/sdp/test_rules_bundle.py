import pytest

from sdpsig.errors import FaultCode
from sdpsig.sdp import check, parse

from ._judged import (
    ADVISED,
    AUDIO,
    MID_URI,
    OPUS,
    REFUSED,
    TOLERATED,
    C,
    audio,
    plain,
    rules,
    severities,
    text,
    told,
)

CONFLICT = FaultCode.SDP_BUNDLE_CONFLICT
GROUP = "a=group:BUNDLE 0 1"
MID_MAP = f"a=extmap:1 {MID_URI}"


def bundle(first: tuple[str, ...] = (), second: tuple[str, ...] = ()) -> str:
    """Two sections in one bundle. Further lines of the first are 16 and on.

    Those of the second are 26 and on, one more for each of the first.
    """
    return text(GROUP, *audio(MID_MAP, *first), *audio(MID_MAP, *second, mid="1"))


def test_a_bundle_that_agrees_is_clean() -> None:
    assert told(bundle(("a=ssrc:1 cname:x",), ("a=ssrc:2 cname:x",))) == []


# --- names and groups


def test_a_name_is_there_once() -> None:
    description = text(*audio(mid="0"), *audio(mid="0"), *audio(mid="0"))
    assert told(description) == [
        (16, FaultCode.JSEP_DUPLICATE_MID, "V-10"),
        (25, FaultCode.JSEP_DUPLICATE_MID, "V-10"),
    ]
    assert severities(description) == REFUSED


@pytest.mark.parametrize(
    "description",
    [
        text(*(line for line in audio() if not line.startswith("a=mid"))),
        text("a=group:LS 0", "m=audio 9 RTP/AVP 0", C, "a=mid:0", "m=audio 9 RTP/AVP 0", C),
    ],
)
def test_where_names_are_used_every_section_has_one(description: str) -> None:
    (fault,) = check(parse(description))
    assert (fault.code, fault.rule) == (FaultCode.JSEP_BAD_MID, "V-12")
    assert severities(description) == ADVISED


def test_nobody_else_needs_one() -> None:
    assert told(plain("m=audio 9 RTP/AVP 0")) == []


@pytest.mark.parametrize(
    ("group", "rule", "severity"),
    [("BUNDLE 0 nobody", "V-45", TOLERATED), ("LS 0 nobody", "V-58", ADVISED)],
)
def test_a_group_names_sections_that_are_there(
    group: str, rule: str, severity: tuple[set[str], set[str]]
) -> None:
    description = text(f"a=group:{group}", *audio())
    assert told(description) == [(5, FaultCode.BUNDLE_UNKNOWN_MID, rule)]
    assert severities(description) == severity


@pytest.mark.parametrize(
    ("groups", "line"),
    [(("a=group:BUNDLE 0 0",), 5), (("a=group:BUNDLE 0", "a=group:BUNDLE 0"), 6)],
)
def test_a_name_is_in_one_bundle_once(groups: tuple[str, ...], line: int) -> None:
    description = text(*groups, "a=group:LS 0 0", *audio())
    assert told(description) == [(line, FaultCode.BUNDLE_REPEATED_MID, "V-46")]
    assert severities(description) == REFUSED


def test_a_rejected_section_is_in_no_bundle() -> None:
    rejected = (AUDIO.replace(" 9 ", " 0 "), C, "a=mid:1")
    description = text(GROUP, *audio(), *rejected)
    assert told(description) == [(5, FaultCode.BUNDLE_REJECTED_MID, "V-49")]
    assert severities(description) == TOLERATED


# --- bundle-only

WAITING = (AUDIO.replace(" 9 ", " 0 "), C, "a=mid:1", "a=bundle-only", OPUS, MID_MAP)


def test_a_section_may_wait_for_its_bundle() -> None:
    assert told(text(GROUP, *audio(MID_MAP), *WAITING)) == []


def test_without_a_bundle_it_waits_for_nothing() -> None:
    description = text(*audio(), *WAITING)
    assert told(description) == [(17, FaultCode.SDP_BUNDLE_ONLY, "V-53")]
    assert severities(description) == TOLERATED


def test_bundle_only_goes_with_port_0() -> None:
    description = bundle(second=("a=bundle-only",))
    assert told(description) == [(26, FaultCode.SDP_BUNDLE_ONLY, "RFC 9143 §6")]
    assert severities(description) == ADVISED


# --- what bundled sections have to agree about


@pytest.mark.parametrize(
    "lines",
    [
        ("a=fmtp:111 useinbandfec=1",),
        ("a=rtpmap:0 PCMU/16000",),
    ],
)
def test_a_payload_type_means_one_thing_in_a_bundle(lines: tuple[str, ...]) -> None:
    media = AUDIO + " 0"
    first = audio(MID_MAP, media=media)
    second = audio(MID_MAP, *lines, mid="1", media=media)
    description = text(GROUP, *first, *second)
    assert [(code, rule) for _, code, rule in told(description)] == [(CONFLICT, "V-55")]
    assert severities(description) == TOLERATED
    assert told(text(*first, *second)) == []


def test_what_is_not_listed_binds_nothing() -> None:
    other = "a=rtpmap:96 x/8000"
    assert set(rules(bundle((other,), (other.replace("x", "y"),)))) == {"V-65"}


def test_a_header_extension_id_means_one_uri_in_a_bundle() -> None:
    description = bundle(("a=extmap:2 urn:a",), ("a=extmap:2 urn:b",))
    assert told(description) == [(27, FaultCode.RTP_EXTENSION_ID, "V-56")]
    assert severities(description) == REFUSED
    assert told(bundle(("a=extmap:4096 urn:a",), ("a=extmap:4096 urn:b",))) == []


def test_sections_of_a_bundle_inherit_header_extensions() -> None:
    inherited = ("a=extmap:1 urn:a", f"a=extmap:2 {MID_URI}")
    sections = (*audio(), *audio("a=extmap:1 urn:b", mid="1"))
    assert rules(text(GROUP, *inherited, *audio(), *audio(mid="1"))) == []
    assert told(text(GROUP, *inherited, *sections)) == [
        (26, FaultCode.RTP_EXTENSION_ID, "V-56"),
        (26, FaultCode.RTP_EXTENSION_ID, "V-73"),
    ]


def test_a_source_is_in_one_section_of_a_bundle() -> None:
    description = bundle(("a=ssrc:1 cname:x",), ("a=ssrc:1 cname:x", "a=ssrc:1 label:x"))
    assert told(description) == [(27, FaultCode.SDP_SSRC, "V-78")]
    assert severities(description) == TOLERATED


def test_something_tells_bundled_sections_apart() -> None:
    description = text(GROUP, *audio(), *audio(mid="1"))
    assert told(description) == [(15, CONFLICT, "V-57")]
    assert severities(description) == ADVISED
    third = audio("a=ssrc:1 cname:x", mid="1")
    assert told(text(GROUP, *audio(), *third)) == []
    video = AUDIO.replace("audio", "video").replace("111", "31")
    assert told(text(GROUP, *audio(), *audio(mid="1", media=video)[:-1])) == []


def test_what_must_be_identical_in_a_bundle_is() -> None:
    unicast = ("a=rtcp-unicast:rsi",)
    assert told(bundle(unicast, unicast)) == []
    assert told(bundle(unicast)) == []
    description = bundle(unicast, ("a=rtcp-unicast:reflection",))
    assert told(description) == [(27, CONFLICT, "RFC 8859 §4.3")]
    assert severities(description) == TOLERATED


def test_one_ice_user_has_one_password() -> None:
    description = text(GROUP, *audio(MID_MAP), *audio(MID_MAP, mid="1"))
    other = description[::-1].replace("a" * 24, "b" * 24, 1)[::-1]
    assert told(other) == [(20, FaultCode.ICE_BAD_CREDENTIALS, "RFC 9143 §7.1.3")]
    assert severities(other) == TOLERATED
    assert told(other[::-1].replace("dcba", "wxyz", 1)[::-1]) == []


def test_a_bundle_shares_its_port_with_rtcp() -> None:
    description = bundle().replace("a=rtcp-mux\r\n", "")
    assert told(description) == [(6, FaultCode.RTP_MUX_REQUIRED, "V-28")]
    assert severities(description) == ADVISED
    data = ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", *audio(mid="1")[1:7])
    media = text("a=group:BUNDLE 1", *data, "a=sctp-port:5000")
    assert told(media) == []


def test_a_data_section_says_of_its_bundle_that_it_shares_its_port() -> None:
    rtp = [line for line in audio(MID_MAP) if line != "a=rtcp-mux"]
    data = ("m=application 9 UDP/DTLS/SCTP webrtc-datachannel", *audio(mid="1")[1:7])
    silent = text("a=group:BUNDLE 1 0", *data, "a=sctp-port:5000", *rtp)
    assert [rule for _, _, rule in told(silent)] == ["V-28"]
    said = text("a=group:BUNDLE 1 0", *data, "a=rtcp-mux", "a=sctp-port:5000", *rtp)
    assert told(said) == []


# --- over bundles


def test_a_track_is_in_one_section() -> None:
    description = text(*audio("a=msid:s t"), *audio("a=msid:s t", mid="1"))
    assert told(description) == [(24, FaultCode.SDP_MSID, "V-75")]
    assert severities(description) == TOLERATED
    assert told(text(*audio("a=msid:s"), *audio("a=msid:s", mid="1"))) == []


def test_sections_of_one_flow_go_to_different_ports() -> None:
    def group(*ports: int) -> str:
        sections = [
            line
            for mid, port in enumerate(ports)
            for line in (f"m=audio {port} RTP/AVP 0", C, f"a=mid:{mid}")
        ]
        return text("a=group:FID 0 1", *sections)

    assert told(group(5000, 5002)) == []
    assert told(group(9, 9)) == []
    assert told(group(5000, 5000)) == [(5, FaultCode.SDP_REPEATED, "RFC 5888 §8.5.3")]
    assert severities(group(5000, 5000)) == REFUSED
