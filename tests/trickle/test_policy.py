import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdpsig.sdp.attributes import Candidate
from sdpsig.trickle import LAN, LOOPBACK, PUBLIC, AddressClass, CandidatePolicy, Drop, classify

CLASSES = {
    AddressClass.PUBLIC: (
        "8.8.8.8",
        "1.0.0.0",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.2.1",  # documentation: in use by every recorded description
        "223.255.255.255",
        "2000::",
        "2606:4700:4700::1111",
        "2001:db8::1",
        "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ),
    AddressClass.PRIVATE: (
        "10.0.0.0",
        "10.255.255.255",
        "172.16.0.0",
        "172.31.255.255",
        "192.168.0.1",
        "100.64.0.0",
        "100.127.255.255",
        "fc00::",
        "fd12:3456::1",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    ),
    AddressClass.LINK_LOCAL: (
        "169.254.0.1",
        "169.254.255.255",
        "fe80::1",
        "febf::1",
    ),
    AddressClass.LOOPBACK: ("127.0.0.1", "127.255.255.255", "::1"),
    AddressClass.METADATA: (
        "169.254.169.254",
        "169.254.170.2",
        "169.254.170.23",
        "100.100.100.200",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
    ),
    AddressClass.UNUSABLE: (
        "0.0.0.0",
        "0.255.255.255",
        "192.0.0.192",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::2",
        "::7f00:1",  # IPv4-compatible, given up by RFC 4291
        "::ffff:0:7f00:1",  # IPv4-translated (RFC 2765)
        "64:ff9b:1::7f00:1",  # NAT64 of a local network (RFC 8215)
        "100::1",
        "1fff::1",
        "4000::1",
        "fbff::1",
        "fe00::1",
        "fec0::1",
        "ff02::1",
    ),
}


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in CLASSES.items() for text in texts]
)
def test_every_address_has_the_class_of_its_network(text: str, kind: AddressClass) -> None:
    assert classify(text) is kind


def test_every_class_is_some_network() -> None:
    assert CLASSES.keys() == set(AddressClass)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "localhost",
        "metadata.google.internal",
        "x.local",
        "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local",
        "127.1",
        "0x7f.1",
        "0x7f.0.0.1",
        "017700000001",
        "010.0.0.1",
        "127.000.000.001",
        "2130706433",
        "10.0.0.1 ",
        "10.0.0.1\n",
        "10.0.0.1/32",
        "\u0661\u0662\u0667.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
        "[::1]",
        "::1%lo",
        "fe80::1%eth0",
        "fe80::1%\r\na=evil:1",
        "::ffff:010.0.0.1",
        "1" * 1024,
    ],
)
def test_what_is_no_plain_literal_is_a_name(text: str) -> None:
    assert classify(text) is None
    assert LOOPBACK.judge(candidate(address=text)) is Drop.HOST_NAME


def wrapped(inner: IPv4Address) -> dict[str, IPv6Address]:
    number = int(inner)
    return {
        "IPv4-mapped": IPv6Address((0xFFFF << 32) | number),
        "6to4": IPv6Address((0x2002 << 112) | (number << 80) | 1),
        "NAT64": IPv6Address((0x64FF9B << 96) | number),
        "Teredo": IPv6Address((0x20010000 << 96) | (0x08080808 << 64) | (number ^ 0xFFFFFFFF)),
    }


@pytest.mark.parametrize("form", wrapped(IPv4Address(0)))
@given(inner=st.ip_addresses(v=4))
def test_a_wrapped_address_has_the_class_of_what_is_in_it(form: str, inner: IPv4Address) -> None:
    outer = wrapped(inner)[form]
    assert classify(str(outer)) is classify(outer.exploded) is classify(str(inner))


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("0:0:0:0:0:FFFF:7f00:0001", "127.0.0.1"),
        ("2002:a9fe:a9fe::", "169.254.169.254"),
        ("64:ff9b::169.254.169.254", "169.254.169.254"),
        ("2001:0:808:808:0:0:80ff:fffe", "127.0.0.1"),
        ("::ffff:0.0.0.0", "0.0.0.0"),
    ],
)
def test_known_wrappings_are_seen_through(text: str, inner: str) -> None:
    assert classify(text) is classify(inner) is not AddressClass.PUBLIC


DOCUMENTATION = tuple(
    map(
        ip_network,
        (
            "192.0.2.0/24",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "2001:db8::/32",
            "3fff::/20",
        ),
    )
)


@given(st.ip_addresses())
def test_nothing_that_the_standard_library_calls_special_is_public(
    address: IPv4Address | IPv6Address,
) -> None:
    inner = unwrapped(address)
    if classify(str(address)) is AddressClass.PUBLIC and not documentation(inner):
        special = ("loopback", "link_local", "multicast", "unspecified", "reserved")
        assert not [name for name in special if getattr(inner, f"is_{name}")]
        assert inner.is_global or inner in ip_network("2001::/23")


def documentation(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in DOCUMENTATION)


def unwrapped(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    if isinstance(address, IPv4Address):
        return address
    if address in ip_network("64:ff9b::/96"):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


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
    ],
)
def test_each_policy_allows_its_classes_and_no_other(
    kind: AddressClass, allowed: tuple[bool, ...]
) -> None:
    for policy, yes in zip(POLICIES, allowed, strict=True):
        for address in CLASSES[kind]:
            assert policy.judge(candidate(address)) is (None if yes else Drop.ADDRESS)


WELL_KNOWN = (0, 1, 7, 9, 22, 25, 53, 123, 1023)
FETCH = (1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566)
FETCH_TOO = (6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080)
REDIS = 6379


@pytest.mark.parametrize("port", [*WELL_KNOWN, *FETCH, *FETCH_TOO, REDIS])
@pytest.mark.parametrize("address", ["203.0.113.5", "10.0.0.1"])
def test_ports_of_services_are_not_contacted(address: str, port: int) -> None:
    assert LAN.judge(candidate(address, port)) is Drop.PORT


@pytest.mark.parametrize("port", [1024, 3478, 5000, 6380, 49_152, 65_535])
def test_other_ports_are(port: int) -> None:
    assert LAN.judge(candidate("10.0.0.1", port)) is None


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
    assert tcp.judge(candidate(port=9, transport="tcp", tcptype="passive")) is Drop.PORT
    assert tcp.judge(candidate(port=9, transport="udp", tcptype="active")) is Drop.PORT
    assert tcp.judge(candidate(port=5000, transport="tcp")) is None
    assert tcp.judge(candidate("127.0.0.1", 9, transport="tcp", tcptype="active")) is Drop.ADDRESS


@pytest.mark.parametrize("component", [2, 3, 256])
def test_only_the_first_component_is_used(component: int) -> None:
    assert LAN.judge(candidate(component=component)) is Drop.COMPONENT


def test_the_first_reason_that_holds_is_told() -> None:
    wrong = candidate("x.local", 0, component=2, transport="tcp", kind="magic")
    assert LAN.judge(wrong) is Drop.COMPONENT


def test_no_name_is_ever_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*args: object) -> None:
        pytest.fail(f"looked up {args}")

    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        monkeypatch.setattr(socket, name, resolve)
    for address in ("localhost", "metadata.google.internal", "x.local", "fe80::1%eth0"):
        assert LOOPBACK.judge(candidate(address)) is Drop.HOST_NAME


@given(st.ip_addresses(), st.integers(0, 65_535))
def test_what_a_narrow_policy_allows_a_wider_one_allows_too(
    address: IPv4Address | IPv6Address, port: int
) -> None:
    one = candidate(str(address), port)
    verdicts = [policy.judge(one) for policy in POLICIES]
    assert sorted(verdicts, key=lambda verdict: verdict is None) == verdicts
    assert ip_address(one.address) == address
