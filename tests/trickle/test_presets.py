import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, CandidatePolicy, auto


@pytest.mark.parametrize(
    ("peer_address", "policy"),
    [
        ("127.0.0.1", LOOPBACK),
        ("127.8.8.8", LOOPBACK),
        ("::1", LOOPBACK),
        ("::ffff:127.0.0.1", LOOPBACK),
        ("10.1.2.3", LAN),
        ("172.16.0.1", LAN),
        ("192.168.0.1", LAN),
        ("100.64.0.1", LAN),
        ("::ffff:10.1.2.3", LAN),
        ("fd12::1", LAN),
        ("169.254.1.1", LAN),
        ("fe80::1", LAN),
        ("fe80::1%eth0", LAN),
        ("8.8.8.8", PUBLIC),
        ("2606:4700::1", PUBLIC),
        ("169.254.169.254", PUBLIC),
        ("0.0.0.0", PUBLIC),
        ("::", PUBLIC),
        ("224.0.0.1", PUBLIC),
        ("2002:7f00:1::", PUBLIC),
        ("64:ff9b::10.0.0.1", PUBLIC),
        ("64:ff9b:1::10.0.0.1", PUBLIC),
        ("localhost", PUBLIC),
        ("testclient", PUBLIC),
        ("127.0.0.1:5000", PUBLIC),
        ("[::1]", PUBLIC),
        ("", PUBLIC),
        (None, PUBLIC),
    ],
)
def test_a_client_may_name_what_is_as_near_as_itself(
    peer_address: str | None, policy: CandidatePolicy
) -> None:
    assert auto(peer_address) is policy


def test_each_preset_holds_the_one_before() -> None:
    assert PUBLIC.classes < LAN.classes < LOOPBACK.classes


@given(st.text() | st.ip_addresses().map(str))
def test_whatever_an_address_is_there_is_a_policy_for_it(text: str) -> None:
    assert auto(text) in (PUBLIC, LAN, LOOPBACK)
