"""An offer beside its answer as text and as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from attrs import asdict

from sdpsig.cli._inputs import Input
from sdpsig.cli._screen import Screen, printable
from sdpsig.errors import Fault
from sdpsig.jsep import CodecOutcome, ExtensionOutcome, SectionOutcome, SectionVerdict

from .._frozen import frozen

__all__ = ["FORMATS", "Compared", "headline"]


@frozen
class Compared:
    """Two texts, and what the second makes of the first."""

    offer: Input
    answer: Input
    sections: tuple[SectionOutcome, ...]
    faults: tuple[Fault, ...]
    """Where the answer does not fit the offer; lines are those of the answer."""


def headline(section: SectionOutcome) -> str:
    """What became of a section, in words."""
    match section.verdict:
        case SectionVerdict.REFUSED if section.why:
            return f"refused: {section.why}"
        case SectionVerdict.REFUSED:
            return "refused; the answer does not say why"
        case verdict:
            return HEADLINES[verdict]


HEADLINES = {
    SectionVerdict.ACCEPTED: "accepted",
    SectionVerdict.NOT_OFFERED: "not offered: its port is 0 in the offer too",
    SectionVerdict.MISSING: "missing: the answer has no such section",
    SectionVerdict.ADDED: "added: the offer has no such section",
}
STYLES = {
    SectionVerdict.ACCEPTED: "good",
    SectionVerdict.NOT_OFFERED: "faint",
}
TOPIC = 12
"""Columns of the names of topics."""


def as_text(compared: Compared, screen: Screen) -> str:
    """A headline for each section, and below it topic by topic what was settled."""
    names = f"{compared.offer.name} -> {compared.answer.name}"
    lines = [screen.style(names, "strong"), ""]
    for section in compared.sections:
        name = printable(f"{section.kind} (mid {section.mid})")
        style = STYLES.get(section.verdict, "error")
        head = screen.wrapped(f"{name} {headline(section)}", "", " " * (len(name) + 1))
        styled = "\n".join(head)
        lines.append(
            screen.style(styled[: len(name)], "strong") + _each(styled[len(name) :], style, screen)
        )
        for topic, words in topics(section):
            first = f"  {topic:{TOPIC}}"
            told = screen.wrapped(printable(words), first)
            told[0] = screen.style(first, "faint") + told[0][len(first) :]
            lines += told
        lines += [*_faults(section.faults, screen), ""]
    whole = [fault for fault in compared.faults if fault.section is None]
    if whole:
        lines += [*_faults(whole, screen), ""]
    return "\n".join((*lines, _summary(compared, screen))) + "\n"


def _each(text: str, style: str, screen: Screen) -> str:
    """Every line in this style."""
    return "\n".join(screen.style(line, style) for line in text.split("\n"))


def _summary(compared: Compared, screen: Screen) -> str:
    verdicts = [section.verdict for section in compared.sections]
    said = [
        f"{verdicts.count(verdict)} {verdict.replace('-', ' ')}"
        for verdict in SectionVerdict
        if verdict in verdicts
    ]
    counts = ", ".join(said) or "no sections"
    errors = [fault for fault in compared.faults if fault.severity.value == "error"]
    if errors:
        return f"{counts}; {screen.style('the answer does not fit the offer', 'error')}"
    return f"{counts}; {screen.style('the answer fits the offer', 'good')}"


def topics(section: SectionOutcome) -> Iterator[tuple[str, str]]:
    """Topic and words of everything that there is to tell of a section."""
    if section.perhaps:
        yield "perhaps", "; or ".join(section.perhaps)
    for topic, kept in (("codecs", True), ("added", False)):
        chosen = [
            codec
            for codec in section.codecs
            if codec.answered is not None and (codec.offered is not None) is kept
        ]
        if chosen:
            yield topic, ", ".join(map(_codec, chosen))
    dropped = list(_dropped(section.codecs))
    if dropped:
        yield "dropped", "; ".join(dropped)
    yield from _extensions(section.extensions)
    for fact in section.settled:
        yield fact.topic, fact.words


def _codec(codec: CodecOutcome) -> str:
    if codec.offered in (None, codec.answered):
        return f"{codec.label} [{codec.answered}]"
    return f"{codec.label} [{codec.offered}, here {codec.answered}]"


def _dropped(codecs: Sequence[CodecOutcome]) -> Iterator[str]:
    """Codecs that are not kept; those of one name and reason together."""
    alike: dict[tuple[str, str], list[str]] = {}
    for codec in codecs:
        if codec.answered is None:
            alike.setdefault((codec.label, codec.why), []).append(str(codec.offered))
    for (label, why), numbers in alike.items():
        yield f"{label} [{' '.join(numbers)}]" + (f" ({why})" if why else "")


def _extensions(extensions: Sequence[ExtensionOutcome]) -> Iterator[tuple[str, str]]:
    kept = [one for one in extensions if None not in (one.offered, one.answered)]
    offered = sum(one.offered is not None for one in extensions)
    if offered:
        moved = [
            f"{_short(one.uri)} has id {one.answered} instead of {one.offered}"
            for one in kept
            if one.offered != one.answered
        ]
        gone = [_short(one.uri) for one in extensions if one.answered is None]
        said = f"{len(kept)} of {offered} header extensions kept"
        rest = f", without {', '.join(gone)}" if gone else ""
        yield "extensions", "; ".join((said + rest, *moved))
    added = [_short(one.uri) for one in extensions if one.offered is None]
    if added:
        yield "extensions", f"not offered, and answered all the same: {', '.join(added)}"


def _short(uri: str) -> str:
    """The last part of a URI, which is what tells it from others."""
    return uri.rstrip("/").replace("#", "/").rpartition("/")[2].rpartition("rtp-hdrext:")[2]


def _faults(faults: Sequence[Fault], screen: Screen) -> Iterator[str]:
    for fault in faults:
        severity = fault.severity.value
        place = "" if fault.line is None else f" (line {fault.line} of the answer)"
        said = f"{severity}: {fault.detail} [{fault.code}] ({fault.rule}){place}"
        yield from (screen.style(line, severity) for line in screen.wrapped(said, "  "))


def as_json(compared: Compared, screen: Screen) -> str:
    """One object; its shape is documented and only grows."""
    del screen
    return (
        json.dumps(
            {
                "offer": compared.offer.name,
                "answer": compared.answer.name,
                "sections": [
                    {
                        "index": section.index,
                        "mid": section.mid,
                        "media": section.kind,
                        "verdict": section.verdict.value,
                        "words": headline(section),
                        "reason": section.reason and section.reason.value,
                        "why": section.why,
                        "perhaps": list(section.perhaps),
                        "codecs": [asdict(codec) for codec in section.codecs],
                        "extensions": [asdict(one) for one in section.extensions],
                        "settled": {fact.topic: fact.words for fact in section.settled},
                    }
                    for section in compared.sections
                ],
                "faults": [
                    {
                        "severity": fault.severity.value,
                        "code": fault.code.value,
                        "detail": fault.detail,
                        "rule": fault.rule,
                        "line": fault.line,
                        "section": fault.section,
                    }
                    for fault in compared.faults
                ],
            },
            indent=2,
        )
        + "\n"
    )


FORMATS: Mapping[str, Callable[[Compared, Screen], str]] = {"text": as_text, "json": as_json}
"""What ``--format`` takes."""
