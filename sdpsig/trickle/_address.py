"""What kind of place the address of a candidate is.

An IPv6 address that stands for an IPv4 address is unwrapped first: IPv4-mapped, 6to4, Teredo
and NAT64. Then the first network of one explicit table that holds it gives its class; what no
network holds is nobody's address. Nothing is looked up.
"""

import re
from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from attrs import field

from .._frozen import frozen

__all__ = [
    "NAMES",
    "Address",
    "AddressClass",
    "Network",
    "Place",
    "canonical",
    "classify",
    "place_of",
    "source_class",
]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


class AddressClass(StrEnum):
    """What kind of place an address is."""

    PUBLIC = "public"
    """The internet at large."""
    PRIVATE = "private"
    """A private network (RFC 1918, RFC 4193, RFC 6598)."""
    LINK_LOCAL = "link-local"
    """The same wire only (RFC 3927, RFC 4291)."""
    LOOPBACK = "loopback"
    """This machine."""
    METADATA = "metadata"
    """What a cloud provider offers to its own machines, as instance metadata: never a peer."""
    UNUSABLE = "unusable"
    """Unspecified, multicast, reserved, with a zone id or no address at all: nobody's address."""
    MDNS = "mdns"
    """A name by which a browser hides an address: a UUID in .local."""
    HOST_NAME = "host-name"
    """Any other name."""


NAMES = frozenset({AddressClass.MDNS, AddressClass.HOST_NAME})
"""The classes of what has to be looked up first."""


@frozen
class Place:
    """What is known of an address from its text alone."""

    address: Address | str = field(repr=False)
    """The one form that compares: unwrapped, or a name in lower case, or what is neither."""
    kind: AddressClass
    prefix: int = 128
    """How many leading bits of the address make its class."""
    readings: tuple[Address, ...] = field(default=(), repr=False)
    """Every address that it may stand for, and the one that was written."""


def _table(entries: dict[AddressClass, str]) -> tuple[tuple[Network, AddressClass], ...]:
    return tuple(
        (ip_network(text), kind) for kind, texts in entries.items() for text in texts.split()
    )


_NETWORKS = _table(
    {
        # AWS, Azure and others; ECS; Scaleway; Tencent; Alibaba; Oracle; Azure; then in IPv6
        # AWS, Google, Scaleway, Akamai and OpenStack
        AddressClass.METADATA: "169.254.169.0/24 169.254.170.2/32 169.254.170.23/32"
        " 169.254.42.42/32 169.254.0.23/32 100.100.100.200/32 192.0.0.192/32 168.63.129.16/32"
        " fd00:ec2::/32 fd20:ce::254/128 fd00:42::42/128 fd00:a9fe:a9fe::1/128"
        " fe80::a9fe:a9fe/128",
        AddressClass.UNUSABLE: "0.0.0.0/8 192.0.0.0/24 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4"
        " 2001:2::/48 2001:10::/28 2001:20::/28 fec0::/10 ff00::/8",
        AddressClass.LOOPBACK: "127.0.0.0/8 ::1/128",
        AddressClass.LINK_LOCAL: "169.254.0.0/16 fe80::/10",
        AddressClass.PRIVATE: "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7",
        AddressClass.PUBLIC: "0.0.0.0/0 2000::/3",
    }
)
_NAT64 = (
    (ip_network("64:ff9b::/96"), (96,)),
    (ip_network("64:ff9b:1::/48"), (48, 56, 64, 96)),
)
"""The networks of NAT64, and how long their prefixes may be (RFC 6052 §2.1, RFC 8215 §4).

For local use the length is the network's own secret, so an address has several readings.
"""
_STRICTEST_FIRST = (
    AddressClass.METADATA,
    AddressClass.LOOPBACK,
    AddressClass.LINK_LOCAL,
    AddressClass.PRIVATE,
    AddressClass.PUBLIC,
    AddressClass.UNUSABLE,  # a translator has nowhere to send it: not what is meant
)
_NAME = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9_-]{1,63}\.)*[A-Za-z][A-Za-z0-9_-]{0,62}\.?")
"""The last label begins with a letter: ``0x7f.1`` and ``127.1`` are old ways to write numbers."""
_MDNS = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\.local")


def classify(text: str) -> AddressClass:
    """What kind of place an address or a name is."""
    return place_of(text).kind


def canonical(text: str) -> Address | str:
    """The one form of an address or a name that compares."""
    return place_of(text).address


@lru_cache(maxsize=4096)
def place_of(text: str) -> Place:
    """All that the text of an address says. A zone id is none of the peer's business."""
    address = _literal(text)
    if address is not None:
        readings = _readings(address)
        held = [(*_held(reading), reading) for reading in readings]
        kind, prefix, meant = min(held, key=lambda item: _STRICTEST_FIRST.index(item[0]))
        return Place(meant, kind, prefix, (*readings, address))
    if _NAME.fullmatch(text) is None:
        return Place(text, AddressClass.UNUSABLE)
    name = text.lower().removesuffix(".")
    hidden = _MDNS.fullmatch(name) is not None
    return Place(name, AddressClass.MDNS if hidden else AddressClass.HOST_NAME)


def source_class(text: str) -> AddressClass:
    """Where a client connected from, as its socket says: a basis for trust.

    A zone id is our own machine's here. IPv4-mapped is how a socket for both versions shows IPv4;
    the other wrappings are what they are, because a stranger may choose what is in them.
    """
    address = _literal(text.partition("%")[0])
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or address
    return AddressClass.UNUSABLE if address is None else _held(address)[0]


def _literal(text: str) -> Address | None:
    try:
        return None if "%" in text else ip_address(text)
    except ValueError:
        return None


def _held(address: Address) -> tuple[AddressClass, int]:
    """The class of an address, and the length of the prefix that gives it."""
    for network, kind in _NETWORKS:
        if address in network:
            return kind, network.prefixlen
    return AddressClass.UNUSABLE, address.max_prefixlen


def _readings(address: Address) -> tuple[Address, ...]:
    """The IPv4 addresses that an IPv6 address may stand for; else itself."""
    if isinstance(address, IPv4Address):
        return (address,)
    for network, lengths in _NAT64:
        if address in network:
            return tuple(_embedded(int(address), length) for length in lengths)
    teredo = address.teredo
    inner = address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
    return (address if inner is None else inner,)


def _embedded(number: int, length: int) -> IPv4Address:
    """The 32 bits after a prefix of this length; bits 64 to 71 are skipped (RFC 6052 §2.2)."""
    if length < 96:
        number = (number >> 64 << 56) | (number & ((1 << 56) - 1))
        number >>= 120 - 32 - length
    return IPv4Address(number & 0xFFFFFFFF)
