"""The payload types of a section and what is said of them (V-62 to V-68, A-73, A-79)."""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import chain, product

from .._frozen import frozen
from ..errors import Fault, FaultCode, Severity
from ..sdp import Line, codecs
from ..sdp._codecs import STATIC_FORMATS
from ..sdp.attributes import Fmtp, RtcpFb, Rtpmap
from ..sdp.attributes.feedback import ALL_FORMATS
from ..sdp.attributes.rtp import fmtp_parameters
from ._bindings import format_keys
from ._case import Case, Rule, same_formats
from ._codec_rules import NOT_MEDIA
from ._faults import fault_at
from ._sections import Sections, SectionView

__all__ = ["ANSWERS", "DESCRIPTIONS", "RULES", "TEXTS"]

VIDEO_CLOCK = 90_000
"""Hz: the clock of every video format."""
RTCP_COLLISIONS = frozenset(map(str, range(64, 96)))
"""Payload types that look like RTCP where both share a port (RFC 5761 §4)."""
TEXTS = tuple(map(str, range(128)))
"""Payload types as they are listed."""
REPAIRS = {f"apt={text}": text for text in TEXTS}
"""How an rtx format nearly always says what it repairs."""
RTX = frozenset(map("".join, product("rR", "tT", "xX")))
"""The encoding name of a format that sends another one again, in all its spellings."""
EXPLAINED = frozenset(STATIC_FORMATS)
"""Formats that mean something without an rtpmap (RFC 3551 §6)."""


@frozen
class Formats:
    """What one section says of its formats, by the text on its m= line."""

    case: Case
    view: SectionView
    listed: frozenset[str]
    rtpmaps: tuple[Rtpmap, ...]
    fmtps: tuple[Fmtp, ...]
    meanings: Mapping[str, Rtpmap]
    """The first rtpmap of each format."""

    @classmethod
    def of(cls, case: Case, view: SectionView) -> "Formats":
        """What a section says."""
        media = view.media
        rtpmaps = media.all(Rtpmap)
        meanings = {TEXTS[line.payload_type]: line for line in reversed(rtpmaps)}
        return cls(case, view, frozenset(media.formats), rtpmaps, media.all(Fmtp), meanings)

    def lists(self, line: Rtpmap) -> bool:
        """Whether the m= line lists the format of an rtpmap."""
        return TEXTS[line.payload_type] in self.listed

    def clock(self, text: str) -> int | None:
        """Hz of a format of this section; None where it is none, or means nothing."""
        if text not in self.listed:
            return None
        line = self.meanings.get(text)
        if line is not None:
            return line.clock_rate
        return STATIC_FORMATS[text][1] if text in EXPLAINED else None

    def fault(
        self,
        code: FaultCode,
        detail: str,
        rule: str,
        severity: Severity = Severity.ERROR,
        line: Line | None = None,
    ) -> Fault:
        """A fault at its line, else at the m= line."""
        return fault_at(
            self.case.sections, self.view, code, detail, rule, line=line, severity=severity
        )


def _formats(case: Case) -> Iterator[Fault]:
    for view in case.rtp:
        if sound(view):
            continue  # as it nearly always is
        formats = Formats.of(case, view)
        yield from _listed(formats)
        yield from _mapped(formats)
        yield from _described(formats)
        yield from _repairs(formats)


def sound(view: SectionView) -> bool:
    """Whether it is plain that nothing is wrong with the formats of a section.

    It asks for more than the rules do, and for all at once: False means that they have to look.
    """
    media = view.media
    rtpmaps, fmtps = media.all(Rtpmap), media.all(Fmtp)
    listed = set(media.formats)
    clocks = {TEXTS[line.payload_type]: line.clock_rate for line in rtpmaps}
    spoken = {line.payload_type for line in media.all(RtcpFb)}
    spoken.update([line.format for line in fmtps])
    spoken.discard(ALL_FORMATS)
    once = len(listed) == len(media.formats) and len(clocks) == len(rtpmaps)
    if not (once and RTCP_COLLISIONS.isdisjoint(listed) and spoken <= clocks.keys() <= listed):
        return False
    if media.kind == "video" and {*clocks.values()} != {VIDEO_CLOCK}:
        return False
    repairing = [line for line in rtpmaps if line.encoding in RTX]
    if not repairing:
        return True
    parameters = {line.format: line.value for line in reversed(fmtps)}
    for line in repairing:
        apt = REPAIRS.get(parameters.get(TEXTS[line.payload_type], ""), "")
        if clocks.get(apt) != line.clock_rate:
            return False
    return True


def _listed(formats: Formats) -> Iterator[Fault]:
    """The m= line itself."""
    case, view, code = formats.case, formats.view, FaultCode.RTP_PAYLOAD_TYPE
    if not RTCP_COLLISIONS.isdisjoint(formats.listed) and case.sections.multiplexed(view):
        yield formats.fault(code, "a payload type of 64-95, which collides with RTCP", "V-62")
    if len(formats.listed) != len(view.media.formats):
        detail = "a payload type twice on the m= line"
        yield formats.fault(code, detail, "V-63", case.tolerated)


def _mapped(formats: Formats) -> Iterator[Fault]:
    """What each rtpmap says."""
    meanings = formats.meanings
    if len(meanings) != len(formats.rtpmaps):
        for line in formats.rtpmaps:
            if _meaning(line) != _meaning(meanings[TEXTS[line.payload_type]]):
                code, detail = FaultCode.RTP_PAYLOAD_TYPE, "a payload type with two meanings"
                yield formats.fault(code, detail, "V-63", line=line)
                break
    if formats.view.media.kind == "video":
        for line in formats.rtpmaps:
            if line.clock_rate != VIDEO_CLOCK and formats.lists(line) and line.encoding not in RTX:
                code, detail = FaultCode.RTP_CLOCK_RATE, f"a video format without {VIDEO_CLOCK} Hz"
                yield formats.fault(code, detail, "A-73", Severity.WARNING, line)
                break


def _meaning(line: Rtpmap) -> tuple[str, int, int]:
    return line.encoding.lower(), line.clock_rate, line.channels or 1


def _described(formats: Formats) -> Iterator[Fault]:
    """What rtpmap, fmtp and rtcp-fb speak of (V-64, V-65)."""
    code, messages = FaultCode.RTP_UNKNOWN_FORMAT, formats.view.media.all(RtcpFb)
    spoken = {line.payload_type for line in messages} | {line.format for line in formats.fmtps}
    spoken.discard(ALL_FORMATS)
    unexplained = spoken.difference(formats.meanings, EXPLAINED) & formats.listed
    if unexplained:
        detail = "a line for a payload type that nothing gives a meaning"
        severity, line = formats.case.tolerated, _first_of(formats.fmtps, messages, unexplained)
        yield formats.fault(code, detail, "V-64", severity, line)
    if not spoken <= formats.listed:
        detail = "a line for a format that the m= line does not list"
        line = _first_of(formats.fmtps, messages, spoken - formats.listed)
        yield formats.fault(code, detail, "V-64", Severity.WARNING, line)
    if formats.case.profile.strict and not formats.meanings.keys() <= formats.listed:
        line = next(line for line in formats.rtpmaps if not formats.lists(line))
        detail = "a=rtpmap for a format that the m= line does not list"
        yield formats.fault(code, detail, "V-65", Severity.WARNING, line)


def _first_of(
    fmtps: tuple[Fmtp, ...], messages: tuple[RtcpFb, ...], texts: set[str]
) -> Line | None:
    """The first line that speaks of one of these formats."""
    return next(
        chain(
            (line for line in fmtps if line.format in texts),
            (line for line in messages if line.payload_type in texts),
        )
    )


# --- rtx


def _repairs(formats: Formats) -> Iterator[Fault]:
    """Formats that send others again, and what these are (V-66, A-79)."""
    repairing = [line for line in formats.rtpmaps if line.encoding in RTX]
    if not repairing:
        return
    parameters = {line.format: line.value for line in reversed(formats.fmtps)}
    dangling = differing = None
    for line in repairing:
        text = TEXTS[line.payload_type]
        apt = fmtp_parameters(parameters.get(text, "")).get("apt", "")
        if text in formats.listed:
            clock = formats.clock(apt)
            if clock is None:
                dangling = dangling or line
            elif clock != line.clock_rate:
                differing = differing or line
    if dangling:
        code, detail = FaultCode.RTP_PAYLOAD_TYPE, "an rtx format whose apt is no format here"
        yield formats.fault(code, detail, "V-66", formats.case.tolerated, dangling)
    if differing:
        code, detail = FaultCode.RTP_CLOCK_RATE, "an rtx format with another clock rate"
        yield formats.fault(code, detail, "A-79", Severity.WARNING, differing)


# --- answers


def _answered(case: Case) -> Iterator[Fault]:
    """What an answer names was offered, if perhaps by another number (V-68, RFC 3264 §6.1)."""
    for offered, answered in case.pairs:
        if not (answered.live and answered.is_rtp) or same_formats(answered, offered):
            continue
        if set(answered.media.formats).isdisjoint(offered.media.formats):
            continue  # which is a fault by itself (V-18)
        known = {(codec.name, codec.clock_rate) for codec in codecs(offered.media)}
        named = [one for one in codecs(answered.media) if one.name not in NOT_MEDIA]
        strange = [one for one in named if (one.name, one.clock_rate) not in known]
        if strange:
            nothing = len(strange) == len(named)
            detail = "none of the offered codecs" if nothing else "a codec that was not offered"
            severity = Severity.ERROR if nothing else Severity.WARNING
            code, line = FaultCode.RTP_UNKNOWN_FORMAT, strange[0].rtpmap
            yield fault_at(
                case.sections, answered, code, detail, "V-68", line=line, severity=severity
            )


# --- what was there before


def _rebound(case: Case) -> Iterator[Fault]:
    """A payload type keeps its meaning on its transport (V-67, RFC 3264 §8.3.2)."""
    exchange = case.exchange
    assert exchange is not None, "only asked after one"
    before = exchange.offer, exchange.answer
    for owner, old in case.continued.items():
        views = [case.sections[mid] for mid in case.members[owner]]
        changed = [view for view in views if view.is_rtp and not _unchanged(view, *before)]
        if not changed:
            continue
        bound: dict[int, Hashable] = {}
        for mid in old.members:
            bound.update(_bound(exchange.answer.get(mid)))
        for view in changed:
            own = {pair for sections in before for pair in _bound(sections.get(view.mid))}
            yield from _other_meaning(case, view, bound, own)


Meanings = Iterable[tuple[int, Hashable]]


def _bound(view: SectionView | None) -> Meanings:
    """What the payload types of a section meant."""
    return format_keys(view.media) if view is not None and view.live and view.is_rtp else ()


def _unchanged(view: SectionView, *before: Sections) -> bool:
    """Whether a section says what it said before, in the same words."""
    known = (sections.get(view.mid) for sections in before)
    return any(one is not None and same_formats(view, one) for one in known)


def _other_meaning(
    case: Case, view: SectionView, bound: Mapping[int, Hashable], own: Collection[object]
) -> Iterator[Fault]:
    for number, key in format_keys(view.media):
        if bound.get(number, key) != key and (number, key) not in own:
            code, detail = (
                FaultCode.RTP_PAYLOAD_TYPE,
                "a payload type with another meaning than before",
            )
            yield fault_at(case.sections, view, code, detail, "V-67", severity=case.tolerated)
            return


DESCRIPTIONS: tuple[Rule, ...] = (_formats,)
"""What holds for every description."""
ANSWERS: tuple[Rule, ...] = (_answered,)
"""What holds between an answer and its offer."""
RULES: tuple[Rule, ...] = (_rebound,)
"""What holds after an exchange."""
