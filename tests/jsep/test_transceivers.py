"""Transceivers, and what is left of them after a rollback (SM-41 to SM-43)."""

import pytest
from attrs import evolve

from sdpsig.jsep import Encoding, Transceiver
from sdpsig.jsep._transceivers import by_mid, restored
from sdpsig.sdp.attributes import MediaDirection, Msid

FRESH = Transceiver(number=0, kind="video")
SETTLED = evolve(
    FRESH,
    mid="0",
    current_direction=MediaDirection.SENDONLY,
    msids=(Msid("s"),),
    encodings=(Encoding("h"),),
)


@pytest.mark.parametrize(
    ("stop", "rejected", "stopping"),
    [(False, False, False), (True, False, True), (False, True, True)],
)
def test_a_section_is_stopping_by_the_word_of_either_side(
    stop: bool, rejected: bool, stopping: bool
) -> None:
    assert evolve(FRESH, stop=stop, rejected=rejected).stopping is stopping


def test_those_with_a_section_are_found_by_its_mid() -> None:
    assert by_mid([FRESH, SETTLED]) == {"0": SETTLED}


def test_sm_41_what_had_no_section_has_none_again() -> None:
    (one,) = restored([SETTLED], [FRESH])
    assert one == evolve(FRESH, encodings=SETTLED.encodings)
    (made,) = restored([evolve(SETTLED, rejected=True)], [])
    assert (made.mid, made.current_direction, made.msids, made.rejected) == (None, None, (), False)


def test_sm_36_what_was_to_be_rejected_goes_on() -> None:
    (one,) = restored([evolve(SETTLED, rejected=True, current_direction=None)], [SETTLED])
    assert one == SETTLED


def test_sm_40_layers_that_were_agreed_on_are_restored() -> None:
    (one,) = restored([evolve(SETTLED, encodings=())], [SETTLED])
    assert one.encodings == SETTLED.encodings


def test_sm_42_what_the_offer_of_the_peer_made_goes_with_it() -> None:
    made = evolve(SETTLED, offered=True)
    assert restored([made], []) == ()
    (kept,) = restored([evolve(made, has_track=True)], [])
    assert (kept.mid, kept.has_track) == (None, True)


def test_sm_43_what_the_application_wants_stays() -> None:
    wished = evolve(SETTLED, direction=MediaDirection.INACTIVE, streams=("t",), stop=True)
    (one,) = restored([wished], [SETTLED])
    assert (one.direction, one.streams, one.stop) == (MediaDirection.INACTIVE, ("t",), True)


def test_o_23_what_is_stopped_and_has_no_section_any_more_is_gone() -> None:
    stopped = evolve(SETTLED, stop=True)
    assert restored([stopped], []) == ()
    assert restored([stopped], [FRESH]) == ()


def test_survivors_keep_their_places() -> None:
    second = evolve(FRESH, number=1)
    gone = evolve(FRESH, number=2, offered=True)
    third = evolve(FRESH, number=3)
    assert restored([FRESH, second, gone, third], [second]) == (FRESH, second, third)
