"""The JSON messages: values to bytes and back, strictly."""

from .._converter import Issue, JsonError, decode, encode
from ._messages import (
    CloseSessionRequest,
    CloseSessionResponse,
    ErrorResponse,
    IceCandidate,
    IceCandidateRequest,
    IceCandidateResponse,
    IceServer,
    SdpAnswerResponse,
    SdpOfferRequest,
    SdpSessionDescription,
)

__all__ = [
    "CloseSessionRequest",
    "CloseSessionResponse",
    "ErrorResponse",
    "IceCandidate",
    "IceCandidateRequest",
    "IceCandidateResponse",
    "IceServer",
    "Issue",
    "JsonError",
    "SdpAnswerResponse",
    "SdpOfferRequest",
    "SdpSessionDescription",
    "decode",
    "encode",
]
