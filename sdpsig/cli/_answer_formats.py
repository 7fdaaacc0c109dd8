"""An answer as SDP and as JSON, and in words why it does not accept the rest."""

import json
from collections.abc import Callable, Iterator, Mapping

from sdpsig.cli._answer_words import DROPPED, LAYERS, REJECTED
from sdpsig.cli._screen import Screen, printable
from sdpsig.errors import Fault
from sdpsig.jsep import Answer, AnswerPlan, DroppedCodec, DroppedRid, PlannedSection
from sdpsig.sdp import serialize
from sdpsig.sdp.attributes import Rid

from .._frozen import frozen

__all__ = ["FORMATS", "Answered", "reasons"]


@frozen
class Answered:
    """An answer, how it was planned, and what was tolerated in the offer."""

    plan: AnswerPlan
    answer: Answer
    warnings: tuple[Fault, ...]


def as_sdp(answered: Answered) -> str:
    """The answer itself."""
    return serialize(answered.answer.description)


def as_json(answered: Answered) -> str:
    """One object; its shape is documented and only grows."""
    return (
        json.dumps(
            {
                "type": answered.answer.type.value,
                "sdp": as_sdp(answered),
                "sections": [_section(section) for section in answered.plan.sections],
                "warnings": [_warning(fault) for fault in answered.warnings],
            },
            indent=2,
        )
        + "\n"
    )


def _section(section: PlannedSection) -> dict[str, object]:
    return {
        "mid": section.mid,
        "kind": section.view.media.kind,
        "accepted": section.rejected is None,
        "reason": section.rejected and section.rejected.value,
        "direction": section.direction.value if section.view.is_rtp else None,
        "codecs": [
            {"payload_type": codec.offered.payload_type, "codec": codec.offered.encoding}
            for codec in section.codecs
        ],
        "dropped": [
            {"payload_type": one.payload_type, "codec": one.encoding, "reason": one.reason.value}
            for one in section.dropped
        ],
        "layers": {"send": list(section.rids.send), "receive": list(section.rids.receive)},
        "dropped_layers": [
            {"rid": _rid(one), "reason": one.reason.value} for one in section.rids.warnings
        ],
    }


def _warning(fault: Fault) -> dict[str, object]:
    return {
        "severity": fault.severity.value,
        "code": fault.code.value,
        "detail": fault.detail,
        "rule": fault.rule,
        "line": fault.line,
        "section": fault.section,
    }


def _rid(dropped: DroppedRid) -> str | None:
    return dropped.line.rid if isinstance(dropped.line, Rid) else None


FORMATS: Mapping[str, Callable[[Answered], str]] = {"sdp": as_sdp, "json": as_json}
"""What ``--format`` takes."""


# --- in words

TOPIC = 12
"""Columns of the names of topics."""


def reasons(answered: Answered, screen: Screen) -> str:
    """What becomes of each section, and why codecs and layers are dropped; what was tolerated."""
    lines: list[str] = []
    for section in answered.plan.sections:
        name = printable(f"{section.view.media.kind} (mid {section.mid})")
        said, style = _fate(section)
        lines.append(f"{screen.style(name, 'strong')} {screen.style(said, style)}")
        for topic, words in _topics(section):
            first = f"  {topic:{TOPIC}}"
            told = screen.wrapped(printable(words), first)
            told[0] = screen.style(first, "faint") + told[0][len(first) :]
            lines += told
        lines.append("")
    for fault in answered.warnings:
        place = "" if fault.line is None else f" (line {fault.line} of the offer)"
        said = f"tolerated: {fault.detail} [{fault.code}] ({fault.rule}){place}"
        lines += [screen.style(line, "warning") for line in screen.wrapped(said)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _fate(section: PlannedSection) -> tuple[str, str]:
    """A headline, and its style."""
    if section.rejected is not None:
        return f"rejected: {REJECTED[section.rejected]}", "error"
    return (f"accepted, {section.direction}" if section.view.is_rtp else "accepted"), "good"


def _topics(section: PlannedSection) -> Iterator[tuple[str, str]]:
    if section.codecs:
        accepted = (codec.offered for codec in section.codecs)
        yield "codecs", ", ".join(f"{one.encoding} [{one.payload_type}]" for one in accepted)
    if section.dropped:
        yield "dropped", "; ".join(_dropped(section.dropped))
    for topic, rids in (("sends", section.rids.send), ("receives", section.rids.receive)):
        if rids:
            yield topic, f"layers {', '.join(rids)}"
    if section.rids.warnings:
        told = (f"{_rid(one) or 'a line'}: {LAYERS[one.reason]}" for one in section.rids.warnings)
        yield "not layers", "; ".join(dict.fromkeys(told))


def _dropped(dropped: tuple[DroppedCodec, ...]) -> Iterator[str]:
    """Codecs of one name and reason together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for one in dropped:
        alike.setdefault((one.encoding, DROPPED[one.reason]), []).append(str(one.payload_type))
    for (encoding, why), numbers in alike.items():
        yield f"{encoding or 'format'} [{' '.join(numbers)}] ({why})"
