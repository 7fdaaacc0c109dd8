"""The examples of the client do what they show, in the console and on the page."""

from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from tests.browser._bidi import Browser
from tests.browser._server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

Run = Callable[[str, str], Coroutine[Any, Any, Any]]


@pytest.fixture
async def run(browser: Browser, server: Server) -> Run:
    """Runs one example in the page; `look` tells what is of interest in what it made."""
    page = await browser.new_page(server.url)

    async def run(example: str, look: str) -> Any:
        return await page.evaluate(
            f"""async () => {{
                const said = [];
                const client = new window.WebRTCSDPClient(location.origin);
                const examples = new window.WebRTCSDPExamples(client, line => said.push(line));
                const made = await examples.{example};
                const seen = await ({look})(made, examples, said);
                await examples.cleanup();
                return seen;
            }}"""
        )

    return run


async def test_camera_and_microphone_are_negotiated(run: Run) -> None:
    look = """({ peer, stream }) => ({
        state: peer.connectionState,
        tracks: stream.getTracks().map(({ kind, readyState }) => [kind, readyState]).sort(),
        answered: peer.getTransceivers().map(one => [one.sender.track.kind, one.currentDirection]),
        accepted: !/^m=(audio|video) 0 /m.test(peer.remoteDescription.sdp),
    })"""
    seen = await run("basicPeerConnection()", look)
    assert seen["state"] == "connected"
    assert seen["tracks"] == [["audio", "live"], ["video", "live"]]
    assert sorted(kind for kind, direction in seen["answered"] if direction) == ["audio", "video"]
    assert seen["accepted"]


async def test_candidates_can_be_sent_by_hand(run: Run) -> None:
    look = """({ peer, sent, pair, sessionId }, _, said) => ({
        state: peer.connectionState, sent, sessionId, local: pair.local.candidateType, said,
        early: /a=candidate/.test(peer.remoteDescription.sdp),
    })"""
    seen = await run("advancedCandidates()", look)
    assert seen["state"] == "connected"
    assert seen["sent"] > 0
    assert seen["sessionId"]
    assert seen["local"] in ("host", "prflx")
    assert any("found host udp" in line for line in seen["said"])


async def test_every_message_of_a_data_channel_comes_back(run: Run) -> None:
    look = "({ channel, echoes }) => [channel.readyState, echoes]"
    assert await run("dataChannel()", look) == ["open", ["hello", "bytes", "good-bye"]]


async def test_the_server_tells_the_metadata_that_it_was_told(run: Run) -> None:
    metadata = '{ "room": 7, "tags": ["a", null] }'
    seen = await run(f"metadata({metadata})", "({ metadata }) => metadata")
    assert seen == {"room": 7, "tags": ["a", None]}


async def test_a_session_is_known_by_an_id_of_our_own(run: Run) -> None:
    look = (
        """async ({ sessionId, session }, _, said) => [sessionId, session.sessionId, said.length]"""
    )
    ours, theirs, said = await run("ownSessionId()", look)
    assert ours == theirs
    assert len(ours) == 48
    assert said > 0


async def test_what_is_refused_says_why_and_changes_nothing(run: Run) -> None:
    look = """({ peer, errors }) => [
        peer.connectionState, errors.map(({ code, reason, line }) => [code, reason, line ?? null]),
    ]"""
    state, errors = await run("errorHandling()", look)
    assert state == "connected"
    assert [(code, reason) for code, reason, _ in errors] == [
        (400, "sdp.missing-line"),
        (422, "ice.missing-credentials"),
        (404, "session.not-found"),
    ]
    assert [line is None for _, _, line in errors] == [False, False, True]


async def test_sessions_at_once_hear_their_own_echoes(run: Run) -> None:
    look = "made => made.map(({ echoes, session }) => [echoes, session.sessionId])"
    seen = await run("concurrentSessions(4)", look)
    assert [echoes for echoes, _ in seen] == [[f"session {n}"] for n in (1, 2, 3, 4)]
    assert len({session_id for _, session_id in seen}) == 4


async def test_cleanup_frees_what_it_is_given_and_then_the_rest(run: Run, server: Server) -> None:
    look = """async ([one, two], examples) => {
        const peers = [one.peer, two.peer];
        const freed = [await examples.cleanup([one]), await examples.cleanup(), await examples.cleanup()];
        return [freed, peers.map(peer => peer.connectionState), two.session.sessionId];
    }"""
    freed, states, session_id = await run("concurrentSessions(2)", look)
    assert freed == [1, 1, 0]
    assert states == ["closed", "closed"]
    forgotten = {"session_id": session_id, "candidate": {"candidate": ""}}
    assert (await server.post("/webrtc/ice-candidate", forgotten)).status_code == 404


async def test_every_example_is_a_button_of_the_page(browser: Browser, server: Server) -> None:
    page = await browser.new_page(server.url)
    press = "name => document.querySelector(`[data-example=${name}]`).click()"
    said = "text => document.getElementById('examples-log').textContent.includes(text)"
    await page.evaluate(press, "dataChannel")
    await page.wait_for(said, 'dataChannel: "good-bye" came back after')
    await page.evaluate(press, "cleanup")
    await page.wait_for(said, "cleanup: closed 1 of 1")
    names = await page.evaluate(
        "() => [...document.querySelectorAll('[data-example]')].map(one => one.dataset.example)"
    )
    methods = await page.evaluate(
        "() => Object.getOwnPropertyNames(window.WebRTCSDPExamples.prototype)"
    )
    assert names == methods[1:]
