"""Codecs of an answer (A-70 to A-84)."""

from collections.abc import Sequence

import pytest

from sdpsig import sdp
from sdpsig.jsep import INTEROP, STRICT, CodecCapability, Profile
from sdpsig.jsep._codec_match import accept_codecs
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import (
    CAPS,
    EVENTS,
    NARROW_EVENTS,
    NOISE,
    OPUS,
    PCMA,
    PCMU,
    VP8,
)

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
RECVONLY = MediaDirection.RECVONLY


def accepted(
    formats: str,
    *lines: str,
    ours: Sequence[CodecCapability] = CAPS.video,
    kind: str = "video",
    direction: MediaDirection = RECVONLY,
    profile: Profile = INTEROP,
) -> dict[str, list[str]]:
    """For each accepted format its parameters and feedback."""
    text = f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}\r\n" + "".join(
        f"a={line}\r\n" for line in lines
    )
    (media,) = sdp.parse(HEAD + text).media
    return {
        str(codec.offered.payload_type): [
            *([] if codec.fmtp is None else [codec.fmtp]),
            *(line.text for line in codec.feedback),
        ]
        for codec in accept_codecs(media, ours, direction, profile)
    }


def audio(formats: str, *lines: str, ours: Sequence[CodecCapability]) -> list[str]:
    """The accepted audio formats."""
    return list(accepted(formats, *lines, ours=ours, kind="audio"))


VP8_LINE, VP9_LINE = "rtpmap:96 VP8/90000", "rtpmap:98 VP9/90000"
OPUS_LINE = "rtpmap:111 opus/48000/2"


# --- which


def test_a_70_formats_keep_the_order_of_the_offer() -> None:
    assert list(accepted("98 96", VP8_LINE, VP9_LINE)) == ["98", "96"]


def test_a_70_each_of_ours_is_used_once() -> None:
    assert list(accepted("96 97", VP8_LINE, "rtpmap:97 VP8/90000")) == ["96"]


def test_a_12_without_a_codec_in_common_nothing_is_accepted() -> None:
    assert accepted("35", "rtpmap:35 theora/90000") == {}
    assert accepted("96") == {}
    assert accepted("96", VP8_LINE, ours=()) == {}


@pytest.mark.parametrize(
    ("line", "matches"),
    [
        ("rtpmap:111 opus/48000/2", True),
        ("rtpmap:111 OPUS/48000/2", True),
        ("rtpmap:111 opus/48000", False),
        ("rtpmap:111 opus/48000/1", False),
        ("rtpmap:111 opus/16000/2", False),
    ],
)
def test_a_73_and_a_78_name_clock_and_channels_are_alike(line: str, matches: bool) -> None:
    assert audio("111", line, ours=[OPUS]) == (["111"] if matches else [])


def test_a_73_channels_that_are_not_said_are_one() -> None:
    assert audio("0", "rtpmap:0 PCMU/8000/1", ours=[PCMU]) == ["0"]


def test_a_73_a_static_payload_type_means_what_it_always_means() -> None:
    assert audio("0 8", ours=[PCMU, PCMA]) == ["0", "8"]
    assert audio("9", ours=[CodecCapability("G722", 8_000)]) == ["9"]
    assert audio("0", "rtpmap:0 opus/48000/2", ours=[PCMU]) == []


def test_a_73_interop_takes_a_video_format_with_any_clock() -> None:
    assert list(accepted("96", "rtpmap:96 VP8/30")) == ["96"]
    assert accepted("96", "rtpmap:96 VP8/30", profile=STRICT) == {}
    assert audio("111", "rtpmap:111 opus/30/2", ours=[OPUS]) == []


@pytest.mark.parametrize(
    ("ours", "direction", "taken"),
    [
        ("sendrecv", "sendrecv", True),
        ("sendrecv", "inactive", True),
        ("recvonly", "recvonly", True),
        ("recvonly", "sendonly", False),
        ("recvonly", "sendrecv", False),
        ("recvonly", "inactive", False),
        ("sendonly", "sendonly", True),
        ("sendonly", "recvonly", False),
        ("inactive", "recvonly", False),
    ],
)
def test_a_71_a_codec_has_to_flow_the_way_the_section_does(
    ours: str, direction: str, taken: bool
) -> None:
    codec = CodecCapability("VP8", 90_000, direction=MediaDirection(ours))
    found = accepted("96", VP8_LINE, ours=[codec], direction=MediaDirection(direction))
    assert (found == {"96": []}) is taken


# --- parameters


def test_a_74_parameters_are_ours() -> None:
    ours = [CodecCapability("opus", 48_000, 2, "stereo=1;maxaveragebitrate=64000")]
    found = accepted("111", OPUS_LINE, "fmtp:111 minptime=10;odd=2", ours=ours, kind="audio")
    assert found == {"111": ["stereo=1;maxaveragebitrate=64000"]}


def test_a_74_where_there_are_none_there_is_no_line() -> None:
    assert accepted("96", VP8_LINE, "fmtp:96 max-fs=1", ours=[CodecCapability("VP8", 90_000)]) == {
        "96": []
    }


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        (None, True),
        ("fmtp:98 profile-id=0", True),
        ("fmtp:98 Profile-ID=0;x=y", True),
        ("fmtp:98 profile-id=2", False),
    ],
)
def test_a_77_vp9_is_another_codec_in_each_profile(line: str | None, taken: bool) -> None:
    lines = [] if line is None else [line]
    assert bool(accepted("98", VP9_LINE, *lines)) is taken


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        (None, True),
        ("fmtp:45 profile=0;level-idx=9;tier=1", True),
        ("fmtp:45 profile=1", False),
    ],
)
def test_a_77_av1_is_another_codec_in_each_profile_but_not_in_each_level(
    line: str | None, taken: bool
) -> None:
    lines = [] if line is None else [line]
    found = accepted("45", "rtpmap:45 AV1/90000", *lines)
    assert found == ({"45": ["profile=0"]} if taken else {})


def test_a_75_h264_is_matched_by_profile_and_mode() -> None:
    lines = ["rtpmap:102 H264/90000", "rtpmap:103 H264/90000", "rtpmap:104 H264/90000"]
    one = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    found = accepted(
        "102 103 104",
        *lines,
        f"fmtp:102 {one}",
        "fmtp:103 packetization-mode=0;profile-level-id=42e014",
        "fmtp:104 packetization-mode=1;profile-level-id=64001f",
    )
    assert found == {"102": [one], "103": ["packetization-mode=0;profile-level-id=42e014"]}


@pytest.mark.parametrize(
    ("ours", "theirs", "answered"),
    [
        ("usedtx=1", "usedtx=1", ["usedtx=1"]),
        ("usedtx=1", "minptime=10", []),
        ("minptime=10;usedtx=1", "usedtx=0", ["minptime=10"]),
        ("minptime=10; usedtx=1;x=y", None, ["minptime=10;x=y"]),
        ("minptime=10", "usedtx=1", ["minptime=10"]),
        (None, "usedtx=1", []),
    ],
)
def test_a_78_silence_is_not_sent_only_where_both_want_it(
    ours: str | None, theirs: str | None, answered: list[str]
) -> None:
    lines = [OPUS_LINE] if theirs is None else [OPUS_LINE, f"fmtp:111 {theirs}"]
    codec = CodecCapability("opus", 48_000, 2, ours)
    assert accepted("111", *lines, ours=[codec], kind="audio") == {"111": answered}


# --- retransmission


def test_a_79_rtx_is_accepted_for_what_is_accepted() -> None:
    rtx = ["rtpmap:97 rtx/90000", "fmtp:97 apt=96", "rtpmap:99 rtx/90000", "fmtp:99 apt=98"]
    assert accepted("96 97 98 99", VP8_LINE, VP9_LINE, *rtx, ours=[VP8])["97"] == ["apt=96"]
    assert list(accepted("96 97 98 99", VP8_LINE, VP9_LINE, *rtx, ours=[VP8])) == ["96", "97"]


def test_a_79_rtx_keeps_its_place_and_its_time() -> None:
    found = accepted(
        "97 96", VP8_LINE, "rtpmap:97 rtx/90000", "fmtp:97 apt=96;rtx-time=3000", ours=[VP8]
    )
    assert list(found) == ["97", "96"]
    assert found["97"] == ["apt=96;rtx-time=3000"]


def test_a_79_there_is_one_rtx_for_each() -> None:
    rtx = ["rtpmap:97 rtx/90000", "fmtp:97 apt=96", "rtpmap:99 rtx/90000", "fmtp:99 apt=96"]
    assert list(accepted("96 97 99", VP8_LINE, *rtx)) == ["96", "97"]


@pytest.mark.parametrize(
    "fmtp", [[], ["fmtp:97 rtx-time=1"], ["fmtp:97 apt=95"], ["fmtp:97 apt=x"], ["fmtp:97 apt=٩٦"]]
)
def test_a_79_rtx_without_a_use_is_dropped(fmtp: list[str]) -> None:
    assert list(accepted("96 97", VP8_LINE, "rtpmap:97 rtx/90000", *fmtp)) == ["96"]


def test_a_79_rtx_is_dropped_where_we_do_none_or_its_clock_differs() -> None:
    rtx = ["rtpmap:97 rtx/90000", "fmtp:97 apt=96"]
    plain = CodecCapability("VP8", 90_000)
    assert list(accepted("96 97", VP8_LINE, *rtx, ours=[plain])) == ["96"]
    assert list(accepted("96 97", "rtpmap:96 VP8/30", *rtx)) == ["96"]
    assert list(accepted("96 97", VP8_LINE, "rtpmap:97 rtx/30", "fmtp:97 apt=96")) == ["96"]


# --- tones and noise


def test_a_81_tones_and_noise_need_a_codec_of_their_clock() -> None:
    lines = [OPUS_LINE, "rtpmap:110 telephone-event/48000", "rtpmap:126 telephone-event/8000"]
    ours = [OPUS, PCMU, EVENTS, NARROW_EVENTS, NOISE]
    assert audio("111 110 126 13", *lines, ours=ours) == ["111", "110"]
    assert audio("111 0 110 126 13", *lines, ours=ours) == ["111", "0", "110", "126", "13"]


def test_a_81_tones_and_noise_alone_are_no_media() -> None:
    ours = [NARROW_EVENTS, NOISE]
    assert audio("126 13", "rtpmap:126 telephone-event/8000", ours=ours) == []


# --- feedback


def test_a_83_feedback_is_what_both_understand_in_offered_order() -> None:
    found = accepted(
        "96",
        VP8_LINE,
        "rtcp-fb:96 nack pli",
        "rtcp-fb:96 x-odd",
        "rtcp-fb:96 transport-cc",
        "rtcp-fb:96 nack",
        "rtcp-fb:97 ccm fir",
    )
    assert found["96"] == [
        "a=rtcp-fb:96 nack pli",
        "a=rtcp-fb:96 transport-cc",
        "a=rtcp-fb:96 nack",
    ]


def test_a_83_feedback_for_all_formats_is_said_of_each() -> None:
    found = accepted(
        "96 98",
        VP8_LINE,
        VP9_LINE,
        "rtcp-fb:98 nack",
        "rtcp-fb:* ccm fir",
        "rtcp-fb:96 transport-cc",
        "rtcp-fb:* nack",
        "rtcp-fb:* nack",
    )
    assert found["96"] == [
        "a=rtcp-fb:96 ccm fir",
        "a=rtcp-fb:96 transport-cc",
        "a=rtcp-fb:96 nack",
    ]
    assert found["98"] == ["profile-id=0", "a=rtcp-fb:98 nack", "a=rtcp-fb:98 ccm fir"]


def test_a_83_feedback_is_compared_to_the_letter() -> None:
    assert accepted("96", VP8_LINE, "rtcp-fb:96 NACK", "rtcp-fb:96 nack PLI")["96"] == []


def test_a_83_what_is_no_media_gets_feedback_only_where_it_is_named() -> None:
    tones = CodecCapability("telephone-event", 48_000, 1, None, ("nack",))
    lines = [OPUS_LINE, "rtpmap:110 telephone-event/48000"]
    ours = [OPUS, tones]
    found = accepted("111 110", *lines, "rtcp-fb:* nack", ours=ours, kind="audio")
    assert found["110"] == []
    found = accepted("111 110", *lines, "rtcp-fb:110 nack", ours=ours, kind="audio")
    assert found["110"] == ["a=rtcp-fb:110 nack"]
    rtx = ["rtpmap:97 rtx/90000", "fmtp:97 apt=96", "rtcp-fb:* nack", "rtcp-fb:97 nack"]
    assert accepted("96 97", VP8_LINE, *rtx)["97"] == ["apt=96"]
