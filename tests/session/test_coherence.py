import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.jsep import Negotiation, SignalingState
from sdpsig.session import Session, SessionState
from sdpsig.session._coherence import LAWS, PENDING, incoherence
from tests.session._life import CONFIGS, SCRIPTS, Life, play
from tests.session._peer import answered_session, offered_session


@given(st.sampled_from(sorted(CONFIGS)), SCRIPTS)
def test_every_state_that_is_reached_is_coherent(
    name: str, script: list[tuple[str, float]]
) -> None:
    life = Life(Session(CONFIGS[name]))
    for step in script:
        play(life, [step])
        assert incoherence(life.session.state) is None


def test_each_law_can_be_broken() -> None:
    offered, answered = offered_session().state, answered_session().state
    pending, stable = offered.negotiation, answered.negotiation
    assert pending.before is not None
    broken = [
        (0, evolve(pending, pending_remote=None)),
        (1, evolve(pending, before=None)),
        (1, evolve(pending, before=evolve(pending.before, before=Negotiation()))),
        (1, evolve(pending, before=pending)),
        (1, evolve(stable, before=Negotiation())),
        (2, evolve(pending, sections=None)),
    ]
    for law, negotiation in broken:
        assert incoherence(SessionState(negotiation=negotiation)) == LAWS[law][0]
    assert incoherence(evolve(answered, remote=())) == LAWS[3][0]


def test_a_session_that_is_over_needs_no_candidates() -> None:
    session = answered_session()
    session.close(0.0)
    assert session.state.remote == ()
    assert incoherence(session.state) is None


@pytest.mark.parametrize("state", SignalingState)
def test_every_signaling_state_has_its_descriptions(state: SignalingState) -> None:
    assert state in PENDING
