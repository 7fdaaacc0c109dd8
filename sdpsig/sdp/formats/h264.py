"""H.264 (RFC 6184 §8.1): profiles, levels, packetization, and what a receiver can take."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar

from attrs import field

from ..._frozen import evolve, frozen
from ...errors import Fault, FaultCode, SdpError
from .._abnf import octet
from ._format import (
    Parameters,
    flag,
    hexadecimal,
    number,
    parameter,
    parameter_sets,
    text,
    uint15,
    uint32,
)

__all__ = ["H264", "LEVEL_1B", "PROFILES", "H264Profile", "ProfileLevelId"]


class H264Profile(StrEnum):
    """The profiles that have a name in RFC 6184 §8.1, table 5."""

    CONSTRAINED_BASELINE = "constrained-baseline"
    """What every browser can do."""
    BASELINE = "baseline"
    """With slice groups and redundant pictures."""
    MAIN = "main"
    """With B slices, CABAC and interlace."""
    EXTENDED = "extended"
    """With data partitions and switching slices."""
    HIGH = "high"
    """With the 8 x 8 transform."""
    CONSTRAINED_HIGH = "constrained-high"
    """High without interlace and B slices."""
    HIGH_10 = "high-10"
    """10 bits."""
    HIGH_422 = "high-4:2:2"
    """Colour in half the width."""
    HIGH_444_PREDICTIVE = "high-4:4:4-predictive"
    """Colour in full size."""


_P = H264Profile
# profile_idc, then profile-iop with x for "do not care" (RFC 6184 §8.1, table 5)
PROFILES: tuple[tuple[H264Profile, int, str], ...] = (
    (_P.CONSTRAINED_BASELINE, 0x42, "x1xx0000"),
    (_P.CONSTRAINED_BASELINE, 0x4D, "1xxx0000"),
    (_P.CONSTRAINED_BASELINE, 0x58, "11xx0000"),
    (_P.BASELINE, 0x42, "x0xx0000"),
    (_P.BASELINE, 0x58, "10xx0000"),
    (_P.MAIN, 0x4D, "0x0x0000"),
    (_P.EXTENDED, 0x58, "00xx0000"),
    (_P.HIGH, 0x64, "00000000"),
    (_P.CONSTRAINED_HIGH, 0x64, "00001100"),
    (_P.HIGH_10, 0x6E, "00000000"),
    (_P.HIGH_422, 0x7A, "00000000"),
    (_P.HIGH_444_PREDICTIVE, 0xF4, "00000000"),
)
"""What means which profile; the first that fits counts."""
_OLD_PROFILES = frozenset({0x42, 0x4D, 0x58})
_CONSTRAINT_3 = 0x10
LEVEL_1B = 10.5
"""Level 1b lies between 1 and 1.1."""
_LEVELS: dict[float, str] = {
    LEVEL_1B: "1b",
    **{10 * number + step: f"{number}.{step}".removesuffix(".0")
       for number, steps in ((1, 4), (2, 3), (3, 3), (4, 3), (5, 3), (6, 3))
       for step in range(steps)},
}  # fmt: skip
_ID = re.compile("[0-9A-Fa-f]{6}")
_RFC = "RFC 6184 §8.1"


@frozen
class ProfileLevelId:
    """Three bytes of a sequence parameter set: profile, constraints, level."""

    profile_idc: int = field(converter=octet)
    profile_iop: int = field(converter=octet)
    """The constraint flags, ``constraint_set0_flag`` in the highest bit."""
    level_idc: int = field(converter=octet)
    """Ten times the level, but for 1b."""

    @classmethod
    def parse(cls, text: str) -> "ProfileLevelId":
        """Read six hexadecimal digits. Raises SdpError."""
        return _read(text)

    def serialize(self) -> str:
        """Six hexadecimal digits, in lower case."""
        return f"{self.profile_idc:02x}{self.profile_iop:02x}{self.level_idc:02x}"

    @property
    def profile(self) -> H264Profile | None:
        """The profile; None for bytes that name none."""
        return _profile(self.profile_idc, self.profile_iop)

    @property
    def rank(self) -> float:
        """Ten times the level, 1b as 10.5: a number that grows with the level."""
        if self.profile_idc in _OLD_PROFILES:
            is_1b = self.level_idc == 11 and self.profile_iop & _CONSTRAINT_3
        else:
            is_1b = self.level_idc == 9
        return LEVEL_1B if is_1b else self.level_idc

    @property
    def level(self) -> str | None:
        """The level in words, as ``3.1`` or ``1b``; None for a number that is none."""
        return _LEVELS.get(self.rank)

    def at(self, rank: float) -> "ProfileLevelId":
        """The same profile with the level of this rank (1b is spelt in two ways)."""
        iop, level = self.profile_iop, int(rank)
        if self.profile_idc in _OLD_PROFILES:
            iop = iop | _CONSTRAINT_3 if rank == LEVEL_1B else iop & ~_CONSTRAINT_3
            level = 11 if rank == LEVEL_1B else level
        elif rank == LEVEL_1B:
            level = 9
        return evolve(self, profile_iop=iop, level_idc=level)


@lru_cache(256)
def _read(text: str) -> ProfileLevelId:
    if _ID.fullmatch(text) is None:
        detail = "other than six hexadecimal digits"
        raise SdpError(Fault(FaultCode.SDP_BAD_VALUE, detail, _RFC))
    return ProfileLevelId(*bytes.fromhex(text))


@lru_cache(256)
def _profile(idc: int, iop: int) -> H264Profile | None:
    bits = f"{iop:08b}"
    return next(
        (
            profile
            for profile, profile_idc, pattern in PROFILES
            if idc == profile_idc
            and all(want in ("x", bit) for want, bit in zip(pattern, bits, strict=True))
        ),
        None,
    )


def _profile_level_id(value: Any) -> ProfileLevelId:
    """A converter: six digits or the value."""
    return value if isinstance(value, ProfileLevelId) else ProfileLevelId.parse(str(value))


@frozen
class H264(Parameters):
    """Profile and level of H.264, how it is cut into packets, and what a receiver can take."""

    encodings: ClassVar[tuple[str, ...]] = ("h264",)
    rfc: ClassVar[str] = _RFC
    INFERRED: ClassVar[ProfileLevelId] = ProfileLevelId(0x42, 0x00, 0x0A)
    """What the RFC infers where no profile is said: Baseline, level 1. Browsers take 42e01f."""
    level_asymmetry_allowed: bool = parameter("level-asymmetry-allowed", flag, default=False)
    """Whether each direction may have a level of its own."""
    packetization_mode: int = parameter("packetization-mode", number(0, 2), 0)
    """0 single NAL units, 1 non-interleaved, 2 interleaved."""
    profile_level_id: ProfileLevelId | None = parameter(  # makes a field
        "profile-level-id", _profile_level_id, None, ProfileLevelId.serialize
    )
    """None where nothing is said, which means ``INFERRED``."""
    max_recv_level: bytes | None = parameter("max-recv-level", hexadecimal(2), None)
    """Constraints and level of what is received; None: as ``profile_level_id``."""
    max_mbps: int | None = parameter("max-mbps", uint32, None)
    """Macroblocks per second; None, here and below: what the level gives."""
    max_smbps: int | None = parameter("max-smbps", uint32, None)
    """Static macroblocks per second."""
    max_fs: int | None = parameter("max-fs", uint32, None)
    """Macroblocks in a frame."""
    max_cpb: int | None = parameter("max-cpb", uint32, None)
    """Size of the coded picture buffer, in 1000 bits (NAL: 1200)."""
    max_dpb: int | None = parameter("max-dpb", uint32, None)
    """Size of the decoded picture buffer, in 8/3 macroblocks."""
    max_br: int | None = parameter("max-br", uint32, None)
    """Bitrate, in 1000 bit/s (NAL: 1200)."""
    redundant_pic_cap: bool = parameter("redundant-pic-cap", flag, default=False)
    """Whether redundant pictures are of use to the receiver."""
    sprop_parameter_sets: tuple[str, ...] = parameter("sprop-parameter-sets", parameter_sets, ())
    """Sequence and picture parameter sets in base 64."""
    sprop_level_parameter_sets: str | None = parameter("sprop-level-parameter-sets", text, None)
    """The same for other levels, as it was written."""
    use_level_src_parameter_sets: bool = parameter(
        "use-level-src-parameter-sets", flag, default=False
    )
    in_band_parameter_sets: bool | None = parameter("in-band-parameter-sets", flag, None)
    """Whether the receiver takes parameter sets from the stream alone."""
    sprop_interleaving_depth: int | None = parameter("sprop-interleaving-depth", uint15, None)
    """NAL units."""
    sprop_deint_buf_req: int | None = parameter("sprop-deint-buf-req", uint32, None)
    """Bytes."""
    deint_buf_cap: int = parameter("deint-buf-cap", uint32, 0)
    """Bytes."""
    sprop_init_buf_time: int | None = parameter("sprop-init-buf-time", uint32, None)
    """Ticks of 90 kHz."""
    sprop_max_don_diff: int | None = parameter("sprop-max-don-diff", uint15, None)
    max_rcmd_nalu_size: int | None = parameter("max-rcmd-nalu-size", uint32, None)
    """Bytes."""
    sar_understood: int = parameter("sar-understood", number(0, 255), 13)
    """The highest ``aspect_ratio_idc`` that is understood."""
    sar_supported: int | None = parameter("sar-supported", number(1, 255), None)
    """The highest ``aspect_ratio_idc`` that is shown without distortion; 255 for all."""
