"""The pages of the documentation that are for browsers connect and hear their echo."""

import re
from pathlib import Path

import pytest

from tests._extras import require_modules
from tests._guide import served, write_files
from tests.browser._bidi import Browser
from tests.browser._server import Server

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "javascript-client.md"


async def test_the_documented_example_hears_its_echo(browser: Browser, server: Server) -> None:
    _, _, rest = PAGE.read_text("utf-8").partition("```javascript\n")
    example, _, _ = rest.partition("```")
    body, count = re.subn(
        r'^import (\{.*\}) from ("/webrtc-client.js");$',
        r"const \1 = await import(\2);",
        example,
        flags=re.MULTILINE,
    )
    assert count == 1
    page = await browser.new_page(server.url)
    await page.evaluate(f"async () => {{ {body} }}")
    assert "echo: hello" in await page.logged("echo:")
    await server.logged("connection connected")
    await page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    await server.logged(r"closed: closed-by-peer \(page closed\)")


async def test_the_page_of_the_guide_hears_the_echo_of_its_server(
    browser: Browser, tmp_path: Path
) -> None:
    require_modules("uvicorn", "aiortc")
    write_files(tmp_path)
    with served(tmp_path) as address:
        page = await browser.new_page(f"http://{address}/")
        await page.wait_for("() => document.body.textContent === 'echo: hello'")
        await page.evaluate("() => dispatchEvent(new Event('pagehide'))")
