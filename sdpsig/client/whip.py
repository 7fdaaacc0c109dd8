"""WHIP (RFC 9725) and WHEP (draft), from the client's side, each call as an operation.

What is known of a session is a frozen value; every operation on it returns the next one.
"""

import re
from collections.abc import Iterable
from typing import Self

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, LocalProtocolError, SdpError
from ..sdp import (
    Fragment,
    SessionDescription,
    parse,
    parse_fragment,
    serialize,
    serialize_fragment,
)
from ..wire import IceServer, SdpSessionDescription
from ._call import call
from ._fragments import candidate_fragment, renewed, restart_fragment, ufrags
from ._given import CandidateLike, text_of
from ._link import Link, ice_servers, links
from ._refusal import bad_response, refusal
from ._retry_after import seconds_between
from ._site import Site
from ._steps import Headers, Operation, Received, Send

__all__ = ["Resource", "WhipCalls"]

SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"
PLAIN: Headers = (("accept-encoding", "identity"),)
NOT_TRICKLING = frozenset({405, 415, 422, 501})
"""Answers to candidates of a session that takes none after its offer (RFC 9725 §4.3.1)."""
GONE = frozenset({404, 410})
MISREAD = frozenset({412})
"""``*`` matches any ICE session; who says no wants its quotes in figure 4 of RFC 9725 too."""
VALID = 30
"""Seconds that a counter-offer is valid for where it does not say (WHEP)."""
TAG = re.compile("[!-~]{1,256}")
UNTIL = re.compile(r';[ \t]*valid-until="([^"]*)"', re.IGNORECASE)


@frozen
class Resource:
    """A session on the server, as far as its client knows it."""

    url: str = field(repr=False)
    """Its own URL: a secret."""
    local: SessionDescription = field(repr=False)
    """What we have said of ourselves."""
    remote: SdpSessionDescription
    """What the server has said last: an ``answer``, or, where WHEP counters, an ``offer``."""
    etag: str | None = None
    """The entity tag of its ICE session, byte for byte."""
    links: tuple[Link, ...] = ()
    """What the server offers beside it: ICE servers and extensions."""
    trickles: bool = True
    """Whether the server takes candidates after the offer, as far as is known."""
    valid_for: int | None = None
    """Seconds until a counter-offer has to be answered; None where there is none."""

    @property
    def ice_servers(self) -> tuple[IceServer, ...]:
        """The STUN and TURN servers that the server recommends (RFC 9725 §4.6)."""
        return ice_servers(self.links)


@frozen
class WhipCalls:
    """Operations on one WHIP or WHEP endpoint."""

    site: Site
    counters: frozenset[int] = frozenset()
    """Statuses of a counter-offer: none in WHIP."""

    @classmethod
    def whep(cls, site: Site) -> Self:
        """A WHEP endpoint: it may counter, and may have nothing to play yet (409)."""
        retry = evolve(site.retry, busy=site.retry.busy | {409})
        return cls(evolve(site, retry=retry), frozenset({406}))

    def open(self, sdp: str, key: str, *, repeatable: bool) -> Operation[Resource]:
        """Send an offer: the session, with the answer or the counter-offer.

        ``key`` is its Idempotency-Key; ``repeatable``: whether the server is known to heed it.
        Raises SdpError for an offer that is none, SignalingError.
        """
        what = "POST of the offer"
        local = parse(text_of(sdp), limits=self.site.limits)
        headers = (*_typed(SDP), ("accept", SDP), ("idempotency-key", key))
        request = Send("POST", self.site.url, headers, sdp.encode())
        response = yield from call(
            request, self.site, what, repeatable=repeatable, accepted=self.counters
        )
        kind = "offer" if response.status in self.counters else "answer"
        if kind == "offer" and _media_type(response) != SDP:
            raise refusal(response, what, self.site.limits)
        remote = self._description(response, what)
        place = self.site.resolve(
            response.url, response.header("location"), FaultCode.CLIENT_BAD_LOCATION
        )
        return Resource(
            place,
            local,
            SdpSessionDescription(kind, serialize(remote)),
            _etag(response),
            links(response.all("link")),
            valid_for=_validity(response) if kind == "offer" else None,
        )

    def accept(self, session: Resource, sdp: str) -> Operation[Resource]:
        """Answer a counter-offer (WHEP). Raises LocalProtocolError where there is none."""
        if session.valid_for is None:
            raise _wrong("an answer without a counter-offer")
        local = parse(text_of(sdp), limits=self.site.limits)
        request = Send("PATCH", session.url, _typed(SDP), sdp.encode())
        response = yield from call(request, self.site, "PATCH of the answer", repeatable=False)
        etag = _etag(response) or session.etag
        return evolve(session, local=local, etag=etag, valid_for=None)

    def trickle(
        self, session: Resource, candidates: Iterable[CandidateLike | None]
    ) -> Operation[Resource]:
        """Send candidates in one request; nothing is sent to a server that takes none.

        Raises IceMismatchError where the server is at another ICE session: restart ICE then.
        """
        if session.valid_for is not None:
            raise _wrong("candidates before the counter-offer is answered")
        fragment = candidate_fragment(session.local, candidates)
        if fragment is None or not session.trickles:
            return session
        match = session.etag
        response = yield from self._patch(session, fragment, match, NOT_TRICKLING)
        return session if response.status < 300 else evolve(session, trickles=False)

    def restart(self, session: Resource, sdp: str) -> Operation[Resource]:
        """Restart ICE with what an offer of ours says of it (RFC 9725 §4.3.3).

        The next ``remote`` is the answer to that offer: what it was, with the server's new
        credentials and candidates. Raises LocalProtocolError for an offer whose credentials are
        not new, and where the server had made the offer: there is no answer to derive. Where the
        call fails the session goes on as it was.
        """
        if session.remote.type != "answer":
            raise _wrong("an ICE restart of ours where the server had made the offer")
        local = parse(text_of(sdp), limits=self.site.limits)
        if not ufrags(local) or ufrags(local) & ufrags(session.local):
            detail = "an ICE restart without new credentials"
            raise LocalProtocolError(Fault(FaultCode.ICE_RESTART, detail, "RFC 9725 §4.3.3"))
        fragment = restart_fragment(local)
        response = yield from self._patch(session, fragment, "*", MISREAD)
        if response.status in MISREAD:
            response = yield from self._patch(session, fragment, '"*"')
        what = "PATCH of the ICE restart"
        if response.status != 200 or _media_type(response) != FRAGMENT:
            raise bad_response(response, what, "without a fragment", "RFC 9725 §4.3.3")
        try:
            theirs = parse_fragment(response.body, limits=self.site.limits)
            remote = serialize(renewed(parse(session.remote.sdp), theirs))
        except SdpError as error:
            raise bad_response(response, what, f"badly: {error.fault.detail}") from None
        answer = SdpSessionDescription("answer", remote)
        return evolve(session, local=local, remote=answer, etag=_etag(response))

    def close(self, session: Resource) -> Operation[None]:
        """End a session; one that is over already is as good."""
        request = Send("DELETE", session.url, PLAIN)
        yield from call(request, self.site, "DELETE", repeatable=True, accepted=GONE)

    def _patch(
        self,
        session: Resource,
        fragment: Fragment,
        if_match: str | None,
        accepted: frozenset[int] = frozenset(),
    ) -> Operation[Received]:
        headers = (*_typed(FRAGMENT), *((("if-match", if_match),) if if_match else ()))
        body = serialize_fragment(fragment).encode()
        request = Send("PATCH", session.url, headers, body)
        return (yield from call(request, self.site, "PATCH", repeatable=True, accepted=accepted))

    def _description(self, response: Received, what: str) -> SessionDescription:
        """The body as a description. Raises BadResponseError."""
        if _media_type(response) not in (SDP, ""):
            raise bad_response(response, what, "without SDP", "RFC 9725 §4.2")
        try:
            return parse(response.body, limits=self.site.limits)
        except SdpError as error:
            raise bad_response(response, what, f"badly: {error.fault.detail}") from None


def _typed(media_type: str) -> Headers:
    return (*PLAIN, ("content-type", media_type))


def _media_type(response: Received) -> str:
    return (response.header("content-type") or "").partition(";")[0].strip().lower()


def _validity(response: Received) -> int:
    """Seconds that a counter-offer is valid for, by the server's own clock."""
    until = UNTIL.search(response.header("content-type") or "")
    left = seconds_between(response.header("date") or "", until[1]) if until else None
    return VALID if left is None else max(0, left)


def _etag(response: Received) -> str | None:
    """The entity tag as it came; None for what cannot be said again."""
    tag = response.header("etag") or ""
    return tag if TAG.fullmatch(tag) else None


def _wrong(detail: str) -> LocalProtocolError:
    return LocalProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail))
