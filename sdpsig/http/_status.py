"""Which HTTP status each fault has: total over all codes, and nowhere else."""

from ..errors import FaultCode

__all__ = ["STATUS"]

_BY_AREA = {
    "sdp": 400,
    "jsep": 422,
    "bundle": 422,
    "ice": 422,
    "dtls": 422,
    "rtp": 422,
    "edit": 500,
    "target": 422,
    "json": 400,
    "http": 400,
    "session": 404,
    "auth": 401,
    "rate": 429,
    "endpoint": 503,
    "app": 500,
    "client": 502,
    "internal": 500,
}

STATUS: dict[FaultCode, int] = {code: _BY_AREA[code.split(".")[0]] for code in FaultCode} | {
    FaultCode.SDP_TOO_LARGE: 413,
    FaultCode.JSON_TOO_LARGE: 413,
    FaultCode.SESSION_METADATA_TOO_LARGE: 413,
    FaultCode.ICE_BAD_CANDIDATE: 400,
    FaultCode.ICE_NO_SECTION: 400,
    FaultCode.SESSION_BAD_ID: 400,
    FaultCode.SESSION_CONFLICT: 409,
    FaultCode.SESSION_NO_STREAM: 409,
    FaultCode.SESSION_ANSWER_TIMEOUT: 504,
    FaultCode.AUTH_FORBIDDEN: 403,
    FaultCode.HTTP_NOT_FOUND: 404,
    FaultCode.HTTP_METHOD: 405,
    FaultCode.HTTP_TIMEOUT: 408,
    FaultCode.HTTP_TOO_LARGE: 413,
    FaultCode.HTTP_MEDIA_TYPE: 415,
    FaultCode.HTTP_PRECONDITION_FAILED: 412,
    FaultCode.HTTP_PRECONDITION_REQUIRED: 428,
    FaultCode.HTTP_UNSUPPORTED_PATCH: 422,
    FaultCode.ICE_RESTART_FAILED: 503,
}
"""The status of a fault: its area's, where none is named for itself."""
