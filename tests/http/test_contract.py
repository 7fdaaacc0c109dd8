"""The contract of the JSON API as clients see it (http §1.1), through the ASGI application."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from attrs import evolve

from sdpsig.endpoint import AnswerNeeded, EndpointConfig, Takeover
from sdpsig.http import JsonApi
from sdpsig.jsep import Answer, SignalingState
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import Candidate, Mid
from sdpsig.session import (
    CandidateDropped,
    Closed,
    DtlsState,
    IceState,
    SessionConfig,
    TransportRestarted,
)
from sdpsig.trickle import PUBLIC, CandidatePolicy
from sdpsig.wire import IceServer
from tests._corpus import OFFERS
from tests._front import CANDIDATE, CLOSE, GOOD, OFFER, Front, Media, Reply, offer_body
from tests._loop import in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

UFRAG = "CQd7"
"""Of the good offer."""
FULL = OFFERS["audio-video-data--firefox-offer-created"]


def line(
    *,
    foundation: str = "1",
    component: object = 1,
    transport: str = "udp",
    priority: object = 2122260223,
    address: str = "192.168.1.2",
    port: object = 50000,
    kind: str = "host",
    more: str = "",
) -> str:
    return (
        f"candidate:{foundation} {component} {transport} {priority} {address} {port}"
        f" typ {kind}{more}"
    )


def candidate(text: str | None = None, **place: object) -> dict[str, object]:
    return {"candidate": line() if text is None else text, **(place or {"sdpMid": "0"})}


class SlowMedia(Media):
    """A media side that answers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.ready = asyncio.Event()

    async def answer(self, needed: AnswerNeeded) -> Answer:
        await self.ready.wait()
        return await super().answer(needed)


# --- offers


@pytest.mark.parametrize("name", OFFERS)
async def test_the_offer_of_a_browser_is_answered(name: str) -> None:
    front = Front()
    reply = await front.offer(OFFERS[name], metadata={"user": [1, None]})
    assert reply.status == 200
    assert reply.json.keys() == {"sdp", "session_id", "ice_candidates", "metadata"}
    assert reply.json["metadata"] == {"user": [1, None]}
    assert reply.json["ice_candidates"] == []
    assert reply.json["sdp"]["type"] == "answer"
    assert reply.header("content-type") == "application/json"
    assert reply.header("cache-control") == "no-store"
    answer, offer = parse(reply.json["sdp"]["sdp"]), parse(OFFERS[name])
    assert [media.get(Mid) for media in answer.media] == [media.get(Mid) for media in offer.media]
    closed = await front.close(reply.json["session_id"])
    assert closed.json == {"session_id": reply.json["session_id"], "status": "closed"}
    await front.check_clean()


async def test_without_metadata_there_is_none_in_the_answer() -> None:
    front = Front()
    reply = await front.offer()
    assert reply.json.keys() == {"sdp", "session_id", "ice_candidates"}


async def test_an_id_is_long_and_never_the_same() -> None:
    front = Front()
    names = {await front.open() for _ in range(50)}
    assert len(names) == 50
    assert {len(name) for name in names} == {32}
    assert all(set(name) <= set(ID_CHARACTERS) for name in names)


ID_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-"


async def test_g1_ids_that_differ_in_case_are_two_sessions() -> None:
    front = Front()
    assert await front.open(session_id="a") == "a"
    assert await front.open(session_id="A") == "A"
    assert len(front.endpoint) == 2


async def test_g2_a_live_id_cannot_be_taken() -> None:
    front = Front()
    await front.open(session_id="mine")
    told = list(front.media.told)
    reply = await front.offer(FULL, session_id="mine")
    assert reply.error() == (409, "session.conflict")
    assert reply.json["session_id"] == "mine"
    assert front.media.told == told
    assert len(front.endpoint) == 1


async def test_an_id_can_be_taken_again_when_its_session_is_over() -> None:
    front = Front()
    for _ in range(3):
        await front.open(session_id="mine")
        assert (await front.trickle("mine", candidate())).status == 200
        assert (await front.close("mine")).status == 200
    assert len(front.media.received()) == 3
    await front.check_clean()


async def test_g2_many_offers_for_one_id_at_once_open_one_session() -> None:
    front = Front()
    replies = await asyncio.gather(*(front.offer(session_id="mine") for _ in range(20)))
    assert {reply.body for reply in replies} == {replies[0].body}
    assert {reply.status for reply in replies} == {200}
    assert len(front.media.asked) == 1


async def test_g3_sessions_over_the_cap_are_refused_until_there_is_room() -> None:
    limits = Limits(sessions=2)
    front = Front(config=EndpointConfig(session=SessionConfig(limits=limits)))
    first, _ = await front.open(), await front.open()
    reply = await front.offer()
    assert reply.error() == (503, "endpoint.full")
    assert reply.header("retry-after") == "5"
    assert len(front.endpoint) == 2
    await front.close(first)
    await front.open()


async def test_while_the_server_stops_new_sessions_are_refused_and_old_ones_go_on() -> None:
    front = Front()
    name = await front.open()
    front.host.drain()
    reply = await front.offer()
    assert reply.error() == (503, "endpoint.draining")
    assert reply.header("retry-after") == "5"
    assert (await front.trickle(name, candidate())).status == 200
    assert (await front.close(name)).status == 200


# --- candidates

GOOD_CANDIDATES: list[tuple[str, object]] = [
    ("with a mid", candidate()),
    ("with an index", candidate(sdpMLineIndex=0)),
    ("with a mid and an index that contradicts it", candidate(sdpMid="0", sdpMLineIndex=99)),
    ("with the ufrag", candidate(sdpMid="0", usernameFragment=UFRAG)),
    ("with the ufrag in the line", candidate(line(more=f" ufrag {UFRAG}"))),
    ("as a line of a description", candidate("a=" + line())),
    ("with white space around", candidate(f" {line()}\r\n")),
    ("in capitals", candidate(line(transport="UDP"))),
    ("with extensions", candidate(line(more=" generation 0 network-id 1 x y"))),
    ("server reflexive", candidate(line(kind="srflx", more=" raddr 0.0.0.0 rport 0"))),
    ("with IPv6", candidate(line(address="fd00::1"))),
    ("public", candidate(line(address="8.8.8.8", port=443))),
]


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
@pytest.mark.parametrize(
    "init", [init for _, init in GOOD_CANDIDATES], ids=[name for name, _ in GOOD_CANDIDATES]
)
async def test_a_candidate_reaches_the_media_side(init: object, early: bool) -> None:
    front = Front()
    replies, _ = await trickled(front, [init], early=early)
    assert [reply.status for reply in replies] == [200]
    assert replies[0].json == {"session_id": "s", "status": "received"}
    (received,) = front.media.received()
    assert isinstance(received, Candidate)
    assert front.media.drops() == []
    await front.close("s")
    await front.check_clean()


async def trickled(
    front: Front, inits: Sequence[object], *, early: bool = False, sdp: str = GOOD
) -> tuple[list[Reply], Front]:
    """Trickle each candidate to a session ``s``, before its answer is made or after it."""
    if not early:
        await front.open(sdp, session_id="s")
        return [await front.trickle("s", init) for init in inits], front
    slow = SlowMedia()
    front.host.application = slow
    offering = asyncio.create_task(front.offer(sdp, session_id="s"))
    await front.idle()
    replies = [await front.trickle("s", init) for init in inits]
    assert slow.received() == []
    slow.ready.set()
    assert (await offering).status == 200
    front.media = slow
    return replies, front


BAD_CANDIDATES: list[tuple[str, object, int, str]] = [
    ("not a candidate", candidate("candidate:"), 400, "ice.bad-candidate"),
    ("HTML", candidate("<html>"), 400, "ice.bad-candidate"),
    ("another attribute", candidate("a=ice-ufrag:abcd"), 400, "ice.bad-candidate"),
    ("port below", candidate(line(port=-1)), 400, "ice.bad-candidate"),
    ("port above", candidate(line(port=65536)), 400, "ice.bad-candidate"),
    ("port in Arabic", candidate(line(port="\u0665\u0660")), 400, "ice.bad-candidate"),
    ("port with a sign", candidate(line(port="+5")), 400, "ice.bad-candidate"),
    ("port of 5000 digits", candidate(line(port="9" * 5000)), 400, "ice.bad-candidate"),
    ("component 0", candidate(line(component=0)), 400, "ice.bad-candidate"),
    ("component 257", candidate(line(component=257)), 400, "ice.bad-candidate"),
    ("priority 2^32", candidate(line(priority=2**32)), 400, "ice.bad-candidate"),
    ("two lines", candidate(line() + "\r\na=ice-pwd:x"), 400, "ice.bad-candidate"),
    ("a NUL", candidate(line(more=" x y\0z")), 400, "ice.bad-candidate"),
    ("a line separator", candidate(line(more=" x y\u2028z w")), 400, "ice.bad-candidate"),
    ("too long", candidate(line(more=" x " + "y" * 1024)), 400, "ice.bad-candidate"),
    ("17 extensions", candidate(line(more=" x y" * 17)), 400, "ice.bad-candidate"),
    ("no place", {"candidate": line()}, 400, "ice.no-section"),
    (
        "null places",
        {"candidate": line(), "sdpMid": None, "sdpMLineIndex": None},
        400,
        "ice.no-section",
    ),
    ("unknown mid", candidate(sdpMid="1"), 422, "ice.unknown-mid"),
    ("unknown mid, good index", candidate(sdpMid="x", sdpMLineIndex=0), 422, "ice.unknown-mid"),
    ("empty mid", candidate(sdpMid="", sdpMLineIndex=0), 422, "ice.unknown-mid"),
    ("unknown index", candidate(sdpMLineIndex=1), 422, "ice.unknown-index"),
    ("negative index", candidate(sdpMLineIndex=-1), 422, "ice.unknown-index"),
    (
        "unknown ufrag",
        candidate(sdpMid="0", usernameFragment="abcd"),
        422,
        "ice.unknown-generation",
    ),
    (
        "unknown ufrag in the line",
        candidate(line(more=" ufrag abcd")),
        422,
        "ice.unknown-generation",
    ),
    ("end for an unknown mid", candidate("", sdpMid="1"), 422, "ice.unknown-mid"),
    (
        "end of an unknown generation",
        candidate("", sdpMid="0", usernameFragment="abcd"),
        422,
        "ice.unknown-generation",
    ),
]


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
@pytest.mark.parametrize(
    ("init", "status", "reason"),
    [row[1:] for row in BAD_CANDIDATES],
    ids=[row[0] for row in BAD_CANDIDATES],
)
async def test_a_bad_candidate_is_refused_and_the_session_lives_on(
    init: object, status: int, reason: str, early: bool
) -> None:
    front = Front()
    replies, _ = await trickled(front, [init, candidate()], early=early)
    assert replies[0].error() == (status, reason)
    assert replies[0].json["session_id"] == "s"
    assert replies[1].status == 200
    assert len(front.media.received()) == 1
    assert front.media.events(CandidateDropped) == []
    await front.close("s")
    await front.check_clean()


DROPPED_CANDIDATES: list[tuple[str, str, str]] = [
    ("a DNS name", line(address="metadata.google.internal"), "host-name"),
    ("localhost", line(address="localhost"), "host-name"),
    ("mDNS", line(address="0b6e1d6b-3b6d-4d6b-8b0a-3b6d4d6b8b0a.local"), "host-name"),
    ("component 2", line(component=2), "component"),
    ("TCP", line(transport="tcp", more=" tcptype active"), "transport"),
    ("an unknown transport", line(transport="ssltcp"), "transport"),
    ("an unknown type", line(kind="token"), "type"),
    ("port 0", line(port=0), "port"),
    ("SSH", line(port=22), "port"),
    ("port 80 at home", line(port=80), "port"),
    ("loopback", line(address="127.0.0.1"), "address"),
    ("IPv6 loopback", line(address="::1"), "address"),
    ("mapped loopback", line(address="::ffff:127.0.0.1"), "address"),
    ("cloud metadata", line(address="169.254.169.254"), "address"),
    ("unspecified", line(address="0.0.0.0"), "address"),
    ("multicast", line(address="224.0.0.1"), "address"),
    ("broadcast", line(address="255.255.255.255"), "address"),
]


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
@pytest.mark.parametrize(
    ("text", "reason"),
    [row[1:] for row in DROPPED_CANDIDATES],
    ids=[row[0] for row in DROPPED_CANDIDATES],
)
async def test_a_candidate_that_may_not_be_used_is_taken_and_dropped(
    text: str, reason: str, early: bool
) -> None:
    front = Front()
    replies, _ = await trickled(front, [candidate(text)], early=early)
    assert [reply.json for reply in replies] == [{"session_id": "s", "status": "received"}]
    assert front.media.received() == []
    assert front.media.drops() == [reason]
    await front.close("s")
    await front.check_clean()


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
async def test_the_policy_decides_which_addresses_may_be_used(early: bool) -> None:
    strict = EndpointConfig(session=SessionConfig(candidates=PUBLIC))
    front = Front(config=strict)
    inits = [candidate(), candidate(line(address="8.8.8.8"))]
    replies, _ = await trickled(front, inits, early=early)
    assert [reply.status for reply in replies] == [200, 200]
    assert [found.address for found in front.media.received()] == ["8.8.8.8"]
    assert front.media.drops() == ["address"]
    assert CandidatePolicy(PUBLIC.classes) == PUBLIC


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
async def test_a_duplicate_is_taken_and_dropped(early: bool) -> None:
    front = Front()
    same = [candidate(), candidate(), candidate(line(priority=1, foundation="2"))]
    replies, _ = await trickled(front, same, early=early)
    assert [reply.status for reply in replies] == [200] * 3
    assert len(front.media.received()) == 1
    assert front.media.drops() == ["duplicate"] * 2


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
@pytest.mark.parametrize(
    "end",
    [
        None,
        {},
        {"candidate": None},
        {"candidate": ""},
        {"candidate": "", "sdpMid": None, "sdpMLineIndex": None},
        {"candidate": "", "sdpMid": "0"},
        {"candidate": "", "sdpMLineIndex": 0},
        {"candidate": "", "sdpMid": "0", "sdpMLineIndex": 0, "usernameFragment": UFRAG},
        {"candidate": "a=end-of-candidates", "sdpMid": "0"},
        {"candidate": "end-of-candidates"},
    ],
    ids=str,
)
async def test_the_end_of_candidates_is_the_end(end: object, early: bool) -> None:
    front = Front()
    other = candidate(line(port=50001))
    replies, _ = await trickled(front, [candidate(), end, other, end], early=early)
    assert [reply.status for reply in replies] == [200] * 4
    (first, last) = front.media.received()
    assert isinstance(first, Candidate)
    assert last is None
    assert front.media.drops()[-1] in {"after-end-of-candidates", "duplicate"}
    assert "after-end-of-candidates" in front.media.drops()


async def test_a_batch_counts_as_a_whole_or_not_at_all() -> None:
    front = Front()
    await front.open(session_id="s")
    good = [candidate(line(port=50000 + number)) for number in range(4)]
    bad_ones: list[tuple[object, int, str]] = [
        (candidate("x"), 400, "ice.bad-candidate"),
        (candidate(sdpMid="9"), 422, "ice.unknown-mid"),
        (7, 400, "json.wrong-type"),
    ]
    for bad, status, reason in bad_ones:
        body = {"session_id": "s", "candidates": [*good[:2], bad, *good[2:]]}
        assert (await front.request(CANDIDATE, body)).error() == (status, reason)
    assert front.media.received() == []
    body = {"session_id": "s", "candidates": [*good, None]}
    assert (await front.request(CANDIDATE, body)).status == 200
    assert [found and found.port for found in front.media.received()] == [
        50000,
        50001,
        50002,
        50003,
        None,
    ]


async def test_candidates_of_a_bundled_section_go_to_its_transport() -> None:
    front = Front()
    inits = [
        candidate(line(port=50000), sdpMid="0"),
        candidate(line(port=50001), sdpMid="2"),
        candidate(line(port=50002), sdpMLineIndex=1),
        None,
    ]
    replies, _ = await trickled(front, inits, sdp=FULL)
    assert [reply.status for reply in replies] == [200] * 4
    assert [found and found.port for found in front.media.received()] == [50000, 50001, 50002, None]


@pytest.mark.parametrize("early", [False, True], ids=["late", "early"])
async def test_n7_ten_thousand_candidates_one_by_one_do_not_break_the_caps(early: bool) -> None:
    count = 10_000 if not early else 2_000
    front = Front()
    inits = [
        candidate(line(address=f"10.{n % 3}.{n // 250}.{n % 250}", port=20000 + n))
        for n in range(count)
    ]
    replies, _ = await trickled(front, inits, early=early)
    assert {reply.status for reply in replies} == {200}
    assert len(front.media.received()) == 50
    assert front.media.received()[0].port == 20000
    assert set(front.media.drops()) == {"too-many"}
    assert (await front.trickle("s", None)).status == 200
    assert front.media.received()[-1] is None
    assert (await front.close("s")).status == 200
    await front.check_clean()


async def test_n7_ten_thousand_candidates_in_batches_do_not_break_the_caps() -> None:
    front = Front()
    await front.open(FULL, session_id="s")
    for first in range(0, 10_000, 100):
        batch = [
            candidate(line(address=f"10.0.{n // 250}.{n % 250}", port=20000 + n), sdpMid=str(n % 3))
            for n in range(first, first + 100)
        ]
        reply = await front.request(CANDIDATE, {"session_id": "s", "candidates": batch})
        assert reply.status == 200
    assert len(front.media.received()) == 50
    assert set(front.media.drops()) == {"too-many"}
    assert len(front.media.drops()) == 10_000 - 50
    await front.close("s")
    await front.check_clean()


async def test_i4_one_address_gets_no_more_than_its_share() -> None:
    front = Front()
    inits = [candidate(line(port=20000 + n)) for n in range(100)]
    replies, _ = await trickled(front, inits)
    assert {reply.status for reply in replies} == {200}
    assert len(front.media.received()) == 8


@pytest.mark.parametrize("count", [50, 51, 900])
async def test_too_many_candidates_in_a_description_are_dropped(count: int) -> None:
    front = Front()
    lines = (
        f"a={line(address=f'10.0.{n // 250}.{n % 250}', port=20000 + n)}" for n in range(count)
    )
    name = await front.open(GOOD + "".join(f"{text}\r\n" for text in lines))
    assert len(front.media.received()) == 50
    assert front.media.drops() == ["too-many"] * (count > 50), "told once (TR-31)"
    assert (await front.trickle(name, candidate())).status == 200
    await front.close(name)
    await front.check_clean()


async def test_ten_thousand_candidates_in_a_description_are_too_many_lines() -> None:
    front = Front()
    lines = (
        f"a={line(address=f'10.0.{n // 250}.{n % 250}', port=20000 + n)}" for n in range(9_000)
    )
    reply = await front.offer(GOOD + "".join(f"{text}\r\n" for text in lines))
    assert reply.error() in ((400, "sdp.too-many-attributes"), (413, "http.too-large"))
    await front.check_clean()
    short = "".join("a=x\r\n" for _ in range(9_990))
    assert (await front.offer(GOOD + short)).error() == (400, "sdp.too-many-lines")
    await front.check_clean()


# --- closing


async def test_g6_closing_twice_is_answered_alike_and_told_once() -> None:
    front = Front()
    name = await front.open()
    first = await front.request(CLOSE, {"session_id": name, "reason": "enough"})
    await asyncio.sleep(59)
    again = await front.request(CLOSE, {"session_id": name, "reason": "really"})
    assert (first.status, first.body) == (again.status, again.body)
    assert first.status == 200
    assert front.media.events(Closed)[0].detail == "enough"
    assert front.media.ends() == ["closed-by-peer"]


def without_its_id(reply: Reply) -> Reply:
    """The same but for the number of the request."""
    return evolve(reply, headers=tuple(one for one in reply.headers if one[0] != "x-request-id"))


async def test_g6_every_session_that_is_not_there_looks_the_same() -> None:
    front = Front()
    closed, expired = await front.open(), await front.open()
    await front.close(closed)
    await asyncio.sleep(200)
    assert len(front.endpoint) == 0
    for call in (front.close, lambda name: front.trickle(name, candidate())):
        replies = [
            await call(name) for name in (closed, expired, "unknown", "a" * 128, "", "a b", "../x")
        ]
        assert len({without_its_id(reply) for reply in replies}) == 1
        assert replies[0].error() == (404, "session.not-found")


async def test_n6_a_candidate_for_a_closed_session_is_not_found_at_once() -> None:
    front = Front()
    name = await front.open()
    await front.close(name)
    unknown = await front.trickle("unknown", candidate())
    assert without_its_id(await front.trickle(name, candidate())) == without_its_id(unknown)
    assert unknown.error() == (404, "session.not-found")


async def test_g6_a_session_can_be_closed_while_its_answer_is_made() -> None:
    front = Front(slow := SlowMedia())
    offering = asyncio.create_task(front.offer(session_id="s"))
    await front.idle()
    assert (await front.close("s")).status == 200
    assert (await offering).error() == (404, "session.not-found")
    assert slow.ends() == ["closed-by-peer"]
    slow.ready.set()
    await front.check_clean()


# --- ICE servers, methods, paths


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_ice_servers_are_told(method: str) -> None:
    servers = (IceServer(("turn:a",), "user", "secret"),)
    front = Front(api=JsonApi(ice_servers=servers))
    reply = await front.request("/iceservers", method=method, headers={})
    assert reply.status == 200
    assert reply.header("cache-control") == "no-store"
    assert reply.header("content-type") == "application/json"
    body = b'[{"urls":["turn:a"],"username":"user","credential":"secret"}]'
    assert reply.header("content-length") == str(len(body))
    assert reply.body == (body if method == "GET" else b"")


@pytest.mark.parametrize("path", [OFFER, CANDIDATE, CLOSE, "/iceservers", "/nothing"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_a_wrong_method_or_path_is_told_without_reading_a_body(
    path: str, method: str
) -> None:
    front = Front()
    call = front.call(path, offer_body(), method=method)
    if (method, path) in {("GET", "/iceservers"), ("HEAD", "/iceservers")} or (
        method == "POST" and path.startswith("/webrtc")
    ):
        return
    reply = await front.make(call)
    assert call.received == 0
    if path == "/nothing":
        assert reply.status == 404
    elif method == "OPTIONS":
        assert reply.status == 204
        assert reply.body == b""
        assert reply.header("allow") is not None
    else:
        assert reply.status == 405
        assert reply.header("allow") is not None
    if method == "HEAD":
        assert reply.body == b""
        assert int(reply.header("content-length") or 0) > 0
    elif reply.status != 204:
        reply.error()
    await front.check_clean()


async def test_a_body_of_json_in_place_of_sdp_is_told_so() -> None:
    reply = await Front().offer(json.dumps(offer_body()))
    assert reply.error() == (400, "sdp.missing-line")
    assert reply.json["error"] == "the first line is not v=0: this is JSON"


# --- further offers, and offers that are delivered again

RESTART = GOOD.replace("a=ice-ufrag:CQd7", "a=ice-ufrag:Other").replace(
    "a=ice-pwd:", "a=ice-pwd:another"
)
BY_KEY = {"content-type": "application/json", "idempotency-key": "k1"}
CLIENT = ("192.0.2.1", 50_000)


class Restarting(Media):
    """A media side that has new credentials for every answer."""

    fails = False

    async def answer(self, needed: AnswerNeeded) -> Answer:
        answer = await super().answer(needed)
        if self.fails and needed.reoffer:
            raise OSError
        text = serialize(answer.description).replace("ours0000", f"ours{len(self.asked):04}")
        return Answer(parse(text.replace("a=ice-pwd:p", f"a=ice-pwd:{len(self.asked)}")))


async def test_another_offer_in_a_session_restarts_ice() -> None:
    front = Front(Restarting())
    await front.open(session_id="mine")
    reply = await front.offer(RESTART, session_id="mine")
    assert reply.status == 200
    assert "a=ice-ufrag:ours0002" in reply.json["sdp"]["sdp"]
    assert [needed.reoffer for needed in front.media.asked] == [False, True]
    assert front.media.asked[1].negotiation is not None
    assert len(front.media.events(TransportRestarted)) == 1
    await front.close("mine")
    await front.idle()
    assert (len(front.endpoint), front.left_tasks()) == (0, set())


async def test_another_offer_that_fails_leaves_the_session_as_it_was() -> None:
    media = Restarting()
    front = Front(media)
    await front.open(session_id="mine")
    media.fails = True
    reply = await front.offer(RESTART, session_id="mine")
    assert reply.error() == (500, "app.failed")
    assert front.endpoint.sessions["mine"].signaling_state is SignalingState.STABLE
    assert media.ends() == []
    media.fails = False
    assert (await front.offer(RESTART, session_id="mine")).status == 200
    await front.close("mine")


async def test_another_offer_that_is_not_answered_in_time_leaves_the_session_as_it_was() -> None:
    class Slow(Restarting):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            if needed.reoffer:
                await asyncio.Event().wait()
            return await super().answer(needed)

    front = Front(Slow(), config=EndpointConfig(session=SessionConfig(idle_timeout=None)))
    await front.open(session_id="mine")
    front.host.report("mine", "0", ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED)
    reply = await front.offer(RESTART, session_id="mine")
    assert reply.error() == (504, "session.answer-timeout")
    assert front.endpoint.sessions["mine"].signaling_state is SignalingState.STABLE
    assert front.left_tasks() == set()


async def test_a_client_that_leaves_takes_its_further_offer_with_it_and_not_the_session() -> None:
    class Slow(Restarting):
        async def answer(self, needed: AnswerNeeded) -> Answer:
            if needed.reoffer:
                await asyncio.Event().wait()
            return await super().answer(needed)

    front = Front(Slow())
    await front.open(session_id="mine")
    call = front.call(OFFER, offer_body(RESTART, session_id="mine"))
    call.gone.set()
    await front.app(call.scope, call.receive, call.send)
    assert front.endpoint.sessions["mine"].signaling_state is SignalingState.STABLE
    await front.close("mine")


async def test_who_may_replace_a_session_gets_its_id() -> None:
    front = Front(config=EndpointConfig(takeover=Takeover.REPLACE))
    await front.open(session_id="mine")
    assert (await front.offer(FULL, session_id="mine")).status == 200
    assert front.media.ends() == ["closed-by-peer"]
    assert len(front.endpoint) == 1


async def test_h10_the_same_offer_again_gets_the_same_bytes_and_no_second_session() -> None:
    front = Front()
    first = await front.request(OFFER, offer_body(metadata=1), client=CLIENT)
    again = await front.request(OFFER, offer_body(metadata=1), client=CLIENT)
    assert (again.status, again.body) == (200, first.body)
    assert (len(front.endpoint), len(front.media.asked)) == (1, 1)
    other = await front.request(OFFER, offer_body(metadata=1), client=("192.0.2.2", 1))
    assert other.json["session_id"] != first.json["session_id"]
    await front.close(first.json["session_id"])
    third = await front.request(OFFER, offer_body(metadata=1), client=CLIENT)
    assert third.json["session_id"] != first.json["session_id"]


async def test_h10_a_key_outlives_the_session_and_is_for_one_offer() -> None:
    front = Front()
    first = await front.request(OFFER, offer_body(), headers=BY_KEY)
    await front.close(first.json["session_id"])
    again = await front.request(OFFER, offer_body(), headers=BY_KEY)
    assert (again.status, again.body) == (200, first.body)
    assert len(front.endpoint) == 0
    other = await front.request(OFFER, offer_body(FULL), headers=BY_KEY)
    assert other.error() == (409, "session.conflict")
    bad = await front.request(OFFER, offer_body(), headers={**BY_KEY, "idempotency-key": "a b"})
    assert bad.error() == (400, "http.bad-key")


async def test_h10_an_offer_that_comes_again_while_it_is_answered_waits_for_that_answer() -> None:
    media = SlowMedia()
    front = Front(media)
    first, second = (
        asyncio.ensure_future(front.request(OFFER, offer_body(), headers=BY_KEY)) for _ in "ab"
    )
    await front.idle()
    assert not second.done()
    media.ready.set()
    assert (await first).body == (await second).body
    assert len(media.asked) == 1


async def test_h10_who_comes_again_after_the_first_has_left_is_answered() -> None:
    media = SlowMedia()
    front = Front(media)
    call = front.call(OFFER, offer_body(), headers=BY_KEY)
    first = asyncio.ensure_future(front.app(call.scope, call.receive, call.send))
    await front.idle()
    second = asyncio.ensure_future(front.request(OFFER, offer_body(), headers=BY_KEY))
    await front.idle()
    call.gone.set()
    await first
    media.ready.set()
    assert (await second).status == 200
    assert len(front.endpoint) == 1


async def test_h10_who_comes_again_does_not_wait_for_ever() -> None:
    front = Front(SlowMedia(), config=EndpointConfig(session=SessionConfig(answer_timeout=99.0)))
    first, second = (
        asyncio.ensure_future(front.request(OFFER, offer_body(), headers=BY_KEY)) for _ in "ab"
    )
    assert (await second).error() == (504, "session.answer-timeout")
    first.cancel()
    await asyncio.wait([first])
