"""``sdpsig serve`` as pages and clients meet it that have to say who they are, and that listen."""

import signal
import time
from collections.abc import AsyncIterator

import pytest

from tests._corpus import OFFERS
from tests.adapters._served import Served, serving

pytestmark = pytest.mark.anyio

TOKEN = "correct-horse-battery-staple"
ORIGIN = "https://app.example.org"
OFFER = {"sdp": {"type": "offer", "sdp": OFFERS["data-only--chromium-offer-created"]}}
BEARER = {"authorization": f"Bearer {TOKEN}", "origin": ORIGIN}


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def served(anyio_backend: str) -> AsyncIterator[Served]:
    environ = {"SDPSIG_BEARER_TOKEN": TOKEN, "SDPSIG_CORS_ORIGINS": ORIGIN}
    async with serving("--rate-limits", "on", environ=environ) as served:
        yield served


async def test_a_server_with_a_token_lets_in_who_shows_it_and_ends_streams_when_it_stops(
    served: Served,
) -> None:
    async with served.client() as client:
        refused = await client.post("/webrtc/offer", json=OFFER)
        assert (refused.status_code, refused.json()["reason"]) == (401, "auth.required")
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        answered = await client.post("/webrtc/offer", json=OFFER, headers=BEARER)
        assert answered.status_code == 200
        assert answered.headers["access-control-allow-origin"] == ORIGIN
        again = await client.post("/webrtc/offer", json=OFFER, headers=BEARER)
        assert again.content == answered.content
        query = {"session_id": answered.json()["session_id"]}
        polled = await client.get("/webrtc/candidates", params=query, headers=BEARER)
        assert polled.json()["complete"]
        async with client.stream("GET", "/webrtc/events", params=query, headers=BEARER) as events:
            assert events.headers["content-type"] == "text/event-stream"
            lines = events.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            begun = time.monotonic()
            served.process.send_signal(signal.SIGINT)
            rest = [line async for line in lines]
            assert 'data: {"state":"stable"}' in rest
    assert await served.ended() == 0
    assert time.monotonic() - begun < 4, "it did not wait for the stream"
    assert not [line for line in served.err if "ERROR" in line or TOKEN in line]


async def test_a_server_with_metrics_shows_them_and_says_so() -> None:
    async with serving("--metrics") as served, served.client() as client:
        assert "/metrics" in (await client.get("/openapi.json")).json()["paths"]
        assert (await client.post("/webrtc/offer", json=OFFER)).status_code == 200
        scraped = (await client.get("/metrics")).text
        assert 'sdpsig_offers_total{outcome="answered",reason=""} 1.0' in scraped
        assert "sdpsig_sessions 1.0" in scraped
        assert "process_resident_memory_bytes" in scraped


async def test_with_a_token_the_api_says_that_it_wants_one_to_whoever_asks(served: Served) -> None:
    async with served.client() as client:
        described = (await client.get("/openapi.json")).json()
        assert described["security"]
        assert "/metrics" not in described["paths"]
        assert (await client.get("/metrics", headers=BEARER)).status_code == 404
