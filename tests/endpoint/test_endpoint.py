import time
from itertools import permutations

import pytest

from sdpsig.endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Close,
    Closed,
    Command,
    Ended,
    Endpoint,
    EndpointConfig,
    Open,
    Report,
    Reported,
    Trickle,
    Trickled,
)
from sdpsig.errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError
from sdpsig.limits import Limits
from sdpsig.session import Closed as SessionClosed
from sdpsig.session import (
    ConnectionState,
    DtlsState,
    EndReason,
    IceCandidate,
    IceState,
    SessionConfig,
    SignalingStateChanged,
)
from tests.endpoint._house import piled_up
from tests.session._peer import (
    answer_to,
    audio_video_data,
    candidate,
    ends,
    fates,
    offer,
    section,
)

OFFER = offer()
ANSWER = answer_to(OFFER)


def endpoint(retention: float = 60.0, **limits: int) -> Endpoint:
    session = SessionConfig(limits=Limits(**limits))
    return Endpoint(EndpointConfig(session=session, closed_retention=retention))


def up(session_id: str) -> Report:
    return Report(session_id, "0", IceState.CONNECTED, DtlsState.CONNECTED)


def established(house: Endpoint, *names: str, now: float = 0.0) -> None:
    for name in names:
        house.handle(Open(name, OFFER), now)
        house.handle(Accept(name, ANSWER), now)
        house.handle(up(name), now)


def refusal(house: Endpoint, command: Command, now: float = 0.0) -> Fault:
    before = house.sessions, {name: one.state for name, one in house.sessions.items()}
    deadline = house.deadline
    with pytest.raises(SdpsigError) as caught:
        house.handle(command, now)
    states = {name: one.state for name, one in house.sessions.items()}
    assert house.sessions == before[0]
    assert all(states[name] is state for name, state in before[1].items())
    assert house.deadline == deadline
    assert isinstance(caught.value, LocalProtocolError | RemoteProtocolError)
    return caught.value.fault


def assert_empty(house: Endpoint) -> None:
    assert len(house) == 0
    assert house.deadline is None
    assert not house._registry.live
    assert not house._registry.unconnected
    for schedule in (house._registry.schedule, house._registry.tombs):
        assert (len(schedule), *piled_up(schedule)) == (0, 0, 0)


# --- the way of a session


def test_a_session_is_opened_answered_used_and_closed() -> None:
    house = Endpoint()
    needed = house.handle(Open("a", OFFER, {"room": 1}), 10.0)
    assert isinstance(needed, AnswerNeeded)
    assert (needed.session_id, needed.offer, needed.metadata) == ("a", OFFER, {"room": 1})
    assert needed.deadline == 40.0
    assert len(needed.events) == 3

    early = house.handle(Trickle("a", (candidate(1_111),)), 11.0)
    assert early == Trickled("a", ())

    answered = house.handle(Accept("a", ANSWER), 12.0)
    assert isinstance(answered, Answered)
    assert (answered.session_id, answered.answer) == ("a", ANSWER)
    assert answered.metadata == {"room": 1}
    assert fates(answered.events) == [1_111]

    late = house.handle(Trickle("a", (candidate(2_222), candidate(1_111))), 13.0)
    assert fates(late.events) == [2_222, "duplicate"]

    reported = house.handle(up("a"), 14.0)
    assert isinstance(reported, Reported)
    assert house.sessions["a"].state.connection is ConnectionState.CONNECTED

    closed = house.handle(Close("a", detail="done"), 15.0)
    assert isinstance(closed, Closed)
    assert closed.events[-1] == SessionClosed(EndReason.CLOSED_BY_PEER, "done")
    assert "a" not in house
    assert house.deadline == 75.0


def test_the_sessions_can_be_looked_at_and_not_changed() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    assert list(house.sessions) == ["a"]
    assert "a" in house
    assert "b" not in house
    assert len(house) == 1
    assert house.state("a") is house.sessions["a"].state
    assert house.session("a") is house.sessions["a"]
    assert house.state("b") is None
    assert house.session("b") is None
    with pytest.raises(TypeError):
        house.sessions["b"] = house.sessions["a"]  # type: ignore[index]


def test_without_a_limit_to_its_patience_an_answer_has_no_deadline() -> None:
    house = Endpoint(EndpointConfig(session=SessionConfig(answer_timeout=None)))
    needed = house.handle(Open("a", OFFER), 0.0)
    assert isinstance(needed, AnswerNeeded)
    assert needed.deadline is None
    assert house.deadline == 60.0


@pytest.mark.parametrize("name", ["a", "\0a", "", "\0", "a" * 128, "tomb:a", "\u202e"])
def test_any_name_is_a_name(name: str) -> None:
    house = Endpoint()
    house.handle(Open(name, OFFER), 0.0)
    assert [ended.session_id for ended in house.handle_timeout(30.0)] == [name]
    assert house.handle(Close(name), 40.0) == Closed(name)
    house.handle_timeout(90.0)
    assert_empty(house)


# --- refusals change nothing


UNKNOWN: tuple[Command, ...] = (
    Accept("a", ANSWER),
    Trickle("a", (candidate(),)),
    Trickle("a", ()),
    Close("a"),
)


@pytest.mark.parametrize("command", UNKNOWN)
def test_unknown_ended_and_forgotten_sessions_look_the_same(command: Command) -> None:
    house = Endpoint()
    unknown = refusal(house, command)
    assert unknown.code is FaultCode.SESSION_NOT_FOUND
    established(house, "a")
    house.handle(Close("a"), 0.0)
    if not isinstance(command, Close):
        assert refusal(house, command) == unknown
    house.handle_timeout(60.0)
    assert refusal(house, command) == unknown
    assert "a" not in str(unknown).split()


def test_an_offer_that_is_refused_leaves_nothing() -> None:
    house = Endpoint()
    assert (
        refusal(house, Open("a", offer(section(ufrag="x")))).code is FaultCode.ICE_BAD_CREDENTIALS
    )
    assert_empty(house)


def test_an_offer_that_is_refused_leaves_the_grave_of_its_name() -> None:
    house = Endpoint()
    established(house, "a")
    house.handle(Close("a"), 0.0)
    refusal(house, Open("a", offer(section(ufrag="x"))))
    assert house.handle(Close("a"), 1.0) == Closed("a")


def test_an_answer_that_is_refused_may_be_made_again() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    assert refusal(house, Accept("a", answer_to(audio_video_data()))).code is (
        FaultCode.JSEP_SECTION_COUNT
    )
    assert isinstance(house.handle(Accept("a", ANSWER), 1.0), Answered)
    assert refusal(house, Accept("a", ANSWER)).code is FaultCode.JSEP_SIGNALING_STATE


def test_a_name_in_use_cannot_be_taken() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    session = house.sessions["a"]
    fault = refusal(house, Open("a", OFFER))
    assert (fault.code, fault.retry_after) == (FaultCode.SESSION_CONFLICT, None)
    established(house, "b")
    assert refusal(house, Open("b", OFFER)).code is FaultCode.SESSION_CONFLICT
    assert house.sessions["a"] is session


BAD = (IceCandidate("nonsense", "0"), candidate(mid="9"), IceCandidate("x" * 9_999, "0"))


@pytest.mark.parametrize("bad", BAD)
def test_a_batch_counts_whole_or_not_at_all(bad: IceCandidate) -> None:
    house = Endpoint()
    house.handle(Open("early", OFFER), 0.0)
    established(house, "late")
    for name in ("early", "late"):
        for batch in permutations((candidate(1_111), candidate(2_222), bad)):
            refusal(house, Trickle(name, batch))
    assert fates(house.handle(Trickle("late", (candidate(1_111),)), 0.0).events) == [1_111]


def test_a_report_on_nothing_is_our_mistake() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    assert refusal(house, up("a")).code is FaultCode.INTERNAL


# --- room


def test_so_many_sessions_and_not_one_more() -> None:
    house = endpoint(sessions=3)
    established(house, "a", "b", "c")
    fault = refusal(house, Open("d", OFFER))
    assert fault.code is FaultCode.ENDPOINT_FULL
    assert fault.retry_after is not None
    assert refusal(house, Open("a", OFFER)).code is FaultCode.SESSION_CONFLICT
    assert fates(house.handle(Trickle("a", (candidate(),)), 1.0).events) == [50_000]
    house.handle(Close("b"), 1.0)
    assert isinstance(house.handle(Open("d", OFFER), 1.0), AnswerNeeded)
    assert refusal(house, Open("e", OFFER)).code is FaultCode.ENDPOINT_FULL


def test_so_many_unconnected_sessions_and_not_one_more() -> None:
    house = endpoint(unconnected_sessions=2)
    house.handle(Open("a", OFFER), 0.0)
    house.handle(Open("b", OFFER), 0.0)
    assert refusal(house, Open("c", OFFER)).code is FaultCode.ENDPOINT_FULL
    house.handle(Accept("a", ANSWER), 0.0)
    assert refusal(house, Open("c", OFFER)).code is FaultCode.ENDPOINT_FULL
    house.handle(up("a"), 0.0)
    house.handle(Open("c", OFFER), 0.0)
    assert refusal(house, Open("d", OFFER)).code is FaultCode.ENDPOINT_FULL


def test_who_was_connected_is_not_counted_again() -> None:
    house = endpoint(unconnected_sessions=1)
    established(house, "a")
    house.handle(Report("a", "0", ice=IceState.DISCONNECTED), 1.0)
    house.handle(Trickle("a", (candidate(),)), 1.0)
    assert isinstance(house.handle(Open("b", OFFER), 2.0), AnswerNeeded)


def test_places_are_free_again_when_sessions_end_by_themselves() -> None:
    house = endpoint(sessions=2, unconnected_sessions=2)
    for name in ("a", "b"):
        house.handle(Open(name, OFFER), 0.0)
    assert len(house.handle_timeout(30.0)) == 2
    for name in ("a", "b"):
        assert isinstance(house.handle(Open(name, OFFER), 30.0), AnswerNeeded)


def test_a_million_refused_offers_would_leave_nothing() -> None:
    house = endpoint(sessions=1)
    house.handle(Open("a", OFFER), 0.0)
    for number in range(2_000):
        refusal(house, Open(str(number), OFFER))
    assert (len(house), len(house._registry.tombs), len(house._registry.schedule)) == (1, 0, 1)


def test_a_server_that_stops_takes_nobody_in() -> None:
    house = Endpoint()
    established(house, "a")
    house.draining = True
    fault = refusal(house, Open("b", OFFER))
    assert fault.code is FaultCode.ENDPOINT_DRAINING
    assert fault.retry_after is not None
    assert refusal(house, Open("a", OFFER)).code is FaultCode.ENDPOINT_DRAINING
    assert isinstance(house.handle(Trickle("a", (candidate(),)), 1.0), Trickled)


def test_all_are_closed_at_once() -> None:
    house = Endpoint()
    established(house, "a", "b")
    house.handle(Open("c", OFFER), 0.0)
    told = house.close_all(5.0)
    assert [ended.session_id for ended in told] == ["a", "b", "c"]
    assert all(ended.events[-1] == SessionClosed(EndReason.DRAINED) for ended in told)
    assert house.close_all(6.0) == ()
    assert house.close_all(6.0, EndReason.CLOSED_LOCALLY) == ()
    house.handle_timeout(65.0)
    assert_empty(house)


# --- L-19: what is over


def test_l_19_closing_again_is_answered_like_the_first_time_for_a_while() -> None:
    house = Endpoint()
    established(house, "a")
    house.handle(Close("a"), 100.0)
    for now in (100.0, 130.0, 159.9):
        assert house.handle_timeout(now) == ()
        assert house.handle(Close("a", EndReason.DRAINED), now) == Closed("a", ())
    assert house.deadline == 160.0, "closing again does not prolong it"
    assert house.handle_timeout(160.0) == ()
    assert refusal(house, Close("a"), 160.0).code is FaultCode.SESSION_NOT_FOUND
    assert_empty(house)


def test_a_session_that_ended_by_itself_can_be_closed_too() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    house.handle_timeout(30.0)
    assert house.handle(Close("a"), 31.0) == Closed("a", ())


@pytest.mark.parametrize("retention", [0, 0.0])
def test_without_retention_a_name_is_forgotten_at_once(retention: float) -> None:
    house = endpoint(retention)
    established(house, "a")
    house.handle(Close("a"), 0.0)
    assert_empty(house)
    assert refusal(house, Close("a")).code is FaultCode.SESSION_NOT_FOUND


def test_the_shortest_retention_is_kept() -> None:
    house = endpoint(0.5)
    established(house, "a")
    house.handle(Close("a"), 0.0)
    assert house.handle(Close("a"), 0.4) == Closed("a", ())
    assert house.deadline == 0.5


def test_a_name_may_be_used_again_after_the_end() -> None:
    house = Endpoint()
    established(house, "a")
    house.handle(Close("a"), 10.0)
    needed = house.handle(Open("a", OFFER), 20.0)
    assert isinstance(needed, AnswerNeeded)
    assert house.deadline == 50.0
    house.handle_timeout(49.0)
    assert "a" in house
    closed = house.handle(Close("a"), 49.0)
    assert len(ends(closed.events)) == 1
    assert house.deadline == 109.0
    house.handle_timeout(109.0)
    assert_empty(house)


def test_no_more_graves_than_there_may_be_sessions() -> None:
    house = endpoint(sessions=3)
    for number in range(1_000):
        established(house, str(number), now=float(number) / 100)
        house.handle(Close(str(number)), float(number) / 100)
        assert len(house._registry.tombs) <= 3
    assert house.handle(Close("997"), 10.0) == Closed("997")
    assert refusal(house, Close("996"), 10.0).code is FaultCode.SESSION_NOT_FOUND
    house.handle_timeout(100.0)
    assert_empty(house)


def test_late_words_to_a_session_that_is_over_are_ignored_or_unknown() -> None:
    house = Endpoint()
    assert house.handle(up("never"), 0.0) == Reported("never", ())
    established(house, "a")
    house.handle(Close("a"), 1.0)
    for now in (1.0, 100.0):
        for mid in ("0", "9"):
            assert house.handle(Report("a", mid, IceState.FAILED), now) == Reported("a", ())
        house.handle_timeout(now)
    assert_empty(house)


def test_media_that_ends_ends_the_session() -> None:
    house = Endpoint()
    established(house, "a")
    told = house.handle(Report("a", "0", dtls=DtlsState.CLOSED), 1.0)
    assert told.events[-1] == SessionClosed(EndReason.MEDIA_CLOSED)
    assert "a" not in house


@pytest.mark.parametrize(
    "reason",
    [EndReason.APPLICATION_FAILED, EndReason.CLIENT_LEFT, EndReason.ANSWER_TIMEOUT],
)
def test_who_closes_may_say_why(reason: EndReason) -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    assert house.handle(Close("a", reason), 1.0).events[-1] == SessionClosed(reason)


# --- time


def test_an_endpoint_without_sessions_waits_for_nothing() -> None:
    house = Endpoint()
    assert house.deadline is None
    assert house.handle_timeout(1e9) == ()


def test_early_and_spurious_calls_do_nothing() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 0.0)
    for now in (0.0, 29.9, -1e9):
        assert house.handle_timeout(now) == ()
    assert len(house.handle_timeout(30.0)) == 1
    assert house.handle_timeout(30.0) == ()


def test_what_is_due_happens_in_the_order_of_its_time() -> None:
    house = Endpoint()
    for now, name in ((5.0, "b"), (1.0, "a"), (9.0, "c")):
        house.handle(Open(name, OFFER), now)
    assert [ended.session_id for ended in house.handle_timeout(1e6)] == ["a", "b", "c"]


def test_a_deadline_is_never_behind() -> None:
    house = Endpoint()
    for number in range(20):
        established(house, f"up{number}", now=float(number))
        house.handle(Open(f"half{number}", OFFER), float(number))
        house.handle(Report(f"up{number}", "0", IceState.DISCONNECTED), float(number))
    now = 0.0
    while (at := house.deadline) is not None:
        assert at > now
        now = at
        house.handle_timeout(now)
    assert_empty(house)
    # the last was lost at 19, given up 30 s later, ended 30 s later, forgotten 60 s later
    assert now == 19.0 + 30.0 + 30.0 + 60.0


def test_news_of_living_sessions_come_as_well() -> None:
    house = Endpoint()
    established(house, "a")
    house.handle(Report("a", "0", IceState.DISCONNECTED), 0.0)
    (told,) = house.handle_timeout(10.0)
    assert told == Ended("a", told.events)
    assert len(told.events) == 1
    assert not ends(told.events)
    assert "a" in house


def test_whatever_moves_the_deadline_of_a_session_moves_that_of_the_endpoint() -> None:
    house = Endpoint(EndpointConfig(session=SessionConfig(idle_timeout=5.0)))
    house.handle(Open("a", OFFER), 0.0)
    told = [house.deadline]
    for now, command in (
        (2.0, Trickle("a", (candidate(),))),
        (3.0, Accept("a", ANSWER)),
        (4.0, up("a")),
        (5.0, Report("a", "0", IceState.DISCONNECTED)),
        (6.0, Close("a")),
    ):
        house.handle(command, now)
        told.append(house.deadline)
    assert told == [5.0, 7.0, 8.0, None, 15.0, 66.0]


def test_a_process_that_slept_wakes_every_session_once() -> None:
    house = Endpoint()
    for number in range(100):
        house.handle(Open(str(number), OFFER), 0.0)
        house.handle(Accept(str(number), ANSWER), 0.0)
    told = house.handle_timeout(1e9)
    assert [ended.session_id for ended in told] == [str(number) for number in range(100)]
    assert house.handle_timeout(1e9) == ()


def test_no_clock_is_ever_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def look() -> float:
        pytest.fail("somebody looked at a clock")

    house = Endpoint()
    for name in ("time", "monotonic", "perf_counter", "time_ns", "monotonic_ns"):
        monkeypatch.setattr(time, name, look)
    established(house, "a")
    house.handle(Open("b", OFFER), 0.0)
    house.handle_timeout(30.0)
    house.handle(Close("a"), 31.0)
    deadline = house.deadline
    monkeypatch.undo()
    assert deadline == 90.0


def test_a_clock_that_jumps_back_expires_nobody_and_keeps_nobody_for_ever() -> None:
    house = Endpoint()
    house.handle(Open("a", OFFER), 1_000_000.0)
    assert house.handle_timeout(0.0) == ()
    house.handle(Trickle("a", (candidate(),)), 10.0)
    assert house.deadline == 1_000_030.0
    house.handle(Open("b", OFFER), 10.0)
    assert house.deadline == 40.0
    assert [ended.session_id for ended in house.handle_timeout(2e6)] == ["b", "a"]


def test_a_long_life_without_words_leaves_no_trace() -> None:
    house = Endpoint(EndpointConfig(session=SessionConfig(max_lifetime=1e6)))
    established(house, "a")
    for number in range(5_000):
        house.handle(Report("a", "0", IceState.DISCONNECTED), float(number))
        house.handle(Report("a", "0", IceState.CONNECTED), float(number))
        assert max(piled_up(house._registry.schedule)) <= 70
    assert house.deadline == 1e6


def test_candidates_may_flood_one_session_and_harm_none() -> None:
    house = Endpoint()
    house.handle(Open("bad", OFFER), 0.0)
    house.handle(Open("good", OFFER), 0.0)
    for number in range(100):
        batch = tuple(candidate(20_000 + number * 100 + each) for each in range(100))
        house.handle(Trickle("bad", batch), 1.0)
    house.handle(Accept("bad", ANSWER), 2.0)
    house.handle(Accept("good", ANSWER), 2.0)
    assert fates(house.handle(Trickle("good", (candidate(),)), 3.0).events) == [50_000]
    held = house.sessions["bad"].state.remote
    assert sum(len(item.accepted) for item in held) <= Limits().address_candidates


def test_events_of_opening_say_what_changed() -> None:
    house = Endpoint()
    needed = house.handle(Open("a", OFFER), 0.0)
    assert SignalingStateChanged in {type(event) for event in needed.events}


def test_whether_an_endpoint_drains_can_be_asked() -> None:
    house = Endpoint()
    assert not house.draining
    house.draining = True
    assert house.draining


def test_an_endpoint_counts_as_true_also_while_it_is_empty() -> None:
    assert len(Endpoint()) == 0
    assert bool(Endpoint()) is True
