"""What an answer accepts, decided before a line of it is written (A-1 to A-59)."""

from collections.abc import Callable, Iterator, Sequence
from enum import StrEnum

from attrs import frozen

from ..errors import Fault, RemoteProtocolError
from ..sdp import INTEROP, MediaDescription, Profile
from ..sdp.attributes import Extmap, MediaDirection, SetupRole
from ._capabilities import Capabilities
from ._codec_match import AcceptedCodec, accept_codecs
from ._extension_match import accept_extensions
from ._messages import Offer
from ._sections import Sections, SectionView
from ._signaling import SdpType
from ._validate import judge_offer, judge_transport, settle

__all__ = [
    "DEFAULT_POLICY",
    "AnswerPlan",
    "AnswerPolicy",
    "PlannedSection",
    "Rejection",
    "mirror",
    "plan_answer",
    "receive_only",
]


class Rejection(StrEnum):
    """Why a section of an answer is rejected; the first reason that holds."""

    OFFERED_REJECTED = "offered-rejected"
    """The offer itself had rejected it (A-10)."""
    POLICY = "policy"
    """The application did not want it (A-11)."""
    UNSUPPORTED = "unsupported"
    """The media, protocol or format is not one of ours (A-2)."""
    NO_CODEC = "no-codec"
    """No media codec is common to both sides (A-12)."""
    NO_SCTP_PORT = "no-sctp-port"
    """It is data channels without their SCTP port, which strict wants said (D-16)."""
    NOT_BUNDLED = "not-bundled"
    """It was wanted only in a bundle, and there is none (A-15)."""
    SECOND_DATA = "second-data"
    """There is one SCTP association in a session (A-16)."""


def receive_only(section: MediaDescription) -> MediaDirection:
    """The direction of a transceiver that an offer made (RFC 9429 §5.10)."""
    del section
    return MediaDirection.RECVONLY


def mirror(section: MediaDescription) -> MediaDirection:
    """Do everything that the offer allows."""
    del section
    return MediaDirection.SENDRECV


def _everything(section: MediaDescription) -> bool:
    del section
    return True


@frozen(kw_only=True)
class AnswerPolicy:
    """What the application wants of an answer beyond its capabilities."""

    direction: Callable[[MediaDescription], MediaDirection] = receive_only
    """Our wish for each RTP section; the answer is what the offer allows of it (A-55)."""
    accept: Callable[[MediaDescription], bool] = _everything
    """Whether a section is wanted at all."""
    setup: SetupRole = SetupRole.ACTIVE
    """The DTLS role to take where the offer leaves the choice (A-43)."""


DEFAULT_POLICY = AnswerPolicy()


@frozen
class PlannedSection:
    """What an answer does with one offered section."""

    view: SectionView
    rejected: Rejection | None
    direction: MediaDirection = MediaDirection.INACTIVE
    codecs: tuple[AcceptedCodec, ...] = ()
    extensions: tuple[Extmap, ...] = ()

    @property
    def mid(self) -> str:
        """The name of the section in this session."""
        return self.view.mid


@frozen
class AnswerPlan:
    """What an answer accepts, before it is written."""

    offer: Sections
    capabilities: Capabilities
    policy: AnswerPolicy
    profile: Profile
    sections: tuple[PlannedSection, ...]
    bundles: tuple[tuple[str, ...], ...]
    """The BUNDLE groups of the answer."""
    warnings: tuple[Fault, ...]
    """What was tolerated."""

    @property
    def owners(self) -> tuple[str, ...]:
        """The mids whose sections need a transport, in order: one each (A-30 to A-33)."""
        bundled = {mid: members[0] for members in self.bundles for mid in members}
        live = [planned.mid for planned in self.sections if planned.rejected is None]
        return tuple(dict.fromkeys(bundled.get(mid, mid) for mid in live))

    def owner(self, mid: str) -> str:
        """The mid whose transport a section uses."""
        return next((members[0] for members in self.bundles if mid in members), mid)


def plan_answer(
    offer: Offer,
    capabilities: Capabilities,
    *,
    policy: AnswerPolicy = DEFAULT_POLICY,
    profile: Profile = INTEROP,
) -> AnswerPlan:
    """Decide what an answer to an initial offer accepts.

    Raises RemoteProtocolError for an offer that no answer can be made to.
    """
    sections = Sections.of(offer.description)
    warnings = settle(judge_offer(sections, profile), RemoteProtocolError)
    decided = [_decide(sections, view, capabilities, policy, profile) for view in sections.views]
    planned = _one_association(decided)
    planned = _without_lonely(sections, planned)
    plan = AnswerPlan(
        sections,
        capabilities,
        policy,
        profile,
        planned,
        tuple(_bundles(sections, planned)),
        offer.description.warnings + warnings,
    )
    for mid in plan.owners:
        settle(
            judge_transport(sections, sections[mid], profile, SdpType.OFFER), RemoteProtocolError
        )
    return plan


def _decide(
    sections: Sections,
    view: SectionView,
    capabilities: Capabilities,
    policy: AnswerPolicy,
    profile: Profile,
) -> PlannedSection:
    reason = _unwanted(view, capabilities, policy, profile)
    if reason is not None or view.is_data:
        return PlannedSection(view, reason)
    direction = view.direction.reversed & policy.direction(view.media)
    ours = capabilities.codecs(view.media.kind)
    accepted = accept_codecs(view.media, ours, direction, profile)
    if not accepted:
        return PlannedSection(view, Rejection.NO_CODEC)
    extensions = accept_extensions(sections.description, view.media, capabilities)
    return PlannedSection(view, None, direction, accepted, extensions)


def _unwanted(
    view: SectionView, capabilities: Capabilities, policy: AnswerPolicy, profile: Profile
) -> Rejection | None:
    if not view.live:
        return Rejection.NOT_BUNDLED if view.bundle_only else Rejection.OFFERED_REJECTED
    if not (view.is_rtp or (view.is_data and capabilities.data is not None)):
        return Rejection.UNSUPPORTED
    if view.lacks_sctp_port and profile.strict:
        return Rejection.NO_SCTP_PORT
    return None if policy.accept(view.media) else Rejection.POLICY


def _one_association(planned: Sequence[PlannedSection]) -> tuple[PlannedSection, ...]:
    """Only the first data section is accepted (A-16)."""
    found = False
    result: list[PlannedSection] = []
    for section in planned:
        if section.view.is_data and section.rejected is None:
            result.append(PlannedSection(section.view, Rejection.SECOND_DATA) if found else section)
            found = True
        else:
            result.append(section)
    return tuple(result)


def _without_lonely(
    sections: Sections, planned: tuple[PlannedSection, ...]
) -> tuple[PlannedSection, ...]:
    """Bundle-only sections whose group has nobody left to carry it are rejected (A-33)."""
    bundled = {mid for members in _bundles(sections, planned) for mid in members}
    return tuple(
        PlannedSection(section.view, Rejection.NOT_BUNDLED)
        if section.rejected is None and section.view.bundle_only and section.mid not in bundled
        else section
        for section in planned
    )


def _bundles(sections: Sections, planned: Sequence[PlannedSection]) -> Iterator[tuple[str, ...]]:
    """Each offered group without what is rejected, its first eligible mid in front (A-30, A-31)."""
    accepted = {section.mid for section in planned if section.rejected is None}
    for offered in sections.bundles:
        members = [mid for mid in offered if mid in accepted]
        tag = next((mid for mid in members if not sections[mid].bundle_only), None)
        if tag is not None:
            yield (tag, *(mid for mid in members if mid != tag))
