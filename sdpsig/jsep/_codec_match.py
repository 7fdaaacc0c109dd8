"""Which offered codecs an answer accepts, and with which parameters (jsep A-70 to A-84)."""

from collections.abc import Callable, Mapping, Sequence

from attrs import frozen

from ..sdp import Codec, MediaDescription, codecs
from ..sdp.attributes import MediaDirection, RtcpFb
from . import _h264
from ._capabilities import CodecCapability

__all__ = ["NOT_MEDIA", "AcceptedCodec", "accept_codecs"]

NOT_MEDIA = frozenset({"rtx", "red", "ulpfec", "flexfec", "flexfec-03", "cn", "telephone-event"})
"""Formats that cannot carry the media by themselves (jsep §0.1)."""


@frozen
class AcceptedCodec:
    """One format of the answer: the offered codec with our parameters."""

    offered: Codec
    fmtp: str | None
    feedback: tuple[str, ...] = ()


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


CONFIGURATION: dict[str, Callable[[CodecCapability, Parameters], str | None]] = {
    "h264": _h264_rule,
    "vp9": _same("profile-id", "0"),
    "av1": _same("profile", "0"),
}
"""Codecs whose parameters decide whether two of them are the same (jsep A-75 to A-77).

A rule gives the parameters of the answer (empty for none), or None where there is no match.
"""


def capability_parameters(capability: CodecCapability) -> Parameters:
    """Our parameters by name."""
    return Codec(0, capability.encoding, capability.clock_rate, fmtp=capability.fmtp).parameters()


def accept_codecs(
    media: MediaDescription,
    capabilities: Sequence[CodecCapability],
    direction: MediaDirection,
) -> tuple[AcceptedCodec, ...]:
    """The formats of an answer in offered order; empty when no real media codec is common."""
    offered = codecs(media)
    usable = [item for item in capabilities if _covers(item.direction, direction)]
    wildcard = {line.feedback for line in media.all(RtcpFb) if line.payload_type == "*"}
    matched: dict[int, tuple[CodecCapability, AcceptedCodec]] = {}
    for codec in offered:
        for capability in usable:
            fmtp = _match(media.kind, codec, capability)
            if fmtp is not None:
                usable.remove(capability)  # one payload type for each of ours: the first wins
                wanted = wildcard.union(codec.feedback)
                matched[codec.payload_type] = (
                    capability,
                    AcceptedCodec(
                        codec, fmtp or None, _in_offered_order(codec, capability, wanted)
                    ),
                )
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
            if apt in primaries:
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


def _match(kind: str, codec: Codec, capability: CodecCapability) -> str | None:
    same_clock = codec.clock_rate == capability.clock_rate or kind == "video"  # VP8/30
    if codec.name != capability.name or not same_clock or codec.channels != capability.channels:
        return None
    return CONFIGURATION.get(codec.name, _declare)(capability, codec.parameters())


def _in_offered_order(
    codec: Codec, capability: CodecCapability, wanted: set[str]
) -> tuple[str, ...]:
    explicit = [message for message in codec.feedback if message in capability.feedback]
    rest = [message for message in capability.feedback if message in wanted]
    return tuple(dict.fromkeys([*explicit, *rest]))


def _payload_type(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 3 else None
