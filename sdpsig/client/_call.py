"""One call: a request, its redirects, and the repetitions that are safe."""

from collections.abc import Callable

from .._frozen import evolve
from ..errors import Fault, FaultCode
from ._errors import BadResponseError
from ._refusal import bad_response, no_response, refusal
from ._site import Site
from ._steps import Failed, Listen, Operation, Received, Send, outcome_of, sleep

__all__ = ["call", "followed"]

HOPS = 5
"""Redirects of one request that are followed."""
KEPT = frozenset({307, 308})
"""Redirects that keep the method and the body (RFC 9110 §15.4, RFC 9725 §4.5)."""


def _as_it_is(request: Send) -> Send:
    return request


def call(
    request: Send,
    site: Site,
    what: str,
    *,
    repeatable: bool,
    accepted: frozenset[int] = frozenset(),
    session_id: str | None = None,
) -> Operation[Received]:
    """The response with a status of 200 to 299, or one that is ``accepted``.

    Raises SignalingError: no response in the time there is, one that breaks the protocol, or a
    refusal. ``repeatable``: the server may see the request twice.
    """
    made = 0
    while True:
        outcome = yield from followed(request, site, what)
        made += 1
        delay = site.retry.delay(made, outcome, repeatable=repeatable)
        if delay is None or not (yield from sleep(delay)):
            break
    if isinstance(outcome, Failed):
        raise no_response(outcome, what, session_id) from outcome.cause
    if outcome.status >= 400 and outcome.status not in accepted:
        raise refusal(outcome, what, site.limits, session_id)
    return outcome


def followed(
    request: Send, site: Site, what: str, ask: Callable[[Send], Send | Listen] = _as_it_is
) -> Operation[Received | Failed]:
    """The response at the end of all redirects, which has none of their statuses."""
    current = evolve(request, max_bytes=site.limits.response_bytes)
    for _ in range(HOPS + 1):
        outcome = yield from outcome_of(ask(site.dressed(current)))
        outcome = evolve(outcome, url=current.url)
        if isinstance(outcome, Failed):
            return outcome
        _judge_head(outcome, what)
        if outcome.status not in KEPT:
            return outcome
        where = outcome.header("location")
        current = evolve(current, url=site.resolve(current.url, where, FaultCode.CLIENT_REDIRECT))
    detail = f"{what} was redirected more than {HOPS} times"
    raise BadResponseError(Fault(FaultCode.CLIENT_REDIRECT, detail))


def _judge_head(response: Received, what: str) -> None:
    """Raises BadResponseError for a response that no request of ours can have."""
    coding = response.header("content-encoding") or "identity"
    if coding.lower() != "identity":
        raise bad_response(response, what, "with a content coding that was not asked for")
    if response.status < 200 or (300 <= response.status < 400 and response.status not in KEPT):
        detail = f"{what} was answered {response.status}; only 307 and 308 are followed"
        raise BadResponseError(Fault(FaultCode.CLIENT_REDIRECT, detail, "RFC 9110 §15.4"))
