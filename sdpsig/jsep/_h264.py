"""H.264 in offer and answer: which profile, level and packetization (RFC 6184 §8.2.2, A-75)."""

from collections.abc import Mapping

from ..errors import SdpError
from ..sdp.formats import ProfileLevelId

__all__ = ["DEFAULT_PROFILE_LEVEL_ID", "answer_fmtp"]

DEFAULT_PROFILE_LEVEL_ID = "42e01f"
"""What browsers mean when they say nothing: constrained baseline, level 3.1."""


def answer_fmtp(offered: Mapping[str, str], ours: Mapping[str, str]) -> str | None:
    """The parameters of the answer, or None where the two do not match."""
    try:
        their_id, our_id = _profile_level_id(offered), _profile_level_id(ours)
    except SdpError:
        return None
    mode = offered.get("packetization-mode", "0")
    if (
        their_id.profile is None
        or their_id.profile is not our_id.profile
        or mode != ours.get("packetization-mode", "0")
        or mode not in {"0", "1"}
    ):
        return None
    asymmetry = "1" == offered.get("level-asymmetry-allowed") == ours.get("level-asymmetry-allowed")
    rank = our_id.rank if asymmetry else min(their_id.rank, our_id.rank)
    parts = ["level-asymmetry-allowed=1"] if asymmetry else []
    if "packetization-mode" in offered or mode != "0":
        parts.append(f"packetization-mode={mode}")
    parts.append(f"profile-level-id={their_id.at(rank).serialize()}")
    return ";".join(parts)


def _profile_level_id(parameters: Mapping[str, str]) -> ProfileLevelId:
    return ProfileLevelId.parse(parameters.get("profile-level-id", DEFAULT_PROFILE_LEVEL_ID))
