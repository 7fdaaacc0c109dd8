"""What a description says of its transports: ICE, DTLS, RTCP multiplexing (V-20 to V-31).

What it has to keep of a transport that goes on is asked in ``_rules_continued``.
"""

from collections.abc import Iterator, Mapping

from .._frozen import evolve
from ..errors import Fault, FaultCode, Severity
from ..sdp import Attribute, Profile
from ..sdp.attributes import (
    Crypto,
    Fingerprint,
    IcePwd,
    IceUfrag,
    KeyManagement,
    RtcpMux,
    RtcpMuxOnly,
    Setup,
    SetupRole,
)
from ..sdp.attributes.dtls import DIGEST_BYTES
from ..sdp.attributes.ice import CREDENTIAL_LENGTHS, ICE_CHARS, ICE_CHARS_TOLERATED
from ._case import Case, Rule
from ._config import RtcpMuxPolicy
from ._faults import absent, fault_at, tolerated
from ._sections import Sections, SectionView
from ._signaling import SdpType, Side
from ._transports import multiplexes

__all__ = [
    "ANSWERS",
    "CONNECTION",
    "DESCRIPTIONS",
    "FORBIDDEN_SETUP",
    "OFFERS",
    "OUR_SETUP",
    "judge_end",
]

FORBIDDEN_SETUP: Mapping[SdpType, frozenset[SetupRole]] = {
    SdpType.OFFER: frozenset({SetupRole.HOLDCONN}),
    SdpType.PRANSWER: frozenset({SetupRole.HOLDCONN, SetupRole.ACTPASS}),
    SdpType.ANSWER: frozenset({SetupRole.HOLDCONN, SetupRole.ACTPASS}),
}
"""Roles that no description of a type may name (RFC 8842 §5)."""
OUR_SETUP: Mapping[SdpType, frozenset[SetupRole]] = {
    SdpType.OFFER: frozenset({SetupRole.ACTPASS}),
    SdpType.PRANSWER: frozenset({SetupRole.ACTIVE, SetupRole.PASSIVE}),
    SdpType.ANSWER: frozenset({SetupRole.ACTIVE, SetupRole.PASSIVE}),
}
"""Roles of which our own descriptions must name one (RFC 8842 §5.2, §5.3)."""


def _owned(case: Case) -> Iterator[Fault]:
    for view in case.owners:
        if case.side is Side.LOCAL and view.transport.setup not in OUR_SETUP[case.kind]:
            yield _our_role(case, view)
        yield from judge_end(case.sections, view, case.profile, case.kind)


def _our_role(case: Case, view: SectionView) -> Fault:
    said = view.transport.setup
    detail = f"our {case.kind} with " + (f"a=setup:{said}" if said else "no a=setup")
    line = case.sections.description.stated(view.media, Setup)
    return fault_at(case.sections, view, FaultCode.DTLS_SETUP, detail, "V-22", line=line)


def judge_end(
    sections: Sections, view: SectionView, profile: Profile, kind: SdpType
) -> Iterator[Fault]:
    """What a section that owns a transport must say (V-20 to V-25)."""
    for attribute, value in ((IceUfrag, view.transport.ufrag), (IcePwd, view.transport.pwd)):
        fault = _credential(sections, view, attribute, value, profile)
        if fault is not None:
            yield fault
    setup = view.transport.setup
    if setup is None:
        code, detail, severity = (
            FaultCode.DTLS_SETUP,
            "a transport without a=setup",
            tolerated(profile),
        )
        yield absent(sections, view, Setup, code, detail, "V-22a", severity=severity)
    elif setup in FORBIDDEN_SETUP[kind]:
        detail = f"a=setup:{setup} in an {kind}"
        line = sections.description.stated(view.media, Setup)
        yield fault_at(sections, view, FaultCode.DTLS_SETUP, detail, "V-22", line=line)
    yield from _fingerprints(sections, view)


def _credential(
    sections: Sections,
    view: SectionView,
    kind: type[Attribute],
    value: str | None,
    profile: Profile,
) -> Fault | None:
    name = kind.spec.name
    if value is None:
        code, detail = FaultCode.ICE_MISSING_CREDENTIALS, f"a transport without {name}"
        return absent(sections, view, kind, code, detail, "V-20")
    allowed = CREDENTIAL_LENGTHS[name]
    if len(value) not in allowed:
        detail = f"an {name} shorter than {allowed[0]} or longer than {allowed[-1]} characters"
        severity = Severity.ERROR
    elif not ICE_CHARS.issuperset(value):
        detail = f"an {name} with a character that is not an ice-char"
        severity = tolerated(profile) if ICE_CHARS_TOLERATED.issuperset(value) else Severity.ERROR
    else:
        return None
    code, line = FaultCode.ICE_BAD_CREDENTIALS, sections.description.stated(view.media, kind)
    return fault_at(sections, view, code, detail, "V-21", line=line, severity=severity)


def _fingerprints(sections: Sections, view: SectionView) -> Iterator[Fault]:
    usable = False
    for fingerprint in view.transport.fingerprints:
        size = DIGEST_BYTES.get(fingerprint.hash_function.lower())
        if size is None:
            continue
        usable = True
        if len(fingerprint.digest) != size * 3 - 1:
            detail = "a fingerprint whose length does not fit its hash"
            code = FaultCode.DTLS_BAD_FINGERPRINT
            yield fault_at(sections, view, code, detail, "V-25a", line=fingerprint)
            return
    if not usable:
        detail = "a transport without a fingerprint that may be used"
        code = FaultCode.DTLS_MISSING_FINGERPRINT
        yield absent(sections, view, Fingerprint, code, detail, "V-25")


def _alone(case: Case) -> Iterator[Fault]:
    """Until there is an answer each section of a new bundle may have to do without the others."""
    for members in case.sections.bundles:
        if case.base.transports and members[0] in case.continued:
            continue
        first = case.sections[members[0]]
        for mid in members[1:]:
            view = case.sections[mid]
            if view.bundle_only or not (view.is_rtp or view.is_data):
                continue
            if _same_end(view, first):
                continue
            judged = judge_end(case.sections, view, case.profile, SdpType.OFFER)
            fault = next(judged, None)
            if fault is not None:
                yield evolve(fault, severity=Severity.WARNING)


ENDS: tuple[type[Attribute], ...] = (IceUfrag, IcePwd, Setup, Fingerprint)
"""What names one end of a transport."""


def _same_end(one: SectionView, other: SectionView) -> bool:
    return [*map(one.media.all, ENDS)] == [*map(other.media.all, ENDS)]


# --- RTCP


def _multiplexed(case: Case) -> Iterator[Fault]:
    if case.config.rtcp_mux_policy is not RtcpMuxPolicy.REQUIRE:
        return
    for view in case.rtp:
        if not (view.bundle_only or case.sections.multiplexed(view)):
            code, detail = FaultCode.RTP_MUX_REQUIRED, "an RTP section without a=rtcp-mux"
            yield absent(case.sections, view, RtcpMux, code, detail, "V-26")


def _only_multiplexed(case: Case) -> Iterator[Fault]:
    for view in case.rtp:
        line = view.media.get(RtcpMuxOnly)
        if line is not None and not view.rtcp_mux:
            code, detail = FaultCode.RTP_MUX_REQUIRED, "a=rtcp-mux-only without a=rtcp-mux"
            severity = case.tolerated
            yield fault_at(case.sections, view, code, detail, "V-27", line=line, severity=severity)


def _multiplexed_bundle(case: Case) -> Iterator[Fault]:
    for members in case.sections.bundles:
        if len(members) > 1 and not multiplexes(case.sections, members):
            rtp = next(view for view in map(case.sections.__getitem__, members) if view.is_rtp)
            code, detail = FaultCode.RTP_MUX_REQUIRED, "a bundle in which nothing has a=rtcp-mux"
            yield absent(case.sections, rtp, RtcpMux, code, detail, "V-28")


def _multiplexing_offered(case: Case) -> Iterator[Fault]:
    assert case.offer is not None, "only asked of answers"
    for view in case.rtp:
        offered = case.offer.views[view.index]
        if view.rtcp_mux and not case.offer.multiplexed(offered):
            code, detail = FaultCode.RTP_MUX_REQUIRED, "an answer with a=rtcp-mux, not offered"
            line = view.media.get(RtcpMux)
            yield fault_at(case.sections, view, code, detail, "V-29", line=line)


# --- DTLS


def _opposite_roles(case: Case) -> Iterator[Fault]:
    assert case.offer is not None, "only asked of answers"
    for view in case.owners:
        role = view.transport.setup or SetupRole.ACTIVE
        offered = case.offer.views[view.index].transport.setup
        if role is offered and role in OUR_SETUP[SdpType.ANSWER]:
            detail = f"an answer of a=setup:{role} to an offer of the same"
            line = case.sections.description.stated(view.media, Setup)
            yield fault_at(case.sections, view, FaultCode.DTLS_SETUP, detail, "V-24", line=line)


def _keys(case: Case) -> Iterator[Fault]:
    for view in case.rtp:
        crypto, managed = view.media.get(Crypto), view.media.get(KeyManagement)
        line = crypto or managed or case.sections.description.get(KeyManagement)
        if line is not None and view.transport.fingerprints:
            code, detail = FaultCode.DTLS_CLEAR_KEYS, "keys of other kinds beside DTLS"
            severity = case.tolerated
            yield fault_at(case.sections, view, code, detail, "V-31", line=line, severity=severity)


DESCRIPTIONS: tuple[Rule, ...] = (_owned, _multiplexed, _only_multiplexed, _keys)
"""What holds for every description."""
OFFERS: tuple[Rule, ...] = (_alone,)
"""What holds for offers."""
ANSWERS: tuple[Rule, ...] = (_multiplexed_bundle, _multiplexing_offered, _opposite_roles)
"""What holds for answers, and between them and their offers."""
CONNECTION: tuple[Rule, ...] = (_owned, _alone)
"""Those for first offers that look at values of the connection (see ``_outline``)."""
ANSWER_CONNECTION: tuple[Rule, ...] = (_owned, _opposite_roles)
"""Those for first answers that do."""
