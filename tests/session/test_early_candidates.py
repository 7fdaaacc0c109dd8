"""Candidates that wait: for the answer, or even for their description (TR-40, TR-41)."""

import pytest
from attrs import evolve

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import Offer
from sdpsig.limits import Limits
from sdpsig.session import (
    CandidateDropped,
    IceCandidate,
    OfferReceived,
    Session,
    SessionConfig,
)
from sdpsig.trickle import Drop
from tests.session._peer import (
    UFRAG,
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    end,
    fates,
    line,
    offer,
    offered_session,
    refusal,
    section,
)

NAMED = IceCandidate(line(), "0", ufrag=UFRAG)
"""One that says which generation it is of."""


# --- before the answer


def test_candidates_before_the_answer_are_kept_in_order() -> None:
    offered = audio_video_data()
    session = offered_session(offered)
    order = [5_005, 5_001, 5_003, 5_002, 5_004]
    for port in order:
        assert session.receive(candidate(port, mid=str(port % 3)), 0.0) == ()
    assert fates(session.send(answer_to(offered), 0.0)) == order
    assert session.state.waiting == ()


def test_so_many_candidates_are_kept_and_not_one_more() -> None:
    cap = Limits().pending_candidates
    session = offered_session()
    for number in range(1_000):
        events = session.receive(candidate(20_000 + number, f"203.0.113.{number % 250}"), 0.0)
        assert fates(events) == ([] if number < cap else [Drop.TOO_MANY])
    assert len(session.state.waiting) == cap
    told = fates(session.send(answer_to(offer()), 0.0))
    assert told == [20_000 + number for number in range(50)] + [Drop.TOO_MANY] * (cap - 50)
    assert fates(session.receive(end(), 0.0)) == [None]


@pytest.mark.parametrize(
    "again",
    [
        candidate(),
        IceCandidate(line(), None, 0),
        IceCandidate(line(), "0", 0),
        IceCandidate(line(), "0", ufrag=UFRAG),
    ],
)
def test_what_waits_already_is_a_duplicate(again: IceCandidate) -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    before = session.state.waiting
    assert fates(session.receive(again, 0.0)) == [Drop.DUPLICATE]
    assert session.state.waiting is before


def test_no_answer_no_candidates() -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    session.handle_timeout(30.0)
    assert session.state.waiting == ()
    assert session.deadline is None


def test_candidates_of_an_offer_that_was_replaced_are_dropped() -> None:
    first, second = offer(), offer(section(ufrag="newer"))
    session = offered_session(first)
    session.receive_all((candidate(1_111), IceCandidate(line(2_222), None, 0), end()), 0.0)
    assert isinstance(session.receive(second, 0.0)[0], OfferReceived)
    session.receive(candidate(3_333), 0.0)
    old = Drop.OLD_GENERATION
    events = session.send(answer_to(second), 0.0)
    assert fates(events) == [old, old, old, 3_333]
    assert {event.mid for event in events if isinstance(event, CandidateDropped)} == {"0"}


def test_an_end_for_all_of_a_generation_that_was_replaced_is_dropped() -> None:
    first = offer(section("0"), section("1", "video", ufrag="other"))
    second = offer(section("0", ufrag="newer"), section("1", "video", ufrag="other"))
    session = offered_session(first)
    session.receive_all((IceCandidate(ufrag=UFRAG), candidate(1_111, mid="1")), 0.0)
    session.receive(second, 0.0)
    events = session.send(answer_to(second), 0.0)
    assert CandidateDropped("0", Drop.OLD_GENERATION) in events
    assert fates(events) == [Drop.OLD_GENERATION, 1_111]


def test_what_names_the_generation_of_another_section_goes_with_it() -> None:
    def bundled(ufrag: str) -> Offer:
        bundle_only = section("1", "video", port=0, ufrag=None, lines=("bundle-only",))
        return offer(section("0", ufrag=ufrag), bundle_only, bundle="0 1")

    session = offered_session(bundled("first"))
    session.receive(IceCandidate(line(), "1", ufrag="first"), 0.0)
    session.receive(bundled("second"), 0.0)
    assert fates(session.send(answer_to(bundled("second")), 0.0)) == [Drop.OLD_GENERATION]


def test_candidates_for_a_section_that_a_newer_offer_lacks_are_dropped() -> None:
    first, second = offer(section("0"), section("1", "video"), bundle="0 1"), offer()
    session = offered_session(first)
    session.receive_all((candidate(1_111, mid="1"), candidate(2_222, mid="0")), 0.0)
    session.receive(second, 0.0)
    assert fates(session.send(answer_to(second), 0.0)) == [Drop.OLD_GENERATION, 2_222]


def test_an_answer_that_is_wrong_leaves_what_waits() -> None:
    session = offered_session()
    session.receive(candidate(), 0.0)
    before = session.state
    with pytest.raises(LocalProtocolError):
        session.send(answer_to(audio_video_data()), 0.0)
    assert session.state is before
    assert fates(session.send(answer_to(offer()), 0.0)) == [50_000]


# --- early candidates: TR-40 and TR-41

EARLY = SessionConfig(early_candidates=True)


def test_candidates_before_the_offer_come_after_it_in_their_order() -> None:
    """S-73."""
    session = Session(EARLY)
    for port in (3_333, 1_111, 2_222):
        assert session.receive(candidate(port), 0.0) == ()
    session.receive(IceCandidate(line(4_444), None, 0), 0.0)
    session.receive(end(), 0.0)
    assert session.receive(offer(), 1.0)
    assert session.state.early == ()
    session.receive(candidate(5_555), 2.0)
    events = session.send(answer_to(offer()), 3.0)
    assert fates(events) == [3_333, 1_111, 2_222, 4_444, None, Drop.AFTER_END]


def test_candidates_before_the_answer_to_our_offer_come_after_it() -> None:
    session = Session(EARLY)
    session.send(offer(section(ufrag="mine")), 0.0)
    session.receive(candidate(1_111), 0.0)
    session.receive(IceCandidate(line(2_222), "0", ufrag="peer0"), 0.0)
    answer = answer_to(offer(section(ufrag="mine")), name="peer")
    assert fates(session.receive(answer, 1.0)) == [1_111, 2_222]


def test_they_are_off_unless_they_are_switched_on() -> None:
    assert SessionConfig().early_candidates is False
    assert refusal(Session(), candidate()).rule == "TR-22"


def test_so_many_come_early_and_not_one_more() -> None:
    config = evolve(EARLY, limits=Limits(pending_candidates=3))
    session = Session(config)
    told = [fates(session.receive(candidate(port), 0.0)) for port in range(5_000, 5_005)]
    assert told == [[], [], [], [Drop.TOO_MANY], [Drop.TOO_MANY]]
    assert fates(session.receive(candidate(5_001), 0.0)) == [Drop.DUPLICATE]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (IceCandidate("hello", "0"), FaultCode.JSEP_SIGNALING_STATE),
        (IceCandidate(line(component=3), "0"), FaultCode.JSEP_SIGNALING_STATE),
        (IceCandidate(line()), FaultCode.ICE_NO_SECTION),
        (IceCandidate(line(), "m" * 1_025), FaultCode.JSEP_SIGNALING_STATE),
        (IceCandidate(line(), "0", ufrag="u" * 1_024), FaultCode.JSEP_SIGNALING_STATE),
    ],
)
def test_what_can_never_be_used_does_not_wait(message: IceCandidate, code: FaultCode) -> None:
    assert refusal(Session(EARLY), message).code is code


def test_what_no_description_names_waits_or_goes_by_what_it_says() -> None:
    session = Session(EARLY)
    later = IceCandidate(line(3_333), "7", ufrag="later")
    for message in (
        candidate(1_111),
        candidate(2_222, mid="7"),
        IceCandidate(line(2_223), None, 9),
        later,
        IceCandidate(line(4_444), "0", ufrag="later"),
        IceCandidate(line(5_555), "7", ufrag=UFRAG),
    ):
        session.receive(message, 0.0)
    events = session.receive(offer(), 1.0)
    assert fates(events) == [Drop.TOO_EARLY] * 3
    assert [one.ufrag for one in session.state.early] == ["later", "later"]
    assert fates(session.send(answer_to(offer()), 2.0)) == [1_111]
    again = offer(section("0", ufrag="later"), section("7", "video", ufrag="later"), bundle="0 7")
    session.receive(again, 3.0)
    assert fates(session.send(answer_to(again, name="more"), 4.0)) == [3_333, 4_444]


def test_a_restart_may_be_overtaken_by_its_candidates() -> None:
    """TR-41."""
    session = answered_session(config=EARLY)
    newer = IceCandidate(line(1_111), "0", ufrag="newer")
    assert session.receive(newer, 0.0) == ()
    assert fates(session.receive(NAMED, 0.0)) == [50_000]
    again = offer(section(ufrag="newer"))
    session.receive(again, 1.0)
    assert fates(session.send(answer_to(again, name="more"), 2.0)) == [1_111]
    assert fates(session.receive(NAMED, 3.0)) == [Drop.OLD_GENERATION], "not early but late"


def test_an_offer_is_taken_whatever_came_before_it() -> None:
    session = Session(EARLY)
    session.receive_all((candidate(mid="nobody"), IceCandidate(ufrag="later")), 0.0)
    assert isinstance(session.receive(offer(), 1.0)[0], OfferReceived)
    assert session.state.early == (IceCandidate(ufrag="later"),)


def test_what_waits_for_an_offer_that_was_replaced_is_not_taken_for_early() -> None:
    session = offered_session(offer(), EARLY)
    session.receive(candidate(mid="0"), 0.0)
    session.receive(offer(section(ufrag="newer")), 1.0)
    events = session.send(answer_to(offer(section(ufrag="newer"))), 2.0)
    assert fates(events) == [Drop.OLD_GENERATION]
    assert session.state.early == ()
