"""How often clients may ask: buckets of tokens that fill with time. Bounded, and no clock.

Whoever floods waits; what there is goes on.
"""

from collections import OrderedDict
from collections.abc import Hashable, Iterator
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from attrs import field

from .._configuration import POSITIVE, judge
from .._frozen import frozen
from ..endpoint import Command, Open, Outcome, Reoffer, Restart, Settle, Trickle
from ..errors import Fault, FaultCode, RemoteProtocolError, SdpsigError
from ._dialect import Dialect, counters
from ._message import Request, Response

__all__ = ["Limited", "Rate", "RateLimiter", "RateLimits"]

MISSES = frozenset({FaultCode.SESSION_NOT_FOUND, FaultCode.AUTH_REQUIRED})
"""What those get who guess: at ids, or at credentials."""

SLACK = 0.001
"""Seconds that hide what rounding adds."""


@frozen
class Rate:
    """So many a second, and so many at once after a while of none."""

    per_second: float = field(metadata=POSITIVE)
    burst: int = field(metadata=POSITIVE)

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)


@frozen(kw_only=True)
class RateLimits:
    """How often is too often. None: there is no limit."""

    offers_per_principal: Rate | None = Rate(5.0, 20)
    """Offers of one principal."""
    offers_per_address: Rate | None = Rate(10.0, 50)
    """Offers from one address, or from one IPv6 /64."""
    changes_per_session: Rate | None = Rate(20.0, 100)
    """Candidates, answers and further offers in one session."""
    misses_per_address: Rate | None = Rate(10 / 1800, 10)
    """Unknown sessions and unknown credentials."""
    clients: int = field(default=10_000, metadata=POSITIVE)
    """How many are counted at once: of more, who was quiet for longest is forgotten."""

    def __attrs_post_init__(self) -> None:
        """Raises TypeError or ValueError, and names the field."""
        judge(self)


class RateLimiter:
    """What everybody has asked for lately. Times are in seconds on the clock of ``now``."""

    def __init__(self, limits: RateLimits | None = None) -> None:
        self.limits = limits or RateLimits()
        self._full_at: OrderedDict[Hashable, float] = OrderedDict()
        """When the bucket of each will be full again; the last who asked comes last."""

    def __len__(self) -> int:
        return len(self._full_at)

    def judge_guesses(self, request: Request, now: float) -> None:
        """Raises RemoteProtocolError where too many guesses came from an address."""
        rate = self.limits.misses_per_address
        if rate is not None and request.client is not None:
            _refuse(self._wait(("miss", network(request.client)), rate, now))

    def note(self, request: Request, code: FaultCode, now: float) -> None:
        """Count a guess, if it was one."""
        rate = self.limits.misses_per_address
        if rate is not None and request.client is not None and code in MISSES:
            self._take(("miss", network(request.client)), rate, now)

    def judge(self, request: Request, command: Command, now: float) -> None:
        """Count what is asked. Raises RemoteProtocolError where it is too often; nothing counts."""
        buckets = tuple(self._buckets(request, command))
        _refuse(max((self._wait(key, rate, now) for key, rate in buckets), default=0.0))
        for key, rate in buckets:
            self._take(key, rate, now)

    def _buckets(self, request: Request, command: Command) -> Iterator[tuple[Hashable, Rate]]:
        limits = self.limits
        rules: tuple[tuple[Rate | None, Hashable, type | tuple[type, ...]], ...] = (
            (limits.offers_per_principal, request.owner, Open),
            (limits.offers_per_address, request.client and network(request.client), Open),
            (
                limits.changes_per_session,
                (request.owner, command.session_id),
                (Trickle, Settle, Reoffer, Restart),
            ),
        )
        for place, (rate, who, kinds) in enumerate(rules):
            if rate is not None and who is not None and isinstance(command, kinds):
                yield (place, who), rate

    def _wait(self, key: Hashable, rate: Rate, now: float) -> float:
        """Seconds until there is a token; 0 where there is one."""
        room = (rate.burst - 1) / rate.per_second + SLACK
        return max(0.0, self._full_at.get(key, now) - now - room)

    def _take(self, key: Hashable, rate: Rate, now: float) -> None:
        self._full_at[key] = max(now, self._full_at.get(key, now)) + 1 / rate.per_second
        self._full_at.move_to_end(key)
        if len(self._full_at) > self.limits.clients:
            self._full_at.popitem(last=False)


@frozen
class Limited:
    """A dialect of which everything is counted, for one request."""

    dialect: Dialect
    limiter: RateLimiter
    request: Request
    now: float

    def hold_off(self) -> Response | None:
        """The response to who has guessed too often, whatever it asks; None to go on."""
        try:
            self.limiter.judge_guesses(self.request, self.now)
        except RemoteProtocolError as error:
            return self.dialect.refuse(error)
        return None

    @property
    def max_body(self) -> int:
        """Bytes of the largest body."""
        return self.dialect.max_body

    @property
    def counters(self) -> bool:
        """Whether the application may offer instead of answering."""
        return counters(self.dialect)

    def screen(self, request: Request) -> Response | None:
        """What the head alone decides."""
        return self.dialect.screen(request)

    def decode(self, request: Request, fresh_id: str) -> Command | Response:
        """The command that a request means. Raises SdpsigError, also where it is too often."""
        command = self.dialect.decode(request, fresh_id)
        if not isinstance(command, Response):
            self.limiter.judge(request, command, self.now)
        return command

    def encode(self, outcome: Outcome) -> Response:
        """The response that an outcome gets."""
        return self.dialect.encode(outcome)

    def refuse(self, error: SdpsigError, session_id: str | None = None) -> Response:
        """The response that a fault gets."""
        self.limiter.note(self.request, error.fault.code, self.now)
        return self.dialect.refuse(error, session_id)


def network(client: str) -> str:
    """Whose address it is: an IPv6 /64 is one customer's."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(ip_network((int(address), 64), strict=False)) if mapped is None else str(mapped)
    return str(address)


def _refuse(wait: float) -> None:
    if wait > 0.0:
        detail = "too many requests"
        raise RemoteProtocolError(Fault(FaultCode.RATE_LIMITED, detail, retry_after=ceil(wait)))
