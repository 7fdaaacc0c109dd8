"""Metrics as Prometheus reads them: every number, and nothing of what clients say."""

import asyncio
import sys
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from sdpsig.adapters.asgi import Asgi
from sdpsig.adapters.metrics import Metrics
from sdpsig.endpoint import AnswerNeeded, Endpoint
from sdpsig.errors import FaultCode
from sdpsig.http import Access, BearerTokens, JsonApi, RateLimits, Response, Whep, Whip
from sdpsig.jsep import Answer
from sdpsig.session import EndReason
from sdpsig.trickle import Drop
from tests._front import GOOD, OFFER, Front, Media, Reply
from tests._loop import in_virtual_time
from tests.http._streams import RFC_OFFER, SDP

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time

LINE = "candidate:1 1 udp 2122260223 192.168.1.2 50000 typ host"
SECRET = "a-session-that-nobody-may-know"


class Scraped:
    """What one scrape has found, by the name of the sample and its labels."""

    def __init__(self, text: str) -> None:
        self.samples = [
            sample for family in text_string_to_metric_families(text) for sample in family.samples
        ]

    def __call__(self, name: str, /, **labels: str) -> float:
        """The sample of that name with these labels; 0 where there is none."""
        found = [one.value for one in self.samples if one.name == name and one.labels == labels]
        assert len(found) <= 1
        return found[0] if found else 0.0

    def labels(self, name: str) -> set[tuple[str, ...]]:
        return {tuple(one.labels.values()) for one in self.samples if one.name == name}


class Measured(Front):
    """A front whose requests are measured in virtual time."""

    def __init__(
        self, media: Media | None = None, api: JsonApi | None = None, **options: Any
    ) -> None:
        super().__init__(media)
        clock = asyncio.get_running_loop().time
        self.metrics = Metrics(self.endpoint, CollectorRegistry(), clock)
        measured = self.metrics.measured
        self.app = Asgi(
            self.endpoint,
            self.media,
            measured(api or JsonApi(metrics=self.metrics.page)),
            measured(Whip()),
            measured(Whep()),
            observers=(self.metrics,),
            access=Access(**options),
        )
        self.host = self.app.host

    async def scrape(self, **headers: str) -> Scraped:
        reply = await self.request("/metrics", method="GET", headers=headers)
        assert reply.status == 200
        kind = reply.header("content-type") or ""
        assert kind.startswith("text/plain; version=")
        assert reply.header("cache-control") == "no-store"
        return Scraped(reply.body.decode())

    async def publish(self, body: str, kind: str = SDP) -> Reply:
        return await self.request("/whip/studio", body.encode(), headers={"content-type": kind})


class Slow(Media):
    """A media side that takes three seconds, and fails where it is told to."""

    fails = False

    async def answer(self, needed: AnswerNeeded) -> Answer:
        await asyncio.sleep(3)
        if self.fails:
            raise RuntimeError("no media today")
        return await super().answer(needed)


async def test_a_server_that_has_done_nothing_has_nothing_but_zeros() -> None:
    scraped = await Measured().scrape()
    assert scraped("sdpsig_sessions") == 0
    assert scraped.labels("sdpsig_sessions_ended_total") == {(reason,) for reason in EndReason}
    assert scraped.labels("sdpsig_candidates_total") == {
        ("accepted", ""),
        *(("dropped", drop) for drop in Drop),
    }
    assert not any(one.value for one in scraped.samples if not one.name.endswith("_created"))


async def test_offers_are_counted_by_what_came_of_them() -> None:
    media = Slow()
    front = Measured(media)
    await front.offer()
    await front.offer("v=0")
    await front.request(OFFER, b"{", headers={"content-type": "text/plain"})
    media.fails = True
    await front.offer(GOOD + "a=x:1\r\n")
    media.fails = False
    assert (await front.publish(RFC_OFFER)).status == 201
    assert (await front.publish(RFC_OFFER, "text/plain")).status == 415
    scraped = await front.scrape()
    told = "sdpsig_offers_total"
    assert scraped(told, outcome="answered", reason="") == 2
    assert scraped(told, outcome="refused", reason="sdp.missing-line") == 1
    assert scraped(told, outcome="refused", reason="http.media-type") == 2
    assert scraped(told, outcome="failed", reason="app.failed") == 1
    assert len(scraped.labels(told)) == 4


async def test_sessions_are_counted_while_they_live_and_by_their_ends() -> None:
    front = Measured()
    one, _, _ = await front.open(), await front.open(), await front.open()
    await front.close(one)
    scraped = await front.scrape()
    assert scraped("sdpsig_sessions") == 2
    assert scraped("sdpsig_sessions_ended_total", reason="closed-by-peer") == 1
    await asyncio.sleep(3600)
    scraped = await front.scrape()
    assert scraped("sdpsig_sessions") == 0
    assert scraped("sdpsig_sessions_ended_total", reason="idle") == 2


async def test_candidates_are_counted_and_their_end_is_none() -> None:
    front = Measured()
    name = await front.open()
    for text in (LINE, LINE, LINE.replace("192.168.1.2", "a.local"), ""):
        await front.trickle(name, {"candidate": text, "sdpMid": "0"})
    scraped = await front.scrape()
    assert scraped("sdpsig_candidates_total", outcome="accepted", reason="") == 1
    assert scraped("sdpsig_candidates_total", outcome="dropped", reason="duplicate") == 1
    assert scraped("sdpsig_candidates_total", outcome="dropped", reason="host-name") == 1


async def test_requests_and_answers_take_the_time_that_they_take() -> None:
    front = Measured(Slow())
    await front.open()
    await front.open(session_id="s")
    await front.offer(session_id="s")  # the same again: its answer is there
    scraped = await front.scrape()
    duration, served = "sdpsig_request_duration_seconds", {"route": OFFER, "status": "200"}
    assert scraped(f"{duration}_count", **served) == 3
    assert scraped(f"{duration}_sum", **served) == 6
    assert scraped(f"{duration}_bucket", **served, le="2.5") == 1
    assert scraped(f"{duration}_bucket", **served, le="5.0") == 3
    assert scraped("sdpsig_answer_duration_seconds_count") == 2
    assert scraped("sdpsig_answer_duration_seconds_sum") == 6


async def test_routes_are_those_that_there_are_whatever_clients_ask_for() -> None:
    front = Measured(rates=RateLimits())
    opened = await front.publish(RFC_OFFER)
    location = opened.header("location") or ""
    await front.request(location, method="DELETE", headers={})
    for path in ("/", f"/{SECRET}", f"/webrtc/offer/{SECRET}", "/whip", f"/whip/a/{SECRET}/b/c"):
        await front.request(path, method="GET", headers={})
    await front.request(f"/whep/{SECRET}", method="OPTIONS", headers={})
    await front.request(OFFER, method="BREW", headers={})
    await front.close(SECRET)
    scraped = await front.scrape()
    assert scraped.labels("sdpsig_request_duration_seconds_count") == {
        ("/whip/{name}", "201"),
        ("/whip/{name}/{session_id}", "200"),
        ("other", "404"),
        ("/whip", "404"),
        ("/whep/{name}", "200"),
        (OFFER, "405"),
        ("/webrtc/close", "404"),
    }
    assert SECRET not in str(scraped.samples)


async def test_no_label_holds_anything_of_a_client() -> None:
    front = Measured()
    name = await front.open(session_id=SECRET, metadata={"user": "ann"})
    await front.trickle(name, {"candidate": LINE, "sdpMid": "0"})
    await front.close(name)
    scraped = await front.scrape()
    values = {value for sample in scraped.samples for value in sample.labels.values()}
    bounded = {
        *FaultCode,
        *EndReason,
        *Drop,
        *JsonApi().methods,
        "accepted",
        "dropped",
        "answered",
        "",
    }
    assert {value for value in values - bounded if not value.replace(".", "").isdigit()} <= {"+Inf"}


async def test_whoever_has_no_token_sees_no_metrics_and_is_counted() -> None:
    front = Measured(authenticate=BearerTokens({"prometheus": "a-long-enough-token"}))
    reply = await front.request("/metrics", method="GET", headers={})
    assert reply.error() == (401, "auth.required")
    scraped = await front.scrape(authorization="Bearer a-long-enough-token")
    counted = {"route": "/metrics", "status": "401"}
    assert scraped("sdpsig_request_duration_seconds_count", **counted) == 1


async def test_what_another_dialect_says_of_a_refusal_is_other() -> None:
    class Plain(JsonApi):
        def refuse(self, *_: Any) -> Response:
            return Response(400, (), b"no")

    front = Measured(api=Plain())
    await front.offer("v=0")
    assert 'sdpsig_offers_total{outcome="refused",reason="other"} 1.0' in (
        front.metrics.page().body.decode()
    )


def test_a_registry_of_its_own_tells_of_the_process_too() -> None:
    text = Metrics(Endpoint()).page().body.decode()
    assert "python_info" in text
    assert "sdpsig_sessions 0.0" in text


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "sdpsig.adapters.metrics")
    with pytest.raises(ModuleNotFoundError, match=r"pip install 'sdpsig\[metrics\]'") as caught:
        __import__("sdpsig.adapters.metrics")
    assert caught.value.name == "prometheus_client"
