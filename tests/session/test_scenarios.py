"""The conformance scenarios that need time and events, by their numbers (S-04 to S-77)."""

from collections.abc import Callable

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, SdpsigError
from sdpsig.jsep import (
    INTEROP,
    STRICT,
    AddTransceiver,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    NegotiationNeed,
    Offer,
    Profile,
    RestartIce,
    Rollback,
    SignalingState,
)
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import (
    AnswerReceived,
    CandidateDropped,
    ConnectionState,
    ConnectionStateChanged,
    Event,
    IceCandidate,
    IceState,
    NegotiationNeeded,
    OfferExpired,
    OfferIgnored,
    OfferReceived,
    OfferWithdrawn,
    Politeness,
    Session,
    SessionConfig,
    SignalingStateChanged,
    TransportAdded,
    TransportRemoved,
)
from sdpsig.trickle import Drop
from tests.session._peer import (
    DIGEST,
    PASSWORD,
    UFRAG,
    answer_to,
    answered_session,
    candidate,
    connect,
    end,
    fates,
    line,
    offer,
    section,
)

PROFILES = pytest.mark.parametrize("profile", [INTEROP, STRICT], ids=lambda profile: profile.name)
STABLE, HLO, HRO = map(SignalingStateChanged, list(SignalingState)[:3])
CREATED = LocalDescriptions.CREATED
OURS, THEIRS = offer(section(ufrag="mine")), offer(section(ufrag="them"))
NEEDED = NegotiationNeeded((NegotiationNeed.NEW_TRANSCEIVER,))


def config(profile: Profile, politeness: Politeness = Politeness.IMPOLITE) -> SessionConfig:
    return SessionConfig(negotiation=NegotiationConfig(profile=profile), politeness=politeness)


def transport(mid: str) -> LocalTransport:
    return LocalTransport(f"mine{mid}", PASSWORD, (Fingerprint("sha-256", DIGEST),))


def wanting(profile: Profile, politeness: Politeness = Politeness.IMPOLITE) -> Session:
    """A session that writes its own descriptions, and wants to send audio."""
    negotiation = NegotiationConfig(profile=profile, local_descriptions=CREATED)
    session = Session(SessionConfig(negotiation=negotiation, politeness=politeness))
    assert session.send(AddTransceiver("audio"), 0.0) == (NEEDED,)
    return session


def make_offer(session: Session, now: float) -> tuple[Offer, tuple[Event, ...]]:
    """Our offer as the peer gets it, and what its sending told."""
    made = session.create_offer(transport, now)
    events = session.send(made, now)
    return Offer(parse(serialize(made.description))), events


def renewed(offered: Offer, *changes: tuple[str, str]) -> Offer:
    """The offer with other words in place of some."""
    text = serialize(offered.description)
    for old, new in changes:
        text = text.replace(old, new)
    return Offer(parse(text))


def signaling(*told: tuple[Event, ...]) -> list[Event]:
    return [one for events in told for one in events if isinstance(one, SignalingStateChanged)]


def refused(session: Session, call: Callable[[], object]) -> SdpsigError:
    """What a call raises, which changes nothing."""
    before = session.state
    with pytest.raises(SdpsigError) as caught:
        call()
    assert session.state is before
    return caught.value


# --- offers that meet


@PROFILES
def test_s_04_an_offer_that_meets_ours_is_told_state_by_state(profile: Profile) -> None:
    session = wanting(profile, Politeness.POLITE)
    _, sent = make_offer(session, 0.0)
    met = session.receive(offer(section("v", "video", ufrag="them")), 1.0)
    assert signaling(sent, met) == [HLO, STABLE, HRO]
    assert session.state.negotiation.pending_local is None
    assert NEEDED not in met
    told = session.send(session.create_answer(transport, 2.0), 2.0)
    assert signaling(told) == [STABLE]
    assert told[-1] == NEEDED


@PROFILES
def test_s_76_the_impolite_side_passes_over_an_offer_and_its_candidates(profile: Profile) -> None:
    session = Session(config(profile))
    session.send(OURS, 0.0)
    before = session.state.negotiation
    assert session.receive(THEIRS, 1.0) == (OfferIgnored(THEIRS),)
    for message in (IceCandidate(line(), "0", ufrag="them"), candidate(), end()):
        assert session.receive(message, 2.0) == (CandidateDropped("0", Drop.IGNORED_OFFER),)
    assert session.state.negotiation is before
    answer = answer_to(OURS)
    assert AnswerReceived(answer, OURS) in session.receive(answer, 3.0)
    assert fates(session.receive(candidate(), 4.0)) == [50_000]


@PROFILES
def test_s_76_the_polite_side_gives_way_answers_and_offers_again(profile: Profile) -> None:
    session = wanting(profile, Politeness.POLITE)
    make_offer(session, 0.0)
    ours = session.state.negotiation.pending_local
    assert isinstance(ours, Offer)
    theirs = offer(section("v", "video", ufrag="them"))
    assert session.receive(theirs, 1.0)[:2] == (OfferWithdrawn(ours), OfferReceived(theirs))
    assert session.send(session.create_answer(transport, 2.0), 2.0)[-1] == NEEDED
    again, _ = make_offer(session, 3.0)
    assert [media.kind for media in again.description.media] == ["video", "audio"]
    assert session.offer_id == "2"


# --- the end


@PROFILES
def test_s_12_a_session_that_is_closed_waits_for_nothing_and_takes_nothing(
    profile: Profile,
) -> None:
    session = answered_session(config=config(profile))
    descriptions = (session.state.negotiation.remote, session.state.negotiation.local)
    session.close(1.0)
    assert session.close(2.0) == ()
    assert session.deadline is None
    taken = (OURS, answer_to(OURS), Rollback(), candidate())
    calls: list[Callable[[], object]] = [
        *(lambda message=message: session.send(message, 2.0) for message in taken),
        *(lambda message=message: session.receive(message, 2.0) for message in taken),
        lambda: session.send(AddTransceiver("audio"), 2.0),
        lambda: session.send(RestartIce(), 2.0),
        lambda: session.create_offer(transport, 2.0),
        lambda: session.create_answer(transport, 2.0),
    ]
    assert {refused(session, call).fault.w3c for call in calls} == {"InvalidStateError"}
    negotiation = session.state.negotiation
    assert (negotiation.remote, negotiation.local) == descriptions


# --- transports


@PROFILES
def test_s_21_a_section_without_a_mid_has_one_that_candidates_may_name(profile: Profile) -> None:
    session = answered_session(offer(section(None)), config=config(profile))
    (owner,) = session.state.negotiation.transports
    (transceiver,) = session.state.negotiation.transceivers
    assert transceiver.mid == owner.mid
    assert fates(session.receive(candidate(mid=owner.mid), 1.0)) == [50_000]


@PROFILES
@pytest.mark.parametrize("before", [ConnectionState.CONNECTED, ConnectionState.FAILED])
def test_s_56_with_another_certificate_the_transport_is_another_one(
    before: ConnectionState, profile: Profile
) -> None:
    """The data channels are told with it: they live on the transport."""
    data = offer(section(kind="application"))
    session = answered_session(data, config=config(profile))
    connect(session)
    if before is ConnectionState.FAILED:
        session.report("0", ice=IceState.FAILED, now=0.5)
    certificate = (DIGEST, DIGEST.replace("AB", "CD"))
    again = renewed(data, (UFRAG, "newer"), (PASSWORD, "n" * 24), certificate)
    session.receive(again, 1.0)
    told = session.send(answer_to(again, name="more"), 2.0)
    (now,) = session.state.negotiation.transports
    assert [one for one in told if isinstance(one, TransportRemoved | TransportAdded)] == [
        TransportRemoved("0"),
        TransportAdded(now),
    ]
    assert ConnectionStateChanged(ConnectionState.CONNECTING) in told
    session.report("0", ice=IceState.CONNECTED, now=3.0)
    assert session.state.connection is ConnectionState.CONNECTING, "DTLS begins anew"
    assert connect(session, now=4.0) == (ConnectionStateChanged(ConnectionState.CONNECTED),)


# --- candidates


@PROFILES
def test_s_70_a_mid_names_the_section_and_an_index_only_without_one(profile: Profile) -> None:
    session = answered_session(config=config(profile))
    assert fates(session.receive(IceCandidate(line(), "0", 9), 0.0)) == [50_000]
    unknown, nowhere = IceCandidate(line(), "zz", 0), IceCandidate(line())
    assert refused(session, lambda: session.receive(unknown, 0.0)).fault.w3c == "OperationError"
    assert refused(session, lambda: session.receive(nowhere, 0.0)).fault.w3c == "TypeError"
    assert fates(session.receive(IceCandidate(""), 0.0)) == [None]


@PROFILES
def test_s_71_the_same_address_with_another_priority_is_the_same_candidate(
    profile: Profile,
) -> None:
    session = answered_session(config=config(profile))
    other = line().replace("2122260223", "1").replace("typ host", "typ srflx")
    told = (candidate(), IceCandidate(other, "0"))
    assert fates(session.receive_all(told, 0.0)) == [50_000, Drop.DUPLICATE]
    (one,) = session.state.remote[0].accepted
    assert one.priority == 2_122_260_223


@PROFILES
def test_s_72_an_unknown_generation_is_an_error_and_the_one_before_is_not(
    profile: Profile,
) -> None:
    session = answered_session(config=config(profile))
    again = renewed(offer(), (UFRAG, "newer"), (PASSWORD, "n" * 24))
    session.receive(again, 1.0)
    session.send(answer_to(again, name="more"), 2.0)
    unknown = IceCandidate(line(), "0", ufrag="nope")
    error = refused(session, lambda: session.receive(unknown, 3.0))
    assert (error.fault.w3c, error.fault.rule) == ("OperationError", "TR-26")
    old = IceCandidate(line(), "0", ufrag=UFRAG)
    assert fates(session.receive(old, 3.0)) == [Drop.OLD_GENERATION]


@PROFILES
def test_s_73_candidates_before_the_offer_come_after_it_in_their_order(profile: Profile) -> None:
    """Where that is switched on (TR-40)."""
    session = Session(evolve(config(profile), early_candidates=True))
    ports = [3_333, 1_111, 2_222]
    assert [session.receive(candidate(port), 0.0) for port in ports] == [()] * 3
    session.receive(offer(), 1.0)
    assert session.state.early == ()
    assert fates(session.send(answer_to(offer()), 2.0)) == ports


# --- an offer that nobody answers


@PROFILES
def test_s_77_an_offer_without_an_answer_leaves_no_names_behind(profile: Profile) -> None:
    session = wanting(profile)
    offered, _ = make_offer(session, 0.0)
    assert session.handle_timeout(29.999) == ()
    assert session.handle_timeout(30.0)[:2] == (OfferExpired(), STABLE)
    (transceiver,) = session.state.negotiation.transceivers
    assert transceiver.mid is None
    error = refused(session, lambda: session.receive(answer_to(offered), 31.0))
    assert error.fault.code is FaultCode.JSEP_STALE_ANSWER
