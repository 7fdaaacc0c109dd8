"""What each side has said by now, candidates included (SM-33)."""

from sdpsig.jsep import Answer, Offer, Pranswer
from sdpsig.sdp import SessionDescription, parse, serialize
from sdpsig.sdp.attributes import Candidate, EndOfCandidates
from sdpsig.session import IceCandidate, Session
from tests.session._peer import (
    UFRAG,
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

Told = list[list[int | None]]


def told(description: SessionDescription | None) -> Told:
    """The ports of each section, None for the end; the text is right."""
    assert description is not None
    again = parse(serialize(description))
    assert again == description
    return [
        [one.port for one in media.all(Candidate)] + [None for _ in media.all(EndOfCandidates)]
        for media in again.media
    ]


def test_before_anything_is_said_there_is_nothing() -> None:
    session = Session()
    assert (session.local_description, session.remote_description) == (None, None)
    assert offered_session().local_description is None


def test_what_nobody_added_to_is_as_it_was_said() -> None:
    offered = offer(section(lines=(line(1_111),)))
    session = answered_session(offered)
    assert session.remote_description == offered.description
    assert session.local_description == answer_to(offered).description


def test_candidates_of_the_peer_stand_in_its_description() -> None:
    session = answered_session(offer(section(lines=(line(1_111),))))
    for message in (candidate(2_222), candidate(1_111), candidate(50_000, "127.0.0.1"), end()):
        session.receive(message, 1.0)
    assert told(session.remote_description) == [[1_111, 2_222, None]]
    assert told(session.local_description) == [[]]


def test_ours_stand_in_ours() -> None:
    session = answered_session()
    session.send(candidate(2_222), 1.0)
    session.send(end(), 1.0)
    assert told(session.local_description) == [[2_222, None]]
    assert told(session.remote_description) == [[]]


def test_the_version_stays_as_it_is() -> None:
    session = answered_session()
    before = session.remote_description
    session.receive(candidate(), 1.0)
    after = session.remote_description
    assert before is not None
    assert after is not None
    assert before != after
    assert before.lines == after.lines


def test_they_stand_in_the_section_that_owns_the_transport() -> None:
    session = answered_session(audio_video_data())
    for mid in ("2", "0"):
        session.receive(candidate(5_000 + int(mid), mid=mid), 1.0)
        session.send(candidate(2_000 + int(mid), mid=mid), 1.0)
    session.receive(IceCandidate(), 2.0)
    assert told(session.remote_description) == [[5_002, 5_000, None], [], []]
    assert told(session.local_description) == [[2_002, 2_000], [], []]


def test_transports_with_the_same_credentials_have_candidates_of_their_own() -> None:
    session = answered_session(offer(section("0"), section("1", "video")))
    session.receive(candidate(1_111, mid="1"), 1.0)
    assert told(session.remote_description) == [[], [1_111]]


def test_an_owner_that_the_answer_rejects_leaves_them_to_the_next() -> None:
    session = answered_session(audio_video_data(), "0")
    session.receive(candidate(1_111, mid="1"), 1.0)
    assert told(session.remote_description) == [[1_111], [], []], "the offer has its own owner"


def test_what_waits_for_the_answer_stands_there_already() -> None:
    session = offered_session(audio_video_data())
    session.receive_all((candidate(1_111), candidate(2_222, mid="2"), end("1"), end()), 0.0)
    assert told(session.remote_description) == [[1_111, 2_222, None], [], []]
    before = session.remote_description
    session.send(answer_to(audio_video_data()), 1.0)
    assert session.remote_description == before


def test_a_general_end_that_waits_is_one_for_every_owner() -> None:
    session = offered_session(
        offer(
            section("0"),
            section("1", "video", ufrag="other"),
            section("2", "application", port=0, ufrag=None),
        )
    )
    session.receive(IceCandidate(), 0.0)
    assert told(session.remote_description) == [[None], [None], []]


def test_each_generation_has_its_own() -> None:
    session = answered_session()
    session.receive(candidate(1_111), 0.0)
    session.send(candidate(2_222), 0.0)
    newer = offer(section(ufrag="newer"))
    session.receive(newer, 1.0)
    assert told(session.remote_description) == [[]]
    session.receive(IceCandidate(line(3_333), "0", ufrag=UFRAG), 1.0)
    session.receive(IceCandidate(line(4_444), "0", ufrag="newer"), 1.0)
    assert told(session.remote_description) == [[4_444]]
    assert told(session.local_description) == [[2_222]], "ours is the answer to the first"
    session.send(answer_to(newer, name="more"), 2.0)
    assert told(session.remote_description) == [[4_444]]
    assert told(session.local_description) == [[]]


def test_one_that_waits_for_an_offer_that_was_replaced_stands_nowhere() -> None:
    session = offered_session()
    session.receive(candidate(1_111), 0.0)
    session.receive(offer(section(ufrag="newer")), 1.0)
    assert told(session.remote_description) == [[]]


def test_a_provisional_answer_is_the_newest_word() -> None:
    session = Session()
    ours = offer(section(None))
    session.send(ours, 0.0)
    answer = answer_to(ours, name="peer")
    session.receive(Pranswer(answer.description), 1.0)
    session.receive(IceCandidate(line(1_111), None, 0), 2.0)
    assert told(session.remote_description) == [[1_111]]
    session.receive(Answer(answer.description), 3.0)
    assert told(session.remote_description) == [[1_111]]


def test_they_can_be_read_after_the_end() -> None:
    session = answered_session()
    session.close(1.0)
    assert session.remote_description == offer().description


def test_a_description_with_everything_is_an_offer_like_any_other() -> None:
    session = answered_session()
    session.receive(candidate(1_111), 0.0)
    session.receive(end(), 0.0)
    said = session.remote_description
    assert said is not None
    other = answered_session(Offer(parse(serialize(said))))
    (one,) = other.state.remote
    assert ([item.port for item in one.accepted], one.ended) == ([1_111], True)
