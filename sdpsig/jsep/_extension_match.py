"""Which header extensions an answer keeps, always with the offered ids (A-90 to A-95)."""

from ..sdp import MediaDescription, SessionDescription
from ..sdp.attributes import Extmap, ExtmapAllowMixed, MediaDirection
from ._capabilities import Capabilities

__all__ = ["ONE_BYTE", "TWO_BYTE", "accept_extensions"]

ONE_BYTE = range(1, 15)
"""Ids that fit the one-byte form (RFC 8285 §4.2)."""
TWO_BYTE = range(16, 256)
"""Ids that need the two-byte form; 15 is reserved (RFC 8285 §4.3)."""


def accept_extensions(
    description: SessionDescription, media: MediaDescription, capabilities: Capabilities
) -> tuple[Extmap, ...]:
    """The a=extmap lines of the answer's section, in offered order."""
    ours = {
        extension.uri: extension.direction
        for extension in capabilities.extensions
        if media.kind in extension.kinds
    }
    mixed = (
        capabilities.extmap_allow_mixed and description.stated(media, ExtmapAllowMixed) is not None
    )
    accepted: dict[str, Extmap] = {}
    for offered in description.effective_all(media, Extmap):
        direction = ours.get(offered.uri)
        if direction is None or offered.uri in accepted:
            continue
        if offered.id not in ONE_BYTE and not (mixed and offered.id in TWO_BYTE):
            continue
        answered = _direction(offered.direction, direction)
        if answered is not MediaDirection.INACTIVE:
            accepted[offered.uri] = (
                offered
                if answered is offered.direction and offered.parameters is None
                else Extmap(offered.id, offered.uri, answered)
            )
    return tuple(accepted.values())


def _direction(offered: MediaDirection | None, ours: MediaDirection) -> MediaDirection | None:
    """The qualifier of the answer; none where neither side limits the extension (A-92)."""
    if offered is None:
        return None if ours is MediaDirection.SENDRECV else ours
    return offered.reversed & ours
