"""The codecs of our offers: which, in which order, and by which payload types (O-9, O-11, O-21).

A payload type belongs to one codec for the life of a session, whoever gave it, and a codec keeps
its first payload type: so they are given for the whole offer first.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from .._frozen import frozen
from ..errors import Fault, FaultCode, LocalProtocolError
from ..sdp import Codec, MediaDescription
from ..sdp._codecs import STATIC
from ..sdp.attributes import MediaDirection, RtcpFb, Rtpmap
from ._bindings import Bindings, format_keys
from ._capabilities import CodecCapability
from ._codec_outcome import AcceptedCodec, CodecDrop
from ._codec_rules import NOT_MEDIA, SUPPORT, answer_parameters, capability_key

__all__ = ["WantedFormat", "give_payload_types", "offer_codecs", "wanted_codecs"]

DYNAMIC = (*range(96, 128), *range(35, 64))
"""Payload types that mean nothing by themselves, those first that every peer knows as such.

64-95 would be mistaken for RTCP (RFC 5761 §4).
"""
TONES = frozenset({"cn", "telephone-event"})
"""Formats that need media of their clock rate."""


@frozen
class WantedFormat:
    """One format of an offered section."""

    capability: CodecCapability
    """What it is, or what it sends again."""
    rtx: bool = False
    """Whether it is retransmission (RFC 4588)."""

    @property
    def key(self) -> Hashable:
        """What its payload type stands for."""
        key = capability_key(self.capability)
        return ("rtx", key) if self.rtx else key


def wanted_codecs(
    capabilities: Sequence[CodecCapability],
    direction: MediaDirection,
    *,
    preferences: Sequence[CodecCapability] | None,
    answered: MediaDescription | None,
    voice_activity_detection: bool,
) -> tuple[WantedFormat, ...]:
    """What a section offers: media first, each with its retransmission, then what supports it.

    The order is that of the preferences, else that of the section as it was ``answered`` last,
    else ours; preferences for nothing that can be used here are none. Raises LocalProtocolError
    where we have no codec for this direction.
    """
    usable = {
        capability_key(one): one
        for one in reversed(capabilities)
        if direction in (MediaDirection.INACTIVE, one.direction & direction)
        and (voice_activity_detection or one.name != "cn")
    }
    if not any(one.name not in NOT_MEDIA for one in usable.values()):
        raise LocalProtocolError(Fault(FaultCode.JSEP_NO_CODEC, "no codec for a section", "O-11"))
    preferred = [one for one in preferences or () if capability_key(one) in usable]
    if any(one.name not in NOT_MEDIA for one in preferred):
        order: Iterable[Hashable] = map(capability_key, preferred)
        wants_rtx = {capability_key(one) for one in preferred if one.rtx}
    else:
        last = () if answered is None else format_keys(answered)
        order = (*(key for _, key in last), *map(capability_key, capabilities))
        wants_rtx = {key for key, one in usable.items() if one.rtx}
    chosen = [usable[key] for key in dict.fromkeys(order) if key in usable]
    media = [one for one in chosen if one.name not in NOT_MEDIA]
    clocks = {one.clock_rate for one in media}
    repair = [one for one in chosen if one.name in NOT_MEDIA - TONES]
    tones = [one for one in chosen if one.name in TONES and one.clock_rate in clocks]
    formats: list[WantedFormat] = []
    for one in media:
        formats.append(WantedFormat(one))
        if one.rtx and capability_key(one) in wants_rtx:
            formats.append(WantedFormat(one, rtx=True))
    formats += map(WantedFormat, (*repair, *tones))
    return tuple(formats)


def give_payload_types(
    wanted: Iterable[WantedFormat], bindings: Bindings
) -> Mapping[Hashable, int]:
    """A payload type for each format of an offer, while there are any: its own, else a free one."""
    given: dict[Hashable, int] = {}
    taken = dict(bindings.formats)
    for key, one in sorted(((one.key, one) for one in wanted), key=lambda item: item[1].rtx):
        if key not in given:
            repaired = given.get(capability_key(one.capability)) if one.rtx else None
            free = next(_free(one, repaired, taken), None)
            number = bindings.payload_types.get(key, free)
            if number is not None:
                given[key] = number
                taken[number] = key
    return given


def _free(
    wanted: WantedFormat, repaired: int | None, taken: Mapping[int, Hashable]
) -> Iterator[int]:
    """Payload types that a format may have, the best first: retransmission follows its codec."""
    one = wanted.capability
    static = _STATIC.get((one.name, one.clock_rate, one.channels))
    best = (static, one.payload_type) if repaired is None else (repaired + 1,)
    for number in (*best, *DYNAMIC):
        if number is not None and number in _USABLE and number not in taken:
            yield number


_STATIC = {
    (name.lower(), clock_rate, channels): number
    for number, (name, clock_rate, channels) in STATIC.items()
}
_USABLE = frozenset((*DYNAMIC, *STATIC))


def offer_codecs(
    wanted: Sequence[WantedFormat], payload_types: Mapping[Hashable, int]
) -> Iterator[AcceptedCodec]:
    """The formats of an offered section; one that got no payload type is left out."""
    for one in wanted:
        number = payload_types.get(one.key)
        repaired = payload_types.get(capability_key(one.capability))
        if number is not None and repaired is not None:
            fmtp = f"apt={repaired}" if one.rtx else _parameters(one, wanted, payload_types)
            yield _offered(one, number, fmtp)


def _parameters(
    one: WantedFormat, wanted: Sequence[WantedFormat], payload_types: Mapping[Hashable, int]
) -> str | None:
    """Our parameters; those of redundant audio name twice what it carries (RFC 2198 §5)."""
    ours = one.capability
    if ours.name != "red" or ours.channels == 1:
        said = answer_parameters(ours, {}) if ours.name in SUPPORT else ours.fmtp
        assert not isinstance(said, CodecDrop), "nothing offered contradicts nothing"
        return said or None
    like = (ours.clock_rate, ours.channels)
    carried = (
        payload_types[other.key]
        for other in wanted
        if (other.capability.clock_rate, other.capability.channels) == like
        and other.capability is not ours
        and other.key in payload_types
    )
    number = next(carried, None)
    return None if number is None else f"{number}/{number}"


def _offered(one: WantedFormat, number: int, fmtp: str | None) -> AcceptedCodec:
    ours = one.capability
    name = "rtx" if one.rtx else ours.encoding
    rtpmap = Rtpmap(number, name, ours.clock_rate, None if ours.channels == 1 else ours.channels)
    codec = Codec(number, name, ours.clock_rate, ours.channels, fmtp, rtpmap=rtpmap)
    messages = () if one.rtx else ours.feedback
    feedback = tuple(RtcpFb(str(number), *message.split(" ", 1)) for message in messages)
    return AcceptedCodec(codec, fmtp, feedback, None if one.rtx else ours)
