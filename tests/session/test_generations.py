"""Candidates over several descriptions and ICE generations (TR-35 to TR-37)."""

from sdpsig.jsep import Pranswer, Rollback
from sdpsig.sdp import parse, serialize
from sdpsig.session import (
    IceCandidate,
    IceState,
    Session,
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
    section,
)

NAMED = IceCandidate(line(), "0", ufrag=UFRAG)
"""One that says which generation it is of."""


def test_a_description_that_repeats_candidates_adds_what_is_new() -> None:
    session = answered_session(offer(section(lines=(line(1_111),))))
    session.receive(candidate(2_222), 0.0)
    lines = (line(1_111), line(2_222), line(3_333), "end-of-candidates")
    again = offer(section(lines=lines))
    for expected in ([3_333, None], []):
        session.receive(again, 1.0)
        assert fates(session.send(answer_to(again), 1.0)) == expected
    assert [one.port for one in session.state.remote[0].accepted] == [1_111, 2_222, 3_333]


def test_a_restart_begins_with_nothing() -> None:
    """TR-37: the same candidates are others in another generation."""
    session = answered_session()
    session.receive_all((candidate(1_111), end()), 0.0)
    again = offer(section(ufrag="newer"))
    session.receive(again, 1.0)
    assert session.receive(IceCandidate(line(1_111), "0", ufrag="newer"), 1.0) == ()
    assert fates(session.receive(NAMED, 1.0)) == [Drop.AFTER_END], "it runs until the answer"
    assert fates(session.send(answer_to(again, name="more"), 2.0)) == [1_111]
    assert fates(session.receive(NAMED, 3.0)) == [Drop.OLD_GENERATION]


def test_a_restart_that_was_taken_back_is_over_and_the_old_goes_on() -> None:
    session = answered_session()
    session.receive(offer(section(ufrag="newer")), 1.0)
    newer = IceCandidate(line(1_111), "0", ufrag="newer")
    session.receive(newer, 1.0)
    session.receive(Rollback(), 2.0)
    assert fates(session.receive(newer, 3.0)) == [Drop.OLD_GENERATION]
    assert fates(session.receive(NAMED, 3.0)) == [50_000]


def test_a_generation_whose_offer_was_replaced_is_over() -> None:
    session = offered_session()
    session.receive(offer(section(ufrag="newer")), 1.0)
    assert fates(session.receive(NAMED, 2.0)) == [Drop.OLD_GENERATION]


def test_a_provisional_answer_with_another_owner_leaves_what_runs() -> None:
    """The transports are those that were agreed on until the answer is final."""
    offered = audio_video_data()
    session = Session()
    session.send(offered, 0.0)
    accepted = answer_to(offered, name="peer")
    session.receive(accepted, 0.0)
    session.send(audio_video_data(), 1.0)
    fewer = answer_to(offered, "0", name="peer")
    text = serialize(fewer.description).replace("peer1", "peer0")
    session.receive(Pranswer(parse(text)), 2.0)
    assert fates(session.receive(candidate(1_111, mid="1"), 3.0)) == [1_111]
    assert session.report("1", ice=IceState.CHECKING, now=3.0) == ()
    assert [item.mid for item in session.state.remote] == ["0"]
