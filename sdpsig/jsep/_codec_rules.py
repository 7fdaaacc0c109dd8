"""What must be equal in two codecs of one name, and what an answer says of them (A-74 to A-81).

Most parameters only declare a receiver: the answer carries ours, whatever was offered. A few
choose between codecs that share a name, and those must be equal.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from functools import lru_cache

from ..sdp import Codec
from . import _h264
from ._capabilities import CodecCapability
from ._codec_outcome import CodecDrop

__all__ = [
    "CONFIGURATION",
    "EQUAL",
    "NOT_MEDIA",
    "SUPPORT",
    "Rule",
    "answer_parameters",
    "capability_key",
    "codec_key",
    "configuration",
]

NOT_MEDIA = frozenset({"rtx", "red", "ulpfec", "flexfec", "flexfec-03", "cn", "telephone-event"})
"""Formats that cannot carry the media by themselves."""

Parameters = Mapping[str, str]
Rule = Callable[[CodecCapability, Parameters], str | CodecDrop]
"""From our codec and the offered parameters to those of the answer, or why there is no match."""

EQUAL: Mapping[str, tuple[tuple[str, str, CodecDrop], ...]] = {
    "vp9": (("profile-id", "0", CodecDrop.OTHER_PROFILE),),
    "av1": (("profile", "0", CodecDrop.OTHER_PROFILE),),
    "h265": (
        ("profile-id", "1", CodecDrop.OTHER_PROFILE),
        ("tier-flag", "0", CodecDrop.OTHER_PROFILE),
        ("tx-mode", "SRST", CodecDrop.OTHER_PACKETIZATION_MODE),
    ),
}
"""Parameters that both sides must share, what they are where they are not said, and what it is
called where they differ (RFC 9628 §6, AV1 RTP §7.2, RFC 7798 §7.2.2)."""
LEVEL_H265 = "93"
"""What is meant where no ``level-id`` is said: level 3.1 (RFC 7798 §7.1)."""
DTMF = "0-15"
"""What we understand of telephone events where nothing is said (RFC 4733 §7.1.1)."""
_NUMBER = re.compile("[0-9]{1,10}")


def _declare(capability: CodecCapability, offered: Parameters) -> str:
    """The rule for codecs without configuration: parameters only declare a receiver."""
    del offered
    return capability.fmtp or ""


def _equal(capability: CodecCapability, offered: Parameters) -> str | CodecDrop:
    """Ours, where the configuration is the same."""
    ours = _parameters(capability)
    for name, default, difference in EQUAL[capability.name]:
        said = offered.get(name, default)
        if said != ours.get(name, default):
            readable = _NUMBER.fullmatch(said) or not default.isdecimal()
            return difference if readable else CodecDrop.MALFORMED_PARAMETERS
    return capability.fmtp or ""


def _h264_rule(capability: CodecCapability, offered: Parameters) -> str | CodecDrop:
    return _h264.answer_fmtp(offered, _parameters(capability))


def _h265(capability: CodecCapability, offered: Parameters) -> str | CodecDrop:
    """Ours with the lower of both levels (A-76)."""
    said = _equal(capability, offered)
    if isinstance(said, CodecDrop):
        return said
    ours = _parameters(capability)
    level, most = (one.get("level-id", LEVEL_H265) for one in (offered, ours))
    if not _NUMBER.fullmatch(level):
        return CodecDrop.MALFORMED_PARAMETERS
    if not _NUMBER.fullmatch(most):
        return CodecDrop.OTHER_PROFILE
    if int(level) >= int(most):
        return said
    return ";".join(f"{name}={value}" for name, value in {**ours, "level-id": level}.items())


def _opus(capability: CodecCapability, offered: Parameters) -> str:
    """Ours, but silence is sent as nothing only where both sides want it (RFC 9429 §5.3.3.1)."""
    ours = (capability.fmtp or "").split(";")
    wanted = offered.get("usedtx") == "1"
    return ";".join(part for part in ours if wanted or part.strip(" ") != "usedtx=1")


CONFIGURATION: Mapping[str, Rule] = {
    "h264": _h264_rule,
    "h265": _h265,
    "opus": _opus,
    "vp9": _equal,
    "av1": _equal,
}
"""Codecs whose parameters are more than a receiver's declaration (A-75 to A-78)."""


def _events(capability: CodecCapability, offered: Parameters) -> str:
    del offered
    return capability.fmtp or DTMF


def _repair_window(capability: CodecCapability, offered: Parameters) -> str | CodecDrop:
    """Theirs: it is the sender who spreads the packets (A-80)."""
    window = offered.get("repair-window")
    if window is None:
        return capability.fmtp or ""
    readable = _NUMBER.fullmatch(window)
    return f"repair-window={window}" if readable else CodecDrop.MALFORMED_PARAMETERS


SUPPORT: Mapping[str, Rule] = {
    "telephone-event": _events,
    "flexfec": _repair_window,
    "flexfec-03": _repair_window,
}
"""Formats that are no media and whose parameters are not simply ours (A-80, A-81)."""
_RULES = {**CONFIGURATION, **SUPPORT}


def answer_parameters(capability: CodecCapability, offered: Parameters) -> str | CodecDrop:
    """The parameters of the answer (empty for none), or why the two do not match."""
    return _RULES.get(capability.name, _declare)(capability, offered)


@lru_cache(256)
def _parameters(capability: CodecCapability) -> Parameters:
    """Our parameters by name."""
    return _as_codec(capability).parameters()


def codec_key(codec: Codec) -> Hashable:
    """What must be equal in two codecs that are the same."""
    return codec.name, codec.clock_rate, codec.channels, configuration(codec)


@lru_cache(256)
def capability_key(capability: CodecCapability) -> Hashable:
    """What must be equal in codecs that are this one of ours: the key of such a codec."""
    return codec_key(_as_codec(capability))


def configuration(codec: Codec) -> tuple[str, ...]:
    """The parameters that tell a codec from its namesakes."""
    parameters = codec.parameters()
    if codec.name == "h264":
        return _h264.configuration(parameters)
    return tuple(parameters.get(name, default) for name, default, _ in EQUAL.get(codec.name, ()))


def _as_codec(capability: CodecCapability) -> Codec:
    one = capability
    return Codec(0, one.encoding, one.clock_rate, one.channels, one.fmtp)
