"""The browsers that the other tests drive do start, obey and gather."""

import pytest

from tests._require import require_program
from tests.browser._bidi import Browser, BrowserError, JavaScriptError, Page, Program

pytestmark = [pytest.mark.anyio, pytest.mark.browser]


async def test_a_function_takes_and_gives_json(page: Page) -> None:
    value = {"text": "é\u2028\"'", "list": [1, None, True], "nested": {"a": 0.5}}
    assert await page.evaluate("(value, more) => ({value, more})", value, 7) == {
        "value": value,
        "more": 7,
    }


async def test_a_promise_is_awaited_and_undefined_is_none(page: Page) -> None:
    assert await page.evaluate("async () => await Promise.resolve([1])") == [1]
    assert await page.evaluate("() => undefined") is None


@pytest.mark.parametrize(
    "function",
    [
        "() => { throw new TypeError('boom') }",
        "async () => { throw new Error('boom') }",
        "() => Promise.reject('boom')",
    ],
)
async def test_an_error_of_the_page_is_an_error_here(page: Page, function: str) -> None:
    with pytest.raises(JavaScriptError, match="boom"):
        await page.evaluate(function)


async def test_waiting_ends_with_the_first_true_value(page: Page) -> None:
    await page.evaluate("() => { setTimeout(() => { window.result = {done: 1} }, 50) }")
    assert await page.wait_for("() => window.result") == {"done": 1}


async def test_waiting_in_vain_says_for_what(page: Page) -> None:
    with pytest.raises(TimeoutError, match=r"not within 0\.2 s: \(\) => window\.never"):
        await page.wait_for("() => window.never", timeout=0.2)


async def test_what_a_page_logs_and_does_not_catch_is_kept(page: Page) -> None:
    await page.evaluate("""() => {
        console.warn('careful');
        setTimeout(() => { throw new Error('late') });
    }""")
    assert await page.logged("careful") == "warn: careful"
    assert (await page.logged("late")).startswith("error:")


async def test_pages_are_apart_and_close_but_once(browser: Browser) -> None:
    one, two = [await browser.new_page() for _ in range(2)]
    await one.evaluate("() => { window.mark = 1 }")
    assert await two.evaluate("() => window.mark") is None
    await one.close()
    await one.close()
    assert browser.pages == (two,)
    with pytest.raises(BrowserError):
        await one.evaluate("() => 1")


async def test_a_page_behind_another_keeps_its_pace(browser: Browser) -> None:
    behind = await browser.new_page()
    await browser.new_page()
    await behind.evaluate(
        "() => { window.ticks = 0; setInterval(() => { window.ticks += 1 }, 10) }"
    )
    await behind.wait_for("() => window.ticks >= 50", timeout=5)


async def test_a_browser_that_has_ended_says_so(program: Program) -> None:
    async with Browser.launch(program, require_program(*program.binaries)) as browser:
        page = await browser.new_page()
        assert browser.version
    with pytest.raises(BrowserError, match="ended"):
        await page.evaluate("() => 1")


async def test_the_camera_and_the_microphone_are_made_up(page: Page) -> None:
    kinds = await page.evaluate("""async () => {
        const stream = await navigator.mediaDevices.getUserMedia({audio: true, video: true});
        return stream.getTracks().map(track => track.kind);
    }""")
    assert sorted(kinds) == ["audio", "video"]


async def test_a_plain_loopback_candidate_is_gathered(page: Page) -> None:
    await page.evaluate("""async () => {
        window.candidates = [];
        window.connection = new RTCPeerConnection();
        connection.onicecandidate = event => candidates.push(event.candidate?.candidate ?? null);
        connection.createDataChannel('echo');
        await connection.setLocalDescription();
    }""")
    candidates = await page.wait_for("() => candidates.includes(null) && candidates")
    addresses = [line.split()[4] for line in candidates if line]
    assert "127.0.0.1" in addresses
    assert not [address for address in addresses if address.endswith(".local")]
