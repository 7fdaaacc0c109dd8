"""What WHIP and WHEP clients from npm said in browsers, said again to the whole front door.

``tests/browser/test_clients.py`` has recorded it. Each client has a section here: what it needs of us.
"""

import re
from collections.abc import Iterator
from itertools import takewhile

import pytest
from attrs import evolve

from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import AnswerNeeded
from sdpsig.http import Access, Authenticate, BearerTokens, Cors, Play, Publish, Whep, Whip
from sdpsig.jsep import AIORTC, Answer
from sdpsig.sdp import INTEROP, STRICT, Profile
from sdpsig.sdp.attributes import MediaDirection
from tests._front import Front, Media, Reply
from tests._loop import in_virtual_time
from tests.foreign._trace import ETAG, SESSION, TRACES, Exchange, Trace
from tests.http._streams import answer

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

NAMES = sorted(f"browsers/{path.stem}" for path in (TRACES / "browsers").glob("*.json"))
BROWSERS = ("chromium", "firefox")
WAYS = {Publish: MediaDirection.RECVONLY, Play: MediaDirection.SENDONLY}
TOKEN = "correct-horse-battery"
TOKENS = BearerTokens({"tester": TOKEN})
Said = tuple[Exchange, Reply]


class Streams(Media):
    """A media side with the codecs of the reference server."""

    async def answer(self, needed: AnswerNeeded) -> Answer:
        self.asked.append(needed)
        return answer(needed, WAYS[type(needed.metadata)], len(self.asked), AIORTC)


def front(
    *,
    profile: Profile = INTEROP,
    authenticate: Authenticate | None = TOKENS,
) -> Front:
    """A server that asks for the token of the traces, and lets the page of the traces in."""
    made = Front(Streams())
    made.app = Asgi(
        made.endpoint,
        made.media,
        Whip(profile=profile),
        Whep(profile=profile),
        access=Access(authenticate=authenticate, cors=Cors(["http://page.test"])),
    )
    made.host = made.app.host
    return made


async def replayed(trace: Trace, server: Front) -> list[Said]:
    """The same requests, with what this server has made up, and what each of them got."""
    said: list[Said] = []
    made = {SESSION: "", ETAG: "", "Bearer {token}": f"Bearer {TOKEN}"}
    for exchange in trace.exchanges:
        headers = {
            name: made.get(value, value)
            for name, value in exchange.headers
            if name != "content-length"  # it was that of other secrets
        }
        path = exchange.path.replace(SESSION, made[SESSION])
        body = exchange.body.encode()
        reply = await server.request(path, body, method=exchange.method, headers=headers)
        made[SESSION] = (reply.header("location") or made[SESSION]).rpartition("/")[2]
        made[ETAG] = reply.header("etag") or made[ETAG]
        said.append((exchange, reply))
    return said


def asked(said: list[Said], method: str) -> Iterator[Said]:
    """What was asked with this method."""
    return (one for one in said if one[0].method == method)


def trickled(said: list[Said]) -> list[Said]:
    """What was trickled before ICE was restarted."""
    return [*takewhile(lambda one: "m=" in one[0].body, asked(said, "PATCH"))]


def header(exchange: Exchange, name: str) -> str | None:
    return dict(exchange.headers).get(name)


def with_header(trace: Trace, method: str, name: str, value: str) -> Trace:
    """The trace with another value of one header, where requests of this method have it."""
    return evolve(
        trace,
        exchanges=[
            evolve(one, headers=[(key, value if key == name else had) for key, had in one.headers])
            if one.method == method
            else one
            for one in trace.exchanges
        ],
    )


def told(reply: Reply, name: str) -> set[str]:
    """The items of a header that is a list."""
    return {item for key, value in reply.headers if key == name for item in value.split(", ")}


@pytest.mark.parametrize("name", NAMES)
async def test_each_client_is_answered_as_it_was_and_leaves_nothing(name: str) -> None:
    server = front()
    said = await replayed(Trace.read(name), server)
    for exchange, reply in said:
        assert reply.status == exchange.status, reply.body
    assert len(server.endpoint) == 0


@pytest.mark.parametrize("name", NAMES)
async def test_each_preflight_allows_what_was_asked_for(name: str) -> None:
    said = await replayed(Trace.read(name), front())
    preflights = [
        (one, reply)
        for one, reply in asked(said, "OPTIONS")
        if header(one, "access-control-request-method")
    ]
    assert preflights
    for exchange, reply in preflights:
        headers = dict(exchange.headers)
        wanted = set(headers["access-control-request-headers"].split(","))
        assert wanted <= told(reply, "access-control-allow-headers")
        assert headers["access-control-request-method"] in told(
            reply, "access-control-allow-methods"
        )
        assert reply.header("access-control-allow-origin") == "http://page.test"


# --- whip-whep


@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_whep_publishes_with_the_tag_as_it_was(browser: str) -> None:
    said = await replayed(Trace.read(f"browsers/whip-whep-publish-{browser}"), front())
    tags = {(header(one, "if-match"), reply.status) for one, reply in trickled(said)}
    assert tags == {(ETAG, 204)}
    ((_, posted),) = asked(said, "POST")
    assert {"Location", "ETag", "Link"} <= told(posted, "access-control-expose-headers")


@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_whep_plays_without_an_if_match(browser: str) -> None:
    said = await replayed(Trace.read(f"browsers/whip-whep-play-{browser}"), front())
    tags = {(header(one, "if-match"), reply.status) for one, reply in trickled(said)}
    assert tags == {(None, 204)}


@pytest.mark.parametrize("role", ["publish", "play"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_whep_has_credentials_first_and_a_format_that_nobody_offered(
    browser: str, role: str
) -> None:
    server = front()
    said = await replayed(Trace.read(f"browsers/whip-whep-{role}-{browser}"), server)
    head = r"a=ice-ufrag:\S+\r\na=ice-pwd:\S+\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n"
    fragments = [one.body for one, _ in trickled(said)]
    assert fragments
    assert all(re.match(head, fragment) for fragment in fragments)
    received = server.media.received()
    assert None in received[1:]


async def test_whip_whep_makes_a_line_without_a_name_of_the_end_that_firefox_tells() -> None:
    server = front()
    said = await replayed(Trace.read("browsers/whip-whep-publish-firefox"), server)
    nameless = [reply for one, reply in asked(said, "PATCH") if "\r\na=\r\n" in one.body]
    assert {reply.status for reply in nameless} == {204}
    assert server.media.received()[-1] is None


@pytest.mark.parametrize("role", ["publish", "play"])
@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_whep_restarts_ice_without_a_section(browser: str, role: str) -> None:
    said = await replayed(Trace.read(f"browsers/whip-whep-{role}-{browser}"), front())
    ((_, posted),) = asked(said, "POST")
    ((restart, reply),) = (one for one in asked(said, "PATCH") if "m=" not in one[0].body)
    assert header(restart, "if-match") == "*"
    assert reply.status == 200
    assert reply.header("etag") not in (None, posted.header("etag"))
    assert re.search(rb"a=ice-ufrag:\S+\r\n(?s:.*)a=ice-pwd:\S+\r\n", reply.body)


# --- @eyevinn/whip-web-client


@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_web_client_sends_the_tag_in_a_header_etag(browser: str) -> None:
    trace = Trace.read(f"browsers/eyevinn-whip-web-client-publish-{browser}")
    said = [*asked(await replayed(trace, front()), "PATCH")]
    heard = {(header(one, "if-match"), header(one, "etag"), reply.status) for one, reply in said}
    assert heard == {(None, ETAG, 204)}
    stale = with_header(trace, "PATCH", "etag", '"another"')
    said = await replayed(stale, front())
    assert {reply.status for _, reply in asked(said, "PATCH")} == {412}


@pytest.mark.parametrize("browser", BROWSERS)
async def test_whip_web_client_trickles_where_a_script_reads_that_patch_is_allowed(
    browser: str,
) -> None:
    trace = Trace.read(f"browsers/eyevinn-whip-web-client-publish-{browser}")
    said = await replayed(trace, front())
    (reply,) = (reply for one, reply in asked(said, "OPTIONS") if header(one, "authorization"))
    assert "Access-Control-Allow-Methods" in told(reply, "access-control-expose-headers")
    assert "PATCH" in told(reply, "access-control-allow-methods")


async def test_whip_web_client_makes_candidates_of_component_0_which_harm_nothing() -> None:
    server = front()
    trace = Trace.read("browsers/eyevinn-whip-web-client-publish-chromium")
    said = [*asked(await replayed(trace, server), "PATCH")]
    assert all(re.search(r"a=mid:1\r\na=candidate:\S+ 0 ", one.body) for one, _ in said)
    assert {reply.status for _, reply in said} == {204}
    assert server.media.received() == []


@pytest.mark.parametrize("token", ["undefined", "Bearer undefined"])
async def test_a_token_that_other_versions_make_of_nothing_is_nobodys(token: str) -> None:
    trace = Trace.read("browsers/eyevinn-whip-web-client-publish-chromium")
    for method in ("OPTIONS", "POST", "PATCH", "DELETE"):
        trace = with_header(trace, method, "authorization", token)
    said = await replayed(trace, front(authenticate=None))
    assert [reply.status for _, reply in said] == [one.status for one in trace.exchanges]
    said = await replayed(trace, front())
    assert {reply.status for _, reply in asked(said, "POST")} == {401}


async def test_a_session_that_1_1_2_ends_without_a_token_goes_on() -> None:
    trace = Trace.read("browsers/eyevinn-whip-web-client-publish-chromium")
    server = front()
    said = await replayed(with_header(trace, "DELETE", "authorization", ""), server)
    assert {reply.status for _, reply in asked(said, "DELETE")} == {401}
    assert len(server.endpoint) == 1


# --- @eyevinn/webrtc-player


@pytest.mark.parametrize("browser", BROWSERS)
async def test_webrtc_player_offers_with_all_its_candidates_and_trickles_none(
    browser: str,
) -> None:
    server = front()
    said = await replayed(Trace.read(f"browsers/eyevinn-webrtc-player-play-{browser}"), server)
    assert [*asked(said, "PATCH")] == []
    assert server.media.received()


async def test_webrtc_player_would_ask_for_an_offer_of_ours_if_its_own_were_a_bad_request() -> None:
    """So what nobody publishes is 409, and an offer that cannot be accepted 422, but never 400."""
    server = front()
    empty = {"content-type": "application/sdp", "authorization": f"Bearer {TOKEN}"}
    reply = await server.request("/whep/studio", b"", headers=empty)
    assert reply.status == 400
    for name in (name for name in NAMES if "webrtc-player" in name):
        trace = Trace.read(name)
        posted = next(one for one in trace.exchanges if one.method == "POST")
        body = posted.body.replace("VP8", "VP7").replace("H264", "H263").encode()
        headers = dict(posted.headers) | empty | {"content-length": str(len(body))}
        assert (await server.request("/whep/studio", body, headers=headers)).status == 422


# --- all of them


@pytest.mark.parametrize("name", [name for name in NAMES if "-play-" in name])
async def test_players_show_the_one_stream_that_the_answer_names(name: str) -> None:
    said = await replayed(Trace.read(name), front())
    ((_, posted),) = asked(said, "POST")
    assert re.findall(rb"^a=msid:(\S+)", posted.body, re.MULTILINE) == [b"stream"] * 2


@pytest.mark.parametrize("name", NAMES)
async def test_strict_has_no_room_for_what_browsers_offer(name: str) -> None:
    said = await replayed(Trace.read(name), front(profile=STRICT))
    ((_, posted),) = asked(said, "POST")
    assert (posted.status, posted.json["reason"]) == (422, "rtp.mux-required")
