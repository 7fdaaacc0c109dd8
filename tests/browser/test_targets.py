"""The real browsers are asked about the same descriptions as our rules for them."""

import re
from collections.abc import Mapping

import pytest

from sdpsig.sdp.targets import TARGETS, Verdict, judge_text
from tests._corpus import OWN_OFFERS
from tests.browser._bidi import Browser, Page, Program
from tests.sdp.targets._laws import each
from tests.sdp.targets._more_probes import AIORTC, FIREFOX, FIREFOX_ACCEPTS, FORMATS
from tests.sdp.targets._probes import (
    CHROMIUM,
    CHROMIUM_ACCEPTS,
    ONE,
    VIDEO,
    audio,
    swap,
    text,
)

pytestmark = [pytest.mark.anyio, pytest.mark.browser]

ALL: Mapping[str, str] = {
    **CHROMIUM_ACCEPTS,
    **FIREFOX_ACCEPTS,
    **OWN_OFFERS,
    **{
        f"{rule}-{at}": one
        for at, (rule, one) in enumerate(
            row for table in (CHROMIUM, FIREFOX, AIORTC) for row in each(table)
        )
    },
}
"""What any of them has a rule for: the others have their own opinion of it."""
AT_ONCE = 40
ASK = """async texts => {
    const words = [];
    for (const sdp of texts) {
        const connection = new RTCPeerConnection();
        const asked = connection.setRemoteDescription({type: 'offer', sdp});
        words.push(await asked.then(() => '', error => `${error.name}: ${error.message}`));
        connection.close();
    }
    return words;
}"""


async def asked(page: Page, texts: list[str]) -> list[str]:
    """What the browser says to each text as an offer; empty where it takes it."""
    words: list[str] = []
    for start in range(0, len(texts), AT_ONCE):
        words += await page.evaluate(ASK, texts[start : start + AT_ONCE])
    return words


def same_version(browser: Browser, name: str) -> None:
    verified = TARGETS[name].version
    if not browser.version.startswith(verified.split(".")[0]):
        pytest.skip(f"the rules are those of {name} {verified}, this is {browser.version}")


async def test_the_browser_says_the_same(browser: Browser, page: Page, program: Program) -> None:
    same_version(browser, program.name)
    rules = TARGETS[program.name].rules
    words = await asked(page, list(ALL.values()))
    for (name, one), said in zip(ALL.items(), words, strict=True):
        judgement = judge_text(one, program.name)
        assert judgement.verdict is (Verdict.REFUSES if said else Verdict.ACCEPTS), (name, said)
        if said:
            rule = judgement.faults[0].rule.partition("/")[2]
            assert rules[rule].is_said_by(said), (name, rule, said)


LOST: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "chromium": (
        ("rest", ONE + text("m=") + VIDEO, r"\Am=audio\Z"),
        ("kind", ONE + text("m=text 9 x 0", "a=mid:x"), r"m=audio 9 .*m=text 0 "),
        ("second-data", CHROMIUM["second-data"][0], r"m=application 9 .*m=application 0 "),
    ),
    "firefox": (
        ("rest", ONE + text("foo") + VIDEO, r"\Am=audio\Z"),
        (
            "last-line",
            swap("a=rtcp-mux\r\n", "") + text("a=rtcp-mux", "m=video 9 x")[:-2],
            r"\Am=audio\Z",
        ),
        ("formats", swap("SAVPF 111", f"SAVPF {FORMATS} 0"), r"m=audio 9 UDP/TLS/RTP/SAVPF 111\r"),
        ("session-line", audio("t=x", "s=x") + VIDEO, r"m=audio 9 .*m=video "),
    ),
}
"""Rule, description, and what must show in the kinds of sections that were read, or in the answer."""
READ = """async sdp => {
    const connection = new RTCPeerConnection();
    await connection.setRemoteDescription({type: 'offer', sdp});
    const read = connection.remoteDescription.sdp.match(/^m=[a-z]+/mg).join(' ');
    const answer = await connection.createAnswer().catch(error => ({sdp: ''}));
    connection.close();
    return [read, answer.sdp];
}"""


async def test_what_is_passed_over_is_lost(browser: Browser, page: Page, program: Program) -> None:
    same_version(browser, program.name)
    for rule, description, shows in LOST[program.name]:
        judgement = judge_text(description, program.name)
        assert judgement.verdict is Verdict.ACCEPTS
        assert {fault.rule for fault in judgement.faults} == {f"{program.name}/{rule}"}
        outcome = await page.evaluate(READ, description)
        assert any(re.search(shows, one, re.DOTALL) for one in outcome), (rule, outcome)
