from collections.abc import Callable, Iterable

import pytest

from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError, Severity
from sdpsig.jsep import (
    AddTransceiver,
    Answer,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    Offer,
    Pranswer,
    Rollback,
    SignalingState,
)
from sdpsig.limits import Limits
from sdpsig.sdp import STRICT, parse, serialize
from sdpsig.sdp.attributes import Fingerprint, SetupRole
from sdpsig.session import (
    AnswerReceived,
    Bye,
    CandidateDropped,
    CandidateReceived,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    Event,
    GatheringRequired,
    IceState,
    LocalCandidate,
    NegotiationNeeded,
    OfferReceived,
    OfferWithdrawn,
    Politeness,
    Session,
    SessionConfig,
    SignalingStateChanged,
    Timer,
    TransportAdded,
    TransportChanged,
    TransportFacts,
    TransportRemoved,
    TransportRestarted,
    Warned,
)
from sdpsig.session._step import ON_EXPIRY
from tests.session._peer import (
    DIGEST,
    PASSWORD,
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    connect,
    ends,
    line,
    offer,
    offer_text,
    offered_session,
    section,
)

# --- descriptions


TOLERATED = "a=candidate:1 nonsense\r\n"
"""At the end of a description: a line that interop parsing takes with a warning."""


def warnings(events: Iterable[Event]) -> list[FaultCode]:
    return [event.fault.code for event in events if isinstance(event, Warned)]


def test_an_offer_is_told_with_what_was_tolerated_in_it() -> None:
    offered = Offer(parse(offer_text(section(None)) + TOLERATED))
    first, *warned, signaling, connection = Session().receive(offered, 0.0)
    assert first == OfferReceived(offered)
    assert warnings(warned) == [FaultCode.SDP_ATTRIBUTE_SYNTAX, FaultCode.JSEP_BAD_MID]
    assert signaling == SignalingStateChanged(SignalingState.HAVE_REMOTE_OFFER)
    assert connection == ConnectionStateChanged(ConnectionState.NEGOTIATING)


def test_what_was_tolerated_in_an_answer_is_told_too() -> None:
    session = Session()
    session.send(offer(), 0.0)
    answer = Answer(parse(serialize(answer_to(offer()).description) + TOLERATED))
    events = session.receive(answer, 0.0)
    assert events[0] == AnswerReceived(answer, offer())
    assert warnings(events) == [FaultCode.SDP_ATTRIBUTE_SYNTAX]


def test_what_we_wrote_ourselves_was_not_tolerated() -> None:
    ours = Offer(parse(offer_text() + TOLERATED))
    assert warnings(Session().send(ours, 0.0)) == []


def test_no_more_is_told_than_may_be() -> None:
    lines = [f"candidate:{number} bad" for number in range(50)]
    offered = Offer(parse(offer_text(section(lines=lines))))
    events = Session(SessionConfig(limits=Limits(warnings=9))).receive(offered, 0.0)
    warned = [event for event in events if isinstance(event, Warned)]
    assert len(warned) == 9
    assert all(event.fault.severity is Severity.WARNING for event in warned)


def test_the_profile_decides_what_is_tolerated() -> None:
    offered = offer(section(ufrag="Es-Aw"))
    assert Warned in {type(event) for event in Session().receive(offered, 0.0)}
    with pytest.raises(RemoteProtocolError):
        Session(SessionConfig(negotiation=NegotiationConfig(profile=STRICT))).receive(offered, 0.0)


def test_an_answer_tells_transports_then_candidates_then_states() -> None:
    offered = offer(
        section("0", lines=(line(1_111),)),
        section("1", "video", ufrag="other"),
        section("2", "application"),
        bundle="0 2",
    )
    session = offered_session(offered)
    session.receive(candidate(2_222, mid="1"), 0.0)
    events = session.send(answer_to(offered), 0.0)
    assert [type(event) for event in events] == [
        TransportAdded,
        TransportAdded,
        CandidateReceived,
        CandidateReceived,
        SignalingStateChanged,
        ConnectionStateChanged,
    ]
    transports = [event.transport for event in events if isinstance(event, TransportAdded)]
    assert [(item.mid, item.members, item.remote.ufrag) for item in transports] == [
        ("0", ("0", "2"), UFRAG),
        ("1", ("1",), "other"),
    ]
    assert [item.local_ufrag for item in transports] == ["ours0", "ours1"]
    assert {item.dtls_role for item in transports} == {SetupRole.ACTIVE}
    assert session.state.facts == (TransportFacts("0"), TransportFacts("1"))
    assert session.signaling_state is SignalingState.STABLE


def test_a_peer_that_answers_us_is_heard() -> None:
    session = Session()
    session.send(offer(), 0.0)
    answer = answer_to(offer())
    events = session.receive(answer, 1.0)
    assert events[0] == AnswerReceived(answer, offer())
    assert events[-1] == ConnectionStateChanged(ConnectionState.CONNECTING)
    assert [
        event.transport.local_ufrag for event in events if isinstance(event, TransportAdded)
    ] == [UFRAG]


def test_a_provisional_answer_settles_nothing_yet() -> None:
    session = offered_session()
    answer = answer_to(offer())
    events = session.send(Pranswer(answer.description), 0.0)
    assert events == (SignalingStateChanged(SignalingState.HAVE_LOCAL_PRANSWER),)
    assert session.receive(candidate(), 0.0) == ()
    with pytest.raises(LocalProtocolError):
        connect(session)
    assert CandidateReceived in {type(event) for event in session.send(answer, 1.0)}
    assert connect(session, now=2.0) == (ConnectionStateChanged(ConnectionState.CONNECTED),)


def test_a_provisional_answer_of_the_peer_is_taken() -> None:
    session = Session()
    session.send(offer(), 0.0)
    answer = answer_to(offer())
    events = session.receive(Pranswer(answer.description), 0.0)
    assert events == (SignalingStateChanged(SignalingState.HAVE_REMOTE_PRANSWER),)
    assert session.receive(candidate(), 0.0) == ()
    assert CandidateReceived in {type(event) for event in session.receive(answer, 1.0)}


WRONG = {
    "an answer to nothing": (Session, "receive", answer_to(offer()), RemoteProtocolError),
    "our answer to nothing": (Session, "send", answer_to(offer()), LocalProtocolError),
    "rollback of nothing": (Session, "receive", Rollback(), RemoteProtocolError),
    "our rollback of nothing": (Session, "send", Rollback(), LocalProtocolError),
    "an offer to an offer": (offered_session, "send", offer(), LocalProtocolError),
    "their answer to their offer": (
        offered_session,
        "receive",
        answer_to(offer()),
        RemoteProtocolError,
    ),
    "another answer": (answered_session, "send", answer_to(offer()), LocalProtocolError),
    "a further offer with another section": (
        answered_session,
        "receive",
        offer(section("7")),
        RemoteProtocolError,
    ),
    "a further offer of ours with another section": (
        answered_session,
        "send",
        offer(section("7")),
        LocalProtocolError,
    ),
    "an answer of another shape": (
        offered_session,
        "send",
        answer_to(audio_video_data()),
        LocalProtocolError,
    ),
    "an offer that cannot be": (Session, "receive", offer(section(ufrag="x")), RemoteProtocolError),
}


@pytest.mark.parametrize(("make", "verb", "message", "error"), WRONG.values(), ids=WRONG)
def test_a_refused_description_changes_nothing(
    make: Callable[[], Session], verb: str, message: object, error: type[SdpsigError]
) -> None:
    session = make()
    before = session.state
    with pytest.raises(error):
        getattr(session, verb)(message, 1.0)
    assert session.state is before


# --- the end


@pytest.mark.parametrize("make", [Session, offered_session, answered_session])
@pytest.mark.parametrize("reason", EndReason)
def test_an_end_has_one_reason_and_is_the_last_word(
    make: Callable[[], Session], reason: EndReason
) -> None:
    session = make()
    events = session.close(1.0, reason, "enough")
    assert ends(events) == [Closed(reason, "enough")]
    assert events[-1] == Closed(reason, "enough")
    assert session.state.end is reason
    assert session.deadline is None
    assert not session.state.waiting
    assert not session.state.remote


def test_whoever_says_bye_is_told_apart() -> None:
    for verb, reason in (
        ("send", EndReason.CLOSED_LOCALLY),
        ("receive", EndReason.CLOSED_BY_PEER),
    ):
        session = answered_session()
        events = getattr(session, verb)(Bye("so long"), 1.0)
        assert events[-1] == Closed(reason, "so long")


@pytest.mark.parametrize("again", ["close", "send", "receive", "report", "timeout"])
def test_after_the_end_nothing_happens_again(again: str) -> None:
    session = answered_session()
    session.close(1.0, EndReason.DRAINED)
    before = session.state
    acts = {
        "close": lambda: session.close(2.0, EndReason.FAILED),
        "send": lambda: session.send(Bye(), 1.0),
        "receive": lambda: session.receive(Bye(), 1.0),
        "report": lambda: session.report("0", ice=IceState.FAILED, now=2.0),
        "timeout": lambda: session.handle_timeout(1.0),
    }
    assert acts[again]() == ()
    assert session.state is before
    assert session.state.end is EndReason.DRAINED


@pytest.mark.parametrize("message", [offer(), answer_to(offer()), Rollback(), candidate()])
def test_after_the_end_nothing_is_taken(message: Offer) -> None:
    session = answered_session()
    session.close(1.0)
    before = session.state
    for verb, error in (("send", LocalProtocolError), ("receive", RemoteProtocolError)):
        with pytest.raises(error) as caught:
            getattr(session, verb)(message, 2.0)
        assert caught.value.fault.code is FaultCode.SESSION_CLOSED
        assert caught.value.fault.w3c == "InvalidStateError"
    assert session.state is before


def test_descriptions_can_be_read_after_the_end() -> None:
    session = answered_session()
    session.close(1.0)
    assert session.state.negotiation.current_remote == offer()
    assert session.signaling_state is SignalingState.STABLE


# --- reports


def test_a_report_on_any_section_is_one_on_its_transport() -> None:
    session = answered_session(audio_video_data())
    connect(session, "2")
    assert session.state.facts == (TransportFacts("0", IceState.CONNECTED, DtlsState.CONNECTED),)


def test_a_report_says_what_is_new_and_leaves_the_rest() -> None:
    session = answered_session()
    session.report("0", ice=IceState.CHECKING, now=0.0)
    session.report("0", dtls=DtlsState.CONNECTING, now=0.0)
    session.report("0", now=0.0)
    assert session.state.facts == (TransportFacts("0", IceState.CHECKING, DtlsState.CONNECTING),)


@pytest.mark.parametrize("mid", ["9", "", "1"])
def test_a_report_on_what_has_no_transport_is_our_mistake(mid: str) -> None:
    session = answered_session(audio_video_data(), "1")
    before = session.state
    with pytest.raises(LocalProtocolError) as caught:
        session.report(mid, ice=IceState.FAILED, now=1.0)
    assert caught.value.fault.code is FaultCode.INTERNAL
    assert session.state is before


def test_a_report_before_the_answer_is_our_mistake() -> None:
    with pytest.raises(LocalProtocolError):
        connect(offered_session())


def test_a_late_report_on_anything_is_ignored() -> None:
    for session in (Session(), offered_session(), answered_session()):
        session.close(1.0)
        before = session.state
        for mid in ("0", "9"):
            assert session.report(mid, ice=IceState.FAILED, dtls=DtlsState.CLOSED, now=2.0) == ()
        assert session.state is before


def test_a_peer_that_ends_dtls_ends_the_session() -> None:
    session = answered_session()
    connect(session)
    events = session.report("0", dtls=DtlsState.CLOSED, now=1.0)
    assert events[-1] == Closed(EndReason.MEDIA_CLOSED)
    assert len(ends(events)) == 1


def test_l_20_consent_that_is_gone_is_a_failed_transport() -> None:
    session = answered_session()
    connect(session)
    events = session.consent_lost("0", 100.0)
    assert events == (ConnectionStateChanged(ConnectionState.FAILED),)
    assert session.deadline == 130.0
    assert ends(session.handle_timeout(130.0)) == [Closed(EndReason.FAILED)]


# --- bookkeeping


def test_the_table_of_expiry_is_total() -> None:
    assert ON_EXPIRY.keys() == set(Timer)


def test_every_change_has_a_number_of_its_own() -> None:
    session = Session()
    acts: tuple[Callable[[], object], ...] = (
        lambda: session.receive(offer(), 0.0),
        lambda: session.receive(candidate(), 1.0),
        lambda: session.send(answer_to(offer()), 2.0),
        lambda: connect(session, now=3.0),
        lambda: session.report("0", ice=IceState.DISCONNECTED, now=4.0),
        lambda: session.handle_timeout(14.0),
        lambda: session.handle_timeout(34.0),
        lambda: session.close(35.0),
    )
    for number, act in enumerate(acts, 1):
        act()
        assert session.state.revision == number


# --- jsep 6.5: the order of the events of one operation

ORDER: tuple[tuple[type[Event], ...], ...] = (
    (OfferWithdrawn, OfferReceived, AnswerReceived, Warned),
    (TransportRemoved,),
    (TransportAdded, TransportChanged, TransportRestarted),
    (CandidateReceived, CandidateDropped, LocalCandidate),
    (GatheringRequired,),
    (SignalingStateChanged,),
    (ConnectionStateChanged,),
    (NegotiationNeeded,),
    (Closed,),
)


def order(events: Iterable[Event]) -> list[int]:
    """The place of each event."""
    return [next(at for at, kinds in enumerate(ORDER) if type(one) in kinds) for one in events]


def test_what_one_operation_tells_has_its_order() -> None:
    config = SessionConfig(
        politeness=Politeness.POLITE,
        negotiation=NegotiationConfig(local_descriptions=LocalDescriptions.CREATED),
    )

    def transport(mid: str) -> LocalTransport:
        return LocalTransport(f"mine{mid}", PASSWORD, (Fingerprint("sha-256", DIGEST),))

    def renewed(mid: str) -> LocalTransport:
        assert mid == "1"
        return LocalTransport("more", PASSWORD[::-1], (Fingerprint("sha-256", DIGEST),))

    session = Session(config)
    session.send(AddTransceiver("audio"), 0.0)
    session.send_offer(transport, 0.0)
    session.send(AddTransceiver("video"), 0.0)
    theirs = offer(
        section("0", lines=(line(1_111), line(address="x.local"))),
        section("1", "application", ufrag="other"),
    )
    met = session.receive(theirs, 1.0)
    assert order(met) == sorted(order(met))
    assert [type(one) for one in met] == [
        OfferWithdrawn,
        OfferReceived,
        SignalingStateChanged,
        SignalingStateChanged,
    ]
    session.receive(candidate(2_222), 1.0)
    session.send(candidate(3_333), 1.0)
    told = session.send(session.create_answer(transport, 2.0), 2.0)
    assert order(told) == sorted(order(told))
    assert {2, 3, 5, 6, 7} == set(order(told))
    fewer = offer(section("0", port=0), section("1", "application", ufrag="third"))
    session.receive(fewer, 3.0)
    told = session.send(session.create_answer(renewed, 4.0), 4.0)
    assert order(told) == sorted(order(told))
    assert TransportRemoved in {type(one) for one in told}
    closed = session.close(5.0)
    assert order(closed) == [6, 8]


def test_ports_that_say_nothing_are_no_mismatch() -> None:
    """TR-63: port 9 at 0.0.0.0 is how a description without candidates looks."""
    session = answered_session()
    assert session.state.connection is ConnectionState.CONNECTING
