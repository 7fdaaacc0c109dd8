import pytest

from sdpsig.sdp._address import destination_fault, literal_fault, origin_fault

SOUND = [
    ("IP4", "192.0.2.1"),
    ("IP4", "0.0.0.0"),
    ("IP4", "host.example"),
    ("IP4", "pc_33"),
    ("IP6", "2001:db8::1"),
    ("IP6", "::"),
    ("IP6", "fe80::1%eth0"),
    ("IP6", "host.example"),
]
UNSOUND = [
    ("IP4", "999.1.2.3"),
    ("IP4", "1.2.3"),
    ("IP4", "127.0.0." + "1" * 512),
    ("IP4", "2001:db8::1"),
    ("IP4", "<redacted>"),
    ("IP4", "a" * 254),
    ("IP6", "192.0.2.1"),
    ("IP6", "2001:db8::1::2"),
    ("IP6", "[::1]"),
]


@pytest.mark.parametrize(("address_type", "address"), SOUND)
def test_an_address_is_a_literal_of_its_type_or_a_host_name(
    address_type: str, address: str
) -> None:
    assert origin_fault("IN", address_type, address) is None
    assert destination_fault("IN", address_type, address) is None


@pytest.mark.parametrize(("address_type", "address"), UNSOUND)
def test_anything_else_is_none(address_type: str, address: str) -> None:
    for fault in (
        origin_fault("IN", address_type, address),
        destination_fault("IN", address_type, address),
    ):
        assert fault is not None
        assert address not in fault


def test_nobody_here_knows_the_addresses_of_other_networks() -> None:
    assert origin_fault("TN", "RFC2543", "+1-201-406-4090") is None
    assert destination_fault("PSTN", "E164", "+15555556666") is None


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "x.local"])
def test_a_literal_says_its_type_by_itself(address: str) -> None:
    assert literal_fault(address) is None


@pytest.mark.parametrize("address", ["1.2.3", "a:b", "[::1]", ""])
def test_a_bad_literal_is_found(address: str) -> None:
    assert literal_fault(address) is not None


@pytest.mark.parametrize(
    ("address_type", "address"),
    [
        ("IP4", "224.2.1.1/127"),
        ("IP4", "224.2.1.1/127/3"),
        ("IP4", "224.2.1.1/255"),
        ("IP6", "ff15::101"),
        ("IP6", "ff15::101/3"),
        ("IP4", "group.example/127"),
    ],
)
def test_a_group_has_a_time_to_live_and_a_count(address_type: str, address: str) -> None:
    assert destination_fault("IN", address_type, address) is None


@pytest.mark.parametrize(
    ("address_type", "address"),
    [
        ("IP4", "224.2.1.1"),
        ("IP4", "224.2.1.1/127/3/4"),
        ("IP4", "224.2.1.1/256"),
        ("IP4", "224.2.1.1/x"),
        ("IP4", "224.2.1.1/127/"),
        ("IP4", "192.0.2.1/127"),
        ("IP4", "192.0.2.1/127/2000000000"),
        ("IP6", "ff15::101/3/4"),
        ("IP6", "2001:db8::1/3"),
    ],
)
def test_nothing_else_has_them(address_type: str, address: str) -> None:
    assert destination_fault("IN", address_type, address) is not None
