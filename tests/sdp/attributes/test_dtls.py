import pytest

from sdpsig.errors import SdpError
from sdpsig.sdp.attributes import Fingerprint, Setup, SetupRole


@pytest.mark.parametrize("role", SetupRole)
def test_a_role_is_one_of_four(role: SetupRole) -> None:
    assert Setup.parse(role) == Setup(role)
    assert Setup(role).text == f"a=setup:{role}"


@pytest.mark.parametrize("value", ["", "ACTIVE", "active ", "active,passive", "client"])
def test_there_is_no_other_role(value: str) -> None:
    with pytest.raises(SdpError):
        Setup.parse(value)


def test_a_fingerprint_keeps_the_letters_it_was_written_in() -> None:
    line = Fingerprint.parse("SHA-256 ab:Cd")
    assert (line.hash_function, line.digest) == ("SHA-256", "ab:Cd")
    assert line.text == "a=fingerprint:SHA-256 ab:Cd"


@pytest.mark.parametrize(
    "value", ["sha-256", "sha-256 ", "sha-256 A", "sha-256 AB:", "sha-256 ABCD", "AB:CD"]
)
def test_a_digest_is_pairs_of_hexadecimal_digits_between_colons(value: str) -> None:
    with pytest.raises(SdpError):
        Fingerprint.parse(value)
