"""Which section is which (RFC 5888, RFC 3264 §6 and §8, RFC 9429 §5.8.3): V-8 to V-19a."""

from collections.abc import Iterator

from ..errors import Fault, FaultCode, Severity
from ..sdp.attributes import Mid
from ..sdp.attributes.grouping import MAX_MID
from ._case import Case, Rule
from ._faults import fault_at
from ._sections import RTP_PROTOS, SCTP_PROTOS, Sections, SectionView

__all__ = ["ANSWERS", "DESCRIPTIONS", "OFFERS", "REOFFERS", "judge_replaced", "miscounted"]


def _ports(case: Case) -> Iterator[Fault]:
    for view in case.sections.views:
        if view.media.media_line.port_count not in (None, 1):
            detail = "m= with several ports"
            yield fault_at(case.sections, view, FaultCode.SDP_LINE_SYNTAX, detail, "V-8")


def _mids(case: Case) -> Iterator[Fault]:
    seen: set[str] = set()
    for view in case.sections.views:
        if not view.named:
            continue
        if view.mid in seen:
            code, detail = FaultCode.JSEP_DUPLICATE_MID, "two sections with one mid"
            yield _at_mid(case.sections, view, code, detail, "V-10")
        if len(view.mid) > MAX_MID:
            code, detail = FaultCode.JSEP_BAD_MID, f"a mid of more than {MAX_MID} characters"
            yield _at_mid(case.sections, view, code, detail, "V-11")
        seen.add(view.mid)


def _at_mid(
    sections: Sections, view: SectionView, code: FaultCode, detail: str, rule: str
) -> Fault:
    return fault_at(sections, view, code, detail, rule, line=view.media.get(Mid))


# --- offers


def _unnamed(case: Case) -> Iterator[Fault]:
    for view in case.sections.views:
        if not view.named:
            code, detail = FaultCode.JSEP_BAD_MID, "a section without a mid"
            severity = Severity.WARNING
            yield fault_at(case.sections, view, code, detail, "V-12", severity=severity)


def _one_association(case: Case) -> Iterator[Fault]:
    for view in [view for view in case.live if view.is_data][1:]:
        code, detail = FaultCode.JSEP_SECOND_DATA, "a second data section, which will be rejected"
        severity = Severity.WARNING
        yield fault_at(case.sections, view, code, detail, "V-19a", severity=severity)


def _places(case: Case) -> Iterator[Fault]:
    """The places of sections are for ever (V-19); a rejected one may be used again (O-35)."""
    exchange = case.exchange
    if exchange is None:
        return
    last = exchange.offer
    if len(case.sections.views) < len(last.views):
        yield _fewer(case.sections, last, "V-19")
        return
    for before, view in zip(last.views, case.sections.views, strict=False):
        if not exchange.rejected(before.index):
            yield from _continued(case, before, view)
        elif view.live and view.named and view.mid == before.mid:
            code, detail = FaultCode.JSEP_SECTION_MISMATCH, "a section used again with its old mid"
            yield fault_at(case.sections, view, code, detail, "O-37", severity=case.tolerated)
    yield from _moved(case.sections, last, "V-19")


def _continued(case: Case, before: SectionView, view: SectionView) -> Iterator[Fault]:
    code = FaultCode.JSEP_SECTION_MISMATCH
    if view.named and view.mid != before.mid:
        yield fault_at(
            case.sections, view, code, "a live section with another mid than before", "V-19"
        )
    if view.media.kind != before.media.kind:
        detail = "a live section of other media than before"
        yield fault_at(case.sections, view, code, detail, "V-19")
    elif view.live and not _alike(view.media.proto, before.media.proto):
        detail = "a live section with another protocol than before"  # within a set: D-26
        yield fault_at(case.sections, view, code, detail, "V-19")


def _alike(proto: str, other: str) -> bool:
    """Whether two protocols mean the same here (A-2)."""
    both = {proto, other}
    return len(both) == 1 or both <= RTP_PROTOS or both <= SCTP_PROTOS


def _fewer(sections: Sections, last: Sections, rule: str) -> Fault:
    detail = f"an offer with {len(sections.views)} sections after one with {len(last.views)}"
    return fault_at(sections, None, FaultCode.JSEP_SECTION_COUNT, detail, rule)


def _moved(sections: Sections, last: Sections, rule: str) -> Iterator[Fault]:
    for view in sections.views:
        before = last.get(view.mid)
        known = before is not None and before.named and before.index != view.index
        if view.named and known:
            code, detail = FaultCode.JSEP_SECTION_MISMATCH, "a known mid at another place"
            yield _at_mid(sections, view, code, detail, rule)


def judge_replaced(sections: Sections, pending: Sections) -> Iterator[Fault]:
    """What an offer must keep of one that it replaces before there is an answer (D-3)."""
    if len(sections.views) < len(pending.views):
        yield _fewer(sections, pending, "D-3")
        return
    for before, view in zip(pending.views, sections.views, strict=False):
        other = view.media.kind != before.media.kind or (view.named and view.mid != before.mid)
        if before.live and other:
            code, detail = FaultCode.JSEP_SECTION_MISMATCH, "another section than in the last offer"
            yield fault_at(sections, view, code, detail, "D-3")
    yield from _moved(sections, pending, "D-3")


# --- answers


def miscounted(offer: Sections, answer: Sections) -> Fault:
    """An answer has as many sections as its offer (V-14)."""
    detail = f"an answer with {len(answer.views)} sections to an offer with {len(offer.views)}"
    return fault_at(answer, None, FaultCode.JSEP_SECTION_COUNT, detail, "V-14")


def _answered(case: Case) -> Iterator[Fault]:
    for offered, answered in case.pairs:
        yield from _named(case, offered, answered)
        yield from _same_media(case, offered, answered)
        if answered.live:
            yield from _accepted(case, offered, answered)


def _named(case: Case, offered: SectionView, answered: SectionView) -> Iterator[Fault]:
    code = FaultCode.JSEP_SECTION_MISMATCH
    if offered.named and not answered.named:
        detail, severity = "an answered section without the offered mid", case.tolerated
        yield fault_at(case.sections, answered, code, detail, "V-13", severity=severity)
    elif answered.mid != offered.mid:
        detail = "an answered section with another mid than the offered one"
        yield fault_at(case.sections, answered, code, detail, "V-15")


def _same_media(case: Case, offered: SectionView, answered: SectionView) -> Iterator[Fault]:
    code = FaultCode.JSEP_SECTION_MISMATCH
    if answered.media.kind != offered.media.kind:
        detail = "an answered section of other media than the offered one"
        yield fault_at(case.sections, answered, code, detail, "V-16")
    elif answered.media.proto != offered.media.proto:
        detail = "an answered section with another protocol than the offered one"
        alike = _alike(answered.media.proto, offered.media.proto)
        severity = case.tolerated if alike else Severity.ERROR
        yield fault_at(case.sections, answered, code, detail, "V-16", severity=severity)


def _accepted(case: Case, offered: SectionView, answered: SectionView) -> Iterator[Fault]:
    if not offered.live:
        detail = "an answer that accepts a section which the offer rejected"
        yield fault_at(case.sections, answered, FaultCode.JSEP_REJECTED_SECTION, detail, "V-17")
    if answered.is_rtp and not set(answered.media.formats) & set(offered.media.formats):
        detail = "an answered section with none of the offered formats"
        yield fault_at(case.sections, answered, FaultCode.JSEP_SECTION_MISMATCH, detail, "V-18")


DESCRIPTIONS: tuple[Rule, ...] = (_ports, _mids)
"""What holds for every description."""
OFFERS: tuple[Rule, ...] = (_unnamed, _one_association)
"""What holds for offers."""
REOFFERS: tuple[Rule, ...] = (_places,)
"""What holds for offers after an exchange."""
ANSWERS: tuple[Rule, ...] = (_answered,)
"""What holds between an answer and its offer."""
