"""What must be equal in two codecs, and what an answer says of them (A-74 to A-81)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig import sdp
from sdpsig.jsep import STRICT, CodecCapability
from sdpsig.jsep._codec_match import accept_codecs
from sdpsig.jsep._codec_outcome import CodecDrop
from sdpsig.jsep._codec_rules import (
    CONFIGURATION,
    EQUAL,
    NOT_MEDIA,
    SUPPORT,
    answer_parameters,
    capability_key,
    codec_key,
)
from sdpsig.jsep._presets import CHROMIUM, WEBRTC
from sdpsig.sdp import Codec
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.sdp.attributes.rtp import fmtp_parameters

PROFILE, MODE = CodecDrop.OTHER_PROFILE, CodecDrop.OTHER_PACKETIZATION_MODE
MALFORMED = CodecDrop.MALFORMED_PARAMETERS


def answered(encoding: str, ours: str | None, theirs: str) -> str:
    """The parameters of the answer, or the reason why there are none."""
    capability = CodecCapability(encoding, 90_000, fmtp=ours)
    return answer_parameters(capability, fmtp_parameters(theirs))


def test_the_tables_are_about_media_and_about_what_supports_it() -> None:
    assert not NOT_MEDIA & CONFIGURATION.keys()
    assert SUPPORT.keys() < NOT_MEDIA
    assert EQUAL.keys() < CONFIGURATION.keys()


def test_a_74_parameters_that_only_declare_are_ours() -> None:
    assert answered("VP8", "max-fr=30;max-fs=3600", "max-fr=60;x-odd=1") == "max-fr=30;max-fs=3600"
    assert answered("PCMU", None, "x-odd=1") == ""


@pytest.mark.parametrize("encoding", ["VP9", "AV1"])
def test_a_77_profiles_are_equal_and_0_where_nothing_is_said(encoding: str) -> None:
    (((name, _, _),),) = (EQUAL[encoding.lower()],)
    assert answered(encoding, None, "") == ""
    assert answered(encoding, None, f"{name}=0") == ""
    assert answered(encoding, f"{name}=0", "") == f"{name}=0"
    assert answered(encoding, f"{name}=2;x=y", f"x=z;{name.upper()}=2") == f"{name}=2;x=y"
    assert answered(encoding, None, f"{name}=1") is PROFILE
    assert answered(encoding, f"{name}=1", "") is PROFILE


@pytest.mark.parametrize("value", ["", "x", "-1", "1.0", "\u0660", "9" * 99])
def test_a_profile_that_is_no_number_is_malformed(value: str) -> None:
    assert answered("VP9", None, f"profile-id={value}") is MALFORMED


def test_a_77_levels_and_tiers_of_av1_are_never_compared() -> None:
    ours = "level-idx=5;profile=0;tier=0"
    assert answered("AV1", ours, "level-idx=19;profile=0;tier=1") == ours


H265 = "level-id=93;profile-id=1;tier-flag=0;tx-mode=SRST"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (H265, H265, H265),
        (H265, "", H265),
        (None, H265, ""),
        (H265, "level-id=180", H265),
        (H265, "level-id=60", H265.replace("93", "60")),
        ("profile-id=1; level-id=120", "", "profile-id=1;level-id=93"),
        ("profile-id=1", "level-id=30", "profile-id=1;level-id=30"),
        (None, "level-id=30", "level-id=30"),
        (H265, "profile-id=2", PROFILE),
        (H265, "tier-flag=1", PROFILE),
        ("profile-id=2", "", PROFILE),
        (H265, "tx-mode=MRST", MODE),
        (H265, "profile-id=main", MALFORMED),
        (H265, "level-id=", MALFORMED),
        (H265, "level-id=-93", MALFORMED),
        (H265, f"level-id={'9' * 99}", MALFORMED),
        ("level-id=", "level-id=93", PROFILE),
    ],
)
def test_a_76_h265_has_one_profile_and_tier_and_the_lower_level(
    ours: str | None, theirs: str, expected: str
) -> None:
    assert answered("H265", ours, theirs) == expected


def test_a_75_h264_has_rules_of_its_own() -> None:
    assert answered("H264", "packetization-mode=1", "packetization-mode=1") == (
        "packetization-mode=1;profile-level-id=42e01f"
    )
    assert answered("H264", None, "packetization-mode=1") is MODE
    assert answered("H264", None, "profile-level-id=42e0") is MALFORMED


def test_a_81_tones_are_ours_or_the_digits() -> None:
    assert answered("telephone-event", None, "0-255") == "0-15"
    assert answered("telephone-event", "0-11", "0-15") == "0-11"


@pytest.mark.parametrize("encoding", ["flexfec-03", "flexfec"])
@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ("repair-window=10000000", "repair-window=10000000"),
        ("L=5;repair-window=1", "repair-window=1"),
        ("", "repair-window=2"),
        ("repair-window=", MALFORMED),
        ("repair-window=1s", MALFORMED),
        (f"repair-window={'1' * 11}", MALFORMED),
    ],
)
def test_a_80_the_window_of_repair_is_that_of_the_offer(
    encoding: str, theirs: str, expected: str
) -> None:
    assert answered(encoding, "repair-window=2", theirs) == expected


def test_a_80_a_window_that_nobody_says_is_not_said() -> None:
    assert answered("flexfec-03", None, "") == ""


# --- the same codec

VALUES = st.sampled_from(["", "0", "1", "2", "x", "42e01f", "42E01F", "42001f", "640c1f", "SRST"])
NAMES = st.sampled_from(
    ["profile-id", "profile", "profile-level-id", "packetization-mode", "level-id", "max-fr"]
)
FMTPS = st.dictionaries(NAMES, VALUES, max_size=3).map(
    lambda said: ";".join(f"{name}={value}" for name, value in said.items())
)
ENCODINGS = st.sampled_from(["VP8", "VP9", "AV1", "H264", "H265"])


@pytest.mark.parametrize("codec", [*WEBRTC.audio, *CHROMIUM.audio, *WEBRTC.video, *CHROMIUM.video])
def test_the_key_of_one_of_ours_is_that_of_the_codec_it_is(codec: CodecCapability) -> None:
    offered = Codec(96, codec.encoding.upper(), codec.clock_rate, codec.channels, codec.fmtp)
    assert capability_key(codec) == codec_key(offered)


@given(ENCODINGS, FMTPS, FMTPS)
def test_what_is_accepted_is_the_same_codec_and_what_is_another_profile_is_not(
    encoding: str, ours: str, theirs: str
) -> None:
    capability = CodecCapability(encoding, 90_000, fmtp=ours or None)
    codec = Codec(96, encoding, 90_000, fmtp=theirs or None)
    said = answer_parameters(capability, codec.parameters())
    same = codec_key(codec) == capability_key(capability)
    if not isinstance(said, CodecDrop):
        assert same
        answer = Codec(96, encoding, 90_000, fmtp=said or None)
        assert codec_key(answer) == codec_key(codec)
    elif not same and said is not MALFORMED:
        assert said in {PROFILE, MODE}


@given(ENCODINGS, FMTPS, FMTPS)
def test_a_match_of_a_whole_section_says_the_same(encoding: str, ours: str, theirs: str) -> None:
    capability = CodecCapability(encoding, 90_000, fmtp=ours or None)
    said = answer_parameters(capability, fmtp_parameters(theirs))
    text = (
        "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
        f"a=rtpmap:96 {encoding}/90000\r\n" + (f"a=fmtp:96 {theirs}\r\n" if theirs else "")
    )
    (media,) = sdp.parse(text).media
    match = accept_codecs(media, [capability], MediaDirection.RECVONLY, STRICT)
    if isinstance(said, CodecDrop):
        assert [drop.reason for drop in match.dropped] == [said]
    else:
        assert [codec.fmtp or "" for codec in match.accepted] == [said]
