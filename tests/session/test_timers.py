"""Every timer of jsep §6.2 (L-10 to L-22): what starts it, what stops it, what its end brings."""

from collections.abc import Callable
from typing import Any

import pytest
from attrs import evolve, frozen

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import Offer, Pranswer, Rollback, SignalingState
from sdpsig.sdp import parse
from sdpsig.session import (
    AnswerOverdue,
    Bye,
    CandidateDropped,
    Closed,
    ConnectionState,
    ConnectionStateChanged,
    DtlsState,
    EndReason,
    Event,
    IceCandidate,
    IceState,
    OfferExpired,
    RestartSuggested,
    Session,
    SessionConfig,
    SessionState,
    SignalingStateChanged,
    Timer,
)
from sdpsig.session._timers import DURATION, LASTS, STARTS
from sdpsig.trickle import Drop
from tests._corpus import OFFERS
from tests.session._peer import (
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    connect,
    ends,
    offer,
    offered_session,
    section,
)

START = 1_000.0
FAILED = (ConnectionStateChanged(ConnectionState.FAILED),)
STABLE = SignalingStateChanged(SignalingState.STABLE)


def closed(reason: EndReason) -> tuple[Event, ...]:
    return (ConnectionStateChanged(ConnectionState.CLOSED), Closed(reason))


def offered(config: SessionConfig) -> Session:
    return offered_session(None, config, START)


def offering(config: SessionConfig) -> Session:
    session = Session(config)
    session.send(offer(), START)
    return session


def early(config: SessionConfig) -> Session:
    session = Session(evolve(config, early_candidates=True))
    session.receive(candidate(), START)
    return session


def answered(config: SessionConfig) -> Session:
    return answered_session(config=config, now=START)


def connected(config: SessionConfig) -> Session:
    session = answered(config)
    connect(session, now=START)
    return session


def lost(config: SessionConfig) -> Session:
    session = connected(config)
    session.report("0", ice=IceState.DISCONNECTED, now=START)
    return session


def failed(config: SessionConfig) -> Session:
    session = connected(config)
    session.report("0", dtls=DtlsState.FAILED, now=START)
    return session


def answer(session: Session, now: float) -> object:
    return session.send(answer_to(offer()), now)


def reach(session: Session, now: float) -> object:
    return connect(session, now=now)


def take_back(session: Session, now: float) -> object:
    return session.receive(Rollback(), now)


def end(session: Session, now: float) -> object:
    return session.close(now)


def hear(session: Session, now: float) -> object:
    return session.receive(answer_to(offer()), now)


def hear_offer(session: Session, now: float) -> object:
    return session.receive(offer(), now)


def hear_restart(session: Session, now: float) -> object:
    return session.receive(offer(section(ufrag="newer")), now)


def take_ours_back(session: Session, now: float) -> object:
    return session.send(Rollback(), now)


def leave(session: Session, now: float) -> object:
    return session.receive(Bye(), now)


Act = Callable[[Session, float], object]


@frozen
class Row:
    """One row of the table."""

    rule: str
    field: str
    default: float | None
    starts: Callable[[SessionConfig], Session]
    stops: tuple[Act, ...]
    expiry: tuple[Event, ...]


TABLE = {
    Timer.ANSWER: Row(
        "L-10",
        "answer_timeout",
        30.0,
        offered,
        (answer, take_back, end, leave),
        closed(EndReason.ANSWER_TIMEOUT),
    ),
    Timer.OFFER: Row(
        "L-11",
        "offer_timeout",
        30.0,
        offering,
        (hear, take_ours_back, take_back, end, leave),
        (OfferExpired(), STABLE, *FAILED),
    ),
    Timer.EARLY: Row(
        "L-18",
        "early_timeout",
        30.0,
        early,
        (hear_offer, end, leave),
        (CandidateDropped("0", Drop.TOO_EARLY),),
    ),
    Timer.CONNECT: Row("L-12", "connect_timeout", 40.0, answered, (reach, end, leave), FAILED),
    Timer.DISCONNECTED_GRACE: Row(
        "L-13", "disconnected_grace", 10.0, lost, (reach, end, leave), (RestartSuggested(),)
    ),
    Timer.DISCONNECTED: Row(
        "L-14", "disconnected_timeout", 30.0, lost, (reach, end, leave), FAILED
    ),
    Timer.FAILED: Row(
        "L-15", "failed_timeout", 30.0, failed, (hear_restart, end, leave), closed(EndReason.FAILED)
    ),
    Timer.IDLE: Row(
        "L-16", "idle_timeout", 60.0, answered, (reach, end, leave), closed(EndReason.IDLE)
    ),
    Timer.LIFETIME: Row(
        "L-17", "max_lifetime", None, offered, (end, leave), closed(EndReason.LIFETIME)
    ),
}
ROWS = pytest.mark.parametrize(
    ("timer", "row"), TABLE.items(), ids=[f"{row.rule} {timer}" for timer, row in TABLE.items()]
)


def alone(row: Row, seconds: float | None) -> SessionConfig:
    """Nothing but one timer."""
    nothing: dict[str, Any] = {other.field: None for other in TABLE.values()}
    return SessionConfig(**{**nothing, row.field: seconds})


def running(session: Session) -> dict[Timer, float]:
    return dict(session.state.deadlines)


def test_the_tables_are_total() -> None:
    assert {*TABLE, Timer.RETRY} == STARTS.keys() == LASTS.keys() == DURATION.keys() == set(Timer)


@ROWS
def test_each_has_its_default(timer: Timer, row: Row) -> None:
    assert getattr(SessionConfig(), row.field) == row.default
    assert DURATION[timer](SessionState(), SessionConfig()) == row.default


@ROWS
def test_each_starts_by_its_cause_and_is_what_the_deadline_is_for(timer: Timer, row: Row) -> None:
    session = row.starts(alone(row, 7.0))
    assert running(session) == {timer: START + 7.0}
    assert (session.due, session.deadline) == (timer, START + 7.0)


@ROWS
@pytest.mark.parametrize("off", [None, 0, 0.0])
def test_each_can_be_switched_off(timer: Timer, row: Row, off: float | None) -> None:
    session = row.starts(alone(row, off))
    assert (running(session), session.due, session.deadline) == ({}, None, None)
    assert session.handle_timeout(START + 1e9) == ()
    assert session.state.end is None


@pytest.mark.parametrize(
    ("timer", "stop"),
    [
        pytest.param(timer, stop, id=f"{row.rule} {stop.__name__}")
        for timer, row in TABLE.items()
        for stop in row.stops
    ],
)
def test_each_is_stopped_by_what_stops_it(timer: Timer, stop: Act) -> None:
    session = TABLE[timer].starts(alone(TABLE[timer], 7.0))
    stop(session, START + 6.0)
    assert running(session) == {}
    assert session.handle_timeout(START + 1e9) == ()


@ROWS
def test_each_goes_off_at_its_time_and_not_before(timer: Timer, row: Row) -> None:
    session = row.starts(alone(row, 7.0))
    assert session.handle_timeout(START + 6.999) == ()
    assert session.handle_timeout(START + 7.0) == row.expiry
    assert session.deadline is None
    assert session.handle_timeout(START + 1e9) == ()


@ROWS
def test_each_goes_off_once_however_late(timer: Timer, row: Row) -> None:
    session = row.starts(alone(row, 7.0))
    assert session.handle_timeout(START + 1e6) == row.expiry
    assert session.handle_timeout(START + 1e6) == ()


# --- L-10


def test_a_second_offer_does_not_give_more_time_to_answer() -> None:
    session = offered_session(now=0.0)
    session.receive(offer(), 20.0)
    assert running(session)[Timer.ANSWER] == 30.0


def test_an_answer_that_is_overdue_but_not_yet_given_up_is_taken() -> None:
    """A timer that nobody let go off has not gone off."""
    session = offered_session(now=0.0)
    answer(session, 35.0)
    assert session.handle_timeout(35.0) == ()
    assert session.state.connection is ConnectionState.CONNECTING


def test_l_10_an_answer_after_that_is_refused() -> None:
    session = offered_session(now=0.0)
    assert ends(session.handle_timeout(30.0)) == [Closed(EndReason.ANSWER_TIMEOUT)]
    with pytest.raises(LocalProtocolError) as caught:
        answer(session, 30.0)
    assert caught.value.fault.code is FaultCode.SESSION_CLOSED


def test_our_own_offer_is_not_ours_to_answer() -> None:
    session = Session()
    session.send(offer(), 0.0)
    assert Timer.ANSWER not in running(session)


def test_another_offer_is_another_time_to_answer() -> None:
    session = offered_session(now=0.0)
    session.receive(offer(section(ufrag="newer")), 20.0)
    assert running(session)[Timer.ANSWER] == 50.0


def test_a_provisional_answer_is_not_the_answer() -> None:
    session = offered_session(now=0.0)
    session.send(Pranswer(answer_to(offer()).description), 10.0)
    assert running(session)[Timer.ANSWER] == 30.0
    assert ends(session.handle_timeout(30.0)) == [Closed(EndReason.ANSWER_TIMEOUT)]


def test_l_22_a_further_offer_that_nobody_answers_is_taken_back_and_disturbs_nothing() -> None:
    """L-22: media that flows goes on."""
    session = answered_session()
    connect(session)
    session.receive(offer(section(ufrag="newer")), 100.0)
    session.receive(IceCandidate(candidate().candidate, "0", ufrag="newer"), 101.0)
    assert session.handle_timeout(130.0) == (AnswerOverdue(), STABLE)
    assert session.state.connection is ConnectionState.CONNECTED
    assert (session.state.waiting, session.deadline) == ((), None)
    with pytest.raises(LocalProtocolError):
        answer(session, 131.0)


# --- L-11


def test_l_11_a_first_offer_without_an_answer_fails_the_session_which_may_offer_again() -> None:
    session = Session()
    session.send(offer(), 0.0)
    assert session.handle_timeout(30.0) == (OfferExpired(), STABLE, *FAILED)
    assert running(session) == {Timer.IDLE: 60.0, Timer.FAILED: 60.0}
    session.send(offer(), 40.0)
    assert running(session) == {Timer.IDLE: 100.0, Timer.OFFER: 70.0}
    hear(session, 50.0)
    assert session.state.connection is ConnectionState.CONNECTING


def test_who_could_not_reach_the_peer_may_still_be_offered_something() -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.handle_timeout(30.0)
    session.receive(offer(), 40.0)
    assert session.state.connection is ConnectionState.NEGOTIATING


def test_a_first_offer_that_nobody_repeats_ends_the_session() -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.handle_timeout(30.0)
    assert ends(session.handle_timeout(60.0)) == [Closed(EndReason.IDLE)]


def test_l_22_a_further_offer_without_an_answer_disturbs_nothing() -> None:
    """L-22: media that flows goes on."""
    session = answered_session()
    connect(session)
    ours = offer(section(ufrag="mine"), section("1", "video", ufrag="mine"), bundle="0 1")
    session.send(ours, 100.0)
    assert session.handle_timeout(130.0) == (OfferExpired(), STABLE)
    assert session.state.connection is ConnectionState.CONNECTED
    assert session.deadline is None


def test_after_a_provisional_answer_the_peer_still_owes_its_answer() -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.receive(Pranswer(ANSWERED.description), 10.0)
    session.receive(candidate(), 11.0)
    assert running(session)[Timer.OFFER] == 30.0
    assert session.handle_timeout(30.0) == (OfferExpired(), STABLE, *FAILED)
    assert session.state.waiting == ()


def test_our_second_offer_has_a_time_of_its_own() -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.send(offer(section(ufrag="newer")), 20.0)
    assert running(session)[Timer.OFFER] == 50.0


# --- L-18


def test_l_18_a_candidate_that_comes_early_has_its_full_time() -> None:
    session = early(SessionConfig())
    session.receive(candidate(1_111), START + 20.0)
    assert session.handle_timeout(START + 49.0) == ()
    assert len(session.handle_timeout(START + 50.0)) == 2
    assert session.state.early == ()


def test_what_is_kept_already_does_not_prolong_the_time() -> None:
    session = early(SessionConfig())
    assert session.receive(candidate(), START + 20.0) == (CandidateDropped("0", Drop.DUPLICATE),)
    assert running(session)[Timer.EARLY] == START + 30.0


# --- L-12


@pytest.mark.parametrize(
    ("ice", "dtls"),
    [
        (IceState.CHECKING, DtlsState.NEW),
        (IceState.CONNECTED, DtlsState.NEW),
        (IceState.CONNECTED, DtlsState.CONNECTING),
        (IceState.DISCONNECTED, DtlsState.NEW),
        (IceState.CLOSED, DtlsState.NEW),
    ],
)
def test_nothing_less_than_a_connection_stops_the_wait_for_it(
    ice: IceState, dtls: DtlsState
) -> None:
    session = answered_session(now=0.0)
    session.report("0", ice=ice, dtls=dtls, now=20.0)
    assert running(session)[Timer.CONNECT] == 40.0
    session.report("0", ice=IceState.CHECKING, now=25.0)
    assert running(session)[Timer.CONNECT] == 40.0


def test_l_12_on_its_end_only_what_is_not_up_has_failed() -> None:
    two = offer(section("0"), section("1", "video", ufrag="other"))
    for config in (SessionConfig(), SessionConfig(wait_for_dtls=False)):
        session = answered_session(two, config=config)
        session.report("0", ice=IceState.COMPLETED, now=1.0)
        if config.wait_for_dtls:
            session.report("0", dtls=DtlsState.CONNECTED, now=1.0)
        assert session.handle_timeout(40.0) == FAILED
        assert [fact.ice for fact in session.state.facts] == [IceState.COMPLETED, IceState.FAILED]


def test_who_is_connected_once_is_not_waited_for_again() -> None:
    session = answered_session(now=0.0)
    connect(session, now=39.0)
    session.handle_timeout(40.0)
    assert session.state.connection is ConnectionState.CONNECTED
    assert session.deadline is None


def test_l_12_a_restart_while_it_connects_has_its_full_time() -> None:
    session = answered_session(now=0.0)
    again = offer(section(ufrag="newer"))
    session.receive(again, 30.0)
    session.send(answer_to(again, name="more"), 35.0)
    assert running(session)[Timer.CONNECT] == 75.0


# --- L-20 and L-21


def test_l_21_a_restart_of_a_failed_session_makes_it_connecting_again() -> None:
    session = answered_session()
    connect(session)
    assert session.consent_lost("0", 100.0) == FAILED
    assert running(session) == {Timer.FAILED: 130.0}
    again = offer(section(ufrag="newer"))
    session.receive(again, 120.0)
    assert running(session) == {Timer.ANSWER: 150.0}
    session.send(answer_to(again, name="more"), 125.0)
    assert session.state.connection is ConnectionState.CONNECTING
    assert running(session) == {Timer.CONNECT: 165.0}


def test_l_21_an_exchange_without_a_restart_leaves_a_failed_session_failed() -> None:
    session = answered_session()
    connect(session)
    session.consent_lost("0", 100.0)
    more = offer(section("0"), section("1", "video"), bundle="0 1")
    session.receive(more, 110.0)
    session.send(answer_to(more), 120.0)
    assert running(session) == {Timer.FAILED: 150.0}


# --- L-13 and L-14


def test_contact_that_a_restart_seeks_anew_has_its_full_time() -> None:
    session = answered_session()
    connect(session)
    session.report("0", ice=IceState.DISCONNECTED, now=100.0)
    again = offer(section(ufrag="newer"))
    session.receive(again, 120.0)
    session.send(answer_to(again, name="more"), 129.0)
    assert session.state.connection is ConnectionState.CONNECTING
    assert running(session) == {Timer.CONNECT: 169.0}


def test_l_13_a_restart_is_suggested_once_for_each_time_that_contact_is_lost() -> None:
    session = answered_session()
    connect(session)
    for episode in (100.0, 200.0):
        session.report("0", ice=IceState.DISCONNECTED, now=episode)
        assert session.handle_timeout(episode + 10.0) == (RestartSuggested(),)
        session.report("0", ice=IceState.DISCONNECTED, now=episode + 11.0)
        session.report("0", ice=IceState.CHECKING, now=episode + 12.0)
        session.report("0", ice=IceState.DISCONNECTED, now=episode + 13.0)
        assert session.handle_timeout(episode + 25.0) == ()
        assert session.deadline == episode + 30.0
        session.report("0", ice=IceState.CONNECTED, now=episode + 26.0)
        assert session.deadline is None


def test_a_try_to_find_contact_again_is_not_contact() -> None:
    session = answered_session()
    connect(session)
    session.report("0", ice=IceState.DISCONNECTED, now=100.0)
    session.report("0", ice=IceState.CHECKING, now=105.0)
    assert session.state.connection is ConnectionState.CONNECTING
    assert session.handle_timeout(129.0) == (RestartSuggested(),)
    assert session.handle_timeout(130.0) == FAILED


def test_l_14_lost_contact_ends_by_and_by() -> None:
    session = answered_session()
    connect(session)
    session.report("0", ice=IceState.DISCONNECTED, now=100.0)
    told = []
    while session.deadline is not None:
        told.append((session.deadline, session.handle_timeout(session.deadline)))
    assert told == [
        (110.0, (RestartSuggested(),)),
        (130.0, FAILED),
        (160.0, closed(EndReason.FAILED)),
    ]


# --- L-16


ACTIVITY: dict[str, Callable[[Session], object]] = {
    "an offer": lambda s: s.receive(offer(section(ufrag="newer")), 50.0),
    "an answer": lambda s: s.send(answer_to(offer()), 50.0),
    "a candidate": lambda s: s.receive(candidate(), 50.0),
    "an end of candidates": lambda s: s.receive(IceCandidate(), 50.0),
    "offer taken back": lambda s: s.receive(Rollback(), 50.0),
    "the same offer again": lambda s: s.receive(offer(), 50.0),
    "what was answered before, again": lambda s: s.touch(50.0),
}
QUIET = SessionConfig(answer_timeout=None, connect_timeout=None)
ANSWERED = answer_to(offer())


@pytest.mark.parametrize("act", ACTIVITY.values(), ids=ACTIVITY)
def test_l_16_signaling_keeps_a_session_from_being_idle(act: Callable[[Session], object]) -> None:
    session = offered_session(None, QUIET)
    act(session)
    assert running(session) == {Timer.IDLE: 110.0}


def test_an_answer_that_comes_again_is_a_sign_of_life_and_starts_nothing_else() -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.receive(ANSWERED, 0.0)
    before = session.state
    assert session.receive(ANSWERED, 30.0) == ()
    assert running(session) == {Timer.IDLE: 90.0, Timer.CONNECT: 40.0}
    assert session.state == evolve(
        before, now=30.0, deadlines=session.state.deadlines, revision=before.revision + 1
    )


NEVER_IDLE: dict[str, Callable[[Session], object]] = {
    "connected": connect,
    "over": lambda session: session.close(0.0),
}


@pytest.mark.parametrize("why", NEVER_IDLE.values(), ids=NEVER_IDLE)
def test_what_comes_again_changes_nothing_where_nobody_could_be_idle(
    why: Callable[[Session], object],
) -> None:
    session = Session()
    session.send(offer(), 0.0)
    session.receive(ANSWERED, 0.0)
    why(session)
    before = session.state
    session.touch(7.0)
    assert session.state == evolve(before, now=7.0)


SILENCE: dict[str, Callable[[Session], object]] = {
    "a candidate that is dropped": lambda s: s.receive(candidate(50_000, "127.0.0.1"), 50.0),
    "a candidate that was told before": lambda s: s.receive(candidate(1_111), 50.0),
    "a candidate of ours": lambda s: s.send(candidate(), 50.0),
    "a report": lambda s: s.report("0", ice=IceState.CHECKING, now=50.0),
    "a spurious wake-up": lambda s: s.handle_timeout(50.0),
}


@pytest.mark.parametrize("act", SILENCE.values(), ids=SILENCE)
def test_l_16_nothing_else_does(act: Callable[[Session], object]) -> None:
    session = Session(QUIET)
    session.send(offer(), 0.0)
    session.receive(ANSWERED, 0.0)
    session.receive(candidate(1_111), 0.0)
    act(session)
    assert running(session) == {Timer.IDLE: 60.0}


def test_who_was_connected_is_never_idle() -> None:
    session = answered_session()
    connect(session)
    session.report("0", ice=IceState.DISCONNECTED, now=1.0)
    session.receive(candidate(), 2.0)
    assert Timer.IDLE not in running(session)


def test_l_16_a_session_without_transports_is_only_ever_idle() -> None:
    session = answered_session(audio_video_data(), "0", "1", "2")
    assert running(session) == {Timer.IDLE: 60.0}
    assert session.handle_timeout(60.0) == closed(EndReason.IDLE)


# --- L-17


def test_l_17_a_life_has_its_length_whatever_happens() -> None:
    config = SessionConfig(max_lifetime=100.0)
    session = offered_session(None, config)
    answer(session, 10.0)
    connect(session, now=20.0)
    session.receive(candidate(), 90.0)
    assert (session.due, session.deadline) == (Timer.LIFETIME, 100.0)
    assert session.handle_timeout(100.0) == closed(EndReason.LIFETIME)


# --- all together


def test_a_session_that_nobody_touches_runs_through_its_deadlines() -> None:
    session = answered_session()
    told = []
    while session.deadline is not None:
        told.append((session.deadline, session.handle_timeout(session.deadline)))
    assert told == [(40.0, FAILED), (60.0, closed(EndReason.IDLE))]


def test_what_is_overdue_goes_off_in_the_order_of_its_time() -> None:
    config = SessionConfig(disconnected_timeout=5.0, failed_timeout=None, max_lifetime=50.0)
    session = answered_session(config=config)
    connect(session)
    session.report("0", ice=IceState.DISCONNECTED, now=10.0)
    assert session.handle_timeout(1e6) == (*FAILED, *closed(EndReason.LIFETIME))


def test_of_two_at_the_same_time_the_one_that_was_started_first_goes_off_first() -> None:
    config = SessionConfig(connect_timeout=20.0, max_lifetime=40.0, idle_timeout=None)
    session = offered_session(None, config, 0.0)
    answer(session, 20.0)
    assert running(session) == {Timer.LIFETIME: 40.0, Timer.CONNECT: 40.0}
    assert session.handle_timeout(40.0) == closed(EndReason.LIFETIME)


def test_a_late_wake_up_gives_what_follows_its_full_time() -> None:
    """A process that slept does not run through all of its deadlines at once."""
    session = answered_session(config=SessionConfig(idle_timeout=None))
    assert session.handle_timeout(10_000.0) == FAILED
    assert session.deadline == 10_030.0


def test_a_clock_that_runs_backwards_stands_still() -> None:
    session = offered_session(now=1_000.0)
    session.receive(candidate(1_111), -1e9)
    assert session.state.now == 1_000.0
    assert session.handle_timeout(0.0) == ()
    answer(session, 500.0)
    assert running(session) == {Timer.CONNECT: 1_040.0, Timer.IDLE: 1_060.0}
    assert session.handle_timeout(1_040.0) == FAILED


def test_an_offer_may_be_of_any_browser_and_waits_as_long() -> None:
    for text in OFFERS.values():
        session = offered_session(Offer(parse(text)))
        assert (session.due, session.deadline) == (Timer.ANSWER, 30.0)
