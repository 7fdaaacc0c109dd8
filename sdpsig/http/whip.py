"""WHIP: who publishes a stream offers it by POST (RFC 9725)."""

from typing import ClassVar

from .._frozen import frozen
from ..sdp.attributes import MediaDirection
from ._message import Response
from ._one_way import Way
from ._one_way_dialect import OneWayDialect

__all__ = ["Publish", "Whip"]


@frozen
class Publish:
    """Somebody publishes a stream: the metadata of the session, for the application."""

    name: str
    """1-128 of ``A-Z a-z 0-9 . _ ~ -``: the stream, as the path names it."""


@frozen(kw_only=True)
class Whip(OneWayDialect):
    """The dialect of ``POST /whip/{name}``; the media side receives."""

    way: ClassVar[Way] = Way(
        offered=frozenset({MediaDirection.SENDONLY, MediaDirection.SENDRECV}),
        answered=MediaDirection.RECVONLY,
        names_streams=True,
        rules={
            "type": "RFC 9725 §4.2",
            "direction": "RFC 9725 §4.2",
            "bundle": "RFC 9725 §4.4.1",
            "tracks": "RFC 9725 §4.4.2",
            "whole": "RFC 9725 §4.4.3",
            "setup": "RFC 9725 §4.4.4",
        },
    )
    greeting: ClassVar[Response] = Response(204)

    prefix: str = "/whip"

    def stream(self, name: str) -> Publish:
        """What the application finds in ``AnswerNeeded.metadata``."""
        return Publish(name)
