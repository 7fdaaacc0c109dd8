"""What may be asked of the JSON API: each call by its path, and what may become of it."""

from collections.abc import Mapping

from ..._frozen import frozen
from ...endpoint import OfferMade
from ...errors import FaultCode
from ...session import (
    Closed,
    ConnectionStateChanged,
    LocalCandidate,
    RestartSuggested,
    SignalingStateChanged,
)
from ...wire import (
    AnswerAcceptedResponse,
    CandidatesResponse,
    CloseSessionResponse,
    HealthResponse,
    IceCandidate,
    IceCandidateResponse,
    IceServer,
    SdpAnswerResponse,
    ServerOffer,
    SessionEnd,
    StateChange,
)
from .._json_requests import (
    ANSWER,
    CANDIDATE,
    CANDIDATES,
    CLOSE,
    EVENTS,
    HEALTH,
    ICE_SERVERS,
    METRICS,
    OFFER,
    OPENAPI,
)

__all__ = ["NEWS", "OPERATIONS", "Operation"]


@frozen(kw_only=True)
class Operation:
    """A call, in the words of the description."""

    id: str
    summary: str
    response: type | str
    """The message that it gets, or the JSON type where it is no message of ours."""
    several: bool = False
    """Whether it gets an array of them."""
    media_type: str = "application/json"
    news: bool = False
    """Whether it gets the events of ``NEWS``."""
    headers: tuple[str, ...] = ()
    """Headers of the request that are looked at."""
    said: tuple[str, ...] = ()
    """Headers of the response that are always there."""
    statuses: tuple[int, ...] = (200,)
    """What it gets when all is well."""
    next: tuple[str, ...] = ()
    """The paths of what may be asked of the session that it has opened."""
    faults: frozenset[FaultCode] = frozenset()
    """Why it may be refused, beside what holds for all."""


def _areas(*names: str) -> frozenset[FaultCode]:
    return frozenset(code for code in FaultCode if code.split(".")[0] in names)


EVERYWHERE = frozenset(
    {
        FaultCode.AUTH_REQUIRED,
        FaultCode.AUTH_FORBIDDEN,
        FaultCode.RATE_LIMITED,
        FaultCode.ENDPOINT_DRAINING,
        FaultCode.INTERNAL,
    }
)
READ = EVERYWHERE | {FaultCode.HTTP_TIMEOUT, FaultCode.HTTP_TOO_LARGE}
POSTED = READ | _areas("json") | {FaultCode.HTTP_MEDIA_TYPE, FaultCode.HTTP_BAD_LENGTH}
ASKED = READ | {FaultCode.HTTP_BAD_QUERY, FaultCode.SESSION_NOT_FOUND}
TRICKLED = _areas("ice") - {FaultCode.ICE_RESTART_FAILED}
DESCRIBED = TRICKLED | _areas("sdp", "jsep", "bundle", "dtls", "rtp")

OPERATIONS: Mapping[str, Operation] = {
    OFFER: Operation(
        id="offer",
        summary="Open a session, or offer again in a session that is live.",
        response=SdpAnswerResponse,
        headers=("Idempotency-Key",),
        next=(CANDIDATES, EVENTS),
        faults=POSTED
        | DESCRIBED
        | {
            FaultCode.HTTP_BAD_KEY,
            FaultCode.SESSION_BAD_ID,
            FaultCode.SESSION_CONFLICT,
            FaultCode.SESSION_NOT_FOUND,
            FaultCode.SESSION_ANSWER_TIMEOUT,
            FaultCode.SESSION_METADATA_TOO_LARGE,
            FaultCode.ENDPOINT_FULL,
            FaultCode.APP_FAILED,
        },
    ),
    CANDIDATE: Operation(
        id="trickle",
        summary="Tell one candidate of the client or several, or that there are no more.",
        response=IceCandidateResponse,
        faults=POSTED | TRICKLED | {FaultCode.SESSION_NOT_FOUND},
    ),
    ANSWER: Operation(
        id="answer",
        summary="Answer an offer of the server.",
        response=AnswerAcceptedResponse,
        faults=POSTED | DESCRIBED | {FaultCode.SESSION_NOT_FOUND},
    ),
    CLOSE: Operation(
        id="close",
        summary="Close a session; again for a while, too.",
        response=CloseSessionResponse,
        faults=POSTED | {FaultCode.SESSION_NOT_FOUND},
    ),
    CANDIDATES: Operation(
        id="candidates",
        summary="Ask for candidates of the server; the response waits until there are any.",
        response=CandidatesResponse,
        faults=ASKED,
    ),
    EVENTS: Operation(
        id="events",
        summary="Hear what happens in a session, as server-sent events until it ends.",
        response="object",
        media_type="text/event-stream",
        news=True,
        headers=("Last-Event-ID",),
        faults=ASKED,
    ),
    ICE_SERVERS: Operation(
        id="iceServers",
        summary="Learn the ICE servers, as the constructor of RTCPeerConnection takes them.",
        response=IceServer,
        several=True,
        faults=EVERYWHERE,
    ),
    HEALTH: Operation(
        id="health",
        summary="Whether the server answers at all.",
        response=HealthResponse,
        faults=EVERYWHERE,
    ),
    OPENAPI: Operation(
        id="openapi",
        summary="This description.",
        response="object",
        headers=("If-None-Match",),
        said=("ETag",),
        statuses=(200, 304),
        faults=EVERYWHERE,
    ),
    METRICS: Operation(
        id="metrics",
        summary="What the server has counted, for Prometheus.",
        response="string",
        media_type="text/plain",
        faults=EVERYWHERE,
    ),
}
"""By path."""

NEWS: Mapping[type, type | None] = {
    LocalCandidate: IceCandidate,
    OfferMade: ServerOffer,
    ConnectionStateChanged: StateChange,
    SignalingStateChanged: StateChange,
    RestartSuggested: None,
    Closed: SessionEnd,
}
"""The message that is the data of each event; None: an empty object."""
