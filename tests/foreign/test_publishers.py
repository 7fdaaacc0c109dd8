"""Foreign programs publish to ``sdpsig serve``; what they say is recorded on the way.

With ``SDPSIG_RECORD=1`` it is kept, as a trace that ``test_traces.py`` says again.
"""

import os
from pathlib import Path

import pytest

from tests.adapters._served import serving
from tests.foreign._publishers import PUBLISHERS
from tests.foreign._recorder import recording
from tests.foreign._trace import Trace, scrubbed

pytestmark = pytest.mark.anyio

TOKEN = "correct-horse-battery-staple"
WATCHED = """
import sys
from aiortc.rtcrtpreceiver import RemoteStreamTrack

receive, seen = RemoteStreamTrack.recv, set()


async def watched(track):
    frame = await receive(track)
    if track not in seen:
        seen.add(track)
        print("a frame of", track.kind, file=sys.stderr, flush=True)
    return frame


RemoteStreamTrack.recv = watched
from sdpsig.cli import main
sys.exit(main())
"""
"""The server, which tells when it has decoded the first frame of a track."""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize("name", PUBLISHERS)
async def test_a_foreign_program_publishes_until_it_says_that_it_ends(
    name: str, tmp_path: Path
) -> None:
    publisher = PUBLISHERS[name]
    environ = {"SDPSIG_BEARER_TOKEN": TOKEN}
    async with (
        serving("--loopback", python=("-P", "-c", WATCHED), environ=environ) as server,
        recording(server.url) as recorder,
    ):
        url = f"{recorder.url}/whip/studio"
        async with publisher.start(url, TOKEN, tmp_path):
            await server.logged("connection connected")
            for kind in ("audio", "video"):
                await server.logged(f"a frame of {kind}")
        await server.logged("closed: closed-by-peer")
        assert await server.stop() == 0
    posted, *patched, deleted = recorder.exchanges
    assert (posted.method, posted.status) == ("POST", 201)
    assert {(patch.method, patch.status) for patch in patched} <= {("PATCH", 204)}
    assert (deleted.method, deleted.status) == ("DELETE", 200)
    if os.environ.get("SDPSIG_RECORD") == "1":
        Trace(publisher.version(), scrubbed(recorder.exchanges)).write(name)
