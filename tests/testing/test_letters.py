import pytest

from sdpsig.errors import SdpError
from sdpsig.jsep import Answer, Offer, Pranswer, Rollback
from sdpsig.session import Bye, IceCandidate, SessionConfig
from sdpsig.testing import Letter
from sdpsig.testing._letters import Spoken, read_letter, write_letter
from tests.session._peer import PASSWORD, candidate, end, offer

SDP = offer().description
MESSAGES = [
    Offer(SDP),
    Pranswer(SDP, "3"),
    Answer(SDP, "3"),
    Rollback(),
    candidate(),
    IceCandidate("candidate:…", "0", 0, "ufrag"),
    end(),
    Bye("tired"),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_what_is_written_is_read_again(message: Spoken) -> None:
    letter = write_letter(7, "b", message, getattr(message, "offer_id", None))
    assert (letter.number, letter.sender) == (7, "b")
    assert read_letter(letter, SessionConfig()) == message


def test_a_letter_is_text() -> None:
    letter = write_letter(0, "a", Offer(SDP), "1")
    assert (letter.type, letter.text[:5], letter.offer_id) == ("offer", "v=0\r\n", "1")


def test_a_letter_does_not_show_its_secrets() -> None:
    letter = write_letter(0, "a", Offer(SDP))
    assert PASSWORD in letter.text
    assert PASSWORD not in repr(letter)


def test_a_letter_that_is_no_sdp_is_refused() -> None:
    with pytest.raises(SdpError):
        read_letter(Letter(0, "a", "offer", "hello"), SessionConfig())
