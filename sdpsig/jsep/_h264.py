"""H.264 in offer and answer: profiles, levels, packetization (RFC 6184 §8, A-75)."""

import re
from collections.abc import Mapping

__all__ = ["answer_fmtp"]

_PROFILE_LEVEL_ID = re.compile("[0-9A-Fa-f]{6}")
DEFAULT_PROFILE_LEVEL_ID = "42e01f"
"""What browsers mean when they say nothing: constrained baseline, level 3.1."""

# profile_idc, then profile-iop with x for "do not care" (RFC 6184 §8.1, table 5)
_PROFILES = (
    ("constrained baseline", 0x42, "x1xx0000"),
    ("constrained baseline", 0x4D, "1xxx0000"),
    ("constrained baseline", 0x58, "11xx0000"),
    ("baseline", 0x42, "x0xx0000"),
    ("baseline", 0x58, "10xx0000"),
    ("main", 0x4D, "0x0x0000"),
    ("extended", 0x58, "00xx0000"),
    ("high", 0x64, "00000000"),
    ("constrained high", 0x64, "00001100"),
    ("high 10", 0x6E, "00000000"),
    ("high 4:2:2", 0x7A, "00000000"),
    ("high 4:4:4 predictive", 0xF4, "00000000"),
)
_OLD_PROFILES = frozenset({0x42, 0x4D, 0x58})
_CONSTRAINT_3 = 0x10
LEVEL_1B = 10.5
"""Level 1b lies between 1 and 1.1."""


def answer_fmtp(offered: Mapping[str, str], ours: Mapping[str, str]) -> str | None:
    """The parameters of the answer, or None where the two do not match."""
    theirs_id = offered.get("profile-level-id", DEFAULT_PROFILE_LEVEL_ID)
    ours_id = ours.get("profile-level-id", DEFAULT_PROFILE_LEVEL_ID)
    mode = offered.get("packetization-mode", "0")
    profile = _profile(theirs_id)
    if (
        profile is None
        or profile != _profile(ours_id)
        or mode != ours.get("packetization-mode", "0")
        or mode not in {"0", "1"}
    ):
        return None
    asymmetry = "1" == offered.get("level-asymmetry-allowed") == ours.get("level-asymmetry-allowed")
    level = _level(ours_id) if asymmetry else min(_level(theirs_id), _level(ours_id))
    parts = ["level-asymmetry-allowed=1"] if asymmetry else []
    if "packetization-mode" in offered or mode != "0":
        parts.append(f"packetization-mode={mode}")
    parts.append(f"profile-level-id={_with_level(theirs_id, level)}")
    return ";".join(parts)


def _bytes(profile_level_id: str) -> tuple[int, int, int]:
    idc, iop, level = bytes.fromhex(profile_level_id)
    return idc, iop, level


def _profile(profile_level_id: str) -> str | None:
    if _PROFILE_LEVEL_ID.fullmatch(profile_level_id) is None:
        return None
    idc, iop, _ = _bytes(profile_level_id)
    bits = f"{iop:08b}"
    return next(
        (
            name
            for name, profile_idc, pattern in _PROFILES
            if idc == profile_idc
            and all(want in ("x", bit) for want, bit in zip(pattern, bits, strict=True))
        ),
        None,
    )


def _level(profile_level_id: str) -> float:
    idc, iop, level = _bytes(profile_level_id)
    if idc in _OLD_PROFILES:
        return LEVEL_1B if level == 11 and iop & _CONSTRAINT_3 else level
    return LEVEL_1B if level == 9 else level


def _with_level(profile_level_id: str, level: float) -> str:
    """The offered profile with another level (level 1b is spelt in two ways)."""
    idc, iop, _ = _bytes(profile_level_id)
    number = int(level)
    if idc in _OLD_PROFILES:
        iop = iop | _CONSTRAINT_3 if level == LEVEL_1B else iop & ~_CONSTRAINT_3
        number = 11 if level == LEVEL_1B else number
    elif level == LEVEL_1B:
        number = 9
    return f"{idc:02x}{iop:02x}{number:02x}"
