"""WHIP and WHEP clients that nobody here wrote publish and play, in real browsers.

With ``SDPSIG_RECORD=1`` what they say is kept, as traces that tests/foreign says again.
"""

import asyncio
import os

import pytest

from tests._extras import require_modules
from tests._require import require_program
from tests.browser._bidi import Browser, Page, Program
from tests.browser._clients import PAIRS, PLAYS, RESTART, STOP, bundle, file_of, visiting
from tests.foreign._trace import TRACES, Trace

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

SECONDS = 30.0


@pytest.fixture(scope="session")
async def script(anyio_backend: str) -> bytes:
    require_modules("aiortc", "uvicorn")
    return await asyncio.to_thread(bundle, require_program("node"), require_program("npm"))


def shape(trace: Trace) -> set[tuple[str, int]]:
    """What was asked and answered; how often hangs on the time that gathering takes."""
    return {(one.method, one.status) for one in trace.exchanges}


@pytest.fixture(autouse=True)
def one_candidate(monkeypatch: pytest.MonkeyPatch) -> None:
    """aioice gathers 127.0.0.1 alone: whip-whep 1.2.0 joins the candidates of a restart by commas."""
    monkeypatch.setattr("aioice.ice.get_host_addresses", lambda use_ipv4, use_ipv6: [])


async def flows(page: Page, audio: int, video: int) -> None:
    """Sound and pictures come, and then so many packets and pictures more."""
    seen = await page.wait_for(PLAYS, [0, 0 if video else -1], timeout=SECONDS)
    wanted = [seen["audio"] + audio, seen["video"] + video if video else -1]
    await page.wait_for(PLAYS, wanted, timeout=SECONDS)


@pytest.mark.parametrize(("publisher", "player"), PAIRS)
async def test_what_one_client_publishes_another_plays(
    browser: Browser, program: Program, script: bytes, publisher: str, player: str
) -> None:
    async with visiting(browser, program.name, script) as visit:
        publishing = await visit.run(publisher, "publish")
        playing = await visit.run(player, "play")
        await flows(playing, audio=5, video=5)
        for page in (publishing, playing):
            assert await page.evaluate(RESTART) in ("done", None)
            # aiortc asks for a lost packet once, and shows no picture until 512 more have come
            await flows(playing, audio=50, video=0)
        for page in (playing, publishing):
            await page.evaluate(STOP)
        assert len(visit.example.app.host.endpoint) == 0
        traces = {
            file_of(client, role, program.name): visit.trace(client, role)
            for client, role in ((publisher, "publish"), (player, "play"))
        }
    for name, trace in traces.items():
        if os.environ.get("SDPSIG_RECORD") == "1":
            (TRACES / name).parent.mkdir(exist_ok=True)
            trace.write(name)
        assert shape(trace) == shape(Trace.read(name))
