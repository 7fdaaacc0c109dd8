"""Does this answer fit that offer (RFC 3264 §6, V-13 to V-18, V-24, V-29, V-45 to V-60)."""

from collections.abc import Iterator

from ..errors import Fault, FaultCode, Severity
from ..sdp import Profile
from ..sdp.attributes import SetupRole
from ._sections import RTP_PROTOS, SCTP_PROTOS, Sections, SectionView
from ._signaling import SdpType
from ._validate import fault_at, judge_media, judge_transport, repeated_mids, tolerated

__all__ = ["judge_answer"]


def judge_answer(offer: Sections, answer: Sections, profile: Profile) -> Iterator[Fault]:
    """The faults of an answer to that offer, in the order of the rules."""
    if len(offer.views) != len(answer.views):
        detail = f"an answer with {len(answer.views)} sections to an offer with {len(offer.views)}"
        yield fault_at(answer, None, FaultCode.JSEP_SECTION_COUNT, detail, "V-14")
        return
    for offered, answered in zip(offer.views, answer.views, strict=True):
        yield from _section(answer, offered, answered, profile)
        if answered.live:
            yield from _live(offer, answer, offered, answered, profile)
    yield from _groups(offer, answer, profile)
    owners = answer.owners()
    for view in answer.views:
        if owners.get(view.mid) == view.mid:
            yield from judge_transport(answer, view, profile, SdpType.ANSWER)
            yield from _roles(answer, offer.views[view.index], view)
    yield from judge_media(answer, profile)


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


def _live(
    offer: Sections,
    answer: Sections,
    offered: SectionView,
    answered: SectionView,
    profile: Profile,
) -> Iterator[Fault]:
    if not offered.live:
        detail = "an answer that accepts a section which the offer rejected"
        yield fault_at(answer, answered, FaultCode.JSEP_REJECTED_SECTION, detail, "V-17")
    if answered.lacks_sctp_port:
        code, detail = FaultCode.JSEP_SCTP_PORT, "an answered data section without a=sctp-port"
        yield fault_at(answer, answered, code, detail, "D-16", severity=tolerated(profile))
    if not answered.is_rtp:
        return
    if not set(answered.media.formats) & set(offered.media.formats):
        detail = "an answered section with none of the offered formats"
        yield fault_at(answer, answered, FaultCode.JSEP_SECTION_MISMATCH, detail, "V-18")
    allowed = offered.direction.reversed
    if answered.direction & allowed != answered.direction:
        detail = f"an answer of {answered.direction} to an offer of {offered.direction}"
        yield fault_at(answer, answered, FaultCode.JSEP_DIRECTION, detail, "V-60")
    if answered.rtcp_mux and not offer.multiplexed(offered):
        detail = "an answer with a=rtcp-mux, which was not offered"
        yield fault_at(answer, answered, FaultCode.RTP_MUX_REQUIRED, detail, "V-29")


_SAME_ROLE = (SetupRole.ACTIVE, SetupRole.PASSIVE)


def _roles(answer: Sections, offered: SectionView, answered: SectionView) -> Iterator[Fault]:
    role = answered.transport.setup or SetupRole.ACTIVE
    if role is offered.transport.setup and role in _SAME_ROLE:
        detail = f"an answer of a=setup:{role} to an offer of the same"
        yield fault_at(answer, answered, FaultCode.DTLS_SETUP, detail, "V-24")


def _groups(offer: Sections, answer: Sections, profile: Profile) -> Iterator[Fault]:
    yield from repeated_mids(answer)
    offered = [*dict.fromkeys(map(frozenset, offer.bundles))]
    within_of: dict[frozenset[str], set[int]] = {}
    used: set[int] = set()
    for group in answer.bundle_lines:
        views = [view for mid in group.mids if (view := answer.get(mid)) is not None]
        if len(views) < len(group.mids):
            detail = "a group names a mid that no section has"
            yield fault_at(answer, None, FaultCode.BUNDLE_UNKNOWN_MID, detail, "V-45", line=group)
        members = frozenset(view.mid for view in views if view.live)
        if not members:
            continue
        if len(members) < len(views):
            first = views[0].live
            rule, severity = ("V-49", tolerated(profile)) if first else ("V-48", Severity.ERROR)
            code, detail = FaultCode.BUNDLE_REJECTED_MID, "a group with a rejected section"
            yield fault_at(answer, None, code, detail, rule, line=group, severity=severity)
        if members not in within_of:  # asked once, however often a peer repeats a group
            within_of[members] = {at for at, one in enumerate(offered) if members <= one}
        within = within_of[members]
        if not within - used:
            detail = "an answer bundles what the offer did not"
            yield fault_at(answer, None, FaultCode.BUNDLE_NOT_OFFERED, detail, "V-47", line=group)
        used |= within
