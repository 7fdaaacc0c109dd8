"""Lines come, go and change places with others (RFC 8866 §5)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ...errors import Fault, FaultCode, SdpError
from .._attribute import Attribute, Unknown
from .._description import Section
from .._field import Field
from .._fields import Bandwidth
from .._line import Line, Malformed
from ..attributes import (
    DataChannelMap,
    Extmap,
    Fingerprint,
    Fmtp,
    FrameSize,
    ImageAttr,
    Rid,
    Rtpmap,
    Ssrc,
)

__all__ = ["add", "drop", "filter_lines", "put", "remove", "replace"]

S = TypeVar("S", bound=Section)

KEYS: Mapping[type[Line], Callable[[Any], object]] = {
    Bandwidth: lambda line: line.type,
    DataChannelMap: lambda line: line.stream,
    Extmap: lambda line: line.id,
    Fingerprint: lambda line: line.hash_function.lower(),
    Fmtp: lambda line: line.format,
    FrameSize: lambda line: line.payload_type,
    ImageAttr: lambda line: line.payload_type,
    Rid: lambda line: line.rid,
    Rtpmap: lambda line: line.payload_type,
    Ssrc: lambda line: (line.ssrc, line.attribute),
    Unknown: lambda line: line.name,
}
"""What tells the lines of one kind apart, where several may stand."""
REPEATED_FIELDS = frozenset("eptr")
"""Types of line that may stand several times, with nothing that tells them apart."""


def add(section: S, *lines: Line) -> S:
    """Add lines, each behind the last of its kind, else where the order of RFC 8866 §5 has it.

    Raises SdpError for a line that does not belong here, or cannot be written.
    """
    changed = list(section.lines)
    for line in lines:
        changed.insert(section.shape.where(changed, line), line)
    return section.with_lines(changed)


def put(section: S, *lines: Line) -> S:
    """Let each of these lines stand in place of the one like it, or add it.

    Like it is what is of the same kind and about the same thing: an ``a=mid`` for another, a
    ``b=AS`` for another, an ``a=fmtp`` for another of the same format. Where several are like
    it, it stands in place of the first and the others go; where one is equal, that one stays as
    it was written. Raises SdpError for a kind that may stand several times with nothing to tell
    which is meant, as ``a=candidate``: see :func:`add` and :func:`replace`.
    """
    for line in lines:
        section = _put(section, line)
    return section


def _put(section: S, line: Line) -> S:
    section.shape.judge_line(line)
    key = _key(line)
    alike = [at for at, other in enumerate(section.lines) if _key_of_kind(other, line) == key]
    if not alike:
        return add(section, line)
    here = next((at for at in alike if section.lines[at] == line), alike[0])
    gone = frozenset(alike) - {here}
    return section.with_lines(
        line if at == here and other != line else other
        for at, other in enumerate(section.lines)
        if at not in gone
    )


def replace(section: S, old: Line, new: Line) -> S:
    """Let a line stand in place of this one, which is found by identity, else by value.

    Raises SdpError where it does not stand here, and for a line of another type.
    """
    section.shape.judge_line(new)
    at = _place(section, old)
    if section.lines[at].text[:2] != new.text[:2]:
        detail = "a line in place of one of another type"
        raise SdpError(Fault(FaultCode.SDP_LINE_ORDER, detail, "RFC 8866 §5"))
    return section.with_lines((*section.lines[:at], new, *section.lines[at + 1 :]))


def remove(section: S, *lines: Line) -> S:
    """Remove these lines, found by identity, else by value. Raises SdpError for a stranger."""
    for line in lines:
        at = _place(section, line)
        section = section.with_lines((*section.lines[:at], *section.lines[at + 1 :]))
    return section


def drop(section: S, *kinds: type[Line] | str) -> S:
    """Remove every line of these kinds: classes, or names of attributes.

    A name also finds attributes that are not known, and malformed ones. What does not stand
    here is no fault.
    """
    classes = tuple(kind for kind in kinds if isinstance(kind, type))
    names = frozenset(kind for kind in kinds if isinstance(kind, str))
    return filter_lines(
        section, lambda line: not isinstance(line, classes) and _name(line) not in names
    )


def filter_lines(section: S, keep: Callable[[Line], bool]) -> S:
    """Keep the lines for which this is true. Raises SdpError for those that have to stay."""
    return section.with_lines(filter(keep, section.lines))


def _place(section: Section, line: Line) -> int:
    at = section.place(line)
    if at is not None:
        return at
    if line not in section.lines:
        raise SdpError(Fault(FaultCode.EDIT_NO_LINE, "the section has no such line"))
    return section.lines.index(line)


def _name(line: Line) -> str | None:
    """The name of an attribute, known or not, well-formed or not."""
    if isinstance(line, Attribute):
        return line.name
    return line.name if isinstance(line, Malformed) and line.text[:2] == "a=" else None


def _key(line: Line) -> object:
    """What tells a line from others of its kind."""
    of_kind = KEYS.get(type(line))
    if of_kind is not None:
        return of_kind(line)
    several = line.spec.repeats if isinstance(line, Attribute) else True
    if isinstance(line, Field):
        several = line.letter in REPEATED_FIELDS
    if several:
        detail = "a line of which several may stand, with nothing to tell which is meant"
        raise SdpError(Fault(FaultCode.SDP_REPEATED, detail))
    return ""


def _key_of_kind(line: Line, model: Line) -> object:
    """The same, None for another kind."""
    return _key(line) if type(line) is type(model) else None
