"""The query of a request as what it asks for."""

import re
from urllib.parse import parse_qsl

from ..errors import Fault, FaultCode, RemoteProtocolError

__all__ = ["LARGEST", "number", "parameters", "required"]

MOST = 16
"""Parameters in one query."""
DIGITS = 15
NUMBER = re.compile(f"[0-9]{{1,{DIGITS}}}", re.ASCII)
LARGEST = 10**DIGITS - 1
"""The largest number."""


def parameters(query: str) -> dict[str, str]:
    """The parameters of a query. Raises RemoteProtocolError where one stands twice."""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST, errors="strict")
    except ValueError:  # too many, or not UTF-8
        raise bad_query("the query cannot be read") from None
    found = dict(pairs)
    if len(found) < len(pairs):
        raise bad_query("a query parameter stands twice")
    return found


def required(found: dict[str, str], name: str) -> str:
    """A parameter that has to be there. Raises RemoteProtocolError."""
    if name not in found:
        raise bad_query(f"the query parameter {name} is required")
    return found[name]


def number(found: dict[str, str], name: str) -> int:
    """A parameter that is a number; 0 where it is not there. Raises RemoteProtocolError."""
    text = found.get(name, "0")
    if NUMBER.fullmatch(text) is None:
        raise bad_query(f"the query parameter {name} must be a number from 0")
    return int(text)


def bad_query(detail: str) -> RemoteProtocolError:
    """The query is not what is wanted here."""
    return RemoteProtocolError(Fault(FaultCode.HTTP_BAD_QUERY, detail))
