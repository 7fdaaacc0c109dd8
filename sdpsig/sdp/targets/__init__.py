"""What other programs do with a description that they get as a remote offer.

Each peer has a file: its rules in one table, verified against the version that it names. A
rule that nobody tried is not there; what cannot be told is told as unknown.
"""

from collections.abc import Mapping

from ...errors import Fault, FaultCode, SdpError, Severity
from .._description import SessionDescription
from .._text import serialize
from . import aiortc, chromium, firefox, pion, whip
from ._rule import Effect, Evidence, Finding, Judgement, Rule, Stage, Target, Verdict

__all__ = [
    "TARGETS",
    "Effect",
    "Evidence",
    "Finding",
    "Judgement",
    "Rule",
    "Stage",
    "Target",
    "Verdict",
    "judge",
    "judge_text",
]

TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (module.TARGET for module in (chromium, firefox, aiortc, pion, whip))
}
"""Every peer that is known, by name."""

CODES = {
    Effect.REFUSES: (FaultCode.TARGET_REFUSES, Severity.ERROR),
    Effect.IGNORES: (FaultCode.TARGET_IGNORES, Severity.WARNING),
    Effect.UNKNOWN: (FaultCode.TARGET_UNKNOWN, Severity.WARNING),
}
VERBS = {
    Effect.REFUSES: "refuses",
    Effect.IGNORES: "ignores",
    Effect.UNKNOWN: "may refuse",
}


def judge(description: SessionDescription, target: str) -> Judgement:
    """What a peer does with a description as its first remote offer.

    Raises SdpError for the name of a target that is not known.
    """
    peer = _target(target)
    try:
        text = serialize(description)
    except SdpError:
        detail = "a description with a value that cannot be written"
        fault = Fault(FaultCode.TARGET_UNKNOWN, detail, severity=Severity.WARNING)
        return Judgement(peer.name, peer.version, Verdict.UNKNOWN, (fault,))
    return judge_text(text, target)


def judge_text(text: str, target: str) -> Judgement:
    """The same for a text, which may be one that nobody else can read.

    It has no limit of its own: bound what a stranger sends before it is asked about.
    """
    peer = _target(target)
    told: list[Fault] = []
    verdict = Verdict.ACCEPTS
    for finding in peer.read(text):
        rule = peer.rules[finding.rule]
        fault = _fault(peer, rule, finding)
        if rule.effect is Effect.REFUSES:
            return Judgement(peer.name, peer.version, Verdict.REFUSES, (fault,))
        if rule.effect is Effect.UNKNOWN:
            verdict = Verdict.UNKNOWN
        told.append(fault)
    return Judgement(peer.name, peer.version, verdict, tuple(told))


def _fault(peer: Target, rule: Rule, finding: Finding) -> Fault:
    code, severity = CODES[rule.effect]
    detail = f"{peer.name} {VERBS[rule.effect]} {rule.detail}"
    where = f"{peer.name}/{finding.rule}"
    return Fault(code, detail, where, finding.line, finding.section, severity)


def _target(name: str) -> Target:
    try:
        return TARGETS[name]
    except KeyError:
        detail = f"no such target; there are {', '.join(TARGETS)}"
        raise SdpError(Fault(FaultCode.TARGET_UNKNOWN, detail)) from None
