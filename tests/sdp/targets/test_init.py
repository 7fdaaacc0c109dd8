"""A judgement: who, in which version, what, and why."""

import pytest

from sdpsig import sdp
from sdpsig.errors import FaultCode, SdpError, Severity
from sdpsig.limits import Limits
from sdpsig.sdp.attributes import Mid
from sdpsig.sdp.targets import TARGETS, Effect, Verdict, judge, judge_text
from tests._corpus import CAPTURES, OWN, OWN_OFFERS, OWN_PAIRS
from tests.sdp.targets._probes import BUNDLED, ONE, audio, swap

NAMES = pytest.mark.parametrize("name", TARGETS)


def test_these_peers_are_known() -> None:
    assert list(TARGETS) == ["chromium", "firefox", "aiortc", "pion", "whip"]
    assert all(target.name == name for name, target in TARGETS.items())


def test_a_refusal_says_why_and_where() -> None:
    judgement = judge(sdp.parse(audio("a=rtpmap:112")), "chromium")
    (fault,) = judgement.faults
    assert (judgement.target, judgement.version) == ("chromium", "156.0.8078.79")
    assert judgement.verdict is Verdict.REFUSES
    assert fault.code is FaultCode.TARGET_REFUSES
    assert fault.detail == "chromium refuses a=rtpmap without a blank"
    assert fault.rule == "chromium/rtpmap-fields"
    assert (fault.line, fault.section, fault.severity) == (14, 0, Severity.ERROR)


def test_what_is_passed_over_is_a_warning() -> None:
    judgement = judge(sdp.parse(audio("t=0 0")), "firefox")
    assert judgement.verdict is Verdict.ACCEPTS
    assert [fault.code for fault in judgement.faults] == [FaultCode.TARGET_IGNORES]
    assert judgement.faults[0].severity is Severity.WARNING


def test_what_cannot_be_told_is_told_as_unknown() -> None:
    judgement = judge(sdp.parse(ONE), "pion")
    assert judgement.verdict is Verdict.UNKNOWN
    assert [fault.code for fault in judgement.faults] == [FaultCode.TARGET_UNKNOWN]


@NAMES
def test_what_cannot_be_written_cannot_be_judged(name: str) -> None:
    description = sdp.SessionDescription((Mid("0\r\na=x"),))
    judgement = judge(description, name)
    assert judgement.verdict is Verdict.UNKNOWN
    assert judgement.faults[0].severity is Severity.WARNING


def test_a_peer_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(SdpError) as raised:
        judge(sdp.parse(ONE), "x")
    assert raised.value.fault.code is FaultCode.TARGET_UNKNOWN
    with pytest.raises(SdpError, match="no such target"):
        judge_text(ONE, "x")


def test_check_asks_the_target_too() -> None:
    faults = sdp.check(sdp.parse(swap("a=rtcp-mux\r\n", "")), target="firefox")
    assert FaultCode.TARGET_REFUSES in {fault.code for fault in faults}
    assert not {fault.code for fault in sdp.check(sdp.parse(BUNDLED), target="chromium")} & {
        FaultCode.TARGET_REFUSES,
        FaultCode.TARGET_IGNORES,
        FaultCode.TARGET_UNKNOWN,
    }


@NAMES
def test_a_description_is_judged_by_its_text(name: str) -> None:
    for text in (*CAPTURES.values(), *OWN.values()):
        assert judge(sdp.parse(text), name) == judge_text(text, name)


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_browser_takes_the_offers_that_it_answered(name: str) -> None:
    answered = {offer for offer, answer in OWN_PAIRS if answer.startswith(name)}
    for offer in OWN_OFFERS.keys() - {offer for offer in OWN_OFFERS if offer.startswith(name)}:
        expected = Verdict.ACCEPTS if offer in answered else Verdict.REFUSES
        assert judge_text(OWN_OFFERS[offer], name).verdict is expected, offer


@NAMES
def test_every_rule_is_told_in_words(name: str) -> None:
    for rule in TARGETS[name].rules.values():
        assert rule.detail
        assert bool(rule.said) or rule.effect is not Effect.REFUSES


@NAMES
def test_whatever_comes_is_judged(name: str) -> None:
    limit = Limits().lines
    for text in (
        "",
        "\n",
        "\0",
        "v",
        "v=0",
        "v=0\n",
        "m=",
        "a=\n" * limit,
        BUNDLED.replace(" ", "  "),
    ):
        assert judge_text(text, name).target == name
    for at in range(0, len(BUNDLED), 7):
        for cut in (
            BUNDLED[:at],
            BUNDLED[:at] + BUNDLED[at + 1 :],
            BUNDLED[:at] + ":" + BUNDLED[at:],
        ):
            assert judge_text(cut, name).target == name
