"""What is asked of every target: each rule is tripped, and what is good is taken."""

from collections.abc import Mapping

from sdpsig.sdp.targets import TARGETS, Effect, Verdict, judge_text

VERDICTS = {
    Effect.REFUSES: Verdict.REFUSES,
    Effect.IGNORES: Verdict.ACCEPTS,
    Effect.UNKNOWN: Verdict.UNKNOWN,
}


def trips(text: str, target: str, name: str) -> None:
    """A rule strikes, says what it does, and names a place that exists."""
    judgement = judge_text(text, target)
    rule = TARGETS[target].rules[name]
    found = [fault for fault in judgement.faults if fault.rule == f"{target}/{name}"]
    assert found
    assert judgement.verdict in {VERDICTS[rule.effect], Verdict.UNKNOWN}
    assert rule.effect is not Effect.REFUSES or judgement.verdict is Verdict.REFUSES
    assert name in {finding.rule for finding in TARGETS[target].read(text)}
    lines = max(len(text.split("\n")), 1)
    assert all(fault.line is None or 1 <= fault.line <= lines for fault in judgement.faults)
    assert all(rule.detail in fault.detail for fault in found)


def accepts(text: str, target: str) -> None:
    judgement = judge_text(text, target)
    assert judgement.faults == ()
    assert judgement.verdict is Verdict.ACCEPTS


def each(table: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """The rows of a table, one by one."""
    return [(name, text) for name, texts in table.items() for text in texts]
