"""Foreign programs that publish by WHIP, each as a process of its own."""

import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from attrs import frozen

from tests._certificates import certificate_files
from tests._extras import require_modules
from tests._require import require_program
from tests.adapters._served import Served, started
from tests.bench._peers import run

__all__ = ["PUBLISHERS", "Publisher"]

HERE = Path(__file__).parent
AUDIO = (
    "audiotestsrc is-live=true ! opusenc ! rtpopuspay pt=100 ssrc=1"
    " ! application/x-rtp,media=audio,encoding-name=OPUS,payload=100"
)
VIDEO = (
    "videotestsrc is-live=true ! video/x-raw,width=64,height=64 ! vp8enc deadline=1"
    " ! rtpvp8pay pt=96 ssrc=2 ! application/x-rtp,media=video,encoding-name=VP8,payload=96"
)


@frozen
class Publisher:
    """Publishes sound and a picture to a URL with a token; the folder is for its files."""

    start: Callable[[str, str, Path], AbstractAsyncContextManager[Served]]
    version: Callable[[], str]


@asynccontextmanager
async def whip_client(url: str, token: str, folder: Path) -> AsyncIterator[Served]:
    """Debian's simple-whip-client, on GStreamer's webrtcbin."""
    program, compiler = require_program("whip-client"), require_program("cc", "gcc", "clang")
    library = folder / "libgupnp-igd-1.0.so.4"
    run(compiler, "-shared", "-fPIC", str(HERE / "upnp.c"), "-o", str(library))
    options = ("-u", url, "-t", token, "-A", AUDIO, "-V", VIDEO, "-o")
    async with started(program, *options, environ={"LD_LIBRARY_PATH": str(folder)}) as served:
        yield served
        assert await served.stop(signal.SIGINT) == 0


@asynccontextmanager
async def ffmpeg(url: str, token: str, folder: Path) -> AsyncIterator[Served]:
    """FFmpeg's whip muxer, in the build that comes with PyAV and so with aiortc.

    With GnuTLS, as there, FFmpeg 8.1 makes itself a certificate that OpenSSL refuses (alert 47,
    illegal_parameter). So it is given one.
    """
    require_modules("av")
    files = map(str, certificate_files(folder))
    program = (sys.executable, "-P", str(HERE / "ffmpeg_publisher.py"))
    async with started(*program, url, token, *files) as served:
        yield served
        assert await served.stop(signal.SIGINT) == 0


def _debian(*packages: str) -> str:
    """Packages with their versions."""
    form = "${Package} ${Version}, "
    return run("dpkg-query", "--show", f"--showformat={form}", *packages).removesuffix(", ")


def _pyav() -> str:
    return f"FFmpeg {import_module('av').ffmpeg_version_info} of PyAV {version('av')}"


PUBLISHERS: Mapping[str, Publisher] = {
    "simple-whip-client": Publisher(
        whip_client, lambda: _debian("simple-whip-client", "gstreamer1.0-plugins-bad")
    ),
    "ffmpeg": Publisher(ffmpeg, _pyav),
}
