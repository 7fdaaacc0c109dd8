"""Judging one description: every fault that it shows by itself, with its place and its rule.

Nothing stops at the first fault, and nothing is changed. Whether the description fits an offer
or an earlier one is not asked here. A rule is a generator of faults; ``RULES`` holds them all.
"""

from collections.abc import Callable, Iterator

from .._frozen import evolve
from ..errors import Fault, FaultCode, Severity
from . import _rules_bundle, _rules_formats, _rules_lines, _rules_media, _rules_transport
from ._attribute import Attribute, Level, Unknown
from ._description import SessionDescription
from ._line import Malformed
from ._places import MediaPart, Part, Whole
from ._profile import INTEROP, Profile
from ._registry import STANDARD
from .attributes import Direction

__all__ = ["ADVICE", "ONLY_STRICT", "check"]

Rule = Callable[[Whole], Iterator[Fault]]

ADVICE = frozenset(
    {
        (FaultCode.BUNDLE_UNKNOWN_MID, "V-58"),
        (FaultCode.ICE_BAD_CANDIDATE, "TR-9"),
        (FaultCode.JSEP_BAD_MID, "V-12"),
        (FaultCode.RTP_CLOCK_RATE, "A-73"),
        (FaultCode.RTP_CLOCK_RATE, "A-79"),
        (FaultCode.RTP_EXTENSION_ID, "RFC 8285 §7"),
        (FaultCode.RTP_MUX_REQUIRED, "V-28"),
        (FaultCode.RTP_PAYLOAD_TYPE, "RFC 3551 §6"),
        (FaultCode.SDP_ATTRIBUTE_SYNTAX, "RFC 8839 §5.6"),
        (FaultCode.SDP_ATTRIBUTE_SYNTAX, "V-9c"),
        (FaultCode.SDP_BAD_ADDRESS, "RFC 8866 §8.2.7"),
        (FaultCode.SDP_BANDWIDTH_TYPE, "RFC 8866 §5.8"),
        (FaultCode.SDP_BUNDLE_CONFLICT, "V-57"),
        (FaultCode.SDP_BUNDLE_ONLY, "RFC 9143 §6"),
        (FaultCode.SDP_DANGLING_REFERENCE, "RFC 5576 §4.2"),
        (FaultCode.SDP_LINE_ENDING, "V-6"),
        (FaultCode.SDP_LINE_SYNTAX, "RFC 8866 §5.12"),
        (FaultCode.SDP_REPEATED, "V-19a"),
        (FaultCode.SDP_SIMULCAST, "RFC 8853 §5.5"),
        (FaultCode.SDP_UNKNOWN_FORMAT, "RFC 8866 §6.6"),
        (FaultCode.SDP_UNKNOWN_FORMAT, "V-65"),
        (FaultCode.SDP_WRONG_LEVEL, "V-85"),
    }
)
"""What is a warning in strict too: it says little, or is to be ignored."""
ONLY_STRICT = frozenset({"V-6"})
"""Rules that interop does not even speak of."""


def check(
    description: SessionDescription, *, profile: Profile = INTEROP, target: str | None = None
) -> tuple[Fault, ...]:
    """Everything that is wrong with a description, in the order of its lines.

    Errors are what the profile refuses, warnings what it tolerates: ``strict`` tolerates less.
    With the name of a ``target`` also what that peer would refuse or ignore; SdpError where no
    such peer is known.
    """
    whole = Whole(description)
    faults = [_graded(fault, profile) for rule in RULES for fault in rule(whole)]
    if not profile.strict:
        faults = [fault for fault in faults if fault.rule not in ONLY_STRICT]
    if target is not None:
        from .targets import judge  # noqa: PLC0415  # what peers do is large, and seldom asked

        faults += judge(description, target).faults
    return tuple(sorted(faults, key=_line))


def _graded(fault: Fault, profile: Profile) -> Fault:
    """What interop tolerates, strict refuses."""
    warning = fault.severity is Severity.WARNING
    if profile.strict and warning and (fault.code, fault.rule) not in ADVICE:
        return evolve(fault, severity=Severity.ERROR)
    return fault


def _line(fault: Fault) -> int:
    return fault.line or 0


def _judged(whole: Whole) -> Iterator[Part]:
    """The parts whose attributes count: a rejected section is asked for its grammar only."""
    yield whole.session
    yield from whole.live


def _malformed(whole: Whole) -> Iterator[Fault]:
    """Lines that break their grammar, wherever they are (V-4, V-9)."""
    for part in whole.parts:
        for number, line in part.all(Malformed):
            dropped = STANDARD.get(line.name).spec.dropped_if_malformed
            rule = "V-9c" if dropped else line.fault.rule
            yield part.warning(line.fault.code, line.fault.detail, rule, number)


def _unwritable(whole: Whole) -> Iterator[Fault]:
    """Values that cannot stand in their line: of a description that was made, not read."""
    for part in whole.parts:
        for (number, line), text in zip(part.numbered(), part.texts, strict=True):
            if not text and not isinstance(line, Malformed):
                detail = f"a value that cannot stand in a {type(line).__name__} line"
                yield part.fault(FaultCode.SDP_BAD_VALUE, detail, "RFC 8866 §5", number)


def _levels(whole: Whole) -> Iterator[Fault]:
    """Attributes at a level where they mean nothing (V-85)."""
    for part in _judged(whole):
        level = Level.MEDIA if isinstance(part, MediaPart) else Level.SESSION
        for kind in _attributes(part):
            if level in kind.spec.level:
                continue
            where = "in a section" if level is Level.MEDIA else "before the sections"
            for number, line in part.all(kind):
                detail = f"a={line.name} {where}, where it does not belong"
                yield part.warning(FaultCode.SDP_WRONG_LEVEL, detail, "V-85", number)


def _repeats(whole: Whole) -> Iterator[Fault]:
    """Attributes that stand several times where one may stand (V-61)."""
    for part in _judged(whole):
        for kind in _attributes(part):
            if kind.spec.repeats:
                continue
            rule = "V-61" if kind is Direction else kind.spec.rfc
            for number, line in part.all(kind)[1:]:
                detail = f"a second a={line.name} where one may stand"
                yield part.warning(FaultCode.SDP_REPEATED, detail, rule, number)


def _own(whole: Whole) -> Iterator[Fault]:
    """What each attribute says of itself and its neighbours."""
    for part in _judged(whole):
        for kind in _attributes(part):
            if kind.check is Attribute.check:
                continue
            for number, line in part.all(kind):
                for fault in line.check(part.section):
                    yield evolve(fault, line=fault.line or number, section=part.index)


def _attributes(part: Part) -> Iterator[type[Attribute]]:
    """The kinds of attributes that are known."""
    for kind in part.kinds():
        if issubclass(kind, Attribute) and kind is not Unknown:
            yield kind


RULES: tuple[Rule, ...] = (
    _malformed,
    _unwritable,
    *_rules_lines.RULES,
    _levels,
    _repeats,
    _own,
    *_rules_bundle.RULES,
    *_rules_transport.RULES,
    *_rules_formats.RULES,
    *_rules_media.RULES,
)
"""Every rule; the order only matters between faults of one line."""
