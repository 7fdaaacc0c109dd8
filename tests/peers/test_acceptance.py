"""Real peers take our offers and answers, and we take theirs: a sample of the whole matrix.

The whole is ``nox -s matrix``. What a peer does wrong by itself is in KNOWN.md, with its evidence.
"""

import pytest

from tests._extras import require_modules
from tests.peers import _ours
from tests.peers._crowd import Crowd
from tests.peers._drive import drive_all
from tests.peers._known import unexplained
from tests.peers._shapes import sample

pytestmark = [pytest.mark.anyio, pytest.mark.browser, pytest.mark.timeout(300)]

SAMPLES = {
    "chromium": 40,
    "firefox": 40,
    "aiortc": 40,
    "werift": 25,
    "node-datachannel": 25,
    "webrtcbin": 25,
}
"""How many shapes of the 320 each peer is given here, in both roles."""


@pytest.mark.parametrize("name", SAMPLES)
async def test_a_peer_and_our_engine_understand_each_other(crowd: Crowd, name: str) -> None:
    if name == "aiortc":
        require_modules("aiortc")
    shapes = sample(n=SAMPLES[name])
    problems = await drive_all(shapes, _ours.maker(), await crowd.maker(name), at_once=4)
    assert [str(problem) for problem in unexplained(problems)] == []


async def test_two_engines_of_ours_understand_each_other_in_every_shape() -> None:
    shapes = sample(n=200)
    problems = await drive_all(shapes, _ours.maker(), _ours.maker(), at_once=4)
    assert [str(problem) for problem in problems] == []
