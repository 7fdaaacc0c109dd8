from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.sdp.attributes import Candidate
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, AddressClass, CandidatePolicy, Drop
from tests.trickle.test_address import CLASSES


def candidate(
    address: str = "203.0.113.5",
    port: int = 50_000,
    *,
    component: int = 1,
    transport: str = "udp",
    kind: str = "host",
    tcptype: str = "",
) -> Candidate:
    extensions = (("tcptype", tcptype),) if tcptype else ()
    return Candidate("1", component, transport, 1, address, port, kind, None, None, extensions)


POLICIES = (PUBLIC, LAN, LOOPBACK)


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [
        (AddressClass.PUBLIC, (True, True, True)),
        (AddressClass.PRIVATE, (False, True, True)),
        (AddressClass.LINK_LOCAL, (False, True, True)),
        (AddressClass.LOOPBACK, (False, False, True)),
        (AddressClass.METADATA, (False, False, False)),
        (AddressClass.UNUSABLE, (False, False, False)),
        (AddressClass.MDNS, (False, False, False)),
        (AddressClass.HOST_NAME, (False, False, False)),
    ],
)
def test_each_policy_allows_its_classes_and_no_other(
    kind: AddressClass, allowed: tuple[bool, ...]
) -> None:
    names = (AddressClass.MDNS, AddressClass.HOST_NAME)
    refusal = Drop.HOST_NAME if kind in names else Drop.ADDRESS
    for policy, yes in zip(POLICIES, allowed, strict=True):
        for address in CLASSES[kind]:
            assert policy.judge(candidate(address)) is (None if yes else refusal)


FETCH = (
    *(0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95),
    *(101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179),
    *(389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601),
    *(636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566),
    *(6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080),
)
"""What Fetch calls a bad port."""
REDIS = 6379


@pytest.mark.parametrize("port", [*FETCH, REDIS])
def test_ports_of_services_are_not_contacted(port: int) -> None:
    for address in ("203.0.113.5", "10.0.0.1", "2001:db8::1"):
        assert LAN.judge(candidate(address, port)) is Drop.PORT


def test_of_the_low_ports_two_are_left() -> None:
    taken = [port for port in range(1024) if LAN.judge(candidate("8.8.8.8", port)) is None]
    assert taken == [80, 443]
    assert all(LAN.judge(candidate("10.0.0.1", port)) is Drop.PORT for port in range(1024))


def test_of_the_high_ports_all_but_the_services_are_left() -> None:
    high = (*range(1024, 12_000), 49_152, 65_535)
    dropped = {port for port in high if LAN.judge(candidate("10.0.0.1", port)) is Drop.PORT}
    assert dropped == {port for port in (*FETCH, REDIS) if port in high}


@pytest.mark.parametrize("port", [80, 443])
def test_web_ports_are_contacted_on_the_internet_only(port: int) -> None:
    assert LAN.judge(candidate("8.8.8.8", port)) is None
    assert LAN.judge(candidate("10.0.0.1", port)) is Drop.PORT
    assert LAN.judge(candidate("::ffff:10.0.0.1", port)) is Drop.PORT
    assert LOOPBACK.judge(candidate("127.0.0.1", port)) is Drop.PORT


@pytest.mark.parametrize("kind", ["host", "srflx", "prflx", "relay", "HOST", "SrfLx"])
def test_every_known_type_is_taken_in_any_case(kind: str) -> None:
    assert LAN.judge(candidate(kind=kind)) is None


def test_unknown_types_are_dropped() -> None:
    assert LAN.judge(candidate(kind="magic")) is Drop.TYPE


@pytest.mark.parametrize("transport", ["udp", "UDP", "Udp"])
def test_udp_is_taken_in_any_case(transport: str) -> None:
    assert LAN.judge(candidate(transport=transport)) is None


@pytest.mark.parametrize("transport", ["tcp", "TCP", "ssltcp", "sctp"])
def test_other_transports_are_dropped(transport: str) -> None:
    assert LAN.judge(candidate(transport=transport)) is Drop.TRANSPORT


def test_a_policy_may_allow_tcp() -> None:
    tcp = CandidatePolicy(LAN.classes, frozenset({"udp", "tcp"}))
    assert tcp.judge(candidate(port=9, transport="TCP", tcptype="active")) is None
    assert tcp.judge(candidate(port=0, transport="tcp", tcptype="active")) is None
    assert tcp.judge(candidate(port=9, transport="tcp", tcptype="ACTIVE")) is None
    assert tcp.judge(candidate(port=9, transport="tcp", tcptype="passive")) is Drop.PORT
    assert tcp.judge(candidate(port=9, transport="tcp")) is Drop.PORT
    assert tcp.judge(candidate(port=9, transport="udp", tcptype="active")) is Drop.PORT
    assert tcp.judge(candidate(port=5000, transport="tcp")) is None
    assert tcp.judge(candidate("127.0.0.1", 9, transport="tcp", tcptype="active")) is Drop.ADDRESS


@pytest.mark.parametrize("component", [2, 3, 256])
def test_only_the_first_component_is_used(component: int) -> None:
    assert LAN.judge(candidate(component=component)) is Drop.COMPONENT


def test_the_first_reason_that_holds_is_told() -> None:
    wrong = candidate("x.local", 0, component=2, transport="tcp", kind="magic")
    assert LAN.judge(wrong) is Drop.COMPONENT


# --- networks that are named


@pytest.mark.parametrize(
    ("network", "address", "allowed"),
    [
        ("10.8.0.0/16", "10.8.0.1", True),
        ("10.8.0.0/16", "::ffff:10.8.0.1", True),
        ("10.8.0.0/16", "10.9.0.1", False),
        ("10.8.0.1", "10.8.0.1", True),
        ("127.0.0.1/32", "127.0.0.1", True),
        ("127.0.0.1/32", "127.0.0.2", False),
        ("0.0.0.0/0", "192.168.0.1", True),
        ("0.0.0.0/0", "fd12::1", False),
        ("::/0", "fd12::1", True),
        ("2002::/16", "2002:a00:1::", False),  # what is in it counts
        # metadata services and nobody's addresses: only where the network holds nothing else
        ("0.0.0.0/0", "169.254.169.254", False),
        ("169.254.0.0/16", "169.254.1.1", True),
        ("169.254.0.0/16", "169.254.169.254", False),
        ("169.254.168.0/23", "169.254.169.254", False),
        ("169.254.169.0/24", "169.254.169.254", True),
        ("169.254.169.254/32", "169.254.169.254", True),
        ("169.254.169.254/32", "169.254.169.253", False),
        ("169.254.169.254/32", "64:ff9b::169.254.169.254", True),
        ("fc00::/7", "fd00:ec2::254", False),
        ("fd00:ec2::254/128", "fd00:ec2::254", True),
        ("0.0.0.0/0", "0.0.0.0", False),
        ("224.0.0.0/3", "224.0.0.1", False),
        ("198.18.0.0/15", "198.18.0.1", True),
        ("fec0::/10", "fec0::1", True),
        ("::/0", "::", False),
        ("4000::/3", "4000::1", False),
        ("4000::1/128", "4000::1", True),
    ],
)
def test_a_network_may_be_allowed(network: str, address: str, allowed: bool) -> None:
    policy = CandidatePolicy(frozenset(), allow=(network,))
    assert policy.judge(candidate(address)) is (None if allowed else Drop.ADDRESS)


@pytest.mark.parametrize(
    ("network", "address", "denied"),
    [
        ("203.0.113.0/24", "203.0.113.5", True),
        ("203.0.113.0/24", "203.0.114.5", False),
        ("203.0.113.5", "203.0.113.5", True),
        ("203.0.113.0/24", "::ffff:203.0.113.5", True),
        ("203.0.113.0/24", "2002:cb00:7105::", True),
        ("2002::/16", "2002:cb00:7105::", True),
        ("64:ff9b::/96", "64:ff9b::203.0.113.5", True),
        ("64:ff9b::/96", "203.0.113.5", False),
        ("10.0.0.0/8", "64:ff9b:1:a00:0:100:808:808", True),
        ("8.8.8.0/24", "64:ff9b:1:a00:0:100:808:808", True),  # one of its readings
        ("2001:db8::/32", "2001:db8::1", True),
        ("0.0.0.0/0", "2001:db8::1", False),
    ],
)
def test_a_network_may_be_denied(network: str, address: str, denied: bool) -> None:
    policy = evolve(LOOPBACK, deny=(network,))
    assert policy.judge(candidate(address)) is (Drop.NETWORK if denied else None)


def test_what_is_denied_is_not_allowed_by_anything() -> None:
    policy = evolve(LAN, allow=("10.1.2.3",), deny=("10.0.0.0/8",))
    assert policy.judge(candidate("10.1.2.3")) is Drop.NETWORK


def test_an_allowed_network_opens_no_port_of_services() -> None:
    policy = evolve(PUBLIC, allow=("10.0.0.0/8",))
    assert policy.judge(candidate("10.1.2.3")) is None
    for port in (0, 22, 80, 443, REDIS):
        assert policy.judge(candidate("10.1.2.3", port)) is Drop.PORT


def test_networks_are_given_as_text_or_as_values() -> None:
    values = (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    texts = ("10.0.0.0/8", "2001:db8::/32")
    assert evolve(PUBLIC, allow=texts) == evolve(PUBLIC, allow=values)
    assert evolve(PUBLIC, deny=texts).deny == values


@pytest.mark.parametrize(
    "network", ["", "lan", "10.0.0.1/8", "10.0.0.0/33", "::ffff:10.0.0.0/104", "10.0.0.0/8 "]
)
def test_what_is_no_network_is_refused_at_once(network: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        evolve(PUBLIC, allow=(network,))
    with pytest.raises(ValueError, match=r"."):
        evolve(PUBLIC, deny=(network,))


# --- names


MDNS = "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local"


def test_names_are_taken_where_their_class_is_allowed() -> None:
    mdns = evolve(PUBLIC, classes=PUBLIC.classes | {AddressClass.MDNS})
    assert mdns.judge(candidate(MDNS)) is None
    assert mdns.judge(candidate("x.local")) is Drop.HOST_NAME
    names = evolve(PUBLIC, classes=PUBLIC.classes | {AddressClass.HOST_NAME})
    assert names.judge(candidate("peer.example")) is None
    assert names.judge(candidate(MDNS)) is Drop.HOST_NAME


def test_a_name_is_known_to_be_nowhere_and_so_may_not_have_a_web_port() -> None:
    policy = CandidatePolicy(frozenset({AddressClass.HOST_NAME}))
    assert policy.judge(candidate("peer.example", 443)) is Drop.PORT


@pytest.mark.parametrize("everything", [False, True])
def test_what_is_found_under_a_name_is_judged_like_any_address(everything: bool) -> None:
    classes = PUBLIC.classes | {AddressClass.MDNS}
    policy = evolve(PUBLIC, classes=frozenset(AddressClass) if everything else classes)
    found = evolve(candidate(MDNS), address="192.168.1.7")
    assert policy.judge(found) is (None if everything else Drop.ADDRESS)


@pytest.mark.parametrize("text", ["fe80::1%eth0", "fe80::1%\r\na=evil:1", "0x7f.1", "127.1", ""])
def test_what_is_neither_an_address_nor_a_name_is_dropped(text: str) -> None:
    policy = CandidatePolicy(frozenset(AddressClass) - {AddressClass.UNUSABLE}, allow=("::/0",))
    assert policy.judge(candidate(text)) is Drop.ADDRESS


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_what_a_narrow_policy_allows_a_wider_one_allows_too(
    address: IPv4Address | IPv6Address, port: int
) -> None:
    one = candidate(str(address), port)
    verdicts = [policy.judge(one) for policy in POLICIES]
    assert sorted(verdicts, key=lambda verdict: verdict is None) == verdicts
    assert ip_address(one.address) == address
