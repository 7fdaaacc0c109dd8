"""The JSON messages as values, named for what they are.

Envelopes are spelt with underscores, the W3C dictionaries inside them in camelCase; the one
table of names stands in the converter.
"""

from typing import Literal

from attrs import field

from .._converter import Issue
from .._frozen import frozen
from ..session import IceCandidate

__all__ = [
    "AnswerAcceptedResponse",
    "CandidatesResponse",
    "CloseSessionRequest",
    "CloseSessionResponse",
    "ErrorResponse",
    "HealthResponse",
    "IceCandidate",
    "IceCandidateRequest",
    "IceCandidateResponse",
    "IceServer",
    "SdpAnswerRequest",
    "SdpAnswerResponse",
    "SdpOfferRequest",
    "SdpSessionDescription",
    "ServerOffer",
    "SessionEnd",
    "StateChange",
]


@frozen
class SdpSessionDescription:
    """A description and what it is meant to do (W3C RTCSessionDescriptionInit)."""

    type: str
    """``offer``, ``pranswer``, ``answer`` or ``rollback``."""
    sdp: str = field(repr=False)


@frozen
class SdpOfferRequest:
    """``POST /webrtc/offer``."""

    sdp: SdpSessionDescription
    session_id: str | None = field(default=None, repr=False)
    """Chosen by the client; else the server makes one."""
    metadata: object = None
    """Any JSON; the application sees it and the answer repeats it."""


@frozen
class SdpAnswerResponse:
    """What an offer gets."""

    sdp: SdpSessionDescription
    session_id: str = field(repr=False)
    ice_candidates: tuple[IceCandidate, ...] = ()
    """Candidates that are not in the answer's SDP."""
    metadata: object = None


@frozen
class IceCandidateRequest:
    """``POST /webrtc/ice-candidate``: one candidate or a batch."""

    session_id: str = field(repr=False)
    candidate: IceCandidate | None = None
    """None: there are no more."""
    candidates: tuple[IceCandidate | None, ...] | None = None


@frozen
class IceCandidateResponse:
    """What a candidate gets, also one that will not be used."""

    session_id: str = field(repr=False)
    status: Literal["received"] = "received"


@frozen
class SdpAnswerRequest:
    """``POST /webrtc/answer``: the client's answer to an offer of the server."""

    session_id: str = field(repr=False)
    sdp: SdpSessionDescription
    offer_id: str | None = None
    """Which offer it answers, as ``ServerOffer`` called it."""


@frozen
class AnswerAcceptedResponse:
    """What an answer gets, also the second time."""

    session_id: str = field(repr=False)
    status: Literal["accepted"] = "accepted"


@frozen
class CandidatesResponse:
    """``GET /webrtc/candidates``: candidates of the server."""

    session_id: str = field(repr=False)
    candidates: tuple[IceCandidate, ...]
    next: int
    """What to ask from the next time."""
    complete: bool
    """Whether no more will come."""


@frozen
class ServerOffer:
    """An offer of the server, as an event."""

    sdp: SdpSessionDescription
    offer_id: str
    """Names it, so that the answer can say which offer it is for."""


@frozen
class StateChange:
    """A state that the session has come to, as an event."""

    state: str


@frozen
class SessionEnd:
    """The session is over, as an event."""

    reason: str


@frozen
class CloseSessionRequest:
    """``POST /webrtc/close``."""

    session_id: str = field(repr=False)
    reason: str | None = None
    """Free text for the log."""


@frozen
class CloseSessionResponse:
    """What closing gets, also the second time."""

    session_id: str = field(repr=False)
    status: Literal["closed"] = "closed"


@frozen
class ErrorResponse:
    """Whatever goes wrong, in one shape."""

    error: str
    """One readable sentence."""
    code: int
    """The HTTP status."""
    reason: str
    """The stable fault code."""
    session_id: str | None = field(default=None, repr=False)
    line: int | None = None
    """The line of the SDP text, from 1."""
    rule: str | None = None
    """The rule that was broken, as ``RFC 8839 §5.4``."""
    issues: tuple[Issue, ...] | None = None
    """The places in the JSON body that are wrong."""


@frozen
class IceServer:
    """A STUN or TURN server (W3C RTCIceServer)."""

    urls: tuple[str, ...]
    username: str | None = None
    credential: str | None = field(default=None, repr=False)


@frozen
class HealthResponse:
    """``GET /healthz``: the server answers."""

    status: Literal["ok"] = "ok"
