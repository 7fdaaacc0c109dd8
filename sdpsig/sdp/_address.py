"""Whether an address is of the type that it claims to be (RFC 8866 §5.2, §5.7, §9).

The grammar lets any word pass for an address. What is asked here: four numbers up to 255, an
IPv6 address, or a host name. Nothing is resolved.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address

__all__ = ["ADDRESS_TYPES", "destination_fault", "literal_fault", "origin_fault"]

ADDRESS_TYPES = frozenset({("IN", "IP4"), ("IN", "IP6")})
"""Networks and their addresses that are known: nothing but the internet."""
# FQDN = 4*(alpha-numeric / "-" / ".")                                            RFC 8866 §9
# Shorter names and underscores resolve as well; a name of nothing but digits does not.
_HOST_NAME = re.compile(r"(?![0-9.]+\Z)[A-Za-z0-9_.-]{1,253}")
_SUFFIX = re.compile("/(?:0|[1-9][0-9]{0,9})")
IP4_MULTICAST_SUFFIXES = (1, 2)
"""The time to live, and how many addresses there are (RFC 8866 §5.7)."""
IP6_MULTICAST_SUFFIXES = (0, 1)
"""How many addresses there are; there is no time to live."""


def literal_fault(address: str) -> str | None:
    """What is wrong with an address that does not say its type, as in a candidate."""
    return _fault("IP6" if ":" in address else "IP4", address)


def origin_fault(net_type: str, address_type: str, address: str) -> str | None:
    """What is wrong with the address of one machine, as in o= or a=rtcp.

    None for nothing, and for an address of another network: nobody here knows those.
    """
    return _fault(address_type, address) if (net_type, address_type) in ADDRESS_TYPES else None


def destination_fault(net_type: str, address_type: str, address: str) -> str | None:
    """What is wrong with the address that media goes to, one or a group, as in c=."""
    base = address.partition("/")[0]
    fault = origin_fault(net_type, address_type, base)
    if fault is not None or (net_type, address_type) not in ADDRESS_TYPES:
        return fault
    suffixes = _SUFFIX.findall(address, len(base))
    if "".join(suffixes) != address[len(base) :]:
        return "an address followed by something other than numbers"
    return _multicast_fault(address_type, base, [int(suffix[1:]) for suffix in suffixes])


def _fault(address_type: str, address: str) -> str | None:
    if _HOST_NAME.fullmatch(address) is not None:
        return None
    try:
        IPv4Address(address) if address_type == "IP4" else IPv6Address(address)
    except AddressValueError:
        return f"an address that is neither {address_type} nor a host name"
    return None


def _multicast_fault(address_type: str, base: str, suffixes: list[int]) -> str | None:
    if _HOST_NAME.fullmatch(base) is not None:
        return None  # nobody knows where it leads
    if address_type == "IP4":
        multicast, allowed = IPv4Address(base).is_multicast, IP4_MULTICAST_SUFFIXES
    else:
        multicast, allowed = IPv6Address(base).is_multicast, IP6_MULTICAST_SUFFIXES
    if not multicast:
        return "a time to live or a count at the address of one machine" if suffixes else None
    if len(suffixes) not in allowed:
        return "a multicast address with too few or too many numbers after it"
    if address_type == "IP4" and suffixes[0] > 255:
        return "a time to live above 255"
    return None
