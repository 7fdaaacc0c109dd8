"""The faults of an endpoint itself: what is there not, or not now."""

from ..errors import Fault, FaultCode, LocalProtocolError, RemoteProtocolError, SdpsigError

__all__ = ["busy", "conflict", "draining", "full", "not_found", "not_now"]

RETRY_AFTER = 5
"""Seconds after which a place may be free again, here or with another server."""


def not_found() -> SdpsigError:
    """Unknown, expired and foreign sessions all look like this."""
    return RemoteProtocolError(Fault(FaultCode.SESSION_NOT_FOUND, "there is no such session"))


def conflict(detail: str) -> SdpsigError:
    """The request is in the way of another, which goes on."""
    return RemoteProtocolError(Fault(FaultCode.SESSION_CONFLICT, detail))


def full(detail: str) -> SdpsigError:
    """There is no place now, and may be one soon."""
    return RemoteProtocolError(Fault(FaultCode.ENDPOINT_FULL, detail, retry_after=RETRY_AFTER))


def draining() -> SdpsigError:
    """There will be no place any more."""
    detail = "the server is stopping"
    return RemoteProtocolError(Fault(FaultCode.ENDPOINT_DRAINING, detail, retry_after=RETRY_AFTER))


def not_now(detail: str, rule: str = "") -> SdpsigError:
    """Our application may not do this in the state that a session is in."""
    return LocalProtocolError(Fault(FaultCode.JSEP_SIGNALING_STATE, detail, rule))


def busy() -> SdpsigError:
    """Two callers at once: the second is refused, before anything has happened."""
    detail = "an endpoint that is in use by another call"
    return LocalProtocolError(Fault(FaultCode.INTERNAL, detail))
