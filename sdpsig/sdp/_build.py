"""Making a description from values: in order, and judged before it exists (RFC 8866 §5).

Lines may be given in any order. What cannot be written is refused here, with the line that it
is about, so that a description that was built can be serialized.
"""

from collections.abc import Iterable, Iterator

from .._frozen import evolve
from ..errors import Fault, FaultCode, SdpError
from ._change import MEDIA_SHAPE, SESSION_SHAPE
from ._description import MediaDescription, SessionDescription, judge_media
from ._fields import MediaLine, Origin
from ._line import Line
from ._session_fields import SessionName, Timing, Version

__all__ = ["build", "build_media"]

DEFAULTS = (Version(), SessionName(), Timing())
"""What every description says, and hardly any has a reason to say differently."""


def build(lines: Iterable[Line], media: Iterable[MediaDescription] = ()) -> SessionDescription:
    """A description from the lines of its session part, in any order, and its m= sections.

    Only ``t=``, ``r=`` and ``z=`` keep the order among them in which they are given.
    ``v=0``, ``s=-`` and ``t=0 0`` are added where they are missing; an :class:`Origin` must be
    given. Lines end with CRLF. Raises SdpError for what cannot be written or belongs elsewhere.
    """
    given = tuple(lines)
    kinds = set(map(type, given))
    if Origin not in kinds:
        raise SdpError(Fault(FaultCode.SDP_MISSING_LINE, "there is no o= line", "V-2"))
    missing = (line for line in DEFAULTS if type(line) not in kinds)
    head = SESSION_SHAPE.ordered((*missing, *given))
    SESSION_SHAPE.judge((), head)
    return SessionDescription(head, media=tuple(_sections(media)))


def build_media(media_line: MediaLine, lines: Iterable[Line] = ()) -> MediaDescription:
    """An m= section from its lines, in any order.

    Raises SdpError for what cannot be written or belongs elsewhere.
    """
    media = MediaDescription(MEDIA_SHAPE.ordered(lines), media_line=media_line)
    judge_media(media)
    return media


def _sections(media: Iterable[MediaDescription]) -> Iterator[MediaDescription]:
    for at, section in enumerate(media):
        try:
            judge_media(section)
            yield build_media(section.media_line, section.lines)
        except SdpError as error:
            raise SdpError(evolve(error.fault, section=at)) from None
