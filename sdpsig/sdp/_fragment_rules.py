"""What the lines of a fragment mean to each other (RFC 8840 §4.4 and §9, FR-2 to FR-5).

A fault of severity ERROR makes a fragment unusable; a WARNING is what interop puts up with.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..errors import Fault, FaultCode, Severity
from .attributes import Candidate, IcePwd, IceUfrag, Mid

if TYPE_CHECKING:
    from ._fragment import Fragment, FragmentSection

__all__ = ["faults_of"]

ONCE = ((IceUfrag, "FR-5"), (IcePwd, "FR-5"), (Mid, "FR-3"))
"""What stands once in each part."""


def faults_of(fragment: "Fragment") -> Iterator[Fault]:
    """Every fault of a fragment, with its line as in the text."""
    yield from _of_part(fragment, 1)
    yield from _of_head(fragment)
    start = len(fragment.lines) + 1
    for section in fragment.sections:
        yield from _of_part(section, start + 1)
        yield from _of_mid(section, start, alone=len(fragment.sections) == 1)
        yield from _of_candidates(fragment, section, start)
        start += len(section.lines) + 1


def _of_part(part: "Fragment | FragmentSection", start: int) -> Iterator[Fault]:
    """An ufrag and a password come together, and each once (FR-5)."""
    if (part.ufrag is None) is not (part.pwd is None):
        detail = "one of ice-ufrag and ice-pwd without the other"
        yield Fault(FaultCode.SDP_MISSING_LINE, detail, "FR-5", start)
    for kind, rule in ONCE:
        for line in part.all(kind)[1:2]:
            detail = f"a second a={kind.spec.name} in one section"
            yield _told(FaultCode.SDP_REPEATED, detail, rule, start + (part.place(line) or 0))


def _of_head(fragment: "Fragment") -> Iterator[Fault]:
    """No candidate belongs to the whole session (FR-2); its end may (FR-6)."""
    for line in fragment.all(Candidate)[:1]:
        at = (fragment.place(line) or 0) + 1
        yield Fault(FaultCode.SDP_LINE_ORDER, "a candidate before any m= line", "FR-2", at)
    if fragment.end_of_candidates and not fragment.sections and fragment.ufrag is None:
        yield _without_credentials(1)


def _of_mid(section: "FragmentSection", start: int, *, alone: bool) -> Iterator[Fault]:
    """A section is known by its mid, which stands before its candidates (FR-3)."""
    mid = section.get(Mid)
    if mid is None:
        severity = Severity.WARNING if alone else Severity.ERROR
        detail = "a section without a=mid"
        yield Fault(FaultCode.SDP_MISSING_LINE, detail, "FR-3", start, severity=severity)
        return
    place = section.place(mid) or 0
    if any(isinstance(line, Candidate) for line in section.lines[:place]):
        detail = "a=mid after candidates of its section"
        yield _told(FaultCode.SDP_LINE_ORDER, detail, "FR-3", start + 1 + place)


def _of_candidates(fragment: "Fragment", section: "FragmentSection", start: int) -> Iterator[Fault]:
    """Candidates, and the end of them, belong to a generation of ICE (FR-5)."""
    ends = section.end_of_candidates or fragment.end_of_candidates
    if (section.candidates or ends) and None in fragment.credentials(section):
        yield _without_credentials(start)


def _without_credentials(line: int) -> Fault:
    detail = "candidates, or the end of them, without ice-ufrag and ice-pwd"
    return Fault(FaultCode.SDP_MISSING_LINE, detail, "FR-5", line)


def _told(code: FaultCode, detail: str, rule: str, line: int) -> Fault:
    return Fault(code, detail, rule, line, severity=Severity.WARNING)
