"""WHIP and WHEP clients from npm, unmodified, in pages of another origin than the server's.

The server is examples/whip_to_whep.py, which asks for a token here; what the clients say is kept.
"""

import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from attrs import define, field

from sdpsig.adapters.asgi import Receive, Scope, Send, respond
from sdpsig.http import Access, BearerTokens, Cors, Response
from tests._npm import installed
from tests.bench._peers import run
from tests.browser._bidi import Browser, Page
from tests.browser._relay import relaying
from tests.browser._serving import Application, serving
from tests.foreign._trace import Exchange, Trace, scrubbed

__all__ = ["PAIRS", "Visit", "bundle", "file_of", "visiting"]

HERE = Path(__file__).parent / "clients"
PACKAGE = HERE / "package.json"
VERSIONS: Mapping[str, str] = json.loads(PACKAGE.read_bytes())["dependencies"]
PAIRS = (
    ("whip-whep", "whip-whep"),
    ("@eyevinn/whip-web-client", "@eyevinn/webrtc-player"),
)
"""Who publishes, and who plays that."""
PREFIXES = {"publish": "/whip", "play": "/whep"}
TOKEN = "correct-horse-battery"
PAGE = b"<!doctype html><meta charset=utf-8><title>clients</title><video autoplay muted></video>"
RUN = """async (name, role, url, token) => {
    const { clients } = await import("/clients.js");
    window.running = await clients[name][role](url, token);
}"""
CONNECTED = "() => window.running.pc.connectionState === 'connected'"
PLAYS = """async ([audio, video]) => {
    const seen = { audio: 0, video: 0 };
    for (const one of (await window.running.pc.getStats()).values())
        if (one.type === "inbound-rtp")
            seen[one.kind] += (one.kind === "video" ? one.framesDecoded : one.packetsReceived) || 0;
    const shown = document.querySelector("video").videoWidth > 0;
    return shown && seen.audio > audio && seen.video > video ? seen : null;
}"""
RESTART = "() => window.running.restart?.().then(() => 'done', error => error.message)"
STOP = "() => window.running.stop()"


def bundle(node: str, npm: str) -> bytes:
    """The clients as one module for a page, by esbuild."""
    modules = installed(npm, PACKAGE)
    script = shutil.copy(HERE / "clients.js", modules.parent)
    esbuild = modules / "esbuild" / "bin" / "esbuild"
    return run(node, str(esbuild), str(script), "--bundle", "--format=esm").encode()


def file_of(client: str, role: str, browser: str) -> str:
    """The name of a trace."""
    return f"browsers/{client.replace('@', '').replace('/', '-')}-{role}-{browser}"


@define
class Recorder:
    """An application that keeps what it is asked; browsers hold connections, so no proxy does."""

    application: Application
    exchanges: list[Exchange] = field(factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = bytearray()

        async def hear() -> Any:
            message = await receive()
            body.extend(message.get("body", b""))
            return message

        async def tell(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = [(name.decode(), value.decode()) for name, value in scope["headers"]]
                asked = (scope["method"], scope["path"], headers, body.decode())
                self.exchanges.append(Exchange(*asked, message["status"]))
            await send(message)

        await self.application(scope, hear, tell)


@define
class Visit:
    """A browser whose pages publish to a server and play from it."""

    browser: Browser
    name: str
    """What the browser is called."""
    example: Any
    recorder: Recorder
    url: str
    pages_url: str

    async def run(self, client: str, role: str) -> Page:
        """A page in which this client has connected."""
        page = await self.browser.new_page(self.pages_url)
        await page.evaluate(RUN, client, role, f"{self.url}{PREFIXES[role]}/studio", TOKEN)
        await page.wait_for(CONNECTED, timeout=30)
        return page

    def trace(self, client: str, role: str) -> Trace:
        """What was said by who publishes, or by who plays."""
        versions = f"{client} {VERSIONS[client]}, {self.name} {self.browser.version}"
        below = f"{PREFIXES[role]}/"
        said = [one for one in self.recorder.exchanges if one.path.startswith(below)]
        return Trace(versions, scrubbed(said))


@asynccontextmanager
async def visiting(browser: Browser, name: str, script: bytes) -> AsyncIterator[Visit]:
    """A server, and pages with the clients."""
    files = {"/": ("text/html", PAGE), "/clients.js": ("text/javascript", script)}

    async def pages(scope: Scope, receive: Receive, send: Send) -> None:
        kind, body = files.get(scope["path"], ("text/plain", b""))
        await respond(send, Response(200, (("content-type", kind),), body), head_only=False)

    async with relaying() as example, serving(pages) as pages_url:
        example.app.access = Access(
            authenticate=BearerTokens({"tester": TOKEN}), cors=Cors([pages_url])
        )
        recorder = Recorder(example.app)
        async with serving(recorder) as url:
            yield Visit(browser, name, example, recorder, url, pages_url)
