"""Every example runs by itself, says something, and is short."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests._extras import require_modules

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

NEEDS = {"asgi_server": ("uvicorn",), "two_peers_aioice": ("aioice",)}
"""What an example imports beyond the core."""
SAYS = {
    "answer_offer": r"section 1, video: rejected: no-codec\n(?s:.*)\na=setup:active\r?\n",
    "asgi_server": r'"reason": "sdp.missing-line"(?s:.*)server, .*: Closed\n(?s:.*)"status": "closed"',
    "custom_transport": r"client: answer (?s:.*)refused: a candidate(?s:.*)<EndReason.IDLE",
    "munge": r"\+b=AS:128\n(?s:.*)\n\+a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;",
    "two_peers_aioice": r"session connected\n(?s:.*)two: received b'hello'\n(?s:.*)session closed",
}
"""What it says when all goes well."""


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_example_is_named_here() -> None:
    assert [path.stem for path in EXAMPLES] == sorted(SAYS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs_to_its_end(path: Path) -> None:
    require_modules(*NEEDS.get(path.stem, ()))
    done = run(str(path))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert re.search(SAYS[path.stem], done.stdout), done.stdout


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_on_a_page(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 60
    assert text.startswith('"""')


def test_an_offer_may_be_given_and_is_refused_in_words(tmp_path: Path) -> None:
    example = str(ROOT / "examples" / "answer_offer.py")
    given = tmp_path / "offer.sdp"
    text = (ROOT / "examples" / "offer.sdp").read_text()
    given.write_text(re.sub("a=ice-ufrag.*\n", "", text))
    done = run(example, str(given))
    assert done.returncode == 1
    assert done.stderr == (
        "no answer: line 7: a transport without ice-ufrag [ice.missing-credentials] (V-20)\n"
    )
