"""The calls of the JSON API, each as an operation: offers, candidates, closing, ICE servers."""

from collections.abc import Iterable
from typing import Literal, Self, TypeVar, cast
from urllib.parse import urlencode

from attrs import field

from .._converter import loads, structure
from .._frozen import frozen
from ..errors import SdpsigError
from ..wire import (
    CloseSessionRequest,
    CloseSessionResponse,
    IceCandidateRequest,
    IceCandidateResponse,
    IceServer,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
    encode,
)
from ._call import call
from ._errors import RefusedError, SignalingError
from ._given import CandidateLike, candidate_of, text_of
from ._refusal import bad_response
from ._site import Site
from ._steps import Headers, Operation, Received, Send

__all__ = ["JsonCalls", "SetUp"]

T = TypeVar("T")

JSON: Headers = (("accept", "application/json"), ("accept-encoding", "identity"))
BODY: Headers = (*JSON, ("content-type", "application/json"))


@frozen
class SetUp:
    """A session, and what became of the candidates that were sent right after its offer."""

    answer: SdpAnswerResponse
    failures: tuple[SignalingError, ...]
    """One for each candidate that was refused, or one for what stopped them all."""


@frozen
class _Servers:
    """The array of ``GET /iceservers``, which has no envelope."""

    servers: tuple[IceServer, ...]


@frozen
class _SdpAnswerRequest:
    """``POST /webrtc/answer``."""

    session_id: str = field(repr=False)
    sdp: SdpSessionDescription


@frozen
class _SdpAnswerAccepted:
    """What an answer gets."""

    session_id: str = field(repr=False)
    status: Literal["accepted"] = "accepted"


@frozen
class JsonCalls:
    """Operations on one server. They keep nothing: any number may be under way at once."""

    site: Site

    @classmethod
    def at(cls, site: Site) -> Self:
        """The calls of an API that is mounted there. Raises ValueError for a query."""
        if "?" in site.url:
            raise ValueError("the URL of the JSON API has no query: leave out the ? and the rest")
        return cls(site)

    def offer(
        self, sdp: str, session_id: str | None, metadata: object, key: str, *, repeatable: bool
    ) -> Operation[SdpAnswerResponse]:
        """Send an offer. ``key`` is its Idempotency-Key.

        ``repeatable``: whether it may arrive twice. That is so where it has an id, and where
        the server is known to heed the key.
        """
        description = SdpSessionDescription("offer", text_of(sdp))
        request = SdpOfferRequest(description, session_id, metadata)
        response = yield from self._post(
            "/webrtc/offer", request, session_id, repeatable, (("idempotency-key", key),)
        )
        what = "POST /webrtc/offer"
        answer = self.read(response, SdpAnswerResponse, what)
        if answer.sdp.type != "answer":
            raise bad_response(response, what, "with a description that is no answer")
        return answer

    def trickle(self, session_id: str, candidate: CandidateLike | None) -> Operation[None]:
        """Send one candidate; None or an empty one says that there are no more."""
        request = IceCandidateRequest(session_id, candidate_of(candidate))
        yield from self._tell(request, session_id)

    def trickle_all(
        self, session_id: str, candidates: Iterable[CandidateLike | None]
    ) -> Operation[None]:
        """Send candidates in one request: all are taken, or, where one is malformed, none."""
        batch = tuple(map(candidate_of, candidates))
        if batch:
            yield from self._tell(IceCandidateRequest(session_id, candidates=batch), session_id)

    def set_up(
        self, offer: Operation[SdpAnswerResponse], candidates: Iterable[CandidateLike | None]
    ) -> Operation[SetUp]:
        """Send an offer, then candidates: one that is refused costs nothing but itself."""
        batch = tuple(map(candidate_of, candidates))
        answer = yield from offer
        failures: list[SignalingError] = []
        try:
            yield from self.trickle_all(answer.session_id, batch)
        except RefusedError as error:
            if len(batch) == 1 or error.status not in (400, 422):
                return SetUp(answer, (error,))
        except SignalingError as error:
            return SetUp(answer, (error,))
        else:
            return SetUp(answer, ())
        for candidate in batch:
            try:
                yield from self.trickle(answer.session_id, candidate)
            except RefusedError as error:
                failures.append(error)
            except SignalingError as error:
                failures.append(error)
                break
        return SetUp(answer, tuple(failures))

    def answer(
        self, session_id: str, sdp: str, kind: Literal["answer", "pranswer"]
    ) -> Operation[None]:
        """Answer an offer of the server; an answer that arrives twice counts once (L-42)."""
        request = _SdpAnswerRequest(session_id, SdpSessionDescription(kind, text_of(sdp)))
        response = yield from self._post("/webrtc/answer", request, session_id, repeatable=True)
        self.read(response, _SdpAnswerAccepted, "POST /webrtc/answer")

    def close(self, session_id: str, reason: str | None) -> Operation[None]:
        """End a session; again is as good as once, for a while."""
        request = CloseSessionRequest(session_id, reason)
        response = yield from self._post("/webrtc/close", request, session_id, repeatable=True)
        self.read(response, CloseSessionResponse, "POST /webrtc/close")

    def ice_servers(self) -> Operation[tuple[IceServer, ...]]:
        """The STUN and TURN servers to construct a peer connection with."""
        what = "GET /iceservers"
        response = yield from self.get("/iceservers", {}, what)
        servers = self._plain(response, what)
        if not isinstance(servers, list):
            raise bad_response(response, what, "without a list of ICE servers")
        listed = [_with_a_list(server) for server in cast(list[object], servers)]
        return self._typed(response, {"servers": listed}, _Servers, what).servers

    def get(
        self, path: str, query: dict[str, str], what: str, session_id: str | None = None
    ) -> Operation[Received]:
        """What there is to be had at a path."""
        request = Send("GET", self.url(path, query), JSON)
        return (yield from call(request, self.site, what, repeatable=True, session_id=session_id))

    def url(self, path: str, query: dict[str, str]) -> str:
        """Where a call of the API goes."""
        base = self.site.url.rstrip("/")
        return f"{base}{path}?{urlencode(query)}" if query else base + path

    def read(self, response: Received, cls: type[T], what: str) -> T:
        """A body in its shape. Raises BadResponseError."""
        return self._typed(response, self._plain(response, what), cls, what)

    def _tell(self, request: IceCandidateRequest, session_id: str) -> Operation[None]:
        response = yield from self._post(
            "/webrtc/ice-candidate", request, session_id, repeatable=True
        )
        self.read(response, IceCandidateResponse, "POST /webrtc/ice-candidate")

    def _post(
        self,
        path: str,
        message: object,
        session_id: str | None,
        repeatable: bool,
        headers: Headers = (),
    ) -> Operation[Received]:
        request = Send("POST", self.url(path, {}), (*BODY, *headers), encode(message))
        return (
            yield from call(
                request, self.site, f"POST {path}", repeatable=repeatable, session_id=session_id
            )
        )

    def _plain(self, response: Received, what: str) -> object:
        try:
            return loads(response.body, self.site.limits)
        except SdpsigError as error:
            raise bad_response(response, what, f"badly: {error.fault.detail}") from None

    def _typed(self, response: Received, value: object, cls: type[T], what: str) -> T:
        try:
            return structure(value, cls, self.site.limits)
        except SdpsigError as error:
            raise bad_response(response, what, f"badly: {error.fault.detail}") from None


def _with_a_list(server: object) -> object:
    """An ICE server whose URLs are a list: W3C RTCIceServer allows a single one too."""
    if not isinstance(server, dict):
        return server
    members = cast(dict[str, object], server)
    urls = members.get("urls")
    return members | {"urls": [urls]} if isinstance(urls, str) else members
