"""Who asks: tokens, challenges and hooks. What each may do where is in tests/abuse."""

import json

import pytest

from sdpsig.http import BearerTokens, Denied, Principal, Request
from sdpsig.http._auth import denial
from tests._front import OFFER, Front
from tests._loop import in_virtual_time

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

ANN, BOB = "correct-horse-battery", "staple-and-so-on"
TOKENS = BearerTokens({"ann": ANN, "bob": BOB})


def found(authorization: str | None, path: str = OFFER) -> Principal | Denied | None:
    headers = () if authorization is None else (("authorization", authorization),)
    return TOKENS(Request("POST", path, headers), 0.0)


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
def test_a_token_says_who_it_is(scheme: str) -> None:
    assert found(scheme + ANN) == Principal("ann")
    assert found(scheme + BOB) == Principal("bob")


@pytest.mark.parametrize("given", [None, "", "Bearer", "Bearer ", f"Basic {ANN}", "Bearer a b"])
def test_h5_without_a_token_one_is_asked_for(given: str | None) -> None:
    assert found(given) == Denied(401, "Bearer")


@pytest.mark.parametrize("given", [ANN[:-1], ANN + "x", ANN.upper(), "undefined"])
def test_h5_a_token_that_nobody_has_is_no_token(given: str) -> None:
    denied = found(f"Bearer {given}")
    assert isinstance(denied, Denied)
    assert denied.challenge == 'Bearer error="invalid_token"'


def test_where_anybody_may_go_no_token_is_looked_at() -> None:
    assert found(None, "/healthz") is None


def test_tokens_are_not_shown() -> None:
    assert ANN not in repr(TOKENS)
    assert ANN.encode() not in repr(TOKENS.tokens).encode()


def test_a_denial_has_the_code_of_its_status() -> None:
    assert denial(Denied()).fault.code == "auth.required"
    assert denial(Denied(403, detail="not today")).fault.code == "auth.forbidden"


# --- as clients see it


async def test_who_is_known_may_still_be_refused() -> None:
    front = Front(authenticate=lambda request, now: Denied(403, detail="not today"))
    reply = await front.offer()
    assert reply.error() == (403, "auth.forbidden")
    assert reply.header("www-authenticate") is None


async def test_the_hook_knows_the_time_and_the_request() -> None:
    seen = []

    def hook(request: Request, now: float) -> None:
        seen.append((request.method, request.path, request.body, now))

    front = Front(authenticate=hook)
    assert (await front.offer()).status == 200
    assert seen == [("POST", OFFER, b"", 1000.0)]


async def test_health_is_everybody_s_to_see() -> None:
    front = Front(authenticate=TOKENS)
    reply = await front.request("/healthz", method="GET", headers={})
    assert (reply.status, json.loads(reply.body)) == (200, {"status": "ok"})
