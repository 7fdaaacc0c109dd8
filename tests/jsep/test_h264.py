"""H.264 (RFC 6184 §8, A-75): profiles, levels and packetization modes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.jsep._codec_outcome import CodecDrop
from sdpsig.jsep._h264 import answer_fmtp
from sdpsig.sdp.formats.h264 import PROFILES

PROFILE, MODE = CodecDrop.OTHER_PROFILE, CodecDrop.OTHER_PACKETIZATION_MODE
HEX = st.integers(0, 0xFFFFFF).map("{:06x}".format)


def answered(theirs: str, ours: str, *, theirs_too: bool = False, ours_too: bool = False) -> str:
    """The profile-level-id of the answer; empty where the two do not match."""
    asymmetry = {"level-asymmetry-allowed": "1"}
    fmtp = answer_fmtp(
        {"profile-level-id": theirs} | (asymmetry if theirs_too else {}),
        {"profile-level-id": ours} | (asymmetry if ours_too else {}),
    )
    return "" if isinstance(fmtp, CodecDrop) else fmtp.rpartition("profile-level-id=")[2]


# profile: spellings that mean it, each with level 3.1
SPELLINGS = {
    "constrained-baseline": ["42e01f", "42c01f", "42401f", "4d801f", "4de01f", "58c01f", "58f01f"],
    "baseline": ["42001f", "42a01f", "42801f", "58801f", "58a01f"],
    "main": ["4d001f", "4d401f", "4d501f"],
    "extended": ["58001f", "58201f"],
    "high": ["64001f"],
    "constrained-high": ["640c1f"],
    "high-10": ["6e001f"],
    "high-4:2:2": ["7a001f"],
    "high-4:4:4-predictive": ["f4001f"],
}


def test_every_profile_is_spelt_here() -> None:
    assert list(SPELLINGS) == list(dict.fromkeys(name for name, _, _ in PROFILES))


@pytest.mark.parametrize("profile", SPELLINGS)
def test_all_spellings_of_a_profile_match_each_other_and_no_other_profile(profile: str) -> None:
    for theirs in SPELLINGS[profile]:
        for other, spellings in SPELLINGS.items():
            for ours in spellings:
                assert bool(answered(theirs, ours)) is (other == profile)


@pytest.mark.parametrize(
    "strange",
    [
        "42e1f", "42e01ff", "42e01g", "", " 42e01f", "42 e01f", "0x42e0", "42e01f ",
        "4d201f", "42e11f", "58401f", "64011f", "641f1f", "ff001f", "00001f",
    ],
)  # fmt: skip
def test_an_id_that_is_malformed_or_of_no_profile_matches_nothing(strange: str) -> None:
    assert answered(strange, "42e01f") == ""
    assert answered(strange, strange) == ""
    assert answered("42e01f", strange) == ""


@pytest.mark.parametrize(
    ("theirs", "ours", "reason"),
    [
        ("42e01g", "42e01f", CodecDrop.MALFORMED_PARAMETERS),
        ("42e1f", "42e1f", CodecDrop.MALFORMED_PARAMETERS),
        ("42e01f", "42e1f", PROFILE),
        ("ff001f", "ff001f", PROFILE),
        ("42001f", "42e01f", PROFILE),
    ],
)
def test_what_is_malformed_is_told_from_what_is_another_profile(
    theirs: str, ours: str, reason: CodecDrop
) -> None:
    assert answer_fmtp({"profile-level-id": theirs}, {"profile-level-id": ours}) is reason


def test_where_no_profile_is_said_it_is_constrained_baseline_of_level_3_1() -> None:
    assert answer_fmtp({}, {}) == "profile-level-id=42e01f"
    assert answer_fmtp({}, {"profile-level-id": "42e015"}) == "profile-level-id=42e015"
    assert answer_fmtp({}, {"profile-level-id": "42001f"}) is PROFILE


# --- packetization


@pytest.mark.parametrize(
    ("theirs", "ours", "said"),
    [
        ({}, {}, ""),
        ({}, {"packetization-mode": "0"}, ""),
        ({"packetization-mode": "0"}, {}, "packetization-mode=0;"),
        ({"packetization-mode": "1"}, {"packetization-mode": "1"}, "packetization-mode=1;"),
        ({"packetization-mode": "1"}, {}, MODE),
        ({}, {"packetization-mode": "1"}, MODE),
        ({"packetization-mode": "2"}, {"packetization-mode": "2"}, MODE),
        ({"packetization-mode": "x"}, {"packetization-mode": "x"}, MODE),
    ],
)
def test_modes_are_equal_and_less_than_2(
    theirs: dict[str, str], ours: dict[str, str], said: str | CodecDrop
) -> None:
    expected = said if isinstance(said, CodecDrop) else f"{said}profile-level-id=42e01f"
    assert answer_fmtp(theirs, ours) == expected


# --- levels


def test_s_31_with_asymmetry_on_both_sides_each_has_its_own_level() -> None:
    both = {"level-asymmetry-allowed": "1", "packetization-mode": "1"}
    fmtp = answer_fmtp(
        {**both, "profile-level-id": "42e034"}, {**both, "profile-level-id": "42e01f"}
    )
    assert fmtp == "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f"
    assert answered("42e00a", "42e01f", theirs_too=True, ours_too=True) == "42e01f"


@pytest.mark.parametrize(("theirs_too", "ours_too"), [(False, False), (True, False), (False, True)])
def test_s_31_without_asymmetry_on_both_sides_the_lower_level_holds(
    theirs_too: bool, ours_too: bool
) -> None:
    for theirs, ours, lower in (("42e034", "42e01f", "42e01f"), ("42e00a", "42e01f", "42e00a")):
        assert answered(theirs, ours, theirs_too=theirs_too, ours_too=ours_too) == lower
    one = {"level-asymmetry-allowed": "1"}
    assert answer_fmtp(one if theirs_too else {}, one if ours_too else {}) == (
        "profile-level-id=42e01f"
    )


@pytest.mark.parametrize("asymmetry", ["0", "2", "01", "true", ""])
def test_asymmetry_is_allowed_by_1_and_nothing_else(asymmetry: str) -> None:
    said = {"level-asymmetry-allowed": asymmetry}
    assert answer_fmtp(said, said) == "profile-level-id=42e01f"


@pytest.mark.parametrize(
    ("theirs", "ours", "expected"),
    [
        ("42f00b", "42e01f", "42f00b"),  # 1b against 3.1
        ("42e01f", "42f00b", "42f00b"),
        ("42f00b", "42e00b", "42f00b"),  # 1b is lower than 1.1
        ("42e00b", "42f00b", "42f00b"),
        ("42f00b", "42e00a", "42e00a"),  # and higher than 1
        ("42e00a", "42f00b", "42e00a"),
        ("4d100b", "4d001f", "4d100b"),
        ("4d001f", "4d100b", "4d100b"),
        ("640009", "64001f", "640009"),  # the high profiles spell it with level 9
        ("64001f", "640009", "640009"),
        ("640009", "64000a", "64000a"),
        ("64000b", "640009", "640009"),
        ("42f01f", "42e01f", "42e01f"),  # the bit of 1b means nothing elsewhere
    ],
)
def test_level_1b_lies_between_1_and_1_1_and_is_spelt_in_two_ways(
    theirs: str, ours: str, expected: str
) -> None:
    assert answered(theirs, ours) == expected


def test_the_profile_is_answered_as_it_was_offered() -> None:
    assert answered("4DE01F", "42e00a") == "4de00a"
    assert answered("58C01F", "42e01f") == "58c01f"


def test_nothing_else_that_was_offered_is_echoed() -> None:
    offered = {"profile-level-id": "42e01f", "sprop-parameter-sets": "Z0IA", "max-fs": "8160"}
    assert answer_fmtp(offered, {}) == "profile-level-id=42e01f"


@given(HEX, HEX, st.booleans(), st.booleans())
def test_a_match_is_of_one_profile_and_no_higher_than_allowed(
    theirs: str, ours: str, theirs_too: bool, ours_too: bool
) -> None:
    found = answered(theirs, ours, theirs_too=theirs_too, ours_too=ours_too)
    assert bool(found) is bool(answered(ours, theirs, theirs_too=ours_too, ours_too=theirs_too))
    if found:
        assert found[:2] == theirs[:2]
        assert answered(found, ours)
        if not (theirs_too and ours_too):
            assert answered(found, theirs) == found
