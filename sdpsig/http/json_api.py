"""The JSON API: offers, candidates, closing, and the ICE servers."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Literal, assert_never

from attrs import field

from .._configuration import judge
from .._converter import JsonError, Schema, encode
from .._frozen import evolve, frozen
from ..endpoint import (
    Answered,
    AnswerNeeded,
    Closed,
    Command,
    Hear,
    Heard,
    Ignored,
    InProgress,
    Offered,
    Outcome,
    Reported,
    Said,
    Settled,
    Stale,
    Trickled,
)
from ..errors import Fault, FaultCode, RemoteProtocolError, SdpsigError
from ..limits import Limits
from ..sdp import INTEROP, Profile, serialize
from ..session import LocalCandidate
from ..wire import (
    AnswerAcceptedResponse,
    CandidatesResponse,
    CloseSessionResponse,
    ErrorResponse,
    IceCandidateResponse,
    SdpAnswerResponse,
    SdpSessionDescription,
)
from ._ice_servers import IceServers, ice_servers
from ._json_pages import JSON, PAGES
from ._json_requests import DECODERS, METHODS, METRICS, OFFER
from ._message import Headers, Request, Response
from ._openapi import openapi
from ._status import STATUS
from ._stream import candidate_init

__all__ = ["OFFER", "JsonApi"]

MEDIA_TYPE = re.compile(
    r'application/json(?:[ \t]*;[ \t]*charset=(?:utf-8|"utf-8"))?[ \t]*', re.IGNORECASE
)
LENGTH = re.compile("[0-9]{1,20}")
WITHOUT_METRICS = {path: methods for path, methods in METHODS.items() if path != METRICS}
STREAM: Headers = (
    ("content-type", "text/event-stream"),
    ("cache-control", "no-store"),
    ("x-accel-buffering", "no"),
)
"""The last one keeps nginx from collecting events."""


@frozen(kw_only=True)
class JsonApi:
    """The dialect of ``POST /webrtc/offer`` and its fellows."""

    ice_servers: IceServers = field(factory=IceServers, converter=ice_servers)
    """What ``GET /iceservers`` tells."""
    custom_session_ids: Literal["any", "authenticated", "off"] = "any"
    """Who may choose the id of a session."""
    poll_seconds: float = 20.0
    """How long ``GET /webrtc/candidates`` waits for something to tell."""
    profile: Profile = INTEROP
    """What is tolerated in an offer."""
    limits: Limits = field(factory=Limits)
    auth_scheme: str | None = None
    """How clients have to show who they are, as OpenAPI names it: ``bearer``. It changes what
    ``GET /openapi.json`` says and nothing else."""
    metrics: Callable[[], Response] | None = None
    """What ``GET /metrics`` gets; None: there is no such path."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)

    @property
    def methods(self) -> Mapping[str, tuple[str, ...]]:
        """The paths and what may be done there."""
        return WITHOUT_METRICS if self.metrics is None else METHODS

    @cached_property
    def description(self) -> Schema:
        """What ``GET /openapi.json`` gets."""
        return openapi(self)

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.limits.json_bytes

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        methods = self.methods.get(request.path)
        if methods is None:
            return self._refused(FaultCode.HTTP_NOT_FOUND, "there is nothing at this path")
        if request.method not in methods:
            return self._wrong_method(request.method, methods)
        show = PAGES.get(request.path)
        if show is not None:
            return show(self, request)
        if request.method == "GET":
            return None
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
        """The command that a request means. Raises SdpsigError."""
        return DECODERS[request.path](self, request, fresh_id)

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        message: object
        match outcome:
            case Answered(session_id, answer, _, metadata, candidates):
                sdp = SdpSessionDescription("answer", serialize(answer.description))
                message = SdpAnswerResponse(sdp, session_id, candidates, metadata)
            case Settled(session_id):
                message = AnswerAcceptedResponse(session_id)
            case Trickled(session_id):
                message = IceCandidateResponse(session_id)
            case Closed(session_id):
                message = CloseSessionResponse(session_id)
            case Heard(asked=Hear(candidates_only=True)):
                message = _candidates(outcome)
            case Heard():
                return Response(200, STREAM, stream=outcome.asked)
            case Stale(session_id):
                return self._refused(FaultCode.JSEP_STALE_ANSWER, STALE, "L-35", session_id)
            case Ignored(session_id):
                return self._refused(FaultCode.SESSION_CONFLICT, GLARE, "L-32", session_id)
            case AnswerNeeded() | InProgress() | Offered() | Reported() | Said():
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
        return Response(status, headers, encode(message), fault=fault)

    def _refused(
        self, code: FaultCode, detail: str, rule: str = "", session_id: str | None = None
    ) -> Response:
        return self.refuse(RemoteProtocolError(Fault(code, detail, rule)), session_id)

    def _wrong_method(self, method: str, methods: tuple[str, ...]) -> Response:
        allow = ("allow", ", ".join((*methods, "OPTIONS")))
        if method == "OPTIONS":
            return Response(204, (allow,))
        response = self._refused(FaultCode.HTTP_METHOD, "this method is not allowed here")
        return evolve(response, headers=(*response.headers, allow))


STALE = "an answer to an offer that is no longer on the table"
GLARE = "an offer of the server came first: answer that one, then offer again"


def _candidates(heard: Heard) -> CandidatesResponse:
    candidates = tuple(
        candidate_init(notice.news.candidate)
        for notice in heard.notices
        if isinstance(notice.news, LocalCandidate)
    )
    return CandidatesResponse(heard.session_id, candidates, heard.last, heard.complete)


def too_large(limit: int) -> Fault:
    """A body of more bytes than may be."""
    return Fault(FaultCode.HTTP_TOO_LARGE, f"the body has more than {limit} bytes")
