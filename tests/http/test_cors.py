"""Pages of other origins: which may ask, what they may read, and that cookies never count."""

import pytest

from sdpsig.adapters.asgi import Asgi
from sdpsig.http import (
    Access,
    BearerTokens,
    Cors,
    JsonApi,
    Request,
    Response,
    Whep,
    Whip,
    is_preflight,
)
from tests._front import OFFER, Front, offer_body
from tests._loop import in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

OURS, EVIL = "https://app.example.org", "https://evil.example.org"
CORS = Cors([OURS, "http://localhost:3000"])
PREFLIGHT = {"origin": OURS, "access-control-request-method": "POST"}
VARY = {"vary": "origin"}


def told(cors: Cors, origin: str | None) -> dict[str, str]:
    headers = () if origin is None else (("origin", origin),)
    return dict(cors.apply(Request("POST", OFFER, headers), Response(200)).headers)


def test_a_page_of_a_known_origin_may_read_what_it_gets() -> None:
    assert told(CORS, OURS) == {
        **VARY,
        "access-control-allow-origin": OURS,
        "access-control-expose-headers": (
            "Location, ETag, Link, Accept-Patch, Accept-Post, Access-Control-Allow-Methods,"
            " Retry-After"
        ),
    }


@pytest.mark.parametrize(
    "origin", [EVIL, "null", OURS + ".evil.org", OURS + "/", OURS.upper(), "", None]
)
def test_h9_no_other_origin_is_ever_repeated(origin: str | None) -> None:
    assert told(CORS, origin) == VARY


def test_h9_all_may_where_that_is_said_and_nothing_depends_on_who_asks() -> None:
    headers = told(Cors(["*"]), EVIL)
    assert headers["access-control-allow-origin"] == "*"
    assert "vary" not in headers
    assert told(Cors(["*"]), None) == {}


@pytest.mark.parametrize("origins", [[OURS], ["*"]])
def test_h9_cookies_never_count(origins: list[str]) -> None:
    assert "access-control-allow-credentials" not in told(Cors(origins), OURS)


def test_a_preflight_is_known_by_its_headers() -> None:
    assert is_preflight(Request("OPTIONS", "/", tuple(PREFLIGHT.items())))
    for method, names in [("POST", PREFLIGHT), ("OPTIONS", ["origin"]), ("OPTIONS", [])]:
        headers = tuple((name, PREFLIGHT[name]) for name in names)
        assert not is_preflight(Request(method, "/", headers))


async def test_h9_a_preflight_needs_no_token_and_gets_no_ice_servers() -> None:
    front = Front(authenticate=BearerTokens({"ann": "a-long-enough-token"}), cors=CORS)
    for path, methods in [(OFFER, "POST, OPTIONS"), ("/iceservers", "GET, HEAD, OPTIONS")]:
        reply = await front.request(path, method="OPTIONS", headers=PREFLIGHT)
        assert (reply.status, reply.body) == (204, b"")
        assert reply.header("access-control-allow-origin") == OURS
        assert reply.header("access-control-allow-methods") == methods
        assert reply.header("access-control-allow-headers") == (
            "authorization, content-type, etag, idempotency-key, if-match, last-event-id"
        )
        assert reply.header("access-control-max-age") == "600"
        assert reply.header("link") is None


@pytest.mark.parametrize("path", [OFFER, "/whip/studio", "/whip/studio/a-session", "/whep/studio"])
async def test_a_preflight_says_once_what_may_be_done(path: str) -> None:
    front = Front()
    front.app = Asgi(
        front.endpoint, front.media, JsonApi(), Whip(), Whep(), access=Access(cors=CORS)
    )
    reply = await front.request(path, method="OPTIONS", headers=PREFLIGHT)
    names = [name for name, _ in reply.headers]
    assert sorted(set(names)) == sorted(names)
    assert "POST" in (reply.header("access-control-allow-methods") or "")


async def test_h9_a_preflight_from_elsewhere_is_told_nothing() -> None:
    front = Front(cors=CORS)
    reply = await front.request(OFFER, method="OPTIONS", headers={**PREFLIGHT, "origin": EVIL})
    assert reply.status == 204
    assert not [name for name, _ in reply.headers if name.startswith("access-control")]


async def test_errors_can_be_read_by_pages_too() -> None:
    front = Front(authenticate=BearerTokens({}), cors=CORS)
    headers = {"origin": OURS, "content-type": "application/json"}
    reply = await front.request(OFFER, offer_body(), headers=headers)
    assert reply.error() == (401, "auth.required")
    assert reply.header("access-control-allow-origin") == OURS


async def test_h9_without_a_list_no_page_of_another_origin_may() -> None:
    reply = await Front().request(OFFER, method="OPTIONS", headers=PREFLIGHT)
    assert reply.header("allow") == "POST, OPTIONS"
    assert not [name for name, _ in reply.headers if name.startswith("access-control")]
