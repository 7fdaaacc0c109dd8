"""Words that may never show, put through everything and looked for everywhere (L1 to L3).

A run at level DEBUG through all three dialects, with good requests and bad ones. What every function
of the package took and gave meanwhile is kept, to see what it shows of itself.
"""

import asyncio
import logging
import re
import sys
import traceback
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Self, TypeVar

import httpx
import pytest

from sdpsig.adapters._log import EventLog, public_id
from sdpsig.adapters.client import (
    AsyncSignalingClient,
    AsyncWhipClient,
    IceCandidate,
    SignalingClient,
    WhipClient,
)
from sdpsig.endpoint import AnswerNeeded
from sdpsig.errors import SdpsigError
from sdpsig.http import BearerTokens, Cors, IceServers, RateLimits, TurnRest
from sdpsig.jsep import Answer
from sdpsig.wire import IceServer
from tests._extras import require_modules
from tests._front import CANDIDATE, CLOSE, GOOD, OFFER, Reply, offer_body
from tests._loop import in_virtual_time
from tests.abuse._door import ANN, BOB, PLAYER, RESTART, Door, Streams
from tests.adapters._served import serving
from tests.client._ingest import RESTART_OFFER
from tests.http._streams import FRAGMENT, RFC_OFFER, RFC_RESTART, SDP, fragment, our_pwd

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

T = TypeVar("T")
BEARER, OTHER_BEARER = "canary-bearer-of-ann", "canary-bearer-of-nobody"
TURN_SECRET, TURN_CREDENTIAL = "canary-turn-secret", "canary-turn-credential"
KEY, CHOSEN_ID = "canary-idempotency-key", "canary-session-id"
PASSWORD, NEXT_PASSWORD = "canaryOfTheOffer012345678", "canaryOfTheRestart0123456"
STRAY = "canaryInTheWrongPlace0123"
"""What no log and no error may show; where it stands for something else, a repr may."""
CLIENT, HOST_4, HOST_6 = "203.0.113.77", "198.51.100.77", "2001:db8::77:77"
SECRETS = {
    BEARER, OTHER_BEARER, TURN_SECRET, TURN_CREDENTIAL, KEY, CHOSEN_ID, PASSWORD, NEXT_PASSWORD,
}  # fmt: skip
ADDRESSES = {CLIENT, HOST_4, HOST_6}
SERVERS = IceServers(
    static=(IceServer(("turn:turn.example",), "user", TURN_CREDENTIAL),),
    turn=(TurnRest(urls=("turn:rest.example",), secret=TURN_SECRET),),
)
LINES = f"a=candidate:1 1 udp 2122260223 {HOST_4} 50000 typ host\r\na=candidate:2 1 udp 1 {HOST_6} 50001 typ srflx raddr {HOST_4} rport 50000\r\n"
A_CANDIDATE = {"candidate": LINES.partition("\r\n")[0].removeprefix("a="), "sdpMid": "0"}
MOST = 100
"""Calls of one function, and objects of one type, that are looked at."""


def marked(text: str, password: str = PASSWORD) -> str:
    """A description or a fragment with the canaries in it."""
    text = re.sub("a=ice-pwd:[^\r\n]*", f"a=ice-pwd:{password}", text)
    text = re.sub("(o=[^\r\n]* IN IP4) [^\r\n]*", rf"\1 {HOST_4}", text)
    return text.replace(f"a=ice-pwd:{password}\r\n", f"a=ice-pwd:{password}\r\n{LINES}", 1)


class Kept:
    """What the functions of the package take and give: of each function, and of each type, some."""

    def __init__(self) -> None:
        self.calls: Counter[CodeType] = Counter()
        self.objects: defaultdict[type, dict[int, object]] = defaultdict(dict)

    def __enter__(self) -> Self:
        sys.setprofile(self._see)
        return self

    def __exit__(self, *_: object) -> None:
        sys.setprofile(None)

    def _see(self, frame: FrameType, event: str, given: object) -> None:
        code = frame.f_code
        if event == "return" and self.calls[code] < MOST and "sdpsig" in code.co_filename:
            self.calls[code] += 1
            for value in (given, *frame.f_locals.values()):
                self._keep(value)

    def _keep(self, value: object) -> None:
        kind = type(value)
        if kind.__module__.startswith("sdpsig") and len(self.objects[kind]) < MOST:
            self.objects[kind][id(value)] = value

    def shown(self) -> Iterator[tuple[type, str]]:
        for kind, objects in self.objects.items():
            for value in objects.values():
                yield kind, f"{value!r} {value}"


class Clumsy(Streams):
    """A media side that fails now and then, without a word of what it was given."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        if needed.metadata == "fail":
            raise OSError("no media today")
        return await super().answer(needed)


class Run:
    """Requests of a client whose every word is a canary, and what came of them."""

    def __init__(self, door: Door, token: str = BEARER) -> None:
        self.door = door
        self.token = token
        self.secrets = {*SECRETS, *(our_pwd(number) for number in range(1, 20))}
        self.replies: list[Reply] = []
        self.errors: list[str] = []
        """What clients say of what went wrong, with all that led to it."""

    async def ask(self, method: str, path: str, body: object, **headers: str) -> Reply:
        fields = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path, _, query = path.partition("?")
        call = self.door.call(
            path,
            body.encode() if isinstance(body, str) else body,
            method=method,
            headers=fields | named,
            query_string=query.encode(),
            client=(CLIENT, 50_000),
        )
        call.script += [1.0, {"type": "http.disconnect"}]
        await self.door.app(call.scope, call.receive, call.send)
        call.sent[1:] = [{"type": "http.response.body", "body": call.sent[1]["body"]}]
        self.replies.append(call.reply)
        self._learn(call.reply)
        return call.reply

    def _learn(self, reply: Reply) -> None:
        """Ids and credentials that were made meanwhile."""
        found = re.findall(r'"(?:session_id|credential)":"([^"]+)"', reply.body.decode())
        found += re.findall(r'credential="([^"]+)"', str(reply.headers))
        found.append((reply.header("location") or "").rpartition("/")[2])
        self.secrets.update(filter(None, found))

    async def calls(self) -> None:
        """The JSON API."""
        key = {"idempotency_key": KEY}
        opened = await self.ask("POST", OFFER, offer_body(marked(GOOD)), **key)
        name = opened.json["session_id"]
        await self.ask("POST", OFFER, offer_body(marked(GOOD)), **key)
        await self.ask("POST", OFFER, offer_body(GOOD), **key)
        chosen = {"session_id": CHOSEN_ID}
        await self.ask("POST", OFFER, offer_body(marked(GOOD), **chosen))
        await self.ask("POST", OFFER, offer_body(marked(RESTART, NEXT_PASSWORD), **chosen))
        await self.ask("POST", OFFER, offer_body(GOOD, **chosen), authorization=f"Bearer {BOB}")
        await self.ask("POST", OFFER, offer_body(marked(GOOD), metadata="fail"))
        for candidate in (A_CANDIDATE, None, *BAD_CANDIDATES):
            await self.ask("POST", CANDIDATE, {"session_id": name, "candidate": candidate})
        for text in BAD_TEXTS:
            await self.ask("POST", OFFER, offer_body(text, **chosen))
            await self.ask("POST", OFFER, text)
        for path in ("/webrtc/candidates", "/webrtc/events", "/iceservers"):
            await self.ask("GET", f"{path}?session_id={name}", b"")
            await self.ask("GET", f"{path}?session_id={CHOSEN_ID}-not", b"")
        await self.ask("POST", OFFER, b"", authorization=f"Bearer {OTHER_BEARER}")
        await self.ask("POST", CLOSE, {"session_id": name, "reason": "enough"})
        await self.ask("POST", CLOSE, {"session_id": f"{CHOSEN_ID}-not"})

    async def streams(self) -> None:
        """WHIP and WHEP."""
        for prefix, offer in (("whip", RFC_OFFER), ("whep", PLAYER)):
            posted = await self.ask(
                "POST",
                f"/{prefix}/studio",
                marked(offer),
                content_type=SDP,
                idempotency_key=f"{KEY}-{prefix}",
            )
            place = posted.header("location") or ""
            patches = [
                fragment("EsAw", PASSWORD, LINES.strip()),
                marked(RFC_RESTART, NEXT_PASSWORD),
                f"a=ice-pwd {PASSWORD}",
                *BAD_TEXTS,
            ]
            for text in patches:
                await self.ask("PATCH", place, text, content_type=FRAGMENT, if_match="*")
                await self.ask("POST", f"/{prefix}/studio", text, content_type=SDP)
            for where in (place, f"{place}x", f"/{prefix}/studio/{CHOSEN_ID}-not"):
                for method in ("GET", "PUT", "PATCH", "DELETE"):
                    await self.ask(method, where, b"", authorization=f"Bearer {OTHER_BEARER}")
                    await self.ask(method, where, b"", content_type=FRAGMENT)

    async def clients(self) -> None:
        """The same through our own clients."""
        app = httpx.ASGITransport(self.door.app, client=(CLIENT, 50_000))
        for token in (BEARER, OTHER_BEARER):
            options: Any = {"token": token, "http_client": httpx.AsyncClient(transport=app)}
            api = AsyncSignalingClient("http://door", **options)
            await self._try(api.setup_session(marked(GOOD), [WIRED], session_id=f"{CHOSEN_ID}-2"))
            await self._try(api.send_offer(marked(GOOD), idempotency_key=f"{KEY}-2"))
            await self._try(api.send_ice_candidates(f"{CHOSEN_ID}-2", [WIRED, None]))
            await self._try(api.get_ice_servers())
            for text in BAD_TEXTS:
                await self._try(api.exchange_sdp_with_session(text, f"{CHOSEN_ID}-2"))
            await self._try(api.close_session(f"{CHOSEN_ID}-2"))
            await self._try(api.close_session(f"{CHOSEN_ID}-not"))
            whip = AsyncWhipClient("http://door/whip/studio", **options)
            session = await self._try(whip.publish(marked(RFC_OFFER)))
            for text in BAD_TEXTS:
                await self._try(whip.publish(text))
            if session is not None:
                self.secrets.add(session.url.rpartition("/")[2])
                await self._try(session.send_ice_candidates([WIRED]))
                await self._try(session.restart_ice(marked(RESTART_OFFER, NEXT_PASSWORD)))
                await self._try(session.restart_ice(BAD_TEXTS[0]))
                await self._try(session.aclose())
                await self._try(session.send_ice_candidates([WIRED]))

    async def _try(self, call: Awaitable[T]) -> T | None:
        try:
            return await call
        except SdpsigError as error:
            self.errors += traceback.format_exception(error)
            return None


WIRED = IceCandidate(A_CANDIDATE["candidate"], mid="0")
BAD_CANDIDATES = (
    {"candidate": f"candidate:{STRAY} {HOST_4} {HOST_6}", "sdpMid": "0"},
    {**A_CANDIDATE, "sdpMid": STRAY},
    {**A_CANDIDATE, "usernameFragment": STRAY},
    {**A_CANDIDATE, "sdpMLineIndex": STRAY},
    {**A_CANDIDATE, STRAY: HOST_4},
)
MISPLACED = ("a=ice-pwd ", "ice-pwd=", "k=", "m=", "o=", "a=mid:", "a=fingerprint:", "\0")
BAD_TEXTS = (
    *(marked(GOOD, STRAY).replace("a=ice-pwd:", place) for place in MISPLACED),
    marked(GOOD).replace(HOST_4, f"{HOST_4}.1"),
    f'{{"{STRAY}":{HOST_4}',
    "",
)
"""Descriptions with the canaries where they do not belong."""


async def full_run(caplog: pytest.LogCaptureFixture) -> tuple[Run, Kept, str]:
    require_modules("prometheus_client")
    from sdpsig.adapters.metrics import Metrics

    caplog.set_level(logging.DEBUG)
    door = Door(
        Clumsy(),
        servers=SERVERS,
        authenticate=BearerTokens({"ann": BEARER, "bob": BOB}),
        observers=(EventLog(),),
        cors=Cors(["https://app.example"]),
        rates=RateLimits(misses_per_address=None, offers_per_principal=None),
    )
    metrics = Metrics(door.endpoint)
    door.app.dialect = metrics.measured(door.app.dialect)
    door.app.beside = tuple(map(metrics.measured, door.app.beside))
    door.host.observers += (metrics,)
    run = Run(door)
    with Kept() as kept:
        await run.calls()
        await run.streams()
        await run.clients()
        await door.idle()
        await door.host.aclose()
    statuses = {reply.status for reply in run.replies}
    assert {200, 201, 204, 400, 401, 404, 405, 409, 422, 500} <= statuses
    return run, kept, metrics.page().body.decode()


def hits(words: set[str], text: str) -> list[str]:
    return [word for word in words if word in text]


async def test_l2_l3_no_secret_and_no_address_gets_into_a_log_an_error_or_a_repr(
    caplog: pytest.LogCaptureFixture,
) -> None:
    run, kept, page = await full_run(caplog)
    words = run.secrets | ADDRESSES
    assert len(caplog.records) > 50
    assert hits({*words, STRAY}, caplog.text) == []
    for reply in run.replies:
        if reply.status >= 400:
            told = {**reply.json, "session_id": None}  # the client's own word, given back
            assert hits({*words, STRAY}, f"{told}{reply.headers}") == []
    assert "sdpsig_offers" in page
    assert hits({*words, STRAY}, page) == []
    assert len(run.errors) > 20
    assert hits({*words, STRAY}, "".join(run.errors)) == []
    assert len(kept.objects) > 100
    shown = {(kind.__name__, word) for kind, text in kept.shown() for word in hits(words, text)}
    assert shown == set()


# --- L1: words that would break a line

NASTY = (
    "a\r\n2026-01-01 INFO closed",
    "\x1b[2J\x1b[31mred",
    "\u202egnihton",
    "\u2028\u2029\x85\x0b\x0c",
    "\x00\x07\x7f\x9b",
    "x" * 300,
)


class Lines(logging.Handler):
    """What a log would hold: every line by itself."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records = 0
        self.text = ""

    def emit(self, record: logging.LogRecord) -> None:
        self.records += 1
        self.text += f"{self.format(record)}\n"


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, logger = Lines(), logging.getLogger("sdpsig")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
async def test_l1_whatever_a_client_says_each_event_and_each_refusal_is_one_plain_line(
    nasty: str, lines: Lines
) -> None:
    """In ids, in mids, in headers and in reasons."""
    seen: list[str] = []
    door = Door(observers=(EventLog(), lambda name, *_: seen.append(name)))
    run = Run(door, token=ANN)
    wild = nasty.encode("utf-8", "replace").decode("latin-1")
    heard = [
        await run.ask("POST", OFFER, offer_body(GOOD, session_id=nasty)),
        await run.ask("POST", OFFER, offer_body(GOOD.replace("a=mid:0", f"a=mid:{nasty}"))),
        await run.ask("POST", OFFER, offer_body(GOOD), idempotency_key=wild, x_request_id=wild),
    ]
    opened = await run.ask("POST", OFFER, offer_body(GOOD, metadata=nasty[:64]))
    name = opened.json["session_id"]
    for candidate in ({**A_CANDIDATE, "sdpMid": nasty}, {"candidate": nasty, "sdpMid": "0"}):
        body = {"session_id": name, "candidate": candidate}
        heard.append(await run.ask("POST", CANDIDATE, body))
    path = f"/whip/{nasty}/{nasty}"
    heard.append(await run.ask("PATCH", path, nasty, content_type=wild, if_match=wild))
    await run.ask("POST", CLOSE, {"session_id": name, "reason": nasty})
    await door.idle()
    assert public_id(name) in lines.text
    assert "closed-by-peer" in lines.text
    refused = sum(reply.status >= 400 for reply in heard)
    assert lines.records == len(seen) + refused == lines.text.count("\n")
    assert all(map(str.isprintable, lines.text.split("\n")))


# --- the reference server

CONFIG = f"""
[[ice_servers]]
urls = ["turn:turn.example"]
username = "user"
credential = "{TURN_CREDENTIAL}"
[[ice_servers]]
urls = ["turn:rest.example"]
secret = "{TURN_SECRET}"
"""
UNUSED = "0.0.0.77"
"""An address to which nothing is ever sent."""
NOWHERE = IceCandidate(f"candidate:1 1 udp 1 {UNUSED} 9 typ host", mid="0")
HERE = marked(GOOD).replace(HOST_4, UNUSED).replace(HOST_6, UNUSED)


def talk(url: str) -> tuple[set[str], list[str]]:
    """What clients without await do to a server: what they learn, and what goes wrong."""
    learnt, errors = set(), []
    for token in (BEARER, OTHER_BEARER):
        options: Any = {"token": token, "headers": {"X-Forwarded-For": CLIENT}}
        with SignalingClient(url, **options) as api, WhipClient(f"{url}/whip/a", **options) as whip:
            calls: list[Callable[[], object]] = [
                lambda: api.setup_session(HERE, [NOWHERE], session_id=CHOSEN_ID),
                lambda: api.send_offer(HERE, idempotency_key=KEY).session_id,
                lambda: [server.credential for server in api.get_ice_servers()],
                lambda: api.exchange_sdp_with_session(BAD_TEXTS[0], CHOSEN_ID),
                lambda: next(api.events(CHOSEN_ID)),
                lambda: whip.publish(marked(RFC_OFFER)).close(),
                lambda: whip.publish(BAD_TEXTS[1]),
                lambda: api.close_session(CHOSEN_ID),
                lambda: api.close_session(f"{CHOSEN_ID}-not"),
            ]
            for call in calls:
                try:
                    result = call()
                except SdpsigError as error:
                    errors += traceback.format_exception(error)
                else:
                    learnt.update(re.findall("[A-Za-z0-9+/_=-]{28,32}", f"{result}"))
    return learnt, errors


@pytest.mark.slow
def test_l2_l3_the_reference_server_and_its_clients_log_no_secret_and_no_address(
    caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    require_modules("uvicorn", "aioice")
    caplog.set_level(logging.DEBUG)
    config = tmp_path / "sdpsig.toml"
    config.write_text(CONFIG)

    async def main() -> tuple[set[str], list[str], list[str]]:
        environ = {"SDPSIG_BEARER_TOKEN": BEARER}
        words = ("--conf", str(config), "--log-level", "debug", "--rate-limits", "on")
        async with serving(*words, environ=environ) as served:
            learnt, errors = await asyncio.to_thread(talk, served.url)
            assert await served.stop() == 0
            return learnt, errors, served.out + served.err

    learnt, errors, log = asyncio.run(main())
    words = SECRETS | {CLIENT, UNUSED} | learnt
    assert len(learnt) >= 2
    assert len(errors) > 10
    assert len(log) > 10
    assert hits(words, "\n".join((*log, *errors, caplog.text))) == []
