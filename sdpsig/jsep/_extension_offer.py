"""The ids that we give to header extensions ourselves, and the lines of our offers (O-10, A-93).

An id belongs to one extension for the life of a session, whoever gave it, and an extension
keeps its first id: so ids are given for the whole session first, then each section says its own.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache

from ..sdp import SessionDescription
from ..sdp.attributes import Extmap, MediaDirection
from ._capabilities import Capabilities
from ._extension_match import (
    LATER,
    MID,
    ONE_BYTE,
    REPAIRED_RID,
    RID,
    TWO_BYTE,
    extension_name,
)

__all__ = ["allocate", "bindings", "offer_extensions", "replace_later"]

FIRST = (MID, RID, REPAIRED_RID)
"""Extensions that get their ids before all others: without them packets have no home."""
OF_LAYERS = frozenset({RID, REPAIRED_RID})
"""Extensions that name layers, which only video has."""


def bindings(lines: Iterable[Extmap]) -> Iterator[tuple[str, int]]:
    """The names that lines bind to ids in packets, each with its id."""
    for line in lines:
        if line.id in ONE_BYTE or line.id in TWO_BYTE:
            yield extension_name(line), line.id


def allocate(
    capabilities: Capabilities,
    bound: Mapping[str, int],
    taken: Collection[int],
    *,
    two_byte: bool = False,
) -> Mapping[str, int]:
    """The ids of all our header extensions, by name, for all sections of one offer.

    ``bound`` has the first id of each name in this session, ``taken`` all ids that ever meant
    anything in it. There are 14 ids: what is listed last gets none, except where ``two_byte``
    and our capabilities allow for ids that need a=extmap-allow-mixed.
    """
    listed = [
        extension.uri
        for extension in capabilities.extensions
        if extension.direction is not MediaDirection.INACTIVE
    ]
    wanted = (MID, *(name for name in FIRST if name in listed), *listed)
    return _give(wanted, bound, taken, two_byte=two_byte and capabilities.extmap_allow_mixed)


def replace_later(
    offer: SessionDescription,
    capabilities: Capabilities,
    bound: Mapping[str, int],
    taken: Collection[int],
) -> Mapping[str, int]:
    """Ids for those of our extensions that an offer numbers 4096-4351 (RFC 8285 §7, A-91).

    For ``accept_extensions``; ``bound`` and ``taken`` are to know the other ids of the offer.
    """
    ours = {extension.uri for extension in capabilities.extensions}
    lines = [line for media in offer.media for line in offer.effective_all(media, Extmap)]
    names = (extension_name(line) for line in lines if line.id in LATER)
    return _give((name for name in names if name in ours), bound, taken, two_byte=False)


def _give(
    names: Iterable[str], bound: Mapping[str, int], taken: Collection[int], *, two_byte: bool
) -> Mapping[str, int]:
    """An id for each name, while there are any: its own, else the lowest that is free."""
    allowed = (*ONE_BYTE, *TWO_BYTE) if two_byte else (*ONE_BYTE,)
    known = {*taken, *bound.values()}
    free = (number for number in allowed if number not in known)
    given: dict[str, int] = {}
    used: set[int] = set()
    for name in dict.fromkeys(names):
        own = bound.get(name, 0)
        number = own if own in ONE_BYTE or own in TWO_BYTE else next(free, 0)
        if number in allowed and number not in used:
            given[name] = number
            used.add(number)
    return given


def offer_extensions(
    capabilities: Capabilities,
    kind: str,
    ids: Mapping[str, int],
    *,
    direction: MediaDirection | None = None,
) -> tuple[Extmap, ...]:
    """The a=extmap lines of an offered section, by id; ``ids`` are those of ``allocate``.

    ``direction`` is that of the section: an extension that could only go the other way is left
    out (RFC 8285 §7).
    """
    directions = {
        extension.uri: extension.direction
        for extension in capabilities.extensions
        if kind in extension.kinds and (kind == "video" or extension.uri not in OF_LAYERS)
    }
    if kind in ("audio", "video"):
        directions.setdefault(MID, MediaDirection.SENDRECV)
    lines = (
        _line(name, number, directions[name], direction)
        for name, number in ids.items()
        if name in directions
    )
    return tuple(sorted((line for line in lines if line is not None), key=lambda line: line.id))


def _line(
    name: str, number: int, ours: MediaDirection, section: MediaDirection | None
) -> Extmap | None:
    if ours is MediaDirection.SENDRECV:
        return _named(name, number, None)
    flow = ours if section in (None, MediaDirection.INACTIVE) else ours & section
    return None if flow is MediaDirection.INACTIVE else _named(name, number, ours)


@lru_cache(256)
def _named(name: str, number: int, direction: MediaDirection | None) -> Extmap:
    """A line, made once: all sections of all sessions say the same."""
    uri, _, inner = name.partition(" ")
    return Extmap(number, uri, direction, inner or None)
