"""What WHIP and WHEP have in common: an endpoint for each stream, a resource for each session.

``POST {prefix}/{name}`` opens a session at ``{prefix}/{name}/{session_id}``, where PATCH trickles
and restarts ICE and DELETE ends it (RFC 9725 §4). The path of a session is its secret.
"""

import re
from abc import abstractmethod
from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar, assert_never

from attrs import define, field

from .._configuration import described, judge
from .._frozen import evolve, frozen
from ..endpoint import (
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Heard,
    Ignored,
    InProgress,
    Offered,
    Open,
    Outcome,
    Reported,
    Restart,
    Said,
    Settle,
    Settled,
    Stale,
    Trickle,
    Trickled,
)
from ..errors import (
    Fault,
    FaultCode,
    RemoteProtocolError,
    SdpError,
    SdpsigError,
)
from ..jsep import Answer, Offer
from ..limits import Limits
from ..sdp import INTEROP, Profile, SessionDescription, parse, serialize
from ..session import FragmentMode, SessionState, Timer, messages_of
from ..wire import IceServer
from ._delivery import delivery_of
from ._dialect import Look
from ._head import is_type, judge_length
from ._http_date import http_date
from ._ice_servers import IceServers, ice_servers, link_headers
from ._ice_session import etag_of, facts_of, our_fragment
from ._message import Headers, Request, Response
from ._one_way import Way, finish, judge_answer, judge_counter, judge_offer, judge_settled
from ._patch import (
    FRAGMENT_TYPE,
    PatchOutcome,
    PatchRefused,
    PatchRepeats,
    PatchRestarts,
    PatchTrickles,
    decide_patch,
    restart_failed,
)
from ._problem import problem

__all__ = ["SDP_TYPE", "OneWayDialect"]

SDP_TYPE = "application/sdp"
"""The media type of offers and answers (RFC 8866 §8.1)."""
PREFIX = re.compile("(?:/[^/?#]+)*")
SEGMENT = "[A-Za-z0-9._~-]{1,128}"
BELOW = re.compile(f"/(?P<name>{SEGMENT})(?:/(?P<session_id>{SEGMENT}))?")
"""What may follow the prefix: the name of a stream, and then the id of a session."""
PRIVATE: Headers = (("cache-control", "no-store"),)
FAILURES = frozenset(
    {
        FaultCode.APP_FAILED,
        FaultCode.SESSION_ANSWER_TIMEOUT,
        FaultCode.JSEP_SIGNALING_STATE,
    }
)
"""What leaves a session as it was where it was a restart of ICE that failed (FR-14k)."""


@frozen
class _Place:
    """What a path names."""

    name: str
    session_id: str | None = field(repr=False)


@frozen(kw_only=True)
class OneWayDialect:
    """The dialect of streams in one direction."""

    way: ClassVar[Way]
    """Which direction that is."""
    greeting: ClassVar[Response]
    """What GET and HEAD of the endpoint of a stream get."""
    counters: ClassVar[bool] = False
    """Whether the media side may offer instead of answering."""

    prefix: str
    """The path below which the streams are."""
    ice_servers: IceServers | tuple[IceServer, ...] = ()
    """What clients are told in Link headers when a session is made (RFC 9725 §4.6)."""
    profile: Profile = INTEROP
    """What is tolerated of clients."""
    trickle: bool = True
    """Whether candidates may follow an offer."""
    restart: bool = True
    """Whether the application can restart ICE."""
    tracks: int = 1
    """Tracks of one kind that a stream may have (RFC 9725 §4.4.2)."""
    limits: Limits = field(factory=Limits)

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field.

        For an ICE server that a Link header cannot carry it is LocalProtocolError.
        """
        judge(self)
        if PREFIX.fullmatch(self.prefix) is None:
            wanted = f"a path such as '/{type(self).__name__.lower()}', without a slash at its end"
            said = f"{type(self).__name__}.prefix has to be {wanted}, not {described(self.prefix)}"
            raise ValueError(said)
        link_headers(ice_servers(self.ice_servers).static)

    @abstractmethod
    def stream(self, name: str) -> object:
        """What the application finds in ``AnswerNeeded.metadata``."""

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.limits.sdp_bytes

    def max_body_of(self, method: str) -> int:
        """Bytes of the largest body with a method: a fragment is smaller than an offer."""
        most = self.max_body
        return min(most, self.limits.fragment_bytes) if method == "PATCH" else most

    def place(self, path: str) -> _Place | None:
        """What is at a path; None: nothing."""
        found = BELOW.fullmatch(path.removeprefix(self.prefix))
        if found is None or not path.startswith(self.prefix):
            return None
        return _Place(found["name"], found["session_id"])

    def methods(self, place: _Place) -> tuple[str, ...]:
        """What may be done at a place."""
        if place.session_id is None:
            return "POST", "GET", "HEAD", "OPTIONS"
        patch = ("PATCH",) * (self.trickle or self.restart)
        return (*patch, "DELETE", "GET", "HEAD", "OPTIONS")

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        place = self.place(request.path)
        if place is None:
            return problem(Fault(FaultCode.HTTP_NOT_FOUND, "there is nothing at this path"))
        methods = self.methods(place)
        if request.method == "OPTIONS":
            return self._options(methods)
        if request.method not in methods:
            refused = problem(Fault(FaultCode.HTTP_METHOD, "this method is not allowed here"))
            return evolve(refused, headers=(*refused.headers, ("allow", ", ".join(methods))))
        if place.session_id is None and request.method != "POST":
            return self.greeting
        if request.method == "POST" and not is_type(request.header("content-type"), SDP_TYPE):
            detail = f"the content type must be {SDP_TYPE}"
            return problem(Fault(FaultCode.HTTP_MEDIA_TYPE, detail, self.way.rules["type"]))
        fault = judge_length(request, self.max_body_of(request.method))
        return None if fault is None else problem(fault)

    def _options(self, methods: tuple[str, ...]) -> Response:
        """What may be done, whether there is such a session or not; no ICE servers (§4.6)."""
        patches = ("PATCH",) * (self.trickle or self.restart)
        everything = ("POST", *patches, "DELETE", "GET", "HEAD", "OPTIONS")
        accepted = (("accept-patch", FRAGMENT_TYPE),) * len(patches)
        return Response(
            200,
            (
                ("allow", ", ".join(methods)),
                ("access-control-allow-methods", ", ".join(everything)),
                ("accept-post", SDP_TYPE),
                *accepted,
            ),
        )

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """Problem details (RFC 9457), which name no session."""
        del session_id
        return problem(error.fault)

    def at(self, request: Request, look: Look) -> "_Visit":
        """The dialect for one request, of which the head is known."""
        place = self.place(request.path) or _Place("", None)
        return _Visit(self, request, place, look)


@define
class _Visit:
    """The dialect for one request."""

    rules: OneWayDialect
    request: Request
    """As much of it as has come: its head, then all of it."""
    place: _Place
    look: Look

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.rules.max_body_of(self.request.method)

    @property
    def counters(self) -> bool:
        """Whether the application may offer instead of answering: where a session begins."""
        return self.rules.counters and self.place.session_id is None

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        return self.rules.screen(request)

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """Problem details; a restart that failed is told as such (FR-14k)."""
        del session_id
        if self.request.method == "PATCH" and error.fault.code in FAILURES:
            return _refused(restart_failed())
        return problem(error.fault)

    def decode(self, request: Request, fresh_id: str) -> Command | Response:
        """The command that a request means. Raises SdpsigError."""
        self.request, session_id = request, self.place.session_id
        if session_id is None:
            return self._open(request, fresh_id)
        if request.method == "DELETE":  # whatever the If-Match (FR-21)
            return Close(session_id, owner=request.owner)
        if request.method == "PATCH":
            return self._patch(session_id)
        self._state(session_id)
        return Response(204, PRIVATE)

    def _open(self, request: Request, fresh_id: str) -> Command:
        rules, description = self.rules, self._description()
        judge_offer(description, rules.way, tracks=rules.tracks, strict=rules.profile.strict)
        return Open(
            fresh_id,
            Offer(description),
            rules.stream(self.place.name),
            request.owner,
            delivery_of(request),
        )

    def _description(self) -> SessionDescription:
        """What the body says. Raises RemoteProtocolError."""
        rules = self.rules
        try:
            return parse(self.request.body, profile=rules.profile, limits=rules.limits)
        except SdpError as error:
            raise RemoteProtocolError(error.fault) from None

    def _patch(self, session_id: str) -> Command | Response:
        if self._is_sdp and self._countered(session_id):
            description = self._description()
            judge_settled(description, self.rules.way)
            return Settle(session_id, Answer(description), self.request.owner)
        outcome = self.patch
        match outcome:
            case PatchRefused():
                return _refused(outcome)
            case PatchTrickles(fragment) | PatchRepeats(fragment):
                state = self._state(session_id)
                messages = messages_of(fragment, state, FragmentMode.WHIP)
                return Trickle(session_id, messages, self.request.owner)
            case PatchRestarts(fragment):
                return Restart(session_id, fragment, self.request.owner)
            case _:
                assert_never(outcome)

    @property
    def _is_sdp(self) -> bool:
        return is_type(self.request.header("content-type"), SDP_TYPE)

    def _countered(self, session_id: str) -> bool:
        """Whether a session began with an offer of ours (WHEP §4.2.2)."""
        state = self.look(session_id, self.request.owner)
        return self.rules.counters and state is not None and state.offers > 0

    @cached_property
    def patch(self) -> PatchOutcome:
        """What a PATCH asks for, as the session was when it came."""
        rules, request = self.rules, self.request
        state = self.look(self.place.session_id or "", request.owner)
        facts = facts_of(state, trickle=rules.trickle, restart=rules.restart)
        return decide_patch(
            request.header("content-type"),
            ", ".join(_if_match(request, strict=rules.profile.strict)),
            request.body,
            facts,
            profile=rules.profile,
            limits=rules.limits,
        )

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets. Raises SdpsigError where it is an error."""
        match outcome:
            case Answered():
                created = self.place.session_id is None
                return self._created(outcome) if created else self._restarted(outcome)
            case Trickled():
                return self._trickled()
            case Closed():
                return Response(200, PRIVATE)
            case Offered():
                return self._offered(outcome)
            case Settled():
                etag = etag_of(self._state(outcome.session_id))
                return Response(204, (("etag", etag), *PRIVATE))
            case Stale() if self._is_sdp:
                detail = "an answer to an offer that is no longer on the table"
                fault = Fault(FaultCode.JSEP_STALE_ANSWER, detail, "WHEP §4.2.2")
                raise RemoteProtocolError(fault)
            case InProgress() | Ignored() | Stale():
                detail = "another exchange of the session is under way"
                raise RemoteProtocolError(
                    Fault(FaultCode.SESSION_CONFLICT, detail, "L-40", retry_after=1)
                )
            case AnswerNeeded() | Heard() | Reported() | Said():
                raise AssertionError("an exchange ends with something to say to the client")
            case _:
                assert_never(outcome)

    def _created(self, outcome: Answered) -> Response:
        rules, description = self.rules, outcome.answer.description
        judge_answer(description, rules.way)
        headers: Headers = (
            ("content-type", SDP_TYPE),
            ("etag", etag_of(self._state(outcome.session_id))),
            *self._whereabouts(outcome.session_id),
            *((("accept-patch", FRAGMENT_TYPE),) * (rules.trickle or rules.restart)),
            *PRIVATE,
        )
        return Response(201, headers, serialize(finish(description)).encode())

    def _offered(self, outcome: Offered) -> Response:
        """Our offer, which is to be answered by PATCH until it expires (WHEP §4.2.2)."""
        description = outcome.offer.description
        judge_counter(description, self.rules.way)
        state = self._state(outcome.session_id)
        until = dict(state.deadlines).get(Timer.OFFER)
        valid = "" if until is None else self._valid_until(until - state.now)
        headers: Headers = (
            ("content-type", f"{SDP_TYPE}{valid}"),
            *self._whereabouts(outcome.session_id),
            ("accept-patch", SDP_TYPE),
            *PRIVATE,
        )
        return Response(406, headers, serialize(finish(description)).encode())

    def _valid_until(self, seconds: float) -> str:
        return f'; valid-until="{http_date(self.request.wall + seconds)}"'

    def _whereabouts(self, session_id: str) -> Headers:
        """Where the session is, and the ICE servers that help to get there."""
        rules, request = self.rules, self.request
        servers = ice_servers(rules.ice_servers).told(request.owner, request.wall)
        location = f"{request.root}{rules.prefix}/{self.place.name}/{session_id}"
        return ("location", location), *link_headers(servers)

    def _trickled(self) -> Response:
        """No content and no tag, but for who asks again for a restart that was (FR-14i, FR-20)."""
        outcome = self.patch
        if isinstance(outcome, PatchRepeats):
            return _fragment(outcome.etag, outcome.body)
        return Response(204)

    def _restarted(self, outcome: Answered) -> Response:
        state = self._state(outcome.session_id)
        return _fragment(etag_of(state), our_fragment(state))

    def _state(self, session_id: str) -> SessionState:
        state = self.look(session_id, self.request.owner)
        if state is None:
            fault = Fault(FaultCode.SESSION_NOT_FOUND, "there is no such session")
            raise RemoteProtocolError(fault)
        return state


def _refused(outcome: PatchRefused) -> Response:
    fault = Fault(outcome.reason, outcome.detail, outcome.rule, outcome.line)
    return problem(fault, outcome.status)


def _fragment(etag: str, body: bytes) -> Response:
    return Response(200, (("content-type", FRAGMENT_TYPE), ("etag", etag), *PRIVATE), body)


def _if_match(request: Request, *, strict: bool) -> Iterator[str]:
    """The lines of the If-Match; Eyevinn's client sends the tag as an ETag instead."""
    said = [value for name, value in request.headers if name == "if-match"]
    if not said and not strict:
        said = [value for name, value in request.headers if name == "etag"]
    yield from said
