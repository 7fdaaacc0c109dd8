"""Which remote candidates may reach an ICE agent at all.

A candidate makes our side send packets to an address that a stranger chose. A policy is the
set of address classes that it allows, and networks that it denies or allows beside them.
"""

from collections.abc import Iterable
from enum import StrEnum
from ipaddress import IPv6Network, ip_network

from attrs import field

from .._frozen import frozen
from ..sdp.attributes import Candidate
from ._address import NAMES, AddressClass, Network, Place, place_of

__all__ = ["CandidatePolicy", "Drop"]


class Drop(StrEnum):
    """Why a candidate is not passed on to the ICE agent."""

    HOST_NAME = "host-name"
    """Its address is a name (mDNS or DNS) and the policy takes none; nothing is looked up here."""
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
    NETWORK = "network"
    """Its address is in a network that the policy denies."""
    DUPLICATE = "duplicate"
    """The same transport address was given before."""
    AFTER_END = "after-end-of-candidates"
    """The peer had said that there are no more (RFC 8838 §14)."""
    TOO_MANY = "too-many"
    """A cap on candidates is reached."""
    OLD_GENERATION = "old-generation"
    """The offer that it belongs to was replaced by another before it was answered."""
    TOO_EARLY = "too-early"
    """It came before its description, which never came, or has no such section (TR-40)."""
    IGNORED_OFFER = "ignored-offer"
    """The offer that it belongs to met ours and was passed over (L-33)."""
    REJECTED_SECTION = "rejected-section"
    """Its section was rejected in the answer."""
    NOT_BUNDLED_HERE = "other-transport"
    """Its section shares another section's transport, with other credentials."""


TYPES = frozenset({"host", "srflx", "prflx", "relay"})
WEB_PORTS = frozenset({80, 443})
SERVICE_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566}
    | {6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
)
"""Ports above 1023 that browsers do not speak to (Fetch, "bad port"), and Redis."""
NOBODY = frozenset({AddressClass.METADATA, AddressClass.UNUSABLE})
"""Classes that a network of ``allow`` opens only where it holds nothing else."""


def _networks(entries: Iterable[str | Network]) -> tuple[Network, ...]:
    networks = tuple(ip_network(entry) if isinstance(entry, str) else entry for entry in entries)
    for network in networks:
        if isinstance(network, IPv6Network) and network.network_address.ipv4_mapped is not None:
            raise ValueError(f"{network} is IPv4-mapped and is to be written as IPv4")
    return networks


@frozen
class CandidatePolicy:
    """Which classes of addresses, and which transports, remote candidates may name.

    ``allow`` and ``deny`` take networks as text, such as ``"10.8.0.0/16"``, or as values of
    ``ipaddress``.
    """

    classes: frozenset[AddressClass]
    """Names are looked up by nobody here; who allows them looks them up and judges the result."""
    transports: frozenset[str] = frozenset({"udp"})
    """In lower case: ``udp``, ``tcp``."""
    allow: tuple[Network, ...] = field(default=(), converter=_networks)
    """Networks that are allowed whatever their class is. Metadata services and what is nobody's
    address are allowed by a network of such addresses only."""
    deny: tuple[Network, ...] = field(default=(), converter=_networks)
    """Networks that are not allowed, whatever else is; an address that is wrapped in another is
    denied by either."""

    def judge(self, candidate: Candidate) -> Drop | None:
        """Why a candidate may not be used, or None."""
        place = place_of(candidate.address)
        closed = place.kind not in self.classes
        rules = (
            (candidate.component != 1, Drop.COMPONENT),
            (candidate.transport.lower() not in self.transports, Drop.TRANSPORT),
            (candidate.type.lower() not in TYPES, Drop.TYPE),
            (closed and place.kind in NAMES, Drop.HOST_NAME),
            (_serves(candidate, place.kind), Drop.PORT),
            (self._denies(place), Drop.NETWORK),
            (closed and not self._opens(place), Drop.ADDRESS),
        )
        return next((drop for holds, drop in rules if holds), None)

    def _denies(self, place: Place) -> bool:
        return any(reading in network for network in self.deny for reading in place.readings)

    def _opens(self, place: Place) -> bool:
        least = place.prefix if place.kind in NOBODY else 0
        return any(
            network.prefixlen >= least
            and not isinstance(place.address, str)
            and place.address in network
            for network in self.allow
        )


def _serves(candidate: Candidate, kind: AddressClass) -> bool:
    """Whether a port is one where services listen rather than peers (TR-6)."""
    if candidate.tcp_type == "active":
        return False  # nobody connects to it: the peer does (RFC 6544 §4.5)
    if candidate.port in WEB_PORTS:
        return kind is not AddressClass.PUBLIC
    return candidate.port < 1024 or candidate.port in SERVICE_PORTS
