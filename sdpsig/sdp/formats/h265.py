"""H.265 (RFC 7798 §7.1)."""

from typing import ClassVar

from ..._frozen import frozen
from .._abnf import Keyword
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

__all__ = ["H265", "TxMode"]


class TxMode(Keyword):
    """Over how many RTP streams and transports the layers go (RFC 7798 §4.3)."""

    SRST = "SRST"
    """One stream on one transport."""
    MRST = "MRST"
    """Several streams on one transport."""
    MRMT = "MRMT"
    """Several streams on several transports."""


_octet = number(0, 255)
_sub_layer = number(0, 6)


@frozen
class H265(Parameters):
    """Profile, tier and level of H.265, what is sent, and what a receiver can take beyond them."""

    encodings: ClassVar[tuple[str, ...]] = ("h265",)
    rfc: ClassVar[str] = "RFC 7798 §7.1"
    profile_space: int = parameter("profile-space", number(0, 3), 0)
    profile_id: int = parameter("profile-id", number(0, 31), 1)
    """1 is the Main profile."""
    tier_flag: bool = parameter("tier-flag", flag, default=False)
    """Whether it is the High tier."""
    level_id: int = parameter("level-id", _octet, 93)
    """Thirty times the level: 93 is level 3.1."""
    interop_constraints: bytes = parameter(
        "interop-constraints", hexadecimal(6), bytes.fromhex("B00000000000")
    )
    """Six bytes: four flags of the source, then 44 reserved bits."""
    profile_compatibility_indicator: bytes | None = parameter(
        "profile-compatibility-indicator", hexadecimal(4), None
    )
    """Four bytes; None: the bit of ``profile_id`` alone."""
    sprop_sub_layer_id: int = parameter("sprop-sub-layer-id", _sub_layer, 6)
    recv_sub_layer_id: int | None = parameter("recv-sub-layer-id", _sub_layer, None)
    """None: as the offered ``sprop_sub_layer_id``, or the highest."""
    max_recv_level_id: int | None = parameter("max-recv-level-id", _octet, None)
    """Thirty times the highest level that is received; None: ``level_id``."""
    tx_mode: TxMode = parameter("tx-mode", TxMode, TxMode.SRST)  # makes a field
    sprop_vps: tuple[str, ...] = parameter("sprop-vps", parameter_sets, ())
    """Video parameter sets in base 64."""
    sprop_sps: tuple[str, ...] = parameter("sprop-sps", parameter_sets, ())
    """Sequence parameter sets in base 64."""
    sprop_pps: tuple[str, ...] = parameter("sprop-pps", parameter_sets, ())
    """Picture parameter sets in base 64."""
    sprop_sei: tuple[str, ...] = parameter("sprop-sei", parameter_sets, ())
    """SEI messages in base 64."""
    max_lsr: int | None = parameter("max-lsr", uint32, None)
    """Luma samples per second; None, here and below: what the level gives."""
    max_lps: int | None = parameter("max-lps", uint32, None)
    """Luma samples in a picture."""
    max_cpb: int | None = parameter("max-cpb", uint32, None)
    """Size of the coded picture buffer, in units of the level's factor."""
    max_dpb: int | None = parameter("max-dpb", number(1, 16), None)
    """Pictures in the decoded picture buffer."""
    max_br: int | None = parameter("max-br", uint32, None)
    """Bitrate, in units of the level's factor."""
    max_tr: int | None = parameter("max-tr", uint32, None)
    """Rows of tiles."""
    max_tc: int | None = parameter("max-tc", uint32, None)
    """Columns of tiles."""
    max_fps: int | None = parameter("max-fps", uint32, None)
    """Pictures per 100 seconds."""
    sprop_max_don_diff: int = parameter("sprop-max-don-diff", uint15, 0)
    sprop_depack_buf_nalus: int = parameter("sprop-depack-buf-nalus", uint15, 0)
    """NAL units."""
    sprop_depack_buf_bytes: int = parameter("sprop-depack-buf-bytes", uint32, 0)
    depack_buf_cap: int = parameter("depack-buf-cap", number(1, 2**32 - 1), 2**32 - 1)
    """Bytes."""
    sprop_segmentation_id: int = parameter("sprop-segmentation-id", number(0, 3), 0)
    """0 nothing said, 1 slices, 2 tiles, 3 wavefronts."""
    sprop_spatial_segmentation_idc: str | None = parameter(
        "sprop-spatial-segmentation-idc", text, None
    )
    """In base 16."""
    dec_parallel_cap: str | None = parameter("dec-parallel-cap", text, None)
    """As it was written: what can be decoded beyond the level, by kind of parallelism."""
    include_dph: str | None = parameter("include-dph", text, None)
    """The hashes that the receiver wants, as they were written."""

    @property
    def level(self) -> str:
        """The level in words, as ``3.1``."""
        return f"{self.level_id / 30:.1f}"
