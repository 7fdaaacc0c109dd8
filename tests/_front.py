"""A front door under test: an endpoint behind the ASGI shell, and clients at it.

A ``Call`` is one request as a server hands it to an application: what the client sends, in
parts and with pauses, and when it leaves. A ``Front`` makes calls and can say whether
anything was left behind.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from typing import Any

from attrs import define, field, frozen

from sdpsig.adapters._host import Observer
from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import AnswerNeeded, Endpoint, EndpointConfig
from sdpsig.http import (
    Access,
    Authenticate,
    Cors,
    JsonApi,
    RateLimits,
    Resources,
    openapi,
)
from sdpsig.jsep import WEBRTC, Answer, LocalTransport, Offer, Origin, plan_answer, write_answer
from sdpsig.limits import Limits
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import CandidateDropped, CandidateReceived, Closed, Event, OfferReceived
from sdpsig.trickle import CandidatePolicy
from tests._corpus import OFFERS

__all__ = [
    "CANDIDATE",
    "CLOSE",
    "GOOD",
    "OFFER",
    "Call",
    "Front",
    "Media",
    "Reply",
    "answer_to",
    "offer_body",
]

OFFER, CANDIDATE, CLOSE = "/webrtc/offer", "/webrtc/ice-candidate", "/webrtc/close"
GOOD = OFFERS["data-only--chromium-offer-created"]
"""A small offer that is answered."""
FINGERPRINT = Fingerprint("sha-256", ":".join(["AB"] * 32))
SHAPE = {"error", "code", "reason", "session_id", "line", "rule", "issues"}
"""The members of an error (http §1.1)."""

DESCRIBED = openapi(JsonApi())["components"]["responses"]

Message = MutableMapping[str, Any]


def answer_to(offer: Offer) -> Answer:
    """What a media side that takes everything answers."""
    plan = plan_answer(offer, WEBRTC)
    transports = {
        mid: LocalTransport(f"ours{number:04}", "p" * 24, (FINGERPRINT,))
        for number, mid in enumerate(plan.owners)
    }
    return write_answer(plan, transports, origin=Origin("1", "1"))


def offer_body(sdp: str = GOOD, **members: object) -> dict[str, object]:
    """The body of an offer."""
    return {"sdp": {"type": "offer", "sdp": sdp}, **members}


class Media:
    """A media side that answers at once and writes down what it is told."""

    def __init__(self) -> None:
        self.asked: list[AnswerNeeded] = []
        self.told: list[tuple[str, Event]] = []

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asked.append(needed)
        return answer_to(needed.offer)

    async def event(self, session_id: str, event: Event) -> None:
        self.told.append((session_id, event))

    def events(self, kind: type[Event] | None = None) -> list[Any]:
        """What it was told, of all sessions."""
        return [event for _, event in self.told if kind is None or isinstance(event, kind)]

    def received(self) -> list[Any]:
        return [event.candidate for event in self.events(CandidateReceived)]

    def drops(self) -> list[str]:
        return [event.reason.value for event in self.events(CandidateDropped)]

    def ends(self) -> list[str]:
        return [event.reason.value for event in self.events(Closed)]

    def heard_the_end_of_all_it_heard_of(self) -> bool:
        """Every session that it was offered was closed once, and nothing came after that."""
        offered = [name for name, event in self.told if isinstance(event, OfferReceived)]
        closed = [name for name, event in self.told if isinstance(event, Closed)]
        last = {name: event for name, event in self.told}  # noqa: C416  # the last one wins
        return sorted(offered) == sorted(closed) and all(
            isinstance(event, Closed) for event in last.values()
        )


@frozen
class Reply:
    """A response as a server would see it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        values = [value for key, value in self.headers if key == name]
        assert len(values) <= 1, f"{name} is there {len(values)} times"
        return values[0] if values else None

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def error(self) -> tuple[int, str]:
        """Status and reason of an error; it must have the documented shape and nothing else."""
        body = self.json
        assert set(body) <= SHAPE, body
        assert None not in body.values()
        assert body["code"] == self.status >= 400
        own = DESCRIBED[str(self.status)]["content"]["application/json"]["schema"]["properties"]
        assert body["reason"] in own["reason"]["enum"], "the description knows it"
        assert re.fullmatch("[ -~]{1,300}", body["error"])
        assert "Traceback" not in body["error"]
        assert isinstance(body.get("line", 1), int)
        assert body.get("line", 1) >= 1
        assert isinstance(body.get("rule", ""), str)
        for issue in body.get("issues", []):
            assert set(issue) == {"pointer", "code", "detail"}
            assert all(re.fullmatch("[ -~]{0,300}", text) for text in issue.values())
        self.check_head()
        assert self.header("content-type") == "application/json"
        assert self.header("cache-control") == "no-store"
        return self.status, body["reason"]

    def check_head(self) -> None:
        """The length is right, and names are as ASGI wants them."""
        assert all(name == name.lower() for name, _ in self.headers)
        if self.status in (204, 304):
            assert self.header("content-length") is None
            assert self.body == b""


@define
class Call:
    """One request: what ``receive`` brings is a script of messages, pauses, and then nothing."""

    scope: Message
    script: list[Message | float]
    sent: list[Message] = field(factory=list)
    received: int = 0
    """How many messages were taken."""
    gone: asyncio.Event = field(factory=asyncio.Event)
    """Set: the client leaves once the script is played."""

    async def receive(self) -> Message:
        while self.script:
            item = self.script.pop(0)
            if not isinstance(item, float):
                self.received += 1
                return item
            await asyncio.sleep(item)
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        await asyncio.sleep(0)
        self.sent.append(message)

    @property
    def reply(self) -> Reply:
        start, *rest = self.sent
        assert start["type"] == "http.response.start"
        (body,) = rest
        assert body["type"] == "http.response.body"
        headers = tuple((name.decode(), value.decode()) for name, value in start["headers"])
        return Reply(start["status"], headers, body["body"])


JSON = {"content-type": "application/json"}


def body_messages(body: bytes, parts: int = 1) -> list[Message | float]:
    """A body in so many parts, as a server hands it on."""
    size = -(-len(body) // parts) or 1
    chunks = [body[at : at + size] for at in range(0, len(body), size)] or [b""]
    return [
        {"type": "http.request", "body": chunk, "more_body": number < len(chunks)}
        for number, chunk in enumerate(chunks, 1)
    ]


class Front:
    """An endpoint with its application, and the calls of its clients."""

    def __init__(
        self,
        media: Media | None = None,
        *,
        config: EndpointConfig | None = None,
        api: JsonApi | None = None,
        beside: Iterable[Resources] = (),
        observers: Iterable[Observer] = (),
        limits: Limits | None = None,
        candidates: Callable[[str | None], CandidatePolicy] | None = None,
        authenticate: Authenticate | None = None,
        cors: Cors | None = None,
        rates: RateLimits | None = None,
    ) -> None:
        self.before = asyncio.all_tasks()
        self.media = media or Media()
        self.endpoint = Endpoint(config)
        self.app = Asgi(
            self.endpoint,
            self.media,
            api or JsonApi(),
            *beside,
            observers=observers,
            limits=limits or self.endpoint.config.session.limits,
            candidates=candidates,
            access=Access(authenticate=authenticate, cors=cors, rates=rates),
        )
        self.host = self.app.host

    def call(
        self,
        path: str,
        body: object = b"",
        /,
        *,
        method: str = "POST",
        headers: Mapping[str, str] = JSON,
        script: Sequence[Message | float] | None = None,
        length: bool = True,
        **scope: object,
    ) -> Call:
        """A call that has not been made yet; ``script`` replaces the body's messages.

        ``scope`` replaces what the server says of it; None leaves it unsaid.
        """
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        fields = dict(headers)
        if length and script is None:
            fields.setdefault("content-length", str(len(raw)))
        head = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": path,
            "root_path": "",
            "query_string": b"",
            "headers": [(name.encode(), value.encode()) for name, value in fields.items()],
            **scope,
        }
        return Call(
            {name: value for name, value in head.items() if value is not None},
            body_messages(raw) if script is None else list(script),
        )

    async def make(self, call: Call) -> Reply:
        await self.app(call.scope, call.receive, call.send)
        call.reply.check_head()
        return call.reply

    async def request(self, path: str, body: object = b"", **options: Any) -> Reply:
        return await self.make(self.call(path, body, **options))

    async def offer(self, sdp: str = GOOD, **members: object) -> Reply:
        return await self.request(OFFER, offer_body(sdp, **members))

    async def open(self, sdp: str = GOOD, **members: object) -> str:
        """The id of a new session."""
        reply = await self.offer(sdp, **members)
        assert reply.status == 200, reply.body
        session_id: str = reply.json["session_id"]
        return session_id

    async def trickle(self, session_id: str, candidate: object) -> Reply:
        return await self.request(CANDIDATE, {"session_id": session_id, "candidate": candidate})

    async def close(self, session_id: str) -> Reply:
        return await self.request(CLOSE, {"session_id": session_id})

    async def idle(self) -> None:
        """Let everything happen that can happen now."""
        for _ in range(20):
            await asyncio.sleep(0)

    def left_tasks(self) -> set[asyncio.Task[Any]]:
        return asyncio.all_tasks() - self.before - {asyncio.current_task()}

    async def check_clean(self) -> None:
        """No session and no task is left behind, and the next good request is served."""
        await self.idle()
        assert len(self.endpoint) == 0
        assert self.left_tasks() == set()
        assert self.media.heard_the_end_of_all_it_heard_of()
        await self.check_serves()

    async def check_serves(self) -> None:
        """A session can be opened and closed."""
        live = len(self.endpoint)
        session_id = await self.open()
        assert (await self.close(session_id)).status == 200
        assert len(self.endpoint) == live
