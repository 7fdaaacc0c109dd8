"""The faults of descriptions as text, as JSON and as commands of a GitHub workflow."""

import json
from collections.abc import Callable, Mapping, Sequence

from sdpsig.cli._hints import hint
from sdpsig.cli._inputs import Input
from sdpsig.cli._screen import Screen
from sdpsig.errors import Fault, Severity

from .._frozen import frozen

__all__ = ["FORMATS", "Linted", "count"]


@frozen
class Linted:
    """A text, its faults, and what the targets make of it."""

    input: Input
    faults: tuple[tuple[Fault, str], ...]
    """Each with the target that it is about; empty for none."""
    verdicts: tuple[tuple[str, str, str], ...] = ()
    """Target, its version, and ``accepts``, ``refuses`` or ``unknown``."""

    def advice(self, fault: Fault) -> str:
        """What to do about a fault; empty where that is not known."""
        return hint(fault, self.input)


def count(linted: Sequence[Linted], severity: Severity) -> int:
    """How many faults of this severity there are."""
    return sum(fault.severity is severity for one in linted for fault, _ in one.faults)


def as_text(linted: Sequence[Linted], screen: Screen) -> str:
    """Like a compiler: place, severity, words, code, rule; the line; what to do."""
    lines: list[str] = []
    for one in linted:
        for fault, _ in one.faults:
            lines += [*_fault(one, fault, screen), ""]
        for name, version, verdict in one.verdicts:
            style = {"accepts": "good", "refuses": "error"}.get(verdict, "warning")
            peer = f"{name} {version}".rstrip()
            said = screen.style(_VERDICTS.get(verdict, verdict), style)
            lines.append(f"{one.input.name}: {peer} {said}")
    errors, warnings = (count(linted, severity) for severity in Severity)
    files = _amount(len(linted), "file")
    if errors or warnings:
        style = "error" if errors else "warning"
        said = f"{_amount(errors, 'error')}, {_amount(warnings, 'warning')}"
    else:
        style, said = "good", "no faults"
    lines.append(f"{screen.style(said, style)} in {files}")
    return "\n".join(lines) + "\n"


_VERDICTS = {
    "accepts": "takes it",
    "refuses": "refuses it",
    "unknown": "is not known to take or refuse it",
}


def _fault(one: Linted, fault: Fault, screen: Screen) -> list[str]:
    place = one.input.name if fault.line is None else f"{one.input.name}:{fault.line}"
    rule = f" ({fault.rule})" if fault.rule else ""
    severity = screen.style(fault.severity.value, fault.severity.value)
    code = screen.style(f"[{fault.code}]{rule}", "faint")
    lines = [f"{screen.style(f'{place}:', 'strong')} {severity}: {fault.detail} {code}"]
    text = one.input.line(fault.line)
    if text:
        gutter = f"{fault.line:>5} | "
        lines.append(screen.style(gutter, "faint") + screen.clipped(text, screen.width - 8))
    advice = one.advice(fault)
    if advice:
        lines.append(f"      = {screen.style('hint:', 'hint')} {advice}")
    return lines


def _amount(number: int, unit: str) -> str:
    return f"{number} {unit}{'' if number == 1 else 's'}"


def as_json(linted: Sequence[Linted], screen: Screen) -> str:
    """One object; its shape is documented and only grows."""
    del screen
    files = [
        {
            "file": one.input.name,
            "faults": [_record(one, fault, target) for fault, target in one.faults],
            "targets": [
                {"target": name, "version": version, "verdict": verdict}
                for name, version, verdict in one.verdicts
            ],
        }
        for one in linted
    ]
    errors, warnings = (count(linted, severity) for severity in Severity)
    return json.dumps({"files": files, "errors": errors, "warnings": warnings}, indent=2) + "\n"


def _record(one: Linted, fault: Fault, target: str) -> dict[str, object]:
    return {
        "severity": fault.severity.value,
        "code": fault.code.value,
        "detail": fault.detail,
        "rule": fault.rule,
        "line": fault.line,
        "section": fault.section,
        "text": one.input.line(fault.line),
        "hint": one.advice(fault),
        "target": target or None,
    }


def as_github(linted: Sequence[Linted], screen: Screen) -> str:
    """One workflow command for each fault: GitHub shows it at its line."""
    del screen
    return "".join(
        f"::{fault.severity.value} {_properties(one, fault)}::{_message(one, fault)}\n"
        for one in linted
        for fault, _ in one.faults
    )


def _properties(one: Linted, fault: Fault) -> str:
    said = {"file": one.input.name, "line": str(fault.line or 1), "title": fault.code.value}
    return ",".join(f"{name}={escape_property(value)}" for name, value in said.items())


def _message(one: Linted, fault: Fault) -> str:
    rule = f" ({fault.rule})" if fault.rule else ""
    advice = one.advice(fault)
    more = f"\nhint: {advice}" if advice else ""
    return escape_data(f"{fault.detail}{rule}{more}")


def escape_data(text: str) -> str:
    """Text as the message of a workflow command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Text as the value of a property of a workflow command."""
    return escape_data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Sequence[Linted], Screen], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
}
"""What ``--format`` takes."""
