from typing import get_args

from sdpsig.jsep import Answer, Change, Offer, Pranswer, Rollback
from sdpsig.session import Bye, IceCandidate, Message
from sdpsig.wire import IceCandidate as WireCandidate
from tests.session._peer import line


def test_there_is_one_candidate_class_for_sessions_and_for_the_wire() -> None:
    assert WireCandidate is IceCandidate


def test_these_are_all_the_messages() -> None:
    said = {Offer, Pranswer, Answer, Rollback, IceCandidate, Bye}
    assert set(get_args(Message)) == said | set(get_args(Change))


def test_a_candidate_hides_its_address() -> None:
    assert "203.0.113.5" not in repr(IceCandidate(line(), "0"))


def test_nothing_said_is_the_end_for_all() -> None:
    empty = IceCandidate()
    assert (empty.candidate, empty.mid, empty.mline_index, empty.ufrag) == (None, None, None, None)
