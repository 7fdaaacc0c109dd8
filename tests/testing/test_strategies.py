from collections.abc import Callable
from typing import TypeVar

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from sdpsig.jsep import WEBRTC, Answer, Negotiation, Offer, Side, SignalingState, apply
from sdpsig.sdp import SessionDescription, check, parse, parse_candidate, serialize
from sdpsig.sdp.attributes import Candidate
from sdpsig.session import IceCandidate
from sdpsig.testing import Act, Move
from sdpsig.testing.strategies import (
    Exchanged,
    answers,
    candidates,
    courses,
    descriptions,
    exchanges,
    ice_candidates,
    local_transports,
    offers,
    seeds,
    wishes,
)

T = TypeVar("T")
FIRST = settings(max_examples=1_000, phases=[Phase.generate], database=None)


def some(strategy: st.SearchStrategy[T], wanted: Callable[[T], bool]) -> T:
    """The first example of this kind; raises NoSuchExample where there is none."""
    return find(strategy, wanted, settings=FIRST)


@given(descriptions())
def test_a_description_passes_every_check_and_stays_as_it_is(told: SessionDescription) -> None:
    assert check(told) == ()
    assert told.warnings == ()
    assert parse(serialize(told)) == told


@given(exchanges())
def test_an_exchange_is_taken_by_both_sides_without_a_word(both: Exchanged) -> None:
    assert isinstance(both.offer, Offer)
    assert isinstance(both.answer, Answer)
    for side in Side:
        state, warnings = apply(Negotiation(), side, both.offer)
        assert warnings == ()
        state, warnings = apply(state, side.other, both.answer)
        assert (state.state, warnings) == (SignalingState.STABLE, ())


@given(st.data())
def test_offers_have_the_shape_that_is_asked_for(data: st.DataObject) -> None:
    offer = data.draw(offers(capabilities=[WEBRTC], most=2, trickled=True))
    assert 1 <= len(offer.description.media) <= 3
    assert not any(media.all(Candidate) for media in offer.description.media)
    answer = data.draw(answers(offer, capabilities=[WEBRTC], trickled=True))
    assert len(answer.description.media) == len(offer.description.media)


@pytest.mark.parametrize("kind", ["audio", "video", "application"])
def test_offers_have_sections_of_every_kind(kind: str) -> None:
    def has(offer: Offer) -> bool:
        return any(media.kind == kind for media in offer.description.media)

    assert has(some(offers(most=2), has))


@pytest.mark.parametrize("taken", [True, False])
def test_answers_reject_some_sections_and_take_others(taken: bool) -> None:
    def has(both: Exchanged) -> bool:
        return any(bool(media.port) is taken for media in both.answer.description.media)

    assert has(some(exchanges(most=2), has))


@given(wishes(least=0, most=3))
def test_wishes_are_few(wanted: tuple[object, ...]) -> None:
    assert len(wanted) <= 4


@given(candidates())
def test_a_candidate_is_read_again(candidate: Candidate) -> None:
    assert parse_candidate(f"candidate:{candidate.serialize()}") == candidate


@pytest.mark.parametrize("transport", ["udp", "tcp"])
@pytest.mark.parametrize("kind", ["host", "srflx", "prflx", "relay"])
def test_candidates_are_of_every_kind(kind: str, transport: str) -> None:
    found = some(candidates(), lambda one: (one.type, one.transport) == (kind, transport))
    assert (found.tcp_type is not None) == (transport == "tcp")


@given(ice_candidates(mids=["0", None], ufrags=["abcd"]))
def test_a_trickled_candidate_has_its_place(told: IceCandidate) -> None:
    assert told.mid in ("0", None)
    assert told.ufrag == "abcd"


@given(ice_candidates(ends=False))
def test_a_trickled_candidate_is_no_end_where_that_is_not_wanted(told: IceCandidate) -> None:
    assert parse_candidate(told.candidate or "") is not None


@pytest.mark.parametrize("trickled", [True, False])
def test_transports_have_candidates_where_they_do_not_trickle(trickled: bool) -> None:
    found = some(local_transports(trickled), lambda one: trickled or bool(one.candidates))
    assert found.end_of_candidates is not trickled


@given(courses(Act.OFFER, Act.ANSWER, most=3))
def test_a_course_has_the_acts_that_are_asked_for(course: list[Move]) -> None:
    assert len(course) <= 3
    assert {move.act for move in course} <= {Act.OFFER, Act.ANSWER}


@given(seeds())
def test_a_seed_has_64_bits(seed: int) -> None:
    assert 0 <= seed < 2**64
