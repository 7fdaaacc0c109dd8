"""What an application may do to a description of ours before it applies it (V-90, V-37).

It may take formats, header extensions and candidates away, and lower ports; a section with port
0 may leave its bundle. All else stays as it was created, in its order.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial

from .._frozen import evolve
from ..errors import Fault, FaultCode
from ..sdp import Line, MediaLine, SessionDescription
from ..sdp.attributes import (
    Candidate,
    EndOfCandidates,
    Extmap,
    Fingerprint,
    Fmtp,
    Group,
    Mid,
    RtcpFb,
    Rtpmap,
)

__all__ = ["judge_local"]


def judge_local(created: SessionDescription, applied: SessionDescription) -> Iterator[Fault]:
    """Where a description of ours is not what was created, and may not be so: at most one fault."""
    if len(created.media) != len(applied.media):
        yield _modified(applied, None, "other sections than were created")
        return
    for index, (old, new) in enumerate(zip(created.media, applied.media, strict=True)):
        if not _lowered(old.media_line, new.media_line):
            yield _modified(applied, index, "an m= line with more than was created")
            return
        dropped = {*old.formats} - {*new.formats}
        for line in _changed(old.lines, new.lines, partial(_may_go, dropped)):
            yield _modified(applied, index, CHANGED, line)
            return
    gone = {mid.mid for media in applied.media if media.port == 0 and (mid := media.get(Mid))}
    before, after = (_without(one.lines, gone) for one in (created, applied))
    for line in _changed(before, after, partial(_may_go, ())):
        yield _modified(applied, None, CHANGED, line)


CHANGED = "lines that were not created so"


def _modified(
    applied: SessionDescription, section: int | None, detail: str, line: Line | None = None
) -> Fault:
    rule = "V-37" if isinstance(line, Fingerprint) else "V-90"
    number = applied.line_number(section, line)
    return Fault(FaultCode.JSEP_MODIFIED_DESCRIPTION, detail, rule, number, section)


def _lowered(before: MediaLine, after: MediaLine) -> bool:
    """Whether an m= line is as it was, but for a lower port and formats that are gone."""
    rest = iter(before.formats)
    return (
        after.port <= before.port
        and all(text in rest for text in after.formats)  # in the order that they had
        and evolve(after, port=before.port, formats=before.formats) == before
    )


def _changed(
    before: Iterable[Line], after: Iterable[Line], may_go: Callable[[Line], bool]
) -> Iterator[Line | None]:
    """The first line that was not there; None where one is gone that may not go."""
    rest = iter(before)
    for line in after:
        old = next((one for one in rest if one.text == line.text or not may_go(one)), None)
        if old is None or old.text != line.text:
            yield line
            return
    if not all(map(may_go, rest)):
        yield None


def _may_go(dropped: Collection[str], line: Line) -> bool:
    """Whether a line may be taken away, where these formats are."""
    match line:
        case Candidate() | EndOfCandidates() | Extmap():
            return True
        case Rtpmap():
            return str(line.payload_type) in dropped
        case Fmtp():
            return line.format in dropped
        case RtcpFb():
            return line.payload_type in dropped
        case _:
            return False


def _without(lines: Iterable[Line], gone: AbstractSet[str]) -> Iterator[Line]:
    """The lines, with groups that do not name sections that are gone."""
    for line in lines:
        if isinstance(line, Group) and not gone.isdisjoint(line.mids):
            yield evolve(line, mids=tuple(mid for mid in line.mids if mid not in gone))
        else:
            yield line
