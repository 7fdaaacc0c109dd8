from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sdpsig.trickle import AddressClass, classify
from sdpsig.trickle._address import NAMES, canonical, place_of, source_class

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
        "169.254.168.255",
        "169.254.170.1",
        "169.254.255.255",
        "fe80::1",
        "febf::1",
    ),
    AddressClass.LOOPBACK: ("127.0.0.1", "127.255.255.255", "::1"),
    AddressClass.METADATA: (
        "169.254.169.0",
        "169.254.169.123",  # a clock
        "169.254.169.253",  # a name server
        "169.254.169.254",
        "169.254.169.255",
        "169.254.170.2",
        "169.254.170.23",
        "169.254.42.42",
        "169.254.0.23",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        "fd00:ec2::23",
        "fd20:ce::254",
        "fd00:42::42",
        "fd00:a9fe:a9fe::1",
        "fe80::a9fe:a9fe",
    ),
    AddressClass.UNUSABLE: (
        "0.0.0.0",
        "0.255.255.255",
        "192.0.0.191",
        "198.18.0.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::2",
        "::7f00:1",  # IPv4-compatible, given up by RFC 4291
        "::ffff:0:7f00:1",  # IPv4-translated (RFC 2765)
        "64:ff9b:1::",  # NAT64 of a local network that leads nowhere (RFC 8215)
        "64:ff9b:2::1",
        "100::1",
        "1fff::1",
        "4000::1",
        "fbff::1",
        "fe00::1",
        "fec0::1",
        "ff02::1",
        "2001:2::1",  # for benchmarks
        "2001:10::1",  # ORCHID
        "2001:2f:ffff::1",
    ),
    AddressClass.MDNS: (
        "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local",
        "0B7E4B5E-1B4F-4A2B-9C55-0A9D0B8F7A11.Local",
        "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local.",
    ),
    AddressClass.HOST_NAME: (
        "localhost",
        "metadata.google.internal",
        "x.local",
        "x.0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local",
        "0b7e4b5e1b4f4a2b9c550a9d0b8f7a11.local",
        "0b7e4b5e-1b4f-4a2b-9c55-0a9d0b8f7a11.local.example",
        "peer.example.",
        "_under.score.example",
        "1e100.example",
        "a",
        "a" * 63,
        ".".join(["a" * 63] * 3 + ["a" * 61]),
    ),
}


@pytest.mark.parametrize(
    ("text", "kind"), [(text, kind) for kind, texts in CLASSES.items() for text in texts]
)
def test_every_address_has_the_class_of_its_network(text: str, kind: AddressClass) -> None:
    assert classify(text) is kind


def test_every_class_is_some_network_or_name() -> None:
    assert CLASSES.keys() == set(AddressClass)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "127.1",
        "0x7f.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "017700000001",
        "010.0.0.1",
        "127.000.000.001",
        "2130706433",
        "1.2.3.4.5",
        "256.0.0.1",
        "127.0.0.1.",
        "10.0.0.1 ",
        "10.0.0.1\n",
        "a.example\n",
        "10.0.0.1/32",
        "\u0661\u0662\u0667.0.0.1",
        "\uff11\uff12\uff17.0.0.1",
        "b\u00fccher.example",
        "[::1]",
        "::1%lo",
        "::1%",
        "fe80::1%eth0",
        "fe80::1%25eth0",
        "fe80::1%\r\na=evil:1",
        "::ffff:010.0.0.1",
        ":::",
        "a..b",
        ".a",
        "a" * 64,
        ".".join(["a" * 63] * 3 + ["a" * 62]),
        "1" * 1024,
        "a." * 100_000,
    ],
    ids=lambda text: text[:30],
)
def test_what_is_neither_an_address_nor_a_name_is_nobody_s(text: str) -> None:
    assert classify(text) is AddressClass.UNUSABLE
    assert canonical(text) == text


def test_a_name_compares_in_lower_case_and_without_its_last_dot() -> None:
    assert canonical("Peer.Example.") == canonical("peer.example") == "peer.example"


def test_what_needs_to_be_looked_up_are_the_names() -> None:
    for kind, texts in CLASSES.items():
        for text in texts:
            named = kind in NAMES
            assert isinstance(canonical(text), str) is named
            assert bool(place_of(text).readings) is not named


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


LOCAL_NAT64 = ip_network("64:ff9b:1::/48")
"""Addresses of several readings, which the standard library does not see; judged further down."""


@given(st.ip_addresses().filter(lambda address: address not in LOCAL_NAT64))
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


# --- NAT64 of a local network: nobody outside knows the length of its prefix


def rfc_6052(inner: IPv4Address, length: int, suffix: int = 0) -> IPv6Address:
    """An IPv4 address behind a prefix of 64:ff9b:1::/48 (RFC 6052 §2.2, written by octets)."""
    prefix = bytes.fromhex("0064ff9b0001") + bytes(6)
    head, four = prefix[: length // 8], inner.packed
    body = head + four
    if length < 96:
        body = body[:8] + b"\0" + body[8:]
    return IPv6Address(body + suffix.to_bytes(16, "big")[len(body) :])


@pytest.mark.parametrize(
    ("length", "text"),
    [
        # RFC 6052 §2.4 has these for 2001:db8::
        (48, "64:ff9b:1:c000:2:2100::"),
        (56, "64:ff9b:1:c0:0:221::"),
        (64, "64:ff9b:1:0:c0:2:2100::"),
        (96, "64:ff9b:1::192.0.2.33"),
    ],
)
def test_local_nat64_is_seen_through_at_every_length(length: int, text: str) -> None:
    assert rfc_6052(IPv4Address("192.0.2.33"), length) == IPv6Address(text)
    assert IPv4Address("192.0.2.33") in place_of(text).readings


@given(st.ip_addresses(v=4), st.sampled_from([48, 56, 64, 96]), st.integers(0, (1 << 128) - 1))
@example(IPv4Address("127.0.0.1"), 96, 0)
@example(IPv4Address("10.0.0.1"), 48, 0x08080808)
def test_local_nat64_is_as_near_as_its_nearest_reading(
    inner: IPv4Address, length: int, suffix: int
) -> None:
    text = str(rfc_6052(inner, length, suffix))
    place = place_of(text)
    assert inner in place.readings
    assert ip_address(text) in place.readings
    strictness = list(STRICTEST_FIRST)
    reading = classify(str(inner))
    assert strictness.index(place.kind) <= strictness.index(reading)


STRICTEST_FIRST = (
    AddressClass.METADATA,
    AddressClass.LOOPBACK,
    AddressClass.LINK_LOCAL,
    AddressClass.PRIVATE,
    AddressClass.PUBLIC,
    AddressClass.UNUSABLE,
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("64:ff9b:1::8.8.8.8", "8.8.8.8"),
        ("64:ff9b:1::10.0.0.5", "10.0.0.5"),
        ("64:ff9b:1::127.0.0.1", "127.0.0.1"),
        ("64:ff9b:1::169.254.169.254", "169.254.169.254"),
        ("64:ff9b:1:a00:0:100:808:808", "10.0.0.1"),  # 8.8.8.8 only if the prefix is long
        ("64:ff9b:1:a9fe:a9:fe00::", "169.254.169.254"),
        ("64:ff9b:1::224.0.0.1", "0.0.0.0"),  # leads nowhere in any reading
    ],
)
def test_of_several_readings_the_strictest_counts(text: str, meant: str) -> None:
    assert canonical(text) == ip_address(meant)
    assert classify(text) is classify(meant)


# --- where a client connected from


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("127.0.0.1", AddressClass.LOOPBACK),
        ("::1", AddressClass.LOOPBACK),
        ("::ffff:127.0.0.1", AddressClass.LOOPBACK),
        ("192.168.1.7", AddressClass.PRIVATE),
        ("::ffff:192.168.1.7", AddressClass.PRIVATE),
        ("fd12::1", AddressClass.PRIVATE),
        ("fe80::1%eth0", AddressClass.LINK_LOCAL),
        ("8.8.8.8", AddressClass.PUBLIC),
        ("2606:4700::1", AddressClass.PUBLIC),
        ("169.254.169.254", AddressClass.METADATA),
        ("localhost", AddressClass.UNUSABLE),
        ("", AddressClass.UNUSABLE),
        ("%", AddressClass.UNUSABLE),
        ("/run/server.sock", AddressClass.UNUSABLE),
    ],
)
def test_a_source_is_what_the_socket_says(text: str, kind: AddressClass) -> None:
    assert source_class(text) is kind


@pytest.mark.parametrize("form", ["6to4", "NAT64", "Teredo"])
@pytest.mark.parametrize("inner", ["127.0.0.1", "10.0.0.1", "169.254.1.1"])
def test_no_trust_is_had_from_what_a_stranger_may_choose(form: str, inner: str) -> None:
    trusted = (AddressClass.LOOPBACK, AddressClass.PRIVATE, AddressClass.LINK_LOCAL)
    assert source_class(str(wrapped(IPv4Address(inner))[form])) not in trusted
