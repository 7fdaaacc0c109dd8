from typing import get_args

import attrs
import pytest

from sdpsig.endpoint import Offered, Outcome
from tests.endpoint._house import OFFER
from tests.session._peer import PASSWORD


@pytest.mark.parametrize("kind", get_args(Outcome))
def test_every_outcome_names_its_session_and_has_events(kind: type[attrs.AttrsInstance]) -> None:
    names = [field.name for field in attrs.fields(kind)]
    assert names[0] == "session_id"
    assert "events" in names


def test_our_offers_are_not_shown() -> None:
    assert PASSWORD not in repr(Offered("a", OFFER, ()))
