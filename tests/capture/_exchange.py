"""One scenario between browsers: an offer, the answer of each browser, and so on by its steps."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from attrs import frozen

from tests.browser._bidi import Browser, JavaScriptError, Page
from tests.capture._scenarios import Scenario, Step

__all__ = ["Captured", "exchange"]

SIDE = Path(__file__).with_name("side.js").read_text(encoding="utf-8")
GATHERING = 60.0
"""Seconds for a description and all its candidates."""


@frozen
class Captured:
    """One description as a browser wrote it."""

    browser: str
    version: str
    scenario: str
    step: str
    """Empty where the scenario has but one."""
    type: str
    """`offer`, or `answer-to-` the browser that offered."""
    text: str
    refused: tuple[str, ...] = ()
    """What browsers said that did not take it."""

    @property
    def file(self) -> str:
        major = self.version.partition(".")[0]
        parts = (self.browser, major, self.scenario, self.step, self.type)
        return "-".join(filter(None, parts)) + ".sdp"


@frozen
class _Side:
    """A page with a connection."""

    browser: str
    page: Page

    async def run(self, statements: str) -> None:
        await self.page.evaluate(f"async () => {{ {statements} }}")

    async def take(self, kind: str, text: str) -> str:
        """Apply what the other side wrote; why it is refused, or nothing."""
        try:
            await self.page.evaluate("take", kind, text)
        except JavaScriptError as error:
            return str(error)
        return ""

    async def describe(self) -> str:
        text: str = await self.page.wait_for("describe", timeout=GATHERING)
        return text


async def exchange(
    scenario: Scenario, browsers: Mapping[str, Browser], offering: str, blank: str
) -> AsyncIterator[Captured]:
    """All descriptions of a scenario in which this browser offers, each when it has been written.

    Every offer is answered by each browser; the exchange goes on with the answer of the other.
    """
    async with AsyncExitStack() as stack:

        async def side(name: str) -> _Side:
            page = await browsers[name].new_page(blank)
            stack.push_async_callback(page.close)
            await page.evaluate(SIDE)
            await page.evaluate("begin", scenario.configuration)
            return _Side(name, page)

        def captured(writer: _Side, step: Step, kind: str, text: str, *refused: str) -> Captured:
            version = browsers[writer.browser].version
            return Captured(writer.browser, version, scenario.name, step.name, kind, text, refused)

        offerer = await side(offering)
        answerers = [
            await side(name) for name in browsers if name != offering or scenario.same_browser
        ]
        for step in scenario.steps:
            await offerer.run(step.offerer)
            offer = await offerer.describe()
            refused = []
            for answerer in answerers:
                if reason := await answerer.take("offer", offer):
                    refused.append(f"{answerer.browser}: {reason}")
                    continue
                await answerer.run(step.answerer)
                answer = await answerer.describe()
                reason = (
                    await offerer.take("answer", answer) if answerer.browser != offering else ""
                )
                yield captured(
                    answerer, step, f"answer-to-{offering}", answer, *filter(None, [reason])
                )
            yield captured(offerer, step, "offer", offer, *refused)
