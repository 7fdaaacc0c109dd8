"""The client side of signaling over HTTP: calls as operations, without a socket or a clock."""

from ._errors import (
    BadResponseError,
    IceMismatchError,
    NotFoundError,
    RefusedError,
    SignalingError,
    SignalingTimeoutError,
    TransportError,
    UnauthorizedError,
    UnavailableError,
)
from ._given import CandidateLike
from ._link import Link
from ._retry import RetryPolicy
from ._site import ANY_ORIGIN, Site, site_of
from ._sse import ServerEvent
from ._steps import (
    Failed,
    Failure,
    Give,
    Listen,
    Operation,
    Read,
    Received,
    Send,
    Sleep,
    Step,
    Told,
)
from ._streams import candidates, events
from .json_api import JsonCalls, SetUp
from .whip import Resource, WhipCalls

__all__ = [
    "ANY_ORIGIN",
    "BadResponseError",
    "CandidateLike",
    "Failed",
    "Failure",
    "Give",
    "IceMismatchError",
    "JsonCalls",
    "Link",
    "Listen",
    "NotFoundError",
    "Operation",
    "Read",
    "Received",
    "RefusedError",
    "Resource",
    "RetryPolicy",
    "Send",
    "ServerEvent",
    "SetUp",
    "SignalingError",
    "SignalingTimeoutError",
    "Site",
    "Sleep",
    "Step",
    "Told",
    "TransportError",
    "UnauthorizedError",
    "UnavailableError",
    "WhipCalls",
    "candidates",
    "events",
    "site_of",
]
