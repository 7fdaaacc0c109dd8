"""The client over httpx, with await and without: at our own server, and at hostile ones."""

import asyncio
import errno
import importlib
import logging
import os
import random
import re
import socket
import ssl
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx
import pytest

from sdpsig.adapters import _httpx
from sdpsig.adapters.client import (
    AsyncSignalingClient,
    AsyncWhepClient,
    AsyncWhipClient,
    BadResponseError,
    IceCandidate,
    NotFoundError,
    RefusedError,
    ServerEvent,
    SignalingClient,
    TransportError,
    UnauthorizedError,
    UnavailableError,
    WhepClient,
    WhipClient,
)
from sdpsig.errors import LocalProtocolError
from sdpsig.limits import Limits
from tests._extras import require_modules
from tests._front import GOOD, Front
from tests._loop import run
from tests.adapters._scripted import (
    Line,
    Scripted,
    flooding,
    hanging,
    said,
    scripted,
    vanishing,
)
from tests.adapters._served import serving

HOST = IceCandidate("candidate:1 1 udp 2122260223 192.0.2.1 54321 typ host", mid="0")
ANSWER = {"sdp": {"type": "answer", "sdp": "v=0"}, "session_id": "s"}
RECEIVED = {"session_id": "s", "status": "received"}
PROMPTLY = 10.0
"""Seconds: far less than whatever would have to be waited for."""


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Delays between attempts have no length."""
    monkeypatch.setattr(random, "random", lambda: 0.0)


# --- two kinds of client, one set of tests

Maker = Callable[..., Any]


def without_await(url: str, name: str, *arguments: Any, **options: Any) -> Any:
    with SignalingClient(url, **options) as client:
        result = getattr(client, name)(*arguments)
        return list(result) if isinstance(result, Iterator) else result


def with_await(url: str, name: str, *arguments: Any, **options: Any) -> Any:
    async def main() -> Any:
        async with AsyncSignalingClient(url, **options) as client:
            result = getattr(client, name)(*arguments)
            if isinstance(result, AsyncIterator):
                return [item async for item in result]
            return await result

    return asyncio.run(main())


@pytest.fixture(params=[without_await, with_await])
def call(request: pytest.FixtureRequest) -> Maker:
    maker: Maker = request.param
    return maker


def test_an_offer_goes_there_and_an_answer_comes_back(call: Maker) -> None:
    with scripted(said(200, ANSWER | {"metadata": 7})) as server:
        answer = call(server.url + "/rtc/", "send_offer", "v=0", "s", {"room": 7})
    assert (answer.session_id, answer.sdp.sdp, answer.metadata) == ("s", "v=0", 7)
    (asked,) = server.asked
    assert (asked.method, asked.target) == ("POST", "/rtc/webrtc/offer")
    assert asked.headers["content-type"] == "application/json"
    assert asked.headers["accept-encoding"] == "identity"
    assert len(asked.headers["idempotency-key"]) >= 22
    assert asked.json["metadata"] == {"room": 7}


def test_headers_and_token_go_along(call: Maker) -> None:
    with scripted(said(200, [])) as server:
        assert call(server.url, "get_ice_servers", token="t", headers={"X-Key": "k"}) == ()
    assert server.asked[0].headers["authorization"] == "Bearer t"
    assert server.asked[0].headers["x-key"] == "k"


def test_proxies_and_netrc_of_the_surroundings_are_not_used(
    call: Maker, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password hush\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with scripted(said(200, [])) as server:
        call(server.url, "get_ice_servers")
    assert "authorization" not in server.asked[0].headers


def test_a_refusal_has_the_servers_words(call: Maker) -> None:
    body = {"error": "a line", "code": 400, "reason": "sdp.line-syntax", "line": 3}
    with scripted(said(400, body)) as server, pytest.raises(RefusedError) as caught:
        call(server.url, "exchange_sdp", "?")
    assert (caught.value.status, caught.value.reason, caught.value.fault.line) == (
        400,
        "sdp.line-syntax",
        3,
    )


@pytest.mark.parametrize(
    ("status", "kind"), [(401, UnauthorizedError), (404, NotFoundError), (500, RefusedError)]
)
def test_a_status_has_its_error(call: Maker, status: int, kind: type[Exception]) -> None:
    with scripted(said(status, b"<html>")) as server, pytest.raises(kind):
        call(server.url, "close_session", "s")


def test_a_busy_server_is_asked_again_and_then_no_more(call: Maker) -> None:
    busy = said(503, {"error": "full", "reason": "endpoint.full"}, ("Retry-After", "0"))
    with scripted(busy, busy, said(200, ANSWER)) as server:
        assert call(server.url, "exchange_sdp", "v=0") == ("s", "v=0")
    with scripted(busy, busy, busy, said(200, ANSWER)) as server:
        with pytest.raises(UnavailableError) as caught:
            call(server.url, "exchange_sdp", "v=0")
        assert (caught.value.retry_after, caught.value.reason) == (0, "endpoint.full")
        assert len(server.asked) == 3


def test_a_pause_that_does_not_fit_into_the_time_is_not_made(call: Maker) -> None:
    busy = said(503, b"", ("Retry-After", "20"))
    start = time.monotonic()
    with scripted(busy) as server, pytest.raises(UnavailableError):
        call(server.url, "exchange_sdp", "v=0", timeout=10)
    assert time.monotonic() - start < PROMPTLY


def test_an_offer_with_an_id_survives_a_broken_connection(call: Maker) -> None:
    with scripted(vanishing(), said(200, ANSWER)) as server:
        assert call(server.url, "exchange_sdp_with_session", "v=0", "s") == "v=0"
        one, other = server.asked
        assert one.body == other.body
        assert one.headers["idempotency-key"] == other.headers["idempotency-key"]


def test_an_offer_without_an_id_is_not_made_twice(call: Maker) -> None:
    with scripted(vanishing(), said(200, ANSWER)) as server:
        with pytest.raises(TransportError, match="the connection broke"):
            call(server.url, "exchange_sdp", "v=0")
        assert len(server.asked) == 1


def test_where_nobody_listens_the_error_says_so(call: Maker) -> None:
    with scripted() as server:
        pass
    place = server.url.removeprefix("http://")
    with pytest.raises(TransportError) as caught:
        call(server.url, "exchange_sdp", "v=0", token="hush")
    assert caught.value.fault.detail == f"POST /webrtc/offer: no connection ({place}: refused)"
    cause = caught.value.__cause__
    assert isinstance(cause, ConnectionRefusedError)
    assert (cause.__traceback__, cause.__cause__, cause.__context__) == (None, None, None)


def test_where_tls_fails_the_error_says_so(call: Maker) -> None:
    with scripted(said(400)) as server, pytest.raises(TransportError, match=r": TLS: ") as caught:
        call(server.url.replace("http:", "https:"), "get_ice_servers", attempts=1)
    assert isinstance(caught.value.__cause__, ssl.SSLError)


def untrusted() -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "hush")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("root", "kind", "told"),
    [
        (socket.gaierror(-2, "hush"), httpx.ConnectError, "no connection (x:80: name not found)"),
        (untrusted(), httpx.ConnectError, "no connection (x:80: TLS: self-signed certificate)"),
        (ssl.SSLError(1, "hush"), httpx.ConnectError, "no connection (x:80: TLS: failed)"),
        (
            ExceptionGroup("hush", [ConnectionRefusedError(111, "hush")]),
            httpx.ConnectError,
            "no connection (x:80: refused)",
        ),
        (OSError(), httpx.ConnectError, "no connection (x:80)"),
        (ValueError("hush"), httpx.ConnectError, "no connection (x:80)"),
        (
            ConnectionResetError(errno.ECONNRESET, "hush"),
            httpx.ReadError,
            f"the connection broke (x:80: {os.strerror(errno.ECONNRESET).lower()})",
        ),
        (ValueError("hush"), httpx.RemoteProtocolError, "the connection broke (x:80)"),
        (ValueError("hush"), httpx.ReadTimeout, "no complete response in time (x:80)"),
    ],
    ids=repr,
)
def test_an_error_says_which_kind_of_failure_it_was_and_is_raised_from_it(
    call: Maker, root: Exception, kind: type[httpx.HTTPError], told: str
) -> None:
    def fail(_: httpx.Request) -> httpx.Response:
        raise kind("hush") from root

    transport = httpx.MockTransport(fail)
    library: Any = httpx.Client if call is without_await else httpx.AsyncClient
    with pytest.raises(TransportError) as caught:
        call("http://x/hush", "get_ice_servers", http_client=library(transport=transport))
    assert caught.value.fault.detail == f"GET /iceservers: {told}"
    cause = caught.value.__cause__
    assert cause is None or isinstance(cause, OSError)
    assert (cause is None) is (type(root) is ValueError)


def test_the_candidate_of_a_browser_is_taken_and_other_types_are_told(call: Maker) -> None:
    browsers = {"candidate": HOST.candidate, "sdpMid": "0", "sdpMLineIndex": None}
    with scripted(said(200, RECEIVED)) as server:
        call(server.url, "send_ice_candidate", "s", browsers)
        assert server.asked[0].json["candidate"] == browsers
        with pytest.raises(TypeError, match="not str"):
            call(server.url, "send_ice_candidate", "s", "candidate:1")
        with pytest.raises(TypeError, match="not str"):
            call(server.url, "setup_session", "v=0", ["candidate:1"])
        with pytest.raises(TypeError, match="sdp must be str, not bytes"):
            call(server.url, "exchange_sdp", b"v=0")
        assert len(server.asked) == 1


def test_candidates_go_together_and_a_bad_one_costs_only_itself(
    call: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    bad = said(400, {"error": "a candidate that is none", "reason": "ice.bad-candidate"})
    good = said(200, RECEIVED)
    with scripted(said(200, ANSWER), bad, good, bad) as server:
        done = call(server.url, "setup_session", "v=0", [HOST, HOST])
    assert done == ("s", "v=0")
    (record,) = [record for record in caplog.records if record.name == "sdpsig.client"]
    assert record.levelname == "WARNING"
    assert record.getMessage().endswith("a candidate that is none [ice.bad-candidate]")
    assert not record.getMessage().startswith("s ")


def test_candidates_follow(call: Maker) -> None:
    with scripted(said(200, RECEIVED), said(200, RECEIVED), said(200, RECEIVED)) as server:
        call(server.url, "send_ice_candidate", "s", HOST)
        call(server.url, "send_ice_candidate", "s", None)
        call(server.url, "send_ice_candidates", "s", [HOST, None])
    assert server.asked[1].json["candidate"]["candidate"] == ""
    assert len(server.asked[2].json["candidates"]) == 2


def test_an_offer_of_the_server_is_answered(call: Maker) -> None:
    accepted = said(200, {"session_id": "s", "status": "accepted"})
    with scripted(accepted, accepted) as server:
        call(server.url, "send_answer", "s", "v=0")
        call(server.url, "send_answer", "s", "v=0", "pranswer")
    assert [asked.json["sdp"]["type"] for asked in server.asked] == ["answer", "pranswer"]


def test_the_candidates_of_the_server_come_one_by_one(call: Maker) -> None:
    def page(*lines: str, after: int, complete: bool = False) -> Line:
        body = {"candidates": [{"candidate": line} for line in lines], "next": after}
        return said(200, {"session_id": "s", "complete": complete} | body)

    with scripted(page("a", "b", after=2), page("c", after=3, complete=True)) as server:
        found = call(server.url, "candidates", "s")
    assert [candidate.candidate for candidate in found] == ["a", "b", "c"]
    assert [asked.target.rpartition("&")[2] for asked in server.asked] == ["after=0", "after=2"]


EVENTS = ("Content-Type", "text/event-stream")


def test_events_come_as_they_are_sent_and_a_stream_is_resumed(
    call: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sdpsig.client._streams.PAUSE", 0.0)
    first = said(200, b"id: 1\nevent: candidate\ndata: {}\n\ndata: half", EVENTS, length=False)
    second = said(200, b"id: 2\ndata: x\n\n", EVENTS, length=False)
    with scripted(first, second, said(404)) as server:
        found = call(server.url, "events", "s")
    assert found == [ServerEvent("candidate", "{}", "1"), ServerEvent("message", "x", "2")]
    assert [asked.headers.get("last-event-id") for asked in server.asked] == [None, "1", "2"]


def test_a_stream_for_a_session_that_is_not_there_fails(call: Maker) -> None:
    with scripted(said(404, {"reason": "session.not-found"})) as server:
        with pytest.raises(NotFoundError) as caught:
            call(server.url, "events", "s")
        assert caught.value.reason == "session.not-found"


# --- hostile servers

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "head", [HEAD + b"\r\n", HEAD + b"Content-Length: 999999999\r\n\r\n"], ids=["endless", "long"]
)
def test_c1_no_more_of_a_body_is_read_than_may_be(call: Maker, head: bytes) -> None:
    with scripted(flooding(head)) as server, pytest.raises(BadResponseError) as caught:
        call(server.url, "get_ice_servers")
    assert caught.value.fault.code == "client.response-too-large"


def test_c1_at_the_limit_a_body_is_taken_and_one_byte_more_is_not(call: Maker) -> None:
    limits = Limits(response_bytes=100)
    with scripted(said(200, b"[]".ljust(100)), said(200, b"[]".ljust(101))) as server:
        assert call(server.url, "get_ice_servers", limits=limits) == ()
        with pytest.raises(BadResponseError, match="too large"):
            call(server.url, "get_ice_servers", limits=limits)


def test_c2_a_redirect_is_followed_within_the_origin_with_the_whole_request(call: Maker) -> None:
    with scripted(said(307, b"", ("Location", "/v2/offer")), said(200, ANSWER)) as server:
        assert call(server.url, "exchange_sdp", "v=0", token="t") == ("s", "v=0")
    one, other = server.asked
    assert (other.method, other.target, other.body) == ("POST", "/v2/offer", one.body)
    assert other.headers["authorization"] == "Bearer t"


def clients_of_their_owner(name: str, **options: Any) -> tuple[Any, Any]:
    require_modules(name)
    library: Any = importlib.import_module(name)
    return library.Client(**options), library.AsyncClient(**options)


LIBRARIES = ("httpx", "httpx2")


@pytest.mark.parametrize("name", LIBRARIES)
def test_c2_across_origins_no_credential_goes_along_whoever_holds_it(
    call: Maker, name: str
) -> None:
    sync, awaited = clients_of_their_owner(
        name, auth=("me", "hush"), headers={"X-Key": "hush"}, trust_env=False
    )
    client = sync if call is without_await else awaited
    with scripted(said(200, ANSWER)) as other:
        lead = said(307, b"", ("Location", f"{other.url}/webrtc/offer"))
        with scripted(lead) as server:
            options = {"origins": "*", "headers": {"X-Token": "hush"}, "http_client": client}
            assert call(server.url, "exchange_sdp", "v=0", **options) == ("s", "v=0")
        assert {"authorization", "x-key", "x-token"} <= set(server.asked[0].headers)
        assert "hush" not in str(other.asked[0].headers)
        assert not {"authorization", "x-key", "x-token"} & set(other.asked[0].headers)
    assert not client.is_closed


@pytest.mark.parametrize("name", LIBRARIES)
def test_either_library_will_do(call: Maker, name: str) -> None:
    sync, awaited = clients_of_their_owner(name, trust_env=False)
    client = sync if call is without_await else awaited
    with scripted(vanishing(), said(200, ANSWER)) as server:
        options = {"http_client": client}
        assert call(server.url, "exchange_sdp_with_session", "v=0", "s", **options) == "v=0"
    with pytest.raises(TransportError, match="no connection"):
        call(server.url, "exchange_sdp", "v=0", http_client=client)
    assert not client.is_closed


@pytest.mark.parametrize("status", [200, 404])
def test_what_is_no_json_is_told_without_repeating_it(call: Maker, status: int) -> None:
    with scripted(said(status, b"\x1b[31m<script>hush")) as server:
        with pytest.raises((BadResponseError, NotFoundError)) as caught:
            call(server.url, "exchange_sdp", "v=0")
        assert "hush" not in str(caught.value)
        assert str(caught.value).isprintable()


@pytest.mark.parametrize("garbage", [b"\x16\x03\x01\x02", b"HTTP/9.9 hello\r\n\r\n", b"\r\n\r\n"])
def test_what_is_no_http_is_a_broken_connection(call: Maker, garbage: bytes) -> None:
    def line(connection: Any, over: threading.Event) -> None:
        connection.sendall(garbage)

    with scripted(line) as server, pytest.raises(TransportError):
        call(server.url, "exchange_sdp", "v=0")


# --- mistakes of the caller


@pytest.mark.parametrize("url", ["", "localhost:8080", "ftp://x", "http://x?y", "http://u:p@x"])
def test_a_url_that_cannot_be_is_told_at_once(url: str) -> None:
    for kind in (SignalingClient, AsyncSignalingClient):
        with pytest.raises(ValueError, match="URL"):
            kind(url)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 86_401])
def test_a_timeout_is_a_positive_number(timeout: float) -> None:
    for kind in (SignalingClient, AsyncSignalingClient):
        with pytest.raises(ValueError, match="timeout must be"):
            kind("http://x", timeout=timeout)


CLIENTS: tuple[Any, ...] = (
    SignalingClient,
    AsyncSignalingClient,
    WhipClient,
    AsyncWhipClient,
    WhepClient,
    AsyncWhepClient,
)
NO_OPTIONS: tuple[tuple[dict[str, Any], type[Exception], str], ...] = (
    ({"tokn": "hush"}, TypeError, "unknown option 'tokn'; did you mean 'token'?"),
    ({"retries": 1}, TypeError, "unknown option 'retries'; there are headers, token, timeout"),
    ({"token": b"hush"}, TypeError, "token must be str or None, not bytes"),
    ({"headers": [("x", "hush")]}, TypeError, "headers must be a mapping, not list"),
    ({"origins": 7}, TypeError, "origins must be an iterable, not int"),
    ({"limits": {}}, TypeError, "limits must be Limits, not dict"),
    ({"timeout": None}, TypeError, "timeout must be float or int, not NoneType"),
    ({"attempts": 1.5}, TypeError, "attempts must be int, not float"),
    ({"attempts": 0}, ValueError, "attempts must be 1 or more, not 0"),
    ({"token": "hush\n"}, ValueError, "the header 'authorization' has a value"),
    ({"origins": ["hush"]}, ValueError, "the origin 'hush' cannot be used"),
    ({"timeout": 0}, ValueError, "not 0 seconds"),
    ({"http_client": "hush"}, TypeError, "not builtins.str"),
)


@pytest.mark.parametrize("kind", CLIENTS)
@pytest.mark.parametrize(("options", "error", "told"), NO_OPTIONS, ids=str)
def test_an_option_that_cannot_be_is_told_at_once(
    kind: Any, options: dict[str, Any], error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=re.escape(told)) as caught:
        kind("http://x", **options)
    assert "hush" not in str(caught.value) or "origins" in options


def test_a_client_of_the_wrong_kind_is_told_at_once() -> None:
    with httpx.Client() as sync:
        with pytest.raises(TypeError, match=r"httpx\.AsyncClient"):
            AsyncSignalingClient("http://x", http_client=sync)
        with pytest.raises(TypeError, match=r"httpx\.Client"):
            SignalingClient("http://x", http_client=object())


def test_a_client_that_is_closed_says_so() -> None:
    client = SignalingClient("http://x")
    client.close()
    with pytest.raises(LocalProtocolError, match="closed"):
        client.get_ice_servers()
    with pytest.raises(LocalProtocolError, match="closed"):
        list(client.events("s"))


def test_without_httpx_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_httpx, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'sdpsig\[httpx\]'"):
        SignalingClient("http://x")


# --- logs


@pytest.mark.parametrize("name", LIBRARIES)
def test_l2_no_secret_gets_into_a_log_at_any_level(
    call: Maker, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sync, awaited = clients_of_their_owner(name, trust_env=False)
    client = sync if call is without_await else awaited
    page = {"session_id": "hush", "candidates": [], "next": 0, "complete": True}
    servers = [{"urls": "turn:x", "credential": "hush"}]
    headers = (("Location", "/hush"), ("Set-Cookie", "a=hush"))
    options = {"http_client": client, "token": "hush"}
    with scripted(said(200, page, *headers), said(200, servers), said(404)) as server:
        call(server.url, "candidates", "hush", **options)
        call(server.url, "get_ice_servers", **options)
        with pytest.raises(NotFoundError):
            call(server.url, "close_session", "hush", **options)
    told = [record.getMessage() for record in caplog.records]
    assert any(f"{server.url}/..." in message for message in told)
    assert "hush" not in "\n".join(told)


def test_what_others_log_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    SignalingClient("http://x").close()
    with scripted(said(200)) as server, httpx.Client(trust_env=False) as client:
        client.get(f"{server.url}/visible")
    assert "/visible" in caplog.text


# --- many at once


def test_one_client_serves_many_threads() -> None:
    count = 20
    with scripted(*[said(200, ANSWER)] * count) as server, SignalingClient(server.url) as client:
        done: list[str] = []

        def work(number: int) -> None:
            done.append(client.exchange_sdp_with_session("v=0", str(number)))

        threads = [threading.Thread(target=work, args=(number,)) for number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert done == ["v=0"] * count
    assert {asked.json["session_id"] for asked in server.asked} == {*map(str, range(count))}


def test_x4_a_cancelled_call_leaves_nothing_behind() -> None:
    async def main(server: Scripted) -> None:
        async with AsyncSignalingClient(server.url) as client:
            task = asyncio.create_task(client.exchange_sdp("v=0"))
            assert await asyncio.to_thread(server.heard.wait, PROMPTLY)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.exchange_sdp("v=0")) == ("s", "v=0")

    with scripted(hanging(), said(200, ANSWER)) as server:
        asyncio.run(main(server))


def test_a_stream_that_is_left_is_closed() -> None:
    stream = said(200, b"data: 1\n\ndata: 2\n\n", EVENTS, length=False)
    with scripted(stream, stream) as server:
        with SignalingClient(server.url) as client:
            heard = client.events("s")
            assert next(heard).data == "1"
            heard.close()  # type: ignore[attr-defined]

        async def main() -> None:
            async with AsyncSignalingClient(server.url) as client:
                async for event in client.events("s"):
                    assert event.data == "1"
                    break

        asyncio.run(main())


def test_no_cookie_ties_sessions_together() -> None:
    cookie = said(200, [], ("Set-Cookie", "who=me; Path=/"))

    async def main() -> None:
        async with AsyncSignalingClient(server.url) as client:
            await client.get_ice_servers()
            await client.get_ice_servers()

    with scripted(cookie, said(200, []), cookie, said(200, [])) as server:
        with SignalingClient(server.url) as client:
            client.get_ice_servers()
            client.get_ice_servers()
        asyncio.run(main())
    assert [asked.headers.get("cookie") for asked in server.asked] == [None] * 4


# --- our own server, in process and in virtual time


def at_front(front: Front, **options: Any) -> AsyncSignalingClient:
    transport = httpx.ASGITransport(front.app)
    client = httpx.AsyncClient(transport=transport)
    return AsyncSignalingClient("http://front", http_client=client, **options)


def in_process(test: Callable[[Front, AsyncSignalingClient], Any]) -> None:
    async def main() -> None:
        front = Front()
        await test(front, at_front(front))
        await front.check_clean()

    run(main())


def test_a_session_of_our_own_server_from_its_offer_to_its_end() -> None:
    async def test(front: Front, client: AsyncSignalingClient) -> None:
        answer = await client.send_offer(GOOD, "mine", {"room": 7})
        assert (answer.session_id, answer.metadata) == ("mine", {"room": 7})
        assert answer.sdp.sdp.startswith("v=0")
        await client.send_ice_candidate("mine", HOST)
        await client.send_ice_candidates("mine", [HOST, None])
        await front.idle()
        assert [found is None for found in front.media.received()] == [False, True]
        assert await client.get_ice_servers() == ()
        await client.close_session("mine", "enough")
        await client.close_session("mine", "enough")
        assert front.media.ends() == ["closed-by-peer"]

    in_process(test)


def test_our_own_server_says_what_is_wrong() -> None:
    async def test(front: Front, client: AsyncSignalingClient) -> None:
        with pytest.raises(RefusedError) as caught:
            await client.exchange_sdp(GOOD.replace("a=ice-ufrag", "a=x-ufrag"))
        assert caught.value.fault.code == "ice.missing-credentials"
        assert caught.value.status == 422
        with pytest.raises(RefusedError) as caught:
            await client.send_offer("?")
        assert caught.value.fault.line == 1
        with pytest.raises(NotFoundError) as missing:
            await client.send_ice_candidate("nobody", HOST)
        assert missing.value.reason == "session.not-found"
        with pytest.raises(RefusedError) as caught:
            await client.send_offer(GOOD, "no spaces, please")
        assert caught.value.reason == "session.bad-id"

    in_process(test)


def test_a_session_is_set_up_in_spite_of_a_bad_candidate() -> None:
    async def test(front: Front, client: AsyncSignalingClient) -> None:
        bad = IceCandidate("garbage", mid="0")
        session_id, answer = await client.setup_session(GOOD, [HOST, bad, None])
        assert answer.startswith("v=0")
        await front.idle()
        assert [found is None for found in front.media.received()] == [False, True]
        await client.close_session(session_id)

    in_process(test)


def test_many_sessions_at_once_are_kept_apart() -> None:
    async def test(front: Front, client: AsyncSignalingClient) -> None:
        async def one(number: int) -> None:
            answer = await client.send_offer(GOOD, f"s{number}", number)
            assert (answer.session_id, answer.metadata) == (f"s{number}", number)
            await client.close_session(answer.session_id)

        await asyncio.gather(*map(one, range(50)))

    in_process(test)


def test_the_time_of_a_call_is_bounded_with_its_pauses() -> None:
    async def main() -> None:
        def busy(_: httpx.Request) -> httpx.Response:
            return httpx.Response(503, headers={"retry-after": "12"})

        clock = asyncio.get_running_loop().time
        client = httpx.AsyncClient(transport=httpx.MockTransport(busy))
        caller = AsyncSignalingClient("http://x", http_client=client, attempts=99)
        start = clock()
        with pytest.raises(UnavailableError):
            await caller.get_ice_servers()
        assert clock() - start == 24

    run(main())


def test_a_stream_that_falls_silent_is_taken_for_dead() -> None:
    class Silent(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"id: 1\ndata: x\n\n"
            await asyncio.sleep(10_000)

    async def main() -> None:
        heads: list[str | None] = []

        def answer(request: httpx.Request) -> httpx.Response:
            heads.append(request.headers.get("last-event-id"))
            if len(heads) > 1:
                return httpx.Response(204)
            return httpx.Response(200, headers=[EVENTS], stream=Silent())

        client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
        caller = AsyncSignalingClient("http://x", http_client=client)
        assert [event.data async for event in caller.events("s")] == ["x"]
        assert heads == [None, "1"]

    run(main())


# --- the reference server


def test_the_reference_server_is_understood() -> None:
    require_modules("uvicorn", "aioice")

    async def main() -> None:
        async with serving("--ice-server", "stun:127.0.0.1:9", "--loopback") as served:
            async with AsyncSignalingClient(served.url) as client:
                servers = await client.get_ice_servers()
                assert [server.urls for server in servers] == [("stun:127.0.0.1:9",)]
                session_id, answer = await client.setup_session(GOOD, [HOST, None])
                assert "a=candidate:" in answer
                await client.close_session(session_id, "enough")
                with pytest.raises(NotFoundError):
                    await client.send_ice_candidate(session_id, HOST)

            def talk() -> None:
                with SignalingClient(served.url) as client:
                    session_id, answer = client.exchange_sdp(GOOD)
                    assert "a=candidate:" in answer
                    client.close_session(session_id)

            await asyncio.to_thread(talk)
            assert await served.stop() == 0

    asyncio.run(main())
