"""Offers that meet: who gives way, what is passed over, and when it is tried again (L-30 to L-37)."""

from typing import Any

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, LocalProtocolError, RemoteProtocolError
from sdpsig.jsep import (
    AddTransceiver,
    Answer,
    LocalDescriptions,
    LocalTransport,
    NegotiationConfig,
    NegotiationNeed,
    Offer,
    Pranswer,
    Rollback,
    SignalingState,
    StopTransceiver,
)
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import Fingerprint
from sdpsig.session import (
    AnswerReceived,
    CandidateDropped,
    CandidateReceived,
    Event,
    IceCandidate,
    NegotiationNeeded,
    OfferExpired,
    OfferIgnored,
    OfferReceived,
    OfferRetry,
    OfferWithdrawn,
    Politeness,
    RetryGivenUp,
    Session,
    SessionConfig,
    SignalingStateChanged,
    Timer,
)
from sdpsig.session._glare import MOST_IGNORED, retry_delay
from sdpsig.trickle import Drop
from tests.session._peer import (
    DIGEST,
    PASSWORD,
    UFRAG,
    answer_to,
    answered_session,
    candidate,
    fates,
    line,
    offer,
    section,
)

OURS = offer(section(ufrag="mine"))
THEIRS = offer(section(ufrag="them"))
CREATED = NegotiationConfig(local_descriptions=LocalDescriptions.CREATED)
STABLE = SignalingStateChanged(SignalingState.STABLE)
REMOTE = SignalingStateChanged(SignalingState.HAVE_REMOTE_OFFER)


def transport(mid: str) -> LocalTransport:
    return LocalTransport(f"mine{mid}", PASSWORD, (Fingerprint("sha-256", DIGEST),))


def offering(politeness: Politeness, **settings: Any) -> Session:
    """A session whose media stack has offered."""
    session = Session(evolve(SessionConfig(politeness=politeness), **settings))
    session.send(OURS, 0.0)
    return session


def own(session: Session, now: float) -> Offer:
    """An offer that the session makes and applies, as the peer gets it."""
    made = session.create_offer(transport, now)
    session.send(made, now)
    return wired(made)


def wired(made: Offer) -> Offer:
    return Offer(parse(serialize(made.description)))


def writing(politeness: Politeness, **settings: Any) -> Session:
    """A session that writes its own offer, and has."""
    config = SessionConfig(politeness=politeness, negotiation=CREATED)
    session = Session(evolve(config, **settings))
    session.send(AddTransceiver("audio"), 0.0)
    own(session, 0.0)
    return session


def kinds(events: tuple[Event, ...]) -> list[type[Event]]:
    return [type(event) for event in events]


# --- the impolite side: L-32 and L-33


def test_l_30_a_server_is_impolite_unless_it_is_told() -> None:
    assert SessionConfig().politeness is Politeness.IMPOLITE


def test_l_32_the_impolite_side_passes_over_an_offer_that_meets_its_own() -> None:
    session = offering(Politeness.IMPOLITE)
    before = session.state
    assert session.receive(THEIRS, 1.0) == (OfferIgnored(THEIRS),)
    assert session.state.negotiation is before.negotiation
    assert session.state.ignored == ("them",)
    assert session.deadline == before.deadlines[0][1], "the peer has no more time than before"
    answer = answer_to(OURS)
    assert AnswerReceived(answer, OURS) in session.receive(answer, 2.0)
    assert session.state.ignored is None


def test_an_offer_that_is_passed_over_need_not_even_be_right() -> None:
    assert kinds(offering(Politeness.IMPOLITE).receive(offer(section(ufrag="x")), 1.0)) == [
        OfferIgnored
    ]


PASSED_OVER = {
    "of the offer": IceCandidate(line(), "0", ufrag="them"),
    "of the offer, said in the line": IceCandidate(line(rest=" ufrag them"), "0"),
    "without a generation": candidate(),
    "for a section that only the offer has": candidate(mid="7"),
    "unreadable": IceCandidate("candidate:", "0"),
    "the end of the offer": IceCandidate("", "0", ufrag="them"),
    "the end of all": IceCandidate(),
}


@pytest.mark.parametrize("message", PASSED_OVER.values(), ids=PASSED_OVER)
def test_l_33_the_candidates_of_an_offer_passed_over_are_passed_over_too(
    message: IceCandidate,
) -> None:
    session = offering(Politeness.IMPOLITE)
    session.receive(THEIRS, 1.0)
    before = session.state
    dropped = CandidateDropped(message.mid or "", Drop.IGNORED_OFFER)
    assert session.receive(message, 2.0) == (dropped,)
    assert session.state.early == before.early == ()


def test_l_33_of_other_generations_nothing_is_passed_over() -> None:
    session = offering(Politeness.IMPOLITE)
    session.receive(THEIRS, 1.0)
    with pytest.raises(RemoteProtocolError):
        session.receive(IceCandidate(line(), "0", ufrag="other"), 2.0)


def test_candidates_of_the_running_generation_pass_while_an_offer_is_passed_over() -> None:
    """A further offer without a restart names the generation that runs."""
    session = answered_session()
    more = offer(section("0", ufrag="ours0"), section("1", "video", ufrag="ours0"), bundle="0 1")
    session.send(more, 0.0)
    theirs = offer(section("0"), section("1", "video"), bundle="0 1")
    assert kinds(session.receive(theirs, 1.0)) == [OfferIgnored]
    assert fates(session.receive(IceCandidate(line(1_111), "0", ufrag=UFRAG), 2.0)) == [1_111]
    assert fates(session.receive(candidate(2_222), 2.0)) == [2_222]
    assert fates(session.receive(IceCandidate(line(), "1", ufrag=UFRAG), 2.0)) == [
        Drop.IGNORED_OFFER
    ]


def test_l_33_after_a_description_of_the_peer_nothing_is_passed_over() -> None:
    session = offering(Politeness.IMPOLITE)
    session.receive(THEIRS, 1.0)
    session.receive(answer_to(OURS, name="peer"), 2.0)
    assert fates(session.receive(IceCandidate(line(), "0", ufrag="peer0"), 3.0)) == [50_000]
    with pytest.raises(RemoteProtocolError):
        session.receive(IceCandidate(line(), "0", ufrag="them"), 3.0)


def test_several_offers_may_be_passed_over_but_not_everything_is_remembered() -> None:
    session = offering(Politeness.IMPOLITE)
    for number in range(MOST_IGNORED + 10):
        session.receive(offer(section(ufrag=f"them{number}")), 1.0)
    assert session.state.ignored is not None
    assert len(session.state.ignored) == MOST_IGNORED
    newest = IceCandidate(line(), "0", ufrag=f"them{MOST_IGNORED + 9}")
    assert fates(session.receive(newest, 2.0)) == [Drop.IGNORED_OFFER]


def test_candidates_of_another_offer_may_wait_meanwhile() -> None:
    session = offering(Politeness.IMPOLITE, early_candidates=True)
    session.receive(THEIRS, 1.0)
    assert session.receive(IceCandidate(line(), "0", ufrag="peer0"), 2.0) == ()
    assert fates(session.receive(answer_to(OURS, name="peer"), 3.0)) == [50_000]


def test_without_implicit_rollback_an_offer_that_meets_ours_is_an_error() -> None:
    for politeness in Politeness:
        config = NegotiationConfig(implicit_rollback=False)
        session = offering(politeness, negotiation=config)
        before = session.state
        with pytest.raises(RemoteProtocolError) as caught:
            session.receive(THEIRS, 1.0)
        assert caught.value.fault.code is FaultCode.JSEP_SIGNALING_STATE
        assert session.state is before


def test_after_a_provisional_answer_an_offer_is_an_error_for_everyone() -> None:
    for politeness in Politeness:
        session = offering(politeness)
        session.receive(Pranswer(answer_to(OURS).description), 1.0)
        before = session.state
        with pytest.raises(RemoteProtocolError):
            session.receive(THEIRS, 2.0)
        assert session.state is before


# --- the polite side: L-34


def test_l_34_the_polite_side_takes_its_offer_back_and_answers() -> None:
    """S-04 and S-76."""
    session = writing(Politeness.POLITE)
    ours = session.state.negotiation.pending_local
    events = session.receive(THEIRS, 1.0)
    assert ours is not None
    assert events[:2] == (OfferWithdrawn(ours), OfferReceived(THEIRS))  # type: ignore[arg-type]
    assert events[2:] == (STABLE, REMOTE)
    answer = session.create_answer(transport, 2.0)
    events = session.send(answer, 2.0)
    assert STABLE in events
    assert not {OfferWithdrawn, OfferIgnored} & {*kinds(events)}


def test_l_34_an_offer_that_is_wrong_takes_nothing_back() -> None:
    """S-05."""
    session = offering(Politeness.POLITE)
    before = session.state
    with pytest.raises(RemoteProtocolError):
        session.receive(offer(section(ufrag="x")), 1.0)
    assert session.state is before
    assert AnswerReceived in kinds(session.receive(answer_to(OURS), 2.0))


def test_a_media_stack_that_cannot_roll_back_is_told_of_its_offer_with_the_answer() -> None:
    """It sets its offer only once it is answered: an offer that lost it never sees again."""
    session = offering(Politeness.POLITE)
    events = session.receive(THEIRS, 1.0)
    assert events[:2] == (OfferWithdrawn(OURS), OfferReceived(THEIRS))
    answer = answer_to(THEIRS, name="mine")
    assert NegotiationNeeded not in kinds(session.send(answer, 2.0)), "the stack decides"
    again = offer(section(ufrag="mine0"), section("1", "video", ufrag="mine0"), bundle="0 1")
    session.send(again, 3.0)
    accepted = answer_to(again, name="them")
    text = serialize(accepted.description).replace("them0", "them")
    theirs = Answer(parse(text.replace("setup:active", "setup:passive")))
    (told,) = [one for one in session.receive(theirs, 4.0) if isinstance(one, AnswerReceived)]
    assert (told.offer, told.answer) == (again, theirs)


def test_the_offer_comes_with_the_answer_after_a_provisional_one_too() -> None:
    session = offering(Politeness.POLITE)
    answer = answer_to(OURS)
    session.receive(Pranswer(answer.description), 1.0)
    assert session.receive(answer, 2.0)[0] == AnswerReceived(answer, OURS)


# --- answers that come too late: L-35


def withdrawn(how: str) -> Session:
    session = offering(Politeness.NONE if how == "no roles" else Politeness.POLITE)
    acts = {
        "polite": lambda: session.receive(THEIRS, 1.0),
        "no roles": lambda: session.receive(THEIRS, 1.0),
        "expired": lambda: session.handle_timeout(30.0),
        "taken back": lambda: session.send(Rollback(), 1.0),
        "refused": lambda: session.receive(Rollback(), 1.0),
    }
    acts[how]()
    return session


@pytest.mark.parametrize("how", ["polite", "no roles", "expired", "taken back", "refused"])
@pytest.mark.parametrize("kind", [Answer, Pranswer])
@pytest.mark.parametrize("offer_id", [None, "1"])
def test_l_35_an_answer_to_an_offer_that_was_taken_back_is_stale(
    how: str, kind: type[Answer | Pranswer], offer_id: str | None
) -> None:
    session = withdrawn(how)
    before = session.state
    with pytest.raises(RemoteProtocolError) as caught:
        session.receive(kind(answer_to(OURS).description, offer_id), 40.0)
    assert caught.value.fault.code is FaultCode.JSEP_STALE_ANSWER
    assert caught.value.fault.w3c == "InvalidStateError"
    assert session.state is before


def test_l_35_an_answer_may_say_which_offer_it_is_for() -> None:
    session = offering(Politeness.IMPOLITE)
    newer = offer(section(ufrag="newer"))
    session.send(newer, 1.0)
    before = session.state
    for kind in (Answer, Pranswer):
        with pytest.raises(RemoteProtocolError) as caught:
            session.receive(kind(answer_to(OURS).description, "1"), 2.0)
        assert caught.value.fault.code is FaultCode.JSEP_STALE_ANSWER
    assert session.state is before
    assert session.offer_id == "2"
    answer = Answer(answer_to(newer).description, session.offer_id)
    assert AnswerReceived(answer, newer) in session.receive(answer, 2.0)


def test_an_answer_to_nothing_is_an_error_and_not_stale() -> None:
    for session in (Session(), answered_session()):
        with pytest.raises(RemoteProtocolError) as caught:
            session.receive(answer_to(OURS), 1.0)
        assert caught.value.fault.code is FaultCode.JSEP_SIGNALING_STATE


def test_l_42_the_answer_that_was_taken_is_heard_again_without_harm() -> None:
    """L-42."""
    session = offering(Politeness.IMPOLITE)
    session.receive(answer_to(OURS), 1.0)
    before = session.state
    assert session.receive(answer_to(OURS), 1.0) == ()
    assert session.state is before
    with pytest.raises(RemoteProtocolError):
        session.receive(answer_to(OURS, name="else"), 2.0)


def test_l_43_the_offer_that_is_on_the_table_is_heard_again_without_harm() -> None:
    """L-43."""
    session = Session()
    session.receive(THEIRS, 0.0)
    before = session.state
    assert session.receive(THEIRS, 0.0) == ()
    assert session.state is before


# --- no roles: L-36


@pytest.mark.parametrize(("owner", "least", "most"), [(True, 2.1, 4.0), (False, 0.0, 2.0)])
def test_l_36_delays_are_those_of_sip_and_differ(owner: bool, least: float, most: float) -> None:
    delays = [
        retry_delay(attempt, SessionConfig(owns_call=owner, retry_seed=seed))
        for attempt in range(1, 6)
        for seed in range(1, 400)
    ]
    assert least <= min(delays) < least + 0.1
    assert most - 0.1 < max(delays) <= most + 1e-9
    assert all(abs(delay * 100 - round(delay * 100)) < 1e-6 for delay in delays)
    assert len(set(delays)) > 100


def test_l_36_without_roles_both_offers_are_taken_back_and_ours_is_made_again() -> None:
    session = writing(Politeness.NONE)
    ours = session.state.negotiation.pending_local
    events = session.receive(THEIRS, 1.0)
    assert kinds(events[:2]) == [OfferIgnored, OfferWithdrawn]
    assert events[1] == OfferWithdrawn(ours)  # type: ignore[arg-type]
    assert events[2] == STABLE
    assert NegotiationNeeded not in kinds(events), "not before its time has come"
    delay = retry_delay(1, session.config)
    assert (session.due, session.deadline) == (Timer.RETRY, 1.0 + delay)
    assert session.handle_timeout(1.0 + delay) == (OfferRetry(1),)
    assert session.due is Timer.IDLE
    own(session, 1.0 + delay)
    assert fates(session.receive(IceCandidate(line(), "0", ufrag="them"), 5.0)) == [
        Drop.IGNORED_OFFER
    ]


def test_a_delay_of_nothing_is_a_delay() -> None:
    seed = next(
        seed
        for seed in range(1, 5_000)
        if retry_delay(1, SessionConfig(owns_call=False, retry_seed=seed)) == 0.0
    )
    session = writing(Politeness.NONE, owns_call=False, retry_seed=seed)
    session.receive(THEIRS, 1.0)
    assert (session.due, session.deadline) == (Timer.RETRY, 1.0)
    assert session.handle_timeout(1.0) == (OfferRetry(1),)


def meet(session: Session, now: float, number: int) -> tuple[Event, ...]:
    """One more time that both offer."""
    own(session, now)
    return session.receive(offer(section(ufrag=f"them{number}")), now)


def test_l_36_after_so_many_attempts_it_is_given_up_until_something_new_is_wanted() -> None:
    session = writing(Politeness.NONE, idle_timeout=None)
    session.receive(THEIRS, 0.0)
    events: tuple[Event, ...] = ()
    for number in range(1, 6):
        now = session.deadline
        assert now is not None
        assert session.handle_timeout(now) == (OfferRetry(number),)
        events = meet(session, now, number)
        assert (RetryGivenUp in kinds(events)) is (number == 5)
    assert NegotiationNeeded not in kinds(events)
    assert session.deadline is None
    told = session.send(AddTransceiver("video"), 100.0)
    assert told == (NegotiationNeeded((NegotiationNeed.NEW_TRANSCEIVER,)),)
    assert kinds(meet(session, 101.0, 9))[:2] == [OfferIgnored, OfferWithdrawn]
    assert session.due is Timer.RETRY


def test_who_gave_up_and_offers_all_the_same_begins_to_count_anew() -> None:
    session = writing(Politeness.NONE, retry_attempts=0)
    assert kinds(session.receive(THEIRS, 0.0))[:3] == [OfferIgnored, OfferWithdrawn, RetryGivenUp]
    assert RetryGivenUp in kinds(meet(session, 1.0, 1))


def test_l_36_a_retry_that_nobody_needs_any_more_is_no_retry() -> None:
    session = writing(Politeness.NONE)
    session.receive(THEIRS, 1.0)
    session.send(StopTransceiver(0), 1.5)
    now = session.deadline
    assert now is not None
    assert session.handle_timeout(now) == ()
    assert session.state.attempts == 0
    assert NegotiationNeeded in kinds(session.send(AddTransceiver("video"), 9.0))


def test_a_media_stack_decides_by_itself_whether_it_still_wants_to_offer() -> None:
    session = offering(Politeness.NONE)
    session.receive(THEIRS, 1.0)
    now = session.deadline
    assert now is not None
    assert session.handle_timeout(now) == (OfferRetry(1),)


def test_who_is_first_after_that_is_answered_and_nobody_counts_on() -> None:
    session = writing(Politeness.NONE)
    session.receive(THEIRS, 1.0)
    assert REMOTE in session.receive(THEIRS, 1.5)
    assert session.due is Timer.ANSWER
    session.send(session.create_answer(transport, 2.0), 2.0)
    assert session.state.attempts == 0
    assert Timer.RETRY not in dict(session.state.deadlines)


def test_if_their_offer_goes_away_again_ours_is_due_again() -> None:
    session = writing(Politeness.NONE)
    session.receive(THEIRS, 1.0)
    session.receive(THEIRS, 1.5)
    session.receive(Rollback(), 2.0)
    assert session.due is Timer.RETRY


# --- one offer at a time: L-37


def test_l_37_what_is_wanted_while_an_offer_is_out_is_wanted_after_it() -> None:
    session = writing(Politeness.IMPOLITE)
    offered = session.state.negotiation.pending_local
    assert offered is not None
    assert session.send(AddTransceiver("video"), 1.0) == ()
    assert session.send(AddTransceiver("audio"), 1.0) == ()
    events = session.receive(answer_to(wired(Offer(offered.description))), 2.0)
    assert events[-1] == NegotiationNeeded((NegotiationNeed.NEW_TRANSCEIVER,))
    assert len(own(session, 3.0).description.media) == 3


def test_a_need_is_told_once_until_it_is_met() -> None:
    session = Session(SessionConfig(negotiation=CREATED))
    needed = NegotiationNeeded((NegotiationNeed.NEW_TRANSCEIVER,))
    assert session.send(AddTransceiver("audio"), 0.0) == (needed,)
    assert session.send(AddTransceiver("video"), 0.0) == ()
    session.create_offer(transport, 0.0)
    assert session.send(AddTransceiver("video"), 0.0) == ()
    session.send(StopTransceiver(0), 0.0)
    session.send(StopTransceiver(1), 0.0)
    session.send(StopTransceiver(2), 0.0)
    assert session.state.needs == ()
    assert session.send(AddTransceiver("audio"), 0.0) == (needed,)


@pytest.mark.parametrize("how", ["taken back", "refused", "expired"])
def test_a_need_whose_offer_was_taken_back_is_told_again(how: str) -> None:
    session = writing(Politeness.IMPOLITE)
    acts = {
        "taken back": lambda: session.send(Rollback(), 1.0),
        "refused": lambda: session.receive(Rollback(), 1.0),
        "expired": lambda: session.handle_timeout(30.0),
    }
    events = acts[how]()
    assert events[-1] == NegotiationNeeded((NegotiationNeed.NEW_TRANSCEIVER,))
    assert (OfferExpired() in events) is (how == "expired")


def test_a_session_that_has_ended_needs_and_makes_nothing() -> None:
    session = Session(SessionConfig(negotiation=CREATED))
    session.send(AddTransceiver("audio"), 0.0)
    assert NegotiationNeeded not in kinds(session.close(1.0))
    before = session.state
    with pytest.raises(LocalProtocolError) as caught:
        session.create_offer(transport, 2.0)
    assert caught.value.fault.code is FaultCode.SESSION_CLOSED
    assert session.state is before


# --- two sessions


def test_two_sessions_with_opposite_roles_come_to_terms() -> None:
    polite, rude = writing(Politeness.POLITE), writing(Politeness.IMPOLITE)
    first, second = (
        wired(Offer(one.state.negotiation.pending_local.description))  # type: ignore[union-attr]
        for one in (polite, rude)
    )
    assert kinds(rude.receive(first, 1.0)) == [OfferIgnored]
    polite.receive(second, 1.0)
    answer = polite.create_answer(transport, 2.0)
    polite.send(answer, 2.0)
    events = rude.receive(Answer(parse(serialize(answer.description)), "1"), 3.0)
    assert CandidateReceived not in kinds(events)
    assert polite.signaling_state is rude.signaling_state is SignalingState.STABLE
