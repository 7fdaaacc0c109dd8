"""The whole front door: the JSON API, WHIP and WHEP behind the ASGI shell, and what may be asked.

``ASKED`` is every request that the door understands, each with the status of its good answer. The
sessions of a ``Door`` belong to ``ANN``.
"""

import json
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any

from attrs import field, frozen

from sdpsig.endpoint import AnswerNeeded
from sdpsig.endpoint import Call as CallPeer
from sdpsig.http import BearerTokens, IceServers, JsonApi, Play, Publish, Whep, Whip
from sdpsig.jsep import AddDataChannels, Answer, LocalTransport, Offer
from sdpsig.sdp import INTEROP, Profile, parse, serialize
from sdpsig.sdp.attributes import MediaDirection
from sdpsig.session import Closed
from tests._front import (
    CANDIDATE,
    CLOSE,
    FINGERPRINT,
    GOOD,
    OFFER,
    Call,
    Front,
    Media,
    Reply,
    answer_to,
    offer_body,
)
from tests.http._streams import FRAGMENT, RFC_OFFER, RFC_RESTART, SDP, answer, fragment

__all__ = [
    "ANN",
    "ASKED",
    "BOB",
    "HOST",
    "PLAYER",
    "RESTART",
    "TOKENS",
    "Ask",
    "Door",
    "Streams",
    "bearer",
]

ANN, BOB = "correct-horse-battery", "staple-and-so-on"
TOKENS = BearerTokens({"ann": ANN, "bob": BOB})
PLAYER = RFC_OFFER.replace("a=sendonly", "a=recvonly")
RESTART = GOOD.replace("a=ice-ufrag:", "a=ice-ufrag:Other").replace("a=ice-pwd:", "a=ice-pwd:other")
HOST = {"candidate": "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host", "sdpMid": "0"}
NO_SERVERS = IceServers()
WAYS = {Publish: MediaDirection.RECVONLY, Play: MediaDirection.SENDONLY}


class Streams(Media):
    """A media side for calls and for streams, with new credentials for every answer."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asked.append(needed)
        way = WAYS.get(type(needed.metadata), MediaDirection.SENDRECV)
        return answer(needed, way, len(self.asked))

    def heard_the_end_of_all_it_heard_of(self) -> bool:
        """Also of sessions with several offers, and with offers of ours: no id comes twice."""
        ends = [name for name, event in self.told if isinstance(event, Closed)]
        last = dict(self.told)
        return len(ends) == len(last) and all(isinstance(event, Closed) for event in last.values())


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


ID, SETTLED = "~id~", "~answer~"
"""What stands in a request for the id of its session, and for the answer to our offer in it."""


@frozen
class Ask:
    """One request, and the status that it gets where nothing is wrong with it."""

    method: str
    path: str
    status: int = 200
    body: str = ""
    headers: Mapping[str, str] = field(factory=dict[str, str])
    query: str = ""
    within: str = ""
    """What the session has begun with that it is about: the name of a request, or ``ours``."""


def _json(path: str, body: object, within: str = "call") -> Ask:
    return Ask(
        "POST", path, 200, json.dumps(body), {"content-type": "application/json"}, "", within
    )


def _patch(path: str, body: str, status: int, tag: str) -> Ask:
    within = path.strip("/").partition("/")[0]
    headers = {"content-type": FRAGMENT, "if-match": tag}
    return Ask("PATCH", path, status, body, headers, within=within)


def _stream(prefix: str, offer: str) -> dict[str, Ask]:
    place = f"/{prefix}/studio/{ID}"
    return {
        prefix: Ask("POST", f"/{prefix}/studio", 201, offer, {"content-type": SDP}),
        f"{prefix} candidates": _patch(place, fragment(), 204, "*"),
        f"{prefix} restart": _patch(place, RFC_RESTART, 200, "*"),
        f"{prefix} look": Ask("GET", place, 204, within=prefix),
        f"{prefix} end": Ask("DELETE", place, within=prefix),
    }


ASKED: Mapping[str, Ask] = {
    "call": _json(OFFER, offer_body(), ""),
    "again": _json(OFFER, offer_body(RESTART, session_id=ID)),
    "answer": _json(
        "/webrtc/answer",
        {"session_id": ID, "sdp": {"type": "answer", "sdp": SETTLED}},
        "ours",
    ),
    "candidate": _json(CANDIDATE, {"session_id": ID, "candidate": HOST}),
    "candidates": _json(CANDIDATE, {"session_id": ID, "candidates": [HOST, None]}),
    "close": _json(CLOSE, {"session_id": ID}),
    "poll": Ask("GET", "/webrtc/candidates", query=f"session_id={ID}", within="call"),
    "events": Ask("GET", "/webrtc/events", query=f"session_id={ID}", within="call"),
    "servers": Ask("GET", "/iceservers"),
    "health": Ask("GET", "/healthz"),
    **_stream("whip", RFC_OFFER),
    **_stream("whep", PLAYER),
}


class Door(Front):
    """A front of three dialects, at which everybody has to say who it is."""

    def __init__(
        self,
        media: Media | None = None,
        *,
        profile: Profile = INTEROP,
        servers: IceServers = NO_SERVERS,
        **options: Any,
    ) -> None:
        """:param profile: what is tolerated of who publishes and plays."""
        options.setdefault("authenticate", TOKENS)
        options.setdefault("api", JsonApi(poll_seconds=0.5, ice_servers=servers))
        streams = [kind(profile=profile, ice_servers=servers) for kind in (Whip, Whep)]
        super().__init__(media or Streams(), beside=streams, **options)
        self.tags: dict[str, str] = {}
        """The entity tags that sessions had first."""

    async def begin(self, within: str) -> str:
        """The id of a new session of Ann's; empty where there is to be none."""
        if not within:
            return ""
        if within == "ours":
            return self._offered()
        opened = await self.ask(within)
        assert opened.status == ASKED[within].status, opened.body
        place = opened.header("location")
        if place is None:
            return str(opened.json["session_id"])
        session_id = place.rpartition("/")[2]
        self.tags[session_id] = opened.header("etag") or ""
        return session_id

    def _offered(self) -> str:
        """A session in which we have made an offer."""
        session_id = token_urlsafe()
        ours = LocalTransport("ours", "p" * 24, (FINGERPRINT,))
        self.host.carry_out(CallPeer(session_id, (AddDataChannels(),), ours, owner="ann"))
        return session_id

    async def ask(self, name: str, session_id: str = "", **more: Any) -> Reply:
        return await self.make(self.asked(name, session_id, **more))

    def asked(
        self,
        name: str,
        session_id: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        token: str | None = ANN,
        **more: Any,
    ) -> Call:
        """A request that has not been made yet."""
        ask = ASKED[name]
        body = ask.body.replace(ID, session_id).replace(
            f'"{SETTLED}"', json.dumps(self.settled(session_id))
        )
        return self.call(
            ask.path.replace(ID, session_id),
            body.encode(),
            method=more.pop("method", ask.method),
            headers={**ask.headers, **({} if token is None else bearer(token)), **(headers or {})},
            query_string=ask.query.replace(ID, session_id).encode(),
            **more,
        )

    def settled(self, session_id: str) -> str:
        """The answer to our offer, or to another where there is none."""
        session = self.endpoint.sessions.get(session_id)
        ours = session and session.state.negotiation.pending_local
        offer = ours if isinstance(ours, Offer) else Offer(parse(GOOD))
        return serialize(answer_to(offer).description)

    async def check_serves(self) -> None:
        live = len(self.endpoint)
        session_id = await self.begin("call")
        assert (await self.ask("close", session_id)).status == 200
        assert len(self.endpoint) == live

    def left(self) -> list[object]:
        """Whatever the shell and the host still keep for a request."""
        host = self.host
        return [*self.left_tasks(), *host._visits, *host._telling, *host._watches._of]
