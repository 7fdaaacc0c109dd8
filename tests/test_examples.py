"""Every example runs by itself, says something, and is short."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests._extras import require_modules

ROOT = Path(__file__).parents[1]
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

NEEDS = {
    "asgi_server": ("uvicorn",),
    "embed_aiohttp": ("aiohttp", "aiortc"),
    "embed_fastapi": ("fastapi", "httpx", "aiortc"),
    "publish_and_play": ("aiortc",),
    "two_peers_aioice": ("aioice",),
    "whip_to_whep": ("aiortc", "uvicorn"),
}
"""What an example imports beyond the core."""
CLIENTS = ("client_", "publish_and_play")
"""How the names of those begin that call a server; its URL is their argument."""
SAYS = {
    "answer_offer": r"section 1, video: rejected: no-codec\n(?s:.*)\na=setup:active\r?\n",
    "asgi_server": r'"reason": "sdp.missing-line"(?s:.*)server, .*: Closed\n(?s:.*)"status": "closed"',
    "client_basic": r"answered: m=application (?s:.*)\nclosed\n",
    "client_concurrent": r"^10 sessions,",
    "client_errors": r"a good offer: fine\n"
    r"no SDP: 400 sdp\.missing-line, line 1\n"
    r"an offer without ICE: 422 ice\.missing-credentials, line 7\n"
    r"a wrong path: nothing there: http\.not-found\n"
    r"a silent server: too slow\n"
    r"no server: no connection\n",
    "client_metadata": r"repeated: \{'room': 7, (?s:.*)refused with 413: .*metadata-too-large",
    "client_sessions": r"door: \d+ lines(?s:.*)\ndoor: gone\ngarden: live\n",
    "client_setup": r"ICE servers: 0\ncandidates of the server: [1-9]\d*\nclosed\n",
    "custom_transport": r"client: answer (?s:.*)refused: a candidate(?s:.*)<EndReason.IDLE",
    "embed_aiohttp": r"^heard: hello\naiohttp: \{'sessions': 1\}\n",
    "embed_fastapi": r"^heard: hello\nFastAPI: \{'sessions': 1\}\n",
    "munge": r"\+b=AS:128\n(?s:.*)\n\+a=fmtp:111 minptime=10;useinbandfec=1;stereo=1;",
    "publish_and_play": r"^publishing: connected\nplaying: audio, AudioFrame\n"
    r"playing: video, VideoFrame\n",
    "test_with_pair": r"(?s:.*)one gives way\n(?s:.*)taken back(?s:.*)same way each time",
    "two_peers_aioice": r"session connected\n(?s:.*)two: received b'hello'\n(?s:.*)session closed",
    "whip_to_whep": r"running on (http://\S+) ",
}
"""What it says when all goes well."""
SERVERS = {"whip_to_whep"}
"""Those that serve a page until they are stopped; their port is their argument."""
WARNED = {"client_setup": r"\w{8} a candidate failed: .* \[ice\.bad-candidate\].*\n\Z"}
"""What it logs; nothing if it is not here."""


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


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    """The URL of the reference server."""
    require_modules("uvicorn", "aioice", "httpx")
    command = [sys.executable, "-m", "sdpsig", "serve", "--port", "0", "--loopback"]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+(?=/)", server.stdout.readline())
        try:
            assert found is not None
            yield found[0]
        finally:
            server.terminate()


@pytest.mark.parametrize(
    "path", [path for path in EXAMPLES if path.stem not in SERVERS], ids=lambda path: path.stem
)
def test_an_example_runs_to_its_end(path: Path, request: pytest.FixtureRequest) -> None:
    require_modules(*NEEDS.get(path.stem, ()))
    is_client = path.stem.startswith(CLIENTS)
    done = run(str(path), *([request.getfixturevalue("served")] if is_client else []))
    said = WARNED.get(path.stem, r"\Z")
    assert done.returncode == 0, done.stderr
    assert re.match(said, done.stderr), done.stderr
    assert re.search(SAYS[path.stem], done.stdout), done.stdout


@pytest.mark.parametrize("name", sorted(SERVERS))
def test_an_example_serves_a_page_until_it_is_stopped(name: str) -> None:
    require_modules(*NEEDS[name])
    command = [sys.executable, "-W", "error", f"examples/{name}.py", "0"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        said = (re.search(SAYS[name], line) for line in server.stderr)
        try:
            found = next(filter(None, said))
            with urlopen(found[1]) as page:
                assert page.read() == (ROOT / "examples" / f"{name}.html").read_bytes()
        finally:
            server.send_signal(signal.SIGINT)
        assert "Traceback" not in server.stderr.read()
    assert server.returncode == 0


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
