"""The example of a proxy, in Debian's nginx, with the reference server behind it."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from attrs import frozen

from sdpsig.adapters.client import AsyncWhipClient, BadResponseError, IceCandidate
from sdpsig.cli._settings import ServeSettings
from tests._certificates import certificate_files
from tests._corpus import OFFERS
from tests._require import require_program
from tests.adapters._served import Served, started
from tests.foreign._servers import free_port
from tests.http._streams import RFC_OFFER

pytestmark = [pytest.mark.anyio, pytest.mark.xdist_group("deploy")]

EXAMPLE = Path(__file__).parents[2] / "examples" / "deploy" / "nginx.conf"
AROUND = """
user root;
pid {folder}/pid;
error_log stderr notice;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/example.conf;
}}
"""
OFFER = {"sdp": {"type": "offer", "sdp": OFFERS["data-only--chromium-offer-created"]}}
PRIVATE = "candidate:1 1 udp 2122260223 192.168.1.2 54321 typ host"


@frozen
class Proxied:
    """The server, as clients find it, and as it is."""

    url: str
    plain: str
    """Where it is without TLS: that is, where somebody is sent on to the other one."""
    context: ssl.SSLContext
    server: Served

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.url, verify=self.context, trust_env=False, timeout=30
        )


@pytest.fixture(scope="module")
async def proxied(
    server: Served, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Proxied]:
    nginx, folder = require_program("nginx", "/usr/sbin/nginx"), tmp_path_factory.mktemp("nginx")
    plain, port = free_port(), free_port()
    certificate, key = certificate_files(folder, "127.0.0.1")
    example = EXAMPLE.read_text(encoding="utf-8")
    for said, instead in {
        "127.0.0.1:8080": f"127.0.0.1:{server.port}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "https://$host$request_uri": f"https://127.0.0.1:{port}$request_uri",
        "listen 443 ": f"listen 127.0.0.1:{port} ",
        "/etc/ssl/certs/webrtc.example.org.pem": str(certificate),
        "/etc/ssl/private/webrtc.example.org.key": str(key),
    }.items():
        assert said in example
        example = example.replace(said, instead)
    (folder / "example.conf").write_text(example, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
    words = (nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"))
    async with started(*words, "-t") as checked:
        assert await checked.ended() == 0, checked.err
    assert not [line for line in checked.err if "[warn]" in line]
    async with started(*words, "-g", "daemon off;") as process:
        await process.logged("start worker process ")
        context = ssl.create_default_context(cafile=certificate)
        yield Proxied(f"https://127.0.0.1:{port}", f"http://127.0.0.1:{plain}", context, server)
        assert await process.stop() == 0


async def test_a_session_of_the_json_api_and_its_events_as_they_come(proxied: Proxied) -> None:
    async with proxied.client() as client:
        answered = await client.post("/webrtc/offer", json=OFFER)
        assert answered.status_code == 200, answered.text
        session = {"session_id": answered.json()["session_id"]}
        async with (
            asyncio.timeout(20),
            client.stream("GET", "/webrtc/events", params=session) as events,
        ):
            lines = events.aiter_lines()
            assert await anext(lines) == "retry: 2000"
            assert 'data: {"state":"stable"}' in [await anext(lines) for _ in range(12)]
            closed = await client.post("/webrtc/close", json=session)
            assert closed.status_code == 200
            rest = [line async for line in lines]
        assert any("closed" in line for line in rest)


async def test_a_stream_that_is_published_by_whip_is_where_location_says(proxied: Proxied) -> None:
    url = f"{proxied.url}/whip/studio"
    async with proxied.client() as http, AsyncWhipClient(url, http_client=http) as client:
        session = await client.publish(RFC_OFFER)
        assert session.url.startswith(f"{url}/")
        assert await session.send_ice_candidates([IceCandidate(PRIVATE, mid="0"), None])
        await session.aclose()


async def test_who_publishes_without_tls_is_sent_on_if_it_knows_the_other_place(
    proxied: Proxied,
) -> None:
    url = f"{proxied.plain}/whip/studio"
    async with proxied.client() as http:
        async with AsyncWhipClient(url, http_client=http) as stranger:
            with pytest.raises(BadResponseError, match="another origin"):
                await stranger.publish(RFC_OFFER)
        async with (
            AsyncWhipClient(url, http_client=http, origins=[proxied.url]) as client,
            await client.publish(RFC_OFFER) as session,
        ):
            assert session.url.startswith(f"{proxied.url}/whip/studio/")


async def test_what_is_too_large_is_refused_in_the_words_of_the_server(proxied: Proxied) -> None:
    body = {"sdp": "v" * ServeSettings().max_body_bytes}
    async with proxied.client() as client:
        refused = await client.post("/webrtc/offer", json=body)
        assert (refused.status_code, refused.json()["reason"]) == (413, "http.too-large")
        assert refused.headers["content-type"] == "application/json"
        assert (await client.get("/healthz")).json() == {"status": "ok"}


async def test_what_the_server_counts_is_not_for_the_world(proxied: Proxied) -> None:
    async with proxied.client() as client:
        assert (await client.get("/metrics")).status_code == 403


async def test_who_a_client_is_says_the_proxy_and_not_the_client(proxied: Proxied) -> None:
    """A stranger may not name private addresses; this client is none."""
    forged = {"x-forwarded-for": "203.0.113.7"}
    for proxy, told in ((True, "candidate host udp"), (False, "candidate dropped")):
        async with proxied.client() if proxy else proxied.server.client() as client:
            answered = await client.post("/webrtc/offer", json=OFFER, headers=forged)
            session = {"session_id": answered.json()["session_id"]}
            sent = {**session, "candidate": {"candidate": PRIVATE, "sdpMid": "0"}}
            assert (await client.post("/webrtc/ice-candidate", json=sent)).status_code == 200
            await proxied.server.logged(told)
            await client.post("/webrtc/close", json=session)
