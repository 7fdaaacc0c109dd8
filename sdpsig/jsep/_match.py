"""Does this answer fit that offer (RFC 3264 §6, jsep V-13 to V-18, V-22, V-29, V-45 to V-60)."""

from collections.abc import Iterator

from ..errors import Fault, FaultCode, Severity
from ..sdp import Profile
from ..sdp.attributes import Group
from ._sections import RTP_PROTOS, SCTP_PROTOS, Sections, SectionView
from ._signaling import SdpType
from ._validate import fault_at, judge_transport, tolerated

__all__ = ["judge_answer"]


def judge_answer(offer: Sections, answer: Sections, profile: Profile) -> tuple[Fault, ...]:
    """Every fault of an answer to that offer, in the order of the rules."""
    return tuple(_faults(offer, answer, profile))


def _faults(offer: Sections, answer: Sections, profile: Profile) -> Iterator[Fault]:
    if len(offer.views) != len(answer.views):
        detail = f"an answer with {len(answer.views)} sections to an offer with {len(offer.views)}"
        yield fault_at(answer, None, FaultCode.JSEP_SECTION_COUNT, detail, "V-14")
        return
    for offered, answered in zip(offer.views, answer.views, strict=True):
        yield from _section(answer, offered, answered, profile)
    yield from _groups(offer, answer)
    owners = answer.owners()
    for view in answer.views:
        if owners.get(view.mid) == view.mid:
            yield from judge_transport(answer, view, profile, SdpType.ANSWER)


def _section(
    answer: Sections, offered: SectionView, answered: SectionView, profile: Profile
) -> Iterator[Fault]:
    code = FaultCode.JSEP_SECTION_MISMATCH
    if offered.named and not answered.named:
        severity = tolerated(profile)
        detail = "an answered section without the offered mid"
        yield fault_at(answer, answered, code, detail, "V-13", severity=severity)
    elif answered.mid != offered.mid:
        detail = "an answered section with another mid than the offered one"
        yield fault_at(answer, answered, code, detail, "V-15")
    if answered.media.kind != offered.media.kind:
        detail = "an answered section of other media than the offered one"
        yield fault_at(answer, answered, code, detail, "V-16")
    elif answered.media.proto != offered.media.proto:
        protos = {answered.media.proto, offered.media.proto}
        alike = protos <= RTP_PROTOS or protos <= SCTP_PROTOS
        yield fault_at(
            answer,
            answered,
            code,
            "an answered section with another protocol than the offered one",
            "V-16",
            severity=tolerated(profile) if alike else Severity.ERROR,
        )
    if answered.live:
        yield from _live(answer, offered, answered)


def _live(answer: Sections, offered: SectionView, answered: SectionView) -> Iterator[Fault]:
    if not offered.live:
        detail = "an answer that accepts a section which the offer rejected"
        yield fault_at(answer, answered, FaultCode.JSEP_REJECTED_SECTION, detail, "V-17")
    if not answered.is_rtp:
        return
    if not set(answered.media.formats) & set(offered.media.formats):
        detail = "an answered section with none of the offered formats"
        yield fault_at(answer, answered, FaultCode.JSEP_SECTION_MISMATCH, detail, "V-18")
    allowed = offered.direction.reversed
    if answered.direction & allowed != answered.direction:
        detail = f"an answer of {answered.direction} to an offer of {offered.direction}"
        yield fault_at(answer, answered, FaultCode.JSEP_DIRECTION, detail, "V-60")
    if answered.rtcp_mux and not offered.rtcp_mux:
        detail = "an answer with a=rtcp-mux, which was not offered"
        yield fault_at(answer, answered, FaultCode.RTP_MUX_REQUIRED, detail, "V-29")


def _groups(offer: Sections, answer: Sections) -> Iterator[Fault]:
    used: set[int] = set()
    for group in answer.description.all(Group):
        if group.semantics != "BUNDLE" or not group.mids:
            continue
        views = [answer.get(mid) for mid in group.mids]
        if None in views:
            detail = "a group names a mid that no section has"
            yield fault_at(answer, None, FaultCode.BUNDLE_UNKNOWN_MID, detail, "V-45", line=group)
            continue
        first = views[0]
        assert first is not None, "looked for just now"
        if not first.live and any(view is not None and view.live for view in views):
            detail = "a group whose first section is rejected"
            yield fault_at(answer, None, FaultCode.BUNDLE_REJECTED_MID, detail, "V-48", line=group)
        within = {at for at, members in enumerate(offer.bundles) if set(group.mids) <= set(members)}
        if not within - used:
            detail = "an answer bundles what the offer did not"
            yield fault_at(answer, None, FaultCode.BUNDLE_NOT_OFFERED, detail, "V-47", line=group)
        used |= within
