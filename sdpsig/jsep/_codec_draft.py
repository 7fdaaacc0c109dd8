"""How the codecs of an answer are found: one section, one question, one codec after the other.

First the media, then what goes with it: tones and noise, redundancy, correction, retransmission.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache

from attrs import define, field

from .._frozen import evolve, frozen
from ..errors import SdpError
from ..sdp import Codec, MediaDescription, codecs
from ..sdp.attributes import MediaDirection, RtcpFb
from ..sdp.attributes.feedback import ALL_FORMATS
from ..sdp.formats import Red, Rtx
from ._capabilities import CodecCapability
from ._codec_outcome import AcceptedCodec, CodecDrop, CodecMatch, DroppedCodec
from ._codec_rules import NOT_MEDIA, answer_parameters, capability_key

__all__ = ["Question", "match_codecs"]


@frozen
class Question:
    """What is asked of a section."""

    video: bool
    strict: bool
    capabilities: tuple[CodecCapability, ...]
    direction: MediaDirection
    """The direction of the answer; never inactive."""
    preferences: tuple[CodecCapability, ...] = ()
    """Empty: none."""
    noise: bool = False
    """Whether comfort noise is wanted."""
    asymmetric: bool = False
    """Whether codecs that we can only receive will do where nothing can flow both ways."""
    wanted: tuple[CodecCapability, ...] | None = None
    """The part of the capabilities that is wanted here; None: all."""


@frozen
class Ours:
    """Our codecs under one question, whatever is offered."""

    preferred: Mapping[CodecCapability, tuple[int, bool]]
    """Their place and their retransmission among the preferences; empty where there are none."""
    alike: Mapping[str, Sequence[tuple[CodecCapability, CodecDrop | None]]]
    """By name, with why they are of no use; those of use come first."""


@lru_cache(64)
def _ours(question: Question) -> Ours:
    places = {
        capability_key(wish): (at, wish.rtx)
        for at, wish in reversed([*enumerate(question.preferences)])
    }
    preferred: dict[CodecCapability, tuple[int, bool]] = {}
    alike: dict[str, list[tuple[CodecCapability, CodecDrop | None]]] = {}
    for capability in question.capabilities:
        place = places.get(capability_key(capability))
        if place is not None:
            preferred[capability] = place
        reason = _useless(capability, question, preferred)
        alike.setdefault(capability.name, []).append((capability, reason))
    for several in alike.values():
        several.sort(key=lambda one: one[1] is not None)
    return Ours(preferred, alike)


def _useless(
    capability: CodecCapability, question: Question, preferred: Collection[CodecCapability]
) -> CodecDrop | None:
    if capability.name == "cn" and not question.noise:
        return CodecDrop.NOT_WANTED
    if question.wanted is not None and capability not in question.wanted:
        return CodecDrop.NOT_WANTED
    if capability.direction & question.direction != question.direction:
        return CodecDrop.DIRECTION
    if question.preferences and capability not in preferred:
        return CodecDrop.NOT_PREFERRED
    return None


def match_codecs(media: MediaDescription, question: Question) -> CodecMatch:
    """What becomes of the codecs of a section."""
    match = _Draft(media, question, _ours(question), _messages(media)).match()
    if match.accepted or not question.asymmetric:
        return match
    if question.direction is not MediaDirection.SENDRECV:
        return match
    receiving = evolve(question, direction=MediaDirection.RECVONLY)
    found = _Draft(media, receiving, _ours(receiving), _messages(media)).match()
    return found if found.accepted else match


STAGES: Mapping[str, int] = {
    "telephone-event": 1,
    "cn": 1,
    "red": 2,
    "ulpfec": 3,
    "flexfec": 3,
    "flexfec-03": 3,
    "rtx": 4,
}
"""What depends on other formats is decided after them; all else is media, and comes first."""
NEARNESS: Mapping[CodecDrop, int] = {reason: at for at, reason in enumerate(CodecDrop)}
"""How close a codec came; the closest miss is told."""

PAYLOAD_TYPES: Mapping[str, int] = {str(number): number for number in range(128)}
"""Payload types by their text on the m= line (RFC 3550 §5.1)."""

Messages = Mapping[tuple[str, str], tuple[int, RtcpFb]]
"""For a payload type, or ``*``, and a message: where it is offered, and the line."""


@define
class _Draft:
    """The answer to one question while it is worked out."""

    media: MediaDescription
    question: Question
    ours: Ours
    messages: Messages
    accepted: dict[int, AcceptedCodec] = field(factory=dict[int, AcceptedCodec])
    """By payload type, in the order in which they were decided."""
    used: set[CodecCapability] = field(factory=set[CodecCapability])
    repairs: dict[int, int] = field(factory=dict[int, int])
    """Payload types of retransmission with what they repair."""

    def match(self) -> CodecMatch:
        """Decide about each codec, then put them in order."""
        offered = codecs(self.media)
        dropped = {
            PAYLOAD_TYPES[text]: DroppedCodec(PAYLOAD_TYPES[text], "", CodecDrop.NO_MEANING)
            for text in self.media.formats
            if text in PAYLOAD_TYPES
        }
        for codec in sorted(offered, key=lambda codec: STAGES.get(codec.name, 0)):
            number = codec.payload_type
            decided = self._repair(codec) if codec.name == "rtx" else self._judge(codec)
            if isinstance(decided, CodecDrop):
                dropped[number] = DroppedCodec(number, codec.encoding, decided)
            else:
                self.accepted[number] = decided
                dropped.pop(number, None)
        numbers = [codec.payload_type for codec in offered if codec.payload_type in self.accepted]
        if self.ours.preferred:
            numbers.sort(key=self._place)
        return CodecMatch(
            tuple(self.accepted[number] for number in numbers), tuple(dropped.values())
        )

    def _place(self, number: int) -> tuple[int, bool]:
        """Where a format stands in the answer; retransmission stands behind what it repairs."""
        capability = self.accepted[self.repairs.get(number, number)].capability
        assert capability is not None, "only retransmission has none"
        return self.ours.preferred[capability][0], number in self.repairs

    def _judge(self, codec: Codec) -> AcceptedCodec | CodecDrop:
        found = self._find(codec)
        if isinstance(found, CodecDrop):
            return found
        capability, said = found
        if capability in self.used:
            return CodecDrop.DUPLICATE
        rule = RULES.get(codec.name)
        said = said if rule is None else rule(self, codec, said)
        if isinstance(said, CodecDrop):
            return said
        self.used.add(capability)
        feedback = tuple(_common_feedback(codec, capability, self.messages))
        return AcceptedCodec(codec, said or None, feedback, capability)

    def _find(self, codec: Codec) -> tuple[CodecCapability, str] | CodecDrop:
        """The first of ours that it is, with the parameters of the answer."""
        offered = codec.parameters()
        nearest = CodecDrop.NO_SUCH_CODEC
        for capability, useless in self.ours.alike.get(codec.name, ()):
            said = self._compare(codec, offered, capability)
            if not isinstance(said, CodecDrop):
                if useless is None:
                    return capability, said
                said = useless
            if NEARNESS[said] > NEARNESS[nearest]:
                nearest = said
        return nearest

    def _compare(
        self, codec: Codec, offered: Mapping[str, str], capability: CodecCapability
    ) -> str | CodecDrop:
        any_clock = self.question.video and not self.question.strict and codec.name not in NOT_MEDIA
        if codec.clock_rate != capability.clock_rate and not any_clock:  # VP8/30
            return CodecDrop.OTHER_CLOCK_RATE
        if codec.channels != capability.channels:
            return CodecDrop.OTHER_CHANNELS
        return answer_parameters(capability, offered)

    # --- what goes with media

    def tones(self, codec: Codec, said: str) -> str | CodecDrop:
        """Tones have the clock of accepted media (A-81)."""
        return said if self._has_media_of(codec.clock_rate) else CodecDrop.NO_MEDIA_OF_ITS_CLOCK

    def noise(self, codec: Codec, said: str) -> str | CodecDrop:
        """So has noise; Opus makes its own (A-81)."""
        found = self._has_media_of(codec.clock_rate, but="opus")
        return said if found else CodecDrop.NO_MEDIA_OF_ITS_CLOCK

    def _has_media_of(self, clock_rate: int, but: str = "") -> bool:
        media = (one.offered for one in self.accepted.values())
        return any(
            one.clock_rate == clock_rate and one.name != but and one.name not in NOT_MEDIA
            for one in media
        )

    def redundancy(self, codec: Codec, said: str) -> str | CodecDrop:
        """In audio, what red carries is accepted and has its clock; video does not say (A-80)."""
        del said
        if not self.accepted:
            return CodecDrop.NOTHING_TO_REPAIR
        if self.question.video:
            return ""
        try:
            red = Red.parse(codec.fmtp or "")
        except SdpError:
            return CodecDrop.MALFORMED_PARAMETERS
        for number in red.payload_types:
            carried = self.accepted.get(number)
            if carried is None or carried.offered.clock_rate != codec.clock_rate:
                return CodecDrop.NOTHING_TO_REPAIR
        return red.serialize()

    def correction(self, codec: Codec, said: str) -> str | CodecDrop:
        """In a stream of its own it needs only media (A-80)."""
        del codec
        return said if self.accepted else CodecDrop.NOTHING_TO_REPAIR

    def correction_in_red(self, codec: Codec, said: str) -> str | CodecDrop:
        """Correction that stands in the same stream is carried by red (A-80)."""
        del codec
        carried = any(one.offered.name == "red" for one in self.accepted.values())
        return said if carried else CodecDrop.NOTHING_TO_REPAIR

    def _repair(self, codec: Codec) -> AcceptedCodec | CodecDrop:
        """Retransmission, once for each accepted format that has it (A-79)."""
        try:
            rtx = Rtx.parse(codec.fmtp or "")
        except SdpError:
            return CodecDrop.MALFORMED_PARAMETERS
        primary = self.accepted.get(rtx.apt)
        if primary is None or primary.capability is None:
            return CodecDrop.NOTHING_TO_REPAIR
        _, wanted = self.ours.preferred.get(primary.capability, (0, True))
        for misses, reason in (
            (not primary.capability.rtx, CodecDrop.NO_SUCH_CODEC),
            (primary.offered.clock_rate != codec.clock_rate, CodecDrop.OTHER_CLOCK_RATE),
            (not wanted, CodecDrop.NOT_PREFERRED),
            (rtx.apt in self.repairs.values(), CodecDrop.DUPLICATE),
        ):
            if misses:
                return reason
        self.repairs[codec.payload_type] = rtx.apt
        time = "" if rtx.rtx_time is None else f";rtx-time={rtx.rtx_time}"
        return AcceptedCodec(codec, f"apt={rtx.apt}{time}")


RULES: Mapping[str, Callable[[_Draft, Codec, str], str | CodecDrop]] = {
    "telephone-event": _Draft.tones,
    "cn": _Draft.noise,
    "red": _Draft.redundancy,
    "ulpfec": _Draft.correction_in_red,
    "flexfec": _Draft.correction,
    "flexfec-03": _Draft.correction,
}
"""What formats that are no media need of those that are accepted; rtx needs more than this."""


# --- feedback


def _messages(media: MediaDescription) -> Messages:
    found: dict[tuple[str, str], tuple[int, RtcpFb]] = {}
    for at, line in enumerate(media.all(RtcpFb)):
        found.setdefault((line.payload_type, line.feedback), (at, line))
    return found


def _common_feedback(
    codec: Codec, capability: CodecCapability, offered: Messages
) -> Iterator[RtcpFb]:
    """Ours of what is offered for the format or for all of them, in offered order (A-83)."""
    own = str(codec.payload_type)
    names = (own,) if codec.name in NOT_MEDIA else (own, ALL_FORMATS)
    common: dict[int, RtcpFb] = {}
    for message in dict.fromkeys(capability.feedback):
        found = [offered[name, message] for name in names if (name, message) in offered]
        if found:
            at, line = min(found)
            common[at] = line if line.payload_type == own else evolve(line, payload_type=own)
    return (common[at] for at in sorted(common))
