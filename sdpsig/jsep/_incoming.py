"""What the peer says of the media that it sends (A-58, A-82)."""

from collections.abc import Iterator

from .._frozen import frozen
from ..sdp.attributes import Msid, PacketTime
from ._negotiation import Negotiation
from ._sections import Sections, SectionView

__all__ = ["DEFAULT_STREAM", "Incoming", "incoming"]

DEFAULT_STREAM = "default"
"""The stream of every track of which the peer says none: one for all of them."""
NO_STREAM = "-"


@frozen
class Incoming:
    """The track that the peer sends in one section, or will where we agree to it."""

    mid: str
    """The section."""
    streams: tuple[str, ...]
    """Ids of the MediaStreams that it is in, in order; none where the peer says so (RFC 8830)."""
    track: str | None = None
    """The id that its sender gives it, where it gives one; W3C does not look at it."""
    packet_time: float | None = None
    """Milliseconds of media that its sender wants in one packet it gets (RFC 8866 §6.4)."""


def incoming(negotiation: Negotiation) -> tuple[Incoming, ...]:
    """The tracks in the newest description of the peer; empty where it has said nothing yet."""
    remote = negotiation.remote
    if remote is None:
        return ()
    assert negotiation.sections is not None, "there was an offer"
    names = [view.mid for view in negotiation.sections.views]
    return tuple(_incoming(Sections.of(remote.description, names)))


def _incoming(theirs: Sections) -> Iterator[Incoming]:
    for view in theirs.views:
        if view.live and view.is_rtp and view.direction.sends:
            lines = view.media.all(Msid)
            track = next((line.track for line in lines if line.track is not None), None)
            yield Incoming(view.mid, _streams(lines), track, _packet_time(view))


def _streams(lines: tuple[Msid, ...]) -> tuple[str, ...]:
    if not lines:
        return (DEFAULT_STREAM,)
    said = dict.fromkeys(line.stream for line in lines)
    return tuple(stream for stream in said if stream != NO_STREAM)


def _packet_time(view: SectionView) -> float | None:
    line = view.media.get(PacketTime)
    return None if line is None else float(line.milliseconds)
