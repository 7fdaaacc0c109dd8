"""What the server has to tell: candidates, states and offers, as clients ask for them."""

import asyncio
import json
from typing import Any

import pytest

from sdpsig.endpoint import Accept, AnswerNeeded, Close, EndpointConfig, OfferTo, Open, Say
from sdpsig.endpoint import Call as CallPeer
from sdpsig.http import JsonApi
from sdpsig.jsep import AddDataChannels, Answer, LocalTransport, Offer, RestartIce
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.session import AnswerReceived, IceCandidate, SessionConfig
from tests._front import FINGERPRINT, GOOD, Call, Front, Media, Reply, answer_to
from tests._loop import START, in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

ANSWER, CANDIDATES, EVENTS = "/webrtc/answer", "/webrtc/candidates", "/webrtc/events"
LINE = "candidate:1 1 udp 2122260223 192.168.1.2 {} typ host"


def now() -> float:
    return asyncio.get_running_loop().time()


class Server(Front):
    """A front whose media side has something to say."""

    def say(self, port: int | None, session_id: str = "s") -> None:
        text = "" if port is None else LINE.format(port)
        self.host.carry_out(Say(session_id, IceCandidate(text, mid="0")))

    def offers(self, session_id: str = "s") -> None:
        """An offer of ours, within a session or first of all."""
        ours = LocalTransport("ours", "p" * 24, (FINGERPRINT,))
        self.host.carry_out(CallPeer(session_id, (AddDataChannels(),), ours))

    def get(self, path: str, query: str = "session_id=s", **headers: str) -> Call:
        fields = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.call(path, method="GET", headers=fields, query_string=query.encode())

    async def poll(self, query: str = "session_id=s") -> Reply:
        return await self.make(self.get(CANDIDATES, query))

    def listen(self, query: str = "session_id=s", **headers: str) -> "Listener":
        return Listener(self, self.get(EVENTS, query, **headers))


class Listener:
    """A client that reads the events of a session."""

    def __init__(self, server: Server, call: Call) -> None:
        self.call = call
        self.task = asyncio.ensure_future(server.app(call.scope, call.receive, call.send))

    @property
    def text(self) -> str:
        return b"".join(message["body"] for message in self.call.sent[1:]).decode()

    def ended(self) -> bool:
        return bool(self.call.sent) and not self.call.sent[-1].get("more_body", False)

    def heard(self) -> list[tuple[str, Any]]:
        """Name and data of every event."""
        blocks = [
            dict(part.split(": ", 1) for part in block.split("\n") if ": " in part)
            for block in self.text.split("\n\n")
        ]
        return [(one["event"], json.loads(one["data"])) for one in blocks if "event" in one]

    def ports(self) -> list[int]:
        lines = [data["candidate"] for name, data in self.heard() if name == "candidate"]
        return [int(line.split()[5]) for line in lines if line]


def ports(reply: Reply) -> list[int]:
    return [int(one["candidate"].split()[5]) for one in reply.json["candidates"]]


async def opened(server: Server) -> None:
    assert await server.open(session_id="s") == "s"


# --- candidates by asking for them


async def test_candidates_are_told_to_who_asks() -> None:
    server = Server()
    await opened(server)
    server.say(50_000)
    reply = await server.poll()
    assert reply.status == 200
    assert reply.json.keys() == {"session_id", "candidates", "next", "complete"}
    assert reply.json["candidates"] == [
        {
            "candidate": LINE.format(50_000),
            "sdpMid": "0",
            "sdpMLineIndex": 0,
            "usernameFragment": "ours0000",
        }
    ]
    assert (reply.json["session_id"], reply.json["complete"]) == ("s", False)
    assert reply.header("cache-control") == "no-store"
    assert now() == START


async def test_each_is_told_once_to_who_says_what_it_has() -> None:
    server = Server()
    await opened(server)
    after, seen, complete = 0, list[int](), False
    for port in (50_000, 50_001, None):
        server.say(port)
        reply = await server.poll(f"session_id=s&after={after}")
        seen += ports(reply)
        after, complete = reply.json["next"], reply.json["complete"]
    assert seen == [50_000, 50_001]
    assert complete
    assert (await server.poll(f"session_id=s&after={after}")).json["complete"]
    assert now() == START


async def test_who_asks_too_early_waits_until_there_is_one() -> None:
    server = Server()
    await opened(server)
    polling = asyncio.ensure_future(server.poll())
    await asyncio.sleep(7)
    assert not polling.done()
    server.say(50_000)
    assert ports(await polling) == [50_000]
    assert now() == START + 7


async def test_nobody_waits_for_ever() -> None:
    server = Server()
    await opened(server)
    first = await server.poll()
    assert (first.status, first.json["candidates"], first.json["complete"]) == (200, [], False)
    assert now() == START + 20


async def test_what_is_no_candidate_does_not_prolong_the_wait() -> None:
    server = Server(api=JsonApi(poll_seconds=10))
    await opened(server)
    polling = asyncio.ensure_future(server.poll())
    await asyncio.sleep(9)
    await server.trickle("s", {"candidate": LINE.format(1), "sdpMid": "0"})
    await polling
    assert now() == START + 10


async def test_candidates_of_the_server_may_come_before_its_answer() -> None:
    class Slow(Media):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            server.say(50_000)
            await asyncio.sleep(2)
            return await super().answer(needed)

    server = Server(Slow())
    opening = asyncio.ensure_future(server.offer(session_id="s"))
    await server.idle()
    polling = asyncio.ensure_future(server.poll())
    reply = await opening
    assert [one["candidate"] for one in reply.json["ice_candidates"]] == [LINE.format(50_000)]
    assert ports(await polling) == [50_000]


async def test_who_waits_hears_that_the_session_is_over() -> None:
    server = Server()
    await opened(server)
    polling = asyncio.ensure_future(server.poll())
    await server.idle()
    await server.close("s")
    assert (await polling).error() == (404, "session.not-found")
    assert (await server.poll()).error() == (404, "session.not-found")
    await server.check_clean()


async def test_who_waits_does_not_hear_of_another_session_with_the_same_id() -> None:
    server = Server()
    await opened(server)
    polling = asyncio.ensure_future(server.poll())
    await server.idle()
    server.host.carry_out(Close("s"))
    offer = Offer(parse(GOOD))
    server.host.carry_out(Open("s", offer))
    server.host.carry_out(Accept("s", answer_to(offer)))
    server.say(50_000)
    assert (await polling).error() == (404, "session.not-found")


@pytest.mark.parametrize("query", ["", "session_id=s&after=x", "session_id=s&session_id=s"])
async def test_a_question_that_says_too_little_is_refused(query: str) -> None:
    server = Server()
    await opened(server)
    assert (await server.poll(query)).error() == (400, "http.bad-query")


async def test_who_leaves_while_it_waits_leaves_nothing() -> None:
    server = Server()
    await opened(server)
    call = server.get(CANDIDATES)
    call.gone.set()
    await server.app(call.scope, call.receive, call.send)
    assert call.sent == []
    await server.close("s")
    await server.check_clean()


async def test_of_many_who_wait_for_one_session_the_oldest_are_let_go() -> None:
    server = Server(config=EndpointConfig(session=SessionConfig(limits=Limits(listeners=2))))
    await opened(server)
    polls = [asyncio.ensure_future(server.poll()) for _ in range(3)]
    await server.idle()
    assert [poll.done() for poll in polls] == [True, False, False]
    assert polls[0].result().json["candidates"] == []
    server.say(50_000)
    assert [ports(await poll) for poll in polls[1:]] == [[50_000], [50_000]]


# --- events as they come


async def test_events_come_as_they_happen() -> None:
    server = Server()
    await opened(server)
    listener = server.listen()
    await server.idle()
    start = listener.call.sent[0]
    assert start["status"] == 200
    headers = dict(start["headers"])
    assert len(headers.pop(b"x-request-id")) == 16
    assert headers == {
        b"content-type": b"text/event-stream",
        b"cache-control": b"no-store",
        b"x-accel-buffering": b"no",
    }
    assert ("signaling-state", {"state": "stable"}) in listener.heard()
    server.say(50_000)
    await server.idle()
    assert listener.ports() == [50_000]
    server.say(50_001)
    await server.idle()
    assert listener.ports() == [50_000, 50_001]
    assert not listener.ended()
    await server.close("s")
    await listener.task
    assert listener.heard()[-1] == ("closed", {"reason": "closed-by-peer"})
    assert listener.ended()
    await server.check_clean()


async def test_who_lost_the_connection_goes_on_where_it_was() -> None:
    server = Server()
    await opened(server)
    server.say(50_000)
    first = server.listen()
    await server.idle()
    last = first.text.split("id: ")[-1].split("\n")[0]
    first.call.gone.set()
    await first.task
    server.say(50_001)
    second = server.listen(last_event_id=last)
    await server.idle()
    assert second.ports() == [50_001]
    second.call.gone.set()
    await second.task


async def test_silence_is_broken_now_and_then() -> None:
    server = Server(config=EndpointConfig(session=SessionConfig(idle_timeout=None)))
    await opened(server)
    listener = server.listen()
    await asyncio.sleep(31)
    assert listener.text.count("\n\n:\n\n:\n\n") == 1
    listener.call.gone.set()
    await listener.task


async def test_a_stream_of_no_session_is_an_error_like_any_other() -> None:
    server = Server()
    call = server.get(EVENTS)
    assert (await server.make(call)).error() == (404, "session.not-found")


async def test_streams_end_when_the_server_stops() -> None:
    server = Server()
    await opened(server)
    listener, polling = server.listen(), asyncio.ensure_future(server.poll())
    await server.idle()
    server.host.drain()
    await listener.task
    assert listener.ended()
    assert (await polling).json["candidates"] == []
    late = server.listen()
    await late.task
    assert late.ended()
    assert now() == START


async def test_a_client_that_does_not_read_costs_nothing_and_misses_the_oldest() -> None:
    server = Server(config=EndpointConfig(session=SessionConfig(limits=Limits(notices=3))))
    await opened(server)
    call = server.get(EVENTS)
    reading = asyncio.Event()

    async def send(message: Any) -> None:
        await reading.wait()
        await call.send(message)

    listening = asyncio.ensure_future(server.app(call.scope, call.receive, send))
    await server.idle()
    for port in range(50_000, 50_020):
        server.say(port)
    reading.set()
    await server.idle()
    text = b"".join(message.get("body", b"") for message in call.sent).decode()
    assert [port for port in range(50_000, 50_020) if f" {port} " in text] == [
        50_017,
        50_018,
        50_019,
    ]
    call.gone.set()
    await listening


async def test_a_connection_that_breaks_is_no_error() -> None:
    server = Server()
    await opened(server)
    call = server.get(EVENTS)

    async def send(message: Any) -> None:
        raise OSError

    await server.app(call.scope, call.receive, send)
    await server.close("s")
    await server.check_clean()


# --- offers of the server


async def test_the_server_offers_and_the_client_answers() -> None:
    server = Server()
    server.offers()
    listener = server.listen()
    await server.idle()
    offer = dict(listener.heard())["offer"]
    answer = answer_to_text(offer["sdp"]["sdp"])
    body = {"session_id": "s", "sdp": {"type": "answer", "sdp": answer}, **named(offer)}
    for _ in range(2):
        reply = await server.request(ANSWER, body)
        assert (reply.status, reply.json) == (200, {"session_id": "s", "status": "accepted"})
    assert len(server.media.events(AnswerReceived)) == 1
    await server.idle()
    assert ("signaling-state", {"state": "stable"}) in listener.heard()
    listener.call.gone.set()
    await listener.task


def named(offer: dict[str, Any]) -> dict[str, Any]:
    return {"offer_id": offer["offer_id"]}


def answer_to_text(sdp: str) -> str:
    return serialize(answer_to(Offer(parse(sdp))).description)


async def test_an_answer_to_another_offer_is_stale() -> None:
    server = Server()
    server.offers()
    sdp = answer_to_text(serialize(pending(server)))
    body = {"session_id": "s", "sdp": {"type": "answer", "sdp": sdp}, "offer_id": "99"}
    assert (await server.request(ANSWER, body)).error() == (422, "jsep.stale-answer")


def pending(server: Server) -> Any:
    made = server.endpoint.sessions["s"].state.negotiation.pending_local
    assert made is not None
    return made.description


async def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    server = Server()
    await opened(server)
    body = {"session_id": "s", "sdp": {"type": "answer", "sdp": answer_to_text(GOOD)}}
    assert (await server.request(ANSWER, body)).error() == (422, "jsep.signaling-state")
    reply = await server.request(ANSWER, {**body, "session_id": "t"})
    assert reply.error() == (404, "session.not-found")


async def test_the_server_restarts_ice_and_the_client_follows() -> None:
    server = Server()
    await opened(server)
    server.host.carry_out(Say("s", RestartIce()))
    fresh = LocalTransport("fresh", "q" * 24, (FINGERPRINT,))
    server.host.carry_out(OfferTo("s", fresh))
    assert "a=ice-ufrag:fresh" in serialize(pending(server))
