"""Sessions of the JavaScript client with the reference server: both are real, and media flows."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from sdpsig.adapters.echo import Echo
from sdpsig.endpoint import AnswerNeeded, OfferTo, Say
from sdpsig.http import Rate, RateLimits
from sdpsig.jsep import AddDataChannels, AddTransceiver, Answer, SignalingState
from sdpsig.sdp.attributes import Candidate, EndOfCandidates, MediaDirection, Mid
from sdpsig.session import (
    AnswerReceived,
    Closed,
    EndReason,
    Event,
    IceCandidate,
    SignalingStateChanged,
    TransportRestarted,
)
from tests._extras import require_modules
from tests.adapters._until import until
from tests.browser._app import App, running_app
from tests.browser._bidi import Browser, JavaScriptError, Page

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SCENE = Path(__file__).with_name("scene.js").read_text("utf-8").partition("\n")[2]
READY = "() => window.scene.ready()"
FLOWS = "args => window.scene.flows(...args)"
RECEIVED = ("inbound-rtp", "video", "framesDecoded")
SENT = ("outbound-rtp", "video", "framesEncoded")


@pytest.fixture(scope="module")
async def app(anyio_backend: str) -> AsyncIterator[App]:
    require_modules("uvicorn", "aiortc")
    async with running_app() as running:
        yield running


async def opened(browser: Browser, app: App, path: str = "", *wishes: str, **options: Any) -> Page:
    """A page whose session is open; ``path`` is that of an endpoint of WHIP or WHEP."""
    page = await browser.new_page(app.url)
    await page.evaluate(SCENE, [path, options, wishes])
    await page.wait_for(READY)
    return page


async def echoes(page: Page, word: str) -> None:
    assert await page.evaluate("word => window.scene.echo(word)", word) == word


async def flows(page: Page, what: tuple[str, str, str], more: int = 3) -> int:
    """Media goes on: the number of frames, when there are some more."""
    before = await page.evaluate(FLOWS, what)
    return int(await page.wait_for(FLOWS, [*what, before + more]))


async def restarted(page: Page, how: str) -> None:
    """New paths are found, and used."""
    before = await page.evaluate("() => window.scene.ufrag()")
    await page.evaluate(how)
    await page.wait_for("before => window.scene.ufrag() !== before", before)
    await page.wait_for(READY)


async def faultless(page: Page) -> None:
    assert await page.evaluate("() => window.scene.faults") == []


async def session_of(page: Page) -> str:
    return str(await page.evaluate("() => window.scene.session.sessionId"))


ONLINE = "() => window.dispatchEvent(new Event('online'))"
RESTART = "() => window.scene.session.restartIce()"


async def test_a_change_of_network_restarts_ice_and_the_data_channel_goes_on(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "", "data")
    await echoes(page, "first")
    for number in range(2):
        await restarted(page, ONLINE)
        await echoes(page, f"restarted {number}")
    event = await app.heard(await session_of(page), TransportRestarted)
    assert event.transport.generation == 1
    await faultless(page)


async def test_a_track_that_is_added_flows_both_ways_and_goes_on_over_a_restart(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "", "data")
    await page.evaluate(
        """async () => {
            const stream = await navigator.mediaDevices.getUserMedia({ video: true });
            window.scene.sender = window.scene.peer.addTrack(stream.getTracks()[0], stream);
        }"""
    )
    await flows(page, SENT)
    await flows(page, RECEIVED)
    await restarted(page, RESTART)
    await flows(page, SENT)
    await flows(page, RECEIVED)
    await echoes(page, "beside it")
    await page.evaluate("() => window.scene.peer.removeTrack(window.scene.sender)")
    turned = """() => window.scene.peer.getTransceivers()[0].currentDirection === 'recvonly'"""
    await page.wait_for(turned)
    await flows(page, RECEIVED)
    await faultless(page)


async def test_the_server_adds_a_track_and_data_channels_and_the_page_answers(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "", "receive", events=True)
    await flows(page, RECEIVED)
    session_id = await session_of(page)
    for wish in (AddTransceiver("video", MediaDirection.SENDONLY), AddDataChannels()):
        app.host.carry_out(Say(session_id, wish))
        app.host.carry_out(OfferTo(session_id, {}))
        await app.heard(session_id, AnswerReceived)
    await page.wait_for("() => window.scene.peer.sctp?.state === 'connected'")
    assert await page.evaluate("() => window.scene.peer.getTransceivers().length") == 3
    await faultless(page)


async def test_where_two_offers_meet_both_changes_come_about(browser: Browser, app: App) -> None:
    # No new media: Chromium never forgets the header extensions of an offer that it took back.
    page = await opened(browser, app, "", "receive", events=True)
    session_id = await session_of(page)
    await page.evaluate(
        "() => { window.scene.gate = new Promise(open => (window.scene.open = open)); }"
    )
    app.host.carry_out(Say(session_id, AddDataChannels()))
    app.host.carry_out(OfferTo(session_id, {}))
    before = await page.evaluate("() => window.scene.ufrag()")
    await page.evaluate(RESTART)
    await page.wait_for("() => window.scene.peer.signalingState === 'have-local-offer'")
    await page.evaluate("() => window.scene.open()")
    await page.wait_for("before => window.scene.ufrag() !== before", before)
    await page.wait_for("() => window.scene.peer.sctp?.state === 'connected'")
    await page.wait_for(READY)
    await flows(page, RECEIVED)
    await faultless(page)


class Trickling(Echo):
    """Answers at once, and tells its candidates one after another."""

    untold: tuple[IceCandidate, ...] = ()

    async def answer(self, needed: AnswerNeeded) -> Answer:
        answer = await super().answer(needed)
        first, *others = answer.description.media
        kinds = (Candidate, EndOfCandidates)
        kept = first.with_lines(line for line in first.lines if not isinstance(line, kinds))
        mid = first.get(Mid)
        assert mid is not None
        self.untold = tuple(
            IceCandidate(f"candidate:{one.serialize()}", mid.mid) for one in first.all(Candidate)
        )
        return Answer(answer.description.with_media((kept, *others)))

    async def event(self, session_id: str, event: Event) -> None:
        await super().event(session_id, event)
        if event == SignalingStateChanged(SignalingState.STABLE) and self.host is not None:
            for candidate in (*self.untold, IceCandidate("")):
                self.host.carry_out(Say(session_id, candidate))


async def test_candidates_of_the_server_come_as_events(browser: Browser) -> None:
    async with running_app(Trickling) as app:
        page = await opened(browser, app, "", "data", events=True)
        await echoes(page, "found")
        said = await page.evaluate("() => window.scene.peer.remoteDescription.sdp")
        assert "a=candidate" in said
        await restarted(page, RESTART)
        await echoes(page, "found again")
        await faultless(page)
        await page.close()


async def test_candidates_travel_together_and_a_close_goes_with_the_page(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "", "data", "send", window=200)
    session_id = await session_of(page)
    posts = await page.evaluate("() => window.scene.posts")
    said = [json.loads(body) for _, path, body in posts if path.endswith("/webrtc/ice-candidate")]
    assert sum(len(one.get("candidates", [one])) for one in said) > len(said)
    app.asked.clear()
    await page.open("about:blank")
    closed = await app.heard(session_id, Closed)
    assert closed.reason in (EndReason.CLOSED_BY_PEER, EndReason.MEDIA_CLOSED)  # a race
    await until(lambda: ("POST", "/webrtc/close") in app.asked)


async def test_a_server_that_wants_a_pause_is_asked_again_and_one_that_refuses_is_not(
    browser: Browser, app: App
) -> None:
    seldom = RateLimits(offers_per_address=Rate(0.5, 1))
    async with running_app(rates=seldom) as patient:
        pages = [await browser.new_page(patient.url) for _ in range(2)]
        await asyncio.gather(*(page.evaluate(SCENE, ["", {}, ["data"]]) for page in pages))
        for page in pages:
            await page.wait_for(READY)
            await echoes(page, "patience")
        assert patient.asked.count(("POST", "/webrtc/offer")) > 2
        for one in browser.pages:
            await one.close()
    refused = await browser.new_page(app.url)
    with pytest.raises(JavaScriptError, match="neither audio nor video"):
        await refused.evaluate(SCENE, ["/whip/live", {}, ["data"]])
    assert await refused.evaluate("() => window.scene.posts.length") == 1


async def test_who_publishes_by_whip_restarts_ice_and_the_stream_goes_on(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "/whip/live", "send")
    await flows(page, SENT)
    await restarted(page, ONLINE)
    await flows(page, SENT)
    methods = [method for method, _, _ in await page.evaluate("() => window.scene.posts")]
    assert methods[0] == "POST"
    assert {*methods[1:]} == {"PATCH"}
    await page.evaluate("() => window.scene.session.close()")
    await faultless(page)


async def test_who_plays_by_whep_restarts_ice_and_the_picture_goes_on(
    browser: Browser, app: App
) -> None:
    page = await opened(browser, app, "/whep/live", "receive")
    await flows(page, RECEIVED)
    await restarted(page, RESTART)
    await flows(page, RECEIVED)
    await page.evaluate("() => window.scene.session.close()")
    await faultless(page)


async def test_who_plays_takes_up_a_counter_offer_and_restarts_ice_on_it(browser: Browser) -> None:
    async with running_app(counters=True) as app:
        page = await opened(browser, app, "/whep/live", "receive")
        await flows(page, RECEIVED)
        await restarted(page, RESTART)
        await flows(page, RECEIVED)
        posts = await page.evaluate("() => window.scene.posts")
        assert [method for method, _, _ in posts][:2] == ["POST", "PATCH"]
        assert "a=recvonly" in posts[1][2]
        await page.evaluate("() => window.scene.session.close()")
        await faultless(page)
        await page.close()
