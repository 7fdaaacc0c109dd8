"""What each call of the JSON API asks for: from a request to a command."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from attrs import field

from .._converter import Issue, JsonError, loads, structure
from .._frozen import frozen
from ..endpoint import Close, Command, Hear, Open, Settle, Trickle
from ..errors import Fault, FaultCode, RemoteProtocolError, SdpError
from ..jsep import Answer, Offer, Pranswer
from ..sdp import SessionDescription, parse
from ..session import IceCandidate
from ..wire import (
    CloseSessionRequest,
    IceCandidateRequest,
    SdpAnswerRequest,
    SdpOfferRequest,
    SdpSessionDescription,
)
from ._delivery import delivery_of
from ._message import Request
from ._metadata import judge_metadata
from ._query import number, parameters, required

if TYPE_CHECKING:
    from .json_api import JsonApi

__all__ = [
    "ANSWER",
    "ANSWERS",
    "CANDIDATE",
    "CANDIDATES",
    "CLOSE",
    "DECODERS",
    "EVENTS",
    "HEALTH",
    "ICE_SERVERS",
    "METHODS",
    "METRICS",
    "OFFER",
    "OFFERED",
    "OPENAPI",
    "SESSION_ID",
    "Asked",
    "Posted",
]

T = TypeVar("T")

OFFER, ANSWER, CANDIDATE = "/webrtc/offer", "/webrtc/answer", "/webrtc/ice-candidate"
CLOSE, CANDIDATES, EVENTS = "/webrtc/close", "/webrtc/candidates", "/webrtc/events"
ICE_SERVERS, HEALTH = "/iceservers", "/healthz"
OPENAPI, METRICS = "/openapi.json", "/metrics"
METHODS: Mapping[str, tuple[str, ...]] = {
    OFFER: ("POST",),
    ANSWER: ("POST",),
    CANDIDATE: ("POST",),
    CLOSE: ("POST",),
    CANDIDATES: ("GET",),
    EVENTS: ("GET",),
    ICE_SERVERS: ("GET", "HEAD"),
    HEALTH: ("GET", "HEAD"),
    OPENAPI: ("GET", "HEAD"),
    METRICS: ("GET", "HEAD"),
}
"""The paths and what may be done there."""

SESSION_ID = re.compile("[A-Za-z0-9._~-]{1,128}", re.ASCII)
EVENT_ID = re.compile("[0-9]{1,15}", re.ASCII)
OFFERED = "offer"
"""The type of a description that a client may offer."""
ANSWERS: Mapping[str, type[Answer | Pranswer]] = {"answer": Answer, "pranswer": Pranswer}
"""The types of those with which it may answer."""
MAY_CHOOSE_ID: Mapping[str, Callable[[Request], bool]] = {
    "any": lambda _: True,
    "authenticated": lambda request: request.owner is not None,
    "off": lambda _: False,
}
"""Whether a client may choose the id of its session, by policy."""


@frozen
class _Call(Generic[T]):
    """One request, and the message in its body where there is one."""

    api: "JsonApi"
    request: Request
    fresh_id: str = field(repr=False)
    body: T = field(repr=False)
    members: Collection[str] = field(default=(), repr=False)
    """What the body names: a member that is null is another thing than none."""


@frozen
class Posted(Generic[T]):
    """A call whose body is a message."""

    message: type[T]
    means: Callable[[_Call[T]], Command]

    def __call__(self, api: "JsonApi", request: Request, fresh_id: str) -> Command:
        """The command that a request means. Raises SdpsigError."""
        value = loads(request.body, api.limits)
        body = structure(value, self.message, api.limits)
        return self.means(_Call(api, request, fresh_id, body, cast(dict[str, object], value)))


@frozen
class Asked:
    """A call without a body, whose query says what is asked."""

    parameters: tuple[str, ...]
    """Those that are looked at; the first has to be there."""
    means: Callable[[_Call[dict[str, str]]], Command]

    def __call__(self, api: "JsonApi", request: Request, fresh_id: str) -> Command:
        """The command that a request means. Raises SdpsigError."""
        found = parameters(request.query)
        required(found, self.parameters[0])
        return self.means(_Call(api, request, fresh_id, found))


def _offer(call: _Call[SdpOfferRequest]) -> Command:
    api, request, body = call.api, call.request, call.body
    if body.sdp.type != OFFERED:
        raise _refusal(FaultCode.SDP_TYPE, "the type of the description must be offer")
    if body.session_id is not None:
        _judge_chosen_id(api, request, body.session_id)
    judge_metadata(body.metadata, api.limits)
    return Open(
        call.fresh_id if body.session_id is None else body.session_id,
        Offer(_parsed(api, body.sdp)),
        body.metadata,
        request.owner,
        delivery_of(request),
        may_continue=body.session_id is not None,
    )


def _judge_chosen_id(api: "JsonApi", request: Request, session_id: str) -> None:
    if not MAY_CHOOSE_ID[api.custom_session_ids](request):
        raise _refusal(FaultCode.SESSION_BAD_ID, "session ids may not be chosen here")
    if SESSION_ID.fullmatch(session_id) is None:
        detail = "a session id has 1-128 characters of A-Z a-z 0-9 . _ ~ -"
        raise _refusal(FaultCode.SESSION_BAD_ID, detail)


def _parsed(api: "JsonApi", sdp: SdpSessionDescription) -> SessionDescription:
    try:
        return parse(sdp.sdp, profile=api.profile, limits=api.limits)
    except SdpError as error:
        raise RemoteProtocolError(error.fault) from None


def _answer(call: _Call[SdpAnswerRequest]) -> Command:
    body = call.body
    kind = ANSWERS.get(body.sdp.type)
    if kind is None:
        detail = "the type of the description must be answer or pranswer"
        raise _refusal(FaultCode.SDP_TYPE, detail)
    answer = kind(_parsed(call.api, body.sdp), body.offer_id)
    return Settle(_known_form(body.session_id), answer, call.request.owner)


def _candidate(call: _Call[IceCandidateRequest]) -> Command:
    body = call.body
    candidates = body.candidates
    if candidates is None:
        if "candidate" not in call.members:
            raise _missing("/candidate")
        candidates = (body.candidate,)
    elif body.candidate is not None:
        candidates = (body.candidate, *candidates)
    owner = call.request.owner
    return Trickle(_known_form(body.session_id), tuple(map(_or_end, candidates)), owner)


def _or_end(candidate: IceCandidate | None) -> IceCandidate:
    """Nothing stands for end-of-candidates of every section."""
    return IceCandidate() if candidate is None else candidate


def _close(call: _Call[CloseSessionRequest]) -> Command:
    body, limit = call.body, call.api.limits.reason_bytes
    detail = (body.reason or "").encode()[:limit].decode(errors="ignore")
    return Close(_known_form(body.session_id), detail=detail, owner=call.request.owner)


def _candidates(call: _Call[dict[str, str]]) -> Command:
    return Hear(
        _known_form(call.body["session_id"]),
        number(call.body, "after"),
        candidates_only=True,
        patience=call.api.poll_seconds,
        owner=call.request.owner,
    )


def _events(call: _Call[dict[str, str]]) -> Command:
    name = _known_form(call.body["session_id"])
    last = call.request.header("last-event-id") or ""
    after = int(last) if EVENT_ID.fullmatch(last) else 0
    return Hear(name, after, owner=call.request.owner)


DECODERS: Mapping[str, Posted[Any] | Asked] = {
    OFFER: Posted(SdpOfferRequest, _offer),
    ANSWER: Posted(SdpAnswerRequest, _answer),
    CANDIDATE: Posted(IceCandidateRequest, _candidate),
    CLOSE: Posted(CloseSessionRequest, _close),
    CANDIDATES: Asked(("session_id", "after"), _candidates),
    EVENTS: Asked(("session_id",), _events),
}
"""What each call means, by path; ``screen`` has decided all others."""


def _known_form(session_id: str) -> str:
    """An id that no session can have is one that no session has."""
    if SESSION_ID.fullmatch(session_id) is None:
        raise _refusal(FaultCode.SESSION_NOT_FOUND, "there is no such session")
    return session_id


def _missing(pointer: str) -> JsonError:
    issue = Issue(pointer, "missing", "is required")
    detail = f"{pointer} is required"
    return JsonError(Fault(FaultCode.JSON_WRONG_TYPE, detail), (issue,))


def _refusal(code: FaultCode, detail: str) -> RemoteProtocolError:
    return RemoteProtocolError(Fault(code, detail))
