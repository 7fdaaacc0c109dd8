"""Which pages of other origins may use a server (Fetch §3.2).

Cookies never count here, so ``Access-Control-Allow-Credentials`` is never sent; a token in an
``Authorization`` header needs none.
"""

from collections.abc import Iterable

from attrs import field

from .._configuration import is_origin
from .._frozen import evolve, frozen
from ._auth import is_preflight
from ._message import Headers, Request, Response

__all__ = ["Cors"]

EXPOSED = (
    "Location, ETag, Link, Accept-Patch, Accept-Post, Access-Control-Allow-Methods, Retry-After"
)
ALLOWED = "authorization, content-type, etag, idempotency-key, if-match, last-event-id"
MAX_AGE = "600"
"""Seconds for which a browser need not ask again."""


def _origins(origins: Iterable[str]) -> frozenset[str]:
    """Raises TypeError for a text in place of a list, ValueError for what no browser writes."""
    if isinstance(origins, str):
        raise TypeError(f"Cors takes a list of origins, not a text: Cors([{origins!r}])")
    listed = frozenset(origins)
    for origin in listed - {"*"}:
        if not is_origin(origin):
            rule = "scheme, host and port in lower case, as https://app.example.org, with no slash"
            raise ValueError(f"Cors has {origin!r}, which no browser sends: an origin is {rule}")
    return listed


@frozen
class Cors:
    """The origins whose pages may: as a browser writes them, or ``*`` for all."""

    origins: frozenset[str] = field(converter=_origins)

    def apply(self, request: Request, response: Response) -> Response:
        """The response with what a browser has to know of it."""
        return evolve(response, headers=(*response.headers, *self._headers(request, response)))

    def _headers(self, request: Request, response: Response) -> Headers:
        everybody = "*" in self.origins
        vary: Headers = () if everybody else (("vary", "origin"),)
        origin = request.header("origin")
        if origin is None or not (everybody or origin in self.origins):
            return vary
        told = (*vary, ("access-control-allow-origin", "*" if everybody else origin))
        if not is_preflight(request):
            return (*told, ("access-control-expose-headers", EXPOSED))
        return (
            *told,
            *_methods(response),
            ("access-control-allow-headers", ALLOWED),
            ("access-control-max-age", MAX_AGE),
        )


def _methods(response: Response) -> Headers:
    """What may be done, where the response does not say so to pages by itself."""
    said = dict(response.headers)
    if "access-control-allow-methods" in said:
        return ()
    return (("access-control-allow-methods", said.get("allow", "")),)
