"""RTCP feedback that an answer wants (V-69, D-19)."""

from collections.abc import Hashable, Iterable, Iterator

from ..errors import Fault, FaultCode
from ..sdp.attributes import RtcpFb
from ..sdp.attributes.feedback import ALL_FORMATS
from ._bindings import format_keys
from ._case import Case, Rule
from ._faults import fault_at
from ._rules_formats import TEXTS
from ._sections import SectionView

__all__ = ["ANSWERS"]


def _feedback(case: Case) -> Iterator[Fault]:
    """An answer wants only feedback that was offered (V-69, D-19)."""
    for offered, answered in case.pairs:
        if not (answered.live and answered.is_rtp):
            continue
        messages = offered.media.all(RtcpFb)
        theirs = {(line.payload_type, line.type, line.parameter) for line in messages}
        strange = [
            line
            for line in answered.media.all(RtcpFb)
            if (line.payload_type, line.type, line.parameter) not in theirs
        ]
        line = next(_not_offered(strange, messages, offered, answered), None) if strange else None
        if line is not None:
            code, detail = FaultCode.RTP_FEEDBACK, "feedback that was not offered"
            severity = case.tolerated
            yield fault_at(
                case.sections, answered, code, detail, "V-69", line=line, severity=severity
            )


def _not_offered(
    strange: Iterable[RtcpFb],
    theirs: Iterable[RtcpFb],
    offered: SectionView,
    answered: SectionView,
) -> Iterator[RtcpFb]:
    """What is not offered in other words either: for all, or with another number (V-68)."""
    offered_for: dict[str, set[str]] = {}
    for line in theirs:
        offered_for.setdefault(line.feedback, set()).add(line.payload_type)
    ours = {TEXTS[number]: key for number, key in format_keys(answered.media)}
    numbers: dict[Hashable, set[str]] = {}
    for number, key in format_keys(offered.media):
        numbers.setdefault(key, set()).add(TEXTS[number])
    for line in strange:
        texts = offered_for.get(line.feedback, set())
        alike = numbers.get(ours.get(line.payload_type), set())
        everywhere = line.payload_type == ALL_FORMATS and texts
        if not (everywhere or ALL_FORMATS in texts or texts & alike):
            yield line


ANSWERS: tuple[Rule, ...] = (_feedback,)
"""What holds between an answer and its offer."""
