"""What a call may get when it is refused: one response for each status."""

from collections.abc import Iterable, Mapping

from ..._converter import Schema
from ...errors import FaultCode
from ...wire import ErrorResponse
from .._problem import TITLES
from .._status import STATUS
from ._operations import OPERATIONS
from ._schemas import Schemas, ref

__all__ = ["TITLES", "header", "refusals", "responses"]

HEADERS: Mapping[str, Schema] = {
    "Allow": {
        "description": "The methods that are allowed at this path.",
        "schema": {"type": "string"},
    },
    "ETag": {
        "description": "Changes with the content.",
        "schema": {"type": "string"},
    },
    "Retry-After": {
        "description": "Seconds after which it may be worth while to ask again.",
        "schema": {"type": "integer", "minimum": 1},
    },
    "WWW-Authenticate": {
        "description": "What has to be shown (RFC 9110 §11.6.1).",
        "schema": {"type": "string"},
    },
}
"""What responses say in their heads, wherever it is said of them."""
SAID: Mapping[int, str] = {
    401: "WWW-Authenticate",
    405: "Allow",
    429: "Retry-After",
    503: "Retry-After",
}
"""The header that a refusal has, by status."""


def header(name: str) -> Schema:
    """A header that is always there."""
    return {**HEADERS[name], "required": True}


def refusals(faults: Iterable[FaultCode]) -> dict[str, Schema]:
    """References to the responses for these faults, by status."""
    statuses = sorted({STATUS[code] for code in faults})
    return {str(status): ref("responses", str(status)) for status in statuses}


def responses(schemas: Schemas) -> dict[str, Schema]:
    """A response for every status with which a call is refused; the reason is one of its own."""
    codes = {FaultCode.HTTP_NOT_FOUND, FaultCode.HTTP_METHOD}
    for operation in OPERATIONS.values():
        codes |= operation.faults
    return {
        str(status): _response(status, sorted(c for c in codes if STATUS[c] == status), schemas)
        for status in sorted({STATUS[code] for code in codes})
    }


def _response(status: int, codes: list[FaultCode], schemas: Schemas) -> Schema:
    own = {"code": {"const": status}, "reason": {"enum": codes}}
    schema = schemas.written(ErrorResponse) | {"properties": own}
    response: Schema = {
        "description": TITLES[status],
        "content": {"application/json": {"schema": schema}},
    }
    if status in SAID:
        response["headers"] = {SAID[status]: header(SAID[status])}
    return response
