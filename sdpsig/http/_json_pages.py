"""What the JSON API shows to whoever comes: the head of the request is all that is looked at."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from .._converter import encode
from ..wire import HealthResponse
from ._json_requests import HEALTH, ICE_SERVERS, METRICS, OPENAPI
from ._message import Headers, Request, Response

if TYPE_CHECKING:
    from .json_api import JsonApi

__all__ = ["JSON", "PAGES"]

JSON: Headers = (("content-type", "application/json"), ("cache-control", "no-store"))
FRESH = "public, max-age=300"
"""For how long, in seconds, a description need not be asked for again."""


def _ice_servers(api: "JsonApi", request: Request) -> Response:
    return Response(200, JSON, encode(api.ice_servers.told(request.owner, request.wall)))


def _health(api: "JsonApi", request: Request) -> Response:
    del api, request
    return Response(200, JSON, encode(HealthResponse()))


def _openapi(api: "JsonApi", request: Request) -> Response:
    body = encode(api.description | {"servers": [{"url": request.root or "/"}]})
    tag = f'"{sha256(body).hexdigest()}"'
    headers = (("etag", tag), ("cache-control", FRESH))
    if tag in (request.header("if-none-match") or ""):
        return Response(304, headers)
    return Response(200, (("content-type", "application/json"), *headers), body)


def _metrics(api: "JsonApi", request: Request) -> Response:
    del request
    assert api.metrics is not None, "else it is not there"
    return api.metrics()


PAGES: Mapping[str, Callable[["JsonApi", Request], Response]] = {
    ICE_SERVERS: _ice_servers,
    HEALTH: _health,
    OPENAPI: _openapi,
    METRICS: _metrics,
}
"""By path."""
