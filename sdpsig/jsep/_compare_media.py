"""What an answer keeps of the offered codecs and header extensions, matched across renumbering.

Two codecs are the same where their names, clocks, channels and configurations are (A-70 to
A-78), whatever their payload types.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import islice

from .._frozen import frozen
from ..sdp import Codec, MediaDescription, codecs
from ..sdp.attributes import Extmap
from ._codec_rules import EQUAL, NOT_MEDIA, codec_key, configuration

__all__ = [
    "CodecOutcome",
    "ExtensionOutcome",
    "codec_label",
    "compare_codecs",
    "compare_extensions",
    "media_codecs",
]

RTX = "rtx"
MOST_NAMED = 8
"""Codecs that a reason names: what is said of a small text is not to be a large one."""
MOST_SHOWN = 20
"""Characters of a parameter that are shown."""


@frozen
class CodecOutcome:
    """What became of one codec."""

    label: str
    """Its name with what tells it from others, as ``H264 constrained baseline (mode 1)``."""
    offered: int | None
    """Its payload type in the offer; None for what the answer adds."""
    answered: int | None
    """Its payload type in the answer; None for what the answer drops."""
    why: str = ""
    """Why it is dropped, where the two texts tell."""


@frozen
class ExtensionOutcome:
    """What became of one header extension."""

    uri: str
    offered: int | None
    """Its id in the offer; None for what the answer adds."""
    answered: int | None
    """Its id in the answer; None for what the answer drops."""


def codec_label(codec: Codec) -> str:
    """A codec in words that tell it from its namesakes."""
    said = configuration(codec)
    if codec.name == "h264":
        return f"{codec.encoding} {said[0]} (mode {said[1]})"
    if not said:
        return codec.encoding
    usual = [default for _, default, _ in EQUAL[codec.name]]
    unusual = (
        value for value, default in zip(said[1:], usual[1:], strict=True) if value != default
    )
    return (
        f"{codec.encoding} profile {'/'.join(value[:MOST_SHOWN] for value in (said[0], *unusual))}"
    )


def media_codecs(media: MediaDescription) -> tuple[Codec, ...]:
    """The codecs of a section that can carry its media by themselves."""
    return tuple(codec for codec in codecs(media) if codec.name not in NOT_MEDIA)


def compare_codecs(
    offered: MediaDescription, answered: MediaDescription
) -> tuple[CodecOutcome, ...]:
    """Every offered codec in order, then what the answer adds."""
    theirs = codecs(offered)
    ours = codecs(answered)
    kept = _pair(theirs, ours)
    taken = set(kept.values())
    named = _namesakes(ours)
    return (
        *(
            CodecOutcome(label, codec.payload_type, at)
            if (at := kept.get(codec.payload_type)) is not None
            else CodecOutcome(label, codec.payload_type, None, _why(codec, named, kept))
            for codec, label in _full_labels(theirs)
        ),
        *(
            CodecOutcome(label, None, codec.payload_type)
            for codec, label in _full_labels(ours)
            if codec.payload_type not in taken
        ),
    )


def _pair(theirs: Sequence[Codec], ours: Sequence[Codec]) -> Mapping[int, int]:
    """Offered payload types with the answered ones of the same codec."""
    free: dict[Hashable, dict[int, None]] = {}
    for codec in ours:
        if codec.name != RTX:
            free.setdefault(codec_key(codec), {})[codec.payload_type] = None
    kept: dict[int, int] = {}
    primaries = [codec for codec in theirs if codec.name != RTX]
    for same_number in (True, False):
        for codec in primaries:
            alike = free.get(codec_key(codec), {})
            number = codec.payload_type
            if number in kept or not alike or (same_number and number not in alike):
                continue
            kept[number] = number if same_number else next(iter(alike))
            del alike[kept[number]]
    repairs = {codec.apt: codec.payload_type for codec in ours if codec.name == RTX}
    for codec in theirs:
        if codec.name == RTX and codec.apt in kept:
            number_in_answer = repairs.pop(kept[codec.apt], None)
            if number_in_answer is not None:
                kept[codec.payload_type] = number_in_answer
    return kept


def _full_labels(all_codecs: Sequence[Codec]) -> Iterator[tuple[Codec, str]]:
    """Every codec with its label; a rtx format with the codec that it repairs."""
    by_number = {codec.payload_type: codec for codec in all_codecs}
    for codec in all_codecs:
        if codec.name != RTX:
            yield codec, codec_label(codec)
            continue
        repaired = by_number.get(-1 if codec.apt is None else codec.apt)
        yield codec, codec.encoding + ("" if repaired is None else f" of {repaired.encoding}")


@frozen
class _Namesakes:
    """The answered codecs of one name."""

    keys: frozenset[Hashable]
    labels: Mapping[str, None]
    clocks: Mapping[str, None]


def _namesakes(ours: Sequence[Codec]) -> Mapping[str, _Namesakes]:
    """What the answer has under each name: found once, so that a reason costs one look."""
    by_name: dict[str, list[Codec]] = {}
    for codec in ours:
        by_name.setdefault(codec.name, []).append(codec)
    return {
        name: _Namesakes(
            frozenset(map(codec_key, alike)),
            dict.fromkeys(map(codec_label, alike)),
            dict.fromkeys(f"{one.encoding}/{one.clock_rate}/{one.channels}" for one in alike),
        )
        for name, alike in by_name.items()
    }


def _why(codec: Codec, named: Mapping[str, _Namesakes], kept: Mapping[int, int]) -> str:
    if codec.name == RTX:
        return "" if codec.apt in kept else "what it repairs is not kept"
    alike = named.get(codec.name)
    if alike is None:
        return ""
    if codec_label(codec) not in alike.labels:
        return f"the answer has only {_few(alike.labels)}"
    if codec_key(codec) in alike.keys:
        return "the answer has it once"
    return f"the answer has only {_few(alike.clocks)}"


def _few(labels: Mapping[str, None]) -> str:
    """The first of them, and how many more there are."""
    more = len(labels) - MOST_NAMED
    named = ", ".join(islice(labels, MOST_NAMED))
    return f"{named} and {more} more" if more > 0 else named


def compare_extensions(
    offered: Sequence[Extmap], answered: Sequence[Extmap]
) -> Iterator[ExtensionOutcome]:
    """Every offered header extension in order, then what the answer adds."""
    theirs = {line.uri: line.id for line in reversed(offered)}
    ours = {line.uri: line.id for line in reversed(answered)}
    for uri in dict.fromkeys(line.uri for line in (*offered, *answered)):
        yield ExtensionOutcome(uri, theirs.get(uri), ours.get(uri))
