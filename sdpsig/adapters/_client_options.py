"""What every client may be told."""

import random
from collections.abc import Iterable, Mapping
from secrets import token_urlsafe
from typing import Any, TypedDict

from ..client import RetryPolicy, Site, site_of
from ..limits import Limits

__all__ = ["ClientOptions", "fresh_key", "site_for", "timeout_of"]

KEY_BYTES = 18
"""Random bytes of an Idempotency-Key."""
TIMEOUT = 30.0
NO_LIMITS_YET = Limits()


class ClientOptions(TypedDict, total=False):
    """The keyword arguments of every client."""

    headers: Mapping[str, str]
    """Sent with every request, to the origin of the URL and to ``origins``."""
    token: str | None
    """A bearer token: the same as the header ``Authorization: Bearer TOKEN``."""
    timeout: float
    """Seconds for a call with its redirects and repetitions: 30 by default, a day at most."""
    attempts: int
    """Requests that one call may make where repeating is safe; 3 by default."""
    origins: Iterable[str]
    """Further origins that the server may lead to, as ``https://eu.example.org``. The headers
    go there too. ``*`` is every origin; the headers go only to those that are named."""
    limits: Limits
    """``response_bytes``, and the bounds of the JSON in a response."""
    http_client: Any
    """A client of httpx or httpx2, for a proxy or certificates; its owner closes it."""


def site_for(url: str, options: ClientOptions) -> Site:
    """Where a client goes. Raises LocalProtocolError for a URL or a header that cannot be."""
    return site_of(
        url,
        headers=options.get("headers", {}),
        token=options.get("token"),
        origins=options.get("origins", ()),
        retry=RetryPolicy(attempts=options.get("attempts", 3), chance=random.random),
        limits=options.get("limits", NO_LIMITS_YET),
    )


def timeout_of(options: ClientOptions) -> float:
    """Seconds for a whole call."""
    return options.get("timeout", TIMEOUT)


def fresh_key() -> str:
    """An Idempotency-Key that nobody else has."""
    return token_urlsafe(KEY_BYTES)
