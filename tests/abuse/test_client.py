"""Servers that are hostile to our clients, at every request that these make (C1 to C4)."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from sdpsig.adapters.client import (
    AsyncSignalingClient,
    AsyncWhepClient,
    AsyncWhipClient,
    IceCandidate,
    SignalingClient,
    WhepClient,
    WhipClient,
)
from sdpsig.client import SignalingError
from tests.abuse._door import HOST
from tests.adapters._scripted import Scripted, dripping, flooding, hanging, said, scripted
from tests.adapters.test_whip_client import blocking
from tests.client._ingest import ANSWER, OFFER, RESTART_OFFER

TOKEN = "hush"
MEBIBYTE = 1 << 20
PROMPTLY = 10.0
CANDIDATE = IceCandidate(HOST["candidate"], mid="0")
OPENED = said(
    201,
    ANSWER.encode(),
    ("Content-Type", "application/sdp"),
    ("Location", "/session/1"),
    ("ETag", '"one"'),
)
"""What a WHIP server says to an offer."""
CLIENTS: Mapping[str, tuple[Callable[..., Any], ...]] = {
    "without await": (SignalingClient, WhipClient, WhepClient),
    "with await": (
        lambda *a, **o: blocking(AsyncSignalingClient(*a, **o)),
        lambda *a, **o: blocking(AsyncWhipClient(*a, **o)),
        lambda *a, **o: blocking(AsyncWhepClient(*a, **o)),
    ),
}


def _within(do: Callable[[Any], object]) -> Callable[[Any], object]:
    """A call within a session that is opened first."""
    return lambda client: do(client.publish(OFFER))


CALLS: Mapping[str, tuple[int, Callable[[Any], object]]] = {
    "offer": (0, lambda client: client.exchange_sdp_with_session("v=0", "s")),
    "servers": (0, lambda client: client.get_ice_servers()),
    "close": (0, lambda client: client.close_session("s")),
    "publish": (1, lambda client: client.publish(OFFER)),
    "play": (2, lambda client: client.play(OFFER)),
    "candidates": (1, _within(lambda session: session.send_ice_candidates([CANDIDATE]))),
    "restart": (1, _within(lambda session: session.restart_ice(RESTART_OFFER))),
    "end": (1, _within(lambda session: session.close())),
}
"""Which client makes it, and how."""
EACH = pytest.mark.parametrize("name", CALLS)
BOTH = pytest.mark.parametrize("kind", CLIENTS)


def called(kind: str, name: str, server: Scripted, **options: Any) -> SignalingError | None:
    """The error of a call, where the server has a word to say after what opens a session."""
    which, call = CALLS[name]
    if name in ("candidates", "restart", "end"):
        server.script.insert(0, OPENED)
    with CLIENTS[kind][which](server.url, token=TOKEN, **options) as client:
        try:
            call(client)
        except SignalingError as error:
            return error
    return None


def told(error: SignalingError | None) -> str:
    assert error is not None
    assert TOKEN not in f"{error}{error!r}"
    return error.fault.code.value


def asked(name: str, server: Scripted) -> int:
    """How often the call itself was made."""
    return len(server.asked) - (name in ("candidates", "restart", "end"))


# --- C1


def bomb() -> bytes:
    """Some hundred bytes that are 50 MiB, packed twice."""
    packer = zlib.compressobj(9, wbits=31)
    packed = b"".join(packer.compress(b" " * MEBIBYTE) for _ in range(50)) + packer.flush()
    return gzip.compress(packed)


BOMB = bomb()
START = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"


@BOTH
@EACH
def test_c1_nothing_is_unpacked_and_no_endless_body_is_read(name: str, kind: str) -> None:
    hostile = {
        "client.bad-response": said(200, BOMB, ("Content-Encoding", "gzip, gzip")),
        "client.response-too-large": flooding(START),
    }
    for code, line in hostile.items():
        with scripted(line) as server:
            tracemalloc.start()
            try:
                error = called(kind, name, server)
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
            assert told(error) == code
            assert peak < 8 * MEBIBYTE
            assert asked(name, server) == 1
            assert server.asked[-1].headers["accept-encoding"] == "identity"


# --- C2


@BOTH
@EACH
@pytest.mark.parametrize("status", [301, 302, 303])
def test_c2_a_redirect_that_makes_another_request_of_it_is_not_followed(
    name: str, kind: str, status: int
) -> None:
    with scripted(said(status, b"", ("Location", "/elsewhere"))) as server:
        assert told(called(kind, name, server)) == "client.redirect"
        assert asked(name, server) == 1


@BOTH
@EACH
def test_c2_twenty_hops_are_too_many(name: str, kind: str) -> None:
    with scripted(*[said(307, b"", ("Location", "/"))] * 20) as server:
        assert told(called(kind, name, server)) == "client.redirect"
        assert asked(name, server) == 6


@BOTH
@EACH
def test_c2_nobody_is_led_to_another_origin_least_of_all_with_a_credential(
    name: str, kind: str
) -> None:
    with scripted() as other, scripted(said(308, b"", ("Location", f"{other.url}/x"))) as server:
        assert told(called(kind, name, server)) == "client.redirect"
        assert other.asked == []


# --- C3

ELSEWHERE = (
    "//evil.example/x",
    "file:///etc/passwd",
    "http://169.254.169.254/latest",
    "http://127.0.0.1:9/x",
    "https://127.0.0.1/x",
    "http://u:p@127.0.0.1/x",
    "javascript:alert(1)",
    "http://[::1",
)


@BOTH
@pytest.mark.parametrize("name", ["publish", "play"])
@pytest.mark.parametrize("place", [*ELSEWHERE, None])
def test_c3_a_session_elsewhere_is_none_and_nothing_is_sent_there(
    name: str, kind: str, place: str | None
) -> None:
    location = () if place is None else (("Location", place),)
    opened = said(201, ANSWER.encode(), ("Content-Type", "application/sdp"), *location)
    with scripted(opened) as server:
        assert told(called(kind, name, server)) == "client.bad-location"
        assert len(server.asked) == 1


# --- C4

DRIPS = {
    "a head in drips": dripping(b"HTTP/1.1 200 OK\r\nX: "),
    "a body in drips": dripping(START[:-2] + b"Content-Length: 100000\r\n\r\n"),
    "nothing": hanging(),
}


@BOTH
@EACH
@pytest.mark.parametrize("drip", DRIPS)
def test_c4_a_call_has_an_end_whatever_the_server_does(name: str, kind: str, drip: str) -> None:
    begun = time.monotonic()
    with scripted(DRIPS[drip]) as server:
        assert told(called(kind, name, server, timeout=0.3)) == "client.timeout"
    assert time.monotonic() - begun < PROMPTLY
