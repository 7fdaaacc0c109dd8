"""Codecs of an answer (A-70 to A-84)."""

from collections.abc import Sequence
from gc import collect
from weakref import ref

import pytest
from attrs import evolve

from sdpsig import sdp
from sdpsig.jsep import INTEROP, STRICT, CodecCapability, Profile
from sdpsig.jsep._codec_match import (
    MOST_CHARACTERS,
    MOST_LINES,
    _remembered,
    accept_codecs,
)
from sdpsig.jsep._codec_outcome import CodecDrop, CodecMatch
from sdpsig.sdp.attributes import MediaDirection
from tests.jsep._offers import (
    CAPS,
    EVENTS,
    H264_ONE,
    H264_ZERO,
    NARROW_EVENTS,
    NOISE,
    OPUS,
    PCMA,
    PCMU,
    VP8,
)

HEAD = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
RECVONLY = MediaDirection.RECVONLY


def section(formats: str, *lines: str, kind: str = "video") -> sdp.MediaDescription:
    text = f"m={kind} 9 UDP/TLS/RTP/SAVPF {formats}\r\n" + "".join(
        f"a={line}\r\n" for line in lines
    )
    (media,) = sdp.parse(HEAD + text).media
    return media


def match(
    formats: str,
    *lines: str,
    ours: Sequence[CodecCapability] = CAPS.video,
    kind: str = "video",
    direction: MediaDirection = RECVONLY,
    profile: Profile = INTEROP,
    preferences: Sequence[CodecCapability] | None = None,
    noise: bool = False,
    asymmetry: bool = False,
    wanted: Sequence[CodecCapability] | None = None,
) -> CodecMatch:
    return accept_codecs(
        section(formats, *lines, kind=kind),
        ours,
        direction,
        profile,
        preferences=preferences,
        voice_activity_detection=noise,
        allow_asymmetry=asymmetry,
        wanted=wanted,
    )


def accepted(
    formats: str,
    *lines: str,
    ours: Sequence[CodecCapability] = CAPS.video,
    kind: str = "video",
    direction: MediaDirection = RECVONLY,
    profile: Profile = INTEROP,
) -> dict[str, list[str]]:
    """For each accepted format its parameters and feedback."""
    found = match(formats, *lines, ours=ours, kind=kind, direction=direction, profile=profile)
    return {
        str(codec.offered.payload_type): [
            *([] if codec.fmtp is None else [codec.fmtp]),
            *(line.text for line in codec.feedback),
        ]
        for codec in found.accepted
    }


def order(found: CodecMatch) -> list[int]:
    """The payload types of the answer."""
    return [codec.offered.payload_type for codec in found.accepted]


def reasons(found: CodecMatch) -> dict[int, str]:
    """Why the others are not in it."""
    return {drop.payload_type: drop.reason.value for drop in found.dropped}


def audio(
    formats: str, *lines: str, ours: Sequence[CodecCapability], noise: bool = False
) -> list[str]:
    """The accepted audio formats."""
    return list(map(str, order(match(formats, *lines, ours=ours, kind="audio", noise=noise))))


VP8_LINE, VP9_LINE = "rtpmap:96 VP8/90000", "rtpmap:98 VP9/90000"
OPUS_LINE = "rtpmap:111 opus/48000/2"
VP8_RTX = (VP8_LINE, "rtpmap:97 rtx/90000", "fmtp:97 apt=96")


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


ONLY_RECEIVED = evolve(VP8, direction=RECVONLY)
SENDRECV, INACTIVE = MediaDirection.SENDRECV, MediaDirection.INACTIVE


@pytest.mark.parametrize("direction", [SENDRECV, INACTIVE])
def test_a_71_where_asymmetry_is_allowed_what_we_receive_will_do(direction: MediaDirection) -> None:
    ours = [ONLY_RECEIVED]
    found = match("96 97", *VP8_RTX, ours=ours, direction=direction)
    assert order(found) == []
    assert reasons(found) == {96: "direction", 97: "nothing-to-repair"}
    found = match("96 97", *VP8_RTX, ours=ours, direction=direction, asymmetry=True)
    assert (order(found), reasons(found)) == ([96, 97], {})


def test_a_71_asymmetry_is_for_where_nothing_flows_both_ways() -> None:
    vp9 = CodecCapability("VP9", 90_000)
    found = match(
        "96 98", VP8_LINE, VP9_LINE, ours=[ONLY_RECEIVED, vp9], direction=SENDRECV, asymmetry=True
    )
    assert (order(found), reasons(found)) == ([98], {96: "direction"})
    sending = MediaDirection.SENDONLY
    found = match("96", VP8_LINE, ours=[ONLY_RECEIVED], direction=sending, asymmetry=True)
    assert reasons(found) == {96: "direction"}
    found = match("98", VP9_LINE, ours=[ONLY_RECEIVED], direction=SENDRECV, asymmetry=True)
    assert reasons(found) == {98: "no-such-codec"}


# --- preferences


def test_s_29_the_answer_has_the_order_of_the_preferences() -> None:
    ours = [OPUS, PCMU, PCMA]
    found = match("111 0 8", OPUS_LINE, ours=ours, kind="audio", preferences=[PCMA, OPUS])
    assert (order(found), reasons(found)) == ([8, 111], {0: "not-preferred"})
    assert order(match("111 0 8", OPUS_LINE, ours=ours, kind="audio", preferences=())) == [
        111,
        0,
        8,
    ]


def test_a_70_retransmission_stands_behind_what_it_repairs_if_it_is_preferred() -> None:
    lines = [*VP8_RTX, VP9_LINE, "rtpmap:99 rtx/90000", "fmtp:99 apt=98"]
    vp9 = CAPS.video[1]
    found = match("97 96 98 99", *lines, preferences=[vp9, VP8])
    assert order(found) == [98, 99, 96, 97]
    found = match("97 96 98 99", *lines, preferences=[vp9, evolve(VP8, rtx=False)])
    assert (order(found), reasons(found)) == ([98, 99, 96], {97: "not-preferred"})


def test_a_70_what_makes_up_for_losses_is_dropped_if_it_is_not_preferred() -> None:
    ours = [VP8, VIDEO_RED, ULPFEC]
    found = match("96 118 119 120", *VIDEO_RED_LINES, ours=ours, preferences=[VP8])
    assert order(found) == [96]
    assert reasons(found) == {
        118: "not-preferred",
        119: "nothing-to-repair",
        120: "not-preferred",
    }
    found = match(
        "96 118 119 120", *VIDEO_RED_LINES, ours=ours, preferences=[VIDEO_RED, ULPFEC, VP8]
    )
    assert order(found) == [118, 119, 120, 96]


def test_a_70_a_preference_counts_once_and_only_for_what_is_ours() -> None:
    vp9 = CAPS.video[1]
    found = match("96 98", VP8_LINE, VP9_LINE, ours=[VP8, vp9], preferences=[vp9, VP8, vp9])
    assert order(found) == [98, 96]
    found = match("96 98", VP8_LINE, VP9_LINE, ours=[VP8], preferences=[vp9, VP8])
    assert (order(found), reasons(found)) == ([96], {98: "no-such-codec"})
    found = match("96", VP8_LINE, ours=[VP8], preferences=[vp9])
    assert (order(found), reasons(found)) == ([], {96: "not-preferred"})


def test_a_70_the_preferred_one_of_two_configurations_is_taken() -> None:
    lines = ["rtpmap:102 H264/90000", "fmtp:102 packetization-mode=1", "rtpmap:103 H264/90000"]
    found = match("102 103", *lines, preferences=[H264_ZERO])
    assert (order(found), reasons(found)) == ([103], {102: "not-preferred"})
    found = match("102 103", *lines, preferences=[H264_ZERO, H264_ONE])
    assert order(found) == [103, 102]
    assert [codec.capability for codec in found.accepted] == [H264_ZERO, H264_ONE]


def test_a_preference_is_one_of_ours_whatever_parameters_it_has() -> None:
    other = evolve(OPUS, fmtp="stereo=1", payload_type=96)
    found = match("111", OPUS_LINE, ours=[OPUS], kind="audio", preferences=[other])
    assert [codec.fmtp for codec in found.accepted] == [OPUS.fmtp]


# --- why not


def test_what_the_application_does_not_want_is_told() -> None:
    found = match("96 98", VP8_LINE, VP9_LINE, wanted=[VP8])
    assert (order(found), reasons(found)) == ([96], {98: "not-wanted"})
    assert order(match("96 98", VP8_LINE, VP9_LINE, wanted=())) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("rtpmap:111 opus/16000/2", "other-clock-rate"),
        ("rtpmap:111 opus/48000", "other-channels"),
        ("rtpmap:111 speex/16000", "no-such-codec"),
    ],
)
def test_the_name_the_clock_and_the_channels_are_told(line: str, reason: str) -> None:
    found = match("111", line, ours=[OPUS], kind="audio")
    (drop,) = found.dropped
    assert (drop.payload_type, drop.reason) == (111, reason)
    assert drop.encoding == line[11:].partition("/")[0]


@pytest.mark.parametrize(
    ("fmtp", "reason"),
    [
        ("packetization-mode=1;profile-level-id=64001f", "other-profile"),
        ("packetization-mode=2;profile-level-id=42e01f", "other-packetization-mode"),
        ("packetization-mode=1;profile-level-id=42e0", "malformed-parameters"),
    ],
)
def test_the_profile_and_the_mode_are_told(fmtp: str, reason: str) -> None:
    found = match("102", "rtpmap:102 H264/90000", f"fmtp:102 {fmtp}")
    assert reasons(found) == {102: reason}


def test_of_several_misses_the_nearest_is_told() -> None:
    ours = [
        H264_ONE,
        CodecCapability("H264", 8_000),
        CodecCapability("H264", 90_000, 1, "profile-level-id=64001f"),
    ]
    fmtp = "fmtp:102 packetization-mode=0;profile-level-id=42e01f"
    for several in (ours, ours[::-1]):
        found = match("102", "rtpmap:102 H264/90000", fmtp, ours=several, profile=STRICT)
        assert reasons(found) == {102: "other-packetization-mode"}


def test_a_codec_of_no_use_is_nearer_than_another_one() -> None:
    sent = evolve(H264_ZERO, direction=MediaDirection.SENDONLY)
    for several in ([sent, H264_ONE], [H264_ONE, sent]):
        found = match("102", "rtpmap:102 H264/90000", ours=several)
        assert reasons(found) == {102: "direction"}
    both = match("102", "rtpmap:102 H264/90000", ours=[sent, H264_ZERO])
    assert order(both) == [102]


def test_repeated_and_meaningless_formats_are_told() -> None:
    found = match("96 100 97 96", VP8_LINE, "rtpmap:97 VP8/90000")
    assert order(found) == [96]
    assert [(drop.payload_type, drop.encoding, drop.reason) for drop in found.dropped] == [
        (100, "", CodecDrop.NO_MEANING),
        (97, "VP8", CodecDrop.DUPLICATE),
    ]


@pytest.mark.parametrize(
    ("rtx", "reason"),
    [
        ([], "malformed-parameters"),
        (["fmtp:97 apt="], "malformed-parameters"),
        (["fmtp:97 apt=96;rtx-time=x"], "malformed-parameters"),
        (["fmtp:97 apt=98"], "nothing-to-repair"),
        (["fmtp:97 apt=97"], "nothing-to-repair"),
        (["fmtp:97 apt=99"], "duplicate"),
    ],
)
def test_why_there_is_no_retransmission_is_told(rtx: list[str], reason: str) -> None:
    vp9 = ["rtpmap:99 VP9/90000", "rtpmap:100 rtx/90000", "fmtp:100 apt=99"]
    found = match("96 100 97 99", VP8_LINE, "rtpmap:97 rtx/90000", *vp9, *rtx)
    assert (order(found), reasons(found)) == ([96, 100, 99], {97: reason})


def test_retransmission_that_we_do_not_do_or_of_another_clock_is_told() -> None:
    plain = evolve(VP8, rtx=False)
    assert reasons(match("96 97", *VP8_RTX, ours=[plain])) == {97: "no-such-codec"}
    lines = [VP8_LINE, "rtpmap:97 rtx/30", "fmtp:97 apt=96"]
    assert reasons(match("96 97", *lines)) == {97: "other-clock-rate"}
    lines = [*VP8_RTX, "rtpmap:98 rtx/90000", "fmtp:98 apt=97"]
    assert reasons(match("96 97 98", *lines)) == {98: "nothing-to-repair"}


def test_what_is_no_payload_type_is_no_codec() -> None:
    text = "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n"
    (media,) = sdp.parse(HEAD + text).media
    assert accept_codecs(media, CAPS.video, RECVONLY, INTEROP) == CodecMatch()


def test_every_offered_codec_is_either_accepted_or_dropped() -> None:
    lines = [*VIDEO_RED_LINES, VP9_LINE, "rtpmap:35 theora/90000"]
    found = match("35 96 98 118 119 120 100", *lines, ours=[VP8, VIDEO_RED])
    assert order(found) == [96, 118, 119]
    assert list(reasons(found)) == [35, 98, 120, 100]


# --- what is remembered


def test_the_same_question_of_the_same_lines_has_the_same_answer() -> None:
    lines = [*VP8_RTX, "ice-pwd:asd88fgpdd777uzjYhagZg", "mid:0"]
    first = match("96 97", *lines)
    assert match("96 97", *lines[:3], "mid:1") is first
    assert match("97 96", *lines) != first
    assert match("96 97", *lines, profile=STRICT) == first
    assert match("96 97", *lines[:2]) != first
    assert match("96 97", *lines, ours=[CodecCapability("VP8", 90_000)]) != first


def test_of_a_section_only_the_lines_of_its_formats_are_remembered() -> None:
    media = section("96 97", *VP8_RTX, "rtcp-fb:96 nack", "ice-pwd:asd88fgpdd777uzjYhagZg")
    (codec, _) = accept_codecs(media, CAPS.video, RECVONLY, INTEROP).accepted
    gone = ref(media)
    del media
    collect()
    assert gone() is None
    assert codec.offered.rtx == (97,)


@pytest.mark.parametrize(
    "more",
    [
        [f"rtcp-fb:96 x-{number}" for number in range(MOST_LINES)],
        [f"rtcp-fb:{number} x-{'y' * (MOST_CHARACTERS // 9)}" for number in range(97, 107)],
    ],
)
def test_a_large_section_is_judged_anew(more: list[str]) -> None:
    before = _remembered.cache_info()
    found = match("96", VP8_LINE, *more, "rtcp-fb:96 nack")
    assert order(found) == [96]
    assert [one.feedback for one in found.accepted[0].feedback] == ["nack"]
    assert match("96", VP8_LINE, *more, "rtcp-fb:96 nack") == found
    assert _remembered.cache_info() == before


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


# --- redundancy and correction

RED = CodecCapability("red", 48_000, 2)
RED_LINE = "rtpmap:63 red/48000/2"
VIDEO_RED = CodecCapability("red", 90_000, rtx=True)
ULPFEC = CodecCapability("ulpfec", 90_000)
FLEXFEC = CodecCapability("flexfec-03", 90_000, 1, "repair-window=7", ("transport-cc",))


@pytest.mark.parametrize(
    ("fmtp", "expected"),
    [
        ([], []),
        (["fmtp:63 111/111"], ["111/111"]),
        (["fmtp:63 111/111/111"], ["111/111/111"]),
        (["fmtp:63 111/111 "], ["111/111"]),
    ],
)
def test_a_80_audio_red_says_what_it_carries(fmtp: list[str], expected: list[str]) -> None:
    found = accepted("63 111", OPUS_LINE, RED_LINE, *fmtp, ours=[OPUS, RED], kind="audio")
    assert list(found) == ["63", "111"]
    assert found["63"] == expected


@pytest.mark.parametrize(
    ("fmtp", "reason"),
    [
        ("111/0", "nothing-to-repair"),  # another clock
        ("111/9", "nothing-to-repair"),  # not ours
        ("111/96", "nothing-to-repair"),  # not offered
        ("63/63", "nothing-to-repair"),  # itself
        ("111/", "malformed-parameters"),
        ("111/128", "malformed-parameters"),
        ("opus", "malformed-parameters"),
    ],
)
def test_a_80_all_that_audio_red_carries_has_to_be_there(fmtp: str, reason: str) -> None:
    lines = [OPUS_LINE, RED_LINE, f"fmtp:63 {fmtp}"]
    found = match("111 63 0 9", *lines, ours=[OPUS, RED, PCMU], kind="audio")
    assert order(found) == [111, 0]
    assert reasons(found)[63] == reason


def test_s_32_red_goes_with_the_codec_that_it_carries() -> None:
    lines = [OPUS_LINE, RED_LINE, "fmtp:63 111/111"]
    assert audio("111 63 0", *lines, ours=[RED, PCMU, OPUS]) == ["111", "63", "0"]
    assert audio("111 63 0", *lines, ours=[RED, PCMU]) == ["0"]
    assert audio("111 63 0", *lines, ours=[OPUS, PCMU]) == ["111", "0"]


def test_a_80_a_red_that_carries_nothing_here_leaves_its_place_to_another() -> None:
    lines = [OPUS_LINE, RED_LINE, "fmtp:63 96/96", "rtpmap:64 red/48000/2", "fmtp:64 111/111"]
    assert audio("111 63 64", *lines, ours=[OPUS, RED]) == ["111", "64"]


def test_a_80_tones_may_stand_in_red() -> None:
    tones = "rtpmap:110 telephone-event/48000"
    lines = [OPUS_LINE, RED_LINE, "fmtp:63 111/110", tones]
    assert audio("63 111 110", *lines, ours=[OPUS, RED, EVENTS]) == ["63", "111", "110"]


VIDEO_RED_LINES = (
    VP8_LINE,
    "rtpmap:118 red/90000",
    "fmtp:118 96/97",
    "rtpmap:119 rtx/90000",
    "fmtp:119 apt=118",
    "rtpmap:120 ulpfec/90000",
)


def test_a_80_video_red_says_nothing_and_may_be_sent_again() -> None:
    found = accepted("119 118 120 96", *VIDEO_RED_LINES, ours=[VIDEO_RED, ULPFEC, VP8])
    assert found == {"119": ["apt=118"], "118": [], "120": [], "96": []}


def test_a_80_ulpfec_is_carried_by_red() -> None:
    found = match("96 118 119 120", *VIDEO_RED_LINES, ours=[ULPFEC, VP8])
    assert order(found) == [96]
    assert reasons(found) == {
        118: "no-such-codec",
        119: "nothing-to-repair",
        120: "nothing-to-repair",
    }
    assert order(match("120 96", *VIDEO_RED_LINES, ours=[VIDEO_RED, ULPFEC, VP8])) == [96]


def test_a_80_flexfec_needs_no_red_and_keeps_the_window_of_the_offer() -> None:
    lines = [VP8_LINE, "rtpmap:49 flexfec-03/90000", "fmtp:49 repair-window=10000000"]
    feedback = ["rtcp-fb:49 transport-cc", "rtcp-fb:49 goog-remb", "rtcp-fb:* transport-cc"]
    assert accepted("96 49", *lines, *feedback, ours=[FLEXFEC, VP8])["49"] == [
        "repair-window=10000000",
        "a=rtcp-fb:49 transport-cc",
    ]
    lines[2] = "fmtp:49 repair-window=soon"
    found = match("96 49", *lines, ours=[FLEXFEC, VP8])
    assert reasons(found) == {49: "malformed-parameters"}


def test_a_12_what_supports_media_is_none() -> None:
    lines = [*VIDEO_RED_LINES, "rtpmap:49 flexfec-03/90000"]
    found = match("96 118 119 120 49", *lines, ours=[VIDEO_RED, ULPFEC, FLEXFEC])
    assert order(found) == []
    assert set(reasons(found).values()) == {"no-such-codec", "nothing-to-repair"}
    found = match("63", RED_LINE, ours=[RED, OPUS], kind="audio")
    assert (order(found), reasons(found)) == ([], {63: "nothing-to-repair"})


def test_a_73_the_clock_of_what_supports_video_is_never_another() -> None:
    lines = [VP8_LINE, "rtpmap:118 red/30"]
    assert reasons(match("96 118", *lines, ours=[VIDEO_RED, VP8])) == {118: "other-clock-rate"}


# --- tones and noise


def test_a_81_tones_and_noise_need_a_codec_of_their_clock() -> None:
    lines = [OPUS_LINE, "rtpmap:110 telephone-event/48000", "rtpmap:126 telephone-event/8000"]
    ours = [OPUS, PCMU, EVENTS, NARROW_EVENTS, NOISE]
    assert audio("111 110 126 13", *lines, ours=ours, noise=True) == ["111", "110"]
    assert audio("111 0 110 126 13", *lines, ours=ours, noise=True) == [
        "111",
        "0",
        "110",
        "126",
        "13",
    ]


def test_a_81_noise_has_to_be_asked_for() -> None:
    found = match("0 13", ours=[PCMU, NOISE], kind="audio")
    assert (order(found), reasons(found)) == ([0], {13: "not-wanted"})
    assert order(match("0 13", ours=[PCMU, NOISE], kind="audio", noise=True)) == [0, 13]


def test_a_81_noise_is_never_that_of_opus() -> None:
    ours = [OPUS, CodecCapability("CN", 48_000), EVENTS]
    lines = [OPUS_LINE, "rtpmap:105 CN/48000", "rtpmap:110 telephone-event/48000"]
    found = match("111 105 110", *lines, ours=ours, kind="audio", noise=True)
    assert (order(found), reasons(found)) == ([111, 110], {105: "no-media-of-its-clock"})
    wide = CodecCapability("L16", 48_000)
    lines.append("rtpmap:96 L16/48000")
    found = match("111 96 105 110", *lines, ours=[*ours, wide], kind="audio", noise=True)
    assert order(found) == [111, 96, 105, 110]


def test_s_33_tones_and_noise_alone_are_no_media() -> None:
    ours = [NARROW_EVENTS, NOISE]
    found = match("126 13", "rtpmap:126 telephone-event/8000", ours=ours, kind="audio", noise=True)
    assert order(found) == []
    assert set(reasons(found).values()) == {"no-media-of-its-clock"}


def test_a_81_tones_are_the_digits_where_we_say_nothing() -> None:
    ours = [OPUS, CodecCapability("telephone-event", 48_000)]
    lines = [OPUS_LINE, "rtpmap:110 telephone-event/48000", "fmtp:110 0-255"]
    assert accepted("111 110", *lines, ours=ours, kind="audio")["110"] == ["0-15"]


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
    tones = CodecCapability("telephone-event", 48_000, 1, "0-15", ("nack",))
    lines = [OPUS_LINE, "rtpmap:110 telephone-event/48000"]
    ours = [OPUS, tones]
    found = accepted("111 110", *lines, "rtcp-fb:* nack", ours=ours, kind="audio")
    assert found["110"] == ["0-15"]
    found = accepted("111 110", *lines, "rtcp-fb:110 nack", ours=ours, kind="audio")
    assert found["110"] == ["0-15", "a=rtcp-fb:110 nack"]
    rtx = ["rtpmap:97 rtx/90000", "fmtp:97 apt=96", "rtcp-fb:* nack", "rtcp-fb:97 nack"]
    assert accepted("96 97", VP8_LINE, *rtx)["97"] == ["apt=96"]
