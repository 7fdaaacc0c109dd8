"""What every client may be told."""

import random
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from secrets import token_urlsafe
from types import NoneType
from typing import Any, TypedDict

from ..client import RetryPolicy, Site, site_of
from ..limits import Limits

__all__ = ["ClientOptions", "fresh_key", "site_for", "timeout_of"]

KEY_BYTES = 18
"""Random bytes of an Idempotency-Key."""
TIMEOUT = 30.0
ATTEMPTS = 3
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


KINDS: Mapping[str, tuple[type, ...]] = {
    "headers": (Mapping,),
    "token": (str, NoneType),
    "timeout": (float, int),
    "attempts": (int,),
    "origins": (Iterable,),
    "limits": (Limits,),
}
NAMES: Mapping[type, str] = {
    NoneType: "None",
    Mapping: "a mapping",
    Iterable: "an iterable",
}


def site_for(url: str, options: ClientOptions) -> Site:
    """Where a client goes.

    Raises TypeError for an option that there is not, since it might be a credential, and for one
    of another type; ValueError for a URL, a header or a number that cannot be.
    """
    _judge(options)
    attempts = options.get("attempts", ATTEMPTS)
    if attempts < 1:
        raise ValueError(f"attempts must be 1 or more, not {attempts}")
    return site_of(
        url,
        headers=options.get("headers", {}),
        token=options.get("token"),
        origins=options.get("origins", ()),
        retry=RetryPolicy(attempts=attempts, chance=random.random),
        limits=options.get("limits", NO_LIMITS_YET),
    )


def _judge(options: Mapping[str, object]) -> None:
    for name in options.keys() - ClientOptions.__annotations__.keys():
        raise TypeError(f"unknown option {name!r}; {_hint(name)}")
    for name, kinds in KINDS.items():
        if name in options and not isinstance(options[name], kinds):
            wanted = " or ".join(NAMES.get(kind, kind.__name__) for kind in kinds)
            raise TypeError(f"{name} must be {wanted}, not {type(options[name]).__name__}")


def _hint(name: str) -> str:
    known = list(ClientOptions.__annotations__)
    near = get_close_matches(name, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known)}"


def timeout_of(options: ClientOptions) -> float:
    """Seconds for a whole call."""
    return options.get("timeout", TIMEOUT)


def fresh_key() -> str:
    """An Idempotency-Key that nobody else has."""
    return token_urlsafe(KEY_BYTES)
