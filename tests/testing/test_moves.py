import pytest
from hypothesis import given

from sdpsig.errors import LocalProtocolError
from sdpsig.jsep import SignalingState
from sdpsig.session import CandidateReceived, ConnectionState
from sdpsig.testing import Act, Move, Pair
from sdpsig.testing._moves import _OF_A_LETTER, _OF_A_PEER
from sdpsig.testing.strategies import courses, seeds


def played(*words: str) -> Pair:
    """A pair that is moved by hand, after ``a:offer`` and so on."""
    pair = Pair(answer_after=None, candidates=0)
    pair.hold()
    for word in words:
        name, _, act = word.partition(":")
        move = Move(name, Act(act))
        assert move.possible(pair), word
        move.play(pair)
    return pair


OFFERED = ("a:audio", "a:offer", "a:deliver")
AGREED = (*OFFERED, "b:answer", "b:deliver")


def can(pair: Pair) -> set[str]:
    return {str(move) for move in Move.all() if move.possible(pair)}


def test_every_act_can_be_played() -> None:
    assert {*_OF_A_PEER, *_OF_A_LETTER} == set(Act)
    assert not _OF_A_PEER.keys() & _OF_A_LETTER.keys()


def test_moves_are_those_of_both_peers() -> None:
    assert len([*Move.all()]) == 2 * len(Act)
    assert [*map(str, Move.all(Act.OFFER, Act.BYE))] == ["a:offer", "b:offer", "a:bye", "b:bye"]


ALWAYS = {f"{name}:{act}" for name in "ab" for act in ("audio", "video", "data", "restart", "bye")}
ALWAYS |= {"a:connect", "b:connect", "a:wait", "b:wait"}


def test_what_is_possible_follows_from_the_state() -> None:
    assert can(played()) == ALWAYS
    assert can(played("a:audio")) == ALWAYS | {"a:offer"}
    told = ALWAYS | {"a:candidate", "a:end"}
    offered = told | {"a:replace", "a:withdraw"}
    assert can(played("a:audio", "a:offer")) == offered | {"a:deliver", "a:drop"}
    answering = {"b:answer", "b:pranswer", "b:refuse"}
    assert can(played(*OFFERED)) == offered | answering
    assert can(played(*AGREED)) == told | {"b:candidate", "b:end"}
    assert can(played(*OFFERED, "a:candidate", "a:end")) >= {"a:overtake"}


def test_who_has_left_does_nothing_any_more() -> None:
    assert {move for move in can(played("a:audio", "a:bye")) if move.startswith("a")} == {
        "a:deliver",
        "a:drop",
        "a:wait",
    }


def test_a_course_leads_to_an_agreement() -> None:
    pair = played("b:video", "b:data", "b:offer", "b:deliver", "a:pranswer", "a:deliver")
    assert pair.b.signaling_state is SignalingState.HAVE_REMOTE_PRANSWER
    for act in (Act.ANSWER, Act.DELIVER, Act.CONNECT):
        Move("a", act).play(pair)
    assert pair.agrees
    assert pair.a.state.connection is ConnectionState.CONNECTED


def test_letters_are_delivered_overtaken_and_dropped() -> None:
    pair = played(*AGREED, "a:candidate", "a:candidate", "a:candidate", "a:overtake", "a:drop")
    (rest,) = pair.letters
    received = [event for event in pair.b.events if isinstance(event, CandidateReceived)]
    assert [event.candidate and event.candidate.port for event in received] == [50_002]
    assert "50001" in rest.text


def test_restarts_replacements_refusals_and_ends() -> None:
    pair = played(*AGREED, "a:restart", "a:offer", "a:replace", "a:end", "a:wait")
    assert [letter.type for letter in pair.letters] == ["offer", "offer", "candidate", "candidate"]
    assert not Move("a", Act.CANDIDATE).possible(pair)
    assert pair.clock.now == 10.0
    pair = played(*OFFERED, "b:refuse", "b:deliver")
    assert pair.agrees
    pair = played(*OFFERED, "a:withdraw", "a:deliver")
    assert pair.agrees


def test_a_move_that_is_not_possible_is_refused_by_the_session() -> None:
    with pytest.raises(LocalProtocolError):
        Move("a", Act.ANSWER).play(Pair())


@given(course=courses(), seed=seeds())
def test_whatever_is_possible_is_done_and_never_worse_than_refused(
    course: list[Move], seed: int
) -> None:
    pair = Pair(answer_after=None, seed=seed, reorder=True, duplicate=0.2, loss=0.1)
    pair.hold()
    for move in course:
        if move.possible(pair):
            move.play(pair)
    pair.release()
    pair.run_until_idle()
    assert pair.letters == ()
    pair.clock.advance(1000.0)
    for peer in (pair.a, pair.b):
        assert peer.deadline is None or peer.deadline > pair.clock.now
        assert peer.state.end is not None or peer.state.was_connected or not peer.events
