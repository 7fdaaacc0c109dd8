"""From the camera of one browser to the player of another: examples/whip_to_whep.py between them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import httpx
import pytest

from sdpsig.adapters.server import Site
from sdpsig.session import Closed, Event
from tests._extras import require_modules
from tests._require import require_program
from tests.browser._bidi import Browser, Page
from tests.browser._programs import CHROMIUM, FIREFOX
from tests.browser._relay import relaying
from tests.browser._serving import serving

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SPY = """() => {
    const Connection = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Connection {
        constructor(...rest) { super(...rest); window.pc = this; }
    };
}"""
SECONDS = 30.0
SDP = {"content-type": "application/sdp"}
PRESS = "name => document.getElementById(name).click()"
STATE = "state => document.getElementById('state').value === state"
FLOWS = """async ([audio, video]) => {
    const seen = { audio: 0, video: 0 };
    for (const one of (await window.pc.getStats()).values())
        if (one.type === "inbound-rtp")
            seen[one.kind] += (one.kind === "video" ? one.framesDecoded : one.packetsReceived) || 0;
    return seen.audio > audio && seen.video > video ? seen : null;
}"""


@pytest.fixture(scope="module")
async def browsers(anyio_backend: str) -> AsyncIterator[dict[str, Browser]]:
    async with AsyncExitStack() as stack:
        yield {
            program.name: await stack.enter_async_context(
                Browser.launch(program, require_program(*program.binaries))
            )
            for program in (CHROMIUM, FIREFOX)
        }


@pytest.fixture
async def example() -> AsyncIterator[Any]:
    require_modules("aiortc", "uvicorn")
    async with relaying() as example:
        yield example


async def plays(page: Page) -> None:
    """Press the button; frames arrive, and go on arriving."""
    await page.evaluate(PRESS, "play")
    await page.wait_for(STATE, "connected", timeout=SECONDS)
    first = await page.wait_for(FLOWS, [0, 0], timeout=SECONDS)
    await page.wait_for(FLOWS, [first["audio"] + 5, first["video"] + 5], timeout=SECONDS)


@pytest.mark.parametrize(
    ("publishes", "watches"), [("chromium", "firefox"), ("firefox", "chromium")]
)
async def test_what_one_browser_publishes_another_plays(
    browsers: dict[str, Browser], example: Any, publishes: str, watches: str
) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(Site(example.app, example.PAGES)))

        async def page(browser: str) -> Page:
            opened = await browsers[browser].new_page(url)
            stack.push_async_callback(opened.close)
            await opened.evaluate(SPY)
            return opened

        camera, player, late = await page(publishes), await page(watches), await page(watches)
        await player.evaluate(PRESS, "play")
        await player.wait_for(STATE, "nobody publishes this stream", timeout=SECONDS)

        await camera.evaluate(PRESS, "publish")
        await camera.wait_for(STATE, "connected", timeout=SECONDS)
        await plays(player)
        await plays(late)
        assert len(example.app.host.endpoint) == 3

        offer = await player.evaluate("() => window.pc.localDescription.sdp")
        async with httpx.AsyncClient(base_url=url, trust_env=False) as http:
            another = offer.replace("a=recvonly", "a=sendonly")
            refused = await http.post("/whip/camera", content=another, headers=SDP)
            assert (refused.status_code, refused.json()["reason"]) == (409, "session.conflict")

            ended = asyncio.Queue[str]()
            example.app.host.observers = (partial(note_end, ended),)
            await camera.evaluate(PRESS, "stop")
            async with asyncio.timeout(SECONDS):
                assert await ended.get() in ("closed-by-peer", "media-closed")
                assert [await ended.get(), await ended.get()] == ["closed-locally"] * 2
            assert len(example.app.host.endpoint) == 0
            refused = await http.post("/whep/camera", content=offer, headers=SDP)
            assert (refused.status_code, refused.headers["retry-after"]) == (409, "2")


def note_end(ended: asyncio.Queue[str], session_id: str, event: Event, now: float) -> None:
    if isinstance(event, Closed):
        ended.put_nowait(event.reason.value)
