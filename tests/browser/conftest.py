"""Each browser runs once; each test has tabs of its own."""

from collections.abc import AsyncIterator, Generator
from typing import Any

import pytest

from tests._require import require_program
from tests.browser._bidi import Browser, Page, Program
from tests.browser._programs import CHROMIUM, FIREFOX
from tests.browser._server import Server, running_server


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(program, id=program.name, marks=pytest.mark.xdist_group(program.name))
        for program in (CHROMIUM, FIREFOX)
    ],
)
def program(request: pytest.FixtureRequest) -> Program:
    chosen: Program = request.param
    require_program(*chosen.binaries)
    return chosen


@pytest.fixture(scope="session")
async def running_browser(program: Program, anyio_backend: str) -> AsyncIterator[Browser]:
    async with Browser.launch(program, require_program(*program.binaries)) as browser:
        yield browser


@pytest.fixture
async def browser(running_browser: Browser) -> AsyncIterator[Browser]:
    yield running_browser
    for page in running_browser.pages:
        await page.close()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty page with an origin: about:blank has no devices and no host candidates."""
    document = tmp_path_factory.mktemp("pages") / "blank.html"
    document.write_text("<!doctype html><title>blank</title>", encoding="utf-8")
    return document.as_uri()


@pytest.fixture
async def page(browser: Browser, blank: str) -> Page:
    return await browser.new_page(blank)


@pytest.fixture(scope="session")
async def server(anyio_backend: str) -> AsyncIterator[Server]:
    async with running_server() as running:
        yield running


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    browser: Any = getattr(item, "funcargs", {}).get("browser")
    if report.when == "call" and report.failed and browser is not None:
        for page in browser.pages:
            report.sections.append((f"Console of {page.url}", "\n".join(page.console)))
    return report
