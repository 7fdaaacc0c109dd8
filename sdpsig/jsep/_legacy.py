"""The offer options offerToReceiveAudio and offerToReceiveVideo (W3C webrtc-pc, legacy section)."""

from collections.abc import Iterator

from ..sdp.attributes import MediaDirection
from ._changes import AddTransceiver, Change, SetDirection
from ._negotiation import Negotiation
from ._transceivers import MediaKind

__all__ = ["offer_to_receive"]


def offer_to_receive(
    negotiation: Negotiation, kind: MediaKind, *, receive: bool
) -> Iterator[Change]:
    """The changes that such an option stands for, to be made before the offer.

    True wants one section that can receive, False wants none.
    """
    live = [one for one in negotiation.transceivers if one.kind == kind and not one.stopping]
    if receive:
        if not any(one.direction.receives for one in live):
            yield AddTransceiver(kind, MediaDirection.RECVONLY)
        return
    for one in live:
        if one.direction.receives:
            flow = MediaDirection.of(sends=one.direction.sends, receives=False)
            yield SetDirection(one.number, flow)
