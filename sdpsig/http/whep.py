"""WHEP: who plays a stream offers to receive it by POST (draft-ietf-wish-whep-03).

The server answers the offer, refuses it, or makes an offer of its own (§4.2.2): where the
application gives an ``Offer`` instead of an answer.
"""

from typing import ClassVar

from .._frozen import frozen
from ..sdp.attributes import MediaDirection
from ._message import Response
from ._one_way import Way
from ._one_way_dialect import SDP_TYPE, OneWayDialect

__all__ = ["Play", "Whep"]


@frozen
class Play:
    """Somebody plays a stream: the metadata of the session, for the application."""

    name: str
    """1-128 of ``A-Z a-z 0-9 . _ ~ -``: the stream, as the path names it."""


@frozen(kw_only=True)
class Whep(OneWayDialect):
    """The dialect of ``POST /whep/{name}``; the media side sends."""

    way: ClassVar[Way] = Way(
        offered=frozenset({MediaDirection.RECVONLY, MediaDirection.SENDRECV}),
        answered=MediaDirection.SENDONLY,
        names_streams=False,
        rules={
            "type": "WHEP §4.2.4",
            "direction": "WHEP §4.2.5",
            "bundle": "WHEP §4.5.1",
            "tracks": "WHEP §4.5.2",
            "whole": "WHEP §4.2.4",
            "setup": "RFC 8842 §5.2",
        },
    )
    greeting: ClassVar[Response] = Response(200, (("content-type", SDP_TYPE),))
    """How players find out that this is WHEP (WHEP §4.1)."""

    counters: ClassVar[bool] = True

    prefix: str = "/whep"

    def stream(self, name: str) -> Play:
        """What the application finds in ``AnswerNeeded.metadata``."""
        return Play(name)
