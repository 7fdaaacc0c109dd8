"""Chromium and Firefox: one page each, with any number of connections."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.browser._bidi import Browser, BrowserError, JavaScriptError, Page
from tests.peers._peer import PeerGone
from tests.peers._remote import RemotePeer

__all__ = ["Chromium", "Firefox", "PageChannel"]

OPERATIONS = Path(__file__).with_name("w3c.js").read_text(encoding="utf-8")
BEGIN = f"""() => {{
    window.peer = ({OPERATIONS})(
        RTCPeerConnection, kind => RTCRtpReceiver.getCapabilities(kind).codecs);
}}"""
STEP = 10.0
"""Seconds that a step may take."""


class PageChannel:
    """A page that has the operations; another takes its place where it hangs or crashes."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.version = browser.version
        self._browser = browser
        self._url = url
        self._opening = asyncio.Lock()
        self._page: Page | None = None
        self._homes: dict[int, Page] = {}
        """Where each connection is."""

    async def call(self, number: int, operation: str, *args: object) -> Mapping[str, Any]:
        if operation == "open":
            return await self._open(number, *args)
        page = self._homes[number]
        if page is not self._page:
            raise PeerGone(f"{operation}: the page is gone")
        outcome = await self._ask(page, number, operation, *args)
        if operation == "close":
            del self._homes[number]
        return outcome

    async def _open(self, number: int, *args: object) -> Mapping[str, Any]:
        page = self._homes[number] = await self._living()
        try:
            return await self._ask(page, number, "open", *args)
        except PeerGone:  # over what another connection did in it
            page = self._homes[number] = await self._living()
            return await self._ask(page, number, "open", *args)

    async def _ask(self, page: Page, *message: object) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(STEP):
                outcome: Mapping[str, Any] = await page.evaluate("peer", *message)
        except (BrowserError, JavaScriptError, TimeoutError) as error:
            if page is self._page:
                self._page = None
            raise PeerGone(f"{message[1]}: {error!r}") from error
        return outcome

    async def _living(self) -> Page:
        async with self._opening:
            if self._page is None:
                page = await self._browser.new_page(self._url)
                await page.evaluate(BEGIN)
                self._page = page
            return self._page


class Chromium(RemotePeer):
    name = "chromium"


class Firefox(RemotePeer):
    name = "firefox"
