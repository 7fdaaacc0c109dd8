"""The timeline of a journal as text and as JSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from sdpsig.cli._doctor import Finding
from sdpsig.cli._screen import Screen
from sdpsig.cli._trace import Trace, due, notes, what, who
from sdpsig.session import SessionState, Tick

from .._frozen import frozen

__all__ = ["FORMATS", "Replayed"]

STATES: Mapping[str, str] = {
    "connected": "good",
    "failed": "error",
    "disconnected": "warning",
    "closed": "strong",
}
"""How states look that somebody looks for."""


@frozen
class Replayed:
    """A journal, and what the doctor says of it."""

    trace: Trace
    findings: tuple[Finding, ...] | None = None
    """None where nobody asked."""


def as_text(replayed: Replayed, screen: Screen) -> str:
    """One line for each input, with what it did below; then whether it agrees."""
    trace = replayed.trace
    lines: list[str] = []
    for tick in trace.inputs:
        lines += _lines(trace, tick, screen)
    lines += ["", *_verdict(trace, screen)]
    if replayed.findings is not None:
        lines += ["", *_diagnosis(replayed.findings, screen)]
    return "\n".join(lines) + "\n"


def _lines(trace: Trace, tick: Tick, screen: Screen) -> Iterator[str]:
    clock = screen.style(f"{trace.at(tick):10.3f}", "faint")
    margin = " " * 19
    start = f"{clock}  {screen.style(f'{who(tick):5}', 'strong')}  "
    for said in what(tick) or ("nothing",):
        yield start + screen.clipped(said, screen.width - len(margin))
        start = margin
    for note, style in notes(tick):
        for line in screen.wrapped(note, margin + "- ", margin + "  "):
            yield screen.style(line, style)
    changed = [*_changes(tick, screen)]
    if changed:
        yield f"{margin}= {'; '.join(changed)}"
    deadline = due(tick.state)
    if deadline is not None and deadline != due(tick.before):
        timer, at = deadline
        yield screen.style(f"{margin}  {timer} timer goes off at {at - trace.start:.3f}", "faint")


def _changes(tick: Tick, screen: Screen) -> Iterator[str]:
    """What is other than before: signaling, ICE and DTLS, and the connection as a whole."""
    before, after = _facts(tick.before), _facts(tick.state)
    for name, state in after.items():
        if before.get(name) != state:
            yield f"{name} {screen.style(state, STATES.get(state, 'title'))}"


def _facts(state: SessionState) -> dict[str, str]:
    facts = {"signaling": state.negotiation.state.value}
    for one in state.facts:
        facts[f"ICE {one.mid}"] = one.ice.value
        facts[f"DTLS {one.mid}"] = one.dtls.value
    facts["connection"] = state.connection.value
    return facts


def _verdict(trace: Trace, screen: Screen) -> Iterator[str]:
    inputs = len(trace.inputs)
    told = f"{inputs} input{'' if inputs == 1 else 's'} in {trace.span:.3f} s"
    if trace.astray:
        first = trace.astray[0].line
        said = f"the replay goes astray at line {first}"
        yield f"{trace.name}: {told}; {screen.style(said, 'error')}"
        yield "  = hint: a journal holds no functions of an answer policy, and another version of"
        yield "    sdpsig may decide otherwise"
    else:
        said = "every state is as it was written down"
        yield f"{trace.name}: {told}; {screen.style(said, 'good')}"


def _diagnosis(findings: Sequence[Finding], screen: Screen) -> Iterator[str]:
    yield screen.ruled("doctor")
    if not findings:
        yield screen.style("signaling shows nothing that explains a failure", "good")
    for finding in findings:
        lines = screen.wrapped(finding.detail, "* ")
        yield screen.style(lines[0], "warning")
        yield from lines[1:]
        places = ", ".join(map(str, finding.lines[:8]))
        more = " ..." if len(finding.lines) > 8 else ""
        yield screen.style(f"    line {places}{more} [{finding.rule}]", "faint")
        yield from screen.wrapped(finding.hint, "    = hint: ", "      ")


def as_json(replayed: Replayed, screen: Screen) -> str:
    """One object; its shape is documented and only grows."""
    del screen
    trace = replayed.trace
    told: dict[str, object] = {
        "file": trace.name,
        "agrees": trace.agrees,
        "seconds": trace.span,
        "ticks": [_record(trace, tick) for tick in trace.inputs],
    }
    if replayed.findings is not None:
        told["findings"] = [
            {"rule": one.rule, "detail": one.detail, "hint": one.hint, "lines": [*one.lines]}
            for one in replayed.findings
        ]
    return json.dumps(told, indent=2) + "\n"


def _record(trace: Trace, tick: Tick) -> dict[str, object]:
    deadline = due(tick.state)
    return {
        "line": tick.line,
        "seconds": trace.at(tick),
        "who": who(tick),
        "what": "; ".join(what(tick)),
        "notes": [note for note, _ in notes(tick)],
        "events": [type(event).__name__ for event in tick.events],
        "states": _facts(tick.state),
        "refusal": None if tick.refusal is None else tick.refusal.code.value,
        "deadline": None
        if deadline is None
        else {"timer": deadline[0], "seconds": deadline[1] - trace.start},
        "agrees": tick.agrees,
    }


FORMATS: Mapping[str, Callable[[Replayed, Screen], str]] = {"text": as_text, "json": as_json}
"""What ``--format`` takes."""
