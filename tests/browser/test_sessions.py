"""A session of the JavaScript client keeps a real peer connection in step with a server that negotiates."""

from pathlib import Path

import pytest

from tests.browser._bidi import Browser, Page
from tests.browser._server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

HERE = Path(__file__).parent
SCENE, WHIP = (HERE.joinpath(name).read_text("utf-8") for name in ("session.js", "whip.js"))
CONNECTED = "() => window.scene.ours.connectionState === 'connected'"
KINDS = "wanted => window.scene.kinds() === wanted"
ECHO = """() => new Promise(resolve => {
    window.scene.channel.onmessage = ({ data }) => resolve(data);
    window.scene.channel.send("still here");
})"""
FAULTS = "() => window.scene.faults"


def body(script: str) -> str:
    """A function without the comment above it."""
    return script.partition("\n")[2]


@pytest.fixture
async def scene(browser: Browser, server: Server) -> Page:
    page = await browser.new_page(server.url)
    await page.evaluate(body(SCENE))
    await page.wait_for(CONNECTED)
    return page


async def test_changes_and_new_paths_are_negotiated(scene: Page) -> None:
    await scene.evaluate("() => { window.scene.ours.addTransceiver('audio'); }")
    await scene.wait_for(KINDS, "audio")
    before = await scene.evaluate("() => window.scene.ufrag()")
    await scene.evaluate("() => window.dispatchEvent(new Event('online'))")
    await scene.wait_for("before => window.scene.ufrag() !== before", before)
    await scene.wait_for(CONNECTED)
    assert await scene.evaluate(ECHO) == "still here"
    assert await scene.evaluate("() => window.scene.offers()") == 3
    assert await scene.evaluate(FAULTS) == []


async def test_an_offer_of_the_server_is_answered(scene: Page) -> None:
    await scene.evaluate("() => { window.scene.theirs.addTransceiver('video'); }")
    await scene.evaluate("() => window.scene.offer()")
    await scene.evaluate("() => window.scene.tell()")
    await scene.wait_for(KINDS, "video")
    assert await scene.evaluate(FAULTS) == []


async def test_where_two_offers_meet_both_changes_come_about(scene: Page) -> None:
    # Of one kind: Chromium mixes up the header extensions of the offer that it takes back.
    await scene.evaluate("() => { window.scene.theirs.addTransceiver('audio'); }")
    await scene.evaluate("() => window.scene.offer()")
    await scene.evaluate("() => { window.scene.ours.addTransceiver('audio'); }")
    await scene.wait_for("() => window.scene.offers() === 2")
    await scene.evaluate("() => window.scene.tell()")
    await scene.wait_for(KINDS, "audio audio")
    assert await scene.evaluate(FAULTS) == []


async def test_the_end_of_a_session_closes_the_peer_connection(scene: Page) -> None:
    await scene.evaluate("() => window.scene.session.close('done')")
    assert await scene.evaluate("() => window.scene.ours.signalingState") == "closed"
    assert await scene.evaluate(FAULTS) == []


async def test_whip_trickles_and_restarts_by_fragments(browser: Browser, server: Server) -> None:
    page = await browser.new_page(server.url)
    await page.evaluate(body(WHIP))
    await page.wait_for(CONNECTED)
    await page.wait_for("() => window.scene.channel.readyState === 'open'")
    before = await page.evaluate("() => window.scene.ufrag()")
    await page.evaluate("() => window.scene.session.restartIce()")
    await page.wait_for("before => window.scene.ufrag() !== before", before)
    await page.wait_for(CONNECTED)
    assert await page.evaluate(ECHO) == "still here"
    await page.evaluate("() => window.scene.session.close()")
    assert await page.evaluate(FAULTS) == []
