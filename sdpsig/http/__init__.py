"""HTTP as values: dialects, and the exchange that they share."""

from ._access import Access
from ._auth import Authenticate, BearerTokens, Denied, Principal, denial, is_preflight
from ._cors import Cors
from ._delivery import delivery_of
from ._dialect import Counters, Dialect, Look, Resources, counters, dialect_for
from ._exchange import STOPPING, AnswerFailed, Ask, Exchange, Tell, exchange
from ._ice_servers import IceServerProvider, IceServers, TurnRest, link_headers
from ._message import Request, Response
from ._openapi import openapi
from ._patch import (
    LastRestart,
    PatchFacts,
    PatchOutcome,
    PatchRefused,
    PatchRepeats,
    PatchRestarts,
    PatchTrickles,
    decide_patch,
    restart_failed,
)
from ._problem import problem
from ._rates import Limited, Rate, RateLimiter, RateLimits
from ._status import STATUS
from ._stream import follow
from ._wait import Wait, Wake, Woken
from .json_api import JsonApi
from .whep import Play, Whep
from .whip import Publish, Whip

__all__ = [
    "STATUS",
    "STOPPING",
    "Access",
    "AnswerFailed",
    "Ask",
    "Authenticate",
    "BearerTokens",
    "Cors",
    "Counters",
    "Denied",
    "Dialect",
    "Exchange",
    "IceServerProvider",
    "IceServers",
    "JsonApi",
    "LastRestart",
    "Limited",
    "Look",
    "PatchFacts",
    "PatchOutcome",
    "PatchRefused",
    "PatchRepeats",
    "PatchRestarts",
    "PatchTrickles",
    "Play",
    "Principal",
    "Publish",
    "Rate",
    "RateLimiter",
    "RateLimits",
    "Request",
    "Resources",
    "Response",
    "Tell",
    "TurnRest",
    "Wait",
    "Wake",
    "Whep",
    "Whip",
    "Woken",
    "counters",
    "decide_patch",
    "delivery_of",
    "denial",
    "dialect_for",
    "exchange",
    "follow",
    "is_preflight",
    "link_headers",
    "openapi",
    "problem",
    "restart_failed",
]
