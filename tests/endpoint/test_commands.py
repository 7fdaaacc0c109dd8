from typing import get_args

import attrs
import pytest

from sdpsig.endpoint import Answered, AnswerNeeded, Close, Command, Ended, Open, Outcome
from sdpsig.session import EndReason
from tests.session._peer import PASSWORD, answer_to, offer

SECRET = "a-session-id-is-a-key"


@pytest.mark.parametrize("kind", [*get_args(Command), *get_args(Outcome), Ended])
def test_session_ids_are_not_shown(kind: type[attrs.AttrsInstance]) -> None:
    fields = {field.name: field for field in attrs.fields(kind)}
    assert fields["session_id"].repr is False
    assert next(iter(fields)) == "session_id"


def test_descriptions_are_not_shown() -> None:
    values = (
        Open(SECRET, offer()),
        AnswerNeeded(SECRET, offer(), ()),
        Answered(SECRET, answer_to(offer()), ()),
    )
    assert PASSWORD not in repr(values)
    assert SECRET not in repr(values)


def test_who_closes_is_the_client_unless_said_otherwise() -> None:
    assert Close("x").reason is EndReason.CLOSED_BY_PEER
