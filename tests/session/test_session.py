from collections.abc import Callable
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.errors import LocalProtocolError, RemoteProtocolError, SdpsigError
from sdpsig.jsep import Rollback, SignalingState
from sdpsig.session import (
    Bye,
    Closed,
    ConnectionState,
    DtlsState,
    EndReason,
    Event,
    IceCandidate,
    IceState,
    Session,
    SessionConfig,
    SessionState,
    Timer,
)
from tests.session._peer import (
    PASSWORD,
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    end,
    ends,
    fates,
    line,
    offer,
    offered_session,
    section,
)

OFFER = audio_video_data()
ANSWER = answer_to(OFFER, "2")

Act = Callable[[Session, float], tuple[Event, ...]]
ACTS: dict[str, Act] = {
    "offer": lambda s, now: s.receive(OFFER, now),
    "answer": lambda s, now: s.send(ANSWER, now),
    "wrong answer": lambda s, now: s.send(answer_to(offer()), now),
    "rollback": lambda s, now: s.receive(Rollback(), now),
    "candidate": lambda s, now: s.receive(candidate(20_000 + s.state.revision % 97), now),
    "rejected section": lambda s, now: s.receive(candidate(mid="2"), now),
    "unknown mid": lambda s, now: s.receive(candidate(mid="9"), now),
    "end of candidates": lambda s, now: s.receive(end(), now),
    "batch": lambda s, now: s.receive_all((candidate(), candidate(1_111, mid="1")), now),
    "bad batch": lambda s, now: s.receive_all((candidate(), candidate(mid="9")), now),
    "checking": lambda s, now: s.report("0", ice=IceState.CHECKING, now=now),
    "connected": lambda s, now: s.report(
        "1", ice=IceState.CONNECTED, dtls=DtlsState.CONNECTED, now=now
    ),
    "lost": lambda s, now: s.report("0", ice=IceState.DISCONNECTED, now=now),
    "consent": lambda s, now: s.consent_lost("0", now),
    "wake up": lambda s, now: s.handle_timeout(now),
    "bye": lambda s, now: s.receive(Bye(), now),
    "close": lambda s, now: s.close(now),
}
SCRIPTS = st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(-5, 45)), max_size=25)


def play(
    script: list[tuple[str, int]], session: Session, start: float = 0.0
) -> list[tuple[Event, ...] | str]:
    """What a script brings, errors by their code; laws that hold after each act are checked."""
    told: list[tuple[Event, ...] | str] = []
    now = start
    for name, seconds in script:
        now += seconds
        before = session.state
        events: tuple[Event, ...] | None = None
        try:
            events = ACTS[name](session, now)
        except (LocalProtocolError, RemoteProtocolError) as error:
            told.append(error.fault.code)
        if events is None:
            assert session.state is before, "an error changes nothing"
            continue
        assert not (before.end and events), "closed is terminal"
        assert len(ends(events)) == (session.state.end is not before.end)
        assert not ends(events) or isinstance(events[-1], Closed)
        assert session.state.revision >= before.revision
        if name == "wake up":
            assert session.deadline is None or session.deadline > session.state.now >= now
        told.append(events)
    return told


@given(SCRIPTS)
def test_a_session_is_a_function_of_what_it_was_told(script: list[tuple[str, int]]) -> None:
    one, other = Session(), Session()
    assert play(script, one) == play(script, other)
    assert one.state == other.state


@given(SCRIPTS, st.sampled_from([-(2.0**30), 2.0**20, 2.0**40]))
def test_only_differences_of_time_count(script: list[tuple[str, int]], start: float) -> None:
    one, other = Session(), Session()
    assert play(script, one) == play(script, other, start)
    assert one.state.end is other.state.end


@given(SCRIPTS)
def test_every_session_ends_once_and_leaves_nothing(script: list[tuple[str, int]]) -> None:
    session = Session(SessionConfig(max_lifetime=300.0))
    script_told = play(script, session)
    told = [event for events in script_told if not isinstance(events, str) for event in events]
    while session.deadline is not None:
        told += session.handle_timeout(session.deadline)
    state = session.state
    if state.revision == 0:
        assert told == [], "it never began"
        return
    assert state.end is not None
    assert len(ends(told)) == 1
    assert isinstance(told[-1], Closed)
    assert told[-1].reason is state.end
    assert (state.connection, session.due) == (ConnectionState.CLOSED, None)
    assert (state.deadlines, state.waiting, state.remote) == ((), (), ())


@given(SCRIPTS)
def test_asking_changes_nothing(script: list[tuple[str, int]]) -> None:
    session = Session()
    play(script, session)
    before = session.state
    asked = [(session.deadline, session.due, session.signaling_state, repr(session.state))] * 2
    assert asked[0] == asked[1]
    assert session.state is before


@given(SCRIPTS)
def test_waking_up_twice_is_waking_up_once(script: list[tuple[str, int]]) -> None:
    session = Session()
    play(script, session)
    now = session.state.now + 1_000.0
    session.handle_timeout(now)
    before = session.state
    assert session.handle_timeout(now) == ()
    assert session.handle_timeout(now - 500.0) == ()
    assert session.state is before


@given(SCRIPTS, st.data())
def test_a_state_may_go_on_in_another_session(
    script: list[tuple[str, int]], data: st.DataObject
) -> None:
    """The state is all that there is."""
    half = data.draw(st.integers(0, len(script)))
    whole, first = Session(), Session()
    play(script, whole)
    play(script[:half], first)
    second = Session(first.config, first.state)
    play(script[half:], second, sum(seconds for _, seconds in script[:half]))
    assert second.state == whole.state


def test_late_words_in_any_order_end_in_silence() -> None:
    """Close, expiry, an answer, a candidate, a report and a bye in each of their orders."""
    names = ("close", "wake up", "answer", "candidate", "connected", "bye")
    for order in permutations(names):
        session = offered_session(OFFER)
        session.receive(candidate(1_111), 0.0)
        told: list[Event] = []
        for name in order:
            before = session.state
            try:
                told += ACTS[name](session, 1e6)
            except SdpsigError:
                assert session.state is before
        assert len(ends(told)) == 1
        assert isinstance(told[-1], Closed)
        state = session.state
        assert (state.deadlines, state.waiting, state.remote) == ((), (), ())


# --- the four lines of the contract


def test_a_new_session_waits_for_nothing() -> None:
    session = Session()
    assert (session.deadline, session.due) == (None, None)
    assert session.handle_timeout(1e9) == ()
    assert session.signaling_state is SignalingState.STABLE


def test_the_deadline_is_that_of_the_timer_that_is_due() -> None:
    session = offered_session(OFFER, now=5.0)
    assert (session.due, session.deadline) == (Timer.ANSWER, 35.0)


def test_who_is_to_blame_follows_from_the_verb() -> None:
    with pytest.raises(RemoteProtocolError):
        Session().receive(ANSWER, 0.0)
    with pytest.raises(LocalProtocolError):
        Session().send(ANSWER, 0.0)


def test_messages_told_together_count_together() -> None:
    session = Session()
    events = session.receive_all((OFFER, candidate(1_111), candidate(2_222)), 0.0)
    assert len(session.state.waiting) == 2
    assert len(events) == 3
    before = session.state
    with pytest.raises(RemoteProtocolError):
        session.receive_all((candidate(3_333), IceCandidate("nonsense", "0")), 0.0)
    assert session.state is before
    assert session.receive_all((), 99.0) == ()
    assert session.state is before


def test_a_generator_of_messages_that_breaks_leaves_no_trace() -> None:
    session = offered_session(OFFER)
    before = session.state
    with pytest.raises(ZeroDivisionError):
        session.receive_all((candidate(1 // (3 - number)) for number in range(5)), 0.0)
    assert session.state is before


def test_two_sessions_share_nothing() -> None:
    one, other = Session(), Session()
    one.receive(OFFER, 0.0)
    assert other.state == SessionState() == Session().state


def test_refused_input_never_harms_a_session_that_is_well() -> None:
    session = answered_session(OFFER, "2")
    before = session.state
    bad = (
        offer(),
        ANSWER,
        Rollback(),
        candidate(mid="9"),
        IceCandidate("x" * 100_000, "0"),
        IceCandidate(line(), "0", ufrag="x" * 100_000),
        IceCandidate(line(), None, 10**30),
    )
    for message in bad:
        with pytest.raises(RemoteProtocolError):
            session.receive(message, 1.0)
    assert session.state is before
    assert fates(session.receive(candidate(), 1.0)) == [50_000]


def test_nothing_secret_and_no_address_is_shown() -> None:
    offered = offer(section(lines=(line(address="203.0.113.77"),)))
    session = offered_session(offered)
    told = [*session.receive(candidate(50_000, "203.0.113.78"), 0.0), session.state]
    told += [*session.send(answer_to(offered), 0.0), session.state]
    told += [*session.receive(candidate(50_001, "203.0.113.79"), 0.0), session.state]
    shown = repr(told)
    assert UFRAG in shown
    for secret in (PASSWORD, "203.0.113.77", "203.0.113.78", "203.0.113.79"):
        assert secret not in shown


@pytest.mark.parametrize("reason", [EndReason.DRAINED, EndReason.CLIENT_LEFT])
def test_closing_says_why(reason: EndReason) -> None:
    session = offered_session(OFFER)
    assert session.close(1.0, reason, "bye")[-1] == Closed(reason, "bye")
