import attrs
import pytest

from sdpsig.session import Session, SessionState, Timer, TransportFacts
from sdpsig.session._state import FIRED
from tests.session._peer import answered_session


@pytest.mark.parametrize("value", [SessionState(), TransportFacts("0")])
def test_what_a_session_knows_is_never_changed(value: attrs.AttrsInstance) -> None:
    for field in attrs.fields(type(value)):
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            setattr(value, field.name, None)


def test_states_can_be_compared_and_kept_in_sets() -> None:
    one, other = answered_session().state, answered_session().state
    assert one is not other
    assert one == other
    assert len({one, other, SessionState()}) == 2


def test_a_timer_that_went_off_is_never_next() -> None:
    session = Session(state=SessionState(deadlines=((Timer.DISCONNECTED_GRACE, FIRED),)))
    assert (session.due, session.deadline) == (None, None)
    assert session.handle_timeout(1e308) == ()


def test_timers_have_names_for_logs() -> None:
    assert all(timer.replace("-", "").isalpha() for timer in Timer)
