import pytest

from sdpsig import sdp
from sdpsig.jsep import Answer, Description, Offer, Pranswer, Rollback, SdpType
from tests.jsep._offers import MIN_A, PWD

DESCRIPTION = sdp.parse(MIN_A)


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (Offer(DESCRIPTION), SdpType.OFFER),
        (Pranswer(DESCRIPTION), SdpType.PRANSWER),
        (Answer(DESCRIPTION), SdpType.ANSWER),
    ],
)
def test_a_message_is_a_description_and_what_it_is_meant_to_do(
    message: Description, kind: SdpType
) -> None:
    assert message.type is kind
    assert message.description is DESCRIPTION


def test_a_rollback_has_no_description() -> None:
    assert Rollback().type is SdpType.ROLLBACK
    assert not hasattr(Rollback(), "description")


def test_the_same_description_as_offer_and_as_answer_is_not_the_same() -> None:
    messages: set[Description] = {Offer(DESCRIPTION), Answer(DESCRIPTION), Pranswer(DESCRIPTION)}
    assert len(messages) == 3
    assert Offer(sdp.parse(MIN_A)) in messages


def test_no_message_shows_a_password() -> None:
    assert PWD not in repr(Offer(DESCRIPTION))
