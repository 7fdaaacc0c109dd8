"""What a section says of layers: its a=rid and a=simulcast lines (RFC 8851, RFC 8853).

Which lines there are, which layers they define and list, and whether an answered layer fits the
offered one.
"""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from attrs import field

from .._frozen import frozen
from ..sdp import Line, Malformed, MediaDescription, codecs
from ..sdp.attributes import Rid, Simulcast, SimulcastStream
from ._codec_rules import codec_key

__all__ = [
    "NUMBERS",
    "RECV",
    "REVERSED",
    "SEND",
    "Meanings",
    "RidDrop",
    "Streams",
    "defined",
    "disabled_by",
    "fits",
    "ids_of",
    "orphans",
    "repeated_rids",
    "rid_line",
    "simulcast_line",
    "streams_in",
    "streams_of",
    "written",
]

SEND, RECV = "send", "recv"
REVERSED: Mapping[str, str] = {SEND: RECV, RECV: SEND}
FORMATS, DEPEND = "pt", "depend"
LISTS = frozenset({FORMATS, DEPEND})
"""Restrictions that are nothing without a value."""
BY_FORMAT = "pt"
"""What an old draft of a=simulcast lists instead of rids."""
NUMBERS = frozenset(
    {"max-width", "max-height", "max-fps", "max-fs", "max-br", "max-pps", "max-bpp"}
)
RESTRICTIONS = frozenset({*NUMBERS, FORMATS, DEPEND})
"""What a layer that we send may be restricted by (RFC 8851 §5)."""
Streams = tuple[tuple[SimulcastStream, ...], ...]
"""The layers of one direction, each with its alternatives."""
_NUMBER = re.compile("[0-9]+(?:[.][0-9]+)?")
_NAME = re.compile("[A-Za-z0-9-]+")


class RidDrop(StrEnum):
    """Why a layer that was offered is not in the answer; the first reason that holds."""

    MALFORMED = "malformed"
    """Its line, or a=simulcast, breaks the grammar (A-100, A-101)."""
    DUPLICATE = "duplicate"
    """Another line has the same rid (A-100)."""
    NO_FORMAT = "no-format"
    """None of its payload types is accepted (A-100, A-104)."""
    RESTRICTION = "restriction"
    """We are to send it, within a restriction that we do not know (A-100)."""
    DEPENDENCY = "dependency"
    """It depends on a layer that is not there (A-100)."""
    SEVERAL = "several"
    """The section has several a=simulcast lines (A-101)."""
    OLD_DRAFT = "old-draft"
    """a=simulcast names payload types, as it once did."""
    NO_EXTENSION = "no-extension"
    """Packets cannot say which layer they belong to (A-105)."""
    UNDEFINED = "undefined"
    """a=simulcast lists a rid that no line defines (A-101)."""
    DIRECTION = "direction"
    """a=simulcast lists it for the other direction (A-101)."""
    REPEATED = "repeated"
    """a=simulcast lists it twice; the first time counts (A-101)."""
    UNLISTED = "unlisted"
    """No a=simulcast lists it (A-107)."""
    NO_FLOW = "no-flow"
    """Nothing flows its way in the answer (A-105)."""
    ALTERNATIVE = "alternative"
    """Another alternative of the same layer is taken (A-103)."""
    TOO_MANY = "too-many"
    """There are more layers than we can do (A-103)."""


# --- a=rid


def written(media: MediaDescription, kind: type[Rid | Simulcast]) -> tuple[Line, ...]:
    """The lines of a name, whether they are well-formed or not."""
    malformed = (line for line in media.all(Malformed) if line.name == kind.spec.name)
    return (*media.all(kind), *malformed)


def defined(
    lines: Sequence[Rid], formats: Collection[str]
) -> tuple[dict[str, Rid], dict[str, RidDrop]]:
    """The layers that we can do, with what is left of their lines; why the others are none."""
    counts = Counter(line.rid for line in lines)
    layers: dict[str, Rid] = {}
    why: dict[str, RidDrop] = {}
    for line in lines:
        pieces = _pieces(line)
        left = [(name, _pruned(name, value, formats)) for name, value in pieces]
        if counts[line.rid] > 1:
            why[line.rid] = RidDrop.DUPLICATE
        elif not all(_well_formed(*piece) for piece in pieces):
            why[line.rid] = RidDrop.MALFORMED
        elif (FORMATS, "") in left:
            why[line.rid] = RidDrop.NO_FORMAT
        elif line.direction == RECV and not all(name in RESTRICTIONS for name, _ in pieces):
            why[line.rid] = RidDrop.RESTRICTION
        else:
            text = ";".join(name if value is None else f"{name}={value}" for name, value in left)
            layers[line.rid] = rid_line(line.rid, line.direction, text)
    for rid in orphans(layers):
        why[rid] = RidDrop.DEPENDENCY
        del layers[rid]
    return layers, why


def _pieces(line: Rid) -> list[tuple[str, str | None]]:
    """Each restriction, by name; None for a value that is left to the other side."""
    found: list[tuple[str, str | None]] = []
    for piece in line.restrictions.split(";") if line.restrictions else ():
        name, equals, value = piece.strip(" ").partition("=")
        if name or equals:
            found.append((name, value if equals else None))
    return found


def _well_formed(name: str, value: str | None) -> bool:
    if name in NUMBERS:
        return value is None or _NUMBER.fullmatch(value) is not None
    return _NAME.fullmatch(name) is not None and (value is not None or name not in LISTS)


def _pruned(name: str, value: str | None, formats: Collection[str]) -> str | None:
    """A restriction to payload types without those that are not accepted."""
    if name != FORMATS or value is None:
        return value
    return ",".join(text for text in value.split(",") if text in formats)


def orphans(layers: Mapping[str, Rid]) -> set[str]:
    """The layers that depend, directly or not, on one that is not among them."""
    dependents: dict[str, list[str]] = {}
    for rid, line in layers.items():
        for name, value in _pieces(line):
            for other in (value or "").split(",") if name == DEPEND else ():
                dependents.setdefault(other, []).append(rid)
    lost = [rid for other, rids in dependents.items() if other not in layers for rid in rids]
    found: set[str] = set()
    while lost:
        rid = lost.pop()
        if rid not in found:
            found.add(rid)
            lost += dependents.get(rid, ())
    return found


def repeated_rids(media: MediaDescription) -> set[str]:
    """The rids that have more than one line."""
    counts = Counter(line.rid for line in media.all(Rid))
    return {rid for rid, count in counts.items() if count > 1}


@lru_cache(64)
def rid_line(rid: str, direction: str, restrictions: str) -> Rid:
    """A line, made once: peers of one kind name their layers alike."""
    return Rid(rid, direction, restrictions or None)


# --- a=simulcast


def disabled_by(simulcasts: Sequence[Line], *, rid_extension: bool) -> RidDrop | None:
    """Why a section has no layers at all."""
    if len(simulcasts) > 1:
        return RidDrop.SEVERAL
    for line in simulcasts:
        if not isinstance(line, Simulcast):
            return RidDrop.MALFORMED
        if line.identified_by == BY_FORMAT:
            return RidDrop.OLD_DRAFT
    return None if rid_extension else RidDrop.NO_EXTENSION


def streams_of(media: MediaDescription) -> Mapping[str, Streams]:
    """What a section lists by direction; nothing where its simulcast is disabled."""
    return streams_in(media, disabled_by(written(media, Simulcast), rid_extension=True))


def streams_in(media: MediaDescription, disabled: RidDrop | None) -> Mapping[str, Streams]:
    """What the one a=simulcast of a section lists, by direction: what it receives first."""
    line = media.get(Simulcast) if disabled is None else None
    return {RECV: (), SEND: ()} if line is None else _listed(line)


@lru_cache(64)
def _listed(line: Simulcast) -> Mapping[str, Streams]:
    """What a line lists, read once: peers of one kind list their layers alike."""
    return {RECV: line.received, SEND: line.sent}


def ids_of(streams: Streams) -> list[str]:
    return [one.id for alternatives in streams for one in alternatives]


def simulcast_line(
    layers: Mapping[str, Sequence[SimulcastStream]], *, pausing: bool
) -> Simulcast | None:
    """The line that lists these layers by direction, if there are any."""
    parts = [
        f"{way} " + ";".join(f"~{one.id}" if one.paused and pausing else one.id for one in streams)
        for way, streams in layers.items()
        if streams
    ]
    return Simulcast(" ".join(parts)) if parts else None


# --- what fits


@frozen
class Meanings:
    """What the payload types of a section stand for, on both sides (RFC 8851 §6.4)."""

    offered: Mapping[str, Hashable] = field(factory=dict[str, Hashable])
    answered: Mapping[str, Hashable] = field(factory=dict[str, Hashable])

    @classmethod
    def of(cls, offered: MediaDescription, answered: MediaDescription) -> "Meanings":
        sides = (
            {str(codec.payload_type): codec_key(codec) for codec in codecs(media)}
            for media in (offered, answered)
        )
        return cls(*sides)

    def narrows(self, before: str, after: str) -> bool:
        """Whether all formats of an answered list are in the offered one."""
        allowed = {self.offered[text] for text in before.split(",") if text in self.offered}
        return all(self.answered.get(text) in allowed for text in after.split(","))


def fits(before: Rid | None, after: Rid, meanings: Meanings) -> bool:
    """Whether an answered layer is the offered one with the same restrictions or narrower ones."""
    if before is None or before.direction == after.direction:
        return False
    offered, answered = (dict(reversed(_pieces(line))) for line in (before, after))
    return offered.keys() >= answered.keys() and all(
        _narrows(name, offered[name], value, meanings) for name, value in answered.items()
    )


def _narrows(name: str, before: str | None, after: str | None, meanings: Meanings) -> bool:
    if name == FORMATS:
        return meanings.narrows(before or "", after or "")
    if after in (None, before):
        return True
    numbers = [value for value in (after, before) if value is not None]
    if name not in NUMBERS or not all(map(_NUMBER.fullmatch, numbers)):
        return False
    return float(numbers[0]) <= float(numbers[-1])
