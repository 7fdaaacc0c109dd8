"""All peers under one roof: each program starts when it is first wanted, and ends with the rest."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self

from tests._extras import require_modules
from tests._require import require_program
from tests.browser._bidi import Browser, Program
from tests.browser._programs import CHROMIUM, FIREFOX
from tests.peers import _gstreamer, _node
from tests.peers._aiortc import Aiortc
from tests.peers._browsers import Chromium, Firefox, PageChannel
from tests.peers._drive import Maker
from tests.peers._gstreamer import Webrtcbin
from tests.peers._lines import Lines, LinesChannel
from tests.peers._node import NodeDatachannel, Werift
from tests.peers._peer import Config, Peer
from tests.peers._remote import Channel, RemotePeer

__all__ = ["NAMES", "Crowd"]

KINDS: Mapping[str, type[Peer]] = {
    one.name: one for one in (Chromium, Firefox, Aiortc, Werift, NodeDatachannel, Webrtcbin)
}
NAMES = tuple(KINDS)
"""All of them."""
BLANK = "<!doctype html><title>peers</title>"


class Crowd:
    """Makers of connections, by the name of the peer; one for a test run."""

    def __init__(self) -> None:
        self._stack = AsyncExitStack()
        self._makers: dict[str, Maker] = {}
        self._lock = asyncio.Lock()
        self._node: Lines | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stack.aclose()

    async def maker(self, name: str) -> Maker:
        """Makes connections of this peer; skips the test where the peer is not installed."""
        async with self._lock:
            if name not in self._makers:
                self._makers[name] = await STARTS[name](self)
            return self._makers[name]

    async def _aiortc(self) -> Maker:
        require_modules("aiortc")

        async def make(config: Config) -> Peer:
            return Aiortc(config)

        return make

    async def _chromium(self) -> Maker:
        return _remote(Chromium, await self._page(CHROMIUM))

    async def _firefox(self) -> Maker:
        return _remote(Firefox, await self._page(FIREFOX))

    async def _werift(self) -> Maker:
        return _remote(Werift, LinesChannel(await self._in_node(), "werift"))

    async def _datachannel(self) -> Maker:
        return _remote(NodeDatachannel, LinesChannel(await self._in_node(), "node-datachannel"))

    async def _webrtcbin(self) -> Maker:
        lines = await self._stack.enter_async_context(Lines.running(_gstreamer.command()))
        return _remote(Webrtcbin, LinesChannel(lines, "webrtcbin"))

    async def _page(self, program: Program) -> PageChannel:
        binary = require_program(*program.binaries)
        browser = await self._stack.enter_async_context(Browser.launch(program, binary))
        folder = self._stack.enter_context(TemporaryDirectory(prefix="sdpsig-peers"))
        document = Path(folder) / "blank.html"  # about:blank has no host candidates
        document.write_text(BLANK, encoding="utf-8")
        return PageChannel(browser, document.as_uri())

    async def _in_node(self) -> Lines:
        if self._node is None:
            command = await _node.command(require_program("node"), require_program("npm"))
            self._node = await self._stack.enter_async_context(Lines.running(command))
        return self._node


def _remote(kind: type[RemotePeer], channel: Channel) -> Maker:
    async def make(config: Config) -> Peer:
        peer = kind(channel)
        await peer.open(config)
        return peer

    return make


STARTS: Mapping[str, Callable[[Crowd], Awaitable[Maker]]] = {
    Chromium.name: Crowd._chromium,
    Firefox.name: Crowd._firefox,
    Aiortc.name: Crowd._aiortc,
    Werift.name: Crowd._werift,
    NodeDatachannel.name: Crowd._datachannel,
    Webrtcbin.name: Crowd._webrtcbin,
}
