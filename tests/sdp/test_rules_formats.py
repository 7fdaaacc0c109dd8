import pytest

from sdpsig.errors import FaultCode

from ._judged import ADVISED, REFUSED, TOLERATED, plain, rules, severities, told

PAYLOAD_TYPE = FaultCode.RTP_PAYLOAD_TYPE
UNKNOWN = FaultCode.SDP_UNKNOWN_FORMAT
DANGLING = FaultCode.SDP_DANGLING_REFERENCE
VP8 = "a=rtpmap:96 VP8/90000"
RTX = "a=rtpmap:97 rtx/90000"


def video(formats: str, *lines: str) -> str:
    return plain(f"m=video 5004 RTP/AVPF {formats}", *lines)


def test_formats_that_agree_are_clean() -> None:
    lines = (VP8, RTX, "a=fmtp:97 apt=96", "a=rtcp-fb:96 nack", "a=rtcp-fb:* ccm fir")
    assert told(video("96 97 31", *lines, "a=imageattr:96 send [x=1,y=1]")) == []
    audio = ("a=rtpmap:111 opus/48000/2", "a=rtpmap:63 red/48000/2", "a=fmtp:63 111/111")
    events = ("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15,66,70")
    assert told(plain("m=audio 5004 RTP/AVP 111 63 101 0", *audio, *events)) == []


# --- the m= line


def test_payload_types_that_look_like_rtcp_are_refused_where_ports_are_shared() -> None:
    assert told(plain("m=audio 5004 RTP/AVP 0 64", "a=rtpmap:64 x/8000")) == []
    description = plain("m=audio 5004 RTP/AVP 0 64", "a=rtcp-mux", "a=rtpmap:64 x/8000")
    assert told(description) == [(5, PAYLOAD_TYPE, "V-62")]
    assert severities(description) == REFUSED


def test_a_payload_type_stands_once_on_the_m_line() -> None:
    description = plain("m=audio 5004 RTP/AVP 0 8 0")
    assert told(description) == [(5, PAYLOAD_TYPE, "V-63")]
    assert severities(description) == TOLERATED


def test_a_dynamic_payload_type_that_nobody_explains_is_told() -> None:
    description = plain("m=audio 5004 RTP/AVP 0 96")
    assert told(description) == [(5, UNKNOWN, "RFC 8866 §6.6")]
    assert severities(description) == ADVISED


@pytest.mark.parametrize("media", ["m=audio 0 RTP/AVP 0 0", "m=message 5004 TCP/MSRP * *"])
def test_rejected_sections_and_other_protocols_have_no_payload_types(media: str) -> None:
    assert told(plain(media)) == []


# --- rtpmap


def test_a_payload_type_means_one_codec() -> None:
    description = video("96", VP8, "a=rtpmap:96 VP9/90000")
    assert told(description) == [
        (8, PAYLOAD_TYPE, "V-63"),
        (8, FaultCode.SDP_REPEATED, "RFC 8866 §6.6"),
    ]


def test_saying_it_twice_is_tolerated() -> None:
    description = video("96", VP8, VP8)
    assert told(description) == [(8, FaultCode.SDP_REPEATED, "RFC 8866 §6.6")]
    assert severities(description) == TOLERATED


def test_a_static_payload_type_keeps_its_meaning() -> None:
    assert rules(plain("m=audio 5004 RTP/AVP 9", "a=rtpmap:9 G722/16000")) == []
    description = plain("m=audio 5004 RTP/AVP 0", "a=rtpmap:0 opus/48000/2")
    assert told(description) == [(7, PAYLOAD_TYPE, "RFC 3551 §6")]
    assert severities(description) == ADVISED


def test_opus_has_one_clock_rate() -> None:
    description = plain("m=audio 5004 RTP/AVP 96", "a=rtpmap:96 opus/96000/2")
    assert told(description) == [(7, FaultCode.RTP_CLOCK_RATE, "RFC 7587 §7")]
    assert severities(description) == TOLERATED


def test_so_has_video() -> None:
    description = video("96", "a=rtpmap:96 VP8/8000")
    assert told(description) == [(7, FaultCode.RTP_CLOCK_RATE, "A-73")]
    assert severities(description) == ADVISED


# --- lines that speak of a payload type


@pytest.mark.parametrize(
    "line",
    [
        "a=rtpmap:98 VP9/90000",
        "a=fmtp:98 profile-id=0",
        "a=rtcp-fb:98 nack",
        "a=imageattr:98 send [x=1,y=1]",
    ],
)
def test_a_line_speaks_of_a_format_of_its_section(line: str) -> None:
    description = video("96", VP8, line)
    assert told(description) == [(8, UNKNOWN, "V-65")]
    assert severities(description) == ADVISED


@pytest.mark.parametrize("line", ["a=fmtp:98 profile-id=0", "a=rtcp-fb:98 nack"])
def test_and_of_one_that_has_a_meaning(line: str) -> None:
    description = video("96 98", VP8, line)
    assert told(description)[-1] == (8, UNKNOWN, "V-64")
    assert severities(description)[1] == {"warning", "error"}


def test_a_format_has_one_line_of_parameters() -> None:
    description = video("96", VP8, "a=fmtp:96 a=1", "a=fmtp:96 b=2")
    assert told(description) == [(9, FaultCode.SDP_REPEATED, "RFC 8866 §6.15")]
    assert severities(description) == TOLERATED


# --- parameters


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        ((VP8, RTX), 8),
        ((VP8, RTX, "a=fmtp:97 rtx-time=1"), 9),
        ((VP8, RTX, "a=fmtp:97 apt=98"), 9),
        ((VP8, RTX, "a=fmtp:97 apt=97"), 9),
        ((VP8, RTX, "a=fmtp:97 apt=96", "a=rtpmap:100 rtx/90000", "a=fmtp:100 apt=97"), 11),
    ],
)
def test_an_rtx_format_repairs_a_format_of_its_section(lines: tuple[str, ...], line: int) -> None:
    description = video("96 97 100" if len(lines) > 3 else "96 97", *lines)
    assert told(description) == [(line, DANGLING, "V-66")]
    assert severities(description) == TOLERATED


def test_what_an_unknown_format_repairs_is_not_asked() -> None:
    assert rules(video("96 97", RTX, "a=fmtp:97 apt=96")) == ["RFC 8866 §6.6"]


def test_an_rtx_format_has_the_clock_rate_of_what_it_repairs() -> None:
    lines = ("a=rtpmap:96 opus/48000/2", RTX, "a=fmtp:97 apt=96")
    description = plain("m=audio 5004 RTP/AVPF 96 97", *lines)
    assert told(description) == [(9, FaultCode.RTP_CLOCK_RATE, "A-79")]
    assert severities(description) == ADVISED


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("111/96", DANGLING),
        ("96", DANGLING),
        ("111/128", FaultCode.SDP_BAD_PARAMETER),
        ("111;111", FaultCode.SDP_BAD_PARAMETER),
        ("useinbandfec=1", FaultCode.SDP_BAD_PARAMETER),
    ],
)
def test_red_names_formats_of_its_section(value: str, code: FaultCode) -> None:
    lines = ("a=rtpmap:111 opus/48000/2", "a=rtpmap:63 red/48000/2", f"a=fmtp:63 {value}")
    description = plain("m=audio 5004 RTP/AVP 111 63", *lines)
    assert told(description) == [(9, code, "RFC 2198 §5")]
    assert severities(description) == TOLERATED


@pytest.mark.parametrize("value", ["0-256", "5-4", "a", "0-15,", "0-1-2", "events=-1"])
def test_events_are_numbers_up_to_255(value: str) -> None:
    description = plain(
        "m=audio 5004 RTP/AVP 101", "a=rtpmap:101 telephone-event/8000", f"a=fmtp:101 {value}"
    )
    assert told(description) == [(8, FaultCode.SDP_BAD_PARAMETER, "RFC 4733 §7.1.1")]
    assert severities(description) == TOLERATED


@pytest.mark.parametrize(
    ("encoding", "value", "rule"),
    [
        ("opus/48000/2", "stereo=2", "RFC 7587 §6.1"),
        ("H264/90000", "profile-level-id=zz", "RFC 6184 §8.1"),
    ],
)
def test_a_parameter_has_a_value_that_its_format_has(encoding: str, value: str, rule: str) -> None:
    lines = (f"a=rtpmap:96 {encoding}", f"a=fmtp:96 {value}")
    description = plain("m=audio 5004 RTP/AVP 96", *lines)
    assert told(description) == [(8, FaultCode.SDP_BAD_PARAMETER, rule)]
    assert severities(description) == TOLERATED
    assert told(plain("m=audio 5004 RTP/AVP 96", "a=rtpmap:96 x/1", "a=fmtp:96 y")) == []


def test_parameters_of_a_format_that_is_not_listed_are_not_looked_into() -> None:
    lines = ("a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-256")
    assert rules(plain("m=audio 5004 RTP/AVP 0", *lines)) == ["V-65", "V-65"]
