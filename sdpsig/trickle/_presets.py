"""Policies that are ready-made, and the one that fits where a client connected from."""

from ._address import AddressClass, source_class
from ._policy import CandidatePolicy

__all__ = ["LAN", "LOOPBACK", "PUBLIC", "auto"]

PUBLIC = CandidatePolicy(frozenset({AddressClass.PUBLIC}))
"""The internet only: for servers that serve strangers."""
LAN = CandidatePolicy(PUBLIC.classes | {AddressClass.PRIVATE, AddressClass.LINK_LOCAL})
"""The internet and private networks."""
LOOPBACK = CandidatePolicy(LAN.classes | {AddressClass.LOOPBACK})
"""This machine too: for tests and for a browser beside the server."""

_BY_SOURCE = {
    AddressClass.LOOPBACK: LOOPBACK,
    AddressClass.PRIVATE: LAN,
    AddressClass.LINK_LOCAL: LAN,
}


def auto(peer_address: str | None) -> CandidatePolicy:
    """The policy for a client that connected from this address; PUBLIC where nobody knows.

    Who sits on a network may name its addresses. Behind a proxy every client seems to sit where
    the proxy does: give the address that the proxy tells, or None.
    """
    return PUBLIC if peer_address is None else _BY_SOURCE.get(source_class(peer_address), PUBLIC)
