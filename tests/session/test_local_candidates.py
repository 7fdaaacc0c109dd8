"""Our own candidates: held, told, ended, never after the end (TR-50 to TR-64)."""

from collections.abc import Iterable

import pytest

from sdpsig.errors import FaultCode, LocalProtocolError
from sdpsig.jsep import Answer, Offer, Pranswer, Rollback
from sdpsig.limits import Limits
from sdpsig.sdp import parse, serialize
from sdpsig.sdp.attributes import Candidate, EndOfCandidates
from sdpsig.session import (
    Event,
    GatheringRequired,
    IceCandidate,
    LocalCandidate,
    Session,
    SessionConfig,
)
from tests.session._peer import (
    answer_to,
    answered_session,
    audio_video_data,
    candidate,
    end,
    line,
    offer,
    offered_session,
    section,
)

EMPTY = "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n"
NO_TRICKLE: tuple[str, ...] = ()
ALL = IceCandidate()
"""The end of all gathering."""


def told(events: Iterable[Event]) -> list[IceCandidate]:
    return [event.candidate for event in events if isinstance(event, LocalCandidate)]


def ours(port: int = 50_000, mid: str = "0", index: int = 0, ufrag: str = "mine") -> IceCandidate:
    """What the peer is told: everything that names the place is there."""
    return IceCandidate(line(port), mid, index, ufrag)


def over(mid: str = "0", index: int = 0, ufrag: str = "mine") -> IceCandidate:
    return IceCandidate("", mid, index, ufrag)


def offering(*sections: str, bundle: str = "") -> Session:
    session = Session()
    session.send(offer(*(sections or (section(ufrag="mine"),)), bundle=bundle), 0.0)
    return session


def bug(session: Session, message: IceCandidate) -> FaultCode:
    """Our mistake, which changes nothing."""
    before = session.state
    with pytest.raises(LocalProtocolError) as caught:
        session.send(message, 9.0)
    assert session.state is before
    return caught.value.fault.code


# --- held until the description counts: TR-50


@pytest.mark.parametrize(
    "message",
    [
        candidate(),
        IceCandidate(line(), None, 0),
        IceCandidate(line(), "0", ufrag="mine"),
        IceCandidate(line(rest=" ufrag mine"), "0"),
    ],
)
def test_a_candidate_before_its_description_is_held(message: IceCandidate) -> None:
    session = Session()
    assert session.send(message, 0.0) == ()
    events = session.send(offer(section(ufrag="mine")), 1.0)
    (released,) = told(events)
    assert (released.mid, released.mline_index, released.ufrag) == ("0", 0, "mine")
    assert released.candidate is not None
    assert line() in released.candidate
    assert session.state.held == ()


def test_what_was_held_is_told_in_its_order_and_then_its_end() -> None:
    session = Session()
    for port in (3_333, 1_111, 2_222, 1_111):
        session.send(candidate(port), 0.0)
    session.send(end(), 0.0)
    session.send(end(), 0.0)
    events = session.send(offer(section(ufrag="mine")), 1.0)
    assert told(events) == [ours(3_333), ours(1_111), ours(2_222), over(), ALL]


def test_an_answerer_holds_its_candidates_too() -> None:
    session = offered_session()
    assert session.send(candidate(), 0.0) == ()
    events = session.send(answer_to(offer()), 1.0)
    assert told(events) == [ours(ufrag="ours0")]


def test_a_general_end_is_held_too() -> None:
    session = Session()
    session.send(candidate(), 0.0)
    session.send(ALL, 0.0)
    assert told(session.send(offer(section(ufrag="mine")), 1.0)) == [ours(), over(), ALL]


def test_a_candidate_of_a_generation_to_come_is_held() -> None:
    session = offering()
    assert session.send(IceCandidate(line(), "0", ufrag="newer"), 0.0) == ()
    assert session.send(IceCandidate(line(), "1"), 0.0) == ()
    assert session.send(IceCandidate(line(), None, 1), 0.0) == ()
    assert session.send(IceCandidate(ufrag="newer"), 0.0) == ()
    assert len(session.state.held) == 4
    events = session.send(offer(section(ufrag="newer")), 1.0)
    assert told(events) == [ours(ufrag="newer"), over(ufrag="newer"), ALL]
    assert len(session.state.held) == 2


def test_so_many_are_held_and_of_more_the_newest() -> None:
    session = Session(SessionConfig(limits=Limits(pending_candidates=3)))
    for port in range(5_000, 5_006):
        session.send(candidate(port), 0.0)
    events = session.send(offer(section(ufrag="mine")), 1.0)
    assert [one.candidate for one in told(events)] == [line(port) for port in range(5_003, 5_006)]


def test_while_a_restart_is_offered_the_running_generation_goes_on() -> None:
    session = offering()
    session.receive(answer_to(offer(section(ufrag="mine"))), 0.0)
    session.send(offer(section(ufrag="newer")), 1.0)
    assert told(session.send(IceCandidate(line(1_111), "0", ufrag="mine"), 2.0)) == [ours(1_111)]
    assert told(session.send(IceCandidate(line(2_222), "0"), 2.0)) == [ours(2_222, ufrag="newer")]
    session.send(Rollback(), 3.0)
    assert [one.ufrag for one in session.state.gathered] == ["mine"]
    assert told(session.send(candidate(1_111), 4.0)) == [], "the peer knows it"


def test_what_was_told_of_an_offer_that_was_taken_back_is_forgotten() -> None:
    """SM-44: the peer has forgotten it too."""
    session = offering()
    session.send(candidate(), 0.0)
    session.send(end(), 0.0)
    session.send(Rollback(), 1.0)
    assert session.state.gathered == ()
    session.send(offer(section(ufrag="mine")), 2.0)
    assert told(session.send(candidate(), 3.0)) == [ours()]


def test_what_waits_for_an_agreed_generation_is_told_after_a_rollback() -> None:
    session = answered_session()
    session.receive(offer(section(ufrag="newer")), 1.0)
    session.send(Pranswer(answer_to(offer(section(ufrag="newer")), name="more").description), 2.0)
    assert told(session.send(IceCandidate(line(1), "0", ufrag="ours0"), 3.0)) == [
        ours(1, ufrag="ours0")
    ]
    assert told(session.send(IceCandidate(line(2), "0"), 3.0)) == [ours(2, ufrag="more0")]


def test_generations_that_are_over_are_forgotten() -> None:
    session = answered_session()
    session.send(candidate(), 0.0)
    for number in range(20):
        again = offer(section(ufrag=f"again{number}"))
        session.receive(again, 1.0)
        session.send(answer_to(again, name=f"o{number:03}"), 2.0)
        session.send(candidate(), 3.0)
    assert [one.ufrag for one in session.state.gathered] == ["o0190"]


# --- whose they are: TR-51


def test_before_the_answer_every_full_section_tells_its_own() -> None:
    session = offering(
        section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"), bundle="a b"
    )
    assert told(session.send(candidate(1_111, mid="b"), 0.0)) == [ours(1_111, "b", 1, "bbbb")]
    assert told(session.send(candidate(2_222, mid="a"), 0.0)) == [ours(2_222, "a", 0, "aaaa")]


def test_a_section_that_shares_credentials_speaks_for_the_tagged_one() -> None:
    session = offering(
        section("a", ufrag="aaaa"),
        section("b", "video", ufrag="aaaa"),
        section("c", "application", port=0, ufrag=None, lines=("bundle-only",)),
        bundle="a b c",
    )
    for mid in "abc":
        port = 1_000 + ord(mid)
        assert told(session.send(candidate(port, mid=mid), 0.0)) == [ours(port, "a", 0, "aaaa")]
    assert told(session.send(candidate(1_000 + ord("a"), mid="c"), 0.0)) == [], "told before"


def test_after_the_answer_only_the_owner_tells() -> None:
    offered = offer(section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"), bundle="a b")
    session = Session()
    session.send(offered, 0.0)
    session.send(candidate(1_111, mid="b"), 0.0)
    session.receive(answer_to(offered), 1.0)
    assert told(session.send(candidate(2_222, mid="b"), 2.0)) == [], "bundled away"
    assert told(session.send(candidate(3_333, mid="a"), 2.0)) == [ours(3_333, "a", 0, "aaaa")]
    assert [one.ufrag for one in session.state.gathered] == ["aaaa"]


def test_a_rejected_section_tells_nothing() -> None:
    offered = offer(section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"))
    session = Session()
    session.send(offered, 0.0)
    session.receive(answer_to(offered, "b"), 1.0)
    assert told(session.send(candidate(mid="b"), 2.0)) == []
    assert told(session.send(end("a"), 2.0)) == [over("a", 0, "aaaa"), ALL]


def test_a_section_that_our_own_offer_rejects_tells_nothing() -> None:
    session = offering(section("a", ufrag="aaaa"), section("b", "video", port=0, ufrag=None))
    assert told(session.send(candidate(mid="b"), 0.0)) == []
    assert session.state.held == ()


def test_a_transport_with_another_owner_remembers_what_was_told() -> None:
    offered = audio_video_data()
    session = answered_session(offered)
    session.send(candidate(1_111), 0.0)
    fewer = offer(
        section("0", port=0), section("1", "video"), section("2", "application"), bundle="1 2"
    )
    session.receive(fewer, 1.0)
    text = serialize(answer_to(fewer).description).replace("ours1", "ours0")
    session.send(Answer(parse(text)), 2.0)
    (one,) = session.state.gathered
    assert (one.mid, one.ufrag) == ("1", "ours0")
    assert told(session.send(candidate(1_111, mid="1"), 3.0)) == []
    assert told(session.send(candidate(2_222, mid="2"), 3.0)) == [ours(2_222, "1", 1, "ours0")]


def test_transports_with_the_same_credentials_are_told_apart() -> None:
    session = offering(section("a", ufrag="same"), section("b", "video", ufrag="same"))
    assert told(session.send(candidate(mid="a"), 0.0)) == [ours(mid="a", ufrag="same")]
    assert told(session.send(end("a"), 0.0)) == [over("a", 0, "same")]
    assert told(session.send(candidate(mid="b"), 0.0)) == [ours(50_000, "b", 1, "same")]
    assert told(session.send(end("b"), 0.0)) == [over("b", 1, "same"), ALL]


# --- the end: TR-52


def test_the_end_of_the_last_transport_is_the_end_of_all() -> None:
    session = offering(section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"))
    assert told(session.send(end("b"), 0.0)) == [over("b", 1, "bbbb")]
    assert told(session.send(end("a"), 0.0)) == [over("a", 0, "aaaa"), ALL]
    assert told(session.send(end("a"), 0.0)) == []
    assert told(session.send(ALL, 0.0)) == []


def test_in_a_bundle_too_each_transport_that_may_be_ends_before_the_end_of_all() -> None:
    session = offering(
        section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"), bundle="a b"
    )
    assert told(session.send(end("a"), 0.0)) == [over("a", 0, "aaaa")]
    assert told(session.send(end("b"), 0.0)) == [over("b", 1, "bbbb"), ALL]


def test_a_general_end_ends_each_transport_that_has_not_ended() -> None:
    session = offering(section("a", ufrag="aaaa"), section("b", "video", ufrag="bbbb"))
    session.send(end("a"), 0.0)
    assert told(session.send(ALL, 0.0)) == [over("b", 1, "bbbb"), ALL]


@pytest.mark.parametrize("text", ["", None, "end-of-candidates", "a=end-of-candidates"])
def test_every_way_to_say_the_end_is_understood(text: str | None) -> None:
    assert told(offering().send(IceCandidate(text, "0"), 0.0)) == [over(), ALL]


def test_a_candidate_after_the_end_is_our_mistake() -> None:
    session = offering()
    session.send(candidate(), 0.0)
    session.send(end(), 0.0)
    assert bug(session, candidate(1_111)) is FaultCode.ICE_AFTER_END
    assert told(session.send(candidate(), 0.0)) == [], "it was told before the end"


def test_a_candidate_after_the_end_in_the_description_is_our_mistake() -> None:
    session = offering(section(ufrag="mine", lines=(line(1_111), "end-of-candidates")))
    assert bug(session, candidate()) is FaultCode.ICE_AFTER_END
    assert told(session.send(candidate(1_111), 0.0)) == [], "the description has it"
    assert told(session.send(end(), 0.0)) == []


def test_a_candidate_after_an_end_that_is_held_is_our_mistake() -> None:
    session = Session()
    session.send(end(), 0.0)
    assert bug(session, candidate()) is FaultCode.ICE_AFTER_END


def test_what_is_held_beyond_the_end_in_the_description_is_passed_over() -> None:
    session = Session()
    session.send(candidate(), 0.0)
    session.send(candidate(1_111), 0.0)
    done = offer(section(ufrag="mine", lines=(line(1_111), "end-of-candidates")))
    assert told(session.send(done, 1.0)) == []
    assert session.state.held == ()


def test_a_restart_begins_to_tell_anew() -> None:
    session = answered_session()
    session.send(candidate(), 0.0)
    session.send(end(), 0.0)
    again = offer(section(ufrag="newer"))
    session.receive(again, 1.0)
    session.send(answer_to(again, name="more"), 2.0)
    assert told(session.send(candidate(), 3.0)) == [ours(ufrag="more0")]


WRONG = {
    "nothing readable": (IceCandidate("hello", "0"), FaultCode.ICE_BAD_CANDIDATE),
    "no place": (IceCandidate(line()), FaultCode.ICE_NO_SECTION),
}


@pytest.mark.parametrize(("message", "code"), WRONG.values(), ids=WRONG)
def test_what_makes_no_sense_is_our_mistake(message: IceCandidate, code: FaultCode) -> None:
    for session in (Session(), offering(), answered_session()):
        assert bug(session, message) is code


def test_a_negative_index_is_the_place_of_nothing() -> None:
    session = offering()
    assert told(session.send(IceCandidate(line(), None, -1), 0.0)) == []


# --- what the peer takes: TR-60 to TR-62


def test_nobody_knows_what_a_silent_peer_takes() -> None:
    assert Session().can_trickle is None
    assert offering().can_trickle is None


@pytest.mark.parametrize(
    ("offered", "expected"),
    [
        (offer(), True),
        (offer(lines=("ice-options:ice2 trickle",)), True),
        (offer(lines=NO_TRICKLE), False),
        (offer(lines=("ice-options:ice2",)), False),
        (offer(section(lines=("ice-options:trickle",)), lines=NO_TRICKLE), True),
        (
            offer(
                section("0"),
                section("1", "video", port=0, ufrag=None, lines=("ice-options:trickle",)),
                lines=NO_TRICKLE,
            ),
            False,
        ),
        (Offer(parse(EMPTY + "a=ice-options:trickle\r\n")), True),
        (Offer(parse(EMPTY)), False),
    ],
)
def test_what_a_peer_takes_is_what_its_newest_description_says(
    offered: Offer, expected: bool
) -> None:
    session = offered_session(offered)
    assert session.can_trickle is expected
    session.receive(offer(section(ufrag="newer"), lines=NO_TRICKLE), 1.0)
    assert session.can_trickle is False
    session.receive(Rollback(), 2.0)
    assert session.can_trickle is None


def test_a_peer_that_takes_nothing_gets_nothing() -> None:
    offered = offer(lines=NO_TRICKLE)
    session = offered_session(offered)
    session.send(candidate(1_111), 0.0)
    assert told(session.send(answer_to(offered), 1.0)) == []
    assert told(session.send(candidate(2_222), 2.0)) == []
    assert told(session.send(end(), 2.0)) == []
    description = session.local_description
    assert description is not None
    text = serialize(description)
    assert text.count("a=candidate") == 2
    assert "a=end-of-candidates" in text


def test_an_offer_to_a_peer_that_takes_nothing_has_to_wait_for_gathering() -> None:
    session = answered_session(offer(lines=NO_TRICKLE))
    assert GatheringRequired() in session.send(offer(section(ufrag="ours0")), 1.0)


def test_an_answer_to_a_peer_that_takes_nothing_has_to_wait_for_gathering_too() -> None:
    offered = offer(lines=NO_TRICKLE)
    session = offered_session(offered)
    events = session.send(answer_to(offered), 0.0)
    assert GatheringRequired() in events
    for message in (candidate(1_111), end()):
        assert session.send(message, 1.0) == ()
    complete = session.local_description
    assert complete is not None
    assert complete.media[0].all(Candidate) == (Candidate.parse(line(1_111).partition(":")[2]),)
    assert complete.media[0].get(EndOfCandidates) is not None


@pytest.mark.parametrize("trickles", [False, True])
@pytest.mark.parametrize("when", ["in it", "before it", "no section", "before, and it goes on"])
def test_an_answer_that_has_everything_need_not_wait(trickles: bool, when: str) -> None:
    lines = ("ice-options:trickle",) if trickles else NO_TRICKLE
    offered = offer(lines=lines)
    answer = answer_to(offered, *("0" if when == "no section" else ""))
    session = offered_session(offered)
    if when == "in it":
        text = serialize(answer.description) + f"a={line()}\r\na=end-of-candidates\r\n"
        answer = Answer(parse(text))
    if when.startswith("before"):
        session.send(candidate(), 0.0)
        session.send(end(), 0.0)
    assert GatheringRequired() not in session.send(answer, 1.0)
    if when.endswith("goes on"):
        session.receive(offer(section(), section("1", "video"), bundle="0 1", lines=lines), 2.0)
        again = session.state.negotiation.pending_remote
        assert isinstance(again, Offer)
        assert GatheringRequired() not in session.send(answer_to(again), 2.0)


def test_a_restart_has_to_wait_for_gathering_again() -> None:
    session = offered_session(offer(lines=NO_TRICKLE))
    session.send(end(), 0.0)
    assert GatheringRequired() not in session.send(answer_to(offer(lines=NO_TRICKLE)), 0.0)
    again = offer(section(ufrag="newer"), lines=NO_TRICKLE)
    session.receive(again, 1.0)
    assert GatheringRequired() in session.send(answer_to(again, name="more"), 1.0)


def test_what_was_gathered_before_our_offer_was_made_is_there() -> None:
    session = answered_session(offer(lines=NO_TRICKLE))
    session.send(IceCandidate(line(), "0", ufrag="more"), 1.0)
    session.send(IceCandidate("", "0", ufrag="more"), 1.0)
    events = session.send(offer(section(ufrag="more")), 1.0)
    assert GatheringRequired() not in events


def test_a_provisional_answer_has_to_wait_as_well() -> None:
    offered = offer(lines=NO_TRICKLE)
    session = offered_session(offered)
    pranswer = Pranswer(answer_to(offered).description)
    assert GatheringRequired() in session.send(pranswer, 0.0)
    session.send(end(), 1.0)
    assert GatheringRequired() not in session.send(answer_to(offered), 2.0)


def test_an_offer_that_has_everything_need_not_wait() -> None:
    session = answered_session(offer(lines=NO_TRICKLE))
    done = offer(section(ufrag="ours0", lines=(line(), "end-of-candidates")))
    assert GatheringRequired() not in session.send(done, 1.0)


def test_an_offer_to_a_peer_that_takes_them_need_not_wait() -> None:
    assert GatheringRequired() not in Session().send(offer(), 0.0)
    assert GatheringRequired() not in answered_session().send(offer(section(ufrag="ours0")), 1.0)


def test_a_lite_end_has_all_its_candidates_in_the_description() -> None:
    """TR-64."""
    lite = ("ice-lite", "ice-options:trickle")
    session = Session()
    done = section(ufrag="mine", lines=(line(), "end-of-candidates"))
    session.send(offer(done, lines=lite), 0.0)
    assert told(session.send(ALL, 0.0)) == []
    assert bug(session, candidate(1_111)) is FaultCode.ICE_AFTER_END


def test_our_candidates_are_not_shown() -> None:
    session = Session()
    events = session.send(IceCandidate(line(address="203.0.113.90"), "0"), 0.0)
    shown = repr((events, session.state))
    events = session.send(offer(section(ufrag="mine")), 1.0)
    shown += repr((events, session.state))
    assert "203.0.113.90" not in shown
