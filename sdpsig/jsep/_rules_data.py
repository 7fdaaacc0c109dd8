"""Data channels, and attributes that stand at the wrong level (D-16, V-83 to V-85)."""

from collections.abc import Iterable, Iterator

from .._frozen import evolve
from ..errors import Fault, FaultCode, Severity
from ..sdp import Attribute, Level, Line, Malformed, Unknown
from ..sdp.attributes import MaxMessageSize, SctpPort
from ._case import Case, Rule
from ._faults import fault_at
from ._sections import SectionView

__all__ = ["DESCRIPTIONS"]

LARGEST_PORT = 65_535


def _sctp_port(case: Case) -> Iterator[Fault]:
    """Where SCTP listens; strict rejects just an offered section that does not say it (D-16)."""
    severity = Severity.WARNING if case.offer is None else case.tolerated
    for view in case.live:
        told = view.legacy_sctp_port is not None or view.media.get(SctpPort) is not None
        if told or not view.is_data:
            continue
        code, said = FaultCode.JSEP_SCTP_PORT, _malformed(view, SctpPort)
        if said is None:
            detail = "a data section without a=sctp-port"
            yield fault_at(case.sections, view, code, detail, "D-16", severity=severity)
        elif _starts_with_zero(said) and int(said.value) <= LARGEST_PORT:
            detail = "an SCTP port that starts with a zero"
            yield fault_at(
                case.sections, view, code, detail, "V-83", line=said, severity=case.tolerated
            )
        else:
            yield evolve(said.fault, rule="V-83", section=view.index)


def _message_size(case: Case) -> Iterator[Fault]:
    """A size that starts with a zero (V-84): interop took it as not said, and told so."""
    if not case.profile.strict:
        return
    for view in case.live:
        said = _malformed(view, MaxMessageSize)
        if said is not None and _starts_with_zero(said):
            code, detail = FaultCode.JSEP_SCTP_PORT, "a message size that starts with a zero"
            yield fault_at(case.sections, view, code, detail, "V-84", line=said)


def _malformed(view: SectionView, kind: type[Attribute]) -> Malformed | None:
    lines = view.media.all(Malformed)
    return next((line for line in lines if line.name == kind.spec.name), None)


def _starts_with_zero(line: Malformed) -> bool:
    value = line.value
    return (
        value.startswith("0") and value.isascii() and value.isdecimal() and len(value) < MOST_DIGITS
    )


MOST_DIGITS = 20


def _levels(case: Case) -> Iterator[Fault]:
    """Attributes where they mean nothing (V-85): interop does not speak of it."""
    if not case.profile.strict:
        return
    yield from _misplaced(case, None, case.sections.description.lines, Level.SESSION)
    for view in case.live:
        yield from _misplaced(case, view, view.media.lines, Level.MEDIA)
        line = view.media.get(SctpPort) if view.is_rtp else None
        if line is not None:
            yield _at_wrong_level(case, view, line)


def _misplaced(
    case: Case, view: SectionView | None, lines: Iterable[Line], level: Level
) -> Iterator[Fault]:
    for line in lines:
        if (
            isinstance(line, Attribute)
            and type(line) is not Unknown
            and level not in line.spec.level
        ):
            yield _at_wrong_level(case, view, line)
            return


def _at_wrong_level(case: Case, view: SectionView | None, line: Line) -> Fault:
    code, detail = FaultCode.SDP_WRONG_LEVEL, "an attribute where it means nothing"
    severity = Severity.WARNING
    return fault_at(case.sections, view, code, detail, "V-85", line=line, severity=severity)


DESCRIPTIONS: tuple[Rule, ...] = (_sctp_port, _message_size, _levels)
"""What holds for every description."""
