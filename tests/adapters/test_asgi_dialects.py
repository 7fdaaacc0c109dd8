"""Several dialects of one endpoint in one ASGI application, each below its prefix."""

from typing import Any

import pytest

from sdpsig.adapters.asgi import Asgi
from sdpsig.endpoint import Endpoint
from sdpsig.http import JsonApi, Play, Publish, Whep, Whip
from sdpsig.limits import Limits
from tests._front import Front, Media, Reply
from tests._loop import in_virtual_time
from tests.abuse._door import PLAYER, Streams
from tests.http._streams import FRAGMENT, RFC_OFFER, RFC_RESTART, SDP, fragment

pytestmark = pytest.mark.anyio
anyio_backend = in_virtual_time


def front() -> Front:
    return Front(Streams(), beside=(Whip(), Whep()))


def kind(of: str, **more: str) -> dict[str, str]:
    return {"content-type": of, **more}


async def ask(front: Front, method: str, path: str, body: str = "", **options: Any) -> Reply:
    return await front.request(path, body.encode(), method=method, **options)


async def test_every_dialect_has_its_prefix_and_the_api_has_the_rest() -> None:
    one = front()
    published = await ask(one, "POST", "/whip/studio", RFC_OFFER, headers=kind(SDP))
    played = await ask(one, "POST", "/whep/studio", PLAYER, headers=kind(SDP))
    called = await one.open()
    assert (published.status, played.status) == (201, 201)
    assert len(one.endpoint) == 3
    assert [needed.metadata for needed in one.media.asked] == [
        Publish("studio"),
        Play("studio"),
        None,
    ]
    for reply in (published, played):
        location = reply.header("location")
        assert location is not None
        assert (await ask(one, "DELETE", location)).status == 200
    await one.close(called)
    await one.check_clean()


async def test_a_session_is_trickled_restarted_and_asked_for_through_the_shell() -> None:
    one = front()
    opened = await ask(one, "POST", "/whip/studio", RFC_OFFER, headers=kind(SDP))
    location, etag = opened.header("location") or "", opened.header("etag") or ""
    assert len(location.rpartition("/")[2]) == 32
    headers = {**kind(FRAGMENT), "if-match": etag}
    trickled = await ask(one, "PATCH", location, fragment(), headers=headers)
    assert trickled.status == 204
    headers["if-match"] = "*"
    restarted = await ask(one, "PATCH", location, RFC_RESTART, headers=headers)
    assert restarted.status == 200
    assert restarted.header("etag") not in (None, etag)
    assert (await ask(one, "GET", location)).status == 204
    assert (await ask(one, "DELETE", location + "/")).status == 200
    assert len(one.endpoint) == 0
    await one.check_serves()


@pytest.mark.parametrize(
    ("scope", "location"),
    [
        ({"path": "/whip/a", "root_path": ""}, "/whip/a/"),
        ({"path": "/rtc/whip/a", "root_path": "/rtc", "app_root_path": ""}, "/rtc/whip/a/"),
        ({"path": "/whip/a", "root_path": "/api/", "app_root_path": "/api"}, "/api/whip/a/"),
        ({"path": "/a b/whip/a", "root_path": "/a b"}, "/a%20b/whip/a/"),
        ({"path": "/whip/a/", "raw_path": b"/rtc/whip/a"}, "/rtc/whip/a/"),
        (
            {"path": "/whip/a/", "raw_path": b"/api/rtc/whip/a?x", "root_path": "/api"},
            "/api/rtc/whip/a/",
        ),
        ({"path": "/whip/a", "raw_path": b"/whip/a", "root_path": "/api"}, "/api/whip/a/"),
        ({"path": "/whip/a", "raw_path": b"/elsewhere", "root_path": ""}, "/whip/a/"),
    ],
)
async def test_a_location_has_all_that_stands_in_front(
    scope: dict[str, Any], location: str
) -> None:
    one = front()
    call = one.call("", RFC_OFFER.encode(), headers=kind(SDP), **scope)
    reply = await one.make(call)
    assert reply.status == 201
    assert (reply.header("location") or "").startswith(location)


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/whip", "application/problem+json"),
        ("/whip/a b", "application/problem+json"),
        ("/whipper/a", "application/json"),
        ("/webrtc/whip/a", "application/json"),
    ],
)
async def test_a_prefix_ends_where_a_segment_ends(path: str, media_type: str) -> None:
    reply = await ask(front(), "POST", path, RFC_OFFER, headers=kind(SDP))
    assert (reply.status, reply.header("content-type")) == (404, media_type)


async def test_every_dialect_has_its_own_limit_and_its_own_errors() -> None:
    one = Front(Streams())
    one.app = Asgi(
        one.endpoint, one.media, JsonApi(), Whip(limits=Limits(sdp_bytes=100, fragment_bytes=100))
    )
    headers = kind(SDP)
    announced = await ask(one, "POST", "/whip/a", RFC_OFFER, headers=headers)
    unknown = await ask(one, "POST", "/whip/a", RFC_OFFER, headers=headers, length=False)
    for reply in (announced, unknown):
        assert reply.status == 413
        assert reply.header("content-type") == "application/problem+json"
        assert reply.header("connection") == "close"


async def test_a_mistake_of_ours_is_told_in_the_dialect_in_which_it_was_asked() -> None:
    class Broken(Whip):
        def stream(self, name: str) -> Publish:
            raise KeyError(name)

    one = Front()
    one.app = Asgi(Endpoint(), Media(), JsonApi(), Broken())
    reply = await ask(one, "POST", "/whip/a", RFC_OFFER, headers=kind(SDP))
    assert (reply.status, reply.json["reason"]) == (500, "internal")
    assert reply.header("content-type") == "application/problem+json"


async def test_head_of_a_player_s_address_has_the_head_alone() -> None:
    reply = await ask(front(), "HEAD", "/whep/studio")
    assert (reply.status, reply.header("content-type"), reply.body) == (200, SDP, b"")


async def test_streams_may_be_all_that_is_spoken() -> None:
    one = Front(Streams())
    one.app = Asgi(one.endpoint, one.media, Whip(), Whep())
    one.host = one.app.host
    for path, offer in (("/whip/a", RFC_OFFER), ("/whep/a", PLAYER)):
        assert (await ask(one, "POST", path, offer, headers=kind(SDP))).status == 201
    elsewhere = await ask(one, "POST", "/webrtc/offer", "{}")
    assert elsewhere.status == 404
    assert elsewhere.header("content-type") == "application/problem+json"
