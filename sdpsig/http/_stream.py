"""Server-sent events: the news of one session as a body without end (WHATWG HTML §9.2).

It keeps nothing for those who listen: what they are told comes from the session's own feed, by
the number that they have come to.
"""

from collections.abc import Callable, Generator
from typing import assert_never

from .._converter import encode
from .._frozen import evolve
from ..endpoint import Command, Hear, Heard, News, Notice, OfferMade, Outcome
from ..errors import RemoteProtocolError
from ..sdp import serialize
from ..session import (
    Closed,
    ConnectionStateChanged,
    IceCandidate,
    LocalCandidate,
    RestartSuggested,
    SignalingStateChanged,
)
from ..wire import SdpSessionDescription, ServerOffer, SessionEnd, StateChange
from ._wait import Wait, Wake, Woken

__all__ = ["candidate_init", "follow"]

HEARTBEAT = 15.0
"""Seconds of silence after which a comment is sent, so that who is gone is noticed."""
RETRY = b"retry: 2000\n\n"
"""Milliseconds until a browser comes back that has lost the connection."""
COMMENT = b":\n\n"

NAMES = {
    LocalCandidate: "candidate",
    OfferMade: "offer",
    ConnectionStateChanged: "connection-state",
    SignalingStateChanged: "signaling-state",
    RestartSuggested: "restart-suggested",
    Closed: "closed",
}
"""What each of them is called as an event."""


def follow(
    hear: Hear, handle: Callable[[Command], Outcome]
) -> Generator[Wait | bytes, Woken | None, None]:
    """The parts of the body, and when to wait; to the end of the session or of the waiting."""
    yield RETRY
    while True:
        try:
            heard = handle(hear)
        except RemoteProtocolError:  # it is over
            woken = yield Wait(hear.session_id, 0.0)
        else:
            assert isinstance(heard, Heard), "that is what comes of it"
            hear = evolve(hear, after=heard.last)
            if heard.notices:
                yield b"".join(map(written, heard.notices))
                continue
            woken = yield Wait(hear.session_id, HEARTBEAT)
            if woken is not None and woken.why is Wake.TIME:
                yield COMMENT
            if woken is not None and woken.why is not Wake.ENDED:
                continue
        if woken is not None and woken.closed is not None:
            yield _event(woken.closed)
        return


def written(notice: Notice) -> bytes:
    """A notice as an event; its number is the id by which a client resumes."""
    return b"id: %d\n" % notice.number + _event(notice.news)


def candidate_init(candidate: IceCandidate) -> IceCandidate:
    """A candidate as browsers take it: the end has an empty one."""
    return evolve(candidate, candidate=candidate.candidate or "")


def _event(news: News | Closed) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (NAMES[type(news)].encode(), encode(_data(news)))


def _data(news: News | Closed) -> object:
    match news:
        case LocalCandidate(candidate):
            return candidate_init(candidate)
        case OfferMade(offer, offer_id):
            description = SdpSessionDescription("offer", serialize(offer.description))
            return ServerOffer(description, offer_id)
        case ConnectionStateChanged(state) | SignalingStateChanged(state):
            return StateChange(state)
        case RestartSuggested():
            return {}
        case Closed(reason):
            return SessionEnd(reason)
        case _:
            assert_never(news)
