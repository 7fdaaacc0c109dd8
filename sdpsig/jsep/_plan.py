"""What an answer accepts, decided before a line of it is written (A-1 to A-59, A-130 to A-134)."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from enum import StrEnum, unique
from functools import cached_property
from typing import NamedTuple

from attrs import field

from .._frozen import evolve, frozen
from ..errors import Fault, RemoteProtocolError
from ..sdp import Attribute
from ..sdp.attributes import Extmap, IceOptions, MaxPacketTime, MediaDirection, SetupRole
from ._capabilities import CodecCapability
from ._codec_match import accept_codecs
from ._codec_outcome import AcceptedCodec, CodecMatch, DroppedCodec
from ._config import BundlePolicy, NegotiationConfig, RtcpMuxPolicy
from ._extension_match import accept_extensions, carries_rids
from ._faults import settle
from ._judge import judge_transport
from ._known import Known
from ._negotiation import Negotiation
from ._rids import RidAnswer, answer_rids
from ._sections import Sections, SectionView
from ._signaling import SdpType
from ._transceivers import Transceiver, by_mid
from ._transports import Transport, continued, fingerprint_set, multiplexes, restarts

__all__ = [
    "AnswerPlan",
    "Decision",
    "PlannedSection",
    "PlannedTransport",
    "Rejection",
    "plan_next_answer",
]


@unique
class Rejection(StrEnum):
    """Why a section of an answer is rejected; the first reason that holds."""

    OFFERED_REJECTED = "offered-rejected"
    """The offer itself had rejected it (A-10)."""
    UNSUPPORTED = "unsupported"
    """The media, protocol or format is not one of ours (A-2)."""
    NO_SCTP_PORT = "no-sctp-port"
    """It is data channels without their SCTP port, which strict wants said (D-16)."""
    STOPPED = "stopped"
    """Its transceiver is stopped (A-11)."""
    POLICY = "policy"
    """The application did not want it (A-11)."""
    NO_CODEC = "no-codec"
    """No media codec is common to both sides (A-12)."""
    BUNDLE_POLICY = "bundle-policy"
    """It is outside the one bundle, or the few, that the bundle policy allows (A-13, A-14)."""
    NOT_BUNDLED = "not-bundled"
    """It was wanted only in a bundle, and there is none (A-15)."""
    SECOND_DATA = "second-data"
    """There is one SCTP association in a session (A-16)."""
    BUNDLE_REJECTED = "bundle-rejected"
    """The section that carries its established bundle is rejected (A-17)."""


@frozen
class Decision:
    """What an answer does with one offered section; it holds nothing of the connection."""

    rejected: Rejection | None
    direction: MediaDirection = MediaDirection.INACTIVE
    match: CodecMatch = CodecMatch()  # frozen
    extensions: tuple[Extmap, ...] = ()
    rids: RidAnswer = RidAnswer()  # frozen

    @cached_property
    def lines(self) -> tuple[Attribute, ...]:
        """What is said of formats, extensions and layers, made once for all answers alike."""
        lines: list[Attribute] = [*self.match.lines, *self.extensions]
        if self.match.maxptime is not None:
            lines.append(MaxPacketTime(str(self.match.maxptime)))
        lines += self.rids.rids
        if self.rids.simulcast is not None:
            lines.append(self.rids.simulcast)
        return tuple(lines)


@frozen
class PlannedSection:
    """One offered section, and what an answer does with it."""

    view: SectionView
    decision: Decision
    transceiver: Transceiver | None = None
    """The one that it is for, where it is audio or video."""

    @property
    def mid(self) -> str:
        """The name of the section in this session."""
        return self.view.mid

    @property
    def rejected(self) -> Rejection | None:
        """Why the section is rejected; None where it is accepted."""
        return self.decision.rejected

    @property
    def direction(self) -> MediaDirection:
        """What flows, seen from our side."""
        return self.decision.direction

    @property
    def codecs(self) -> tuple[AcceptedCodec, ...]:
        """The formats of the answer, in its order."""
        return self.decision.match.accepted

    @property
    def extensions(self) -> tuple[Extmap, ...]:
        """The header extensions of the answer."""
        return self.decision.extensions

    @property
    def rids(self) -> RidAnswer:
        """The layers of the answer."""
        return self.decision.rids

    @property
    def dropped(self) -> tuple[DroppedCodec, ...]:
        """The offered codecs that are not in the answer, each with the reason."""
        return self.decision.match.dropped


@frozen
class PlannedTransport:
    """One transport of an answer."""

    mid: str
    """The section that owns it."""
    members: tuple[str, ...]
    """Every section that uses it, the owner first."""
    setup: SetupRole
    """What the answer says of DTLS (A-43)."""
    before: Transport | None = None
    """The transport that goes on."""
    restarted: bool = False
    """Whether the offer restarts ICE on it."""

    @property
    def new(self) -> bool:
        """Whether it needs ICE credentials that were never used (A-45)."""
        return self.before is None or self.restarted


@frozen
class AnswerPlan:
    """What an answer accepts, before it is written."""

    negotiation: Negotiation = field(repr=False)
    """Where the offer is pending."""
    offer: Sections
    sections: tuple[PlannedSection, ...]
    bundles: tuple[tuple[str, ...], ...]
    """The BUNDLE groups of the answer."""
    transports: tuple[PlannedTransport, ...]
    """In the order of their first sections."""
    ice_options: tuple[str, ...]
    """Ours that were offered (A-48)."""
    warnings: tuple[Fault, ...] = ()
    """What was tolerated."""
    shared: Hashable = field(default=None, eq=False, repr=False)
    """Names what all plans have in common that follow of the same outline; None: it has none."""

    @property
    def config(self) -> NegotiationConfig:
        """How we negotiate."""
        return self.negotiation.config

    @property
    def owners(self) -> tuple[str, ...]:
        """The mids whose sections own a transport, in order (A-30 to A-33)."""
        return tuple(transport.mid for transport in self.transports)

    @property
    def needs(self) -> tuple[str, ...]:
        """The owners whose transport is new or restarted, so that we have to say something new."""
        return tuple(transport.mid for transport in self.transports if transport.new)

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        return {mid: members[0] for members in self.bundles for mid in members}

    def owner(self, mid: str) -> str:
        """The mid whose transport a section uses."""
        return self._owners.get(mid, mid)


class _Question(NamedTuple):
    """One offered section, and what the application wants of it."""

    view: SectionView
    transceiver: Transceiver | None
    reason: Rejection | None
    """Why the section itself is not wanted."""
    wanted: tuple[CodecCapability, ...] | None = None
    """Which of our codecs may be used; None: all."""

    @property
    def key(self) -> Hashable:
        """All that a decision follows from, beside the outline and the terms."""
        one = self.transceiver
        if one is None or self.reason is not None:
            return self.reason
        return one.direction, one.preferences, self.wanted


def plan_next_answer(negotiation: Negotiation) -> AnswerPlan:
    """Decide what the answer to the pending offer of the peer accepts.

    Raises RemoteProtocolError where a section that has to own a transport says too little.
    """
    offer = negotiation.sections
    assert offer is not None, "the caller has seen to it that an offer is pending"
    known = by_mid(negotiation.transceivers)
    questions = [_question(negotiation.config, view, known.get(view.mid)) for view in offer.views]
    plan = _remembered(negotiation, offer, questions)
    owners = offer.owners()
    for transport in plan.transports:
        view = offer[transport.mid]
        if view.bundle_only or owners[view.mid] != view.mid:  # else it was judged with the offer
            judged = judge_transport(offer, view, negotiation.config.profile, SdpType.OFFER)
            settle(judged, RemoteProtocolError)
    return plan


def _remembered(
    negotiation: Negotiation, offer: Sections, questions: Sequence[_Question]
) -> AnswerPlan:
    """The plan for a first offer follows of its outline and of what is asked of each section."""
    first = negotiation.stable.exchange is None and not negotiation.transports
    outline = offer.outline if first else None
    if outline is None:
        return _planned(negotiation, offer, questions)
    key = (negotiation.config.terms, outline, *[question.key for question in questions])
    found = _KNOWN.get(key)
    if found is None:
        plan = _planned(negotiation, offer, questions)
        decisions = tuple([section.decision for section in plan.sections])
        found = _Decided(decisions, plan.bundles, plan.transports, plan.ice_options)
        _KNOWN.remember(key, found)
        return evolve(plan, shared=found)
    sections = tuple(
        [
            PlannedSection(question.view, decision, question.transceiver)
            for question, decision in zip(questions, found.decisions, strict=True)
        ]
    )
    return AnswerPlan(
        negotiation,
        offer,
        sections,
        found.bundles,
        found.transports,
        found.ice_options,
        shared=found,
    )


@frozen(eq=False)
class _Decided:
    """What a plan for a first offer consists of beside the offer; its transports are all new."""

    decisions: tuple[Decision, ...]
    bundles: tuple[tuple[str, ...], ...]
    transports: tuple[PlannedTransport, ...]
    ice_options: tuple[str, ...]


_KNOWN = Known[_Decided]()


def _planned(
    negotiation: Negotiation, offer: Sections, questions: Sequence[_Question]
) -> AnswerPlan:
    bundled = {mid for members in offer.bundles for mid in members}
    planned = [
        PlannedSection(
            one.view,
            _decide(negotiation.config, offer, one, bundled=one.view.mid in bundled),
            one.transceiver,
        )
        for one in questions
    ]
    for rule in _TOGETHER:
        planned = rule(negotiation, offer, planned)
    bundles = tuple(_bundles(negotiation, offer, planned))
    transports = tuple(_transports(negotiation, offer, planned, bundles))
    ice_options = tuple(_ice_options(negotiation.config, offer))
    return AnswerPlan(negotiation, offer, tuple(planned), bundles, transports, ice_options)


def _ice_options(config: NegotiationConfig, offer: Sections) -> Iterator[str]:
    description = offer.description
    lines = (line for part in (description, *description.media) for line in part.all(IceOptions))
    offered = {option for line in lines for option in line.options}
    return (option for option in config.capabilities.ice_options if option in offered)


def _rejected(section: PlannedSection, reason: Rejection) -> PlannedSection:
    decision = Decision(reason, match=section.decision.match)
    return PlannedSection(section.view, decision, section.transceiver)


# --- one section


def _question(
    config: NegotiationConfig, view: SectionView, transceiver: Transceiver | None
) -> _Question:
    reason = _unwanted(config, view, transceiver)
    if reason is not None or view.is_data:
        return _Question(view, transceiver, reason)
    ours = config.capabilities.codecs(view.media.kind)
    wanted = config.policy.codecs(view.media, ours)
    return _Question(view, transceiver, None, None if wanted is ours else tuple(wanted))


def _decide(
    config: NegotiationConfig, offer: Sections, question: _Question, *, bundled: bool
) -> Decision:
    view, transceiver, reason, wanted = question
    if reason is not None or view.is_data:
        return Decision(reason)
    assert transceiver is not None, "an offered RTP section that lives has one"
    direction = view.direction.reversed & transceiver.direction
    match = accept_codecs(
        view.media,
        config.capabilities.codecs(view.media.kind),
        direction,
        config.profile,
        preferences=transceiver.preferences,
        wanted=wanted,
        voice_activity_detection=config.voice_activity_detection,
        allow_asymmetry=config.allow_asymmetry,
    )
    if not match.accepted:
        return Decision(Rejection.NO_CODEC, match=match)
    extensions = accept_extensions(
        offer.description,
        view.media,
        config.capabilities,
        direction=direction,
        bundled=bundled,
    )
    rids = answer_rids(
        view.media,
        receives=direction.receives,
        sends=direction.sends,
        accepted_formats={codec.offered.payload_type for codec in match.accepted},
        rid_extension=carries_rids(extensions),
        most=config.capabilities.simulcast,
        profile=config.profile,
    )
    return Decision(None, direction, match, extensions, rids)


def _unwanted(
    config: NegotiationConfig, view: SectionView, transceiver: Transceiver | None
) -> Rejection | None:
    if not view.live:
        return Rejection.NOT_BUNDLED if view.bundle_only else Rejection.OFFERED_REJECTED
    if not (view.is_rtp or (view.is_data and config.capabilities.data is not None)):
        return Rejection.UNSUPPORTED
    if view.lacks_sctp_port and config.profile.strict:
        return Rejection.NO_SCTP_PORT
    if transceiver is not None and transceiver.stopping:
        return Rejection.STOPPED
    return None if config.policy.accept(view.media) else Rejection.POLICY


# --- sections beside each other

Planned = list[PlannedSection]


def _within_policy(negotiation: Negotiation, offer: Sections, planned: Planned) -> Planned:
    """As many transports as the bundle policy allows (A-13, A-14)."""
    config = negotiation.config
    one_for_all = config.bundle_policy is BundlePolicy.MAX_BUNDLE
    balanced = config.bundle_policy is BundlePolicy.BALANCED and config.rejects_unbalanced
    if not (one_for_all or balanced):
        return planned
    group_of = {mid: members for members in offer.bundles for mid in members}
    leaders: dict[str, str] = {}

    def allowed(section: PlannedSection) -> bool:
        leader = leaders.setdefault("" if one_for_all else section.view.media.kind, section.mid)
        return section.mid in group_of.get(leader, (leader,))

    return [
        section
        if section.rejected is not None or allowed(section)
        else _rejected(section, Rejection.BUNDLE_POLICY)
        for section in planned
    ]


def _one_association(negotiation: Negotiation, offer: Sections, planned: Planned) -> Planned:
    """Only the first data section is accepted (A-16)."""
    del negotiation, offer
    data = [section for section in planned if section.view.is_data and section.rejected is None]
    late = {section.mid for section in data[1:]}
    return [
        _rejected(section, Rejection.SECOND_DATA) if section.mid in late else section
        for section in planned
    ]


def _without_headless(negotiation: Negotiation, offer: Sections, planned: Planned) -> Planned:
    """An established bundle goes with the section that the offer lets carry it (A-17, D-4)."""
    established = {mid for transport in negotiation.stable.transports for mid in transport.members}
    rejected = {section.mid for section in planned if section.rejected is not None}
    lost = {
        mid
        for members in offer.bundles
        if members[0] in rejected and not established.isdisjoint(members)
        for mid in members
    }
    return [
        _rejected(section, Rejection.BUNDLE_REJECTED)
        if section.rejected is None and section.mid in lost
        else section
        for section in planned
    ]


def _without_lonely(negotiation: Negotiation, offer: Sections, planned: Planned) -> Planned:
    """Bundle-only sections whose group has nobody left to carry it are rejected (A-33)."""
    bundled = {mid for members in _bundles(negotiation, offer, planned) for mid in members}
    return [
        _rejected(section, Rejection.NOT_BUNDLED)
        if section.rejected is None and section.view.bundle_only and section.mid not in bundled
        else section
        for section in planned
    ]


_TOGETHER = (_within_policy, _one_association, _without_headless, _without_lonely)


def _bundles(
    negotiation: Negotiation, offer: Sections, planned: Sequence[PlannedSection]
) -> Iterator[tuple[str, ...]]:
    """Each offered group without what is rejected, its first eligible mid in front (A-30, A-31).

    There is none where several would share a port and RTCP would have another (V-28).
    """
    accepted = {section.mid for section in planned if section.rejected is None}
    established = {mid for one in negotiation.stable.transports for mid in one.members}
    required = negotiation.config.rtcp_mux_policy is RtcpMuxPolicy.REQUIRE
    for offered in offer.bundles:
        if not negotiation.config.bundle and established.isdisjoint(offered):
            continue
        members = [mid for mid in offered if mid in accepted]
        tag = next((mid for mid in members if not offer[mid].bundle_only), None)
        if tag is not None and (len(members) == 1 or required or multiplexes(offer, members)):
            yield (tag, *(mid for mid in members if mid != tag))


# --- transports


def _transports(
    negotiation: Negotiation,
    offer: Sections,
    planned: Sequence[PlannedSection],
    bundles: Sequence[tuple[str, ...]],
) -> Iterator[PlannedTransport]:
    group_of = {mid: members for members in bundles for mid in members}
    live = (section.mid for section in planned if section.rejected is None)
    groups = dict.fromkeys(group_of.get(mid, (mid,)) for mid in live)
    going_on: Mapping[str, Transport] = continued(negotiation.transports, groups)
    for members in groups:
        remote = offer[members[0]].transport
        old = going_on.get(members[0])
        if old is None or fingerprint_set(old.remote) != fingerprint_set(remote):
            offered = remote.setup or SetupRole.ACTPASS
            setup = _SETUP.get(offered, negotiation.config.policy.setup)
        else:  # the DTLS association goes on, and so do its roles
            setup = old.dtls_role
        restarted = old is not None and restarts(old, remote)
        yield PlannedTransport(members[0], members, setup, old, restarted)


_SETUP = {SetupRole.ACTIVE: SetupRole.PASSIVE, SetupRole.PASSIVE: SetupRole.ACTIVE}
"""The only role left by an offer that has made its choice (A-43)."""
