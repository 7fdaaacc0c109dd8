"""How a rule of validation makes its fault, and what becomes of the faults.

The first error refuses a description, and nothing after it is looked at; warnings are collected.
A rule tells of the first place where it is broken, so that a hostile description costs no more
than a good one.
"""

from collections.abc import Callable, Iterable

from .._frozen import evolve
from ..errors import Fault, FaultCode, SdpsigError, Severity
from ..sdp import Attribute, Line, Malformed, Profile
from ._sections import Sections, SectionView

__all__ = ["absent", "fault_at", "settle", "tolerated"]


def settle(faults: Iterable[Fault], refuse: Callable[[Fault], SdpsigError]) -> tuple[Fault, ...]:
    """The warnings; raises at the first error, whose exception ``refuse`` makes."""
    warnings: list[Fault] = []
    for fault in faults:
        if fault.severity is Severity.ERROR:
            raise refuse(fault)
        warnings.append(fault)
    return tuple(warnings)


def fault_at(
    sections: Sections,
    section: SectionView | None,
    code: FaultCode,
    detail: str,
    rule: str,
    *,
    line: Line | None = None,
    severity: Severity = Severity.ERROR,
) -> Fault:
    """A fault with its place in the text: the line given, else the m= line of the section."""
    index = None if section is None else section.index
    number = sections.line_number(index, line)
    return Fault(code, detail, rule, number, index, severity)


def tolerated(profile: Profile) -> Severity:
    """The severity of what interop lets pass."""
    return Severity.ERROR if profile.strict else Severity.WARNING


def absent(
    sections: Sections,
    section: SectionView,
    kind: type[Attribute],
    code: FaultCode,
    detail: str,
    rule: str,
    *,
    severity: Severity = Severity.ERROR,
) -> Fault:
    """Something needed is not there; where it is there but malformed, that is the fault."""
    for part in (section.media, sections.description):
        for line in part.all(Malformed):
            if line.name == kind.spec.name:
                return evolve(line.fault, section=section.index, severity=severity)
    return fault_at(sections, section, code, detail, rule, severity=severity)
