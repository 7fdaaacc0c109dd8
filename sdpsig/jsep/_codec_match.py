"""Which offered codecs an answer accepts, and with which parameters (A-70 to A-84)."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from attrs import evolve, frozen

from ..sdp import Codec, MediaDescription, Profile, codecs
from ..sdp.attributes import MediaDirection, RtcpFb
from ..sdp.attributes.feedback import ALL_FORMATS
from . import _h264
from ._capabilities import CodecCapability

__all__ = ["NOT_MEDIA", "AcceptedCodec", "accept_codecs"]

NOT_MEDIA = frozenset({"rtx", "red", "ulpfec", "flexfec", "flexfec-03", "cn", "telephone-event"})
"""Formats that cannot carry the media by themselves."""


@frozen
class AcceptedCodec:
    """One format of the answer: the offered codec with our parameters."""

    offered: Codec
    fmtp: str | None
    feedback: tuple[RtcpFb, ...] = ()


Parameters = Mapping[str, str]


def _same(name: str, default: str) -> Callable[[CodecCapability, Parameters], str | None]:
    """A rule: this one parameter must be equal; the rest is ours to declare."""

    def rule(capability: CodecCapability, offered: Parameters) -> str | None:
        ours = capability_parameters(capability)
        equal = offered.get(name, default) == ours.get(name, default)
        return (capability.fmtp or "") if equal else None

    return rule


def _h264_rule(capability: CodecCapability, offered: Parameters) -> str | None:
    return _h264.answer_fmtp(offered, capability_parameters(capability))


def _declare(capability: CodecCapability, offered: Parameters) -> str | None:
    """The rule for codecs without configuration: parameters only declare a receiver."""
    del offered
    return capability.fmtp or ""


def _opus(capability: CodecCapability, offered: Parameters) -> str:
    """Ours, but silence is sent as nothing only where both sides want it (RFC 9429 §5.3.3.1)."""
    ours = (capability.fmtp or "").split(";")
    wanted = offered.get("usedtx") == "1"
    return ";".join(part for part in ours if wanted or part.strip(" ") != "usedtx=1")


CONFIGURATION: dict[str, Callable[[CodecCapability, Parameters], str | None]] = {
    "h264": _h264_rule,
    "opus": _opus,
    "vp9": _same("profile-id", "0"),
    "av1": _same("profile", "0"),
}
"""Codecs whose parameters are more than a receiver's declaration (A-75 to A-78).

A rule gives the parameters of the answer (empty for none), or None where there is no match.
"""


@lru_cache(256)
def capability_parameters(capability: CodecCapability) -> Parameters:
    """Our parameters by name."""
    return Codec(0, capability.encoding, capability.clock_rate, fmtp=capability.fmtp).parameters()


def accept_codecs(
    media: MediaDescription,
    capabilities: Sequence[CodecCapability],
    direction: MediaDirection,
    profile: Profile,
) -> tuple[AcceptedCodec, ...]:
    """The formats of an answer in offered order; empty when no real media codec is common."""
    offered = codecs(media)
    usable: dict[str, list[CodecCapability]] = {}
    for ours in capabilities:
        if _covers(ours.direction, direction):
            usable.setdefault(ours.name, []).append(ours)
    any_clock = media.kind == "video" and not profile.strict  # VP8/30
    feedback = _offered_feedback(media)
    matched: dict[int, tuple[CodecCapability, AcceptedCodec]] = {}
    for codec in offered:
        alike = usable.get(codec.name, [])
        for capability in alike:
            same_clock = any_clock or codec.clock_rate == capability.clock_rate
            fmtp = _match(codec, capability) if same_clock else None
            if fmtp is not None:
                alike.remove(capability)  # one payload type for each of ours: the first wins
                common = _common_feedback(codec, capability, feedback)
                accepted_codec = AcceptedCodec(codec, fmtp or None, common)
                matched[codec.payload_type] = (capability, accepted_codec)
                break
    real_clocks = {
        codec.offered.clock_rate
        for _, codec in matched.values()
        if codec.offered.name not in NOT_MEDIA
    }
    if not real_clocks:
        return ()
    accepted = {
        payload_type: codec
        for payload_type, (_, codec) in matched.items()
        if codec.offered.name not in NOT_MEDIA or codec.offered.clock_rate in real_clocks
    }
    primaries = {payload_type for payload_type in accepted if matched[payload_type][0].rtx}
    for codec in offered:
        if codec.name == "rtx":
            parameters = codec.parameters()
            apt = _payload_type(parameters.get("apt", ""))
            if apt in primaries and accepted[apt].offered.clock_rate == codec.clock_rate:
                primaries.remove(apt)
                time = parameters.get("rtx-time")
                fmtp = f"apt={apt}" if time is None else f"apt={apt};rtx-time={time}"
                accepted[codec.payload_type] = AcceptedCodec(codec, fmtp)
    return tuple(
        accepted[codec.payload_type] for codec in offered if codec.payload_type in accepted
    )


def _covers(ours: MediaDirection, wanted: MediaDirection) -> bool:
    """Whether a codec that can flow this way is of use; inactive asks for both (A-71)."""
    if wanted is MediaDirection.INACTIVE:
        wanted = MediaDirection.SENDRECV
    return ours & wanted == wanted


def _match(codec: Codec, capability: CodecCapability) -> str | None:
    if codec.channels != capability.channels:
        return None
    return CONFIGURATION.get(codec.name, _declare)(capability, codec.parameters())


Feedback = Mapping[tuple[str, str], tuple[int, RtcpFb]]
"""For a payload type, or ``*``, and a message: where it is offered, and the line."""


def _offered_feedback(media: MediaDescription) -> Feedback:
    found: dict[tuple[str, str], tuple[int, RtcpFb]] = {}
    for at, line in enumerate(media.all(RtcpFb)):
        found.setdefault((line.payload_type, line.feedback), (at, line))
    return found


def _common_feedback(
    codec: Codec, capability: CodecCapability, offered: Feedback
) -> tuple[RtcpFb, ...]:
    """Ours of what is offered for the format or for all of them, in offered order (A-83)."""
    own = str(codec.payload_type)
    names = (own,) if codec.name in NOT_MEDIA else (own, ALL_FORMATS)
    common: dict[int, RtcpFb] = {}
    for message in dict.fromkeys(capability.feedback):
        found = [offered[name, message] for name in names if (name, message) in offered]
        if found:
            at, line = min(found)
            common[at] = line if line.payload_type == own else evolve(line, payload_type=own)
    return tuple(common[at] for at in sorted(common))


def _payload_type(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None
