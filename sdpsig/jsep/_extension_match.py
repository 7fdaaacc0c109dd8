"""Which header extensions an answer keeps, always with the offered ids (A-90 to A-96)."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from ..sdp import MediaDescription, SessionDescription
from ..sdp.attributes import Extmap, ExtmapAllowMixed, MediaDirection
from ._capabilities import Capabilities

__all__ = [
    "ENCRYPT",
    "LATER",
    "MID",
    "ONE_BYTE",
    "REPAIRED_RID",
    "RID",
    "TWO_BYTE",
    "accept_extensions",
    "carries_rids",
    "extension_name",
]

ONE_BYTE = range(1, 15)
"""Ids that fit the one-byte form (RFC 8285 §4.2)."""
TWO_BYTE = range(16, 256)
"""Ids that need the two-byte form; 15 is reserved (RFC 8285 §4.3)."""
LATER = range(4096, 4352)
"""Numbers that stand for an id which the answer is to choose (RFC 8285 §7)."""

MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
"""Names the section of a packet (RFC 9143 §15.2)."""
RID = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
"""Names the layer of a packet (RFC 8852 §4.3)."""
REPAIRED_RID = "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id"
"""Names the layer that a packet repairs (RFC 8852 §4.4)."""
ENCRYPT = "urn:ietf:params:rtp-hdrext:encrypt"
"""Stands before the URI of an extension that is encrypted (RFC 6904 §4)."""


def extension_name(line: Extmap) -> str:
    """What capabilities call an extension: its URI; ``ENCRYPT``, a space and it if encrypted."""
    if line.uri != ENCRYPT:
        return line.uri
    inner = (line.parameters or "").partition(" ")[0]
    return f"{ENCRYPT} {inner}"


def carries_rids(extensions: Iterable[Extmap]) -> bool:
    """Whether packets can say which layer they belong to: simulcast needs it (A-105)."""
    return any(line.uri == RID for line in extensions)


def accept_extensions(
    description: SessionDescription,
    media: MediaDescription,
    capabilities: Capabilities,
    *,
    direction: MediaDirection | None = None,
    bundled: bool = False,
    replacements: Mapping[str, int] | None = None,
) -> tuple[Extmap, ...]:
    """The a=extmap lines of the answer's section, in offered order.

    ``direction`` is that of the answered section: an extension that could only go the other way
    is left out (RFC 8285 §7). A ``bundled`` section takes the mid, whatever we list (A-96).
    ``replacements`` are ids, by name, for what is offered with a number of 4096-4351; without
    one such an extension is dropped (A-91).
    """
    ours = {
        extension.uri: extension.direction
        for extension in capabilities.extensions
        if media.kind in extension.kinds
    }
    if bundled:
        ours.setdefault(MID, MediaDirection.SENDRECV)
    offered = [(extension_name(line), line) for line in description.effective_all(media, Extmap)]
    answers = [
        (name, answer)
        for name, line, number in _numbered(offered, replacements or {})
        if name in ours
        and (answer := _answer(name, line, number, ours[name], direction)) is not None
    ]
    mixed = description.stated(media, ExtmapAllowMixed) is not None
    for ids in _FORMS[capabilities.extmap_allow_mixed, mixed]:
        accepted: dict[str, Extmap] = {}
        for name, answer in answers:
            if answer.id in ids:
                accepted.setdefault(name, answer)
        if accepted:
            return tuple(_once(accepted))
    return ()


_FORMS: Mapping[tuple[bool, bool], tuple[Collection[int], ...]] = {
    (True, True): (frozenset({*ONE_BYTE, *TWO_BYTE}),),
    (True, False): (ONE_BYTE, TWO_BYTE),
    (False, True): (ONE_BYTE,),
    (False, False): (ONE_BYTE,),
}
"""Ids that go together, the preferred first, by whether forms may mix: for us, for them (A-91)."""


def _numbered(
    offered: Sequence[tuple[str, Extmap]], replacements: Mapping[str, int]
) -> Iterator[tuple[str, Extmap, int]]:
    """Each offered line with its name and its id in the answer; no id for two extensions."""
    meanings: dict[int, str] = {}
    for name, line in offered:
        if line.id not in LATER:
            meanings.setdefault(line.id, name)
    for name, line in offered:
        number = replacements.get(name) if line.id in LATER else line.id
        if number is not None and meanings.setdefault(number, name) == name:
            yield name, line, number


def _answer(
    name: str, line: Extmap, number: int, ours: MediaDirection, section: MediaDirection | None
) -> Extmap | None:
    """What an answer says to an offered extension, if it says anything."""
    direction = _direction(line.direction, ours)
    if direction is not None:
        flow = direction if section in (None, MediaDirection.INACTIVE) else direction & section
        if flow is MediaDirection.INACTIVE:
            return None
    parameters = name.partition(" ")[2] or None
    same = (number, direction, parameters) == (line.id, line.direction, line.parameters)
    return line if same else _line(line.uri, number, direction, parameters)


@lru_cache(256)
def _line(
    uri: str, number: int, direction: MediaDirection | None, parameters: str | None
) -> Extmap:
    """A line, made once: peers of one kind number their extensions alike."""
    return Extmap(number, uri, direction, parameters)


def _direction(offered: MediaDirection | None, ours: MediaDirection) -> MediaDirection | None:
    """The qualifier of the answer; none where neither side limits the extension (A-92)."""
    if offered is None:
        return None if ours is MediaDirection.SENDRECV else ours
    return offered.reversed & ours


def _once(accepted: Mapping[str, Extmap]) -> Iterator[Extmap]:
    """Without the extensions in clear that are accepted encrypted too (RFC 6904 §4.1)."""
    for name, line in accepted.items():
        if f"{ENCRYPT} {name}" not in accepted:
            yield line
