"""Perfect negotiation, model-checked: whatever is done in whatever order, both end up of one mind.

Every interleaving of up to ``DEPTH`` moves is played on two sessions. A move is an offer, an
answer, a candidate, a refusal, or the arrival of the next letter of one side. Wherever that has
led, the two are then left alone: their letters arrive, what is owed is answered, what is wanted
is offered.
"""

from typing import Literal

import pytest

from sdpsig.errors import FaultCode
from sdpsig.jsep import Answer
from sdpsig.session import OfferIgnored, OfferWithdrawn, TransportRestarted
from sdpsig.testing import Act, Move, Pair
from tests.testing._model import CONFIG, converged, courses, left_alone

DEPTH = 6
BASIC = (Act.OFFER, Act.ANSWER, Act.DELIVER)
ACTS = (*BASIC, Act.REFUSE, Act.CANDIDATE)


def start(polite: Literal["a", "b"], *, connected: bool, offer_ids: bool = True) -> Pair:
    """Two peers that each want something that the other one does not know yet."""
    pair = Pair(
        polite=polite,
        config_a=CONFIG,
        config_b=CONFIG,
        answer_after=None,
        candidates=0,
        offer_ids=offer_ids,
    )
    pair.a.add_transceiver("audio")
    if connected:
        pair.a.offer()
        pair.run_until_idle()
        pair.b.answer()
        pair.run_until_idle()
        pair.connect()
        pair.a.add_transceiver("video")
    pair.b.add_data_channels()
    pair.hold()
    return pair


def refused(pair: Pair) -> set[str]:
    """The rules by which anything was refused; TR-22: a candidate of an offer that was refused."""
    return {error.fault.rule for peer in (pair.a, pair.b) for error in peer.refusals}


def play(text: str, pair: Pair) -> Pair:
    """A course as it is written: ``a:offer b:answer``."""
    for name, _, act in (word.partition(":") for word in text.split()):
        Move(name, Act(act)).play(pair)
    return pair


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("connected", [False, True], ids=["first exchange", "renegotiation"])
@pytest.mark.parametrize("polite", ["a", "b"])
def test_both_peers_converge_whatever_happens_in_whatever_order(
    polite: Literal["a", "b"], connected: bool
) -> None:
    tried = 0
    for course in courses(start(polite, connected=connected), DEPTH, ACTS):
        end = left_alone(course.pair)
        assert converged(end), f"after {course}"
        assert refused(end) <= ({"TR-22"} if "refuse" in str(course) else set()), f"after {course}"
        tried += 1
    assert tried > 100


def test_the_impolite_side_passes_over_what_the_polite_side_takes_back() -> None:
    pair = left_alone(play("a:offer b:offer", start("b", connected=False)))
    assert any(isinstance(event, OfferIgnored) for event in pair.a.events)
    assert any(isinstance(event, OfferWithdrawn) for event in pair.b.events)
    said = pair.a.session.local_description
    assert said is not None
    assert [media.kind for media in said.media] == ["audio", "application"]


def test_answers_need_not_say_which_offer_they_answer() -> None:
    for course in courses(start("b", connected=True, offer_ids=False), DEPTH, BASIC):
        assert converged(left_alone(course.pair)), f"after {course}"


# --- offers that are taken back after they were sent


BACK = (*BASIC, Act.WITHDRAW, Act.REPLACE)
DEPTH_BACK = 5


def crossed(end: Pair) -> bool:
    """Whether each has answered an offer that the other one has taken back."""
    return all(
        isinstance(peer.state.negotiation.current_local, Answer)
        and FaultCode.JSEP_STALE_ANSWER in {error.fault.code for error in peer.refusals}
        for peer in (end.a, end.b)
    )


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("connected", [False, True], ids=["first exchange", "renegotiation"])
@pytest.mark.parametrize("polite", ["a", "b"])
def test_an_offer_that_was_sent_may_be_taken_back_unless_two_answers_have_crossed(
    polite: Literal["a", "b"], connected: bool
) -> None:
    apart = 0
    for course in courses(start(polite, connected=connected), DEPTH_BACK, BACK):
        end = left_alone(course.pair)
        assert converged(end) or crossed(end), f"after {course}"
        apart += not end.agrees
    assert apart <= 1


MENDED = {
    "a:offer a:deliver b:answer a:withdraw": "its answer is under way",
    "b:offer b:deliver a:answer b:withdraw": "its answer is under way",
    "a:offer b:offer a:withdraw": "the polite side has given way to it",
    "b:offer b:replace b:deliver a:answer a:offer": "the first of them is answered",
}
"""What one side has agreed to and the other one has taken back, at its shortest."""


@pytest.mark.parametrize("connected", [False, True], ids=["first exchange", "renegotiation"])
@pytest.mark.parametrize("course", MENDED)
def test_what_was_answered_and_taken_back_is_offered_again(course: str, connected: bool) -> None:
    end = left_alone(play(course, start("b", connected=connected)))
    assert converged(end)
    codes = {error.fault.code for peer in (end.a, end.b) for error in peer.refusals}
    assert FaultCode.JSEP_STALE_ANSWER in codes


def test_a_peer_that_lost_what_was_agreed_on_needs_an_ice_restart() -> None:
    """Its answer has other credentials, which V-32 refuses: the offer is made again, with one."""
    end = left_alone(play("b:offer b:deliver a:answer b:withdraw", start("b", connected=False)))
    assert "V-32" in refused(end)
    assert any(isinstance(event, TransportRestarted) for event in end.a.events)


# --- what cannot be mended, and why


@pytest.mark.parametrize("connected", [False, True], ids=["first exchange", "renegotiation"])
def test_two_that_have_answered_what_the_other_took_back_stay_apart(connected: bool) -> None:
    """At one place in the list of sections stand two media, for ever (RFC 3264 §8, V-19)."""
    course = "a:offer b:offer a:deliver b:answer a:withdraw"
    end = left_alone(play(course, start("b", connected=connected)))
    assert crossed(end)
    assert not end.agrees
    assert "V-19" in refused(end)


def test_a_name_that_both_have_given_is_not_proposed_again() -> None:
    """SM-46: it may never name another section, so that one side misses what it has answered."""
    course = "a:offer b:offer a:withdraw b:withdraw a:deliver b:answer"
    end = left_alone(play(course, start("b", connected=False)))
    assert not end.agrees
    assert not crossed(end)
    assert "V-19" in refused(end)


@pytest.mark.parametrize("connected", [False, True], ids=["first exchange", "renegotiation"])
def test_no_shorter_course_leaves_them_apart(connected: bool) -> None:
    for course in courses(start("b", connected=connected), 4, BACK):
        assert converged(left_alone(course.pair)), f"after {course}"
