"""Further offers within a session, ours and theirs, and whatever else we say."""

import pytest

from sdpsig.endpoint import (
    Accept,
    Answered,
    AnswerNeeded,
    Call,
    Close,
    Command,
    Counter,
    Ignored,
    InProgress,
    Offered,
    OfferTo,
    Open,
    Reoffer,
    Restart,
    Said,
    Say,
    Settle,
    Settled,
    Stale,
    Trickle,
    Trickled,
)
from sdpsig.errors import FaultCode, RemoteProtocolError
from sdpsig.jsep import (
    AddDataChannels,
    AddTransceiver,
    Answer,
    Offer,
    Pranswer,
    RestartIce,
    Rollback,
    SignalingState,
)
from sdpsig.jsep import Close as Shut
from sdpsig.sdp import Fragment
from sdpsig.sdp.attributes import IcePwd, IceUfrag
from sdpsig.session import (
    Bye,
    Closed,
    ConnectionState,
    EndReason,
    OfferIgnored,
    OfferReceived,
    Politeness,
    SessionConfig,
    SignalingStateChanged,
    Timer,
    TransportRestarted,
)
from tests.endpoint._house import (
    ANSWER,
    BAD_OFFER,
    OFFER,
    OURS,
    PWD,
    RESTART,
    as_before,
    assert_empty,
    called,
    established,
    fragment,
    house,
    photo,
    refusal,
    settled,
    still,
)
from tests.session._peer import answer_to, candidate, ends, fates, offer, section

WITH_VIDEO = offer(section("0"), section("1", "video"), bundle="0 1")


# --- the peer offers again


def test_the_peer_offers_again_and_the_session_goes_on() -> None:
    one = house()
    established(one, "a")
    one.handle(Open("b", OFFER, {"room": 1}), 0.0)
    one.handle(Accept("b", ANSWER), 0.0)
    needed = one.handle(Reoffer("b", WITH_VIDEO), 5.0)
    assert isinstance(needed, AnswerNeeded)
    assert (needed.reoffer, needed.metadata, needed.deadline) == (True, {"room": 1}, 35.0)
    assert OfferReceived(WITH_VIDEO) in needed.events
    answered = one.handle(Accept("b", answer_to(WITH_VIDEO)), 6.0)
    assert isinstance(answered, Answered)
    assert one.sessions["b"].state.negotiation.transport("1") is not None


def test_the_first_offer_is_not_called_another() -> None:
    needed = house().handle(Open("a", OFFER), 0.0)
    assert isinstance(needed, AnswerNeeded)
    assert not needed.reoffer


def test_new_credentials_in_an_offer_restart_ice() -> None:
    one = house()
    established(one, "a")
    one.handle(Reoffer("a", RESTART), 1.0)
    events = one.handle(Accept("a", restarted_answer()), 2.0).events
    assert TransportRestarted in map(type, events)
    assert one.sessions["a"].state.connection is ConnectionState.CONNECTING


def restarted_answer() -> Answer:
    made = answer_to(RESTART)
    media = made.description.media[0]
    lines = (IceUfrag("ours1") if isinstance(line, IceUfrag) else line for line in media.lines)
    return Answer(made.description.with_media([media.with_lines(lines)]))


def test_l_10_an_offer_that_nobody_answers_is_taken_back_and_the_session_lives() -> None:
    one = house()
    established(one, "a")
    one.handle(Reoffer("a", WITH_VIDEO), 1.0)
    (told,) = one.handle_timeout(31.0)
    assert not ends(told.events)
    assert one.sessions["a"].state.connection is ConnectionState.CONNECTED
    fault = refusal(one, Accept("a", answer_to(WITH_VIDEO), WITH_VIDEO), 32.0)
    assert (fault.code, fault.rule) == (FaultCode.JSEP_SIGNALING_STATE, "L-10")


def test_an_answer_is_for_the_offer_that_it_names_and_for_no_other() -> None:
    one = house()
    established(one, "a")
    one.handle(Reoffer("a", WITH_VIDEO), 1.0)
    one.handle_timeout(31.0)
    one.handle(Reoffer("a", RESTART), 32.0)
    assert refusal(one, Accept("a", ANSWER, WITH_VIDEO), 33.0).rule == "L-10"
    assert isinstance(one.handle(Accept("a", restarted_answer(), RESTART), 33.0), Answered)


def test_an_offer_of_ours_in_place_of_an_answer_is_made_whole_or_not_at_all() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    before = still(one)
    assert refusal(one, Counter("a", WITH_VIDEO, RESTART), 1.0).rule == "L-10"
    refusal(one, Counter("a", BAD_OFFER, OFFER), 1.0)
    assert still(one) == before
    offered = one.handle(Counter("a", WITH_VIDEO, OFFER), 1.0)
    assert isinstance(offered, Offered)
    states = [event.state for event in offered.events if isinstance(event, SignalingStateChanged)]
    assert states == [SignalingState.STABLE, SignalingState.HAVE_LOCAL_OFFER]
    assert one.sessions["a"].state.negotiation.pending_local == WITH_VIDEO
    assert isinstance(one.handle(Settle("a", answer_to(WITH_VIDEO)), 2.0), Settled)


def test_l_43_the_same_offer_again_is_no_other() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    before = still(one)
    assert one.handle(Reoffer("a", offer()), 1.0) == InProgress("a")
    assert still(one) == before
    one.handle(Say("a", Pranswer(ANSWER.description)), 1.0)
    assert one.handle(Reoffer("a", offer()), 1.0) == InProgress("a")
    one.handle(Accept("a", ANSWER), 2.0)
    before = still(one)
    assert one.handle(Reoffer("a", offer()), 3.0) == Answered("a", ANSWER, (), None)
    assert still(one) == before
    assert dict(one.sessions["a"].state.deadlines)[Timer.IDLE] == 63.0
    assert one.deadline == 42.0, "to connect"


def test_another_offer_in_the_meantime_has_to_wait() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    assert refusal(one, Reoffer("a", RESTART)).code is FaultCode.SESSION_CONFLICT
    one.handle(Accept("a", ANSWER), 1.0)
    assert isinstance(one.handle(Reoffer("a", RESTART), 1.0), AnswerNeeded)


def test_l_44_an_offer_that_is_equal_in_meaning_and_not_in_letter_is_another() -> None:
    one = house()
    established(one, "a")
    same = offer(lines=("ice-options:trickle", "extmap-allow-mixed"))
    assert isinstance(one.handle(Reoffer("a", same), 1.0), AnswerNeeded)


def test_an_offer_that_is_refused_changes_nothing() -> None:
    one = house()
    established(one, "a")
    assert refusal(one, Reoffer("a", BAD_OFFER)).code is FaultCode.ICE_BAD_CREDENTIALS
    assert isinstance(one.handle(Reoffer("a", WITH_VIDEO), 1.0), AnswerNeeded)


# --- offers that meet


@pytest.mark.parametrize("politeness", [Politeness.IMPOLITE, Politeness.NONE])
def test_an_offer_that_meets_ours_is_passed_over(politeness: Politeness) -> None:
    one = house(SessionConfig(politeness=politeness))
    established(one, "a")
    one.handle(Say("a", AddDataChannels()), 1.0)
    one.handle(OfferTo("a", as_before), 1.0)
    outcome = one.handle(Reoffer("a", RESTART), 2.0)
    assert isinstance(outcome, Ignored)
    assert OfferIgnored(RESTART) in outcome.events


def test_a_polite_endpoint_takes_its_offer_back_and_answers() -> None:
    one = house(SessionConfig(politeness=Politeness.POLITE))
    established(one, "a")
    one.handle(Say("a", AddDataChannels()), 1.0)
    ours = one.handle(OfferTo("a", as_before), 1.0)
    assert isinstance(ours, Offered)
    assert isinstance(one.handle(Reoffer("a", RESTART), 2.0), AnswerNeeded)
    one.handle(Accept("a", restarted_answer()), 3.0)
    late = Answer(ANSWER.description, ours.offer_id)
    before = photo(one)
    assert one.handle(Settle("a", late), 4.0) == Stale("a")
    assert photo(one) == before


# --- ICE restart without an offer


def test_the_peer_restarts_ice_with_nothing_but_credentials() -> None:
    one = house()
    established(one, "a")
    later = candidate(50_001)
    needed = one.handle(Restart("a", fragment()), 1.0)
    assert isinstance(needed, AnswerNeeded)
    assert needed.reoffer
    media = needed.offer.description.media[0]
    assert (media.get(IceUfrag), media.get(IcePwd)) == (IceUfrag("Fresh"), IcePwd(PWD))
    assert one.handle(Restart("a", fragment()), 1.5) == InProgress("a")
    assert refusal(one, Restart("a", fragment("Third"))).code is FaultCode.SESSION_CONFLICT
    one.handle(Trickle("a", (later,)), 1.6)
    answer = restarted_answer()
    events = one.handle(Accept("a", answer), 2.0).events
    assert TransportRestarted in map(type, events)
    assert fates(events) == [50_001]
    assert one.handle(Restart("a", fragment()), 3.0) == Answered("a", answer, (), None)


def test_candidates_come_with_a_restart() -> None:
    one = house()
    established(one, "a")
    one.handle(Restart("a", fragment(port=50_001)), 1.0)
    events = one.handle(Accept("a", restarted_answer()), 2.0).events
    assert fates(events) == [50_001]


@pytest.mark.parametrize("bad", [fragment("x"), fragment("Fresh", "tooBrief")])
def test_a_restart_without_good_credentials_does_not_happen(bad: Fragment) -> None:
    one = house()
    established(one, "a")
    assert refusal(one, Restart("a", bad)).code is FaultCode.ICE_BAD_CREDENTIALS


def test_the_peer_restarts_what_we_have_offered() -> None:
    one = house()
    settled(one)
    needed = one.handle(Restart("a", fragment()), 1.0)
    assert isinstance(needed, AnswerNeeded)
    told = one.handle(Accept("a", answer_to(needed.offer)), 2.0)
    assert TransportRestarted in map(type, told.events)


def test_there_is_nothing_to_restart_before_there_is_anything() -> None:
    one = house()
    called(one)
    assert refusal(one, Restart("a", fragment())).code is FaultCode.JSEP_SIGNALING_STATE


# --- we offer


def test_we_call_and_the_peer_answers() -> None:
    one = house()
    outcome = one.handle(Call("a", (AddDataChannels(),), OURS, {"room": 1}), 0.0)
    assert isinstance(outcome, Offered)
    assert (outcome.metadata, outcome.offer_id) == ({"room": 1}, one.sessions["a"].offer_id)
    assert one.sessions["a"].signaling_state is SignalingState.HAVE_LOCAL_OFFER
    answer = answer_to(outcome.offer)
    told = one.handle(Settle("a", Answer(answer.description, outcome.offer_id)), 1.0)
    assert isinstance(told, Settled)
    assert told.events
    assert one.handle(Settle("a", answer), 2.0) == Settled("a", ())


def test_another_answer_after_the_first_is_a_mistake() -> None:
    one = house()
    ours = settled(one)
    other = answer_to(ours).description
    other = other.with_lines([line for line in other.lines if "extmap" not in line.text][:-1])
    assert refusal(one, Settle("a", Answer(other))).code is FaultCode.JSEP_SIGNALING_STATE


def test_a_call_that_nobody_answers_ends() -> None:
    one = house()
    ours = called(one)
    assert one.handle_timeout(29.0) == ()
    assert len(one.handle_timeout(30.0)) == 1
    assert one.handle(Settle("a", answer_to(ours)), 31.0) == Stale("a")
    while (at := one.deadline) is not None:
        one.handle_timeout(at)
    assert_empty(one)


def test_another_stack_may_write_our_first_offer() -> None:
    one = house()
    ours = called(house())
    outcome = one.handle(Call("a", (ours,)), 0.0)
    assert isinstance(outcome, Offered)
    assert outcome.offer == ours


def test_a_call_without_an_offer_is_none() -> None:
    one = house()
    for messages in ((), (AddDataChannels(),), (Bye(),)):
        fault = refusal(one, Call("a", messages))
        assert fault.code is FaultCode.JSEP_SIGNALING_STATE
    assert_empty(one)


def test_a_call_may_be_provisionally_answered() -> None:
    one = house()
    ours = called(one)
    answer = answer_to(ours)
    one.handle(Settle("a", Pranswer(answer.description)), 1.0)
    assert one.sessions["a"].signaling_state is SignalingState.HAVE_REMOTE_PRANSWER
    assert isinstance(one.handle(Settle("a", answer), 2.0), Settled)


def test_what_we_want_becomes_our_next_offer() -> None:
    one = house()
    established(one, "a")
    said = one.handle(Say("a", AddTransceiver("video")), 1.0)
    assert isinstance(said, Said)
    ours = one.handle(OfferTo("a", as_before), 2.0)
    assert isinstance(ours, Offered)
    assert [media.media_line.kind for media in ours.offer.description.media] == ["audio", "video"]


def test_we_restart_ice() -> None:
    one = house()
    established(one, "a")
    one.handle(Say("a", RestartIce()), 1.0)
    kept = refusal(one, OfferTo("a", as_before), 1.0)
    assert kept.rule == "A-45"
    ours = one.handle(OfferTo("a", OURS), 2.0)
    assert isinstance(ours, Offered)
    assert ours.offer.description.media[0].get(IceUfrag) == IceUfrag("mine")


def test_we_restart_ice_in_one_word() -> None:
    one = house()
    established(one, "a")
    ours = one.handle(OfferTo("a", OURS, ice_restart=True), 2.0)
    assert isinstance(ours, Offered)
    assert ours.offer.description.media[0].get(IceUfrag) == IceUfrag("mine")


def test_one_offer_of_ours_at_a_time() -> None:
    one = house()
    called(one)
    fault = refusal(one, OfferTo("a", OURS))
    assert (fault.code, fault.rule) == (FaultCode.JSEP_SIGNALING_STATE, "L-37")


def test_an_offer_that_cannot_be_made_changes_nothing() -> None:
    one = house()
    established(one, "a")
    one.handle(Say("a", AddTransceiver("video")), 1.0)
    assert refusal(one, OfferTo("a", {})).code is FaultCode.JSEP_MISSING_TRANSPORT
    assert refusal(one, Call("b", (AddDataChannels(),), {})).code is (
        FaultCode.JSEP_MISSING_TRANSPORT
    )


def test_an_offer_that_cannot_be_said_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    one = house()
    settled(one)
    session = one.sessions["a"]

    def send(*_: object) -> None:
        raise RemoteProtocolError(refused)

    refused = refusal(one, OfferTo("unknown", OURS))
    monkeypatch.setattr(type(session), "send", send)
    before = session.state
    with pytest.raises(RemoteProtocolError):
        one.handle(OfferTo("a", OURS), 1.0)
    assert session.state is before


# --- whatever else we say


def test_an_answer_may_be_said_too() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    assert isinstance(one.handle(Say("a", ANSWER), 1.0), Answered)


def test_an_offer_of_another_stack_may_be_said() -> None:
    one = house()
    settled(one)
    again = one.sessions["a"].state.negotiation.current_local
    assert isinstance(again, Offer)
    outcome = one.handle(Say("a", again), 1.0)
    assert isinstance(outcome, Offered)
    assert (outcome.offer, outcome.offer_id) == (again, one.sessions["a"].offer_id)
    assert isinstance(one.handle(Say("a", Rollback()), 2.0), Said)
    assert one.sessions["a"].signaling_state is SignalingState.STABLE


@pytest.mark.parametrize("message", [Bye("enough"), Shut()])
def test_who_says_farewell_ends_the_session(message: Bye | Shut) -> None:
    one = house()
    established(one, "a")
    said = one.handle(Say("a", message), 1.0)
    (closed,) = ends(said.events)
    assert closed.reason is EndReason.CLOSED_LOCALLY
    assert "a" not in one


def test_we_take_an_offer_of_the_peer_back() -> None:
    one = house()
    established(one, "a")
    one.handle(Reoffer("a", WITH_VIDEO), 1.0)
    one.handle(Say("a", Rollback()), 2.0)
    assert isinstance(one.handle(Reoffer("a", WITH_VIDEO), 3.0), AnswerNeeded)


# --- numbered messages


def test_l_45_a_message_that_was_overtaken_is_dropped() -> None:
    one = house()
    one.handle(Open("a", OFFER, sequence=5), 0.0)
    before = photo(one)
    old: tuple[Command, ...] = (
        Trickle("a", (candidate(),), sequence=4),
        Reoffer("a", RESTART, sequence=4),
        Restart("a", fragment(), sequence=4),
        Settle("a", ANSWER, sequence=4),
    )
    one.handle(Accept("a", ANSWER), 0.0)
    before = photo(one)
    for command in old:
        assert one.handle(command, 1.0) == Stale("a")
        assert photo(one) == before


def test_numbers_may_be_equal_and_have_gaps_and_be_missing() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    one.handle(Accept("a", ANSWER), 0.0)
    for number in (None, 3, 3, 9, None, 9):
        told = one.handle(Trickle("a", (candidate(),), sequence=number), 1.0)
        assert isinstance(told, Trickled)
    assert one.handle(Trickle("a", (candidate(),), sequence=8), 1.0) == Stale("a")
    assert isinstance(one.handle(Reoffer("a", RESTART, sequence=10), 1.0), AnswerNeeded)
    assert one.handle(Trickle("a", (candidate(),), sequence=9), 1.0) == Stale("a")


def test_a_message_that_is_refused_has_not_been_processed() -> None:
    one = house()
    one.handle(Open("a", OFFER), 0.0)
    refusal(one, Trickle("a", (candidate(mid="9"),), sequence=7))
    assert one.handle(Trickle("a", (candidate(),), sequence=6), 1.0) != Stale("a")


def test_the_last_word_counts_whatever_its_number() -> None:
    one = house()
    one.handle(Open("a", OFFER, sequence=5), 0.0)
    told = one.handle(Close("a"), 1.0)
    assert isinstance(told.events[-1], Closed)
