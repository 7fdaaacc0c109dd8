"""Which remote candidates may reach an ICE agent at all.

A candidate makes our side send packets to an address that a stranger chose. Addresses are
unwrapped first (IPv4-mapped, 6to4, NAT64, Teredo), then the first network of one explicit
table that holds them gives their class; what no network holds is nobody's address. A policy
is the set of classes that it allows.
"""

from enum import StrEnum
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from attrs import frozen

from ..sdp.attributes import Candidate

__all__ = ["LAN", "LOOPBACK", "PUBLIC", "AddressClass", "CandidatePolicy", "Drop", "classify"]


class Drop(StrEnum):
    """Why a candidate is not passed on to the ICE agent."""

    HOST_NAME = "host-name"
    """Its address is a name (mDNS or DNS), which is never looked up here."""
    COMPONENT = "component"
    """It is for RTCP, which shares the port of RTP."""
    TRANSPORT = "transport"
    """Its transport is not one that the policy allows."""
    TYPE = "type"
    """Its type is unknown (RFC 8839 §5.1 says to ignore it)."""
    PORT = "port"
    """Port 0, or a port where services listen (TR-6)."""
    ADDRESS = "address"
    """The policy does not allow addresses of this class."""
    DUPLICATE = "duplicate"
    """The same transport address was given before."""
    AFTER_END = "after-end-of-candidates"
    """The peer had said that there are no more (RFC 8838 §14)."""
    TOO_MANY = "too-many"
    """A cap on candidates is reached."""
    OLD_GENERATION = "old-generation"
    """The offer that it belongs to was replaced by another before it was answered."""
    REJECTED_SECTION = "rejected-section"
    """Its section was rejected in the answer."""
    NOT_BUNDLED_HERE = "other-transport"
    """Its section shares another section's transport, with other credentials."""


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
    """A cloud provider's instance metadata: never a peer."""
    UNUSABLE = "unusable"
    """Unspecified, multicast, broadcast or reserved: nobody's address."""


Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def _table(entries: dict[AddressClass, str]) -> tuple[tuple[Network, AddressClass], ...]:
    return tuple(
        (ip_network(text), kind) for kind, texts in entries.items() for text in texts.split()
    )


_NETWORKS = _table(
    {
        AddressClass.METADATA: "169.254.169.254/32 169.254.170.2/32 169.254.170.23/32"
        " 100.100.100.200/32 168.63.129.16/32"
        " fd00:ec2::254/128 fd00:ec2::23/128 fd20:ce::254/128",
        AddressClass.UNUSABLE: "0.0.0.0/8 192.0.0.0/24 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4",
        AddressClass.LOOPBACK: "127.0.0.0/8 ::1/128",
        AddressClass.LINK_LOCAL: "169.254.0.0/16 fe80::/10",
        AddressClass.PRIVATE: "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7",
        AddressClass.PUBLIC: "0.0.0.0/0 2000::/3",
    }
)
_NAT64 = ip_network("64:ff9b::/96")


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    teredo = address.teredo
    inner = address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFFFFFF)
    return address if inner is None else inner


@lru_cache(maxsize=4096)
def canonical(text: str) -> Address | None:
    """The address that a literal stands for; None for a name or a literal with a scope."""
    try:
        return None if "%" in text else _unwrapped(ip_address(text))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def classify(text: str) -> AddressClass | None:
    """What kind of place an address literal is; None for what is no literal."""
    address = canonical(text)
    if address is None:
        return None
    return next((kind for network, kind in _NETWORKS if address in network), AddressClass.UNUSABLE)


TYPES = frozenset({"host", "srflx", "prflx", "relay"})
WEB_PORTS = frozenset({80, 443})
SERVICE_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566}
    | {6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)
"""Ports above 1023 that browsers do not speak to (Fetch, "bad port"), and Redis."""


@frozen
class CandidatePolicy:
    """Which classes of addresses, and which transports, remote candidates may name."""

    classes: frozenset[AddressClass]
    transports: frozenset[str] = frozenset({"udp"})

    def judge(self, candidate: Candidate) -> Drop | None:
        """Why a candidate may not be used, or None."""
        kind = classify(candidate.address)
        rules = (
            (candidate.component != 1, Drop.COMPONENT),
            (candidate.transport.lower() not in self.transports, Drop.TRANSPORT),
            (candidate.type.lower() not in TYPES, Drop.TYPE),
            (kind is None, Drop.HOST_NAME),
            (_serves(candidate, kind), Drop.PORT),
            (kind not in self.classes, Drop.ADDRESS),
        )
        return next((drop for holds, drop in rules if holds), None)


def _serves(candidate: Candidate, kind: AddressClass | None) -> bool:
    """Whether a port is one where services listen rather than peers (TR-6)."""
    if candidate.transport.lower() == "tcp" and candidate.extension("tcptype") == "active":
        return False  # nobody connects to it: the peer does (RFC 6544 §4.5)
    if candidate.port in WEB_PORTS:
        return kind is not AddressClass.PUBLIC
    return candidate.port < 1024 or candidate.port in SERVICE_PORTS


PUBLIC = CandidatePolicy(frozenset({AddressClass.PUBLIC}))
"""The internet only: for servers that serve strangers."""
LAN = CandidatePolicy(PUBLIC.classes | {AddressClass.PRIVATE, AddressClass.LINK_LOCAL})
"""The internet and private networks."""
LOOPBACK = CandidatePolicy(LAN.classes | {AddressClass.LOOPBACK})
"""This machine too: for tests and for a browser beside the server."""
