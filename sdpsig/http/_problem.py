"""A fault as a problem details object (RFC 9457)."""

from collections.abc import Mapping

from .._converter import encode
from ..errors import Fault
from ._message import Headers, Response
from ._status import STATUS

__all__ = ["PROBLEM_TYPE", "TITLES", "problem"]

PROBLEM_TYPE = "application/problem+json"
"""The media type of problem details."""
TITLES: Mapping[int, str] = {
    200: "OK",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    412: "Precondition Failed",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    428: "Precondition Required",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}
"""What each status is called (RFC 9110 §15, RFC 6585 §3)."""


def problem(fault: Fault, status: int | None = None) -> Response:
    """The response that tells of a fault; its status is that of the code unless one is given.

    Beside the members of RFC 9457 §3.1 it has ``reason``, the code, and where they are known
    ``line`` and ``rule``. The type is ``about:blank``, which it has by being absent.
    """
    status = STATUS[fault.code] if status is None else status
    said: Mapping[str, object] = {
        "title": TITLES.get(status),
        "status": status,
        "detail": fault.detail,
        "reason": fault.code,
        "line": fault.line,
        "rule": fault.rule or None,
    }
    headers: Headers = (("content-type", PROBLEM_TYPE), ("cache-control", "no-store"))
    if fault.retry_after is not None:
        headers = (*headers, ("retry-after", str(fault.retry_after)))
    members = {name: value for name, value in said.items() if value is not None}
    return Response(status, headers, encode(members), fault=fault)
