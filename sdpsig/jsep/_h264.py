"""H.264 in offer and answer: which profile, level and packetization (RFC 6184 §8.2.2, A-75)."""

from collections.abc import Mapping

from ..errors import SdpError
from ..sdp.formats import ProfileLevelId
from ._codec_outcome import CodecDrop

__all__ = ["answer_fmtp", "configuration"]

DEFAULT_PROFILE_LEVEL_ID = "42e01f"
"""What browsers mean when they say nothing: constrained baseline, level 3.1."""
MODES = frozenset({"0", "1"})
"""The packetization modes that are in use: 2, interleaved, is not."""


def answer_fmtp(offered: Mapping[str, str], ours: Mapping[str, str]) -> str | CodecDrop:
    """The parameters of the answer, or why the two do not match."""
    try:
        their_id = _profile_level_id(offered)
    except SdpError:
        return CodecDrop.MALFORMED_PARAMETERS
    try:
        our_id = _profile_level_id(ours)
    except SdpError:
        return CodecDrop.OTHER_PROFILE
    if their_id.profile is None or their_id.profile is not our_id.profile:
        return CodecDrop.OTHER_PROFILE
    mode = offered.get("packetization-mode", "0")
    if mode not in MODES or mode != ours.get("packetization-mode", "0"):
        return CodecDrop.OTHER_PACKETIZATION_MODE
    asymmetry = "1" == offered.get("level-asymmetry-allowed") == ours.get("level-asymmetry-allowed")
    rank = our_id.rank if asymmetry else min(their_id.rank, our_id.rank)
    parts = ["level-asymmetry-allowed=1"] if asymmetry else []
    if "packetization-mode" in offered or mode != "0":
        parts.append(f"packetization-mode={mode}")
    parts.append(f"profile-level-id={their_id.at(rank).serialize()}")
    return ";".join(parts)


def configuration(parameters: Mapping[str, str]) -> tuple[str, str]:
    """Profile in words and packetization mode: what tells one H.264 from another."""
    mode = parameters.get("packetization-mode", "0")
    try:
        profile = _profile_level_id(parameters).profile
    except SdpError:
        profile = None
    return "of no profile" if profile is None else profile.replace("-", " "), mode


def _profile_level_id(parameters: Mapping[str, str]) -> ProfileLevelId:
    return ProfileLevelId.parse(parameters.get("profile-level-id", DEFAULT_PROFILE_LEVEL_ID))
