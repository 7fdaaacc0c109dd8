"""The fragments of application/trickle-ice-sdpfrag (RFC 8840 §9, FR-1 to FR-11).

Candidates on their way outside a description: attributes of the session, then pseudo m=
sections of which only the mid counts. As lossless as descriptions are; nothing here knows
which description a fragment belongs to.
"""

from itertools import pairwise

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, FaultCode, SdpError, Severity
from ..limits import Limits
from ._attribute import Unknown
from ._candidate import judge_candidate, read_candidate
from ._description import Section
from ._fields import MediaLine, read_field
from ._fragment_rules import faults_of
from ._line import Line, Malformed, seal
from ._profile import INTEROP, Profile
from ._registry import STANDARD, Registry
from ._single import read_attribute
from ._split import decoded, join, judge_characters, split, too_long
from .attributes import Candidate, EndOfCandidates, IcePwd, IceUfrag, Mid

__all__ = ["Fragment", "FragmentSection", "parse_fragment", "serialize_fragment"]

NO_LIMITS_YET = Limits()
PSEUDO = MediaLine(kind="audio", port=9, proto="RTP/AVP", formats=("0",))
"""The m= line of a section of which nothing is known (FR-11)."""


@frozen
class _Part(Section):
    """What both levels of a fragment may say."""

    @property
    def ufrag(self) -> str | None:
        """The user name fragment that is said here."""
        line = self.get(IceUfrag)
        return None if line is None else line.ufrag

    @property
    def pwd(self) -> str | None:
        """The password that is said here: a secret."""
        line = self.get(IcePwd)
        return None if line is None else line.pwd

    @property
    def end_of_candidates(self) -> bool:
        """Whether no more candidates will come (FR-6)."""
        return bool(self.all(EndOfCandidates))


@frozen
class FragmentSection(_Part):
    """One pseudo m= section: candidates of one mid."""

    media_line: Line = field(kw_only=True, default=PSEUDO)
    """The pseudo m= line, which says nothing (FR-3)."""

    @property
    def mid(self) -> str | None:
        """Which section of the description is meant; several may mean the same (FR-4)."""
        line = self.get(Mid)
        return None if line is None else line.mid

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The candidates, in order."""
        return self.all(Candidate)


@frozen
class Fragment(_Part):
    """A whole fragment: its session part and its pseudo m= sections."""

    sections: tuple[FragmentSection, ...] = ()
    line_end: str = "\r\n"
    """How lines end, where all end alike."""
    mixed_ends: tuple[str, ...] = ()
    """How each line ends, where they do not."""
    last_line_ends: bool = True
    """Whether the last line ends too, as it should."""
    byte_order_mark: bool = False
    """Whether a BOM stood in front, as it should not."""
    warnings: tuple[Fault, ...] = field(default=(), eq=False, repr=False)
    """What was tolerated when this was read."""

    def credentials(self, section: FragmentSection) -> tuple[str | None, str | None]:
        """The ufrag and the password that hold in a section: its own, else the session's (FR-5)."""
        part = self if section.ufrag is None else section
        return part.ufrag, part.pwd


def parse_fragment(
    text: str | bytes,
    *,
    profile: Profile = INTEROP,
    registry: Registry = STANDARD,
    limits: Limits = NO_LIMITS_YET,
) -> Fragment:
    """Read a fragment. Raises SdpError with the line and the rule that it breaks.

    In the profile ``interop`` a malformed line stays in its place as :class:`Malformed`,
    counts as absent, and is told in ``warnings``; ``strict`` refuses it (FR-10).
    """
    bounds = evolve(limits, sdp_bytes=min(limits.sdp_bytes, limits.fragment_bytes))
    given = split(decoded(text, bounds), bounds)
    judge_characters(given.text)
    if not any(line.startswith(("a=", "m=")) for line in given.lines):
        raise SdpError(Fault(FaultCode.SDP_EMPTY, "no a= and no m= line", "V-1", line=1))
    reading = _Reading(profile, registry, limits)
    fragment = Fragment(
        line_end=given.line_end,
        mixed_ends=given.mixed_ends,
        last_line_ends=given.text.endswith("\n"),
        byte_order_mark=given.byte_order_mark,
    )
    if profile.strict and fragment != Fragment():
        reading.tell(_odd_end(given.mixed_ends))
    head, *rest = reading.parts(given.lines)
    sections = tuple(FragmentSection(lines[1:], media_line=lines[0]) for lines in rest)
    fragment = evolve(fragment, lines=head, sections=sections)
    for fault in faults_of(fragment):
        reading.tolerate(fault)
    return evolve(fragment, warnings=tuple(reading.warnings))


def serialize_fragment(fragment: Fragment) -> str:
    """The text of a fragment: what was read comes back byte for byte.

    Raises SdpError for a value that cannot stand in its line; nothing is written then.
    """
    texts = [line.text for line in fragment.lines]
    for section in fragment.sections:
        texts.append(section.media_line.text)
        texts += [line.text for line in section.lines]
    return join(
        texts,
        line_end=fragment.line_end,
        mixed_ends=fragment.mixed_ends,
        last_line_ends=fragment.last_line_ends,
        byte_order_mark=fragment.byte_order_mark,
    )


class _Reading:
    """One reading of one fragment: collects warnings, or raises at the first fault."""

    def __init__(self, profile: Profile, registry: Registry, limits: Limits) -> None:
        self.profile = profile
        self.registry = registry
        self.limits = limits
        self.warnings: list[Fault] = []
        self.repeated: dict[str, Malformed] = {}
        """Malformed lines by their text, once nobody is told of them any more."""

    def parts(self, texts: list[str]) -> list[tuple[Line, ...]]:
        """The lines of the session part, then those of each section, its m= line first."""
        starts = [at for at, line in enumerate(texts) if line.startswith("m=")]
        limits = self.limits
        if len(starts) > limits.sections:
            detail = f"more than {limits.sections} m= sections"
            line = starts[limits.sections] + 1
            raise SdpError(Fault(FaultCode.SDP_TOO_MANY_SECTIONS, detail, "V-9f", line))
        edges = [0, *starts, len(texts)]
        for at, (start, stop) in enumerate(pairwise(edges)):
            first = start + (at > 0)  # behind the m= line, where there is one
            if stop - first > limits.section_attributes:
                detail = f"more than {limits.section_attributes} attributes in one section"
                line = first + limits.section_attributes + 1
                raise SdpError(Fault(FaultCode.SDP_TOO_MANY_ATTRIBUTES, detail, "V-9f", line))
        lines = [self.line(text, number) for number, text in enumerate(texts, 1)]
        return [tuple(lines[start:stop]) for start, stop in pairwise(edges)]

    def line(self, text: str, number: int) -> Line:
        """Read a line, or keep it as Malformed in its place."""
        if text in self.repeated:
            return self.repeated[text]  # a flood costs one value
        if len(text) > self.limits.line_bytes:
            raise too_long(number, self.limits)
        letter, equals, value = text.partition("=")
        try:
            if letter == "a" and equals:
                return self.attribute(text, value, number)
            line = seal(read_field(letter if equals else "", value), text)
        except SdpError as error:
            fault = evolve(error.fault, line=number)
            if text and not equals:
                raise SdpError(fault) from None
            self.tolerate(evolve(fault, severity=Severity.WARNING))
            kept = seal(self.malformed(letter, value, text, fault), text)
            if len(self.warnings) >= self.limits.warnings:
                self.repeated[text] = kept
            return kept
        if letter != "m":
            detail = "a line that a fragment does not have"
            self.tolerate(_warning(FaultCode.SDP_LINE_SYNTAX, detail, "FR-1", number))
        return line

    def attribute(self, text: str, value: str, number: int) -> Line:
        """Read an attribute, whose name counts in any case (RFC 8840 §9.2)."""
        name, colon, rest = value.partition(":")
        folded = self.folded(name)
        if self.registry.get(folded) is not Candidate:
            line = read_attribute(folded + colon + rest, text, self.registry, self.limits)
            return seal(line if folded == name else evolve(line), text)
        candidate, told = read_candidate(rest)
        judge_candidate(candidate, text, self.limits)
        for fault in told:
            self.tell(evolve(fault, line=number))  # unsupported, never malformed (FR-10)
        return seal(candidate, text)

    def malformed(self, letter: str, value: str, text: str, fault: Fault) -> Malformed:
        if letter != "a":
            return Malformed("m", value, fault) if letter == "m" else Malformed("", text, fault)
        name, _, rest = value.partition(":")
        if self.registry.get(self.folded(name)) is Unknown:
            return Malformed("", text, fault)  # who knows what it holds: a secret?
        return Malformed(name, rest, fault)

    def folded(self, name: str) -> str:
        """The name of an attribute as the registry spells it."""
        if self.registry.get(name) is not Unknown or not name.isascii():
            return name
        lower = name.lower()
        return name if self.registry.get(lower) is Unknown else lower

    def tolerate(self, fault: Fault) -> None:
        """Tell a warning; refuse what is worse, and where strict everything."""
        if self.profile.strict or fault.severity is Severity.ERROR:
            raise SdpError(evolve(fault, severity=Severity.ERROR))
        self.tell(fault)

    def tell(self, fault: Fault) -> None:
        if len(self.warnings) < self.limits.warnings:
            self.warnings.append(fault)


def _odd_end(ends: tuple[str, ...]) -> Fault:
    """What every reader takes and nobody should write (V-6)."""
    at = next((at for at, end in enumerate(ends, 1) if end != "\r\n"), 1)
    detail = "lines that do not all end with CRLF, or a byte order mark in front"
    return _warning(FaultCode.SDP_LINE_ENDING, detail, "V-6", at)


def _warning(code: FaultCode, detail: str, rule: str, line: int) -> Fault:
    return Fault(code, detail, rule, line, severity=Severity.WARNING)
