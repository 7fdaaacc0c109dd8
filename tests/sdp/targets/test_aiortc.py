"""Every rule of aiortc strikes, and the library itself says the same."""

from contextlib import suppress

import pytest

from sdpsig.sdp.targets import TARGETS, Verdict, judge_text
from tests._corpus import CAPTURES, OWN
from tests.sdp.targets._laws import accepts, each, trips
from tests.sdp.targets._more_probes import AIORTC, AIORTC_ACCEPTS, FIREFOX
from tests.sdp.targets._probes import CHROMIUM

REAL = {
    **AIORTC_ACCEPTS,
    **{
        f"{rule}-{at}": text
        for table in (AIORTC, CHROMIUM, FIREFOX)
        for at, (rule, text) in enumerate(each(table))
    },
    **CAPTURES,
    **OWN,
}
"""Also what others have rules for, and all that browsers wrote."""
NO_NETWORK = {name: text for name, text in REAL.items() if ".local" not in text}
"""A name is looked up before it is refused."""


@pytest.fixture(scope="module")
def anyio_backend() -> str:
    return "asyncio"


@pytest.mark.parametrize(("rule", "text"), each(AIORTC))
def test_every_rule_strikes(rule: str, text: str) -> None:
    trips(text, "aiortc", rule)


def test_no_rule_is_left_out() -> None:
    assert AIORTC.keys() == TARGETS["aiortc"].rules.keys()


@pytest.mark.parametrize("name", AIORTC_ACCEPTS)
def test_what_has_no_fault_is_taken(name: str) -> None:
    accepts(AIORTC_ACCEPTS[name], "aiortc")


async def said(text: str) -> str:
    """The error of the library; empty where it takes the text as an offer."""
    aiortc = pytest.importorskip("aiortc")
    connection = aiortc.RTCPeerConnection()
    try:
        await connection.setRemoteDescription(aiortc.RTCSessionDescription(text, "offer"))
    except Exception as error:  # noqa: BLE001  # whatever it raises is its verdict
        return f"{type(error).__name__}: {error}"
    finally:
        with suppress(AttributeError):  # a connection without a transport does not close
            await connection.close()
    return ""


@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore")
async def test_the_library_says_the_same() -> None:
    pytest.importorskip("aiortc")
    rules = TARGETS["aiortc"].rules
    for name, text in NO_NETWORK.items():
        judgement, words = judge_text(text, "aiortc"), await said(text)
        assert judgement.verdict is (Verdict.REFUSES if words else Verdict.ACCEPTS), (name, words)
        if words:
            rule = judgement.faults[0].rule.partition("/")[2]
            assert rules[rule].is_said_by(words), (name, words)
