"""Who asks: a hook that says so, and one that knows static bearer tokens (RFC 6750)."""

import re
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from hmac import compare_digest
from typing import Literal, cast

from attrs import field

from .._configuration import TOKEN_WORDS, described, is_token
from .._frozen import frozen
from ..errors import Fault, FaultCode, RemoteProtocolError
from ._json_requests import HEALTH, OPENAPI
from ._message import Request

__all__ = [
    "Authenticate",
    "BearerTokens",
    "Denied",
    "Found",
    "Principal",
    "denial",
    "is_preflight",
]


@frozen
class Principal:
    """Somebody who is known. Sessions belong to who opens them."""

    name: str
    """Never the same for two."""


@frozen
class Denied:
    """The request goes no further."""

    status: Literal[401, 403] = 401
    """401: say who you are; 403: it is known, and it may not."""
    challenge: str = "Bearer"
    """What ``WWW-Authenticate`` says of a 401."""
    detail: str = "a credential is required"


Found = Principal | Denied | None
"""Who asks. None: anybody may, under nobody's name."""

Authenticate = Callable[[Request, float], Found | Awaitable[Found]]
"""Asked of every request but preflights, with ``now``, before its body is read.

It must not block: one that has to wait is an ``async def``.
"""

OPEN = frozenset({HEALTH, OPENAPI})
"""Where nobody has to say who asks: there is nothing to be had."""
CODES: Mapping[int, FaultCode] = {
    401: FaultCode.AUTH_REQUIRED,
    403: FaultCode.AUTH_FORBIDDEN,
}
BEARER = re.compile("bearer +([A-Za-z0-9._~+/-]+=*) *", re.ASCII | re.IGNORECASE)


def _digest(token: str) -> bytes:
    return sha256(token.encode()).digest()


def _digests(tokens: Mapping[str, str]) -> tuple[tuple[str, bytes], ...]:
    """Of equal length, so that comparing them tells nothing of the tokens.

    Raises TypeError or ValueError, which never shows a token.
    """
    given = cast("object", tokens)
    if not isinstance(given, Mapping):
        kind = described(given, secret=True)
        raise TypeError(f"BearerTokens takes tokens by name, as {{name: token}}, not {kind}")
    for name, token in tokens.items():
        _judge_token(name, token)
    return tuple((name, _digest(token)) for name, token in tokens.items())


def _judge_token(name: object, token: object) -> None:
    """What looks like a token is not shown, also where a name should be."""
    if is_token(token) and isinstance(name, str):
        return
    if is_token(name) or not isinstance(name, str):
        whose, hint = "a token", "; BearerTokens takes {name: token}, not {token: name}"
    else:
        whose, hint = f"the token of {described(name)}", ""
    raise ValueError(f"{whose} has to be {TOKEN_WORDS}{hint}")


@frozen
class BearerTokens:
    """The tokens of all who may come in, by name; give each 128 random bits at least.

    A token is 16 to 256 characters of ``A-Z a-z 0-9 . _ ~ + / -``, perhaps with ``=`` at the end;
    ``secrets.token_urlsafe()`` makes good ones. Raises TypeError or ValueError for all else.
    """

    tokens: tuple[tuple[str, bytes], ...] = field(converter=_digests, repr=False)
    open_paths: frozenset[str] = OPEN
    """Where anybody may go."""

    def __call__(self, request: Request, now: float) -> Found:
        """Who it is. All tokens are compared, in constant time, whichever fits."""
        del now
        if request.path in self.open_paths:
            return None
        given = BEARER.fullmatch(request.header("authorization") or "")
        if given is None:
            return Denied()
        digest = _digest(given[1])
        fitting = [name for name, known in self.tokens if compare_digest(known, digest)]
        if not fitting:
            return Denied(challenge='Bearer error="invalid_token"', detail="an unknown credential")
        return Principal(fitting[0])


def denial(denied: Denied) -> RemoteProtocolError:
    """Why a request goes no further, as a fault."""
    return RemoteProtocolError(Fault(CODES[denied.status], denied.detail))


def is_preflight(request: Request) -> bool:
    """Whether a browser only asks what a page may do (Fetch §4.8): it has no credentials then."""
    return (
        request.method == "OPTIONS"
        and request.header("origin") is not None
        and request.header("access-control-request-method") is not None
    )
