"""The table of RFC 9429 §3.2 (SM-3 to SM-10), its symmetry, and the one decision on rollback."""

from itertools import product

import pytest

from sdpsig.jsep import TRANSITIONS, SdpType, Side, SignalingState, next_state

S, L, R = SignalingState, Side.LOCAL, Side.REMOTE
OFFER, PRANSWER, ANSWER, ROLLBACK = SdpType
STABLE, HLO, HRO, HLP, HRP = SignalingState

TABLE = {
    # input: what follows in stable, HLO, HRO, HLP, HRP
    (L, OFFER): (HLO, HLO, None, None, None),
    (L, PRANSWER): (None, None, HLP, HLP, None),
    (L, ANSWER): (None, None, STABLE, STABLE, None),
    (L, ROLLBACK): (None, STABLE, STABLE, None, None),
    (R, OFFER): (HRO, None, HRO, None, None),
    (R, PRANSWER): (None, HRP, None, None, HRP),
    (R, ANSWER): (None, STABLE, None, None, STABLE),
    (R, ROLLBACK): (None, STABLE, STABLE, None, None),
}
MIRROR = {STABLE: STABLE, HLO: HRO, HRO: HLO, HLP: HRP, HRP: HLP}


@pytest.mark.parametrize(("side", "kind"), TABLE)
def test_what_follows_is_what_the_table_says(side: Side, kind: SdpType) -> None:
    assert tuple(next_state(state, side, kind) for state in S) == TABLE[side, kind]


def test_the_table_is_total() -> None:
    assert TABLE.keys() == set(product(Side, SdpType))
    assert len(TRANSITIONS) == 16


def test_the_table_looks_the_same_from_the_other_side() -> None:
    mirrored = {
        (MIRROR[state], side.other, kind): MIRROR[after]
        for (state, side, kind), after in TRANSITIONS.items()
    }
    assert mirrored == TRANSITIONS


def test_d_1_only_an_outstanding_offer_is_taken_back_by_either_side() -> None:
    rollbacks = {(state, side) for state, side, kind in TRANSITIONS if kind is ROLLBACK}
    assert rollbacks == set(product((HLO, HRO), Side))


def test_every_exchange_ends_stable() -> None:
    assert {after for (_, _, kind), after in TRANSITIONS.items() if kind is ANSWER} == {STABLE}


def test_the_names_are_those_of_w3c() -> None:
    assert list(S) == [
        "stable",
        "have-local-offer",
        "have-remote-offer",
        "have-local-pranswer",
        "have-remote-pranswer",
    ]
    assert list(SdpType) == ["offer", "pranswer", "answer", "rollback"]
    assert (L.other, R.other) == (R, L)
