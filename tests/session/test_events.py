from typing import get_args

import attrs
import pytest

from sdpsig.session import Event
from tests.session._peer import PASSWORD, answer_to, offer, offered_session


@pytest.mark.parametrize("kind", get_args(Event))
def test_events_are_values(kind: type[attrs.AttrsInstance]) -> None:
    assert attrs.has(kind)
    assert kind.__setattr__ is not object.__setattr__
    assert (kind.__doc__ or "").strip().endswith(".")


def test_descriptions_are_not_shown_in_events() -> None:
    session = offered_session()
    events = (*session.receive(offer(), 0.0), *session.send(answer_to(offer()), 0.0))
    assert PASSWORD not in repr(events)
    assert "m=audio" not in repr(events)
