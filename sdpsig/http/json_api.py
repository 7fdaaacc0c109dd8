"""The JSON API: offers, candidates, closing, and the ICE servers."""

import re
from collections.abc import Callable, Mapping
from typing import Literal, assert_never

from attrs import evolve, field, frozen

from .._converter import Issue, JsonError, encode, loads, structure
from ..endpoint import (
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Open,
    Outcome,
    Reported,
    Trickle,
    Trickled,
)
from ..errors import Fault, FaultCode, RemoteProtocolError, SdpError, SdpsigError
from ..jsep import Offer
from ..limits import Limits
from ..sdp import INTEROP, Profile, parse, serialize
from ..session import IceCandidate
from ..wire import (
    CloseSessionRequest,
    CloseSessionResponse,
    ErrorResponse,
    IceCandidateRequest,
    IceCandidateResponse,
    IceServer,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
)
from ._message import Headers, Request, Response
from ._metadata import judge_metadata
from ._status import STATUS

__all__ = ["JsonApi"]

OFFER, CANDIDATE, CLOSE = "/webrtc/offer", "/webrtc/ice-candidate", "/webrtc/close"
ICE_SERVERS = "/iceservers"
METHODS: Mapping[str, tuple[str, ...]] = {
    OFFER: ("POST",),
    CANDIDATE: ("POST",),
    CLOSE: ("POST",),
    ICE_SERVERS: ("GET", "HEAD"),
}
"""The paths and what may be done there."""

SESSION_ID = re.compile("[A-Za-z0-9._~-]{1,128}")
MEDIA_TYPE = re.compile(
    r'application/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*', re.IGNORECASE
)
LENGTH = re.compile("[0-9]{1,20}")
JSON: Headers = (("content-type", "application/json"), ("cache-control", "no-store"))


@frozen(kw_only=True)
class JsonApi:
    """The dialect of ``POST /webrtc/offer`` and its fellows."""

    ice_servers: tuple[IceServer, ...] = ()
    """What ``GET /iceservers`` tells."""
    custom_session_ids: Literal["any", "off"] = "any"
    """Whether clients may choose the id of a session."""
    profile: Profile = INTEROP
    """What is tolerated in an offer."""
    limits: Limits = field(factory=Limits)

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.limits.json_bytes

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        methods = METHODS.get(request.path)
        if methods is None:
            return self._refused(FaultCode.HTTP_NOT_FOUND, "there is nothing at this path")
        if request.method not in methods:
            return self._wrong_method(request.method, methods)
        if request.path == ICE_SERVERS:
            return Response(200, JSON, encode(self.ice_servers))
        fault = self._judge_head(request)
        return None if fault is None else self.refuse(RemoteProtocolError(fault))

    def _judge_head(self, request: Request) -> Fault | None:
        """Whether the body that follows is worth reading."""
        coding = (request.header("content-encoding") or "identity").lower()
        length = request.header("content-length") or "0"
        rules = (
            (
                MEDIA_TYPE.fullmatch(request.header("content-type") or "") is None,
                FaultCode.HTTP_MEDIA_TYPE,
                "the content type must be application/json",
            ),
            (coding != "identity", FaultCode.HTTP_MEDIA_TYPE, "content codings are not understood"),
            (
                LENGTH.fullmatch(length) is None,
                FaultCode.HTTP_BAD_LENGTH,
                "the Content-Length is not a number",
            ),
        )
        for holds, code, detail in rules:
            if holds:
                return Fault(code, detail)
        return too_large(self.max_body) if int(length) > self.max_body else None

    def decode(self, request: Request, fresh_id: str) -> Command:
        """The command that a body means. Raises SdpsigError."""
        value = loads(request.body, self.limits)
        return DECODERS[request.path](self, value, fresh_id)

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        message: SdpAnswerResponse | IceCandidateResponse | CloseSessionResponse
        match outcome:
            case Answered(session_id, answer, _, metadata):
                sdp = SdpSessionDescription("answer", serialize(answer.description))
                message = SdpAnswerResponse(sdp, session_id, metadata=metadata)
            case Trickled(session_id):
                message = IceCandidateResponse(session_id)
            case Closed(session_id):
                message = CloseSessionResponse(session_id)
            case AnswerNeeded() | Reported():
                raise AssertionError("an exchange ends with something to say to the client")
            case _:
                assert_never(outcome)
        return Response(200, JSON, encode(message))

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The one shape of every error. What is not there is always told in the same words."""
        fault = error.fault
        status = STATUS[fault.code]
        issues = error.issues if isinstance(error, JsonError) else ()
        message = ErrorResponse(
            error=fault.detail,
            code=status,
            reason=fault.code,
            session_id=None if fault.code is FaultCode.SESSION_NOT_FOUND else session_id,
            line=fault.line,
            rule=fault.rule or None,
            issues=issues or None,
        )
        headers = JSON
        if fault.retry_after is not None:
            headers = (*JSON, ("retry-after", str(fault.retry_after)))
        return Response(status, headers, encode(message))

    def _refused(self, code: FaultCode, detail: str) -> Response:
        return self.refuse(RemoteProtocolError(Fault(code, detail)))

    def _wrong_method(self, method: str, methods: tuple[str, ...]) -> Response:
        allow = ("allow", ", ".join((*methods, "OPTIONS")))
        if method == "OPTIONS":
            return Response(204, (allow,))
        response = self._refused(FaultCode.HTTP_METHOD, "this method is not allowed here")
        return evolve(response, headers=(*response.headers, allow))


def too_large(limit: int) -> Fault:
    """A body of more bytes than may be."""
    return Fault(FaultCode.HTTP_TOO_LARGE, f"the body has more than {limit} bytes")


# --- requests


def _offer(api: JsonApi, value: object, fresh_id: str) -> Command:
    request = structure(value, SdpOfferRequest, api.limits)
    if request.sdp.type != "offer":
        raise _refusal(FaultCode.SDP_TYPE, "the type of the description must be offer")
    session_id = fresh_id
    if request.session_id is not None:
        if api.custom_session_ids == "off":
            raise _refusal(FaultCode.SESSION_BAD_ID, "session ids may not be chosen here")
        if SESSION_ID.fullmatch(request.session_id) is None:
            detail = "a session id has 1-128 characters of A-Z a-z 0-9 . _ ~ -"
            raise _refusal(FaultCode.SESSION_BAD_ID, detail)
        session_id = request.session_id
    judge_metadata(request.metadata, api.limits)
    try:
        description = parse(request.sdp.sdp, profile=api.profile, limits=api.limits)
    except SdpError as error:
        raise RemoteProtocolError(error.fault) from None
    return Open(session_id, Offer(description), request.metadata)


def _candidate(api: JsonApi, value: object, fresh_id: str) -> Command:
    del fresh_id
    request = structure(value, IceCandidateRequest, api.limits)
    candidates = request.candidates
    if candidates is None:
        if isinstance(value, dict) and "candidate" not in value:
            raise _missing("/candidate")
        candidates = (request.candidate,)
    return Trickle(_known_form(request.session_id), tuple(map(_or_end, candidates)))


def _or_end(candidate: IceCandidate | None) -> IceCandidate:
    """Nothing stands for end-of-candidates of every section."""
    return IceCandidate() if candidate is None else candidate


def _close(api: JsonApi, value: object, fresh_id: str) -> Command:
    del fresh_id
    request = structure(value, CloseSessionRequest, api.limits)
    detail = (request.reason or "").encode()[: api.limits.reason_bytes].decode(errors="ignore")
    return Close(_known_form(request.session_id), detail=detail)


DECODERS: Mapping[str, Callable[[JsonApi, object, str], Command]] = {
    OFFER: _offer,
    CANDIDATE: _candidate,
    CLOSE: _close,
}


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
