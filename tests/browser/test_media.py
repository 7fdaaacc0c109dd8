"""Media flows: aiortc echoes what a browser sends, and every description passes our engine.

aiortc writes its own descriptions. The session holds each against all rules before the browser
sees it, and what the browser says before aiortc does.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from sdpsig import sdp
from sdpsig.errors import Fault
from sdpsig.jsep import Answer, Offer
from sdpsig.session import Session, Warned
from tests._extras import require_modules
from tests.browser._bidi import Browser, Page
from tests.browser._server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

START = """async direction => {
    const pc = window.pc = new RTCPeerConnection();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    for (const track of stream.getTracks())
        pc.addTransceiver(track, { direction, streams: [stream] });
    pc.createDataChannel("chat");
}"""
GATHERED = """async () => {
    const pc = window.pc;
    await pc.setLocalDescription();
    if (pc.iceGatheringState !== "complete")
        await new Promise(resolve => pc.addEventListener("icegatheringstatechange",
            () => pc.iceGatheringState === "complete" && resolve()));
    return pc.localDescription.sdp;
}"""
TAKE = "async (type, sdp) => window.pc.setRemoteDescription({ type, sdp })"
FLOWS = """async ([audio, video]) => {
    const seen = { audio: 0, video: 0 };
    for (const one of (await window.pc.getStats()).values())
        if (one.type === "inbound-rtp")
            seen[one.kind] += (one.kind === "video" ? one.framesDecoded : one.packetsReceived) || 0;
    return seen.audio > audio && seen.video > video ? seen : null;
}"""


@pytest.fixture(autouse=True)
def on_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """aioice gathers 127.0.0.1 and nothing else."""
    require_modules("aiortc")
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda use_ipv4, use_ipv6: ["127.0.0.1"])


class Echo:
    """A peer connection of aiortc that sends back what it receives, behind a session of ours."""

    def __init__(self) -> None:
        from aiortc import RTCConfiguration, RTCPeerConnection

        self.session = Session()
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.warnings: list[Fault] = []
        self.connection.on("track", self.connection.addTrack)

    async def answer(self, text: str) -> str:
        """Our session takes the offer, aiortc answers it, our session takes the answer."""
        from aiortc import RTCSessionDescription

        self._note(self.session.receive(Offer(sdp.parse(text)), 0.0))
        await self.connection.setRemoteDescription(RTCSessionDescription(text, "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        made: str = self.connection.localDescription.sdp
        self._note(self.session.send(Answer(sdp.parse(made)), 0.0))
        return made

    def _note(self, events: tuple[object, ...]) -> None:
        self.warnings += [event.fault for event in events if isinstance(event, Warned)]


@asynccontextmanager
async def echo() -> AsyncIterator[Echo]:
    made = Echo()
    try:
        yield made
    finally:
        await made.connection.close()


async def exchange(page: Page, peer: Echo) -> None:
    offer = await page.evaluate(GATHERED)
    await page.evaluate(TAKE, "answer", await peer.answer(offer))


async def test_what_a_browser_sends_comes_back_from_aiortc(
    browser: Browser, server: Server
) -> None:
    page = await browser.new_page(server.url)
    async with echo() as peer:
        await page.evaluate(START, "sendrecv")
        await exchange(page, peer)
        first = await page.wait_for(FLOWS, [5, 5])
        (transport,) = peer.session.state.negotiation.transports
        assert len(transport.members) == 3
        await page.evaluate("() => window.pc.addTransceiver('audio', { direction: 'recvonly' })")
        await exchange(page, peer)
        assert peer.session.state.negotiation.transports[0].number == transport.number
        later = await page.wait_for(FLOWS, [first["audio"] + 5, first["video"] + 5])
        assert later["video"] > first["video"]


async def test_a_restart_that_aiortc_does_not_follow_is_refused_before_the_browser_sees_it(
    browser: Browser, server: Server
) -> None:
    page = await browser.new_page(server.url)
    async with echo() as peer:
        await page.evaluate(START, "sendrecv")
        await exchange(page, peer)
        await page.wait_for(FLOWS, [2, 2])
        await page.evaluate("() => window.pc.restartIce()")
        before = peer.session.state
        with pytest.raises(Exception, match="A-45"):
            await peer.answer(await page.evaluate(GATHERED))
        assert peer.session.state.negotiation.transports == before.negotiation.transports
