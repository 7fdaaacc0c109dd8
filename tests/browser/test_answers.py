"""Answers that sdpsig makes to offers that a real browser makes are taken by that browser."""

from typing import Any

import pytest

from sdpsig import jsep, sdp
from sdpsig.sdp.attributes import Candidate, Fingerprint, SetupRole
from tests.browser._bidi import Browser, JavaScriptError, Program
from tests.browser._server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

FINGERPRINT = Fingerprint("sha-256", ":".join(f"{byte:02X}" for byte in range(32)))
SHAPES = {
    "audio": "pc.addTransceiver('audio')",
    "video": "pc.addTransceiver('video')",
    "data": "pc.createDataChannel('d')",
    "audio, video, data": "pc.addTransceiver('audio'); pc.addTransceiver('video'); "
    "pc.createDataChannel('d')",
    "data, then audio": "pc.createDataChannel('d'); await pc.createOffer(); "
    "pc.addTransceiver('audio')",
    "receive only": "pc.addTransceiver('audio', {direction: 'recvonly'}); "
    "pc.addTransceiver('video', {direction: 'recvonly'})",
    "send only and inactive": "pc.addTransceiver('audio', {direction: 'sendonly'}); "
    "pc.addTransceiver('video', {direction: 'inactive'})",
    "three of each": "for (let n = 0; n < 3; n++) "
    "{ pc.addTransceiver('audio'); pc.addTransceiver('video'); }",
    "simulcast": "pc.addTransceiver('video', {direction: 'sendonly', "
    "sendEncodings: [{rid: 'a'}, {rid: 'b'}]})",
    "camera and microphone": "const s = await navigator.mediaDevices.getUserMedia("
    "{audio: true, video: true}); s.getTracks().forEach(t => pc.addTrack(t, s))",
    "nothing": "",
}
POLICIES = {
    "receive": jsep.AnswerPolicy(),
    "mirror": jsep.AnswerPolicy(direction=jsep.mirror),
    "passive": jsep.AnswerPolicy(setup=SetupRole.PASSIVE),
    "no video": jsep.AnswerPolicy(accept=lambda media: media.kind != "video"),
    "no audio": jsep.AnswerPolicy(accept=lambda media: media.kind != "audio"),
}
OFFER = """async config => {{
    const pc = window.pc = new RTCPeerConnection(config);
    {shape};
    await pc.setLocalDescription(await pc.createOffer());
    return pc.localDescription.sdp;
}}"""
ACCEPT = """async sdp => {
    try {
        await window.pc.setRemoteDescription({ type: 'answer', sdp });
        return window.pc.signalingState;
    } catch (error) {
        return `${error.name}: ${error.message}`;
    } finally {
        window.pc.close();
    }
}"""


def transports(plan: jsep.AnswerPlan) -> dict[str, jsep.LocalTransport]:
    candidate = Candidate("1", 1, "udp", 2130706431, "192.0.2.1", 40000, "host")
    return {
        mid: jsep.LocalTransport(
            f"ufrag{number:03}", "p" * 24, (FINGERPRINT,), (candidate,), end_of_candidates=True
        )
        for number, mid in enumerate(plan.owners or ("",))
    }


CHROMIUM_RTCP_MUX = "Failed to setup RTCP mux"
"""Chromium 156 with max-bundle refuses any answer that rejects its first section and accepts
another one (RFC 9143 §7.3.1 allows it): only the first section's transport knows of rtcp-mux."""

CHROMIUM_NO_GROUP = "max-bundle configured but session description has no BUNDLE group"
"""Chromium 156 with max-bundle cannot make an offer without sections."""


@pytest.mark.parametrize("bundle", ["balanced", "max-bundle", "max-compat"])
@pytest.mark.parametrize("shape", SHAPES)
async def test_the_browser_takes_our_answer_to_its_offer(
    browser: Browser, program: Program, server: Server, shape: str, bundle: str
) -> None:
    page = await browser.new_page(server.url)
    if (program.name, shape, bundle) == ("chromium", "nothing", "max-bundle"):
        with pytest.raises(JavaScriptError, match=CHROMIUM_NO_GROUP):
            await page.evaluate(OFFER.format(shape=SHAPES[shape]), {"bundlePolicy": bundle})
        return
    refused: dict[str, Any] = {}
    for name, policy in POLICIES.items():
        offer = await page.evaluate(OFFER.format(shape=SHAPES[shape]), {"bundlePolicy": bundle})
        plan = jsep.plan_answer(jsep.Offer(sdp.parse(offer)), jsep.WEBRTC, policy=policy)
        answer = jsep.write_answer(plan, transports(plan), origin=jsep.Origin("1", "1"))
        said = await page.evaluate(ACCEPT, sdp.serialize(answer.description))
        first, *others = [section.rejected is None for section in plan.sections] or [True]
        if (program.name, bundle) == ("chromium", "max-bundle") and not first and any(others):
            assert CHROMIUM_RTCP_MUX in said, "Chromium has learnt it: drop this case"
        elif said != "stable":
            refused[name] = said
    assert refused == {}


async def test_the_browser_takes_our_answer_to_an_offer_without_bundle(
    browser: Browser, server: Server
) -> None:
    page = await browser.new_page(server.url)
    shape = OFFER.format(shape=SHAPES["audio, video, data"])
    offer = await page.evaluate(shape, {"bundlePolicy": "max-compat"})
    text = "\r\n".join(line for line in offer.split("\r\n") if not line.startswith("a=group:"))
    plan = jsep.plan_answer(jsep.Offer(sdp.parse(text)), jsep.WEBRTC)
    assert len(plan.owners) == 3
    answer = jsep.write_answer(plan, transports(plan), origin=jsep.Origin("1", "1"))
    assert await page.evaluate(ACCEPT, sdp.serialize(answer.description)) == "stable"
