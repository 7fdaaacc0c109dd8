"""Who may do what where: every method, with every credential, at every resource (H5, H6, H9)."""

import asyncio
import string
import time
from collections import Counter
from collections.abc import Mapping
from itertools import product
from operator import eq

import pytest

from sdpsig.endpoint import Outcome
from sdpsig.errors import SdpsigError
from sdpsig.http import Cors, IceServers, JsonApi, RateLimits, Request, Response
from sdpsig.wire import IceServer
from tests._front import CANDIDATE, CLOSE, OFFER, Call, Reply
from tests._loop import in_virtual_time
from tests.abuse._door import ANN, ASKED, BOB, ID, Door
from tests.endpoint._house import photo

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

HEALTH = "/healthz"
CREDENTIALS: Mapping[str, str | None] = {
    "none": None,
    "empty": "",
    "a scheme alone": "Bearer ",
    "of another scheme": f"Basic {ANN}",
    "wrong": "Bearer undefined",
    "nearly right": f"Bearer {ANN}x",
    "another's": f"Bearer {BOB}",
    "right": f"Bearer {ANN}",
}
KNOWN = ("another's", "right")
METHODS = (
    *("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"),
    *("PROPFIND", "BREW", "post", ""),
)
PREFLIGHT = {"origin": "https://evil.example", "access-control-request-method": "POST"}
NOTHING: Mapping[str, int] = {}
STREAM = {"POST": 201, "GET": 204, "HEAD": 204, "OPTIONS": 200}
SESSION = {"PATCH": 204, "DELETE": 200, "GET": 204, "HEAD": 204, "OPTIONS": 200}
CALL = {"POST": 200, "OPTIONS": 204}
LOOK = {"GET": 200, "OPTIONS": 204}
PLACES: Mapping[str, Mapping[str, int]] = {
    "/": NOTHING,
    "/nowhere": NOTHING,
    "/webrtc": NOTHING,
    OFFER: CALL,
    "/webrtc/answer": CALL,
    CANDIDATE: CALL,
    CLOSE: CALL,
    "/webrtc/candidates": LOOK,
    "/webrtc/events": LOOK,
    "/iceservers": LOOK | {"HEAD": 200},
    HEALTH: LOOK | {"HEAD": 200},
    "/whip": NOTHING,
    "/whip/studio": STREAM,
    f"/whip/studio/{ID}": SESSION,
    f"/whip/studio/{ID}/more": NOTHING,
    "/whep/studio": STREAM | {"GET": 200, "HEAD": 200},
    f"/whep/studio/{ID}": SESSION,
}
"""What may be done at each place, and what comes of it where nothing is wrong."""
FITTING = {ask.path: name for name, ask in (*ASKED.items(),)[::-1] if name != "again"}
"""What is asked at each place, whatever the method."""
WITHIN = [name for name, ask in ASKED.items() if ask.within and name != "again"]
"""What is asked of a session."""


def due(place: str, method: str, credential: str, *, preflight: bool) -> int:
    """The status that each rule asks for, the first that holds."""
    allowed = PLACES[place]
    rules = (
        (preflight, allowed.get(method, 404)),  # a browser asks without a credential
        (credential not in KNOWN and place != HEALTH, 401),  # whatever there is, or is not
        (not allowed, 404),
        (method not in allowed, 405),
        (method == "OPTIONS", allowed.get(method, 0)),  # it tells nothing of any session
        (credential != "right" and _is_of_a_session(place), 404),
    )
    return next((status for holds, status in rules if holds), allowed.get(method, 0))


def _is_of_a_session(place: str) -> bool:
    return bool(ASKED[FITTING.get(place, "call")].within)


def asked(
    door: Door, place: str, method: str, given: str | None, session_id: str, *, preflight: bool
) -> Call:
    name = FITTING.get(place, "call")
    headers = {} if given is None else {"authorization": given}
    headers |= PREFLIGHT if preflight else {}
    call = door.asked(name, session_id, headers=headers, method=method, token=None)
    call.scope["path"] = place.replace(ID, session_id or "unknown")
    return call


async def head_of(door: Door, call: Call) -> Reply:
    """What comes first: of a stream only its head, and then the client leaves."""
    call.script += [1.0, {"type": "http.disconnect"}]
    await door.app(call.scope, call.receive, call.send)
    call.sent[1:] = [{"type": "http.response.body", "body": call.sent[1]["body"]}]
    call.reply.check_head()
    return call.reply


def judge(reply: Reply, call: Call, method: str) -> None:
    """What goes with each status."""
    if reply.status == 401:
        assert (reply.header("www-authenticate") or "").startswith("Bearer")
        assert call.received == 0
    if reply.status == 405:
        assert reply.header("allow")
        assert call.received == 0
    if method == "HEAD":
        assert reply.body == b""
    if reply.status >= 400:
        assert reply.header("cache-control") == "no-store"
        assert reply.header("link") is None


@pytest.mark.parametrize("place", PLACES)
async def test_h5_every_method_with_every_credential_gets_what_the_rules_say(place: str) -> None:
    door = Door()
    within = ASKED[FITTING.get(place, "call")].within
    session_id = await door.begin(within)
    cells = [
        (method, credential, preflight)
        for method in METHODS
        for credential in CREDENTIALS
        for preflight in (False, True)
        if method == "OPTIONS" or not preflight
    ]
    for method, credential, preflight in cells:
        before = photo(door.endpoint)
        given = CREDENTIALS[credential]
        call = asked(door, place, method, given, session_id, preflight=preflight)
        reply = await head_of(door, call)
        wanted = due(place, method, credential, preflight=preflight)
        assert reply.status == wanted, (method, credential, preflight, reply.body)
        judge(reply, call, method)
        if wanted >= 400 or method in ("OPTIONS", "HEAD"):
            assert photo(door.endpoint) == before
        else:
            session_id = await door.begin(within)


async def test_h5_an_id_that_another_has_is_taken_and_the_session_goes_on() -> None:
    door = Door()
    session_id = await door.begin("call")
    before = photo(door.endpoint)
    taken = await door.ask("again", session_id, token=BOB)
    assert taken.error() == (409, "session.conflict")
    assert photo(door.endpoint) == before
    assert (await door.ask("again", session_id)).status == 200


# --- H6: guessing


@pytest.mark.parametrize("name", WITHIN)
async def test_h6_a_foreign_session_looks_like_one_that_never_was(name: str) -> None:
    """And like one that is over, once its end is forgotten."""
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    foreign = await door.ask(name, session_id, token=BOB)
    unknown = await door.ask(name, "x" * len(session_id), token=BOB)
    assert (await door.ask("close", session_id)).status == 200
    await asyncio.sleep(61)
    over = await door.ask(name, session_id, token=ANN)
    assert foreign.status == unknown.status == over.status == 404
    assert foreign.body == unknown.body == over.body


@pytest.mark.parametrize("name", ["candidate", "close", "whip candidates", "whip end"])
async def test_h6_no_time_tells_a_foreign_session_from_one_that_never_was(name: str) -> None:
    door = Door()
    session_id = await door.begin(ASKED[name].within)
    ids = {"foreign": session_id, "unknown": "x" * len(session_id)}
    least = dict.fromkeys(ids, 1.0)
    for _ in range(200):
        for which, guessed in ids.items():
            call = door.asked(name, guessed, token=BOB)
            begun = time.perf_counter()
            await door.app(call.scope, call.receive, call.send)
            least[which] = min(least[which], time.perf_counter() - begun)
    assert 0.5 < least["foreign"] / least["unknown"] < 2.0, least


class Listed:
    """A dialect that only writes down the ids that it is offered."""

    max_body = 0

    def __init__(self) -> None:
        self.ids: list[str] = []

    def screen(self, request: Request) -> Response | None:
        return None

    def decode(self, request: Request, fresh_id: str) -> Response:
        self.ids.append(fresh_id)
        return Response(204)

    def encode(self, outcome: Outcome) -> Response:
        raise AssertionError

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        raise AssertionError


@pytest.mark.slow
async def test_h6_of_a_hundred_thousand_ids_each_character_is_as_likely_as_any() -> None:
    """And none of them says anything of the others."""
    count, letters = 100_000, string.ascii_letters + string.digits + "-_"
    listed, request = Listed(), Request("POST", "/")
    door = Door()
    for _ in range(count):
        await door.host.serve(request, listed)
    ids = listed.ids
    assert len(set(ids)) == count
    assert {len(one) for one in ids} == {32}, "24 bytes: 192 bits"
    expected = count / 64
    for column in zip(*ids, strict=True):
        counted = Counter(column)
        assert set(counted) == set(letters)
        off = sum((seen - expected) ** 2 / expected for seen in counted.values())
        assert off < 170, "chi-squared of 63 degrees: less often than once in 10**11"
    for step in (1, 2, 64):
        columns = zip(*ids[:-step], strict=True), zip(*ids[step:], strict=True)
        for one, other in zip(*columns, strict=True):
            same = sum(map(eq, one, other))
            assert abs(same - expected) < 8 * expected**0.5


async def test_h6_who_sprays_deletions_is_held_off_and_hits_nothing() -> None:
    door = Door(rates=RateLimits())
    session_id = await door.begin("whip")
    before = photo(door.endpoint)
    client = ("203.0.113.7", 50_000)
    replies = [
        await door.ask("whip end", f"{number:032}", token=BOB, client=client)
        for number in range(50)
    ]
    assert [reply.status for reply in replies] == [404] * 10 + [429] * 40
    assert {int(reply.header("retry-after") or 0) > 0 for reply in replies[10:]} == {True}
    held = await door.ask("whip end", session_id, client=client)
    assert held.status == 429, "whatever it asks"
    assert photo(door.endpoint) == before
    neighbour = ("203.0.113.8", 50_000)
    assert (await door.ask("whip end", session_id, client=neighbour)).status == 200


# --- H9: pages of other origins

OURS, EVIL = "https://app.example.org", "https://evil.example"
ORIGINS = (EVIL, "null", f"{OURS}.evil.example", f"{OURS}:443", f"{OURS}/", OURS.upper(), "")
TOLD = "access-control-"


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("allowed", [(OURS,), ("*",), ()])
async def test_h9_no_origin_is_repeated_that_is_not_listed_and_cookies_never_count(
    name: str, allowed: tuple[str, ...]
) -> None:
    door = Door(cors=Cors(allowed) if allowed else None)
    session_id = await door.begin(ASKED[name].within)
    for origin, token in product((*ORIGINS, OURS), (None, BOB)):
        call = door.asked(name, session_id, token=token, headers={"origin": origin})
        told = dict((await head_of(door, call)).headers)
        wanted = {"*": "*", OURS: OURS if origin == OURS else None}
        assert told.get(f"{TOLD}allow-origin") == (wanted[allowed[0]] if allowed else None)
        assert f"{TOLD}allow-credentials" not in told
        assert origin == OURS or origin not in told.values() or origin == ""


@pytest.mark.parametrize("name", ASKED)
async def test_h9_a_preflight_needs_no_credential_and_tells_no_secret(name: str) -> None:
    servers = IceServers(static=(IceServer(("turn:turn.example",), "u", "hush"),))
    door = Door(cors=Cors([OURS]), api=JsonApi(ice_servers=servers))
    session_id = await door.begin(ASKED[name].within)
    before, seen = photo(door.endpoint), set()
    for origin, known in product((OURS, EVIL), (session_id, "unknown")):
        asking = {"origin": origin, f"{TOLD}request-method": ASKED[name].method}
        call = door.asked(name, known, method="OPTIONS", token=None, headers=asking)
        reply = await door.make(call)
        assert reply.status in (200, 204)
        assert reply.body == b""
        assert reply.header("link") is None
        assert "hush" not in str(reply.headers)
        assert (reply.header(f"{TOLD}allow-origin") == OURS) is (origin == OURS)
        seen.add((origin, reply.status, reply.header("allow")))
    assert len(seen) == 2, "it says nothing of what sessions there are"
    assert photo(door.endpoint) == before
