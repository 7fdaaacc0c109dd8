"""A browser, the page, the reference server: what a person does with them."""

import json

import pytest

from tests.browser._bidi import Browser, Page, Program
from tests.browser._server import Server, running_server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

CONNECTED = "() => window.sdpsigPage.times.echoed && window.sdpsigPage.pc.connectionState"
SHORT = (
    "--connect-timeout",
    "2",
    "--disconnected-timeout",
    "2",
    "--failed-timeout",
    "1",
    "--idle-timeout",
    "2",
    "--log-level",
    "debug",
)


async def press(page: Page) -> None:
    await page.wait_for("() => !document.getElementById('connect').disabled")
    await page.evaluate("() => document.getElementById('connect').click()")


async def test_a_press_of_the_button_connects_and_the_data_channel_echoes(
    browser: Browser, program: Program, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    page = await browser.new_page(server.url)
    await press(page)
    assert await page.wait_for(CONNECTED) == "connected"
    times = await page.evaluate("() => window.sdpsigPage.times")
    took = times["connected"] - times["pressed"]
    with capsys.disabled():
        print(f"\n{program.name}: button to connected {took:.0f} ms, ", end="")
        print(f"to the first echo {times['echoed'] - times['pressed']:.0f} ms")
    assert took < 10_000
    for tile, state in {"signaling": "stable", "connection": "connected"}.items():
        shown = await page.evaluate(f"() => document.getElementById('{tile}-state').textContent")
        assert state in shown
    # The clock of a page may tick in whole milliseconds, so an echo may take none of them.
    assert float(await page.evaluate("() => document.getElementById('rtt').textContent")) >= 0
    assert await page.evaluate("() => document.getElementById('error').textContent.trim()") == ""


async def test_every_candidate_may_be_trickled_instead_of_waiting_for_gathering(
    browser: Browser, server: Server
) -> None:
    page = await browser.new_page(server.url + "/?trickle=1")
    await page.evaluate(
        """() => {
            window.posted = [];
            const send = window.fetch;
            window.fetch = (url, options) => {
                if (options?.body) window.posted.push([String(url), options.body]);
                return send(url, options);
            };
        }"""
    )
    await press(page)
    assert await page.wait_for(CONNECTED) == "connected"
    posted = await page.evaluate("() => window.posted")
    offers = [json.loads(body) for url, body in posted if url.endswith("/webrtc/offer")]
    trickled = [json.loads(body) for url, body in posted if url.endswith("/webrtc/ice-candidate")]
    assert len(offers) == 1
    assert "a=candidate" not in offers[0]["sdp"]["sdp"]
    assert any("candidate:" in json.dumps(message) for message in trickled)


async def test_ten_sessions_run_at_once(browser: Browser, server: Server) -> None:
    page = await browser.new_page(server.url)
    states = await page.evaluate(
        """async () => {
            const { WebRTCSDPClient } = await import("/webrtc-client.js");
            const client = new WebRTCSDPClient(location.origin);
            const one = async n => {
                const pc = new RTCPeerConnection();
                const channel = pc.createDataChannel("echo");
                await pc.setLocalDescription();
                const id = `session-${n}`;
                const early = [];
                let send = candidate => early.push(candidate);
                pc.onicecandidate = event => send(event.candidate);
                const echoed = new Promise(resolve => {
                    channel.onopen = () => channel.send(`hello ${n}`);
                    channel.onmessage = event => resolve(event.data);
                });
                const { answerSdp } = await client.sendOffer(pc.localDescription.sdp, id, { n });
                send = candidate => client.sendIceCandidate(id, candidate);
                for (const candidate of early) await send(candidate);
                await pc.setRemoteDescription({ type: "answer", sdp: answerSdp });
                const said = await echoed;
                const state = pc.connectionState;
                await client.closeSession(id);
                pc.close();
                return [said, state];
            };
            return Promise.all(Array.from({ length: 10 }, (_, n) => one(n)));
        }"""
    )
    assert states == [[f"hello {n}", "connected"] for n in range(10)]


async def test_a_tab_that_closes_without_a_word_is_gone_within_its_deadlines(
    browser: Browser,
) -> None:
    async with running_server(*SHORT) as server:
        page = await browser.new_page(server.url + "/?quiet=1")
        await press(page)
        assert await page.wait_for(CONNECTED) == "connected"
        await page.close()
        ended = await server.logged(r"closed: (failed|media-closed)", within=60)
        assert "drained" not in ended


async def test_close_session_frees_it_at_once(browser: Browser, server: Server) -> None:
    page = await browser.new_page(server.url)
    await press(page)
    assert await page.wait_for(CONNECTED) == "connected"
    session_id = await page.evaluate("() => window.sdpsigPage.sessionId")
    await page.evaluate("() => document.getElementById('close').click()")
    await server.logged("closed: closed-by-peer", within=5)
    candidate = {"session_id": session_id, "candidate": {"candidate": ""}}
    assert (await server.post("/webrtc/ice-candidate", candidate)).status_code == 404
    again = await server.post("/webrtc/close", {"session_id": session_id})
    assert again.json() == {"session_id": session_id, "status": "closed"}
