"""``sdpsig serve``, started as a person starts it: what it says, what it serves, how it stops."""

import asyncio
import errno
import json
import logging
import os
import re
import secrets
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from sdpsig.adapters import server
from sdpsig.adapters._log import public_id
from sdpsig.adapters.server import ServerConfig
from sdpsig.sdp import parse
from sdpsig.sdp.attributes import Candidate, Setup
from sdpsig.web import CONTENT_SECURITY_POLICY, assets
from tests._corpus import OFFERS
from tests._extras import require_modules
from tests.adapters._served import LINE, Served, run, serving
from tests.http._streams import RFC_OFFER

pytestmark = pytest.mark.anyio

OFFER = OFFERS["bundle-max-bundle--chromium-offer-gathered"]
SMALL = OFFERS["data-only--chromium-offer-created"]
SDP = {"content-type": "application/sdp"}
HINT = "sdpsig serve --help explains all settings."


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="module")
async def served(anyio_backend: str) -> AsyncIterator[Served]:
    """One server for all tests that only ask it something."""
    async with serving("--ice-server", "stun:127.0.0.1:9") as served:
        yield served


def offer(sdp: str = SMALL, **more: object) -> dict[str, object]:
    return {"sdp": {"type": "offer", "sdp": sdp}, **more}


async def answered(served: Served, sdp: str = SMALL, **more: object) -> dict[str, Any]:
    async with served.client() as client:
        response = await client.post("/webrtc/offer", json=offer(sdp, **more))
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def messages(served: Served, *levels: str) -> list[str]:
    """What the log says, and that it says nothing that is not a line of a log."""
    found = []
    for line in served.err:
        match = LINE.fullmatch(line)
        assert match is not None, f"{line} in {served.err}"
        if not levels or match[1] in levels:
            found.append(match[2])
    return found


@asynccontextmanager
async def half_a_request(served: Served) -> AsyncIterator[tuple[Any, Any, bytes]]:
    """A request whose head has been read and whose body is still to come."""
    body = json.dumps(offer()).encode()
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        writer.write(
            b"POST /webrtc/offer HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        async with asyncio.timeout(20):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        yield reader, writer, body
    finally:
        writer.close()


# --- what it says and serves ------------------------------------------------------------------


async def test_port_0_takes_a_free_port_and_says_it_in_the_one_line_on_stdout() -> None:
    async with serving() as served:
        assert await served.stop() == 0
    assert len(served.out) == 1
    assert re.fullmatch(r"sdpsig listens on http://127\.0\.0\.1:[1-9]\d*/", served.out[0])
    assert messages(served) == []


async def test_two_servers_take_two_ports() -> None:
    async with serving() as one, serving() as other:
        assert one.port != other.port


@pytest.mark.parametrize(
    ("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("::", "[::1]")]
)
async def test_the_line_is_a_url_that_can_be_opened(host: str, shown: str) -> None:
    if ":" in host and not has_ipv6():
        pytest.skip("this machine has no IPv6")
    async with serving("--host", host) as served:
        assert served.url == f"http://{shown}:{served.port}"
        async with served.client() as client:
            assert (await client.get("/")).status_code == 200


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


async def test_the_page_the_client_and_the_ice_servers_are_there(served: Served) -> None:
    async with served.client() as client:
        for path, (media_type, body) in assets().items():
            got = await client.get(path)
            assert (got.status_code, got.content) == (200, body)
            assert got.headers["content-type"] == media_type
            assert got.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
            assert "server" not in got.headers
            head = await client.head(path)
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == str(len(body))
        servers = await client.get("/iceservers")
        assert servers.json() == [{"urls": ["stun:127.0.0.1:9"]}]


async def test_what_is_not_there_is_told_in_the_words_of_the_api(served: Served) -> None:
    async with served.client() as client:
        for response in (await client.get("/nothing"), await client.post("/", json={})):
            assert response.status_code == 404
            assert response.json()["reason"] == "http.not-found"
        response = await client.get("/webrtc/offer")
        assert (response.status_code, response.json()["reason"]) == (405, "http.method")


async def test_streams_are_published_and_played_beside_the_api(served: Served) -> None:
    require_modules("aiortc")
    player = RFC_OFFER.replace("a=sendonly", "a=recvonly")
    async with served.client() as client:
        for prefix, offered in (("/whip", RFC_OFFER), ("/whep", player)):
            reply = await client.post(f"{prefix}/studio", content=offered, headers=SDP)
            assert reply.status_code == 201, reply.text
            assert reply.headers["link"] == '<stun:127.0.0.1:9>; rel="ice-server"'
            place = reply.headers["location"]
            assert place.startswith(f"{prefix}/studio/")
            assert (await client.get(place)).status_code == 204
            assert (await client.delete(place)).status_code == 200
            assert "PATCH" in (await client.options(place)).headers["allow"]


@pytest.mark.parametrize("name", OFFERS)
async def test_the_offer_of_a_real_browser_is_answered(served: Served, name: str) -> None:
    body = await answered(served, OFFERS[name])
    answer = parse(body["sdp"]["sdp"])
    offered = parse(OFFERS[name])
    assert body["sdp"]["type"] == "answer"
    assert len(answer.media) == len(offered.media)
    assert answer.media[0].get(Setup) is not None
    assert not [item for item in answer.media[0].all(Candidate) if item.address == "127.0.0.1"]


async def test_loopback_is_told_to_browsers_only_if_asked_for() -> None:
    async with serving("--loopback") as served:
        answer = parse((await answered(served))["sdp"]["sdp"])
    assert "127.0.0.1" in [item.address for item in answer.media[0].all(Candidate)]


def test_an_answer_waits_for_no_acknowledgement() -> None:
    """Head and body are two writes: without TCP_NODELAY the second one takes 40 ms."""
    listener = server._listen("127.0.0.1", 0)
    with listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_garbage_and_upgrades_are_no_error_of_ours() -> None:
    upgrade = (
        b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    garbage = b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n"  # somebody tries TLS
    async with serving() as served:
        for said, status in ((upgrade, b"HTTP/1.1 200 "), (garbage, b"HTTP/1.1 400 ")):
            reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
            writer.write(said)
            async with asyncio.timeout(20):
                assert (await reader.readline()).startswith(status)
            writer.close()
        assert await served.stop() == 0
    assert messages(served, "ERROR") == []


# --- how it stops -----------------------------------------------------------------------------


PROMPTLY = 20.0
"""Seconds: less than the drain timeout of 60, so nothing was waited for."""


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM], ids=lambda stop: stop.name)
async def test_a_signal_ends_it_at_once_with_live_sessions_and_idle_connections(
    stop: signal.Signals,
) -> None:
    async with serving("--drain-timeout", "60") as served, served.client() as client:
        for name in sorted(OFFERS)[:5]:
            response = await client.post("/webrtc/offer", json=offer(OFFERS[name]))
            assert response.status_code == 200
        idle, writer = await asyncio.open_connection("127.0.0.1", served.port)
        assert await served.stop(stop, PROMPTLY) == 0
        assert await idle.read() == b""
        writer.close()
    assert len([text for text in messages(served) if text.endswith("closed: drained")]) == 5
    assert messages(served, "WARNING", "ERROR") == []
    assert len(served.out) == 1


async def test_a_client_that_dawdles_is_waited_for_no_longer_than_the_drain_timeout() -> None:
    async with serving("--drain-timeout", "1") as served, half_a_request(served) as request:
        reader, _, _ = request
        assert await served.stop(seconds=PROMPTLY) == 0
        status = await reader.readline()
        assert status.startswith(b"HTTP/1.1 503 ")
        rest = await reader.read()
        assert b"\r\nretry-after: 5\r\n" in rest.lower()
        assert b'"endpoint.draining"' in rest
    assert len(messages(served, "ERROR")) == 1  # uvicorn says that it gave up on a request


async def test_a_second_ctrl_c_waits_for_nobody_and_still_ends_the_sessions() -> None:
    async with serving("--drain-timeout", "60", "--loopback") as served:
        session_id = (await answered(served, OFFER))["session_id"]
        idle, writer = await asyncio.open_connection("127.0.0.1", served.port)
        async with half_a_request(served):
            served.process.send_signal(signal.SIGINT)
            assert await idle.read() == b""  # it has begun to stop
            assert await served.stop(signal.SIGINT) == 0
        writer.close()
    assert f"{public_id(session_id)} closed: drained" in messages(served)
    assert messages(served, "ERROR") == []


async def test_a_server_that_is_stopping_takes_no_new_session() -> None:
    async with serving("--drain-timeout", "30") as served:
        idle, writer = await asyncio.open_connection("127.0.0.1", served.port)
        async with half_a_request(served) as (reader, sender, body):
            served.process.send_signal(signal.SIGTERM)
            assert await idle.read() == b""  # it has begun to stop
            sender.write(body)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            assert head.startswith(b"http/1.1 503 ")
            assert b"retry-after: " in head
            assert json.loads(await reader.read())["reason"] == "endpoint.draining"
        writer.close()
        assert await served.ended() == 0
    assert messages(served) == ["POST /webrtc/offer: 503 endpoint.draining"]


# --- what is wrong ----------------------------------------------------------------------------


async def test_a_port_in_use_is_told_in_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = await run("serve", "--port", str(port))
    reason = os.strerror(errno.EADDRINUSE)
    assert ended.process.returncode == 1
    assert ended.out == []
    assert ended.err == [f"cannot listen on 127.0.0.1 port {port}: {reason}"]


@pytest.fixture
def log_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log belongs to the tests."""
    monkeypatch.setattr(server, "_set_up_logging", lambda _config: None)


@pytest.mark.usefixtures("log_as_it_is")
@pytest.mark.parametrize("host", ["a..b", "x" * 64])
def test_what_is_no_host_name_is_told_in_one_line(
    host: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert server.run(ServerConfig(host=host, port=0)) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == f"cannot listen on {host} port 0: this is no host name\n"


@pytest.mark.usefixtures("log_as_it_is")
def test_a_host_that_nobody_knows_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unknown(*_asked: object, **_how: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert server.run(ServerConfig(host="nowhere", port=1)) == 1
    told = "cannot listen on nowhere port 1: Name or service not known\n"
    assert capsys.readouterr() == ("", told)


async def test_mistakes_in_the_settings_are_all_told_and_nothing_is_started() -> None:
    ended = await run("serve", "--prot", "1", "--port", "x", environ={"SDPSIG_LOOPBACK": "maybe"})
    assert ended.process.returncode == 2
    assert ended.out == []
    assert ended.err == [
        "environment:SDPSIG_LOOPBACK: must be true or false",
        "--port: must be an integer",
        "--prot: is not known; did you mean --port?",
        HINT,
    ]


WITHOUT = """
import importlib.util, sys
found = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name == "{0}" else found(name, *rest)
sys.modules["{0}"] = None
from sdpsig.cli import main
sys.exit(main())
"""
"""A Python that lacks a package."""


async def test_without_aiortc_it_says_so_and_answers_for_ice_alone() -> None:
    lacking = ("-P", "-c", WITHOUT.format("aiortc"))
    async with serving("--loopback", python=lacking) as served:
        told = await served.logged("ICE only")
        assert "WARNING" in told
        assert "aiortc" in told
        for name in sorted(OFFERS)[:5]:
            answer = parse((await answered(served, OFFERS[name]))["sdp"]["sdp"])
            assert answer.media[0].get(Setup) is not None
        assert await served.stop(seconds=PROMPTLY) == 0
    assert len(messages(served, "WARNING", "ERROR")) == 1


async def test_without_uvicorn_it_says_what_to_install() -> None:
    ended = await run("serve", python=("-P", "-c", WITHOUT.format("uvicorn")))
    assert ended.process.returncode == 1
    assert ended.out == []
    assert ended.err == [
        "sdpsig serve needs uvicorn, which is not installed: pip install 'sdpsig[server]'"
    ]


# --- the log ----------------------------------------------------------------------------------

CANARY = "198.51.100.77"
CANDIDATES = [
    f"candidate:1 1 udp 2122260223 {CANARY} 54321 typ host",
    f"candidate:2 1 udp 1686052607 {CANARY} 54322 typ srflx raddr {CANARY} rport 9",
    f"candidate:3 1 tcp 1518280447 {CANARY} 9 typ host tcptype active",
    f"candidate:4 2 udp 2122260222 {CANARY} 54323 typ host",
]


async def talk(served: Served) -> tuple[str, list[str]]:
    """A session with candidates in and after the offer; its id and all its secrets."""
    session_id = "chosen-" + secrets.token_urlsafe(16)
    lines = "".join(f"a={line}\r\n" for line in CANDIDATES[:2])
    body = await answered(served, SMALL + lines, session_id=session_id)
    async with served.client() as client:
        for line in CANDIDATES:
            candidate = {"candidate": line, "sdpMid": "0"}
            sent = {"session_id": session_id, "candidate": candidate}
            response = await client.post("/webrtc/ice-candidate", json=sent)
            assert response.status_code == 200, response.text
        reason = "bye\r\n2026-01-01 00:00:00,000 ERROR   \x1b[31mforged\u202e"
        sent = {"session_id": session_id, "reason": reason}
        assert (await client.post("/webrtc/close", json=sent)).status_code == 200
    texts = SMALL + body["sdp"]["sdp"]
    found = re.findall(r"a=(?:ice-pwd:|fingerprint:sha-256 )(\S+)", texts)
    assert len(found) == 4
    return session_id, found


async def test_the_log_has_one_line_for_each_event_and_nothing_that_it_should_not() -> None:
    async with serving("--log-level", "debug") as served:
        session_id, found = await talk(served)
        assert await served.stop() == 0
    name = public_id(session_id)
    assert [text for text in messages(served) if text.startswith(name)] == [
        f"{name} {event}"
        for event in (
            "offer with application",
            "signaling have-remote-offer",
            "connection negotiating",
            "answered: a transport for 0, DTLS active",
            "candidate host udp",
            "candidate srflx udp",
            "signaling stable",
            "connection connecting",
            "candidate dropped: duplicate",
            "candidate dropped: duplicate",
            "candidate dropped: transport",
            "candidate dropped: component",
            "connection closed",
            r"closed: closed-by-peer (bye\r\n2026-01-01 00:00:00,000 ERROR   \x1b[31mforged\u202e)",
        )
    ]
    log = "\n".join(served.err)
    assert [secret for secret in (*found, session_id, CANARY, "127.0.0.1") if secret in log] == []


async def test_addresses_are_in_the_log_if_asked_for_and_still_no_secret() -> None:
    async with serving("--log-level", "debug", "--log-addresses") as served:
        session_id, found = await talk(served)
        assert await served.stop() == 0
    assert f"{public_id(session_id)} candidate host udp {CANARY} 54321" in messages(served)
    log = "\n".join(served.err)
    assert [secret for secret in (*found, session_id) if secret in log] == []


async def test_what_matters_less_than_the_log_level_is_not_logged() -> None:
    async with serving("--log-level", "error") as served:
        await talk(served)
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"garbage\r\n\r\n")
        writer.close()
        assert await served.stop() == 0
    assert messages(served) == []


@pytest.mark.parametrize("addresses", [False, True])
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_libraries_that_name_addresses_keep_quiet_unless_asked(
    level: str, addresses: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels: dict[str, int] = {}

    class Logger:
        def __init__(self, name: str) -> None:
            self.name = name

        def setLevel(self, level: int) -> None:  # noqa: N802
            levels[self.name] = level

    with monkeypatch.context() as patch:
        patch.setattr(logging, "getLogger", Logger)
        patch.setattr(logging, "basicConfig", lambda **how: levels.update(root=how["level"]))
        server._set_up_logging(ServerConfig(log_level=level, log_addresses=addresses))
    number = logging.getLevelNamesMapping()[level.upper()]
    assert levels.pop("root") == number
    quiet = dict.fromkeys(("aioice", "aiortc", "uvicorn"), max(number, logging.WARNING))
    assert levels == ({} if addresses else quiet)
