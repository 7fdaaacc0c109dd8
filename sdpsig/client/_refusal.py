"""A response that says no, as an error: the server's own words, where it has any."""

import re
from collections.abc import Iterator, Mapping
from typing import cast

from .._converter import loads
from ..errors import MAX_DETAIL, Fault, FaultCode, SdpsigError
from ..limits import Limits
from ..wire import Issue
from ._errors import (
    BadResponseError,
    Facts,
    IceMismatchError,
    NotFoundError,
    RefusedError,
    SignalingError,
    SignalingTimeoutError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
)
from ._retry_after import retry_after
from ._site import place_of
from ._steps import Failed, Failure, Received

__all__ = ["bad_response", "no_response", "refusal"]

KINDS: dict[int, type[RefusedError]] = {
    401: UnauthorizedError,
    403: UnauthorizedError,
    404: NotFoundError,
    410: NotFoundError,
    412: IceMismatchError,
    428: IceMismatchError,
    429: UnavailableError,
    503: UnavailableError,
}
"""The error of a status; RefusedError for every other one."""
KNOWN = {code.value: code for code in FaultCode}
FAILURES: dict[Failure, tuple[type[SignalingError], FaultCode]] = {
    Failure.NOT_SENT: (TransportError, FaultCode.CLIENT_NETWORK),
    Failure.LOST: (TransportError, FaultCode.CLIENT_NETWORK),
    Failure.TIMEOUT: (SignalingTimeoutError, FaultCode.CLIENT_TIMEOUT),
    Failure.TOO_LARGE: (BadResponseError, FaultCode.CLIENT_RESPONSE_TOO_LARGE),
}
UNPRINTABLE = re.compile("[^ -~§]")
"""What is not shown of a server's words; rules name sections."""
WORDS = ("error", "detail", "title", "message")
"""Where a server may have put its sentence: ours, RFC 9457, and what others write."""


def no_response(failed: Failed, what: str, session_id: str | None = None) -> SignalingError:
    """The error of a call that got no response; ``what`` names it, as ``POST /webrtc/offer``."""
    kind, code = FAILURES[failed.failure]
    place = place_of(failed.url) if failed.url else ""
    known = ": ".join(filter(None, (place, failed.why)))
    detail = f"{what}: {failed.failure.value}" + (f" ({known})" if known else "")
    return kind(Fault(code, detail), Facts(session_id=session_id))


def bad_response(response: Received, what: str, lack: str, rule: str = "") -> BadResponseError:
    """The error of a response that is not what it should be."""
    detail = f"{what} was answered {response.status} {lack}"
    return BadResponseError(
        Fault(FaultCode.CLIENT_BAD_RESPONSE, detail, rule), Facts(status=response.status)
    )


def refusal(
    response: Received, what: str, limits: Limits, session_id: str | None = None
) -> RefusedError:
    """The error of a response with a status of 400 and more, whatever its body is."""
    body = _members(response, limits)
    words = next((text for name in WORDS if (text := _text(body.get(name)))), "")
    reason = _text(body.get("reason"))
    line = body.get("line")
    fault = Fault(
        KNOWN.get(reason, FaultCode.CLIENT_REFUSED),
        words or f"{what} was refused with status {response.status}",
        _text(body.get("rule")),
        line if type(line) is int and line > 0 else None,
        retry_after=retry_after(response),
    )
    facts = Facts(
        status=response.status,
        session_id=_text(body.get("session_id")) or session_id,
        reason=reason,
        issues=tuple(_issues(body.get("issues"), limits)),
    )
    return KINDS.get(response.status, RefusedError)(fault, facts)


def _members(response: Received, limits: Limits) -> Mapping[str, object]:
    try:
        return _object(loads(response.body, limits))
    except SdpsigError:
        return {}


def _object(value: object) -> Mapping[str, object]:
    return cast(dict[str, object], value) if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """A word of the server's, at most so long, without control characters."""
    shown = value[:MAX_DETAIL] if isinstance(value, str) else ""
    return UNPRINTABLE.sub("?", shown)


def _issues(value: object, limits: Limits) -> Iterator[Issue]:
    items = cast(list[object], value) if isinstance(value, list) else []
    for item in map(_object, items[: limits.json_issues]):
        yield Issue(_text(item.get("pointer")), _text(item.get("code")), _text(item.get("detail")))
