"""Transceivers: what the application wants of each RTP section, and what was agreed on it.

What the application says (direction, tracks, preferences, stop) survives a rollback; what an
exchange settled (mid, current direction, msid) goes back to where it stood (RFC 9429 §5.7).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from .._frozen import evolve, frozen
from ..sdp.attributes import MediaDirection, Msid
from ._capabilities import CodecCapability
from ._encodings import Encoding

__all__ = ["MediaKind", "Transceiver", "by_mid", "restored"]

MediaKind = Literal["audio", "video"]


@frozen(kw_only=True)
class Transceiver:
    """One RTP section to be: a sender and a receiver (W3C RTCRtpTransceiver)."""

    number: int
    """Which one of the session it is, in the order of their making, from 0."""
    kind: MediaKind
    direction: MediaDirection = MediaDirection.SENDRECV
    """What the application wants."""
    streams: tuple[str, ...] = ()
    """The ids of the streams that its track belongs to (RFC 8830)."""
    track: str | None = None
    """The id of the track it sends; None: it is named after the section."""
    has_track: bool = False
    """Whether ``AddTrack`` gave it a track: such a one outlives the offer that made it."""
    made_by_track: bool = False
    """Whether ``AddTrack`` made it: such a one is matched with offered sections."""
    preferences: tuple[CodecCapability, ...] | None = None
    """The codecs wanted, best first; None: all that we can do, in our order."""
    encodings: tuple[Encoding, ...] = ()
    """The layers it sends, where it sends several (RFC 8853)."""
    ssrcs: tuple[int, ...] = ()
    """Its sources, where the application knows them; the second repairs the first (RFC 5576)."""
    offered: bool = False
    """Whether an offer of the peer made it."""
    stop: bool = False
    """Whether the application wants it to end."""
    rejected: bool = False
    """Whether the offer that is pending rejects its section."""
    mid: str | None = None
    """The section that it is associated with."""
    current_direction: MediaDirection | None = None
    """What was agreed last; None before any agreement."""
    msids: tuple[Msid, ...] = ()
    """What was said of its streams: stays as it is once said (RFC 9429 §5.2.2)."""

    @property
    def stopping(self) -> bool:
        """Whether its section is, or will be, rejected."""
        return self.stop or self.rejected


def by_mid(transceivers: Iterable[Transceiver]) -> dict[str, Transceiver]:
    """The associated ones by their section."""
    return {one.mid: one for one in transceivers if one.mid is not None}


def restored(now: Sequence[Transceiver], before: Sequence[Transceiver]) -> tuple[Transceiver, ...]:
    """The transceivers after a rollback (SM-41 to SM-43)."""
    return tuple(_restored(now, before))


def _restored(now: Sequence[Transceiver], before: Sequence[Transceiver]) -> Iterator[Transceiver]:
    known = {one.number: one for one in before}
    for one in now:
        old = known.get(one.number)
        if one.stop and (old is None or old.mid is None):
            continue  # no section knows of it any more
        if old is not None:
            yield evolve(
                one,
                mid=old.mid,
                current_direction=old.current_direction,
                msids=old.msids,
                rejected=old.rejected,
                encodings=one.encodings if old.mid is None else old.encodings,
            )
        elif not one.offered or one.has_track:
            yield evolve(one, mid=None, current_direction=None, msids=(), rejected=False)
