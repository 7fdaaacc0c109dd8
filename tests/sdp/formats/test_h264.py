import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import SdpError
from sdpsig.sdp.formats import H264, H264Profile, ProfileLevelId
from sdpsig.sdp.formats.h264 import LEVEL_1B, PROFILES

OCTET = st.integers(0, 255)
IDS = st.builds(ProfileLevelId, st.sampled_from([row[1] for row in PROFILES]) | OCTET, OCTET, OCTET)


def test_what_a_browser_says() -> None:
    said = "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    read = H264.parse(said)
    assert read.level_asymmetry_allowed
    assert read.packetization_mode == 1
    assert read.profile_level_id is not None
    assert read.profile_level_id.profile is H264Profile.CONSTRAINED_BASELINE
    assert read.profile_level_id.level == "3.1"
    assert read.serialize() == said


def test_what_a_camera_says() -> None:
    said = "packetization-mode=1; sprop-parameter-sets=Z2QAH62E,aO4xshs=; profile-level-id=64001F"
    read = H264.parse(said)
    assert read.sprop_parameter_sets == ("Z2QAH62E", "aO4xshs=")
    assert read.serialize() == (
        "packetization-mode=1;profile-level-id=64001f;sprop-parameter-sets=Z2QAH62E,aO4xshs="
    )


def test_nothing_said_of_the_profile_is_told_from_a_profile() -> None:
    read = H264.parse("")
    assert read.profile_level_id is None
    assert (H264.INFERRED.profile, H264.INFERRED.level) == (H264Profile.BASELINE, "1")


@pytest.mark.parametrize(
    "said",
    ["packetization-mode=3", "profile-level-id=", "profile-level-id=42e0", "sar-supported=0"],
)
def test_what_the_rfc_does_not_allow_is_refused(said: str) -> None:
    with pytest.raises(SdpError, match="RFC 6184"):
        H264.parse(said)


def test_a_profile_may_be_given_as_text_or_value() -> None:
    value = ProfileLevelId(0x42, 0xE0, 0x1F)
    assert H264(profile_level_id="42E01F") == H264(profile_level_id=value)  # type: ignore[arg-type]
    for other in (5, b"", ["42e01f"]):
        with pytest.raises(SdpError):
            H264(profile_level_id=other)  # type: ignore[arg-type]


# --- profile-level-id


@given(IDS)
def test_an_id_is_six_digits_in_any_case(value: ProfileLevelId) -> None:
    assert ProfileLevelId.parse(value.serialize()) == value
    assert ProfileLevelId.parse(value.serialize().upper()) == value


@given(IDS, st.sampled_from([10, LEVEL_1B, 11, 12, 31, 52]))
def test_another_level_changes_no_profile(value: ProfileLevelId, rank: float) -> None:
    moved = value.at(rank)
    assert moved.profile_idc == value.profile_idc
    if value.profile is not None:
        assert moved.profile is value.profile
        assert moved.rank == rank


@pytest.mark.parametrize(
    ("text", "level", "rank"),
    [
        ("42e00a", "1", 10),
        ("42f00b", "1b", LEVEL_1B),
        ("42e00b", "1.1", 11),
        ("640009", "1b", LEVEL_1B),
        ("64000b", "1.1", 11),
        ("64100b", "1.1", 11),
        ("42e02a", "4.2", 42),
        ("42e03e", "6.2", 62),
        ("42e000", None, 0),
        ("42e009", None, 9),
        ("42e00f", None, 15),
        ("42e0ff", None, 255),
    ],
)
def test_levels_have_words_and_an_order(text: str, level: str | None, rank: float) -> None:
    value = ProfileLevelId.parse(text)
    assert (value.level, value.rank) == (level, rank)


@pytest.mark.parametrize("text", ["42e11f", "58601f", "64e01f", "ff001f"])
def test_bytes_that_name_no_profile_have_none(text: str) -> None:
    assert ProfileLevelId.parse(text).profile is None


@pytest.mark.parametrize("text", ["", "42e01", "42e01ff", "42e01g", " 42e01f", "٤٢٤٢٤٢"])
def test_what_is_no_six_digits_is_refused(text: str) -> None:
    with pytest.raises(SdpError):
        ProfileLevelId.parse(text)


def test_each_byte_is_one() -> None:
    with pytest.raises(SdpError):
        ProfileLevelId(256, 0, 0)
